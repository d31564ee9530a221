package facebook

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// feed brings the Page's own posts and its visitors', then the comments of those
// that changed.
func (p *pulling) feed(ctx context.Context) error {
	var look []wirePost
	err := p.posts(ctx, inFeed, func(w wirePost) {
		if p.due(w) {
			look = append(look, w)
		}
	})
	if err != nil || p.a.off(func(c platforms.Capabilities) platforms.Ability { return c.Comments }) {
		return err
	}
	var denied error
	read, refused := 0, 0
	for _, w := range look {
		if !p.due(w) {
			continue // it came twice
		}
		err := p.look(ctx, w)
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
	return denied
}

// tagged brings posts of others that tag the Page. Their comments aren't ours to
// read.
func (p *pulling) tagged(ctx context.Context) error {
	return p.posts(ctx, inTagged, func(wirePost) {})
}

// posts goes through an edge of posts, newest first, as far back as this pull
// reaches, and delivers those that are new or have changed.
func (p *pulling) posts(ctx context.Context, edge string, each func(wirePost)) error {
	return p.a.shrinking(func(size int) error {
		q := url.Values{"fields": {postFields}, "limit": {strconv.Itoa(size)}}
		if p.backwards {
			q.Set("since", unix(p.window.OldestFrom))
		}
		return graph.List(ctx, p.a.graph, node(p.who.ID)+node(edge), q, func(page []wirePost) (bool, error) {
			var fresh []platforms.Item
			marks := map[string]mark{}
			more := p.backwards
			for _, w := range page {
				more = more || !w.Created.Before(p.far())
				if w.ID == "" || !p.brings(w) {
					continue
				}
				m, known := p.cur.Posts[w.ID]
				if !known || m.Count != w.comments() || m.Updated != seconds(w.Updated) {
					m.Count, m.Updated, m.Created = w.comments(), seconds(w.Updated), w.Created.Unix()
					marks[w.ID] = m
					fresh = append(fresh, p.a.post(p.who, w, edge))
				}
				each(w)
			}
			return more, p.deliver(ctx, fresh, func(part []platforms.Item) {
				for _, it := range part {
					p.cur.Posts[it.Key] = marks[it.Key]
				}
			})
		})
	})
}

// far is how far back an edge of posts is gone through. Older posts are looked at
// when everything is, once in deep, unless they stand on the first page.
func (p *pulling) far() time.Time {
	at := p.now.Add(-young)
	if p.first() && p.window.PromiseFrom.Before(at) {
		at = p.window.PromiseFrom
	}
	return at
}

// brings tells whether a post is in what this pull brings: by its age, or because
// something happened to it since.
func (p *pulling) brings(w wirePost) bool {
	if !w.Created.Before(p.reach()) || p.backwards {
		return !w.Created.Before(p.window.OldestFrom)
	}
	_, known := p.cur.Posts[w.ID]
	return known || !w.Updated.Before(p.reach()) && !w.Created.Before(p.window.OldestFrom)
}

// shrinking asks with ever smaller pages when Meta says that it was too much.
func (a *Account) shrinking(ask func(size int) error) error {
	for {
		a.mu.Lock()
		size := a.size
		a.mu.Unlock()
		err := ask(size)
		if !graph.Is(err, 1, 0) || size <= smallestPage {
			return err
		}
		a.mu.Lock()
		a.size = max(smallestPage, min(a.size, size/2))
		a.mu.Unlock()
	}
}

// seconds is a moment in seconds since 1970, 0 for none.
func seconds(t graph.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// due tells whether the comments of a post must be looked at: their number or the
// post changed, some are owed, or it is young and was not looked at for a while.
func (p *pulling) due(w wirePost) bool {
	m := p.cur.Posts[w.ID]
	switch {
	case m.To != 0 && (p.backwards || m.To > p.reach().Unix()):
		return true
	case m.Looked == 0:
		return w.comments() > 0
	case m.SeenCount != w.comments(), m.SeenUpdated != seconds(w.Updated):
		return true
	}
	return w.comments() > 0 && w.Created.After(p.now.Add(-young)) && p.now.Unix()-m.Looked >= int64(again.Seconds())
}

// look brings the comments of one post that were not brought, newest first.
func (p *pulling) look(ctx context.Context, w wirePost) error {
	top := p.a.under(p.who, w)
	before := p.cur.Posts[w.ID]
	from, to, rest := p.owed(w, before)
	reached := mark{To: to}
	if to != 0 {
		reached.Edge = before.Edge
	}
	err := p.a.shrinking(func(size int) error {
		q := url.Values{"fields": {commentFields}, "filter": {"stream"}, "order": {"reverse_chronological"}, "limit": {strconv.Itoa(size)},
			"since": {strconv.FormatInt(from, 10)}}
		if to != 0 {
			q.Set("until", strconv.FormatInt(to, 10))
		}
		return graph.List(ctx, p.a.graph, node(w.ID)+"/comments", q, func(page []wireComment) (bool, error) {
			var items []platforms.Item
			more := false
			for _, c := range page {
				more = more || c.Created.Unix() >= from
				if c.ID != "" && c.Created.Unix() >= from && !(c.Created.Unix() == reached.To && slices.Contains(reached.Edge, c.ID)) {
					items = append(items, p.a.comment(p.who, c, top))
				}
			}
			return more, p.deliver(ctx, items, func(part []platforms.Item) {
				m := p.looked(w, p.cur.Posts[w.ID])
				m.Newest = max(m.Newest, part[0].ReceivedAt.Unix())
				reached.lower(part)
				m.From, m.To, m.Edge = from, reached.To, slices.Clone(reached.Edge)
				if rest.To != 0 {
					m.From = min(m.From, rest.From)
				}
				p.cur.Posts[w.ID] = m
			})
		})
	})
	if err != nil && platforms.ClassOf(err) != platforms.ClassGone {
		return err
	}
	m := p.looked(w, p.cur.Posts[w.ID])
	m.From, m.To, m.Edge = rest.From, rest.To, rest.Edge
	p.cur.Posts[w.ID] = m
	return nil
}

// lower moves To down to the oldest of what was brought, which is newest first.
func (m *mark) lower(part []platforms.Item) {
	last := part[len(part)-1].ReceivedAt.Unix()
	switch {
	case m.To != 0 && last > m.To:
		return
	case m.To == 0 || last < m.To:
		m.To, m.Edge = last, nil
	}
	for _, it := range part {
		if it.ReceivedAt.Unix() == m.To && !slices.Contains(m.Edge, it.Key) {
			m.Edge = append(m.Edge, it.Key)
		}
	}
}

// owed is the range of comments to bring now, and what of it is left for later.
func (p *pulling) owed(w wirePost, m mark) (from, to int64, rest mark) {
	created, reach := w.Created.Unix(), p.reach().Unix()
	changed := m.Looked == 0 || m.SeenCount != w.comments() || m.SeenUpdated != seconds(w.Updated) ||
		p.now.Unix()-m.Looked >= int64(again.Seconds())
	switch {
	case m.Looked == 0 && !p.backwards && p.first() && created < reach:
		// What was said before the promise began is history's.
		return reach, 0, mark{From: created, To: reach}
	case m.Looked == 0:
		return created, 0, mark{}
	case !changed:
		return m.From, m.To, mark{}
	}
	from = created
	if m.Newest != 0 {
		from = m.Newest - int64(overlap.Seconds())
	}
	switch {
	case m.To == 0:
	case !p.backwards && m.To <= reach:
		rest = mark{From: m.From, To: m.To, Edge: m.Edge}
	default:
		from = min(from, m.From)
	}
	return from, 0, rest
}

// looked marks that the comments of a post were looked at.
func (p *pulling) looked(w wirePost, m mark) mark {
	m.SeenCount, m.SeenUpdated, m.Looked = w.comments(), seconds(w.Updated), p.now.Unix()
	if m.Created == 0 {
		m.Created = w.Created.Unix()
	}
	return m
}

// under remembers a post that comments stand under.
func (a *Account) under(who page, w wirePost) above {
	from := person(w.From, w.ID)
	top := above{id: w.ID, ours: from.ID == who.ID, from: from}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.posts[w.ID] = top
	return top
}
