package sim

import (
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// What signs in to every simulated account.
const (
	apiKey      = "00000000000000000000000000simkey"
	apiSecret   = "simulatedsecret1"
	firstAccess = "72157600000000000-firstaccess"
	firstSecret = "first-access-secret"

	me      = "12345678@N00"
	ourName = "Example Council"
)

type photo struct {
	ID, Title, Description string
	At, Updated            time.Time
	Public, Deleted        bool
	Shut                   bool // takes no comments
	Views, Faves           int64
	Bytes                  string // a hash of the file
}

type comment struct {
	ID, Photo, Author, Name, Real string
	// HTML is what the network shows.
	HTML    string
	At      time.Time
	Deleted bool
}

type request struct{ Secret, Callback, Verifier, Rights string }

// ticket is an upload that is worked up.
type ticket struct {
	Photo  string
	Failed bool
	Looks  int // how often it was asked about
}

// state is all that the world knows.
type state struct {
	Seq      int
	Photos   []*photo
	Comments []*comment
	Access   map[string]string // secrets by tokens
	Requests map[string]*request
	Tickets  map[string]*ticket
	Ours     []simulator.Accepted
}

// World is the simulated account (simulator.World). The fields may be set before
// it is used.
type World struct {
	// Slow is how often an upload is asked about before it is done; FailUploads
	// makes it come to nothing.
	Slow        int
	FailUploads bool
	// NoCounts leaves the guessed extras out of lists.
	NoCounts bool

	server  *simulator.Server
	clock   platforms.Clock
	s       state
	nonces  map[string]bool
	wrong   string // what was wrong with the last signature
	refuse  map[string]int
	photos  map[string]*photo
	byID    map[string]*comment
	byPhoto map[string][]*comment
}

var (
	_ simulator.World   = (*World)(nil)
	_ simulator.Network = (*World)(nil)
)

// New starts an account without photos.
func New(clock platforms.Clock) (*World, error) {
	w := &World{clock: clock, nonces: map[string]bool{}, refuse: map[string]int{}}
	w.s = state{Access: map[string]string{firstAccess: firstSecret}, Requests: map[string]*request{}, Tickets: map[string]*ticket{}}
	w.index()
	var err error
	w.server, err = simulator.Start(w, clock)
	return w, err
}

func (w *World) index() {
	w.photos, w.byID, w.byPhoto = map[string]*photo{}, map[string]*comment{}, map[string][]*comment{}
	for _, p := range w.s.Photos {
		w.photos[p.ID] = p
	}
	for _, c := range w.s.Comments {
		w.file(c)
	}
}

func (w *World) file(c *comment) {
	w.byID[c.ID] = c
	w.byPhoto[c.Photo] = append(w.byPhoto[c.Photo], c)
}

// Server is the running server.
func (w *World) Server() *simulator.Server { return w.server }

// Config are the settings of an adapter for this account.
func (w *World) Config() map[string]string {
	return map[string]string{"server": w.server.URL(), "api_key": apiKey}
}

// Secrets are what a finished sign-in left in the keyring.
func (w *World) Secrets() map[string]string {
	kept, _ := json.Marshal(map[string]string{"token": firstAccess, "secret": firstSecret, "rights": "delete"})
	return map[string]string{"api_secret": apiSecret, "access_token": string(kept)}
}

// Account is the council's.
func (w *World) Account() platforms.Identity {
	return platforms.Identity{ID: me, Name: ourName, URL: "https://www.flickr.com/photos/" + me + "/"}
}

func nsid(p platforms.Person) string {
	if strings.Contains(p.ID, "@") {
		return p.ID
	}
	return p.ID + "@N02"
}

func (w *World) next() int {
	w.s.Seq++
	return w.s.Seq
}

// Post publishes a photo: the first line is its title.
func (w *World) Post(text string, at time.Time) (id string) {
	w.server.Do(func() {
		heading, rest, _ := strings.Cut(text, "\n")
		id = w.addPhoto(photo{Title: heading, Description: strings.TrimSpace(rest), At: at.UTC(), Public: true})
	})
	return id
}

func (w *World) addPhoto(p photo) string {
	p.ID, p.Updated = fmt.Sprintf("5400%07d", w.next()), p.At
	p.Views, p.Faves = int64(20+p.At.Minute()), int64(p.At.Minute()%7)
	w.s.Photos = append(w.s.Photos, &p)
	w.photos[p.ID] = &p
	return p.ID
}

// link is how Flickr shows somebody who is named.
func link(c *comment) string {
	return `<a href="https://www.flickr.com/photos/` + c.Author + `/">` + html.EscapeString(c.Real) + `</a> `
}

// Comment lets a resident write under a photo, or, naming whoever wrote the
// comment parent, next to it. Nothing reaches an account unasked.
func (w *World) Comment(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		id = w.write(comment{Author: nsid(by), Name: by.Handle, Real: by.Name}, parent, text, at)
	})
	return id
}

