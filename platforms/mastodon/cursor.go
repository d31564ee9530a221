package mastodon

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// cursorVersion is that of the cursor's JSON; any other starts afresh.
const cursorVersion = 1

// overlap is how far back every look reaches again: what was written at the same
// moment may become visible a little later.
const overlap = 10 * time.Minute

// cursor says what was stored of each list: everything between its newest marks
// and where its walk back has come to.
type cursor struct {
	Version int `json:"version"`
	// Began is when the first pull began; what is newer belongs to later looks.
	Began time.Time `json:"began"`
	Notes list      `json:"notes"`
	Own   list      `json:"own"`
	// Replies is how many answers each of our latest posts had when its thread was
	// last read.
	Replies map[string]int64 `json:"replies,omitempty"`
}

// list is one list's state. Marks are its newest items, oldest first: the first
// is older than the overlap, the others lie within it. Back is where the walk to
// older ones goes on, Reached how far back it came.
type list struct {
	Marks   []mark    `json:"marks,omitempty"`
	Back    string    `json:"back,omitempty"`
	Reached time.Time `json:"reached,omitzero"`
	Done    bool      `json:"done,omitempty"`
}

// mark is one item of a list, by its id and time.
type mark struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// readCursor decodes a cursor; one of another version or that can't be read is
// as none.
func readCursor(raw []byte, now time.Time) *cursor {
	var c cursor
	if len(raw) == 0 || json.Unmarshal(raw, &c) != nil || c.Version != cursorVersion {
		return &cursor{Version: cursorVersion, Began: now.UTC(), Replies: map[string]int64{}}
	}
	if c.Replies == nil {
		c.Replies = map[string]int64{}
	}
	return &c
}

func (c *cursor) bytes() ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write a cursor: %w", err)
	}
	return raw, nil
}

// marksMost is how many marks a list keeps at most.
const marksMost = 400

// note adds a page's items to the marks and drops what the overlap no longer
// needs.
func (l *list) note(page []mark, now time.Time) {
	for _, m := range page {
		if l.has(m.ID) {
			continue
		}
		at := len(l.Marks)
		for at > 0 && l.Marks[at-1].At.After(m.At) {
			at--
		}
		l.Marks = append(l.Marks[:at], append([]mark{m}, l.Marks[at:]...)...)
	}
	edge := now.Add(-overlap)
	for len(l.Marks) > 1 && (!l.Marks[1].At.After(edge) || len(l.Marks) > marksMost) {
		l.Marks = l.Marks[1:]
	}
}

// has tells whether an item was stored by an earlier look.
func (l *list) has(id string) bool {
	return slices.ContainsFunc(l.Marks, func(m mark) bool { return m.ID == id })
}

// from is the id after which the next look begins, "" when nothing was there.
func (l *list) from() string {
	if len(l.Marks) == 0 {
		return ""
	}
	return l.Marks[0].ID
}
