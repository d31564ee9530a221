package facebook

import (
	"encoding/json"
	"time"
)

// cursorVersion is of the form below; another starts the reading anew.
const cursorVersion = 1

// cursor is what was brought, true once the batch that carries it is stored.
type cursor struct {
	Version int `json:"v"`
	// Posts are those that were brought, by id.
	Posts map[string]mark `json:"p,omitempty"`
	// Talks are the conversations that were brought, by id: when they had changed
	// last.
	Talks map[string]int64 `json:"t,omitempty"`
	// Newest is, by folder of the inbox, when its newest conversation had changed,
	// by Meta's clock, once the folder was read to the end.
	Newest map[string]int64 `json:"c,omitempty"`
	// Boxed is when the further folders were last read, Deep when everything was
	// looked through back to the beginning of history; 0 never.
	Boxed int64 `json:"b,omitempty"`
	Deep  int64 `json:"d,omitempty"`
}

// mark is what was brought of a post. All moments are in seconds since 1970.
type mark struct {
	// Count and Updated are how many comments it had and when it had changed when
	// it was brought itself.
	Count   int64 `json:"n,omitempty"`
	Updated int64 `json:"u,omitempty"`
	Created int64 `json:"a,omitempty"`
	// SeenCount and SeenUpdated are the same when its comments were looked at, at
	// Looked (0 never). Newest is the newest comment that was brought.
	SeenCount   int64 `json:"k,omitempty"`
	SeenUpdated int64 `json:"v,omitempty"`
	Looked      int64 `json:"l,omitempty"`
	Newest      int64 `json:"s,omitempty"`
	// From and To bound the comments that are still owed; To 0: none are.
	From int64 `json:"f,omitempty"`
	To   int64 `json:"o,omitempty"`
	// Edge are the comments of the second To that were brought.
	Edge []string `json:"e,omitempty"`
}

// readCursor reads a cursor; one that can't be read, or of another form, is as
// none: everything is brought again.
func readCursor(raw []byte) cursor {
	var c cursor
	if json.Unmarshal(raw, &c) != nil || c.Version != cursorVersion {
		c = cursor{}
	}
	c.Version = cursorVersion
	if c.Posts == nil {
		c.Posts = map[string]mark{}
	}
	if c.Talks == nil {
		c.Talks = map[string]int64{}
	}
	if c.Newest == nil {
		c.Newest = map[string]int64{}
	}
	return c
}

func (c cursor) bytes() ([]byte, error) { return json.Marshal(c) }

// prune forgets what lies before history, and conversations that the inbox's
// order keeps from coming again.
func (c *cursor) prune(oldest time.Time) {
	for id, m := range c.Posts {
		if m.Created < oldest.Unix() {
			delete(c.Posts, id)
		}
	}
	if c.Deep == 0 {
		return
	}
	for id, at := range c.Talks {
		if at < c.Newest[""]-int64((24*time.Hour).Seconds()) {
			delete(c.Talks, id)
		}
	}
}
