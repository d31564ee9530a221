// Package sim is a simulated LinkedIn with one page of ours and members around it.
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

// Org is the page of ours.
const Org = "urn:li:organization:5150"

const (
	otherOrg = "urn:li:organization:6160"
	clientID = "77commsdesk"
	secret   = "WPL_AP1.simulated-secret"
	access   = "AQX-simulated-access-key-000"
	refresh  = "AQY-simulated-refresh-key-000"
)

// World is the simulated network (simulator.World).
type World struct {
	n      *network
	server *simulator.Server
}

var _ simulator.World = (*World)(nil)

// network answers the requests. Everything in it is guarded by the server's work.
type network struct {
	clock  platforms.Clock
	server *simulator.Server
	saved
	posts    map[string]*post // by share and by activity
	comments map[string]*comment
	below    map[string][]*comment // by share's activity and by comment
	// role and forbid are what tests change.
	role    string
	more    int // further pages that the member manages
	forbid  bool
	fresh   bool // new posts are not found yet
	names   bool
	dead    string // versions up to this one have ended
	onlyOwn bool   // nothing below others' posts is shown
	core    bool   // only the core notifications are known
}

// saved is what is kept over restarts.
type saved struct {
	Posts    []*post           `json:"posts"`
	Comments []*comment        `json:"comments"`
	Notes    []*note           `json:"notes"`
	Members  map[string]string `json:"members"`
	Access   map[string]int64  `json:"access"` // its end (ms), 0 never
	Refresh  map[string]int64  `json:"refresh"`
	Codes    map[string]string `json:"codes"`  // code to challenge, "" without
	Images   map[string]int    `json:"images"` // bytes uploaded, -1 not yet
	Next     int64             `json:"next"`
	Ours     []simulator.Accepted
}

type post struct {
	Share, Activity, Author, Text string
	At, Changed                   int64
	Alts                          []string
	Images                        []string
	Article                       map[string]any
	Closed, Gone                  bool
}

type comment struct {
	URN, ID, Activity, Parent, Actor, Text string
	At, Changed                            int64
	Gone                                   bool
}

type note struct {
	ID          int64
	Action      string
	Share       string
	Comment     string
	Actor, Text string
	At          int64
}

// New starts a simulated LinkedIn; its server is to be closed.
func New(clock platforms.Clock) (*World, error) {
	n := &network{clock: clock, role: "ADMINISTRATOR", names: true}
	n.saved = saved{Next: 1, Members: map[string]string{}, Access: map[string]int64{access: 0}, Codes: map[string]string{}, Images: map[string]int{},
		Refresh: map[string]int64{refresh: clock().Add(refreshLife * time.Second).UnixMilli()}}
	n.index()
	server, err := simulator.Start(n, clock)
	if err != nil {
		return nil, err
	}
	n.server = server
	return &World{n: n, server: server}, nil
}

// index builds the maps of what is saved.
func (n *network) index() {
	n.posts, n.comments, n.below = map[string]*post{}, map[string]*comment{}, map[string][]*comment{}
	for _, p := range n.Posts {
		n.posts[p.Share], n.posts[p.Activity] = p, p
	}
	for _, c := range n.Comments {
		n.comments[c.URN] = c
		n.below[c.place()] = append(n.below[c.place()], c)
	}
}

// place is what a comment stands directly below.
func (c *comment) place() string {
	if c.Parent != "" {
		return c.Parent
	}
	return c.Activity
}

// id makes a number like LinkedIn's.
func (n *network) id() string {
	n.Next++
	return fmt.Sprint(7300000000000000000 + n.Next)
}

// Server is the running server.
func (w *World) Server() *simulator.Server { return w.server }

// Config are an adapter's settings.
func (w *World) Config() map[string]string {
	return map[string]string{"server": w.server.URL(), "client_id": clientID, "member_calls": "0", "app_calls": "0", "names": "yes"}
}

// Secrets are an adapter's secrets.
func (w *World) Secrets() map[string]string {
	return map[string]string{"client_secret": secret, "access_token": access, "refresh_token": refresh}
}

// Account is the page.
func (w *World) Account() platforms.Identity {
	return platforms.Identity{ID: Org, Name: pageName, URL: "https://www.linkedin.com/company/" + vanity + "/"}
}

const (
	pageName = "Northmere Council"
	vanity   = "northmere-council"
)

// Post publishes a post of ours by other means.
func (w *World) Post(text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.n.publish(&post{Author: Org, Text: text, At: at.UnixMilli()}).Share })
	return id
}

func (n *network) publish(p *post) *post {
	p.Share, p.Activity = "urn:li:share:"+n.id(), "urn:li:activity:"+n.id()
	if p.Changed == 0 {
		p.Changed = p.At
	}
	n.Posts = append(n.Posts, p)
	n.posts[p.Share], n.posts[p.Activity] = p, p
	return p
}

