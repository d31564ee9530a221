package sim

import (
	"slices"
	"strconv"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// state is what the simulated server holds; all of it is saved.
type state struct {
	Accounts map[string]*account
	Statuses map[string]*status
	Notes    []*note
	Planned  []*planned
	Media    map[string]*media
	Apps     map[string]*app
	Codes    map[string]*code
	// Keys are the sign-ins, with their rights.
	Keys map[string]string
	// Once are the idempotency keys of the last hour.
	Once map[string]once
	Ours []simulator.Accepted
	// Reported are posts that we reported to the moderators.
	Reported []string
	// Next numbers everything that is not ordered by time.
	Next int
	// Cuts are accounts that shut us out.
	Cuts map[string]bool
	// Asked counts requests since Window.
	Asked  int
	Window time.Time
}

type account struct {
	ID, Username, Acct, Name string
	Blocked, Muted           bool
	// At orders the list of blocks.
	At int
}

type status struct {
	ID, Author, Parent, Text, Spoiler, Visibility string
	// Named are the accounts it mentions; Silent writes no names into its text.
	Named  []string
	At     time.Time
	Edited time.Time
	Media  []string
	Gone   bool
	Likes  int
}

type note struct {
	ID, Type, Status, From string
	At                     time.Time
	// Filtered ones are withheld unless asked for.
	Filtered bool
}

type planned struct {
	ID, Text, Visibility, Parent string
	At                           time.Time
	Media                        []string
}

type media struct {
	ID, Name, Type, Alt string
	Bytes               []byte
	// Working is how often it still answers that it is being made ready.
	Working int
}

type app struct {
	ID, Secret, Scopes string
	Redirects          []string
}

type code struct{ App, Redirect, Challenge, Scope string }

type once struct {
	Status string
	At     time.Time
}

func newState() state {
	return state{Accounts: map[string]*account{}, Statuses: map[string]*status{}, Media: map[string]*media{}, Apps: map[string]*app{},
		Codes: map[string]*code{}, Keys: map[string]string{}, Once: map[string]once{}, Cuts: map[string]bool{}}
}

// id makes an id ordered by time, as the real ones are.
func (s *state) id(at time.Time) string {
	s.Next++
	return strconv.FormatInt(at.UnixMilli()<<16|int64(s.Next&0xffff), 10)
}

// number makes an id of the order of making.
func (s *state) number() string {
	s.Next++
	return strconv.Itoa(s.Next)
}

// less orders ids: the longer is the later.
func less(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// person makes the account of a resident, on another server unless the handle
// says which.
func (s *state) person(p platforms.Person) *account {
	if a, ok := s.Accounts[p.ID]; ok {
		return a
	}
	acct := p.Handle
	for len(acct) > 0 && acct[0] == '@' {
		acct = acct[1:]
	}
	if acct == "" {
		acct = "resident" + p.ID
	}
	name := acct
	if i := slices.Index([]byte(acct), '@'); i >= 0 {
		name = acct[:i]
	} else {
		acct += "@" + elsewhere
	}
	a := &account{ID: p.ID, Username: name, Acct: acct, Name: p.Name}
	s.Accounts[p.ID] = a
	return a
}

// shown tells whether a status is to be seen by us.
func (s *state) shown(st *status) bool {
	switch {
	case st == nil, st.Gone, s.Cuts[st.Author]:
		return false
	case st.Author == me, st.Visibility == "public", st.Visibility == "unlisted":
		return true
	}
	return slices.Contains(st.Named, me)
}

// write adds a status and tells us of it when it names us.
func (w *World) write(st *status) *status {
	st.ID = w.s.id(st.At)
	w.s.Statuses[st.ID] = st
	w.below[st.Parent] = append(w.below[st.Parent], st.ID)
	by := w.s.Accounts[st.Author]
	if st.Author == me {
		w.own = append(w.own, st.ID)
		w.stream.send("update", w.render(st))
	} else if slices.Contains(st.Named, me) && !by.Blocked && !by.Muted {
		n := &note{ID: w.s.id(st.At), Type: "mention", Status: st.ID, From: st.Author, At: st.At, Filtered: w.Filter}
		w.s.Notes = append(w.s.Notes, n)
		if !n.Filtered {
			w.stream.send("notification", w.renderNote(n))
		}
	}
	return st
}

// remove deletes a status with what was told of it; answers lose their parent.
func (w *World) remove(id string) bool {
	st := w.s.Statuses[id]
	if st == nil || st.Gone {
		return false
	}
	st.Gone = true
	for _, other := range w.below[id] {
		w.s.Statuses[other].Parent = ""
	}
	delete(w.below, id)
	w.s.Notes = slices.DeleteFunc(w.s.Notes, func(n *note) bool { return n.Status == id })
	w.stream.send("delete", id)
	return true
}
