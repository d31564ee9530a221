package linkedin

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

// cursorVersion is raised when a cursor of before means something else.
const cursorVersion = 1

// aboveMost is how many activities are remembered with their posts.
const aboveMost = 1000

// cursor is where reading stands. Every batch carries one that is true after it,
// so what is owed goes on there.
type cursor struct {
	Version int `json:"version"`
	// Notes is up to when notifications were read (ms), by LinkedIn's clock; Seen
	// are those of the last minutes before, which will be read again.
	Notes int64           `json:"notes,omitempty"`
	Seen  map[int64]int64 `json:"seen,omitempty"`
	// Posts is the latest change of a post of ours that was read (ms), Listed when
	// they were last listed, From where a long listing goes on.
	// Fresh are those of the last minutes before.
	Posts  int64            `json:"posts,omitempty"`
	Listed int64            `json:"listed,omitempty"`
	From   int              `json:"from,omitempty"`
	Fresh  map[string]int64 `json:"fresh,omitempty"`
	// Owed is what is new and still to be read, Walk what is old.
	Owed []owed `json:"owed,omitempty"`
	Walk *walk  `json:"walk,omitempty"`
	// Held is what LinkedIn would not show; it is asked for again.
	Held []owed `json:"held,omitempty"`
	// Recent is when somebody last wrote below a post of ours (ms).
	Recent map[string]int64 `json:"recent,omitempty"`
	// Above tells the post of ours of an activity.
	Above map[string]string `json:"above,omitempty"`
	// Day and Calls are our own count of calls.
	Day   string `json:"day,omitempty"`
	Calls int    `json:"calls,omitempty"`
}

// owed is something to be read: single comments, or the comments below a post or
// comment from an offset on.
type owed struct {
	// Post is our own post above it all, "" for none.
	Post string   `json:"post,omitempty"`
	IDs  []string `json:"ids,omitempty"`
	// Below and From: a listing.
	Below string `json:"below,omitempty"`
	From  int    `json:"from,omitempty"`
}

// walk is the way back through our posts.
type walk struct {
	From int `json:"from"`
	// Last: the oldest page of posts was read.
	Last bool   `json:"last,omitempty"`
	Owed []owed `json:"owed,omitempty"`
	// Skip are posts whose comments were read whole already.
	Skip []string `json:"skip,omitempty"`
}

// readCursor reads a cursor; one that can't be read begins anew.
func readCursor(raw []byte) cursor {
	var c cursor
	if len(raw) == 0 || json.Unmarshal(raw, &c) != nil || c.Version != cursorVersion {
		c = cursor{Version: cursorVersion, Walk: &walk{}}
	}
	if c.Above == nil {
		c.Above = map[string]string{}
	}
	if c.Seen == nil {
		c.Seen = map[int64]int64{}
	}
	if c.Fresh == nil {
		c.Fresh = map[string]int64{}
	}
	if c.Recent == nil {
		c.Recent = map[string]int64{}
	}
	return c
}

// first tells that nothing was read yet.
func (c *cursor) first() bool { return c.Notes == 0 }

// bytes writes the cursor.
func (c *cursor) bytes() []byte {
	raw, _ := json.Marshal(c) // it holds nothing that can't be written
	return raw
}

// owe adds comments of one post to what is to be read.
func (c *cursor) owe(o owed) {
	for i, had := range c.Owed {
		if o.Below != "" && had.Below == o.Below {
			c.Owed[i].From = 0 // what is new may stand on pages that were read
			return
		}
		if o.Below == "" && had.Below == "" && had.Post == o.Post {
			for _, id := range o.IDs {
				if !slices.Contains(had.IDs, id) {
					had.IDs = append(had.IDs, id)
				}
			}
			c.Owed[i] = had
			return
		}
	}
	c.Owed = append(c.Owed, o)
}

// resume goes a little back in every listing that was broken off: something may have
// been deleted before the place where it goes on.
func (c *cursor) resume() {
	back := func(from *int) { *from = max(0, *from-backOver) }
	back(&c.From)
	for i := range c.Owed {
		back(&c.Owed[i].From)
	}
	if c.Walk == nil {
		return
	}
	back(&c.Walk.From)
	for i := range c.Walk.Owed {
		back(&c.Walk.Owed[i].From)
	}
}

// forget drops what will not be read again, and the oldest activities.
func (c *cursor) forget() {
	maps.DeleteFunc(c.Seen, func(_, t int64) bool { return t < at(c.Notes).Add(-overlap).UnixMilli() })
	maps.DeleteFunc(c.Fresh, func(_ string, t int64) bool { return t < at(c.Posts).Add(-overlap).UnixMilli() })
	maps.DeleteFunc(c.Recent, func(_ string, t int64) bool { return t < at(c.Notes).Add(-recent).UnixMilli() })
	if len(c.Above) <= aboveMost {
		return
	}
	// LinkedIn's numbers grow with time.
	oldest := slices.SortedFunc(maps.Keys(c.Above), func(x, y string) int { return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)) })
	for _, k := range oldest[:len(oldest)-aboveMost] {
		delete(c.Above, k)
	}
}
