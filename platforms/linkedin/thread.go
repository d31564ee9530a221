package linkedin

import (
	"context"
	"slices"
	"time"

	"commsdesk/platforms"
)

// Thread returns our post, the comment below it and its replies, oldest first
// (platforms.ThreadPuller).
func (a *Adapter) Thread(ctx context.Context, root platforms.Target) ([]platforms.Item, error) {
	org, err := a.page(ctx)
	if err != nil {
		return nil, err
	}
	top := root.Root
	if top == "" {
		top = root.ID
	}
	now := a.clock().UTC()
	var items []platforms.Item
	if isComment(top) {
		c, err := a.comment(ctx, top)
		if err != nil {
			return nil, err
		}
		items = append(items, a.commentItem(org, c, root.Context, now))
	}
	for start := 0; start >= 0; {
		found, err := a.comments(ctx, top, start)
		if err != nil {
			return nil, err
		}
		for i := range found.items {
			items = append(items, a.commentItem(org, &found.items[i], root.Context, now))
		}
		start = found.next
	}
	slices.SortStableFunc(items, func(x, y platforms.Item) int { return x.ReceivedAt.Compare(y.ReceivedAt) })
	if root.Context == "" {
		return items, nil
	}
	p, err := a.post(ctx, root.Context)
	if err != nil {
		return nil, err
	}
	return append([]platforms.Item{postItem(org, p)}, items...), nil
}

// Recheck reads stored items again (platforms.Rechecker). It costs a call each, so
// what the day's allowance leaves no room for is left out: nothing can be said of it
// now.
func (a *Adapter) Recheck(ctx context.Context, ids []string) ([]platforms.Item, error) {
	org, err := a.page(ctx)
	if err != nil {
		return nil, err
	}
	var out []platforms.Item
	for i, id := range ids {
		if i >= platforms.RecheckMost || i >= recheckSure && !a.quota.spare(a.clock()) {
			break
		}
		it, known, err := a.recheck(ctx, org, id)
		if err != nil {
			if len(out) > 0 {
				return out, nil // the rest is asked for another time
			}
			return nil, err
		}
		if known {
			out = append(out, it)
		}
	}
	return out, nil
}

// recheckSure is how many are read even when calls are few: those of a conversation
// that an officer opens.
const recheckSure = 3

// recheck reads one item; known is false when nothing can be said of it.
func (a *Adapter) recheck(ctx context.Context, org, id string) (it platforms.Item, known bool, err error) {
	now := a.clock().UTC()
	var item func() (platforms.Item, error)
	object, _, below := splitComment(id)
	switch {
	case below:
		item = func() (platforms.Item, error) {
			c, err := a.comment(ctx, id)
			if err != nil {
				return platforms.Item{}, err
			}
			return a.rechecked(ctx, org, c, object, now), nil
		}
	case isPost(id):
		item = func() (platforms.Item, error) {
			p, err := a.post(ctx, id)
			if err != nil || p.Author != org {
				return platforms.Item{}, err
			}
			return postItem(org, p), nil
		}
	default:
		return it, false, nil
	}
	it, err = item()
	switch {
	case is(err, platforms.ClassGone):
		return goneItem(id, now), true, nil
	case is(err, platforms.ClassPermission) && !below:
		return it, false, nil // a post of somebody else's that named us
	}
	return it, err == nil && it.Key != "", err
}

// rechecked makes an item of a comment that is stored. The post above it is known
// from reading; after a restart that comes first.
func (a *Adapter) rechecked(ctx context.Context, org string, c *comment, object string, now time.Time) platforms.Item {
	above := a.postOf(object)
	if above == "" && !isActivity(object) {
		above = object
	}
	it := a.commentItem(org, c, above, now)
	if above == "" {
		// Not knowing the post is no mention; the store keeps what it has.
		it.Kind, it.Location.Folder = platforms.KindComment, folderComments
	}
	if it.Direction == platforms.FromUs {
		it.To = a.addressed(ctx, c)
	}
	return it
}
