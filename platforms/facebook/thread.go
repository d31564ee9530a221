package facebook

import (
	"context"
	"net/url"
	"slices"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// threadMost is how many items a thread is shown with.
const threadMost = 500

// Thread brings a conversation, or a comment with what stands below it and our
// post above it, oldest first.
func (a *Account) Thread(ctx context.Context, root platforms.Target) ([]platforms.Item, error) {
	who, err := a.page(ctx)
	if err != nil {
		return nil, err
	}
	var items []platforms.Item
	if root.Private {
		items, err = a.talk(ctx, who, orWords(root.Root, root.ID))
	} else {
		items, err = a.branch(ctx, who, root)
	}
	slices.SortStableFunc(items, func(x, y platforms.Item) int { return x.ReceivedAt.Compare(y.ReceivedAt) })
	return items, err
}

// talk is a conversation's newest messages.
func (a *Account) talk(ctx context.Context, who page, id string) ([]platforms.Item, error) {
	var talk wireTalk
	if err := a.graph.Get(ctx, node(id), url.Values{"fields": {talkFields}}, &talk); err != nil {
		return nil, err
	}
	messages, err := a.conversation(ctx, id)
	if err != nil {
		return nil, err
	}
	var items []platforms.Item
	for _, m := range messages {
		items = append(items, a.message(who, m, talk))
	}
	return items, nil
}

// branch is the post at the top and those of its comments that belong to the
// thread.
func (a *Account) branch(ctx context.Context, who page, root platforms.Target) ([]platforms.Item, error) {
	thread := orWords(root.Root, root.ID)
	postID := orWords(root.Context, thread)
	var w wirePost
	if err := a.graph.Get(ctx, node(postID), url.Values{"fields": {postFields}}, &w); err != nil {
		return nil, err
	}
	folder := inFeed
	if root.Ref == refTagged {
		folder = inTagged
	}
	items := []platforms.Item{a.post(who, w, folder)}
	if folder == inTagged {
		return items, nil // what stands below somebody else's post is not told
	}
	top, edge := a.under(who, w), thread
	if thread != postID {
		var c wireComment
		if err := a.graph.Get(ctx, node(thread), url.Values{"fields": {commentFields}}, &c); err != nil {
			return nil, err
		}
		items = append(items, a.comment(who, c, top))
	}
	q := url.Values{"fields": {commentFields}, "filter": {"stream"}, "order": {"reverse_chronological"}, "limit": {"100"}}
	comments, err := graph.All[wireComment](ctx, a.graph, node(edge)+"/comments", q, threadMost)
	for _, c := range comments {
		items = append(items, a.comment(who, c, top))
	}
	return items, err
}
