package data

import (
	"context"
	"encoding/json"
	"fmt"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// Do carries out acts in order, all or none (act.Door). Expect is compared with
// the subject's version before the first of these acts on it, so that several
// acts on one subject can be one decision.
func (s *Store) Do(ctx context.Context, acts ...act.Act) ([]act.Receipt, error) {
	var receipts []act.Receipt
	err := s.write(ctx, "do", func(t *tx) error {
		var err error
		receipts, err = t.do(acts)
		return err
	})
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

func (t *tx) do(acts []act.Act) ([]act.Receipt, error) {
	receipts := make([]act.Receipt, 0, len(acts))
	for _, a := range acts {
		sub, err := t.subject(a.Subject)
		if err != nil {
			return nil, err
		}
		if err := t.expect(a, sub.version()); err != nil {
			return nil, err
		}
		if err := sub.check(a); err != nil {
			return nil, err
		}
		r, err := t.carryOut(sub, a)
		if err != nil {
			return nil, fmt.Errorf("%s on %s %s: %w", a.Kind, a.Subject.Type, a.Subject.ID, err)
		}
		receipts = append(receipts, r)
	}
	return receipts, nil
}

// subject is one fold in work: a conversation, a send, a channel or the desk.
type subject interface {
	// version is the subject's version before the act.
	version() int64
	// check refuses the act by the subject's own rules.
	check(a act.Act) error
	// apply folds the journalled act; effective is false when it was kept
	// without effect.
	apply(a act.Act) (effective bool, err error)
}

func (t *tx) subject(s act.Subject) (subject, error) {
	switch s.Type {
	case act.Conversation:
		return t.conversationSubject(s.ID)
	case act.Send:
		return t.sendSubject(s.ID)
	case act.Channel:
		return t.channelSubject(s.ID)
	case act.Officer, act.Tag, act.Redirect, act.Setting, act.Calendar:
		return t.deskSubject(s)
	}
	return nil, app.NewError(app.Wrong, "That change isn't one this desk knows.")
}

func (t *tx) expect(a act.Act, now int64) error {
	before, seen := t.before[a.Subject]
	if !seen {
		before, t.before[a.Subject] = now, now
	}
	if a.Expect == act.Any || a.Expect == before {
		return nil
	}
	return app.NewError(app.Conflict, "Something changed here since you looked, so nothing was done. Look at it again, then decide.")
}

// carryOut journals an act and folds it.
func (t *tx) carryOut(sub subject, a act.Act) (act.Receipt, error) {
	a, err := t.appendAct(a)
	if err != nil {
		return act.Receipt{}, err
	}
	effective, err := sub.apply(a)
	if err != nil {
		return act.Receipt{}, err
	}
	r := act.Receipt{ID: a.ID, Version: sub.version()}
	if !effective {
		r.Superseded, r.Why = true, "It was kept in the record, but has no effect: something that came before rules it out, or this version of Commsdesk doesn't know it."
	}
	return r, nil
}

// conversationSubject adds undo to a conversation.
type conversationSubject struct {
	t *tx
	c *conversation
}

func (t *tx) conversationSubject(id string) (subject, error) {
	c, err := t.conversation(id)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, notFound("That conversation isn't in this workspace.")
	}
	return &conversationSubject{t, c}, nil
}

func (s *conversationSubject) version() int64 { return s.c.acts + s.c.facts }

func (s *conversationSubject) check(a act.Act) error {
	if a.Kind == act.Undone {
		return s.t.checkUndo(a)
	}
	env, err := s.t.env(s.c.channel)
	if err != nil {
		return err
	}
	return inbox.Check(s.c.row(env), a)
}

func (s *conversationSubject) apply(a act.Act) (bool, error) {
	s.c.acts++
	s.c.dirty = true
	s.t.mark(event.Conversations, s.c.id)
	if a.Kind == act.Undone {
		return true, s.t.refold(s.c)
	}
	unknown := s.c.state.Unknown
	s.c.state.ApplyAct(a)
	if a.Kind == inbox.Noted {
		if err := s.t.indexNote(a); err != nil {
			return false, err
		}
	}
	return s.c.state.Unknown == unknown, nil
}

// checkUndo asks that the act taken back is one on the same conversation, one
// that can be taken back, and one that still has its effect.
func (t *tx) checkUndo(a act.Act) error {
	var e act.Undoing
	if json.Unmarshal(a.Effect, &e) != nil || e.Act == "" {
		return app.NewError(app.Wrong, "It isn't said what is to be undone.")
	}
	acts, err := actsOn(t.ctx, t, a.Subject)
	if err != nil {
		return err
	}
	for _, named := range acts {
		if named.ID != e.Act {
			continue
		}
		if !inbox.Undoable(named.Kind) {
			return app.NewError(app.Wrong, "That can't be undone.")
		}
		if inbox.Dead(acts)[named.ID] {
			return app.NewError(app.Conflict, "That was undone already.")
		}
		return nil
	}
	return app.NewError(app.Wrong, "What is to be undone isn't part of this conversation.")
}

// deskSubject is one officer, tag, redirect, setting or the calendar.
type deskSubject struct {
	t    *tx
	s    act.Subject
	acts int64
}

func (t *tx) deskSubject(s act.Subject) (subject, error) {
	n, err := t.actCount(s)
	return &deskSubject{t, s, n}, err
}

// actCount is the version of a subject that has no facts.
func (t *tx) actCount(s act.Subject) (int64, error) {
	var n int64
	if err := t.row("SELECT count(*) FROM journal WHERE subject_type = ? AND subject_id = ?", s.Type, s.ID).Scan(&n); err != nil {
		return 0, fmt.Errorf("count acts on %s %s: %w", s.Type, s.ID, err)
	}
	return n, nil
}

func (s *deskSubject) version() int64 { return s.acts }

func (s *deskSubject) check(a act.Act) error {
	snap, err := s.t.desk()
	if err != nil {
		return err
	}
	return desk.Check(*snap, a)
}

func (s *deskSubject) apply(a act.Act) (bool, error) {
	s.acts++
	s.t.mark(event.Desk, a.Subject.ID)
	snap, err := s.t.desk()
	if err != nil {
		return false, err
	}
	if !snap.Apply(a) {
		return false, nil
	}
	return true, s.t.saveDesk(a)
}

// channelSubject is one connected account.
type channelSubject struct {
	t    *tx
	id   string
	acts int64
}

func (t *tx) channelSubject(id string) (subject, error) {
	n, err := t.actCount(act.Subject{Type: act.Channel, ID: id})
	return &channelSubject{t, id, n}, err
}

func (s *channelSubject) version() int64 { return s.acts }

func (s *channelSubject) check(a act.Act) error {
	c, err := s.t.channel(s.id)
	if err != nil {
		return err
	}
	return channel.Check(c, a)
}

func (s *channelSubject) apply(a act.Act) (bool, error) {
	s.acts++
	s.t.mark(event.Channels, s.id)
	c, err := s.t.channel(s.id)
	if err != nil {
		return false, err
	}
	before := c
	if !c.Apply(a) {
		return false, nil
	}
	return true, s.t.saveChannel(before, c, s.acts)
}

// sendSubject is one message on its way.
type sendSubject struct {
	t    *tx
	send outbox.Send
}

func (t *tx) sendSubject(id string) (subject, error) {
	send, err := foldSend(t.ctx, t, id)
	return &sendSubject{t, send}, err
}

func (s *sendSubject) version() int64 { return s.send.Version }

// check asks the outbox's own rules. That a message has moved on since somebody
// looked is no mistake of theirs: it is said as a conflict.
func (s *sendSubject) check(a act.Act) error {
	err := outbox.Check(s.send, a)
	if e, known := outbox.EventOf(a.Kind); known {
		if _, may := outbox.Next(s.send.State, e); !may {
			return app.NewError(app.Conflict, app.Say(err)).Because(err)
		}
	}
	return err
}

func (s *sendSubject) apply(a act.Act) (bool, error) {
	effective := s.send.Apply(a)
	s.send.Version++
	s.t.mark(event.Sends, a.Subject.ID)
	if s.send.Conversation != "" {
		s.t.mark(event.Conversations, s.send.Conversation)
	}
	if err := s.t.saveSend(a.Subject.ID, s.send); err != nil {
		return false, err
	}
	return effective, s.t.joinCopy(a.Subject.ID, s.send)
}
