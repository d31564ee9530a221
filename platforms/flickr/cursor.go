package flickr

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"time"

	"commsdesk/platforms/feed"
)

// cursorVersion is that of the form below.
const cursorVersion = 1

// seen is a photo as it last was.
type seen struct {
	// Updated is Flickr's stamp when all of it was brought, 0 while it is not.
	Updated int64 `json:"up"`
	// Its comments after Down, up to Top, are brought.
	Top  int64 `json:"top"`
	Down int64 `json:"down"`
	// Comments are the newest brought, with the imprints of their words.
	Comments map[string]mark `json:"c,omitempty"`
	// Posted: the photo itself is brought.
	Posted bool `json:"posted"`
}

type mark struct {
	At    int64  `json:"at"`
	Print string `json:"p"`
}

const (
	// photosKept and commentsKept bound what a cursor remembers, in photos, and in
	// comments of each.
	photosKept   = 300
	commentsKept = 100
)

// cursor is where a pull stands.
type cursor struct {
	Version int `json:"version"`
	// Newest is the newest update brought.
	Newest time.Time        `json:"newest"`
	Gaps   feed.Gaps        `json:"gaps"`
	Photos map[string]*seen `json:"photos"`
	// Looked is when photos were last looked over again, and activity read.
	Looked time.Time `json:"looked"`
}

// readCursor reads a cursor; one of another version, like none, starts from the
// beginning.
func readCursor(raw []byte) cursor {
	var c cursor
	if len(raw) > 0 && (json.Unmarshal(raw, &c) != nil || c.Version != cursorVersion) {
		c = cursor{}
	}
	c.Version = cursorVersion
	if c.Photos == nil {
		c.Photos = map[string]*seen{}
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

// prune forgets the photos that were updated longest ago, and old comments.
func (c *cursor) prune() {
	const slack = 50
	if len(c.Photos) > photosKept+slack {
		ids := make([]string, 0, len(c.Photos))
		for id, s := range c.Photos {
			if s.Updated != 0 { // one under way is kept
				ids = append(ids, id)
			}
		}
		sort.Slice(ids, func(i, j int) bool { return c.Photos[ids[i]].Updated > c.Photos[ids[j]].Updated })
		for _, id := range ids[min(len(ids), photosKept):] {
			delete(c.Photos, id)
		}
	}
	for _, s := range c.Photos {
		s.prune()
	}
}

func (s *seen) prune() {
	if len(s.Comments) <= commentsKept+commentsKept/2 {
		return
	}
	ids := make([]string, 0, len(s.Comments))
	for id := range s.Comments {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return int(s.Comments[b].At - s.Comments[a].At) })
	for _, id := range ids[commentsKept:] {
		delete(s.Comments, id)
	}
}

// oldest is from when on every comment that was there is in Comments; 0: all are.
func (s *seen) oldest() int64 {
	if len(s.Comments) < commentsKept {
		return 0
	}
	var at int64
	for _, m := range s.Comments {
		if at == 0 || m.At < at {
			at = m.At
		}
	}
	return at
}
