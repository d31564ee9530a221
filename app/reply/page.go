package reply

import (
	"context"
	"fmt"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// AnswerPage is where an answer that this account can't send is given by hand:
// text is the draft's words signed with the officer's initials, page the network's
// own page for it, "" where there is none.
func (s *Service) AnswerPage(ctx context.Context, d outbox.Draft) (text, page string, err error) {
	snap, err := s.p.Desk.Desk(ctx)
	if err != nil {
		return "", "", fmt.Errorf("answer by hand: %w", err)
	}
	officer, _ := snap.Officer(d.Officer)
	text = outbox.Sign(d.Text, officer.Initials)
	_, msgs, err := s.p.Inbox.Conversation(ctx, d.Conversation)
	if err != nil {
		return "", "", fmt.Errorf("answer by hand: %w", err)
	}
	parent, found := answered(msgs, d)
	if !found {
		return text, "", nil
	}
	to := replyTo(parent)
	if to.Ref == "" {
		to.Ref = parent.Permalink // of what was written down by hand the link is all we know
	}
	if page = s.p.Outbox.AnswerPage(ctx, d.Channel, to, text); page == "" {
		page = parent.Permalink
	}
	return text, page, nil
}

// replyTo is a message as what is answered.
func replyTo(m inbox.Message) outbox.ReplyTo {
	return outbox.ReplyTo{ID: m.RemoteID, Root: m.ThreadRoot, References: ancestors(m), Subject: m.Subject, Ref: m.Ref,
		Context: m.Context, Kind: m.Kind, Private: m.Private, From: outbox.Person(m.From), At: m.Start}
}
