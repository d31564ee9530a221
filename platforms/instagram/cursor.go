package instagram

import (
	"encoding/json"
	"fmt"
	"time"

	"commsdesk/platforms/feed"
)

// cursorVersion is the version of the cursor; one of another version starts from
// the beginning.
const cursorVersion = 1

// cursor is how far everything was read.
type cursor struct {
	Version int `json:"v"`
	// Posts are our posts by id, as they were when their comments were read.
	Posts map[string]seen `json:"posts,omitempty"`
	// Part is where the comments of one post were broken off, OldPart the same for
	// comments that are owed as history.
	Part    *part `json:"part,omitempty"`
	OldPart *part `json:"oldPart,omitempty"`
	// Deep is when every post's count was looked at last, Rescan when the newest
	// posts were read whatever their counts.
	Deep   time.Time `json:"deep"`
	Rescan time.Time `json:"rescan"`
	Inbox  inboxMark `json:"inbox"`
	// Tags are the pictures of others that were brought, by id, with their time in
	// seconds since 1970.
	Tags map[string]int64 `json:"tags,omitempty"`
}

// seen is a post whose comments were read.
type seen struct {
	// Count is its comments_count at that time.
	Count int64 `json:"n"`
	// Old: its comments from before the promise window are still owed.
	Old bool `json:"o,omitempty"`
}

// part is a post whose comments were delivered from the newest down to one.
type part struct {
	Post  string `json:"post"`
	Count int64  `json:"n"`
	feed.Place
}

// inboxMark is how far the conversations were read, by the time of their newest
// message. Down is how far the first reading has come, from Top on; zero once it
// is Done.
type inboxMark struct {
	Top  time.Time `json:"top"`
	Down time.Time `json:"down"`
	Done bool      `json:"done,omitempty"`
}

// readCursor takes the cursor of an earlier pull; first is true when there is
// none that can be read.
func readCursor(raw []byte) (c cursor, first bool) {
	if len(raw) == 0 || json.Unmarshal(raw, &c) != nil || c.Version != cursorVersion {
		c, first = cursor{Version: cursorVersion}, true
	}
	if c.Posts == nil {
		c.Posts = map[string]seen{}
	}
	if c.Tags == nil {
		c.Tags = map[string]int64{}
	}
	return c, first
}

func (c cursor) write() ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write the cursor: %w", err)
	}
	return raw, nil
}
