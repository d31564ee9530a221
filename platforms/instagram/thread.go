package instagram

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/web"
)

// Thread returns a comment with everything below it and our post above, or a
// private conversation, oldest first.
func (a *Adapter) Thread(ctx context.Context, root platforms.Target) ([]platforms.Item, error) {
	acc, err := a.ready(ctx)
	if err != nil {
		return nil, err
	}
	id := root.Root
	if id == "" {
		id = root.ID
	}
	var items []platforms.Item
	switch {
	case root.Private:
		items, err = a.conversation(ctx, acc, id)
	case root.Kind == platforms.KindPost:
		items, err = a.one(ctx, acc, id)
	default:
		items, err = a.comment(ctx, acc, id)
	}
	feed.NewestFirst(items)
	slices.Reverse(items)
	return items, err
}

func (a *Adapter) conversation(ctx context.Context, acc account, id string) (items []platforms.Item, err error) {
	var t wireThread
	if err := a.api.Get(ctx, "/"+id, url.Values{"fields": {threadFields}}, &t); err != nil {
		return nil, err
	}
	for _, m := range t.Messages.Data {
		items = append(items, a.messageItem(acc, t.ID, m))
	}
	return items, nil
}

// comment reads one branch and the post above it.
func (a *Adapter) comment(ctx context.Context, acc account, id string) ([]platforms.Item, error) {
	var c wireComment
	if err := a.api.Get(ctx, "/"+id, url.Values{"fields": {commentFields + ",media{id}"}}, &c); err != nil {
		return nil, err
	}
	if err := a.fill(ctx, &c); err != nil {
		return nil, err
	}
	if c.Media == nil {
		return acc.branch("", "", c), nil
	}
	var m wireMedia
	if err := a.api.Get(ctx, "/"+c.Media.ID, url.Values{"fields": {mediaFields}}, &m); err != nil {
		return nil, err
	}
	return append(acc.branch(m.ID, m.Permalink, c), acc.postItem(m)), nil
}

// Recheck looks after comments and posts of ours. Nothing can be said about
// private messages, of which Meta gives the newest alone, nor about others'
// pictures, which the list of tags alone shows.
func (a *Adapter) Recheck(ctx context.Context, ids []string) ([]platforms.Item, error) {
	acc, err := a.ready(ctx)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	tagged := a.tagged
	a.mu.Unlock()
	var items []platforms.Item
	for _, id := range ids[:min(len(ids), platforms.RecheckMost)] {
		if tagged == nil || tagged[id] || strings.Trim(id, "0123456789") != "" {
			continue
		}
		found, err := a.one(ctx, acc, id)
		if gone(err) {
			found, err = []platforms.Item{tombstone(platforms.KindComment, "comments", id, a.clock().UTC())}, nil
		}
		if err != nil {
			return items, err
		}
		items = append(items, found...)
	}
	return a.believable(ctx, acc, items)
}

// believable asks for our own posts when everything is said to be gone: Meta says
// the same of what the access key may no longer see.
func (a *Adapter) believable(ctx context.Context, acc account, items []platforms.Item) ([]platforms.Item, error) {
	for _, it := range items {
		if it.DeletedAt.IsZero() {
			return items, nil
		}
	}
	if len(items) == 0 {
		return nil, nil
	}
	if err := a.api.Get(ctx, "/"+acc.id+"/media", url.Values{"fields": {"id"}, "limit": {"1"}}, nil); err != nil {
		return nil, err
	}
	return items, nil
}

// one reads a single comment, or a post: both have ids of one form, and only
// comments have a text.
func (a *Adapter) one(ctx context.Context, acc account, id string) ([]platforms.Item, error) {
	var c wireComment
	err := a.api.Get(ctx, "/"+id, url.Values{"fields": {singleFields}}, &c)
	if err == nil {
		media, link := "", ""
		if c.Media != nil {
			media, link = c.Media.ID, c.Media.Permalink
		}
		return []platforms.Item{acc.commentItem(media, link, c, nil)}, nil
	}
	if !graph.Malformed(err) {
		return nil, err
	}
	var m wireMedia
	if err := a.api.Get(ctx, "/"+id, url.Values{"fields": {mediaFields}}, &m); err != nil {
		return nil, err
	}
	return []platforms.Item{acc.postItem(m)}, nil
}

// Fetch saves a file of a private message. Its address holds for a while only, so
// it is asked for anew.
func (a *Adapter) Fetch(ctx context.Context, at platforms.Location, name string, w io.Writer) error {
	if _, err := a.ready(ctx); err != nil {
		return err
	}
	if at.Folder != "messages" {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Pictures of posts stay on Instagram. Open the post there."}
	}
	var m wireMessage
	if err := a.api.Get(ctx, "/"+at.ID, url.Values{"fields": {"id,attachments"}}, &m); err != nil {
		return err
	}
	n, err := strconv.Atoi(name)
	if err != nil || n < 0 || n >= len(m.Attachments.Data) {
		return &platforms.Error{Class: platforms.ClassGone, Sentence: "Instagram no longer has this file."}
	}
	file, _ := m.Attachments.Data[n].address()
	if file == "" {
		return &platforms.Error{Class: platforms.ClassGone, Sentence: "Instagram gives no address for this file. Open the conversation in the Instagram app."}
	}
	answer, err := a.api.Do(ctx, web.Request{Method: http.MethodGet, Path: file, Unsigned: true})
	if err != nil {
		return err
	}
	if _, err := w.Write(answer.Body); err != nil {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The file could not be saved on this PC.", Err: err}
	}
	return nil
}
