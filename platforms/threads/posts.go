package threads

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
	"commsdesk/platforms/graph"
)

// listPosts reads the list of our posts, the newest hundred or all that are young
// enough.
func (p *pull) listPosts(ctx context.Context) error {
	owed := p.cur.Part != nil
	for id, m := range p.cur.Posts {
		owed = owed || m.Old
		p.mine[id] = m.Root == ""
	}
	deep := p.first || !p.window.Tail && (owed || p.now.Sub(p.cur.Deep) >= deepAfter)
	query := url.Values{"fields": {postFields}, "limit": {pageSize}, "since": {strconv.FormatInt(p.window.OldestFrom.Unix(), 10)}}
	listed := map[string]bool{}
	err := graph.List(ctx, p.a.api, "/me/threads", query, func(page []wirePost) (bool, error) {
		for _, w := range page {
			if !listed[w.ID] && p.within(w.Timestamp.Time) {
				listed[w.ID], p.mine[w.ID] = true, true
				p.seen[w.ID] = w
				p.posts = append(p.posts, w)
			}
		}
		return deep, nil
	})
	if err != nil || !deep {
		return err
	}
	p.deep = true
	for id, m := range p.cur.Posts {
		if m.Root == "" && !listed[id] || m.Root != "" && p.now.Sub(m.Made) > answerAge {
			delete(p.cur.Posts, id)
		}
	}
	return nil
}

// readPosts brings the posts that are new and the replies to those that are due.
func (p *pull) readPosts(ctx context.Context) error {
	var denied error
	read, refused := 0, 0
	for _, w := range p.due() {
		err := p.readPost(ctx, w)
		switch {
		case graph.Aside(err):
			denied = cmp.Or(denied, err)
			if refused++; read == 0 && refused == graph.AsideMost {
				return denied
			}
		case err != nil:
			return err
		default:
			read++
		}
	}
	if denied != nil {
		return denied
	}
	if p.deep {
		p.cur.Deep = p.now
	}
	return nil
}

// due are the posts to be looked at, the one that was broken off first.
func (p *pull) due() []wirePost {
	all := slices.Clone(p.posts)
	for id, m := range p.cur.Posts {
		if m.Root != "" && answersElsewhere {
			w := wirePost{ID: id, Replies: true, Root: &wireID{m.Root}}
			w.Timestamp.Time = m.Made
			all = append(all, w)
		}
	}
	all = slices.DeleteFunc(all, func(w wirePost) bool {
		have, known := p.cur.Posts[w.ID]
		broken := p.cur.Part != nil && p.cur.Part.Post == w.ID
		return known && !broken && (!w.Replies || !ripe(p.now.Sub(w.Timestamp.Time), p.now.Sub(have.Read)))
	})
	slices.SortStableFunc(all, func(x, y wirePost) int { return y.Timestamp.Compare(x.Timestamp.Time) })
	if p.cur.Part != nil {
		if i := slices.IndexFunc(all, func(w wirePost) bool { return w.ID == p.cur.Part.Post }); i > 0 {
			w := all[i]
			all = slices.Insert(slices.Delete(all, i, i+1), 0, w)
		}
	}
	return all
}

// ripe tells whether replies to a post of this age are to be read again.
func ripe(age, since time.Duration) bool {
	switch {
	case age <= youngPost:
		return true
	case age <= middlePost:
		return since >= middleRead
	}
	return since >= oldRead
}

// readPost brings a post and its replies. Of a post that is seen for the first
// time, replies from before the promise window stay owed as history.
func (p *pull) readPost(ctx context.Context, w wirePost) error {
	have, known := p.cur.Posts[w.ID]
	known = known && !have.Read.IsZero()
	since := time.Time{}
	if known {
		since = have.At.Add(-overlap)
	}
	items, err := p.under(ctx, w, since)
	switch {
	case w.Root != nil && closed(err):
		delete(p.cur.Posts, w.ID) // it can't be read there
		return nil
	case gone(err):
		// It was listed a moment ago. Meta says the same of what it won't show, so
		// whether it was deleted is for the next listing and Recheck to tell.
		return nil
	case err != nil:
		return err
	}
	fresh, old := items, []platforms.Item(nil)
	if !known {
		fresh, old = feed.Split(p.window, items)
	}
	top := have.At
	for _, it := range items {
		if it.ReceivedAt.After(top) && it.Kind != platforms.KindPost {
			top = it.ReceivedAt
		}
	}
	top, err = p.bring(ctx, w.ID, fresh, top, &p.cur.Part)
	if err != nil {
		return err
	}
	if len(old) > 0 {
		p.old[w.ID] = old
	}
	have.At, have.Read, have.Old = top, p.now, have.Old || len(old) > 0
	p.cur.Posts[w.ID] = have
	return nil
}

