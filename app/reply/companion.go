package reply

import (
	"context"
	"fmt"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// Companion puts beside an outcome what it means for the conversation: an
// accepted answer settles the turn, one that came back opens it again.
type Companion struct{ Desk desk.Store }

var _ outbox.Companion = (*Companion)(nil)

// answering is the named rule by which outcomes reach conversations.
var answering = act.Rule("answer")

// Beside returns the acts on the conversation of s that belong to a; s is the
// send before a. What was settled before is not settled again.
func (c *Companion) Beside(ctx context.Context, s outbox.Send, a act.Act) ([]act.Act, error) {
	e, _ := outbox.EventOf(a.Kind)
	if s.Conversation == "" || e != outbox.EvAccept && e != outbox.EvProve && e != outbox.EvReturn {
		return nil, nil
	}
	var acts []act.Act
	if s.State != outbox.Sent {
		snap, err := c.Desk.Desk(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the calendar for an answer: %w", err)
		}
		effect := inbox.AnswerEffect{Send: s.ID, Covers: s.Covers, At: app.Millis(s.CommittedAt), How: inbox.ByReply,
			Calendar: snap.Calendar.Number}
		if s.Purpose == outbox.Redirect {
			effect.How, effect.Redirect = inbox.ByRedirect, s.Redirect
		}
		acts = append(acts, answering.New(inbox.AnswerAccepted, conversation(s.Conversation), effect, nil))
	}
	if e == outbox.EvReturn && !s.Returned {
		acts = append(acts, answering.New(inbox.AnswerReturned, conversation(s.Conversation), inbox.RepliedEffect{Send: s.ID}, nil))
	}
	return acts, nil
}

// Begun notes on the conversation that somebody began to write; see
// outbox.Begun.
func Begun(who act.Who, d outbox.Draft) []act.Act {
	if d.Conversation == "" {
		return nil
	}
	return []act.Act{who.New(inbox.DraftBegun, conversation(d.Conversation), inbox.DraftEffect{Draft: d.ID}, nil)}
}
