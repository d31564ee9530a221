package instagram

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// Prove looks for what was sent: a post by its container's status, else by our
// newest posts; an answer among those below the comment; a private message in the
// conversation (platforms.md 12).
func (a *Adapter) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	var p payload
	if json.Unmarshal(msg.Bytes, &p) != nil {
		return platforms.Proof{}, nil
	}
	acc, err := a.ready(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	since = a.api.Since(since)
	switch p.Kind {
	case sendPost:
		return a.provePost(ctx, acc, msg.Token, p, since)
	case sendMessage, sendPrivate:
		return a.proveMessage(ctx, acc, p, since)
	case sendMention:
		return platforms.Proof{}, nil // Instagram shows nobody else's comments
	}
	return a.proveComment(ctx, acc, p, since)
}

// provePost: a container that was published is a post; one that lies there ready,
// or is gone unpublished, is none.
func (a *Adapter) provePost(ctx context.Context, acc account, token string, p payload, since time.Time) (platforms.Proof, error) {
	state := ""
	if id := a.made.Kept(token); id != "" {
		var err error
		if state, err = a.status(ctx, id); err != nil && state == "" && !gone(err) {
			return platforms.Proof{}, err
		}
	}
	m, err := a.newest(ctx, acc, p.Text, since)
	switch {
	case err != nil:
		return platforms.Proof{}, err
	case m != nil:
		return platforms.Proof{Live: true, At: m.Timestamp.Time, Text: m.Caption, Where: "among the account's posts", RemoteID: m.ID, Permalink: m.Permalink}, nil
	case state == "PUBLISHED":
		return platforms.Proof{Live: true, At: a.clock().UTC(), Text: p.Text, Where: "Instagram says that it was published"}, nil
	}
	return platforms.Proof{Absent: state == "FINISHED" || state == "EXPIRED" || state == "ERROR"}, nil
}

func (a *Adapter) proveComment(ctx context.Context, acc account, p payload, since time.Time) (proof platforms.Proof, err error) {
	path := "/" + p.Target + "/replies"
	if p.Kind == sendComment {
		path = "/" + p.Target + "/comments"
	}
	err = graph.List(ctx, a.api, path, url.Values{"fields": {replyFields}, "limit": {pageSize}}, func(page []wireComment) (bool, error) {
		for _, c := range page {
			if acc.ours(c.author()) && !c.Timestamp.Before(since) && web.Matches(p.Text, c.Text) {
				proof = platforms.Proof{Live: true, At: c.Timestamp.Time, Text: c.Text, Where: "below the comment", RemoteID: c.ID, Permalink: commentLink(p.Post, c.ID)}
			}
		}
		return !proof.Live, nil
	})
	if gone(err) {
		return platforms.Proof{}, nil // what it stood under is gone: nothing can be said
	}
	return proof, err
}

// goesTo tells that a message went to somebody, as far as it says to whom.
func goesTo(m wireMessage, person string) bool {
	return len(m.To.Data) == 0 || slices.ContainsFunc(m.To.Data, func(to wirePerson) bool { return string(to.ID) == person })
}

func (a *Adapter) proveMessage(ctx context.Context, acc account, p payload, since time.Time) (platforms.Proof, error) {
	if strings.Trim(p.Person, "0123456789") != "" || p.Person == "" {
		return platforms.Proof{}, nil // whose conversation it would be in is not known
	}
	query := url.Values{"platform": {Network}, "fields": {threadFields}, "user_id": {p.Person}}
	found, err := graph.All[wireThread](ctx, a.api, a.conversations(acc), query, 5)
	if err != nil {
		return platforms.Proof{}, err
	}
	for _, t := range found {
		for _, m := range t.Messages.Data {
			if acc.ours(m.From) && goesTo(m, p.Person) && !m.Created.Before(since) && web.Matches(p.Text, m.Message) {
				return platforms.Proof{Live: true, At: m.Created.Time, Text: m.Message, Where: "in the private conversation", RemoteID: m.ID, Permalink: inboxPage}, nil
			}
		}
	}
	return platforms.Proof{}, nil
}
