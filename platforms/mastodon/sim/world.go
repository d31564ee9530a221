// Package sim is a simulated Mastodon server: strict about what it is asked,
// with residents on another server who write to the council's account.
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

const (
	// me is our account's id, and domain the server's own name.
	me, domain = "109100000000000001", "social.example"
	elsewhere  = "residents.example"
	// key is the sign-in that Secrets gives.
	key = "council-sign-in-kept-in-the-keyring-0001"
	// everyRight are the rights of key.
	everyRight = "read:accounts read:notifications read:statuses read:blocks read:mutes write:statuses write:media write:blocks write:mutes write:reports"
)

// World is the simulated server with its people. The fields may be set before
// the first request.
type World struct {
	// Software is what the server runs: "" for Mastodon 4.5, "old" for Mastodon
	// 4.2, or "gotosocial" or "pixelfed".
	Software string
	// Limit is how many requests five minutes allow: 300 unless set.
	Limit int
	// Filter makes the server withhold newcomers' messages from those who do not
	// ask for them.
	Filter bool
	// Slow is how often a file's state answers that it is being made ready.
	Slow int

	server *simulator.Server
	clock  platforms.Clock
	stream *broadcast
	s      state
	// own are our statuses, below the answers to each, in order of writing.
	own   []string
	below map[string][]string
}

var (
	_ simulator.World   = (*World)(nil)
	_ simulator.Network = (*World)(nil)
)

// New starts a server with the council's account on it. Close ends its stream.
func New(clock platforms.Clock) (*World, error) {
	w := &World{clock: clock, s: newState(), below: map[string][]string{}, Limit: 300}
	w.s.Accounts[me] = &account{ID: me, Username: "council", Acct: "council", Name: "Sample Council"}
	w.s.Keys[key] = everyRight
	var err error
	if w.stream, err = listen(w.mayListen); err != nil {
		return nil, err
	}
	if w.server, err = simulator.Start(w, clock); err != nil {
		w.stream.close()
		return nil, err
	}
	return w, nil
}

// Close ends the server and its stream.
func (w *World) Close() {
	w.server.Close()
	w.stream.close()
}

// Drop cuts every open stream, as a server does that is started anew.
func (w *World) Drop() { w.stream.drop() }

// Listeners is how many streams are open.
func (w *World) Listeners() int { return w.stream.listeners() }

// Server is the running server.
func (w *World) Server() *simulator.Server { return w.server }

// Config are the settings of the council's account.
func (w *World) Config() map[string]string { return map[string]string{"server": w.server.URL()} }

// Secrets is its sign-in.
func (w *World) Secrets() map[string]string { return map[string]string{"access_token": key} }

// Account is who it is.
func (w *World) Account() platforms.Identity {
	return platforms.Identity{ID: "council@" + domain, Name: "@council@" + domain, URL: "https://" + domain + "/@council"}
}

// Post publishes as the council in a browser.
func (w *World) Post(text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.write(&status{Author: me, Text: text, Visibility: "public", At: at}).ID })
	return id
}

// Comment lets a resident answer, naming those above, or mention the council.
func (w *World) Comment(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.comment(by, parent, text, at, true) })
	return id
}

// Aside lets a resident answer without naming anybody, so that nobody is told.
func (w *World) Aside(by platforms.Person, parent, text string, at time.Time) (id string) {
	w.server.Do(func() { id = w.comment(by, parent, text, at, false) })
	return id
}

func (w *World) comment(by platforms.Person, parent, text string, at time.Time, naming bool) string {
	author := w.s.person(by)
	st := &status{Author: author.ID, Parent: parent, Text: text, Visibility: "public", At: at}
	if naming {
		st.Named = []string{me}
	}
	if above := w.s.Statuses[parent]; above != nil && naming {
		st.Visibility = above.Visibility
		for _, other := range append([]string{above.Author}, above.Named...) {
			if other != author.ID && !slices.Contains(st.Named, other) {
				st.Named = append(st.Named, other)
			}
		}
	}
	return w.write(st).ID
}

