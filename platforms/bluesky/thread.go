package bluesky

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"commsdesk/platforms"
)

// threadDeep is how many levels of answers a thread is shown with.
const threadDeep = 100

// Thread brings a branch whole, with our own post above it; of a private
// conversation the newest messages.
func (a *Account) Thread(ctx context.Context, root platforms.Target) ([]platforms.Item, error) {
	me, err := a.me(ctx)
	if err != nil {
		return nil, err
	}
	if root.Private {
		return a.talkThread(ctx, root.Root, me)
	}
	top := orDefault(root.Root, root.ID)
	var answer struct {
		Thread threadNode `json:"thread"`
	}
	query := url.Values{"uri": {top}, "depth": {strconv.Itoa(threadDeep)}, "parentHeight": {"1"}}
	if err := a.ask(ctx, call{id: "app.bsky.feed.getPostThread", query: query}, &answer); err != nil {
		return nil, err
	}
	if answer.Thread.Post == nil {
		return nil, &platforms.Error{Class: platforms.ClassGone, Sentence: "This thread is no longer there on Bluesky, or its author and the council are blocked from each other."}
	}
	var posts []postView
	if up := answer.Thread.Parent; up != nil && up.Post != nil && up.Post.Author.DID == me.did {
		posts = append(posts, *up.Post)
	}
	flatten(&answer.Thread, &posts)
	items, err := a.items(ctx, posts, me)
	slices.SortStableFunc(items, func(x, y platforms.Item) int { return x.ReceivedAt.Compare(y.ReceivedAt) })
	return items, err
}

// flatten lists the posts of a tree.
func flatten(n *threadNode, into *[]postView) {
	if n == nil || n.Post == nil {
		return
	}
	*into = append(*into, *n.Post)
	for _, below := range n.Replies {
		flatten(below, into)
	}
}

func (a *Account) talkThread(ctx context.Context, convo string, me self) ([]platforms.Item, error) {
	found, _, err := a.messagePage(ctx, convo, "", pageMost)
	if err != nil {
		return nil, err
	}
	items, err := a.messages(ctx, convo, found, me)
	slices.SortStableFunc(items, func(x, y platforms.Item) int { return x.ReceivedAt.Compare(y.ReceivedAt) })
	return items, err
}

// items makes items of posts that came outside a pull.
func (a *Account) items(ctx context.Context, posts []postView, me self) ([]platforms.Item, error) {
	a.branches.see(posts...)
	var replies []replyRef
	var roots []string
	hidden := map[string]bool{}
	have := map[string]bool{}
	for _, p := range posts {
		have[p.URI] = true
	}
	for _, p := range posts {
		if r, ok := readRecord(p.Record); ok && r.Reply != nil {
			replies = append(replies, *r.Reply)
			if root := r.Reply.Root.URI; author(root) == me.did && !have[root] {
				have[root] = true
				roots = append(roots, root)
			}
		}
	}
	above, err := a.posts(ctx, roots)
	if err != nil {
		return nil, err
	}
	for _, p := range append(above, posts...) {
		if author(p.URI) == me.did {
			for _, uri := range hiddenBelow(p) {
				hidden[uri] = true
			}
		}
	}
	if err := a.fill(ctx, replies, me.did); err != nil {
		return nil, err
	}
	var items []platforms.Item
	for _, p := range posts {
		items = append(items, a.item(p, me, hidden))
	}
	return items, nil
}

// hiddenBelow are the answers that a thread's owner hides.
func hiddenBelow(root postView) []string {
	if root.Gate == nil {
		return nil
	}
	return root.Gate.Record.Hidden
}

// Recheck reads posts again. One that is not given is deleted only when its record
// is gone too: the network also leaves out those of people who block us or whom
// we block. Private messages can't be asked for one by one; their log tells of
// deletions.
func (a *Account) Recheck(ctx context.Context, ids []string) ([]platforms.Item, error) {
	if len(ids) > platforms.RecheckMost {
		return nil, platforms.Refuse("Too many messages were looked up on Bluesky at once.")
	}
	me, err := a.me(ctx)
	if err != nil {
		return nil, err
	}
	var uris []string
	for _, id := range ids {
		if _, _, _, ok := atURI(id); ok {
			uris = append(uris, id)
		}
	}
	posts, err := a.posts(ctx, uris)
	if err != nil {
		return nil, err
	}
	items, err := a.items(ctx, posts, me)
	if err != nil {
		return nil, err
	}
	given := map[string]bool{}
	for _, p := range posts {
		given[p.URI] = true
	}
	for _, uri := range uris {
		if given[uri] {
			continue
		}
		there, err := a.there(ctx, uri)
		if err != nil {
			return nil, err
		}
		if !there {
			items = append(items, platforms.Item{Key: uri, RemoteID: uri, Location: platforms.Location{Folder: folderPosts, ID: uri}, DeletedAt: a.clock().UTC()})
		}
	}
	return items, nil
}
