package mailbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"commsdesk/platforms"
)

// Some servers drop the connection over one message they can't read. Such a
// message must not keep all older ones from coming: batches shrink until it
// stands alone, and after two tries it is set aside for this run of the
// program and shown as unreadable.

// triesAlone is how often a message may end the connection by itself.
const triesAlone = 2

// pace is how many messages of a folder to ask for at once.
func (m *Mailbox) pace(folder string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := m.paces[folder]; n > 0 {
		return n
	}
	return batchItems
}

// hurry doubles the pace after a batch that came whole.
func (m *Mailbox) hurry(folder string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := m.paces[folder]; n > 0 && n < batchItems {
		m.paces[folder] = n * 2
	} else {
		delete(m.paces, folder)
	}
}

// blame notes that asking for asked broke off with got received. It returns
// the location of a message that is now set aside.
func (m *Mailbox) blame(folder string, validity uint32, asked, got uidSet) *platforms.Location {
	if len(got) > 0 || len(asked) == 0 {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := asked.count(); n > 1 {
		m.paces[folder] = max(1, n/8)
		return nil
	}
	at := platforms.Location{Folder: folder, Validity: validity, UID: uint32(asked[0].Start)}
	m.stubborn[at]++
	if m.stubborn[at] != triesAlone {
		return nil
	}
	return &at
}

// aside are the messages of a folder not to be asked for again in this run.
func (m *Mailbox) aside(folder string, validity uint32) uidSet {
	m.mu.Lock()
	defer m.mu.Unlock()
	var ranges []imap.UIDRange
	for at, tries := range m.stubborn {
		if at.Folder == folder && at.Validity == validity && tries >= triesAlone {
			ranges = append(ranges, imap.UIDRange{Start: imap.UID(at.UID), Stop: imap.UID(at.UID)})
		}
	}
	return setOf(ranges...)
}

// unreadableItem stands for a message the server won't give.
func unreadableItem(at platforms.Location, sent bool) platforms.Item {
	sum := sha256.Sum256(fmt.Appendf(nil, "unreadable\x00%s\x00%d\x00%d", at.Folder, at.Validity, at.UID))
	item := platforms.Item{
		Key: hex.EncodeToString(sum[:]), Location: at, Direction: platforms.FromResident, Kind: "mail", Private: true, Unparsed: true,
		Subject: "A message the server could not give",
		Text:    "The mail server broke off each time Commsdesk asked for this message. It is still in the mailbox; open it in your mail program.",
	}
	if sent {
		item.Direction = platforms.FromUs
	}
	item.ThreadRoot = item.Key
	return item
}