// Message lets a resident write privately, going on where the two left off.
func (w *World) Message(by platforms.Person, text string, at time.Time) (id string) {
	w.server.Do(func() {
		author := w.s.person(by)
		st := &status{Author: author.ID, Text: text, Visibility: "direct", Named: []string{me}, At: at}
		for _, other := range w.s.Statuses {
			between := other.Author == author.ID && slices.Contains(other.Named, me) || other.Author == me && slices.Contains(other.Named, author.ID)
			if other.Visibility == "direct" && between && !other.Gone && less(st.Parent, other.ID) {
				st.Parent = other.ID
			}
		}
		id = w.write(st).ID
	})
	return id
}

// AnswerOutside answers as the council in a browser.
func (w *World) AnswerOutside(parent, text string, at time.Time) (id string) {
	w.server.Do(func() {
		above := w.s.Statuses[parent]
		if above == nil || above.Gone {
			return
		}
		id = w.write(&status{Author: me, Parent: parent, Text: text, Visibility: above.Visibility, Named: []string{above.Author}, At: at}).ID
	})
	return id
}

// Edit changes a resident's words.
func (w *World) Edit(id, text string, at time.Time) (done bool) {
	w.server.Do(func() {
		if st := w.s.Statuses[id]; st != nil && !st.Gone {
			st.Text, st.Edited, done = text, at, true
			w.stream.send("status.update", w.render(st))
		}
	})
	return done
}

// Remove deletes a status.
func (w *World) Remove(id string, _ time.Time) (done bool) {
	w.server.Do(func() { done = w.remove(id) })
	return done
}

// Shut makes the author shut us out: the server no longer shows us what he wrote.
func (w *World) Shut(id string) (done bool) {
	w.server.Do(func() {
		if st := w.s.Statuses[id]; st != nil {
			w.s.Cuts[st.Author], done = true, true
		}
	})
	return done
}

// Warn puts a content warning before a status.
func (w *World) Warn(id, words string) {
	w.server.Do(func() { w.s.Statuses[id].Spoiler = words })
}

// Picture puts a picture with a description below a status.
func (w *World) Picture(id, name, alt string, content []byte) {
	w.server.Do(func() {
		m := &media{ID: w.s.number(), Name: name, Type: "image/png", Alt: alt, Bytes: content}
		w.s.Media[m.ID] = m
		w.s.Statuses[id].Media = append(w.s.Statuses[id].Media, m.ID)
	})
}

// Ours is what the server accepted from the program.
func (w *World) Ours() (out []simulator.Accepted) {
	w.server.Do(func() { out = slices.Clone(w.s.Ours) })
	return out
}

// State tells what holds for a status and its author.
func (w *World) State(id string) (h simulator.Held) {
	w.server.Do(func() {
		if st := w.s.Statuses[id]; st != nil {
			by := w.s.Accounts[st.Author]
			h = simulator.Held{Deleted: st.Gone, Blocked: by.Blocked, Muted: by.Muted, Reported: slices.Contains(w.s.Reported, id)}
		}
	})
	return h
}

// Save gives everything as JSON.
func (w *World) Save() (saved []byte, err error) {
	w.server.Do(func() { saved, err = json.Marshal(w.s) })
	if err != nil {
		return nil, fmt.Errorf("save the simulated server: %w", err)
	}
	return saved, nil
}

// Load puts everything back.
func (w *World) Load(saved []byte) error {
	s := newState()
	if err := json.Unmarshal(saved, &s); err != nil {
		return fmt.Errorf("load the simulated server: %w", err)
	}
	w.server.Do(func() {
		w.s, w.own, w.below = s, nil, map[string][]string{}
		ids := make([]string, 0, len(s.Statuses))
		for id := range s.Statuses {
			ids = append(ids, id)
		}
		slices.SortFunc(ids, func(a, b string) int {
			if len(a) != len(b) {
				return len(a) - len(b)
			}
			return strings.Compare(a, b)
		})
		for _, id := range ids {
			st := s.Statuses[id]
			w.below[st.Parent] = append(w.below[st.Parent], id)
			if st.Author == me {
				w.own = append(w.own, id)
			}
		}
	})
	return nil
}
