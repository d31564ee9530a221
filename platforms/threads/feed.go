package threads

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// feed reads a list that runs from new to old: what is new since the mark, and
// down to until what the first reading still owes. again is true when this run
// has brought the new ones already. give makes an item of each, or none.
func (p *pull) feed(ctx context.Context, path string, m *feedMark, until time.Time, again bool, give func(context.Context, wirePost) (*platforms.Item, error)) error {
	if again && m.Done {
		return nil
	}
	from, newest := p.window.OldestFrom, m.Top
	since := m.Top.Add(-overlap)
	if m.Top.IsZero() {
		since = time.Time{}
	} else if m.Done && since.After(from) {
		from = since
	}
	history := !m.Done && (!p.window.Tail || m.Top.IsZero())
	query := url.Values{"fields": {replyFields}, "limit": {pageSize}, "since": {strconv.FormatInt(from.Unix(), 10)}}
	err := graph.List(ctx, p.a.api, path, query, func(page []wirePost) (bool, error) {
		if len(page) == 0 {
			return true, nil
		}
		slices.SortStableFunc(page, func(x, y wirePost) int { return y.Timestamp.Compare(x.Timestamp.Time) })
		if top := page[0].Timestamp.Time; top.After(newest) {
			newest = top
		}
		if m.Top.IsZero() {
			m.Top = newest // what comes while the first reading lasts is read later
		}
		for _, w := range page {
			at := w.Timestamp.Time
			fresh := !again && at.After(since)
			owed := history && !m.Done && (m.Down.IsZero() || !at.After(m.Down))
			if at.Before(until) || !fresh && !owed {
				continue
			}
			it, err := give(ctx, w)
			if err != nil {
				return false, err
			}
			if owed {
				m.Down = at
			}
			if it != nil {
				if err := p.add(ctx, *it); err != nil {
					return false, err
				}
			}
		}
		top := page[0].Timestamp
		return !top.Before(until) && (history || !again && top.After(since)), nil
	})
	if err != nil {
		return err
	}
	m.Top = newest
	if until.Equal(p.window.OldestFrom) {
		m.Done, m.Down = true, time.Time{}
	}
	return nil
}

// mention is something that names us. Below our own posts it comes as a reply.
func (p *pull) mention(_ context.Context, w wirePost) (*platforms.Item, error) {
	if p.mine[w.Root.id()] || p.acc.ours(w.Username) {
		return nil, nil
	}
	p.seen[w.ID] = w
	it := p.acc.elsewhereItem(platforms.KindMention, "mentions", w)
	return &it, nil
}

// ownReply is an answer of ours. Below our own posts it comes with the
// conversation; elsewhere it is looked after for answers.
func (p *pull) ownReply(ctx context.Context, w wirePost) (*platforms.Item, error) {
	root := w.Root.id()
	if root == "" || p.mine[root] {
		return nil, nil
	}
	it := p.acc.elsewhereItem(platforms.KindReply, "own replies", w)
	if up, err := p.climbOne(ctx, w.Above.id()); err != nil {
		return nil, err
	} else if up != "" {
		it.To = []platforms.Person{person(up)}
	}
	if _, known := p.cur.Posts[w.ID]; !known && p.now.Sub(w.Timestamp.Time) < answerAge {
		p.cur.Posts[w.ID] = mark{Root: root, Made: w.Timestamp.Time}
	}
	return &it, nil
}

// climbOne finds who wrote what an answer of ours stands below, "" when that
// can't be read.
func (p *pull) climbOne(ctx context.Context, id string) (username string, err error) {
	if id == "" {
		return "", nil
	}
	one, known := p.seen[id]
	if !known {
		if err := p.a.api.Get(ctx, "/"+id, url.Values{"fields": {replyFields}}, &one); err != nil {
			if closed(err) {
				return "", nil
			}
			return "", err
		}
		p.seen[id] = one
	}
	return one.Username, nil
}

// witnessMost is how many replies are kept to compare with.
const witnessMost = 5

// witness remembers a reply of somebody else that is certainly there.
func (a *Adapter) witness(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.witnesses = append(a.witnesses, id)
	if len(a.witnesses) > witnessMost {
		a.witnesses = slices.Delete(a.witnesses, 0, len(a.witnesses)-witnessMost)
	}
}
