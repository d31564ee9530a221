package x

import (
	"encoding/json"
	"slices"
	"time"
)

// cursorVersion is of what cursors look like; one of another version starts
// from the beginning.
const cursorVersion = 1

// cursor is what a pull knows after a batch. A hole is a range that is not read
// yet: X gives the newest first, so a pull that is broken off leaves one behind,
// and the next closes it.
type cursor struct {
	Version  int    `json:"version"`
	Own      stream `json:"own"`
	Mentions stream `json:"mentions"`
	Messages stream `json:"messages"`
	Search   search `json:"search"`
	Bill     bill   `json:"bill"`
}

// stream is one list at X.
type stream struct {
	Started bool `json:"started,omitempty"`
	// Newest is the newest id that was read; all older ones are read but those
	// in the holes. Looked is when it was read last, for a list with none.
	Newest string    `json:"newest,omitempty"`
	Looked time.Time `json:"looked,omitzero"`
	Holes  []hole    `json:"holes,omitempty"`
}

// hole is a range to be read, newest first: after Since and From, before Until.
type hole struct {
	Since string    `json:"since,omitempty"`
	Until string    `json:"until,omitempty"`
	From  time.Time `json:"from,omitzero"`
	// Token goes on where the last page ended; kept only for private messages,
	// which know no other way to go on.
	Token string `json:"token,omitempty"`
	// Owed is history: it may wait.
	Owed bool `json:"owed,omitempty"`
	// Conversations are what a search is for.
	Conversations []string `json:"conversations,omitempty"`
}

// search looks for answers below our posts that do not name us.
type search struct {
	Looked  time.Time `json:"looked,omitzero"`
	Watched []watched `json:"watched,omitempty"`
	Holes   []hole    `json:"holes,omitempty"`
}

// watched is one conversation that we began, when it last moved, and whether it
// was ever searched.
type watched struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Searched bool      `json:"searched,omitempty"`
}

func readCursor(raw []byte) cursor {
	var c cursor
	if len(raw) == 0 || json.Unmarshal(raw, &c) != nil || c.Version != cursorVersion {
		return cursor{Version: cursorVersion}
	}
	return c
}

// lost says what X gives no more of the time since the last look.
func (c *cursor) lost(now time.Time) []string {
	var out []string
	if at := now.Add(-messagesFor); c.Messages.Started && c.Messages.Looked.Before(at) {
		out = append(out, "Private messages from before "+at.Format("2 January")+" can't be had again: X gives those of the last 30 days. Look for them in X itself.")
	}
	if at := now.Add(-searchFor); !c.Search.Looked.IsZero() && c.Search.Looked.Before(at) && len(c.Search.Watched) > 0 {
		out = append(out, "Answers below the council's posts that don't name it, from before "+at.Format("2 January")+", can't be had again: X searches the last 7 days.")
	}
	return out
}

// overlap is how far back a look by time goes over the last one.
const overlap = 10 * time.Minute

// open adds the hole of what came since the last look; history before the first.
func (s *stream) open(now, oldest time.Time) {
	h := hole{Since: s.Newest}
	switch {
	case !s.Started:
		h.From, h.Owed = oldest, true
	case s.Newest == "":
		h.From = s.Looked.Add(-overlap)
	}
	s.Started, s.Looked = true, now
	if len(s.Holes) > 0 && !s.Holes[0].begun() {
		return // it reaches up to now as well
	}
	s.Holes = append([]hole{h}, s.Holes...)
}

// advance takes a page into account: the hole goes on before its oldest id.
func (s *stream) advance(h *hole, ids []string) {
	for _, id := range ids {
		if later(id, s.Newest) {
			s.Newest = id
		}
	}
	h.shrink(ids)
}

// begun tells whether a page of the hole was read, so that it no longer reaches
// up to now.
func (h *hole) begun() bool { return h.Until != "" || h.Token != "" }

func (h *hole) shrink(ids []string) {
	for _, id := range ids {
		if h.Until == "" || later(h.Until, id) {
			h.Until = id
		}
	}
}

// later tells whether id a was given after id b: ids are numbers that grow.
func later(a, b string) bool {
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}

// watch remembers that a conversation of ours moved.
func (s *search) watch(id string, at time.Time) {
	for i := range s.Watched {
		if s.Watched[i].ID == id {
			if at.After(s.Watched[i].At) {
				s.Watched[i].At = at
			}
			return
		}
	}
	s.Watched = append(s.Watched, watched{ID: id, At: at})
}

// open forgets what has not moved for as long as the search goes back, and adds
// a hole for each group of conversations that one query takes; with fresh only
// for those that were never searched.
func (s *search) open(now time.Time, group int, fresh bool) {
	oldest := now.Add(-searchFor)
	s.Watched = slices.DeleteFunc(s.Watched, func(w watched) bool { return w.At.Before(oldest) })
	slices.SortFunc(s.Watched, func(a, b watched) int { return b.At.Compare(a.At) })
	s.Watched = s.Watched[:min(len(s.Watched), watchMost)]
	from := s.Looked.Add(-overlap)
	if from.Before(oldest) {
		from = oldest
	}
	for _, searched := range []bool{true, false} {
		var ids []string
		for i := range s.Watched {
			if s.Watched[i].Searched == searched && !(fresh && searched) {
				ids = append(ids, s.Watched[i].ID)
			}
		}
		for ids := range slices.Chunk(ids, group) {
			s.Holes = append(s.Holes, hole{From: from, Conversations: ids})
		}
		from = oldest // what was never searched, all the way
	}
	for i := range s.Watched {
		s.Watched[i].Searched = true
	}
	if !fresh {
		s.Looked = now
	}
}
