package facebook

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// Facebook takes no token of ours, so a send is proved by its words, its place
// and its time among the Page's newest own. Not finding it proves nothing: Live
// and Absent are false then.

// Prove looks for a send whose fate is unknown.
func (a *Account) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	var l letter
	if err := json.Unmarshal(msg.Bytes, &l); err != nil {
		return platforms.Proof{}, platforms.Refuse("What was sent can't be read any more. Look for it on Facebook.")
	}
	p, err := a.page(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	since = a.graph.Since(since)
	switch l.Shape {
	case asComment:
		return a.proveComment(ctx, p, l, since)
	case asPost:
		return a.provePost(ctx, p, l, since)
	}
	return a.proveMessage(ctx, p, l, since)
}

func (a *Account) proveComment(ctx context.Context, p page, l letter, since time.Time) (proof platforms.Proof, err error) {
	q := url.Values{"fields": {commentFields}, "filter": {"stream"}, "order": {"reverse_chronological"}, "limit": {"100"}, "since": {unix(since)}}
	err = graph.List(ctx, a.graph, node(l.Post)+"/comments", q, func(page []wireComment) (bool, error) {
		for _, c := range page {
			if c.From != nil && c.From.ID == p.ID && !c.Created.Before(since) && l.below(c) && web.Matches(l.Text, c.Message) {
				proof = platforms.Proof{Live: true, At: c.Created.Time, Text: platforms.Clean(c.Message), RemoteID: c.ID, Permalink: c.Permalink,
					Where: "under what it answers, on Facebook"}
			}
		}
		return !proof.Live && len(page) > 0 && !page[len(page)-1].Created.Before(since), nil
	})
	if platforms.ClassOf(err) == platforms.ClassGone {
		return platforms.Proof{}, nil // the post is gone, and with it all that could be seen
	}
	return proof, err
}

// below tells whether a comment stands where the answer was put: Facebook puts an
// answer to an answer below the same comment.
func (l letter) below(c wireComment) bool {
	if c.Parent == nil || c.Parent.ID == "" {
		return l.Parent == l.Post
	}
	return c.Parent.ID == l.Parent || c.Parent.ID == l.Root
}

func (a *Account) provePost(ctx context.Context, p page, l letter, since time.Time) (proof platforms.Proof, err error) {
	if l.Film != nil {
		if proof, err := a.proveFilm(ctx, p, l); err != nil || proof.Live {
			return proof, err
		}
	}
	edge, where := "published_posts", "among the Page's posts on Facebook"
	if l.At != 0 {
		edge, where = "scheduled_posts", "among the Page's scheduled posts on Facebook"
	}
	q := url.Values{"fields": {"id,message,created_time,permalink_url,scheduled_publish_time"}, "limit": {"50"}, "since": {unix(since)}}
	if l.At != 0 {
		q.Del("since") // what is scheduled is dated by when it will be published
	}
	posts, err := graph.All[wirePost](ctx, a.graph, node(p.ID)+node(edge), q, 200)
	for _, w := range posts {
		inTime := !w.Created.Before(since)
		if l.At != 0 {
			inTime = w.Scheduled.Unix() == l.At
		}
		if inTime && web.Matches(l.Text, w.Message) {
			return platforms.Proof{Live: true, At: w.Created.Time, Text: platforms.Clean(w.Message), RemoteID: w.ID, Permalink: w.Permalink, Where: where}, nil
		}
	}
	if err == nil && l.At != 0 && !a.clock().Before(time.Unix(l.At, 0)) {
		// It may have been published meanwhile.
		l.At = 0
		return a.provePost(ctx, p, l, since)
	}
	return proof, err
}

func (a *Account) proveMessage(ctx context.Context, p page, l letter, since time.Time) (platforms.Proof, error) {
	talks, err := a.candidates(ctx, l)
	if err != nil {
		return platforms.Proof{}, err
	}
	for _, id := range talks {
		messages, err := a.conversation(ctx, id)
		if platforms.ClassOf(err) == platforms.ClassGone {
			continue
		}
		if err != nil {
			return platforms.Proof{}, err
		}
		for _, m := range messages {
			if m.From != nil && m.From.ID == p.ID && !m.Created.Before(since) && web.Matches(l.Text, m.Message) {
				return platforms.Proof{Live: true, At: m.Created.Time, Text: platforms.Clean(m.Message), RemoteID: m.ID, Permalink: guesses.inbox + p.ID,
					Where: "in the conversation on Messenger"}, nil
			}
		}
	}
	return platforms.Proof{}, nil
}

// candidates are the conversations in which a private message may lie: its own,
// or the one that the private answer to a comment opened. Where Meta doesn't say
// which that is, as for visitors' posts, nothing is proved: another person's
// conversation may hold the same words.
func (a *Account) candidates(ctx context.Context, l letter) ([]string, error) {
	if l.Talk != "" {
		return []string{l.Talk}, nil
	}
	if l.OfPost {
		return nil, nil
	}
	var c struct {
		Talk *struct{ ID string } `json:"private_reply_conversation"`
	}
	err := a.graph.Get(ctx, node(l.Parent), url.Values{"fields": {"private_reply_conversation{id}"}}, &c)
	if platforms.ClassOf(err) == platforms.ClassGone || err == nil && c.Talk == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []string{c.Talk.ID}, nil
}
