package bluesky

import (
	"context"
	"net/url"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Prove looks for a message whose fate is unknown. Of a post the server knows for
// certain: its record lies under the key that was chosen before sending, or it
// does not exist, and sending it again can't make two. A private message has no
// such key: the newest of the conversation are compared.
func (a *Account) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	l, err := open(msg)
	if err != nil {
		return platforms.Proof{}, err
	}
	me, err := a.me(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	if l.Private {
		return a.provePrivate(ctx, l, me, since)
	}
	var found struct {
		URI   string      `json:"uri"`
		Value foundRecord `json:"value"`
	}
	query := url.Values{"repo": {me.did}, "collection": {postRecords}, "rkey": {l.Key}}
	err = a.ask(ctx, call{id: "com.atproto.repo.getRecord", query: query}, &found)
	if faultCode(err) == "RecordNotFound" {
		return platforms.Proof{Absent: true}, nil
	}
	if err != nil {
		return platforms.Proof{}, err
	}
	text, _ := readText(found.Value.Text, found.Value.Facets)
	return platforms.Proof{Live: true, At: parseTime(found.Value.CreatedAt), Text: text, Where: "among our posts on Bluesky",
		RemoteID: found.URI, Permalink: postLink(found.URI)}, nil
}

// provePrivate looks for the words among the newest of the conversation.
func (a *Account) provePrivate(ctx context.Context, l letter, me self, since time.Time) (platforms.Proof, error) {
	convo := l.Convo
	if convo == "" {
		var answer struct {
			Convo *conversation `json:"convo"`
		}
		err := a.ask(ctx, call{id: "chat.bsky.convo.getConvoAvailability", query: url.Values{"members": {l.To}}, to: chatService}, &answer)
		if err != nil || answer.Convo == nil {
			return platforms.Proof{}, err
		}
		convo = answer.Convo.ID
	}
	next := ""
	for {
		found, cursor, err := a.messagePage(ctx, convo, next, pageMost)
		if err != nil {
			return platforms.Proof{}, err
		}
		older := false
		for _, m := range found {
			older = older || m.SentAt.Before(a.session.client.Since(since))
			if m.Sender.DID == me.did && m.Type != deletedMessage && !m.SentAt.Before(a.session.client.Since(since)) && web.Matches(l.Text, m.Text) {
				return platforms.Proof{Live: true, At: m.SentAt.Time, Text: platforms.Clean(m.Text), Where: "in the private conversation on Bluesky",
					RemoteID: m.ID, Permalink: website + "/messages/" + url.PathEscape(convo)}, nil
			}
		}
		if older || cursor == "" || cursor == next {
			return platforms.Proof{}, nil
		}
		next = cursor
	}
}
