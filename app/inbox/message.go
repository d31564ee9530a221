package inbox

import (
	"fmt"
	"time"
)

// Direction tells residents' messages from ours.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Own Direction = "own"
)

// Message is one fact from outside, as it is kept. Times are UTC.
type Message struct {
	// Key identifies the message in its channel: platforms.Item.Key, or a key
	// of its own (Key + "~" + body hash) for another body under a known key.
	Key          string
	Channel      string
	Conversation string
	RemoteID     string
	// Ref is what the adapter needs beside RemoteID to address it again; opaque.
	Ref string
	// Context is the RemoteID of our own post that it stands under, "" for none:
	// shown above the conversation, and no part of it.
	Context    string
	BodyHash   string
	ThreadRoot string
	Parents    []string
	Direction  Direction
	// Auto is "", "auto-reply", "bounce" or "list": machine-made.
	Auto     string
	Kind     string
	Private  bool
	Claimed  bool
	From     Person
	AnswerTo Person
	To, Cc   []Person
	Subject  string
	Text     string
	Quoted   string
	Links    []Link
	Files    []File
	// Start is what the promise counts from (DESIGN 3), corrected by the
	// channel's measured clock skew. SeenAt is when we first had it.
	Start, SentAt, SeenAt time.Time
	EditedAt, DeletedAt   time.Time
	// EditSeen: the network did not say when it was edited; EditedAt is when we
	// first saw the other words.
	EditSeen bool
	// Was are the words that edits replaced, oldest first.
	Was []Version
	// Hidden: others no longer see it on our page.
	Hidden bool
	// ReplyUntil is when the network stops taking an answer to it, zero for
	// never; ReplyAfter says what can be done after that.
	ReplyUntil time.Time
	ReplyAfter string
	// ExpireAt is until when its words may be kept here, zero for as long as the
	// council likes. Expired: they were forgotten then; ids and times are left.
	ExpireAt time.Time
	Expired  bool
	// Counts are its figures by their names, nil when not known.
	Counts map[string]int64
	// AsOf is when what the network may change without an edit (Hidden, Counts,
	// ReplyUntil, ExpireAt, Ref, Permalink) was last seen to be another.
	AsOf time.Time
	// History: older than the channel's promise_from; no work unless made so.
	History bool
	// Calendar is the number of the calendar version in force when first seen:
	// our answers found in Sent settle by that one.
	Calendar int
	// Send is the id of our send this message is, or cites; "" for none.
	Send   string
	Bounce *Bounce
	// Altered: another body arrived under a key already known; shown as such.
	Altered bool
	// Unparsed: kept whole in Raw, shown as far as it could be read. One that
	// only stood for a message which came after all is deleted, and no work.
	Unparsed   bool
	Raw        []byte
	HeaderOnly bool
	Permalink  string
	Size       int64
	Locations  []Location
}

// Version is words that an edit replaced. At is when they were put there, zero
// for the words as first written.
type Version struct {
	Text string
	At   time.Time
}

// Link is one link of a message; Suspicious when its words name another host.
type Link struct {
	Text       string `json:"text"`
	URL        string `json:"url"`
	Suspicious bool   `json:"suspicious,omitempty"`
}

// File is an attachment that stays at the network until saved on demand.
type File struct {
	Part string `json:"part"`
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
	Alt  string `json:"alt,omitempty"`
}

// Location is one place where a message lies; GoneAt when it left (UTC).
type Location struct {
	Folder        string
	Validity, UID uint32
	ID            string
	GoneAt        time.Time
}

// Bounce is what a delivery report says about one of our messages (RFC 3464).
type Bounce struct {
	OriginalID string `json:"original_id"`
	Recipient  string `json:"recipient"`
	Status     string `json:"status"`
	Permanent  bool   `json:"permanent"`
	Reason     string `json:"reason"`
}

// Mail tells whether it is a letter: its ids and people say which thread it is
// in, and nobody can edit it. Everywhere else the network itself says so.
func (m Message) Mail() bool { return m.Kind == "" || m.Kind == mailKind }

// Published tells whether it is a post of our own: a conversation by itself that
// is no work until somebody answers it.
func (m Message) Published() bool { return m.Direction == Own && m.Kind == postKind }

// The kinds of message that have rules of their own; see platforms.KindMail.
const (
	mailKind = "mail"
	postKind = "post"
)

// Human tells whether a resident wrote it themselves.
func (m Message) Human() bool { return m.Direction == In && m.Auto == "" && !m.standIn() }

// ForgottenWords says, in place of words that were forgotten, why. network is its
// name for people; keep how long it lets members' words be kept, 0 for not known.
func (m Message) ForgottenWords(network string, keep time.Duration) string {
	switch hours := int(keep / time.Hour); {
	case !m.DeletedAt.IsZero():
		return "This was deleted on " + network + ", and its words are no longer kept here."
	case hours > 0:
		return fmt.Sprintf("%s allows members' words to be kept for %d hours. Open it on %s.", network, hours, network)
	}
	return network + " allows members' words to be kept for a while only. Open it on " + network + "."
}

// standIn tells that another message turned up in its place.
func (m Message) standIn() bool { return m.Unparsed && !m.DeletedAt.IsZero() }

// Mark is what the fold remembers of the message.
func (m Message) Mark() Mark {
	k := Mark{Key: m.Key, Start: m.Start.UnixMilli(), Seen: m.SeenAt.UnixMilli(), Own: m.Direction == Own,
		Auto: m.Auto != "" || m.standIn(), History: m.History, Calendar: m.Calendar, Send: m.Send}
	if !k.Own {
		k.Who = m.AnswerTo.ID
		if !m.ReplyUntil.IsZero() {
			k.Until = m.ReplyUntil.UnixMilli()
		}
		return k
	}
	for _, p := range append(append([]Person{}, m.To...), m.Cc...) {
		if p.ID != "" {
			k.To += " " + p.ID
		}
	}
	if k.To != "" {
		k.To += " "
	}
	return k
}