// member is the URN of a resident, whose name is noted.
func (n *network) member(by platforms.Person) string {
	urn := by.ID
	if !strings.HasPrefix(urn, "urn:li:") {
		urn = "urn:li:person:" + by.ID
	}
	n.Members[urn] = by.Name
	return urn
}

// Comment lets a member write below a post or comment, or, with parent "", publish a
// post that mentions the page.
func (w *World) Comment(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		who := w.n.member(by)
		if parent == "" {
			p := w.n.publish(&post{Author: who, Text: text, At: at.UnixMilli()})
			w.n.tell(&note{Action: "SHARE_MENTION", Share: p.Share, Actor: who, Text: text, At: p.At})
			id = p.Share
			return
		}
		id = w.n.add(who, parent, text, at)
	})
	return id
}

// add puts a comment below parent, "" when that is gone.
func (n *network) add(actor, parent, text string, at time.Time) string {
	c := &comment{ID: n.id(), Actor: actor, Text: text, At: at.UnixMilli(), Changed: at.UnixMilli()}
	if above := n.comments[parent]; above != nil && !above.Gone {
		c.Activity, c.Parent = above.Activity, above.URN
		if above.Parent != "" {
			c.Parent = above.Parent // one level only
		}
	} else if p := n.posts[parent]; p != nil && !p.Gone {
		c.Activity = p.Activity
	} else {
		return ""
	}
	c.URN = "urn:li:comment:(" + c.Activity + "," + c.ID + ")"
	n.Comments = append(n.Comments, c)
	n.comments[c.URN] = c
	n.below[c.place()] = append(n.below[c.place()], c)
	action := "COMMENT"
	if actor == Org {
		action = "ADMIN_COMMENT"
	}
	n.about(c, action, c.At)
	return c.URN
}

// about tells the page of something done to a comment below a post of its own.
func (n *network) about(c *comment, action string, at int64) {
	if p := n.posts[c.Activity]; p != nil && p.Author == Org {
		n.tell(&note{Action: action, Share: p.Share, Comment: c.URN, Actor: c.Actor, Text: c.Text, At: at})
	}
}

func (n *network) tell(t *note) {
	n.Next++
	t.ID = 5600000000 + n.Next
	n.Notes = append(n.Notes, t)
}

// Message does nothing: LinkedIn gives no messages.
func (w *World) Message(platforms.Person, string, time.Time) string { return "" }

// AnswerOutside lets us answer by other means.
func (w *World) AnswerOutside(parent, text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.n.add(Org, parent, text, at) })
	return id
}

// Edit changes a comment.
func (w *World) Edit(id, text string, at time.Time) (done bool) {
	w.server.Do(func() {
		if c := w.n.comments[id]; c != nil && !c.Gone {
			c.Text, c.Changed, done = text, at.UnixMilli(), true
			w.n.about(c, "COMMENT_EDIT", c.Changed)
		}
	})
	return done
}

// Remove deletes a comment or post.
func (w *World) Remove(id string, at time.Time) (done bool) {
	w.server.Do(func() {
		if c := w.n.comments[id]; c != nil && !c.Gone {
			c.Gone, done = true, true
			w.n.about(c, "COMMENT_DELETE", at.UnixMilli())
		} else if p := w.n.posts[id]; p != nil && !p.Gone {
			p.Gone, done = true, true
		}
	})
	return done
}

// Shut switches comments off on the post that the item stands below.
func (w *World) Shut(id string) (done bool) {
	w.server.Do(func() {
		p := w.n.posts[id]
		if c := w.n.comments[id]; c != nil {
			p = w.n.posts[c.Activity]
		}
		if p != nil {
			p.Closed, done = true, true
		}
	})
	return done
}

// Ours is what was accepted from us.
func (w *World) Ours() (out []simulator.Accepted) {
	w.server.Do(func() { out = slices.Clone(w.n.saved.Ours) })
	return out
}

// State tells whether the item was deleted; LinkedIn knows no other measure.
func (w *World) State(id string) (h simulator.Held) {
	w.server.Do(func() {
		if c := w.n.comments[id]; c != nil {
			h.Deleted = c.Gone
		} else if p := w.n.posts[id]; p != nil {
			h.Deleted = p.Gone
		}
	})
	return h
}

// Save keeps the world.
func (w *World) Save() (raw []byte, err error) {
	w.server.Do(func() { raw, err = json.Marshal(w.n.saved) })
	return raw, err
}

// Load takes a kept world back.
func (w *World) Load(raw []byte) (err error) {
	w.server.Do(func() {
		var s saved
		if err = json.Unmarshal(raw, &s); err != nil {
			err = fmt.Errorf("load a simulated LinkedIn: %w", err)
			return
		}
		w.n.saved = s
		w.n.index()
	})
	return err
}

// Calls is the table of facts, for tests.
func (w *World) Calls() []simulator.Call { return w.n.Calls() }
