package x

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"commsdesk/platforms"
)

// threadMost is how many pages of a conversation are read.
const threadMost = 5

// Thread returns the branch in which an item stands, oldest first, with our own
// post above it. X finds what was written in the last 7 days, and what stands
// above the item whenever it was written.
func (a *Adapter) Thread(ctx context.Context, root platforms.Target) ([]platforms.Item, error) {
	me, err := a.account(ctx)
	if err != nil {
		return nil, err
	}
	if root.Private || strings.HasPrefix(root.ID, messageMark) {
		return a.privateThread(ctx, me, root)
	}
	ids := []string{root.ID}
	for _, id := range []string{root.Root, root.Context} {
		if number(id) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	got, err := a.lookup(ctx, ids)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(got.Data, func(p post) bool { return slices.Contains(p.versions(), root.ID) })
	if at < 0 {
		return nil, &platforms.Error{Class: platforms.ClassGone, Sentence: "X no longer shows this post. It was deleted, or its author hides it."}
	}
	conversation := got.Data[at].Conversation
	if err := a.conversation(ctx, conversation, &got); err != nil {
		return nil, err
	}
	items, err := a.items(ctx, me, &got)
	if err != nil {
		return nil, err
	}
	return sameBranch(items, root.ID), nil
}

// conversation adds what a search finds of a conversation.
func (a *Adapter) conversation(ctx context.Context, id string, got *list[post]) error {
	if !number(id) {
		return nil
	}
	q := url.Values{"query": {searchQuery([]string{id})}}
	for range threadMost {
		n, err := a.costs.room(postCost(), pageLeast, pageMost)
		if err != nil {
			return err
		}
		q.Set("max_results", strconv.Itoa(n))
		var more list[post]
		if _, err := a.read(ctx, a.reads, "/2/tweets/search/recent", q, func(q url.Values, dialect string) { askPosts(q, dialect) }, &more); err != nil {
			return err
		}
		a.charge(&more)
		got.Data = append(got.Data, more.Data...)
		got.Includes.Users = append(got.Includes.Users, more.Includes.Users...)
		got.Includes.Media = append(got.Includes.Media, more.Includes.Media...)
		if more.Meta.Next == "" {
			return nil
		}
		q.Set("next_token", more.Meta.Next)
	}
	return nil
}

// sameBranch keeps the items of one branch and the post above it, each once,
// oldest first.
func sameBranch(items []platforms.Item, id string) []platforms.Item {
	at := slices.IndexFunc(items, func(it platforms.Item) bool { return it.RemoteID == id || readRef(it.Ref).Latest == id })
	if at < 0 {
		return nil
	}
	branch, above := items[at].ThreadRoot, items[at].Context
	seen := map[string]bool{}
	var out []platforms.Item
	for _, it := range items {
		if seen[it.Key] || it.ThreadRoot != branch && it.RemoteID != branch && it.RemoteID != above {
			continue
		}
		seen[it.Key] = true
		out = append(out, it)
	}
	slices.SortStableFunc(out, func(a, b platforms.Item) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
	return out
}

// privateThread returns the newest messages of a conversation.
func (a *Adapter) privateThread(ctx context.Context, me account, root platforms.Target) ([]platforms.Item, error) {
	path := "/2/dm_conversations/" + root.Root + "/dm_events"
	if strings.Trim(root.Root, "0123456789-") != "" || root.Root == "" {
		if !number(root.From.ID) {
			return nil, &platforms.Error{Class: platforms.ClassGone, Sentence: "This conversation is not known on X. Open x.com/messages."}
		}
		path = "/2/dm_conversations/with/" + root.From.ID + "/dm_events"
	}
	got, err := a.events(ctx, path, url.Values{}, pageMost)
	if err != nil {
		return nil, err
	}
	people, media := got.people()
	var out []platforms.Item
	for _, e := range got.Data {
		if e.Type == "" || e.Type == "MessageCreate" {
			out = append(out, messageItem(me, e, people, media))
		}
	}
	slices.SortStableFunc(out, func(a, b platforms.Item) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
	return out, nil
}
