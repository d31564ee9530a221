package inbox

import (
	"encoding/json"
	"strings"
	"time"

	"commsdesk/app/act"
)

// The kinds of act on a conversation, with the meaning of their effect.
const (
	// Typed sorts it: TypeEffect.
	Typed act.Kind = "typed/1"
	// Assigned gives it to somebody: AssignEffect.
	Assigned act.Kind = "assigned/1"
	// Tagged and Untagged: TagEffect.
	Tagged   act.Kind = "tagged/1"
	Untagged act.Kind = "untagged/1"
	// Noted adds an internal note: content NoteContent.
	Noted act.Kind = "noted/1"
	// Waited stops the clock for the resident, NotExpected says that no reply
	// is, Closed says done: Covering.
	Waited      act.Kind = "waiting/1"
	NotExpected act.Kind = "no-reply/1"
	Closed      act.Kind = "done/1"
	// MadeWork turns history into work: WorkEffect.
	MadeWork act.Kind = "work/1"
	// PressDue sets or clears the journalist's deadline: DeadlineEffect.
	PressDue act.Kind = "press-deadline/1"
	// DraftBegun notes that somebody began to answer: DraftEffect.
	DraftBegun act.Kind = "draft.begun/1"
	// Replied notes that an officer pressed Send: RepliedEffect. It settles
	// nothing; AnswerAccepted does.
	Replied act.Kind = "replied/1"
	// AnswerAccepted says that the network has our answer: AnswerEffect.
	AnswerAccepted act.Kind = "answered/1"
	// AnswerReturned says that the answer came back: RepliedEffect.
	AnswerReturned act.Kind = "returned/1"
	// Captured notes who brought a message in by hand: CaptureEffect.
	Captured act.Kind = "captured/1"
	// AnsweredOutside says that an officer answered where no API reaches:
	// OutsideEffect, content OutsideContent.
	AnsweredOutside act.Kind = "outside/1"
	// SeenOnly says that it was seen and not answered (S 5.6, 5.7): SeenEffect,
	// content SeenContent.
	SeenOnly act.Kind = "seen/1"
	// Moderated says what was done about a message or its author:
	// ModeratedEffect, content ModeratedContent.
	Moderated act.Kind = "moderated/1"
)

// TypeEffect is the effect of Typed. Covers are the residents' messages the
// officer saw: an unpromised type settles only these. Calendar is the version
// in force.
type TypeEffect struct {
	Type     Type     `json:"type"`
	Covers   []string `json:"covers"`
	Calendar int      `json:"calendar"`
}

// AssignEffect is the effect of Assigned.
type AssignEffect struct {
	To Assignee `json:"to"`
}

// TagEffect is the effect of Tagged and Untagged: the tag's id.
type TagEffect struct {
	Tag string `json:"tag"`
}

// NoteContent is the content of Noted.
type NoteContent struct {
	Text string `json:"text"`
}

// Covering is the effect of Waited, NotExpected and Closed.
type Covering struct {
	Covers   []string `json:"covers"`
	Calendar int      `json:"calendar"`
}

// WorkEffect is the effect of MadeWork: the history messages that become work,
// and the moment (UTC ms) their turn starts, since nobody promised before.
type WorkEffect struct {
	Keys  []string `json:"keys"`
	Start int64    `json:"start"`
}

// DeadlineEffect is the effect of PressDue: UTC ms, 0 clears it.
type DeadlineEffect struct {
	At int64 `json:"at"`
}

// DraftEffect is the effect of DraftBegun.
type DraftEffect struct {
	Draft string `json:"draft"`
}

// RepliedEffect is the effect of Replied and AnswerReturned.
type RepliedEffect struct {
	Send string `json:"send"`
}

// AnswerEffect is the effect of AnswerAccepted. At is the attempt's moment
// (UTC ms), Redirect the redirect's id when How is ByRedirect.
type AnswerEffect struct {
	Send     string   `json:"send"`
	Covers   []string `json:"covers"`
	At       int64    `json:"at"`
	How      How      `json:"how"`
	Redirect string   `json:"redirect,omitempty"`
	Calendar int      `json:"calendar"`
}

// CaptureEffect is the effect of Captured: the message's key.
type CaptureEffect struct {
	Message string `json:"message"`
}

// OutsideEffect is the effect of AnsweredOutside. At is when (UTC ms), Initials
// what the answer was signed with.
type OutsideEffect struct {
	Covers   []string `json:"covers"`
	At       int64    `json:"at"`
	Initials string   `json:"initials"`
	Calendar int      `json:"calendar"`
}

// OutsideContent is the content of AnsweredOutside: the answer's words with the
// initials and the page where it stands; one of them may be "".
type OutsideContent struct {
	Text string `json:"text,omitempty"`
	Link string `json:"link,omitempty"`
}

// SeenEffect is the effect of SeenOnly. Corrected: we published a correction of our
// own instead.
type SeenEffect struct {
	Covering
	Corrected bool `json:"corrected,omitempty"`
}

