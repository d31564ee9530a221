package sim

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// The simulated council. Tokens are invented.
const (
	accountID = "9100000000000042"
	username  = "northfield.council"
	firstKey  = "THAAinventedKey0000"
	appID     = "77000000000001"
	appSecret = "inventedAppSecretOfNorthfield"
)

// life is how long an access key holds.
const life = 60 * 24 * time.Hour

// World is a simulated Threads with people in it. What stands above clock may be
// changed by a test.
type World struct {
	// Scopes are the rights that the access key has.
	Scopes []string
	// Slow is how often a new container says that it is not ready yet.
	Slow int
	// Dead are figures that Meta has switched off.
	Dead []string
	// Closed: others' posts can't be read by their id, only in lists.
	Closed bool
	// Mute: debug_token gives nothing.
	Mute bool
	// Quota and ReplyQuota are how many posts and answers a day may be published.
	Quota, ReplyQuota int

	clock  platforms.Clock
	server *simulator.Server
	s      state
	by     map[string]*post
	below  map[string][]*post // by root
}

// state is what is saved.
type state struct {
	Seq        int
	Posts      []*post
	Containers []*container
	Ours       []simulator.Accepted
	Key, Code  string
	Made, Ends time.Time
}

// post is a post or reply. Root and Above are "" for a post of its own.
type post struct {
	ID, Handle, Text, Root, Above, Kind, Alt string
	At                                       time.Time
	Mention, Hidden, Deleted, Shut           bool
}

type container struct {
	ID, Kind, Text, Alt, ReplyTo, Link, Published string
	Children                                      []string
	Item                                          bool
	Looks                                         int
	At                                            time.Time
}

// New starts a world. Its access key was made two days ago and holds for 60.
func New(clock platforms.Clock) (*World, error) {
	w := &World{clock: clock, Quota: 250, ReplyQuota: 1000, Scopes: []string{"threads_basic", "threads_content_publish", "threads_read_replies",
		"threads_manage_replies", "threads_manage_mentions", "threads_manage_insights", "threads_delete"}}
	w.s.Key, w.s.Made = firstKey, clock().Add(-48*time.Hour)
	w.s.Ends = w.s.Made.Add(life)
	w.rebuild()
	var err error
	w.server, err = simulator.Start(w, clock)
	return w, err
}

// Server is the running server.
func (w *World) Server() *simulator.Server { return w.server }

// Config are the settings of the account here.
func (w *World) Config() map[string]string {
	return map[string]string{"server": w.server.URL(), "app_id": appID}
}

// Secrets are its secrets.
func (w *World) Secrets() map[string]string {
	return map[string]string{"access_token": firstKey, "app_secret": appSecret}
}

// Account is who the account is.
func (w *World) Account() platforms.Identity {
	return platforms.Identity{ID: accountID, Name: "@" + username, URL: "https://www.threads.net/@" + username}
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
		return fmt.Errorf("read the saved Threads: %w", err)
	}
	w.server.Do(func() {
		w.s = s
		w.rebuild()
	})
	return nil
}

func (w *World) rebuild() {
	w.by, w.below = map[string]*post{}, map[string][]*post{}
	for _, p := range w.s.Posts {
		w.index(p)
	}
}

func (w *World) index(p *post) {
	w.by[p.ID] = p
	if p.Root != "" {
		w.below[p.Root] = append(w.below[p.Root], p)
	}
}

func (w *World) add(p post) string {
	p.ID, p.At = w.next("1800%013d"), p.At.UTC()
	w.s.Posts = append(w.s.Posts, &p)
	w.index(&p)
	return p.ID
}

// Post publishes a post of ours from the telephone.
func (w *World) Post(text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.add(post{Handle: username, Text: text, Kind: "TEXT_POST", At: at}) })
	return id
}

// Comment lets a resident reply; with parent "" somebody names us in a post.
func (w *World) Comment(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		p := post{Handle: by.Handle, Text: text, Kind: "TEXT_POST", At: at, Mention: parent == ""}
		if parent == "" || w.place(&p, parent) {
			id = w.add(p)
		}
	})
	return id
}

// Mention lets a resident name us in a reply to somebody else's post or to ours.
func (w *World) Mention(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		p := post{Handle: by.Handle, Text: text, Kind: "TEXT_POST", At: at, Mention: true}
		if w.place(&p, parent) {
			id = w.add(p)
		}
	})
	return id
}

// place puts a reply below its parent; false when that is gone.
func (w *World) place(p *post, parent string) bool {
	above := w.by[parent]
	if above == nil || above.Deleted {
		return false
	}
	p.Above, p.Root = parent, above.Root
	if p.Root == "" {
		p.Root = parent
	}
	return true
}

// Message does nothing: Threads' private messages are closed to programs.
func (w *World) Message(platforms.Person, string, time.Time) string { return "" }

// AnswerOutside answers from the telephone.
func (w *World) AnswerOutside(parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		p := post{Handle: username, Text: text, Kind: "TEXT_POST", At: at}
		if w.place(&p, parent) {
			id = w.add(p)
		}
	})
	return id
}

// Edit is possible for 15 minutes and told to no program.
func (w *World) Edit(string, string, time.Time) bool { return false }

// Remove deletes a post or reply.
func (w *World) Remove(id string, _ time.Time) (done bool) {
	w.server.Do(func() {
		if p := w.by[id]; p != nil {
			p.Deleted, done = true, true
		}
	})
	return done
}

// Shut makes the resident take no more replies.
func (w *World) Shut(id string) (done bool) {
	w.server.Do(func() {
		if p := w.by[id]; p != nil {
			p.Shut, done = true, true
		}
	})
	return done
}

// Ours is what the network accepted from us.
func (w *World) Ours() (out []simulator.Accepted) {
	w.server.Do(func() { out = slices.Clone(w.s.Ours) })
	return out
}

// State tells what measures hold.
func (w *World) State(id string) (h simulator.Held) {
	w.server.Do(func() {
		if p := w.by[id]; p != nil {
			h = simulator.Held{Hidden: p.Hidden, Deleted: p.Deleted}
		}
	})
	return h
}
