package flickr

import (
	"context"
	"strings"

	"commsdesk/platforms"
)

// Thread is one thread with our photo above it (platforms.ThreadPuller).
func (a *Adapter) Thread(ctx context.Context, root platforms.Target) ([]platforms.Item, error) {
	me, err := a.who(ctx)
	if err != nil {
		return nil, err
	}
	photoID := root.Context
	if photoID == "" {
		photoID = photoOf(root.ID)
	}
	p, err := a.details(ctx, photoID)
	if err != nil {
		return nil, err
	}
	comments, err := a.comments(ctx, photoID)
	if err != nil {
		return nil, err
	}
	items, found := []platforms.Item{a.post(me, p)}, false
	at, comments := sortIn(me, comments)
	top := root.Root
	if top == "" {
		top = at[root.ID].root
	}
	for _, c := range comments {
		if at[c.ID].root == top {
			items = append(items, a.comment(me, photoID, c, at[c.ID]))
			found = true
		}
	}
	if !found {
		return nil, &platforms.Error{Class: platforms.ClassGone, Sentence: "This comment is no longer on Flickr."}
	}
	return items, nil
}

// Recheck reads items again (platforms.Rechecker): one call for each photo. That
// a comment's words changed is seen, but not when.
func (a *Adapter) Recheck(ctx context.Context, ids []string) ([]platforms.Item, error) {
	me, err := a.who(ctx)
	if err != nil {
		return nil, err
	}
	found, done := map[string]platforms.Item{}, map[string]bool{}
	for _, id := range ids {
		if photoID := photoOf(id); photoID != "" && !done[photoID] {
			done[photoID] = true
			comments, err := a.comments(ctx, photoID)
			if err != nil && platforms.ClassOf(err) != platforms.ClassGone {
				return nil, err
			}
			at, comments := sortIn(me, comments)
			for _, c := range comments {
				found[c.ID] = a.comment(me, photoID, c, at[c.ID])
			}
		}
		if !strings.Contains(id, "-") {
			p, err := a.details(ctx, id)
			if err != nil && platforms.ClassOf(err) != platforms.ClassGone {
				return nil, err
			}
			if err == nil {
				found[id] = a.post(me, p)
			}
		}
	}
	var items []platforms.Item
	for _, id := range ids {
		it, there := found[id]
		switch {
		case there:
		case !strings.Contains(id, "-"):
			it = a.gone(id, inPhotos)
		case photoOf(id) != "":
			it = a.gone(id, inComments)
		default: // nothing can be said about it
			continue
		}
		items = append(items, it)
	}
	return items, nil
}
