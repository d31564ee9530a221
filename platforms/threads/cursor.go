package threads

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
	// Posts are our posts, and our answers under others' posts, by id.
	Posts map[string]mark `json:"posts,omitempty"`
	// Part is where the replies to one post were broken off, OldPart the same for
	// those that are owed as history.
	Part    *part `json:"part,omitempty"`
	OldPart *part `json:"oldPart,omitempty"`
	// Deep is when all posts were listed last.
	Deep time.Time `json:"deep"`
	// Own are our replies, Mentions what names us.
	Own      feedMark `json:"own"`
	Mentions feedMark `json:"mentions"`
}

// mark is how far the replies to a post were read.
type mark struct {
	// At is the newest reply that was brought, Read when they were looked at.
	At   time.Time `json:"at,omitzero"`
	Read time.Time `json:"read,omitzero"`
	// Old: its replies from before the promise window are still owed.
	Old bool `json:"o,omitempty"`
	// Root is the post of somebody else that our answer stands under, and Made when
	// we answered; "" and zero for a post of our own.
	Root string    `json:"root,omitempty"`
	Made time.Time `json:"made,omitzero"`
}

// part is a post whose replies were delivered from Top down to one.
type part struct {
	Post string    `json:"post"`
	Top  time.Time `json:"top"`
	feed.Place
}

// feedMark is how far a list that runs from new to old was read. Down is how far
// the first reading has come, from Top on; zero once it is Done.
type feedMark struct {
	Top  time.Time `json:"top,omitzero"`
	Down time.Time `json:"down,omitzero"`
	Done bool      `json:"done,omitempty"`
}

// readCursor takes the cursor of an earlier pull; first is true when there is
// none that can be read.
func readCursor(raw []byte) (c cursor, first bool) {
	if len(raw) == 0 || json.Unmarshal(raw, &c) != nil || c.Version != cursorVersion {
		c, first = cursor{Version: cursorVersion}, true
	}
	if c.Posts == nil {
		c.Posts = map[string]mark{}
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
