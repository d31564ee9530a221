// Package sim is X in this process: accounts, posts, private messages, and the
// API v2 in both dialects as far as the adapter uses it. It refuses what X
// refuses and answers in X's own form.
package sim

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// The council's account, and its application at X.
const (
	ourID     = "902100417"
	ourHandle = "RiversideDC"
	ourName   = "Riverside District Council"
	clientID  = "Q2xpZW50U2ltdWxhdGVk"
)

// messageMark stands before the ids of private messages, as the adapter has it.
const messageMark = "dm:"

// Options are what a world is made of. Zero values are the usual ones.
type Options struct {
	// Dialect that X speaks: Tweet (also "") or Post.
	Dialect string
	// Keys signs in with pasted keys instead of the sign-in page.
	Keys bool
	// Enterprise lifts the rule on answers.
	Enterprise bool
	// Level is what keys may do, as X's header says it; "" all.
	Level string
	// Limits makes X count calls and refuse too many in 15 minutes.
	Limits bool
	// DuplicateOK lets the same words be posted twice.
	DuplicateOK bool
}

// World is X with people in it.
type World struct {
	o      Options
	clock  platforms.Clock
	server *simulator.Server
	state  state
	// sorted are the posts, newest first; nil when they must be sorted anew.
	sorted []*post
	calls  map[string]*count
	codes  map[string]grant
}

var (
	_ simulator.Network = (*World)(nil)
	_ simulator.World   = (*World)(nil)
)

// state is what is kept over restarts.
type state struct {
	Users   map[string]*user
	Posts   map[string]*post // by every id they had
	Events  []*event
	Muted   map[string]bool
	Blocked map[string]bool // private messages
	Closed  map[string]bool // takes no private messages
	Media   map[string]*medium
	Ours    []simulator.Accepted
	Seq     int64
	Access  string
	Refresh string
	Until   time.Time
}

type user struct{ ID, Name, Handle string }

type post struct {
	ID, Author, Conversation, Parent string
	Versions                         []version
	Created                          time.Time
	Media                            []string
	Deleted, Hidden, Shut            bool
}

// version is a post's words as they were at a time. Lead is how many letters of
// it X put before them.
type version struct {
	ID, Text string
	Lead     int
	At       time.Time
	URLs     []address
	Names    []string // ids of those mentioned
}

type address struct{ Short, Long, Media string }

type event struct {
	ID, Sender, Partner, Text string
	At                        time.Time
	URLs                      []address
	Deleted                   bool
}

type medium struct {
	ID, Category, Type, Alt string
	Total, Have             int
	Ready, Used             bool
	Asked                   int
}

// New starts a world with the usual options.
func New(clock platforms.Clock) (*World, error) { return With(clock, Options{}) }

// With starts a world. Its server runs until it is closed.
func With(clock platforms.Clock, o Options) (*World, error) {
	if o.Dialect == "" {
		o.Dialect = Tweet
	}
	w := &World{o: o, clock: clock, calls: map[string]*count{}, codes: map[string]grant{}, state: state{
		Users: map[string]*user{ourID: {ID: ourID, Name: ourName, Handle: ourHandle}}, Posts: map[string]*post{},
		Muted: map[string]bool{}, Blocked: map[string]bool{}, Closed: map[string]bool{}, Media: map[string]*medium{},
		Access: "simulated-access-0", Refresh: "simulated-refresh-0", Until: clock().UTC().Add(accessTime),
	}}
	server, err := simulator.Start(w, clock)
	if err != nil {
		return nil, err
	}
	w.server = server
	return w, nil
}

// Server is the running server.
func (w *World) Server() *simulator.Server { return w.server }

// Config are the settings with which an adapter of this account signs in.
func (w *World) Config() map[string]string {
	c := map[string]string{"way": "api", "server": w.server.URL(), "client_id": clientID, "monthly_cap_usd": "none", "dialect": w.o.Dialect}
	if w.o.Keys {
		c["sign_in"] = "keys"
	}
	if w.o.Enterprise {
		c["access"] = "enterprise"
	}
	return c
}