// SeenContent is the content of SeenOnly: why it was not answered, and the page
// with our correction, "" for none.
type SeenContent struct {
	Reason     string `json:"reason"`
	Correction string `json:"correction,omitempty"`
}

// ModeratedEffect is the effect of Moderated. Measure is one of platforms.Measure,
// Message the key of the message that it is about, Class the platforms.Class of
// what kept it from being done, Evidence the id of what was kept first.
type ModeratedEffect struct {
	Measure  string         `json:"measure"`
	Message  string         `json:"message"`
	Outcome  MeasureOutcome `json:"outcome"`
	Class    string         `json:"class,omitempty"`
	Evidence string         `json:"evidence,omitempty"`
}

// ModeratedContent is the content of Moderated: why the officer did it, and why the
// network did not.
type ModeratedContent struct {
	Reason string `json:"reason,omitempty"`
	Why    string `json:"why,omitempty"`
}

// MeasureOutcome is how a measure against abuse stands.
type MeasureOutcome string

// The outcomes. MeasureAsked is on disk before the network is asked; where nothing
// follows it, it is not known either.
const (
	MeasureAsked   MeasureOutcome = "asked"
	MeasureDone    MeasureOutcome = "done"
	MeasureRefused MeasureOutcome = "refused" // certainly not done
	MeasureUnknown MeasureOutcome = "unknown"
)

// NeedsReason tells whether a measure is only taken with a reason: what takes words
// away from others, or a person from us.
func NeedsReason(measure string) bool {
	return measure == "hide" || measure == "delete" || measure == "block" || measure == "report"
}

func checkModerated(a act.Act) error {
	var e ModeratedEffect
	var c ModeratedContent
	if json.Unmarshal(a.Effect, &e) != nil || e.Measure == "" || e.Message == "" || e.Outcome == "" {
		return wrong("It isn't said what is to be done, and about which message.")
	}
	if len(a.Content) > 0 && json.Unmarshal(a.Content, &c) != nil || NeedsReason(e.Measure) && strings.TrimSpace(c.Reason) == "" {
		return wrong("Say why: the record keeps the reason, and somebody may ask for it.")
	}
	return nil
}

// Undoable tells whether an officer may take the act back (DESIGN-LANGUAGE 7).
func Undoable(k act.Kind) bool {
	switch k {
	case Typed, Assigned, Tagged, Untagged, Noted, Waited, NotExpected, Closed, MadeWork, PressDue, AnsweredOutside, SeenOnly:
		return true
	}
	return false
}

// Check refuses an act that this conversation's rules forbid now, with an
// app.Error of kind Wrong and a sentence for people. row is the fold before
// the act.
func Check(row Row, a act.Act) error {
	switch a.Kind {
	case Typed:
		var e TypeEffect
		if json.Unmarshal(a.Effect, &e) != nil || !knownType(e.Type) {
			return wrong("That type isn't one of this desk's.")
		}
	case Assigned:
		var e AssignEffect
		if json.Unmarshal(a.Effect, &e) != nil || !knownAssignee(e.To) {
			return wrong("A conversation goes to an officer, to Communications, to the Customer Service Centre, or to nobody.")
		}
	case Waited:
		if row.Turn != nil {
			return wrong("Nobody has answered yet, so there is nothing to wait for. Reply first, then wait for the resident.")
		}
	case Closed:
		if row.Turn != nil {
			return wrong("Nobody has answered yet. Reply, redirect, or choose “No reply expected”.")
		}
	case NotExpected:
		if row.Turn == nil {
			return wrong("Nothing here is waiting for a reply.")
		}
	case AnsweredOutside:
		var c OutsideContent
		if row.Turn == nil {
			return wrong("Nothing here is waiting for a reply. Add a note instead.")
		}
		if json.Unmarshal(a.Content, &c) != nil || c.Text == "" && c.Link == "" {
			return wrong("Say what was answered, or paste the link to it.")
		}
	case SeenOnly:
		var c SeenContent
		if row.Turn == nil {
			return wrong("Nothing here is waiting for a reply.")
		}
		if json.Unmarshal(a.Content, &c) != nil || strings.TrimSpace(c.Reason) == "" {
			return wrong("Say why it is not answered.")
		}
	case Moderated:
		return checkModerated(a)
	case Noted:
		var c NoteContent
		if json.Unmarshal(a.Content, &c) != nil || strings.TrimSpace(c.Text) == "" {
			return wrong("The note is empty.")
		}
	}
	return nil
}

func knownType(t Type) bool {
	for _, k := range Types() {
		if k == t {
			return true
		}
	}
	return false
}

func knownAssignee(to Assignee) bool {
	if to == "" || to == "team:comms" || to == "team:csc" {
		return true
	}
	id, ok := strings.CutPrefix(string(to), "officer:")
	return ok && id != ""
}

func millis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
