package outbox

import (
	"context"

	"commsdesk/platforms"
)

// AnswerPage is the page on which a person answers r by hand, with text in it as
// far as the network takes it; "" where the account knows no such page. Nothing is
// asked of the network.
func (s *Service) AnswerPage(ctx context.Context, channel string, r ReplyTo, text string) string {
	adapter, err := s.accounts.Adapter(ctx, channel)
	if err != nil {
		return ""
	}
	opener, ok := adapter.(platforms.Opener)
	if !ok {
		return ""
	}
	if page := opener.OpenReply(*r.parent(), text); page != "" {
		return page
	}
	return opener.OpenItem(platforms.Target{ID: r.ID, Root: r.Root, Ref: r.Ref, Context: r.Context, Kind: r.Kind,
		Private: r.Private, From: platforms.Person(r.From)})
}
