package reply

import (
	"context"
	"fmt"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/outbox"
)

// Facts stores what we learned of a message; intake.Store is one.
type Facts interface {
	// Store commits the facts.
	Store(ctx context.Context, f intake.Facts) error
}

// Moderation is how a measure ended: Why says in a sentence why it is not known to
// be done, "" when it is. Evidence is the id of what was kept first, "" for a
// measure that takes another back.
type Moderation struct {
	Outcome  inbox.MeasureOutcome
	Why      string
	Evidence string
	Receipts []act.Receipt
}

// Moderate takes one measure about a message or its author. What stands there is
// kept as evidence first and the decision is on disk before the network is asked;
// then the record says how it ended. Nothing is queued: what could not be done is
// said at once, as an error of a kind that fits, Unsure where it is not known.
// Wrong: a reason is missing, or the account can't do it. Taking a measure back is
// its opposite (outbox.Opposite).
func (s *Service) Moderate(ctx context.Context, who act.Who, conversationID, messageKey string, measure outbox.Measure, reason string) (Moderation, error) {
	reason = strings.TrimSpace(reason)
	row, m, err := s.toModerate(ctx, conversationID, messageKey)
	if err != nil {
		return Moderation{}, err
	}
	abilities := s.p.Outbox.Abilities(ctx, row.Channel)
	if can := abilities.Measures[measure]; abilities.Known && !can.OK {
		return Moderation{}, app.NewError(app.Wrong, strings.TrimSpace(can.Reason+" "+openAt(can.Link)))
	}
	out := Moderation{Outcome: inbox.MeasureAsked}
	note := func(class, why string) act.Act {
		return who.New(inbox.Moderated, conversation(conversationID), inbox.ModeratedEffect{Measure: string(measure), Message: m.Key,
			Outcome: out.Outcome, Class: class, Evidence: out.Evidence}, inbox.ModeratedContent{Reason: reason, Why: why})
	}
	if out.Receipts, err = s.ask(ctx, who, row, m, measure, reason, &out, note); err != nil {
		return Moderation{}, fmt.Errorf("decide on message %s: %w", m.Key, err)
	}
	taken := s.p.Outbox.Take(ctx, row.Channel, measure, targetOf(m))
	out.Why = taken.Why
	switch {
	case taken.Done:
		out.Outcome = inbox.MeasureDone
	case taken.Unknown:
		out.Outcome = inbox.MeasureUnknown
	default:
		out.Outcome = inbox.MeasureRefused
	}
	whole := context.WithoutCancel(ctx) // what happened is written down in any case
	receipts, err := s.p.Door.Do(whole, note(taken.Class, taken.Why))
	if err != nil {
		return out, fmt.Errorf("write down what became of message %s: %w", m.Key, err)
	}
	out.Receipts = append(out.Receipts, receipts...)
	if taken.Done {
		return out, s.learn(whole, m, measure)
	}
	return out, notDone(taken)
}

// toModerate finds the message, which must be somebody else's.
func (s *Service) toModerate(ctx context.Context, conversationID, key string) (inbox.Row, inbox.Message, error) {
	row, msgs, err := s.p.Inbox.Conversation(ctx, conversationID)
	if err != nil {
		return row, inbox.Message{}, fmt.Errorf("look at message %s: %w", key, err)
	}
	for _, m := range msgs {
		if m.Key != key {
			continue
		}
		if m.Direction == inbox.Own {
			return row, m, app.NewError(app.Wrong, "That message is our own. Take it down on the network itself.")
		}
		return row, m, nil
	}
	return row, inbox.Message{}, app.NewError(app.NotFound, "That message isn't in this conversation.")
}

// ask puts the decision on disk, with the evidence unless it takes another back.
func (s *Service) ask(ctx context.Context, who act.Who, row inbox.Row, m inbox.Message, measure outbox.Measure, reason string,
	out *Moderation, note func(class, why string) act.Act) ([]act.Receipt, error) {
	if takesBack(measure) {
		return s.p.Door.Do(ctx, note("", ""))
	}
	e, err := s.evidenceOf(who, row, m, string(measure), reason)
	if err != nil {
		return nil, err
	}
	out.Evidence = e.ID
	return s.p.Evidence.TakeEvidence(ctx, e, note("", ""))
}

// takesBack tells whether a measure ends another.
func takesBack(m outbox.Measure) bool { return strings.HasPrefix(string(m), "un") }

// learn notes on the message what the network has just done; the next pull may
// never tell.
func (s *Service) learn(ctx context.Context, m inbox.Message, measure outbox.Measure) error {
	now := s.p.Clock()
	switch measure {
	case "hide", "unhide":
		m.Hidden = measure == "hide"
	case "delete":
		m.DeletedAt = now
	default:
		return nil
	}
	m.AsOf = now
	if err := s.p.Facts.Store(ctx, intake.Facts{Channel: m.Channel, Messages: []inbox.Message{m}, SeenAt: now}); err != nil {
		return fmt.Errorf("note what became of message %s: %w", m.Key, err)
	}
	return nil
}

func targetOf(m inbox.Message) outbox.Target {
	t := outbox.Target{ID: m.RemoteID, Root: m.ThreadRoot, Ref: m.Ref, Context: m.Context, Kind: m.Kind, Private: m.Private}
	t.From.ID, t.From.Name, t.From.Handle = m.From.ID, m.From.Name, m.From.Handle
	return t
}

// notDone words what the network did not do, or may have done.
func notDone(t outbox.Taken) error {
	if t.Unknown {
		return app.NewError(app.Unsure, strings.TrimSpace(t.Why+" We do not know if it was done. Look at it on the network, or do it again: that is safe."))
	}
	kind := app.Unreachable
	switch t.Class {
	case "refused", "permission", "policy", "payment":
		kind = app.Wrong
	case "auth", "identity", "certificate":
		kind = app.SignIn
	case "gone":
		kind = app.NotFound
	}
	return app.NewError(kind, t.Why)
}

func openAt(link string) string {
	if link == "" {
		return ""
	}
	return "You can do it at " + link + "."
}
