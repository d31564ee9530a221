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

// The simulated council. Tokens are invented.
const (
	pageID    = "108200000000017"
	accountID = "17841400000000042"
	username  = "northfield.council"
	userToken = "EAAinventedSystemUser0001"
	pageToken = "EAAinventedPageOfNorthfield0002"
	firstIG   = "IGAAinventedLogin0000"
)

// Route is one of the two ways in.
type Route string

// The two routes, as the adapter's setting "route" names them.
const (
	Facebook Route = "facebook"
	Login    Route = "instagram"
)

// World is a simulated Instagram with people in it. What stands below Route may
// be changed by a test before the adapter asks.
type World struct {
	Route Route
	// Scopes are the rights that the access key has.
	Scopes []string
	// Slow is how often a new container says that it is not ready yet.
	Slow int
	// Dead are figures that Meta has switched off.
	Dead []string
	// NoInbox: private messages were not granted to the app.
	NoInbox bool
	// PageKey: the secret is the Page's own access key, not a system user's.
	PageKey bool
	// Quota is how many posts a day the account may publish by API.
	Quota int

	clock  platforms.Clock
	server *simulator.Server
	s      state
	index  index
}

// state is what is saved.
type state struct {
	Seq        int
	Media      []*medium
	Tagged     []*medium
	Comments   []*comment
	Threads    []*thread
	Containers []*container
	Ours       []simulator.Accepted
	Blocked    []string
	// Token, Made and Ends are those of Instagram Login.
	Token      string
	Made, Ends time.Time
}

type medium struct {
	ID, Caption, Type, Owner string
	At                       time.Time
	Alts                     []string
	Deleted                  bool
}

type comment struct {
	ID, Media, Parent, Text, Author, Handle string
	At                                      time.Time
	Hidden, Deleted, Shut, Answered         bool
}

type thread struct {
	ID, Person, Handle string
	Shut               bool
	Messages           []message
}

type message struct {
	ID, Text string
	Ours     bool
	At       time.Time
	File     string
	Deleted  bool
}

type container struct {
	ID, Kind, Caption, Alt, Published string
	Children                          []string
	Item, Upload                      bool
	Bytes, Looks                      int
	At                                time.Time
}

// index finds things by id.
type index struct {
	media    map[string]*medium
	comments map[string]*comment
	under    map[string][]*comment // by media or comment, oldest first
	threads  map[string]*thread
	messages map[string]*thread
}

// New starts a world that is entered by Facebook Login.
func New(clock platforms.Clock) (*World, error) {
	return start(clock, Facebook, []string{"instagram_basic", "instagram_content_publish", "instagram_manage_comments", "instagram_manage_insights",
		"instagram_manage_messages", "instagram_manage_contents", "pages_show_list", "pages_read_engagement", "business_management"})
}

// NewLogin starts a world that is entered by Instagram Login. Its access key was
// made two days ago and holds for 60.
func NewLogin(clock platforms.Clock) (*World, error) {
	w, err := start(clock, Login, []string{"instagram_business_basic", "instagram_business_content_publish", "instagram_business_manage_comments",
		"instagram_business_manage_messages", "instagram_business_manage_insights"})
	if err == nil {
		w.s.Token, w.s.Made = firstIG, clock().Add(-48*time.Hour)
		w.s.Ends = w.s.Made.Add(life)
	}
	return w, err
}

func start(clock platforms.Clock, route Route, scopes []string) (*World, error) {
	w := &World{Route: route, Scopes: scopes, Quota: 50, clock: clock}
	w.rebuild()
	var err error
	w.server, err = simulator.Start(w, clock)
	return w, err
}

// Server is the running server.
func (w *World) Server() *simulator.Server { return w.server }

// Config are the settings of the account here.
func (w *World) Config() map[string]string {
	return map[string]string{"route": string(w.Route), "server": w.server.URL(), "version": version}
}

// Secrets are its secrets.
func (w *World) Secrets() map[string]string {
	switch {
	case w.Route == Login:
		return map[string]string{"access_token": firstIG}
	case w.PageKey:
		return map[string]string{"access_token": pageToken}
	}
	return map[string]string{"access_token": userToken}
}

// Account is who the account is.
func (w *World) Account() platforms.Identity {
	return platforms.Identity{ID: accountID, Name: "@" + username, URL: "https://www.instagram.com/" + username + "/"}
}

func (w *World) next(form string) string {
	w.s.Seq++
	return fmt.Sprintf(form, w.s.Seq)
}

// Save gives the world as JSON.
func (w *World) Save() (raw []byte, err error) {
	w.server.Do(func() { raw, err = json.Marshal(w.s) })
	return raw, err
}

// Load takes the world back.
func (w *World) Load(saved []byte) error {
	var s state
	if err := json.Unmarshal(saved, &s); err != nil {
		return fmt.Errorf("read the saved Instagram: %w", err)
	}
	w.server.Do(func() {
		w.s = s
		w.rebuild()
	})
	return nil
}

func (w *World) rebuild() {
	w.index = index{media: map[string]*medium{}, comments: map[string]*comment{}, under: map[string][]*comment{},
		threads: map[string]*thread{}, messages: map[string]*thread{}}
	for _, m := range slices.Concat(w.s.Media, w.s.Tagged) {
		w.index.media[m.ID] = m
	}
	for _, c := range w.s.Comments {
		w.indexComment(c)
	}
	for _, t := range w.s.Threads {
		w.index.threads[t.ID] = t
		for _, m := range t.Messages {
			w.index.messages[m.ID] = t
		}
	}
}

func (w *World) indexComment(c *comment) {
	w.index.comments[c.ID] = c
	above := c.Parent
	if above == "" {
		above = c.Media
	}
	w.index.under[above] = append(w.index.under[above], c)
}

// Ours is what the network accepted from us.
func (w *World) Ours() (out []simulator.Accepted) {
	w.server.Do(func() { out = slices.Clone(w.s.Ours) })
	return out
}

// State tells what measures hold.
func (w *World) State(id string) (h simulator.Held) {
	w.server.Do(func() {
		if c := w.index.comments[id]; c != nil {
			h = simulator.Held{Hidden: c.Hidden, Deleted: c.Deleted, Blocked: slices.Contains(w.s.Blocked, c.Author)}
		}
		if m := w.index.media[id]; m != nil {
			h.Deleted = m.Deleted
		}
		if t := w.index.messages[id]; t != nil {
			h.Blocked = slices.Contains(w.s.Blocked, t.Person)
		}
	})
	return h
}

// shortcode stands in addresses; any form will do.
func shortcode(id string) string { return "C" + strings.TrimLeft(id[6:], "0") }
