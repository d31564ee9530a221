package instagram

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
	"commsdesk/platforms/graph"
)

// readPosts lists our posts and reads the comments of those whose number of
// comments changed (Instagram takes no "since" there).
func (p *pull) readPosts(ctx context.Context) error {
	owed := p.cur.Part != nil
	for _, s := range p.cur.Posts {
		owed = owed || s.Old
	}
	deep := p.first || !p.window.Tail && (owed || p.now.Sub(p.cur.Deep) >= deepAfter)
	if err := p.listPosts(ctx, deep); err != nil {
		return err
	}
	if p.first {
		p.cur.Rescan = p.now
	}
	p.brokenFirst()
	var denied error
	read, refused := 0, 0
	rescan := !p.window.Tail && p.now.Sub(p.cur.Rescan) >= rescanAfter
	for i, m := range p.posts {
		have, known := p.cur.Posts[m.ID]
		broken := p.cur.Part != nil && p.cur.Part.Post == m.ID
		if known && have.Count == m.count() && !broken && (!rescan || i >= rescanned) {
			continue
		}
		err := p.readPost(ctx, m, known)
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
	if deep {
		p.cur.Deep = p.now
		p.prune()
	}
	if rescan {
		p.cur.Rescan = p.now
	}
	return nil
}

// brokenFirst puts the post whose comments were broken off before the others, so
// that what was delivered of it is not forgotten.
func (p *pull) brokenFirst() {
	if p.cur.Part == nil {
		return
	}
	i := slices.IndexFunc(p.posts, func(m wireMedia) bool { return m.ID == p.cur.Part.Post })
	if i > 0 {
		m := p.posts[i]
		p.posts = slices.Insert(slices.Delete(p.posts, i, i+1), 0, m)
	}
}

// listPosts reads the list of our posts, the newest hundred or all that are
// young enough.
func (p *pull) listPosts(ctx context.Context, deep bool) error {
	query := url.Values{"fields": {mediaFields}, "limit": {"100"}, "since": {strconv.FormatInt(p.window.OldestFrom.Unix(), 10)}}
	listed := map[string]bool{}
	return graph.List(ctx, p.a.api, "/"+p.acc.id+"/media", query, func(page []wireMedia) (bool, error) {
		young := false
		for _, m := range page {
			if p.within(m.Timestamp.Time) {
				young = true
				if !listed[m.ID] {
					listed[m.ID] = true
					p.posts = append(p.posts, m)
				}
			}
		}
		return deep && young, nil
	})
}

// prune forgets posts that are too old to be listed.
func (p *pull) prune() {
	listed := map[string]bool{}
	for _, m := range p.posts {
		listed[m.ID] = true
	}
	for id := range p.cur.Posts {
		if !listed[id] {
			delete(p.cur.Posts, id)
		}
	}
}

// readPost brings a post and its comments. Of a post that is seen for the first
// time, comments from before the promise window stay owed as history.
func (p *pull) readPost(ctx context.Context, m wireMedia, known bool) error {
	items, err := p.under(ctx, m)
	if gone(err) {
		// It was listed a moment ago. Meta says the same of what it won't show, so
		// whether it was deleted is for the next listing and Recheck to tell.
		return nil
	}
	if err != nil {
		return err
	}
	fresh, old := items, []platforms.Item(nil)
	if !known {
		fresh, old = feed.Split(p.window, items)
	}
	count, err := p.bring(ctx, m, fresh, &p.cur.Part)
	if err != nil {
		return err
	}
	owed := len(old) > 0 || known && p.cur.Posts[m.ID].Old
	if len(old) > 0 {
		p.old[m.ID] = old
	}
	p.cur.Posts[m.ID] = seen{Count: count, Old: owed}
	return nil
}

// bring adds the items of a post, newest first, going on where the last pull was
// broken off, and returns the count that then holds.
func (p *pull) bring(ctx context.Context, m wireMedia, items []platforms.Item, mark **part) (count int64, err error) {
	feed.NewestFirst(items)
	count = m.count()
	from := *mark
	if from != nil && from.Post != m.ID {
		from = nil
	}
	if from != nil {
		count = from.Count // what came since is read at the next pull
	}
	for _, it := range items {
		if from != nil && from.Past(it) {
			continue
		}
		*mark = &part{Post: m.ID, Count: count, Place: feed.PlaceOf(it)}
		if err := p.out.Add(ctx, it); err != nil {
			return 0, err
		}
	}
	*mark = nil
	return count, nil
}

// under reads a post's comments with the answers below them.
func (p *pull) under(ctx context.Context, m wireMedia) ([]platforms.Item, error) {
	items := []platforms.Item{p.acc.postItem(m)}
	if m.count() == 0 {
		return items, nil
	}
	seen := map[string]bool{}
	query := url.Values{"fields": {commentFields}, "limit": {pageSize}}
	err := graph.List(ctx, p.a.api, "/"+m.ID+"/comments", query, func(page []wireComment) (bool, error) {
		for _, c := range page {
			if seen[c.ID] {
				continue
			}
			seen[c.ID] = true
			if err := p.a.fill(ctx, &c); err != nil {
				return false, err
			}
			items = append(items, p.acc.branch(m.ID, m.Permalink, c)...)
		}
		return true, nil
	})
	return items, err
}

// fill reads the answers below a comment that did not come along with it.
func (a *Adapter) fill(ctx context.Context, c *wireComment) error {
	if !c.Replies.More {
		return nil
	}
	all, err := graph.All[wireComment](ctx, a.api, "/"+c.ID+"/replies", url.Values{"fields": {replyFields}, "limit": {pageSize}}, 5000)
	if err != nil && !gone(err) {
		return err
	}
	if err == nil {
		c.Replies.Data = all
	}
	return nil
}

// readHistory brings the comments from before the promise window.
func (p *pull) readHistory(ctx context.Context) error {
	for _, m := range p.posts {
		if !p.cur.Posts[m.ID].Old {
			continue
		}
		old, here := p.old[m.ID]
		if !here {
			items, err := p.under(ctx, m)
			if err != nil && !gone(err) {
				return err
			}
			_, old = feed.Split(p.window, items)
		}
		if _, err := p.bring(ctx, m, old, &p.cur.OldPart); err != nil {
			return err
		}
		s := p.cur.Posts[m.ID]
		s.Old = false
		p.cur.Posts[m.ID] = s
		delete(p.old, m.ID)
	}
	return nil
}
