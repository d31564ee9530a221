package linkedin

import (
	"context"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// proveMost is how many pages of comments are looked through for an answer.
const proveMost = 10

// Prove looks for an answer below what it answers, for a post among our newest
// (platforms.Prover). LinkedIn keeps no mark of ours, so words, author, place and
// time are compared; not finding it proves nothing.
func (a *Adapter) Prove(ctx context.Context, msg platforms.Sealed, since time.Time) (platforms.Proof, error) {
	l, err := unseal(msg)
	if err != nil {
		return platforms.Proof{}, err
	}
	org, err := a.page(ctx)
	if err != nil {
		return platforms.Proof{}, err
	}
	return a.find(ctx, org, l, since)
}

func (a *Adapter) find(ctx context.Context, org string, l letter, since time.Time) (platforms.Proof, error) {
	from := a.web.Since(since)
	if l.Post != nil {
		return a.findPost(ctx, org, l, from)
	}
	start := 0
	for range proveMost {
		found, err := a.comments(ctx, l.Below, start)
		if is(err, platforms.ClassGone) {
			return platforms.Proof{}, nil // what it answers is gone, and whether it stood there nobody knows
		}
		if err != nil {
			return platforms.Proof{}, err
		}
		for i := range found.items {
			c := &found.items[i]
			if c.Actor == org && !at(c.Created.Time).Before(from) && web.Matches(l.Text, c.Message.Text) {
				return platforms.Proof{Live: true, At: at(c.Created.Time), Text: c.Message.Text, Where: "below the comment on LinkedIn",
					RemoteID: c.name(), Permalink: permalink(c.name())}, nil
			}
		}
		if start = found.next; start < 0 {
			break
		}
	}
	return platforms.Proof{}, nil
}

func (a *Adapter) findPost(ctx context.Context, org string, l letter, from time.Time) (platforms.Proof, error) {
	found, err := a.posts(ctx, org, 0, pageSize)
	if err != nil {
		return platforms.Proof{}, err
	}
	for i := range found.items {
		p := &found.items[i]
		if words := unescape(p.Commentary); p.Author == org && !p.since().Before(from) && web.Matches(l.Text, words) {
			return platforms.Proof{Live: true, At: p.since(), Text: words, Where: "among the page's posts on LinkedIn",
				RemoteID: p.ID, Permalink: permalink(p.ID)}, nil
		}
	}
	return platforms.Proof{}, nil
}
