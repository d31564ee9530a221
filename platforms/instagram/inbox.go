package instagram

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
	"commsdesk/platforms/graph"
)

// readInbox brings the conversations whose newest message is younger than until:
// those that changed since the last look, and those that the first reading still
// owes. Meta gives them newest first, with their 20 newest messages.
func (p *pull) readInbox(ctx context.Context, until time.Time) error {
	mark := &p.cur.Inbox
	if !p.a.Capabilities().Messages.OK || p.inboxRead && mark.Done {
		return nil
	}
	since := mark.Top.Add(-overlap)
	if mark.Top.IsZero() {
		since = time.Time{}
	}
	newest := mark.Top
	history := !p.window.Tail || mark.Top.IsZero()
	query := url.Values{"platform": {Network}, "fields": {threadFields}, "limit": {threadSize}}
	if err := p.pace.Wait(ctx); err != nil {
		return p.a.api.Interrupted(err)
	}
	err := graph.List(ctx, p.a.api, p.a.conversations(p.acc), query, func(page []wireThread) (bool, error) {
		slices.SortStableFunc(page, func(x, y wireThread) int { return y.Updated.Compare(x.Updated.Time) })
		if len(page) == 0 {
			return false, nil
		}
		if top := page[0].Updated.Time; top.After(newest) {
			newest = top
		}
		if mark.Top.IsZero() {
			mark.Top = newest // what comes while the first reading lasts is read later
		}
		for _, t := range page {
			fresh := t.Updated.After(since) && !p.inboxRead
			owed := history && !mark.Done && (mark.Down.IsZero() || !t.Updated.After(mark.Down))
			if t.Updated.Before(until) || !fresh && !owed {
				continue
			}
			if n := len(t.Messages.Data); fresh && !owed && n >= newestMessages && t.Messages.Data[n-1].Created.After(mark.Top) {
				p.out.Lost = []string{"A private conversation had more than 20 new messages, and Instagram gives the newest 20 only. Read the others in the app."}
			}
			if err := p.addThread(ctx, t); err != nil {
				return false, err
			}
			if owed {
				mark.Down = t.Updated.Time
			}
		}
		top := page[0].Updated
		more := !top.Before(until) && (top.After(since) && !p.inboxRead || history && !mark.Done)
		if !more {
			return false, nil
		}
		return true, p.a.api.Interrupted(p.pace.Wait(ctx))
	})
	if err != nil {
		return err
	}
	mark.Top, p.inboxRead = newest, true
	if until.Equal(p.window.OldestFrom) {
		mark.Done, mark.Down = true, time.Time{}
	}
	return nil
}

// addThread brings the messages of a conversation, newest first.
func (p *pull) addThread(ctx context.Context, t wireThread) error {
	var items []platforms.Item
	for _, m := range t.Messages.Data {
		if p.within(m.Created.Time) {
			items = append(items, p.a.messageItem(p.acc, t.ID, m))
		}
	}
	feed.NewestFirst(items)
	for _, it := range items {
		if err := p.out.Add(ctx, it); err != nil {
			return err
		}
	}
	return nil
}

// tagsMost is how many pictures that tag us are remembered.
const tagsMost = 2000

// readTags brings pictures that tag us. They have no ids in order and may be
// tagged long after they were published, so those that were brought are
// remembered; the list is followed while it has new ones.
func (p *pull) readTags(ctx context.Context) error {
	var found []platforms.Item
	listed, read := map[string]bool{}, 0
	query := url.Values{"fields": {tagFields}, "limit": {pageSize}}
	err := graph.List(ctx, p.a.api, "/"+p.acc.id+"/tags", query, func(page []wireMedia) (bool, error) {
		news, young := false, false
		for _, m := range page {
			_, known := p.cur.Tags[m.ID]
			young = young || p.within(m.Timestamp.Time)
			if known || listed[m.ID] || !p.within(m.Timestamp.Time) {
				continue
			}
			listed[m.ID], news = true, true
			found = append(found, p.acc.tagItem(m))
		}
		read += len(page)
		return (news || p.first) && young && read < tagsMost, nil
	})
	if err != nil {
		return err
	}
	feed.NewestFirst(found)
	for _, it := range found {
		p.cur.Tags[it.Key] = it.ReceivedAt.Unix()
		if err := p.out.Add(ctx, it); err != nil {
			return err
		}
	}
	p.forgetTags()
	return nil
}

// forgetTags keeps the newest.
func (p *pull) forgetTags() {
	if len(p.cur.Tags) <= tagsMost {
		return
	}
	ids := make([]string, 0, len(p.cur.Tags))
	for id := range p.cur.Tags {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Compare(p.cur.Tags[y], p.cur.Tags[x]) })
	for _, id := range ids[tagsMost:] {
		delete(p.cur.Tags, id)
	}
}

// remember keeps which ids are others' pictures: only the list of tags shows
// these, so that asking for one by its id proves nothing.
func (a *Adapter) remember(tags map[string]int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tagged = map[string]bool{}
	for id := range tags {
		a.tagged[id] = true
	}
}
