package reply

import (
	"context"
	"fmt"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// AnsweredOutside records an answer that an officer gave where we can't send: in a
// group, on the phone, on a network that is used without its API. text is what was
// said, link the page where it stands; one of them may be "". It settles the turn,
// is counted and carries the officer's initials like any answer. An app.Error of
// kind Wrong says what is missing.
func (s *Service) AnsweredOutside(ctx context.Context, who act.Who, conversationID, text, link string) ([]act.Receipt, error) {
	link, err := inbox.WebLink(link)
	if err != nil {
		return nil, err
	}
	snap, err := s.p.Desk.Desk(ctx)
	if err != nil {
		return nil, fmt.Errorf("record an answer: %w", err)
	}
	officer, ok := snap.Officer(who.Officer)
	if !ok || officer.Initials == "" {
		return nil, app.NewError(app.Wrong, "Say who answers: every reply carries an officer's initials. Add officers in Settings.")
	}
	row, _, err := s.p.Inbox.Conversation(ctx, conversationID)
	if err != nil {
		return nil, fmt.Errorf("record an answer: %w", err)
	}
	effect := inbox.OutsideEffect{Covers: []string{}, At: app.Millis(s.p.Clock()), Initials: officer.Initials, Calendar: snap.Calendar.Number}
	if row.Turn != nil {
		effect.Covers = row.Turn.Messages
	}
	content := inbox.OutsideContent{Link: link}
	if strings.TrimSpace(text) != "" {
		content.Text = outbox.Sign(text, officer.Initials)
	}
	a := who.New(inbox.AnsweredOutside, conversation(conversationID), effect, content)
	a.Expect = row.Version
	return s.p.Door.Do(ctx, a)
}
