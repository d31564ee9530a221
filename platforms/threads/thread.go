package threads

import (
	"context"
	"net/url"
	"slices"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
)

// Thread returns the branch that an item stands in with our post above it, oldest
// first; elsewhere, the item alone.
func (a *Adapter) Thread(ctx context.Context, root platforms.Target) ([]platforms.Item, error) {
	acc, err := a.ready(ctx)
	if err != nil {
		return nil, err
	}
	if root.Context == "" {
		w, err := a.one(ctx, root.ID)
		if err != nil {
			return nil, err
		}
		return []platforms.Item{acc.lone(w)}, nil
	}
	post, err := a.one(ctx, root.Context)
	if err != nil {
		return nil, err
	}
	replies, err := a.replies(ctx, root.Context, false, time.Time{})
	if err != nil {
		return nil, err
	}
	p := &pull{a: a, acc: acc, seen: map[string]wirePost{}}
	for _, r := range replies {
		p.seen[r.ID] = r
	}
	items := []platforms.Item{acc.item(platforms.KindPost, "posts", post)}
	for _, r := range replies {
		up, err := p.climb(ctx, r, root.Context)
		if err != nil {
			return nil, err
		}
		if it := acc.commentItem(r, root.Context, up); it.ThreadRoot == root.Root || it.RemoteID == root.ID {
			items = append(items, it)
		}
	}
	feed.NewestFirst(items)
	slices.Reverse(items)
	return items, nil
}

func (a *Adapter) one(ctx context.Context, id string) (wirePost, error) {
	var w wirePost
	err := a.api.Get(ctx, "/"+id, url.Values{"fields": {replyFields}}, &w)
	return w, err
}

// lone is an item that was read by itself: where in a branch it stands is not
// known, so that only what is its own may be taken from it.
func (acc account) lone(w wirePost) platforms.Item {
	switch {
	case !w.IsReply && acc.ours(w.Username):
		return acc.item(platforms.KindPost, "posts", w)
	case !w.IsReply:
		return acc.elsewhereItem(platforms.KindMention, "mentions", w)
	}
	return acc.elsewhereItem(platforms.KindReply, "replies", w)
}

// Recheck looks after posts and replies. One that can't be read is taken for
// deleted only when another person's that is certainly there can be.
func (a *Adapter) Recheck(ctx context.Context, ids []string) ([]platforms.Item, error) {
	acc, err := a.ready(ctx)
	if err != nil {
		return nil, err
	}
	var items []platforms.Item
	var missing []string
	for _, id := range ids[:min(len(ids), platforms.RecheckMost)] {
		w, err := a.one(ctx, id)
		switch {
		case err == nil:
			items = append(items, acc.lone(w))
		case gone(err):
			missing = append(missing, id)
		case !closed(err):
			return items, err
		}
	}
	if len(missing) == 0 {
		return items, nil
	}
	sure, err := a.readable(ctx, missing)
	if err != nil || !sure {
		return items, err
	}
	for _, id := range missing {
		items = append(items, tombstone(platforms.KindReply, "replies", id, a.clock().UTC()))
	}
	return items, nil
}

// readable tells whether a reply of somebody else that is certainly there can be
// read by its id.
func (a *Adapter) readable(ctx context.Context, missing []string) (bool, error) {
	a.mu.Lock()
	witnesses := slices.Clone(a.witnesses)
	a.mu.Unlock()
	for _, id := range slices.Backward(witnesses) {
		if slices.Contains(missing, id) {
			continue
		}
		_, err := a.one(ctx, id)
		if err == nil {
			return true, nil
		}
		if !closed(err) {
			return false, err
		}
	}
	return false, nil
}
