package sim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// What signs in to every simulated channel.
const (
	clientID     = "example.apps.googleusercontent.com"
	clientSecret = "GOCSPX-simulated-secret"
	firstAccess  = "simulated-access-0"
	firstRefresh = "simulated-refresh-0"
)

const (
	published = "published"
	held      = "heldForReview"
	spam      = "likelySpam"
	rejected  = "rejected"
)

type film struct {
	ID, Title, Description, Privacy string
	At, PublishAt                   time.Time
	Deleted, CommentsOff, NoLikes   bool
	Views, Likes                    int64
}

type comment struct {
	ID, Top, Film, Author, Name, Text, Status string
	At, Updated                               time.Time
	Deleted                                   bool
}

type upload struct {
	Film       film
	Size, Have int64
	Done       string // the film's id once it is whole
}

// state is all that the world knows.
type state struct {
	Seq      int
	Films    []*film
	Comments []*comment
	Banned   map[string]bool
	Access   map[string]time.Time // until when each holds
	Refresh  map[string]bool
	Codes    map[string]string // a code's PKCE challenge
	Sessions map[string]*upload
	Ours     []simulator.Accepted
}

// World is the simulated channel (simulator.World). The fields may be set before
// it is used.
type World struct {
	// Audited: films may be public at once.
	Audited bool
	// Handle is the channel's.
	Handle string
	// Subscribers is how many it has; HideSubscribers keeps them secret.
	Subscribers     int64
	HideSubscribers bool

	server  *simulator.Server
	refuse  map[string]simulator.Answer
	clock   platforms.Clock
	s       state
	byID    map[string]*comment
	replies map[string][]*comment
	films   map[string]*film
}

var (
	_ simulator.World   = (*World)(nil)
	_ simulator.Network = (*World)(nil)
)

// New starts a channel without films.
func New(clock platforms.Clock) (*World, error) {
	w := &World{Audited: true, Handle: "@examplecouncil", Subscribers: 1234, clock: clock, refuse: map[string]simulator.Answer{}}
	w.s = state{Banned: map[string]bool{}, Access: map[string]time.Time{firstAccess: clock().Add(time.Hour)},
		Refresh: map[string]bool{firstRefresh: true}, Codes: map[string]string{}, Sessions: map[string]*upload{}}
	w.index()
	var err error
	w.server, err = simulator.Start(w, clock)
	return w, err
}

func (w *World) index() {
	w.byID, w.replies, w.films = map[string]*comment{}, map[string][]*comment{}, map[string]*film{}
	for _, c := range w.s.Comments {
		w.file(c)
	}
	for _, f := range w.s.Films {
		w.films[f.ID] = f
	}
}

func (w *World) file(c *comment) {
	w.byID[c.ID] = c
	if c.Top != "" {
		w.replies[c.Top] = append(w.replies[c.Top], c)
	}
}

// Server is the running server.
func (w *World) Server() *simulator.Server { return w.server }

// Config are the settings of an adapter for this channel.
func (w *World) Config() map[string]string {
	audited := "no"
	if w.Audited {
		audited = "yes"
	}
	return map[string]string{"server": w.server.URL(), "client_id": clientID, "audited": audited, "consent": "internal"}
}

// Secrets are what a finished sign-in left in the keyring.
func (w *World) Secrets() map[string]string {
	access, _ := json.Marshal(map[string]any{"access": firstAccess, "expiry": w.clock().Add(time.Hour).UTC()})
	return map[string]string{"client_secret": clientSecret, "access_token": string(access), "refresh_token": firstRefresh}
}

const me = "UCsimulatedExampleCounci"

// Account is the council's channel.
func (w *World) Account() platforms.Identity {
	return platforms.Identity{ID: me, Name: "Example Council", URL: "https://www.youtube.com/channel/" + me}
}

// channelID is the channel of a resident.
func channelID(p platforms.Person) string {
	if strings.HasPrefix(p.ID, "UC") {
		return p.ID
	}
	id := strings.ReplaceAll(p.ID, " ", "")
	return "UC" + strings.Repeat("0", max(0, 22-len(id))) + id
}

func handleOf(p platforms.Person) string {
	if p.Handle != "" {
		return "@" + strings.TrimPrefix(p.Handle, "@")
	}
	return p.Name
}

func (w *World) next() int {
	w.s.Seq++
	return w.s.Seq
}

// Post publishes a film: the first line is its title.
func (w *World) Post(text string, at time.Time) (id string) {
	w.server.Do(func() {
		heading, rest, _ := strings.Cut(text, "\n")
		id = w.addFilm(film{Title: heading, Description: strings.TrimSpace(rest), Privacy: "public", At: at.UTC()})
	})
	return id
}

