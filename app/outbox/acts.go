package outbox

import (
	"encoding/json"
	"strings"

	"commsdesk/app/act"
)

// Kind is the kind of act that records the event: its name and version.
func (e Event) Kind() act.Kind { return act.Kind(e) + "/1" }

// EventOf is the event that an act of this kind records; ok is false for kinds
// that this version doesn't know.
func EventOf(k act.Kind) (e Event, ok bool) {
	name, version, _ := strings.Cut(string(k), "/")
	for _, known := range Events() {
		if version == "1" && name == string(known) {
			return known, true
		}
	}
	return "", false
}

// Subject is the send with this id as the subject of acts.
func Subject(id string) act.Subject { return act.Subject{Type: act.Send, ID: id} }

// Do returns the act by which who lets e happen to the send s as it was read:
// it takes no effect when s has changed since. effect and content are the
// types below that belong to e; nil where there is none.
func (s Send) Do(who act.Who, e Event, effect, content any) act.Act {
	a := who.New(e.Kind(), Subject(s.ID), effect, content)
	a.Expect = s.Version
	return a
}

// QueuedEffect is the effect of EvQueue: who sends what where, without words.
type QueuedEffect struct {
	Channel      string   `json:"channel"`
	Network      string   `json:"network"`
	Conversation string   `json:"conversation,omitempty"`
	Purpose      Purpose  `json:"purpose"`
	Redirect     string   `json:"redirect,omitempty"`
	Officer      string   `json:"officer"`
	Initials     string   `json:"initials"`
	Quote        bool     `json:"quote,omitempty"`
	Private      bool     `json:"private,omitempty"`
	Talk         bool     `json:"talk,omitempty"`
	Covers       []string `json:"covers,omitempty"`
	Parent       string   `json:"parent,omitempty"`
	Answers      string   `json:"answers,omitempty"`
	Seen         []string `json:"seen,omitempty"`
	Token        string   `json:"token"`
	// NotBefore is the end of the grace (UTC ms), Draft the draft it came from.
	NotBefore int64  `json:"not_before"`
	Draft     string `json:"draft"`
}

// QueuedContent is the content of EvQueue.
type QueuedContent struct {
	To      []Person       `json:"to,omitempty"`
	Cc      []Person       `json:"cc,omitempty"`
	Subject string         `json:"subject,omitempty"`
	Text    string         `json:"text"`
	Files   []AttachedFile `json:"files,omitempty"`
}

// WithdrawnEffect is the effect of EvWithdraw: the draft it turned back into.
type WithdrawnEffect struct {
	Draft string `json:"draft"`
}

// GraceEffect is the effect of EvInterrupt and EvAgain: when it may go (UTC ms).
type GraceEffect struct {
	NotBefore int64 `json:"not_before"`
}

// ReleasedEffect is the effect of EvRelease. Anyway: in spite of the messages
// that the Gate showed.
type ReleasedEffect struct {
	NotBefore int64 `json:"not_before"`
	Anyway    bool  `json:"anyway,omitempty"`
}

// AcceptedEffect is the effect of EvAccept. Filed is pending when the copy in
// Sent is ours to make, RemoteID the network's id of it, Permalink its page.
type AcceptedEffect struct {
	Filed     Filed  `json:"filed,omitempty"`
	RemoteID  string `json:"remote_id,omitempty"`
	Permalink string `json:"permalink,omitempty"`
}

// RefusedEffect is the effect of EvRefuse: the platforms.Class of the cause.
type RefusedEffect struct {
	Class string `json:"class,omitempty"`
}

// PostponedEffect is the effect of EvPostpone: when it is tried again (UTC ms)
// and the platforms.Class of the cause.
type PostponedEffect struct {
	Until int64  `json:"until"`
	Class string `json:"class,omitempty"`
}

// HeldEffect is the effect of EvHold: see Send.HoldKind and Send.GateKeys.
type HeldEffect struct {
	Kind  string   `json:"kind,omitempty"`
	Class string   `json:"class,omitempty"`
	Keys  []string `json:"keys,omitempty"`
}

// LookEffect is the effect of EvLose and EvLook: when to look next (UTC ms), 0
// for never by itself. Class is what left it unknown (EvLose): unconfirmed, or
// stopped when the program ended first. Absent: the network proved that it has
// no such message.
type LookEffect struct {
	LookAt int64  `json:"look_at,omitempty"`
	Class  string `json:"class,omitempty"`
	Absent bool   `json:"absent,omitempty"`
}

// ProvedEffect is the effect of EvProve. By says who found it: one of the By…
// constants; Message is the key of the message that proves it; At the
// network's time of what was found (UTC ms), 0 unknown; the rest as in
// AcceptedEffect.
type ProvedEffect struct {
	By        string `json:"by"`
	Message   string `json:"message,omitempty"`
	At        int64  `json:"at,omitempty"`
	Filed     Filed  `json:"filed,omitempty"`
	RemoteID  string `json:"remote_id,omitempty"`
	Permalink string `json:"permalink,omitempty"`
}

// Who found a send at the network.
const (
	ByLook    = "look"    // a look of the program's own
	ByPerson  = "person"  // an officer saw it
	ByMessage = "message" // something that came in
)

// ReturnedEffect is the effect of EvReturn: the key of the message that says so.
type ReturnedEffect struct {
	Message string `json:"message,omitempty"`
}

// FiledEffect is the effect of EvFile.
type FiledEffect struct {
	Filed Filed `json:"filed"`
}

// Reason is the content of every event that has words: Why is a sentence for
// people, Detail what the server said, Address a recipient that was refused,
// Where the place in which it was found.
type Reason struct {
	Why     string `json:"why,omitempty"`
	Detail  string `json:"detail,omitempty"`
	Address string `json:"address,omitempty"`
	Where   string `json:"where,omitempty"`
}

// read fills v from stored bytes; false when they are not v's. No bytes at all
// leave v as it is.
func read(stored json.RawMessage, v any) bool {
	return len(stored) == 0 || json.Unmarshal(stored, v) == nil
}