// bring adds the items of a post, newest first, going on where the last pull was
// broken off, and returns the newest moment up to which all were brought.
func (p *pull) bring(ctx context.Context, post string, items []platforms.Item, top time.Time, place **part) (time.Time, error) {
	feed.NewestFirst(items)
	from := *place
	if from != nil && from.Post != post {
		from = nil
	}
	if from != nil {
		top = from.Top // what came since is read at the next pull
	}
	for _, it := range items {
		if from != nil && from.Past(it) {
			continue
		}
		*place = &part{Post: post, Top: top, Place: feed.PlaceOf(it)}
		if err := p.add(ctx, it); err != nil {
			return top, err
		}
	}
	*place = nil
	return top, nil
}

// under reads what stands below a post of ours, or what answers an answer of ours
// elsewhere, from the newest down to since.
func (p *pull) under(ctx context.Context, w wirePost, since time.Time) (items []platforms.Item, err error) {
	elsewhere := w.Root != nil
	if !elsewhere && since.IsZero() {
		items = append(items, p.acc.item(platforms.KindPost, "posts", w))
	}
	if !w.Replies {
		return items, nil
	}
	replies, err := p.a.replies(ctx, w.ID, elsewhere, since)
	if err != nil {
		return nil, err
	}
	for _, r := range replies {
		p.seen[r.ID] = r
	}
	for _, r := range replies {
		if r.Timestamp.Before(since) {
			continue
		}
		if elsewhere {
			items = append(items, p.acc.elsewhereItem(platforms.KindReply, "replies", r))
			continue
		}
		up, err := p.climb(ctx, r, w.ID)
		if err != nil {
			return nil, err
		}
		items = append(items, p.acc.commentItem(r, w.ID, up))
	}
	return items, nil
}

// replies reads a conversation from the newest down to since; of an answer of
// ours elsewhere, what answers it.
func (a *Adapter) replies(ctx context.Context, post string, elsewhere bool, since time.Time) (found []wirePost, err error) {
	edge := "/conversation"
	if elsewhere {
		edge = "/replies"
	}
	seen := map[string]bool{}
	err = graph.List(ctx, a.api, "/"+post+edge, url.Values{"fields": {replyFields}, "reverse": {"true"}, "limit": {pageSize}}, func(page []wirePost) (bool, error) {
		known := false // what is older was read before
		for _, r := range page {
			known = known || r.Timestamp.Before(since)
			if !seen[r.ID] {
				seen[r.ID] = true
				found = append(found, r)
			}
		}
		return !known, nil
	})
	return found, err
}

// depthMost bounds how far up a branch is followed.
const depthMost = 50

// climb finds what a reply stands below, up to our post.
func (p *pull) climb(ctx context.Context, w wirePost, post string) (up above, err error) {
	for id := w.Above.id(); id != "" && id != post && len(up.chain) < depthMost; {
		one, known := p.seen[id]
		if !known {
			err := p.a.api.Get(ctx, "/"+id, url.Values{"fields": {replyFields}}, &one)
			if closed(err) {
				up.lost = id
				return up, nil
			}
			if err != nil {
				return up, err
			}
			p.seen[id] = one
		}
		up.chain = append(up.chain, one)
		id = one.Above.id()
	}
	return up, nil
}

// readHistory brings the replies from before the promise window.
func (p *pull) readHistory(ctx context.Context) error {
	for _, w := range p.posts {
		m := p.cur.Posts[w.ID]
		if !m.Old {
			continue
		}
		old, here := p.old[w.ID]
		if !here {
			items, err := p.under(ctx, w, time.Time{})
			if err != nil && !gone(err) {
				return err
			}
			_, old = feed.Split(p.window, items)
		}
		if _, err := p.bring(ctx, w.ID, old, time.Time{}, &p.cur.OldPart); err != nil {
			return err
		}
		m.Old = false
		p.cur.Posts[w.ID] = m
		delete(p.old, w.ID)
	}
	return nil
}

// tombstone is an item that is no longer there.
func tombstone(kind, folder, id string, at time.Time) platforms.Item {
	return platforms.Item{Key: id, RemoteID: id, Kind: kind, Location: platforms.Location{Folder: folder, ID: id}, DeletedAt: at}
}