// write adds a comment; "" when there is nothing to write under.
func (w *World) write(c comment, parent, text string, at time.Time) string {
	c.HTML = strings.ReplaceAll(html.EscapeString(text), "&#39;", "'")
	p := w.photos[parent]
	if above := w.byID[parent]; above != nil {
		p = w.photos[above.Photo]
		c.HTML = link(above) + c.HTML
	}
	if p == nil || p.Deleted {
		return ""
	}
	c.Photo, c.At = p.ID, at.UTC()
	c.ID = fmt.Sprintf("6065-%s-7215%013d", p.ID, w.next())
	if c.At.After(p.Updated) {
		p.Updated = c.At
	}
	w.s.Comments = append(w.s.Comments, &c)
	w.file(&c)
	return c.ID
}

// Message does nothing: FlickrMail is not in the API.
func (w *World) Message(platforms.Person, string, time.Time) string { return "" }

// AnswerOutside lets us answer on Flickr's own page.
func (w *World) AnswerOutside(parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		id = w.write(comment{Author: me, Name: ourName, Real: ourName}, parent, text, at)
	})
	return id
}

// Edit says no: that a comment was edited is nothing Flickr tells. Reword changes
// the words.
func (w *World) Edit(string, string, time.Time) bool { return false }

// Reword changes a comment's words without a trace.
func (w *World) Reword(id, text string) {
	w.server.Do(func() { w.byID[id].HTML = html.EscapeString(text) })
}

// Remove deletes a comment, or a photo with all comments.
func (w *World) Remove(id string, _ time.Time) (done bool) {
	w.server.Do(func() { done = w.drop(id) })
	return done
}

func (w *World) drop(id string) bool {
	if p := w.photos[id]; p != nil && !p.Deleted {
		p.Deleted = true
		for _, c := range w.byPhoto[id] {
			c.Deleted = true
		}
		return true
	}
	c := w.byID[id]
	if c == nil || c.Deleted {
		return false
	}
	c.Deleted = true
	return true
}

// Shut makes the photo of a comment private to others, so that it is not found
// any more by whoever writes.
func (w *World) Shut(id string) (done bool) {
	w.server.Do(func() {
		if c := w.byID[id]; c != nil {
			w.photos[c.Photo].Shut, done = true, true
		}
	})
	return done
}

// Refuse makes a call answer with one of Flickr's error codes; 0 ends it.
func (w *World) Refuse(call string, code int) {
	w.server.Do(func() {
		delete(w.refuse, call)
		if code != 0 {
			w.refuse[call] = code
		}
	})
}

// EndSignIn makes Flickr forget every sign-in, as when a person takes the right
// away.
func (w *World) EndSignIn() { w.server.Do(func() { w.s.Access = map[string]string{} }) }

// Ours is what came in by the API, oldest first.
func (w *World) Ours() (all []simulator.Accepted) {
	w.server.Do(func() { all = slices.Clone(w.s.Ours) })
	return all
}

// State tells what measures hold: on Flickr an item is there or deleted.
func (w *World) State(id string) (h simulator.Held) {
	w.server.Do(func() {
		if p := w.photos[id]; p != nil {
			h.Deleted = p.Deleted
		}
		if c := w.byID[id]; c != nil {
			h.Deleted = c.Deleted
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
		return fmt.Errorf("load a simulated account: %w", err)
	}
	w.server.Do(func() { w.s = s; w.index() })
	return nil
}