// Secrets are the secrets with which it signs in.
func (w *World) Secrets() map[string]string {
	if w.o.Keys {
		return map[string]string{"oauth1_key": simKey, "oauth1_key_secret": simKeySecret, "oauth1_access": simOwner, "oauth1_access_secret": simOwnerSecret}
	}
	kept, _ := json.Marshal(map[string]any{"access": w.state.Access, "expiry": w.state.Until, "scope": allScopes})
	return map[string]string{"refresh_token": w.state.Refresh, "access_token": string(kept)}
}

// Account is who is signed in.
func (w *World) Account() platforms.Identity {
	return platforms.Identity{ID: ourID, Name: "@" + ourHandle, URL: "https://x.com/" + ourHandle}
}

// The ids of X hold the time in milliseconds since this one.
const snowflake = 1288834974657

// id makes an id for something of that time.
func (w *World) id(at time.Time) string {
	w.state.Seq++
	return strconv.FormatInt((at.UnixMilli()-snowflake)<<22|w.state.Seq&(1<<22-1), 10)
}

// person finds or makes the account of a resident. X knows no full stops in
// names, and its ids are numbers.
func (w *World) person(p platforms.Person) *user {
	id := p.ID
	if _, err := strconv.ParseUint(id, 10, 63); err != nil {
		h := fnv.New64a()
		_, _ = h.Write([]byte(id + p.Handle)) // a hash never fails
		id = strconv.FormatUint(h.Sum64()>>1, 10)
	}
	if w.state.Users[id] == nil {
		handle := strings.Map(func(r rune) rune {
			if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				return r
			}
			return '_'
		}, p.Handle)
		w.state.Users[id] = &user{ID: id, Name: p.Name, Handle: handle[:min(15, len(handle))]}
	}
	return w.state.Users[id]
}

// Post publishes a post of ours by other means than the adapter.
func (w *World) Post(text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.add(ourID, "", "", text, at).ID })
	return id
}

// Comment lets a resident write under a post, or mention us. Answers to another
// resident do not name us, as when people take a name off.
func (w *World) Comment(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		u := w.person(by)
		if parent == "" {
			id = w.add(u.ID, "", "", "@"+ourHandle+" "+text, at).ID
			return
		}
		if p := w.state.Posts[parent]; p != nil {
			id = w.add(u.ID, p.ID, w.lead(p), text, at).ID
		}
	})
	return id
}

// Quote lets a resident quote a post of ours without naming us.
func (w *World) Quote(by platforms.Person, quoted, text string, at time.Time) (id string) {
	w.server.Do(func() {
		p := w.add(w.person(by).ID, "", "", text+" https://x.com/"+ourHandle+"/status/"+quoted, at)
		id = p.ID
	})
	return id
}

// lead is what X puts before an answer to a post.
func (w *World) lead(p *post) string {
	if u := w.state.Users[p.Author]; u != nil {
		return "@" + u.Handle + " "
	}
	return ""
}

// add makes a post.
func (w *World) add(author, parent, lead, text string, at time.Time) *post {
	id := w.id(at)
	p := &post{ID: id, Author: author, Conversation: id, Parent: parent, Created: at.UTC().Truncate(time.Millisecond)}
	if above := w.state.Posts[parent]; above != nil {
		p.Conversation = above.Conversation
	}
	p.Versions = []version{w.version(id, lead, text, at)}
	w.state.Posts[id] = p
	w.sorted = nil
	return p
}

// Message lets a resident write privately.
func (w *World) Message(by platforms.Person, text string, at time.Time) (id string) {
	w.server.Do(func() {
		u := w.person(by)
		id = messageMark + w.addEvent(u.ID, u.ID, text, at).ID
	})
	return id
}

