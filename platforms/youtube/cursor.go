package youtube

import (
	"encoding/json"
	"fmt"
	"sort"
	"time"

	"commsdesk/platforms/feed"
)

// cursorVersion is that of the form below.
const cursorVersion = 1

// seen is a comment thread as it last was.
type seen struct {
	At      time.Time `json:"at"`
	Replies int64     `json:"n"`
	Updated time.Time `json:"up"`
}

// waiting is a thread with something that awaits a decision, and in which list;
// Top: it is the topmost comment itself.
type waiting struct {
	Top  bool      `json:"top"`
	At   time.Time `json:"at"`
	List string    `json:"list"`
}

// cursor is where a pull stands.
type cursor struct {
	Version int `json:"version"`
	// Newest are the newest thread and the newest film brought.
	Newest     time.Time `json:"newest"`
	NewestFilm time.Time `json:"newest_film"`
	Gaps       feed.Gaps `json:"gaps"`
	FilmGaps   feed.Gaps `json:"film_gaps"`
	// Looked is when the lists were last looked over again in full.
	Looked time.Time `json:"looked"`
	// Threads are the newest that are there, Held those that await a decision,
	// Films those that were brought, Unseen those of them that are not public.
	Threads map[string]seen    `json:"threads"`
	Held    map[string]waiting `json:"held"`
	Films   []string           `json:"films"`
	Unseen  []string           `json:"unseen"`
	// Day, Units and Uploads are the ledger's.
	Day     string `json:"day"`
	Units   int    `json:"units"`
	Uploads int    `json:"uploads"`

	films map[string]bool
}

// filmsKept is how many ids of films a cursor remembers; those beyond it are
// only read again when somebody comments.
const filmsKept = 1000

// readCursor reads a cursor; one of another version, like none, starts from the
// beginning.
func readCursor(raw []byte) cursor {
	var c cursor
	if len(raw) > 0 && (json.Unmarshal(raw, &c) != nil || c.Version != cursorVersion) {
		c = cursor{}
	}
	c.Version = cursorVersion
	c.films = map[string]bool{}
	for _, id := range c.Films {
		c.films[id] = true
	}
	if c.Threads == nil {
		c.Threads = map[string]seen{}
	}
	if c.Held == nil {
		c.Held = map[string]waiting{}
	}
	return c
}

func (c *cursor) write() ([]byte, error) {
	c.prune()
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write a cursor: %w", err)
	}
	return raw, nil
}

// prune forgets the oldest threads beyond those that are looked over.
func (c *cursor) prune() {
	const slack = 100
	if len(c.Threads) > rescanThreads+slack {
		ids := make([]string, 0, len(c.Threads))
		for id := range c.Threads {
			ids = append(ids, id)
		}
		sort.Slice(ids, func(i, j int) bool { return c.Threads[ids[i]].At.After(c.Threads[ids[j]].At) })
		for _, id := range ids[rescanThreads:] {
			delete(c.Threads, id)
		}
	}
	if over := len(c.Films) - filmsKept; over > 0 {
		for _, id := range c.Films[:over] {
			delete(c.films, id)
		}
		c.Films = c.Films[over:]
	}
}

func (c *cursor) addFilm(id string) {
	if !c.films[id] {
		c.films[id] = true
		c.Films = append(c.Films, id)
	}
}