func (w *World) addFilm(f film) string {
	f.ID = fmt.Sprintf("vid%08d", w.next())
	f.Views, f.Likes = int64(100+f.At.Minute()), int64(f.At.Minute())
	w.s.Films = append(w.s.Films, &f)
	w.films[f.ID] = &f
	return f.ID
}

// Comment lets a resident write below a film, a comment, or, with parent "",
// about the channel itself.
func (w *World) Comment(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.write(channelID(by), handleOf(by), parent, text, at) })
	return id
}

// write adds a comment; "" when its parent is gone.
func (w *World) write(author, name, parent, text string, at time.Time) string {
	c := &comment{Author: author, Name: name, Text: text, At: at.UTC(), Updated: at.UTC(), Status: published}
	switch {
	case parent == "":
	case w.films[parent] != nil:
		c.Film = parent
	case w.byID[parent] != nil:
		above := w.byID[parent]
		c.Film, c.Top = above.Film, above.ID
		if above.Top != "" {
			c.Top = above.Top
		}
	default:
		return ""
	}
	c.ID = fmt.Sprintf("Ugy%021d4AaABAg", w.next())
	if c.Top != "" {
		c.ID = fmt.Sprintf("%s.9%021d", c.Top, w.s.Seq)
	}
	if w.s.Banned[author] {
		c.Status = rejected
	}
	w.s.Comments = append(w.s.Comments, c)
	w.file(c)
	return c.ID
}

// Message does nothing: YouTube has no private messages.
func (w *World) Message(platforms.Person, string, time.Time) string { return "" }

// AnswerOutside lets us answer in YouTube Studio.
func (w *World) AnswerOutside(parent, text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.write(me, w.Handle, parent, text, at) })
	return id
}

// Edit changes a comment's words.
func (w *World) Edit(id, text string, at time.Time) (done bool) {
	w.server.Do(func() {
		if c := w.byID[id]; c != nil && !c.Deleted {
			c.Text, c.Updated, done = text, at.UTC(), true
		}
	})
	return done
}

// Remove deletes a comment with what stands below it, or a film.
func (w *World) Remove(id string, _ time.Time) (done bool) {
	w.server.Do(func() { done = w.drop(id) })
	return done
}

func (w *World) drop(id string) bool {
	if f := w.films[id]; f != nil && !f.Deleted {
		f.Deleted = true
		for _, c := range w.s.Comments {
			c.Deleted = c.Deleted || c.Film == id
		}
		return true
	}
	c := w.byID[id]
	if c == nil || c.Deleted {
		return false
	}
	c.Deleted = true
	for _, r := range w.replies[id] {
		r.Deleted = true
	}
	return true
}

// Shut switches comments off under the film of a comment.
func (w *World) Shut(id string) (done bool) {
	w.server.Do(func() {
		if c := w.byID[id]; c != nil && w.films[c.Film] != nil {
			w.films[c.Film].CommentsOff, done = true, true
		}
	})
	return done
}

// Hold puts a comment into a list that awaits moderation, as YouTube itself does.
func (w *World) Hold(id string, asSpam bool) {
	w.server.Do(func() {
		w.byID[id].Status = held
		if asSpam {
			w.byID[id].Status = spam
		}
	})
}

// Approve publishes a held comment, as a person does in YouTube Studio.
func (w *World) Approve(id string) { w.server.Do(func() { w.byID[id].Status = published }) }

// Refuse makes a call answer with an error of YouTube's; without a reason it works
// again.
func (w *World) Refuse(call string, status int, reason string) {
	w.server.Do(func() {
		delete(w.refuse, call)
		if reason != "" {
			w.refuse[call] = fail(status, reason, "Refused.")
		}
	})
}

// NoLikes withholds the number of likes of a film.
func (w *World) NoLikes(id string) { w.server.Do(func() { w.films[id].NoLikes = true }) }

// Ours is what came in by the API, oldest first.
func (w *World) Ours() (all []simulator.Accepted) {
	w.server.Do(func() { all = slices.Clone(w.s.Ours) })
	return all
}

// State tells what measures hold.
func (w *World) State(id string) (h simulator.Held) {
	w.server.Do(func() {
		if f := w.films[id]; f != nil {
			h.Deleted = f.Deleted
		}
		if c := w.byID[id]; c != nil {
			h = simulator.Held{Hidden: c.Status == held || c.Status == spam, Deleted: c.Deleted || c.Status == rejected, Blocked: w.s.Banned[c.Author]}
		}
	})
	return h
}

// Save and Load keep the world over restarts.
func (w *World) Save() (saved []byte, err error) {
	w.server.Do(func() { saved, err = json.Marshal(w.s) })
	return saved, err
}

// Load takes up a saved world.
func (w *World) Load(saved []byte) error {
	var s state
	if err := json.Unmarshal(saved, &s); err != nil {
		return fmt.Errorf("load a simulated channel: %w", err)
	}
	w.server.Do(func() { w.s = s; w.index() })
	return nil
}