func (w *World) addEvent(sender, partner, text string, at time.Time) *event {
	e := &event{ID: w.id(at), Sender: sender, Partner: partner, At: at.UTC().Truncate(time.Millisecond)}
	e.Text, e.URLs = w.shorten(text)
	w.state.Events = append(w.state.Events, e)
	return e
}

// AnswerOutside lets us answer by other means than the adapter.
func (w *World) AnswerOutside(parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		if eid, ok := strings.CutPrefix(parent, messageMark); ok {
			for _, e := range w.state.Events {
				if e.ID == eid {
					id = messageMark + w.addEvent(ourID, e.Partner, text, at).ID
					return
				}
			}
			return
		}
		if p := w.state.Posts[parent]; p != nil {
			id = w.add(ourID, p.ID, w.lead(p), text, at).ID
		}
	})
	return id
}

// Edit changes a resident's post: X gives the new words an id of their own.
func (w *World) Edit(id, text string, at time.Time) (done bool) {
	w.server.Do(func() {
		p := w.state.Posts[id]
		if p == nil || p.Deleted {
			return
		}
		lead := ""
		if above := w.state.Posts[p.Parent]; above != nil {
			lead = w.lead(above)
		}
		v := w.version(w.id(at), lead, text, at)
		p.Versions = append(p.Versions, v)
		w.state.Posts[v.ID] = p
		w.sorted, done = nil, true
	})
	return done
}

// Remove deletes a post or message.
func (w *World) Remove(id string, _ time.Time) (done bool) {
	w.server.Do(func() {
		if p := w.state.Posts[id]; p != nil {
			p.Deleted, w.sorted, done = true, nil, true
			return
		}
		for _, e := range w.state.Events {
			if messageMark+e.ID == id {
				e.Deleted, done = true, true
			}
		}
	})
	return done
}

// Shut makes X refuse answers to a post, or its author private messages.
func (w *World) Shut(id string) (done bool) {
	w.server.Do(func() {
		if p := w.state.Posts[id]; p != nil {
			p.Shut, done = true, true
			return
		}
		for _, e := range w.state.Events {
			if messageMark+e.ID == id {
				w.state.Closed[e.Partner], done = true, true
			}
		}
	})
	return done
}

// Ours is what X accepted from us, oldest first.
func (w *World) Ours() (out []simulator.Accepted) {
	w.server.Do(func() { out = append(out, w.state.Ours...) })
	return out
}

// State tells what measures hold.
func (w *World) State(id string) (h simulator.Held) {
	w.server.Do(func() {
		author := ""
		if p := w.state.Posts[id]; p != nil {
			author, h.Hidden, h.Deleted = p.Author, p.Hidden, p.Deleted
		}
		for _, e := range w.state.Events {
			if messageMark+e.ID == id {
				author, h.Deleted = e.Sender, e.Deleted
			}
		}
		h.Muted, h.Blocked = w.state.Muted[author], w.state.Blocked[author]
	})
	return h
}

// Save keeps the world as JSON.
func (w *World) Save() (saved []byte, err error) {
	w.server.Do(func() { saved, err = json.Marshal(w.state) })
	if err != nil {
		return nil, fmt.Errorf("save the simulated X: %w", err)
	}
	return saved, nil
}

// Load brings a saved world back.
func (w *World) Load(saved []byte) (err error) {
	w.server.Do(func() {
		var s state
		if err = json.Unmarshal(saved, &s); err != nil {
			err = fmt.Errorf("load the simulated X: %w", err)
			return
		}
		if s.Users == nil || s.Posts == nil {
			err = fmt.Errorf("load the simulated X: it holds no world")
			return
		}
		// Posts lie under each of their ids, and stand apart after reading.
		for id, p := range s.Posts {
			if first := s.Posts[p.ID]; first != nil {
				s.Posts[id] = first
			}
		}
		w.state, w.sorted = s, nil
	})
	return err
}
