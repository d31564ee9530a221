package mailbox

import (
	"encoding/json"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// cursor is how far pulling has come, stored as JSON by the caller together
// with the items it covers.
type cursor struct {
	// Version is 1; a cursor of another version starts afresh, which costs time
	// and doubles nothing, since items have keys.
	Version int                    `json:"version"`
	Folders map[string]*folderMark `json:"folders"`
}

const cursorVersion = 1

// folderMark is how far one folder has been pulled. A first pull that breaks
// off goes on where it stopped, because what is still to come is written down.
type folderMark struct {
	Validity uint32 `json:"validity"`
	// Next is the server's next UID at the last look: from here on is new.
	Next imap.UID `json:"next"`
	// Exists is how many messages the folder had then.
	Exists uint32 `json:"exists"`
	// From is the beginning of the range looked at, Unix seconds.
	From int64 `json:"from"`
	// Known have been delivered whole, Headed as headers only.
	Known  uidSet `json:"known,omitempty"`
	Headed uidSet `json:"headed,omitempty"`
	// First are wanted before all others (DESIGN 5), Pending are all that are
	// still wanted whole.
	First   uidSet `json:"first,omitempty"`
	Pending uidSet `json:"pending,omitempty"`
}

// readCursor reads a stored cursor; one that can't be read counts as none.
func readCursor(stored []byte) *cursor {
	c := &cursor{}
	if len(stored) == 0 || json.Unmarshal(stored, c) != nil || c.Version != cursorVersion {
		c = &cursor{Version: cursorVersion}
	}
	if c.Folders == nil {
		c.Folders = map[string]*folderMark{}
	}
	return c
}

func (c *cursor) bytes() ([]byte, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("cursor: %w", err)
	}
	return b, nil
}

// quiet tells that nothing can have changed since the last complete look: a
// message that came raised Next, one that went lowered Exists.
func (f *folderMark) quiet(data *imap.SelectData, from int64) bool {
	return data.UIDNext != 0 && f.Next == data.UIDNext && f.Exists == data.NumMessages &&
		f.From <= from && len(f.Pending) == 0 && len(f.First) == 0
}

// look takes in what the folder holds now: all its UIDs, those in the range
// asked for and those of the promise window. It returns the UIDs that were
// delivered and have gone.
func (f *folderMark) look(data *imap.SelectData, all, inRange, promise uidSet, first bool) (gone uidSet) {
	gone = f.Known.plus(f.Headed).minus(all)
	f.Known = f.Known.and(all)
	f.Headed = f.Headed.and(all)
	arrived := all.from(f.Next)
	if first {
		arrived = nil
		f.First = promise
	} else if arrived.count() > batchItems {
		f.First = f.First.plus(arrived)
	}
	f.Pending = f.Pending.plus(inRange).plus(arrived).and(all).minus(f.Known)
	f.First = f.First.and(f.Pending).minus(f.Headed)
	f.Next, f.Exists = data.UIDNext, data.NumMessages
	if f.Next == 0 && len(all) > 0 {
		f.Next = all[len(all)-1].Stop + 1
	}
	return gone
}

// brought notes UIDs as delivered whole.
func (f *folderMark) brought(uids uidSet) {
	f.Known = f.Known.plus(uids)
	f.Headed = f.Headed.minus(uids)
	f.Pending = f.Pending.minus(uids)
	f.First = f.First.minus(uids)
}

// there is how many messages of the folder belong here: those in the range and
// those that came later, whatever their date.
func (f *folderMark) there(inRange uidSet) int {
	return inRange.plus(f.Known).plus(f.Headed).plus(f.Pending).count()
}
