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

// talks brings Messenger: the inbox each time, its further folders now and then.
func (p *pulling) talks(ctx context.Context) error {
	folders := []string{""}
	box := p.backwards || p.now.Unix()-p.cur.Boxed >= int64(boxes.Seconds())
	if box {
		folders = append(folders, guesses.folders...)
		if p.cur.Boxed > 0 && p.now.Sub(time.Unix(p.cur.Boxed, 0)) > requestsFor {
			p.lost = append(p.lost, "Requests in Messenger that nobody answered for 30 days can't be had again. Look for them in the Page's inbox.")
		}
	}
	for _, folder := range folders {
		err := p.folder(ctx, folder)
		if folder != "" && platforms.ClassOf(err) == platforms.ClassRefused {
			continue // no such folder
		}
		if err != nil {
			return err
		}
	}
	if box {
		p.cur.Boxed = p.now.Unix()
	}
	return nil
}

// folder goes through the conversations of one folder, newest first, until what
// was there before, and brings what was said in them since.
func (p *pulling) folder(ctx context.Context, folder string) error {
	newest := p.cur.Newest[folder]
	bound := max(newest-int64(overlap.Seconds()), p.reach().Unix())
	if p.backwards {
		if !p.first() {
			return nil // the inbox is in order, so nothing old comes up unseen
		}
		bound = p.window.OldestFrom.Unix()
	}
	q := url.Values{"fields": {talkFields}, "platform": {"messenger"}, "limit": {strconv.Itoa(talkPage)}}
	if folder != "" {
		q.Set("folder", folder)
	}
	var items []platforms.Item
	var denied error
	read, refused := 0, 0
	done := map[string]int64{}
	flush := func() error {
		for id, at := range done {
			p.cur.Talks[id] = at
		}
		err := p.deliver(ctx, items, func([]platforms.Item) {})
		items = nil
		return err
	}
	err := graph.List(ctx, p.a.graph, node(p.who.ID)+"/conversations", q, func(page []wireTalk) (bool, error) {
		more := false
		for _, talk := range page {
			at := talk.Updated.Unix()
			newest = max(newest, at)
			if at < bound {
				continue
			}
			more = true
			before, known := p.cur.Talks[talk.ID]
			if known && before == at || done[talk.ID] == at {
				continue
			}
			said, err := p.said(ctx, talk, before)
			if graph.Aside(err) && (read > 0 || refused < graph.AsideMost-1) {
				denied, refused = cmp.Or(denied, err), refused+1
				continue
			}
			if err != nil {
				return false, err
			}
			read++
			if len(items)+len(said) > batchMost {
				if err := flush(); err != nil {
					return false, err
				}
			}
			items, done[talk.ID] = append(items, said...), at
		}
		return more, nil
	})
	if err == nil {
		err = flush()
	}
	if err == nil && denied == nil {
		p.cur.Newest[folder] = newest // else the next pull goes through all again
	}
	return cmp.Or(err, denied)
}

// said is what was said in a conversation since it was last brought. A
// conversation that is gone meanwhile has nothing.
func (p *pulling) said(ctx context.Context, talk wireTalk, before int64) ([]platforms.Item, error) {
	all, err := p.a.conversation(ctx, talk.ID)
	if platforms.ClassOf(err) == platforms.ClassGone {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if before > 0 && len(all) >= newestMessages && !slices.ContainsFunc(all, func(m wireMessage) bool { return m.Created.Unix() <= before }) {
		p.lost = append(p.lost, "A conversation in Messenger had more than 20 new messages, and Facebook gives the newest 20 only. Read the others in the Page's inbox.")
	}
	var items []platforms.Item
	from := max(before-int64(overlap.Seconds()), p.window.OldestFrom.Unix())
	for _, m := range all {
		if m.ID != "" && m.Created.Unix() >= from {
			items = append(items, p.a.message(p.who, m, talk))
		}
	}
	return items, nil
}

// conversation is the newest messages of one, as many as Meta gives.
func (a *Account) conversation(ctx context.Context, id string) ([]wireMessage, error) {
	if err := a.talks.Wait(ctx); err != nil {
		return nil, &platforms.Error{Class: platforms.ClassTransient, Sentence: "Messenger was not read to the end. It will be read again.", Err: err}
	}
	q := url.Values{"fields": {messageFields}, "limit": {strconv.Itoa(newestMessages)}}
	return graph.All[wireMessage](ctx, a.graph, node(id)+"/messages", q, newestMessages)
}
