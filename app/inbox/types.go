// Package inbox holds conversations: the facts that came from outside, the
// acts of officers over them, and the fold that makes a queue row of both
// (DESIGN 2, 3). It is pure; the store implements its port.
package inbox

import (
	"strings"
	"time"

	"commsdesk/app"
)

// Type is what a conversation is about, as the officer sorted it.
type Type string

// The types. Policy queries are those about the social media policy (S 6.3.5).
const (
	Untriaged      Type = "untriaged"
	Question       Type = "question"
	ServiceRequest Type = "service-request"
	Comment        Type = "comment"
	Compliment     Type = "compliment"
	Complaint      Type = "complaint"
	PolicyQuery    Type = "policy-query"
	Press          Type = "press"
	Abuse          Type = "abuse"
	Spam           Type = "spam"
)

// Types lists every type in the order menus show them.
func Types() []Type {
	return []Type{Untriaged, Question, ServiceRequest, Comment, Compliment, Complaint, PolicyQuery, Press, Abuse, Spam}
}

// Words is the type for people; the id itself when it is unknown.
func (t Type) Words() string {
	switch t {
	case Untriaged:
		return "Not sorted yet"
	case Question:
		return "Question"
	case ServiceRequest:
		return "Service request"
	case Comment:
		return "Comment"
	case Compliment:
		return "Compliment"
	case Complaint:
		return "Complaint"
	case PolicyQuery:
		return "Policy query"
	case Press:
		return "Press"
	case Abuse:
		return "Abuse"
	case Spam:
		return "Spam"
	}
	return string(t)
}

// Status is where a conversation stands.
type Status string

// The statuses. Open: a turn waits for an answer (with or without a due time).
const (
	Open     Status = "open"
	Answered Status = "answered"
	Waiting  Status = "waiting"
	NoReply  Status = "no-reply"
	Done     Status = "done"
	History  Status = "history"
)

// How says what settled a turn.
type How string

// The ways a turn is settled. Elsewhere: our own message, found at the network,
// that was not written here. Outside: an officer said that they answered where we
// can't look.
const (
	ByReply    How = "reply"
	ByRedirect How = "redirect"
	ByNoReply  How = "no-reply"
	ByType     How = "type"
	Elsewhere  How = "elsewhere"
	Outside    How = "outside"
)

// Turn is one stretch of the promise's clock: from the first message nobody
// has answered to what settled it (DESIGN 3). Times are UTC.
type Turn struct {
	// N counts from 1; turn 1 is the first reply of the strategy (S 6.2.2).
	N     int       `json:"n"`
	Start time.Time `json:"start"`
	// Due is zero when nothing is promised (type, channel).
	Due time.Time `json:"due"`
	// Settled is zero while the turn is open.
	Settled time.Time `json:"settled"`
	How     How       `json:"how,omitempty"`
	// By is the id of the act or the key of the message that settled it.
	By string `json:"by,omitempty"`
	// Messages are the keys of the residents' messages of this turn.
	Messages []string `json:"messages"`
	// Calendar is the number of the calendar version that Due was counted by.
	Calendar int `json:"calendar"`
}

// Late tells whether the turn was, at the moment now or when it was settled,
// past its due time. A turn without a due time is never late.
func (t Turn) Late(now time.Time) bool {
	if t.Due.IsZero() {
		return false
	}
	end := now
	if !t.Settled.IsZero() {
		end = t.Settled
	}
	return end.After(t.Due)
}

// Assignee is "officer:ID", "team:comms", "team:csc" or "" for nobody.
type Assignee string

// Row is a conversation as the queue shows it: the fold of its acts over its
// facts, plus what was read along. Times are UTC.
type Row struct {
	ID      string
	Channel string
	Network string
	Subject string
	// Person is the resident the next answer goes to; Kind the network's word
	// ("mail").
	Person  Person
	Kind    string
	Private bool
	Type    Type
	// Assignee and Tags (ids, sorted).
	Assignee Assignee
	Tags     []string
	Status   Status
	// Turn is the open turn; nil when none is open. Settled are those before.
	Turn    *Turn
	Settled []Turn
	// PressDeadline is the journalist's own, zero when none.
	PressDeadline time.Time
	// Window is when the network stops taking an answer, zero for never; it may
	// have passed.
	Window time.Time
	// Clock is the earliest moment that matters: the open turn's due time, the
	// press deadline, or the window while it is open; zero when nothing is due.
	// ClockKind says which.
	Clock     time.Time
	ClockKind string // "promise", "press", "window" or ""
	// WroteAgain: the open turn is not the first, or it followed done/waiting.
	WroteAgain bool
	// Preview is the newest resident's words on one line, at most 200 runes.
	Preview  string
	LastAt   time.Time
	Messages int
	// Suggest is the id of a conversation this one may belong to; "" for none.
	// Strangers are never merged (DESIGN 5).
	Suggest string
	// Sending is the state of the newest send that is not settled well
	// ("queued", "unconfirmed", …); "" for none.
	Sending string
	// Version counts the acts and facts folded; officers' acts expect it.
	Version int64
}

// Person is somebody on a network; see platforms.Person.
type Person struct{ ID, Name, Handle string }

// Words is the best name for people: the name, else the handle, else the id. A
// name that is itself an address, and another one, stands behind the true one.
func (p Person) Words() string {
	switch {
	case strings.Contains(p.Name, "@") && strings.Contains(p.ID, "@") && !strings.EqualFold(p.Name, p.ID):
		return p.ID + ", named “" + p.Name + "”"
	case p.Name != "":
		return p.Name
	case p.Handle != "":
		return p.Handle
	}
	return p.ID
}

func wrong(sentence string) error { return app.NewError(app.Wrong, sentence) }
