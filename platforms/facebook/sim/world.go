package sim

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// served is the version that answers.
const served = "v25.0"

// Page is one Page of the sample council.
type Page struct{ ID, Name, Username, Token string }

// The two tokens a council may paste: that of a system user, which opens its
// Pages, and that of the Page itself.
const (
	SystemToken = "EAAsimulatedSystemUser"
	PageToken   = "EAAsimulatedPage"
	AppSecret   = "0a1b2c3dsimulatedsecret"
)

// thing is anything that somebody wrote.
type thing struct {
	ID   string `json:"id"`
	Kind string `json:"kind"` // post, visitor, tagged, comment, message
	// Post is the post a comment stands under, Parent the comment it answers, Conv
	// the conversation of a message.
	Post, Parent, Conv string
	// From is who wrote it, the Page's id for our own.
	From                   string
	Text                   string
	At, Changed            time.Time
	Hidden, Deleted, Shut  bool
	Anonymous              bool // others don't learn who wrote it
	Alts                   []string
	Link, Picture          string
	Film, Title            string
	For                    time.Time // when it is to be published
	PrivateTo              string    // the conversation that a private reply to it opened
	ByUs, Private, Through bool      // Through: accepted from the adapter
}

// state is what is saved.
type state struct {
	Page     Page
	Others   []Page
	Things   []*thing
	People   map[string]platforms.Person
	Blocked  []string
	Photos   map[string]string // id of an unpublished photo: its description
	Files    map[string][]byte
	Films    map[string]*upload // by the name of the upload
	Retired  map[string]bool
	Scopes   []string
	NoProof  bool // the app asks for no proof of its secret
	Human    bool // the app may use the human agent's tag
	EndsAt   time.Time
	Next     int
	Failing  map[string]int // code by which the next call of that name fails within a 200
	Busy     int            // percent of the allowance that is used up
	BigPages int            // more items than this in a feed are too much at once; 0: never
}

// World is the simulated Page and everybody who writes to it.
type World struct {
	clock  platforms.Clock
	server *simulator.Server
	s      state
	byID   map[string]*thing
}

var (
	_ simulator.World   = (*World)(nil)
	_ simulator.Network = (*World)(nil)
)

// New starts the simulated Page of a sample council.
func New(clock platforms.Clock) (*World, error) {
	w := &World{clock: clock, byID: map[string]*thing{}, s: state{
		Page:   Page{ID: "104321", Name: "Sample Council", Username: "samplecouncil", Token: PageToken},
		People: map[string]platforms.Person{}, Photos: map[string]string{}, Films: map[string]*upload{}, Files: map[string][]byte{}, Retired: map[string]bool{},
		Failing: map[string]int{}, Next: 7000,
		Scopes: []string{"pages_show_list", "pages_read_engagement", "pages_read_user_content", "pages_manage_posts",
			"pages_manage_engagement", "pages_manage_metadata", "pages_messaging", "read_insights"},
	}}
	var err error
	w.server, err = simulator.Start(w, clock)
	return w, err
}

// Server is the running server.
func (w *World) Server() *simulator.Server { return w.server }

// Config are the settings of an adapter here.
func (w *World) Config() map[string]string {
	return map[string]string{"server": w.server.URL(), "identity": w.s.Page.ID}
}

// Secrets are what a council would paste: a system user's token and the app's
// secret.
func (w *World) Secrets() map[string]string {
	return map[string]string{"access_token": SystemToken, "app_secret": AppSecret}
}

// Account is the Page.
func (w *World) Account() platforms.Identity {
	return platforms.Identity{ID: w.s.Page.ID, Name: w.s.Page.Name, URL: "https://www.facebook.com/" + w.s.Page.Username}
}

func (w *World) number() string {
	w.s.Next++
	return fmt.Sprint(w.s.Next)
}

func (w *World) add(t *thing) string {
	t.At = t.At.UTC().Truncate(time.Second)
	t.Changed = t.At
	w.s.Things = append(w.s.Things, t)
	w.byID[t.ID] = t
	if top := w.byID[t.Post]; top != nil && t.Changed.After(top.Changed) {
		top.Changed = t.Changed
	}
	return t.ID
}

// live is a thing that is there.
func (w *World) live(id string) *thing {
	if t := w.byID[id]; t != nil && !t.Deleted {
		return t
	}
	return nil
}

// do runs a change while nothing is answered.
func (w *World) do(change func()) { w.server.Do(change) }

// Post publishes a post of the Page from its own web site.
func (w *World) Post(text string, at time.Time) (id string) {
	w.do(func() {
		id = w.add(&thing{ID: w.s.Page.ID + "_" + w.number(), Kind: "post", From: w.s.Page.ID, Text: text, At: at, ByUs: true})
	})
	return id
}

