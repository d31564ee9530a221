package bluesky

import (
	"encoding/json"
	"slices"
	"time"

	"commsdesk/platforms"
)

// cursorVersion is the form of the cursor; another one is read as none.
const cursorVersion = 1

// overlap is how far below the newest item a later pull reads again.
const overlap = 10 * time.Minute

// cursor is where reading stands. It is true after the batch it came with.
type cursor struct {
	Version int    `json:"version"`
	DID     string `json:"did"` // whose; another account's says nothing
	// Feed are our own posts and answers, Notes what others wrote to us.
	Feed  walk  `json:"feed"`
	Notes walk  `json:"notes"`
	Talk  talks `json:"talk"`
}

// walk is how far one list, newest first, was read: down from Top everything is
// here but for what is owed.
type walk struct {
	Top  time.Time `json:"top,omitzero"`
	Owed []stretch `json:"owed,omitempty"`
}

// stretch is a part of a list that is still to be read: from the page Next ("" is
// the newest) down to Floor, and after that, unless zero, down to Then.
type stretch struct {
	Next  string    `json:"next,omitempty"`
	Floor time.Time `json:"floor"`
	Then  time.Time `json:"then,omitzero"`
}

// talks is how far private messages were read: Rev is the network's own mark in
// the log, "" before the first look; Owed are conversations whose earlier
// messages are still to be read.
type talks struct {
	Rev  string `json:"rev,omitempty"`
	Owed []talk `json:"owed,omitempty"`
}

// talk is one conversation of which something is owed.
type talk struct {
	Convo string `json:"convo"`
	stretch
}

// owedMost bounds how many stretches broken-off pulls leave; more are joined to
// one that is read from the top.
const owedMost = 8

func readCursor(raw []byte, did string) cursor {
	var c cursor
	if json.Unmarshal(raw, &c) != nil || c.Version != cursorVersion || c.DID != did {
		return cursor{Version: cursorVersion, DID: did}
	}
	return c
}

func (c cursor) bytes() []byte {
	raw, _ := json.Marshal(c) // plain values marshal
	return raw
}

// begin puts what a pull has to read on the list first: from the newest item down
// to a little below where the last pull began, or on a first pull down to the
// promise window, and history after that.
func (w *walk) begin(window platforms.Window) {
	head := stretch{Floor: w.Top.Add(-overlap)}
	if w.Top.IsZero() {
		head = stretch{Floor: window.PromiseFrom}
		if !window.Tail && window.OldestFrom.Before(window.PromiseFrom) {
			head.Then = window.OldestFrom
		}
		w.Owed = nil
	}
	w.Owed = append([]stretch{head}, w.Owed...)
	if len(w.Owed) <= owedMost {
		return
	}
	one := stretch{Floor: head.Floor}
	for _, s := range w.Owed {
		for _, floor := range []time.Time{s.Floor, s.Then} {
			if !floor.IsZero() && floor.Before(one.Floor) {
				one.Floor = floor
			}
		}
	}
	w.Owed = []stretch{one}
}

// read notes that a page of the i-th stretch was read, whose newest and oldest
// items are of these moments, and after which the page next comes. It tells
// whether the stretch is done.
func (w *walk) read(i int, newest, oldest time.Time, next string) (done bool) {
	if newest.After(w.Top) {
		w.Top = newest
	}
	s := &w.Owed[i]
	if next != "" && (oldest.IsZero() || !oldest.Before(s.Floor)) {
		s.Next = next
		return false
	}
	rest := append([]stretch{}, w.Owed[:i]...)
	rest = append(rest, w.Owed[i+1:]...)
	if next != "" && !s.Then.IsZero() {
		rest = append(rest, stretch{Next: next, Floor: s.Then})
	}
	w.Owed = rest
	return true
}

// promised is the first stretch that still has something of the promise window,
// -1 for none.
func (w *walk) promised() int {
	return slices.IndexFunc(w.Owed, func(s stretch) bool { return !s.Then.IsZero() })
}