// Comment lets a resident comment; with parent "" on the Page's own wall.
func (w *World) Comment(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.do(func() {
		w.s.People[by.ID] = by
		if parent == "" {
			id = w.add(&thing{ID: w.s.Page.ID + "_" + w.number(), Kind: "visitor", From: by.ID, Text: text, At: at})
			return
		}
		if c := w.comment(parent, by.ID, text, at); c != nil {
			id = c.ID
		}
	})
	return id
}

// comment puts a comment under a post, or below the topmost comment of another;
// nil where there is nothing to comment on.
func (w *World) comment(parent, from, text string, at time.Time) *thing {
	above := w.live(parent)
	if above == nil || above.Kind == "message" {
		return nil
	}
	c := &thing{Kind: "comment", Post: above.ID, From: from, Text: text, At: at, ByUs: from == w.s.Page.ID}
	if above.Kind == "comment" {
		c.Post, c.Parent = above.Post, above.ID
		if above.Parent != "" {
			c.Parent = above.Parent
		}
	}
	c.ID = last(c.Post) + "_" + w.number()
	w.add(c)
	return c
}

// Tag lets a resident tag the Page in a post of their own.
func (w *World) Tag(by platforms.Person, text string, at time.Time) (id string) {
	w.do(func() {
		w.s.People[by.ID] = by
		id = w.add(&thing{ID: by.ID + "_" + w.number(), Kind: "tagged", From: by.ID, Text: text, At: at})
	})
	return id
}

// Message lets a resident write to the Page on Messenger, where they have
// another id than in public.
func (w *World) Message(by platforms.Person, text string, at time.Time) (id string) {
	w.do(func() {
		w.s.People[by.ID] = by
		id = w.write(by.ID, by.ID, text, at).ID
	})
	return id
}

// write adds a message to a person's conversation.
func (w *World) write(person, from, text string, at time.Time) *thing {
	m := &thing{ID: "m_" + w.number(), Kind: "message", Conv: "t_" + person, From: from, Text: text, At: at,
		Private: true, ByUs: from == w.s.Page.ID}
	w.add(m)
	return m
}

// AnswerOutside lets the Page answer from its own web site.
func (w *World) AnswerOutside(parent, text string, at time.Time) (id string) {
	w.do(func() {
		above := w.live(parent)
		switch {
		case above == nil:
		case above.Kind == "message":
			id = w.write(above.Conv[2:], w.s.Page.ID, text, at).ID
		default:
			id = w.comment(parent, w.s.Page.ID, text, at).ID
		}
	})
	return id
}

// Edit changes what somebody wrote in public.
func (w *World) Edit(id, text string, at time.Time) (done bool) {
	w.do(func() {
		if t := w.live(id); t != nil && t.Kind != "message" {
			t.Text, t.Changed, done = text, at.UTC().Truncate(time.Second), true
		}
	})
	return done
}

// Remove deletes something, and what stands below it.
func (w *World) Remove(id string, _ time.Time) (done bool) {
	w.do(func() { done = w.remove(id) })
	return done
}

func (w *World) remove(id string) bool {
	t := w.live(id)
	if t == nil {
		return false
	}
	t.Deleted = true
	for _, below := range w.s.Things {
		if below.Post == id || below.Parent == id {
			below.Deleted = true
		}
	}
	return true
}

// Shut ends the time in which a private message may be answered; public ones are
// never shut.
func (w *World) Shut(id string) (done bool) {
	w.do(func() {
		if t := w.live(id); t != nil && t.Kind == "message" {
			t.Shut, done = true, true
		}
	})
	return done
}

// Ours is what was accepted from the adapter, oldest first.
func (w *World) Ours() (all []simulator.Accepted) {
	w.do(func() {
		for _, t := range w.s.Things {
			if !t.Through {
				continue
			}
			a := simulator.Accepted{ID: t.ID, Parent: t.Parent, Text: t.Text, Private: t.Private, Post: t.Kind == "post", At: t.At, Alts: t.Alts, For: t.For}
			if t.Parent == "" {
				a.Parent = t.Post
			}
			if t.Private {
				a.To = psid(t.Conv[2:])
			}
			all = append(all, a)
		}
	})
	return all
}

// State tells what holds for something and its author.
func (w *World) State(id string) (h simulator.Held) {
	w.do(func() {
		if t := w.byID[id]; t != nil {
			h = simulator.Held{Hidden: t.Hidden, Deleted: t.Deleted, Blocked: slices.Contains(w.s.Blocked, t.From)}
		}
	})
	return h
}

// Save keeps the world as JSON.
func (w *World) Save() (saved []byte, err error) {
	w.do(func() { saved, err = json.Marshal(w.s) })
	return saved, err
}

// Load brings a saved world back.
func (w *World) Load(saved []byte) (err error) {
	w.do(func() {
		var s state
		if err = json.Unmarshal(saved, &s); err != nil {
			return
		}
		w.s, w.byID = s, map[string]*thing{}
		for _, t := range s.Things {
			w.byID[t.ID] = t
			if t.Film != "" {
				w.byID[t.Film] = t
			}
		}
	})
	return err
}
