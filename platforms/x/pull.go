package x

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
)

// Pull brings our own posts and answers, mentions, answers deeper in our threads
// and private messages. By hand it brings nothing and asks nothing.
func (a *Adapter) Pull(ctx context.Context, raw []byte, w platforms.Window, sink platforms.Sink) error {
	if a.c.Way == ByHand {
		return nil
	}
	me, err := a.account(ctx)
	if err != nil {
		return err
	}
	p := &pull{a: a, me: me, w: w, sink: sink, c: readCursor(raw), now: a.clock().UTC()}
	a.costs.seed(p.c.Bill)
	p.lost = p.c.lost(p.now)
	if err := p.run(ctx); err != nil {
		return err
	}
	return p.finish(ctx, raw)
}

// pull is one Pull under way.
type pull struct {
	a    *Adapter
	me   account
	w    platforms.Window
	sink platforms.Sink
	c    cursor
	now  time.Time
	lost []string // what X no longer gives, not said yet
}

// run reads in the order of what matters: our own posts and the mentions of the
// promise window, what only a search finds, private messages, then history.
func (p *pull) run(ctx context.Context) error {
	oldest := p.w.OldestFrom.UTC()
	p.c.Own.open(p.now, oldest)
	p.c.Mentions.open(p.now, oldest)
	p.c.Messages.open(p.now, oldest)
	steps := []func(context.Context, time.Time) error{
		p.stream(&p.c.Own, p.own), p.stream(&p.c.Mentions, p.mentions), p.searches, p.stream(&p.c.Messages, p.messages),
	}
	for _, from := range []time.Time{p.w.PromiseFrom.UTC(), {}} {
		for _, step := range steps {
			if err := step(ctx, from); err != nil {
				return err
			}
		}
		if p.w.Tail {
			return nil
		}
	}
	return nil
}

// finish stores the cursor when reading moved it without an item.
func (p *pull) finish(ctx context.Context, before []byte) error {
	after, err := p.cursor()
	if err != nil || bytes.Equal(before, after) {
		return err
	}
	return p.hand(ctx, platforms.Batch{Cursor: after})
}

func (p *pull) cursor() ([]byte, error) {
	p.c.Bill = p.a.costs.snapshot()
	raw, err := json.Marshal(p.c)
	if err != nil {
		return nil, fmt.Errorf("write the cursor of X: %w", err)
	}
	return raw, nil
}

// page is what one call brought: items, the ids of all it named, the token of
// the next.
type page struct {
	items []platforms.Item
	ids   []string
	next  string
	// end: what comes next lies before the hole.
	end bool
}

// asker makes the call of one page.
type asker func(ctx context.Context, h *hole) (page, error)

// stream closes the holes of a list. History is read down to from, zero for all
// of it; the rest of it stays owed.
func (p *pull) stream(s *stream, ask asker) func(context.Context, time.Time) error {
	return func(ctx context.Context, from time.Time) error {
		for i := 0; i < len(s.Holes); {
			done, err := p.close(ctx, s, i, from, ask)
			if err != nil {
				return err
			}
			if done {
				s.Holes = append(s.Holes[:i], s.Holes[i+1:]...)
			} else {
				i++
			}
		}
		return nil
	}
}

// close reads one hole, page by page. A hole is only passed when X says that it
// ends, so a page that failed leaves it as it was.
func (p *pull) close(ctx context.Context, s *stream, i int, from time.Time, ask asker) (done bool, err error) {
	token := s.Holes[i].Token
	asked := map[string]bool{token: true}
	for {
		h := s.Holes[i]
		if h.Owed && !from.IsZero() && h.passed(from) {
			return false, nil
		}
		h.Token = token
		got, err := ask(ctx, &h)
		if err != nil {
			return false, err
		}
		kept := &s.Holes[i]
		s.advance(kept, got.ids)
		token = got.next
		done := got.next == "" || got.end
		if kept.Token = ""; s == &p.c.Messages {
			kept.Token = got.next
		}
		holes := s.Holes
		if done {
			s.Holes = append(append([]hole{}, holes[:i]...), holes[i+1:]...)
		}
		err = p.deliver(ctx, got.items)
		s.Holes = holes
		if done || err != nil {
			return done, err
		}
		if asked[token] {
			return false, circle()
		}
		asked[token] = true
	}
}

// circle is the error of a list whose next page was read already: each costs money.
func circle() error {
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: title + " did not answer in full. It will be asked again.", Err: errors.New("the next page was read already")}
}

// passed tells whether all that a hole still owes is older than from, by the
// time that stands in ids.
func (h hole) passed(from time.Time) bool {
	at := timeOf(h.Until)
	return h.Until != "" && !at.IsZero() && at.Before(from)
}

// deliver hands a page's items over with the cursor that holds after them.
func (p *pull) deliver(ctx context.Context, items []platforms.Item) error {
	if len(items) == 0 {
		return nil
	}
	raw, err := p.cursor()
	if err != nil {
		return err
	}
	return p.hand(ctx, platforms.Batch{Items: items, Cursor: raw})
}

func (p *pull) hand(ctx context.Context, b platforms.Batch) error {
	b.Lost = p.lost
	err := p.sink.Deliver(ctx, b)
	if err == nil {
		p.lost = nil
	}
	return err
}

// own reads what we published, answers too.
func (p *pull) own(ctx context.Context, h *hole) (page, error) {
	q := h.query("pagination_token")
	q.Set("exclude", "retweets")
	got, err := p.posts(ctx, "/2/users/"+p.me.id+"/tweets", q)
	for _, it := range got.items {
		if it.Kind == platforms.KindPost {
			p.c.Search.watch(it.RemoteID, it.ReceivedAt)
		}
	}
	return got, err
}

// mentions reads what names us: mentions, answers to us, quotes.
func (p *pull) mentions(ctx context.Context, h *hole) (page, error) {
	got, err := p.posts(ctx, "/2/users/"+p.me.id+"/mentions", h.query("pagination_token"))
	for _, it := range got.items {
		if it.Kind == platforms.KindComment && len(it.Parents) > 0 {
			p.c.Search.watch(it.Parents[len(it.Parents)-1], it.ReceivedAt)
		}
	}
	return got, err
}

// query is what a hole asks of a list of posts.
func (h *hole) query(token string) url.Values {
	q := url.Values{}
	if h.Since != "" {
		q.Set("since_id", h.Since)
	}
	if h.Token != "" {
		q.Set(token, h.Token)
	}
	if h.Until != "" && h.Token == "" {
		q.Set("until_id", h.Until)
	}
	if !h.From.IsZero() && h.Since == "" {
		q.Set("start_time", h.From.UTC().Format(time.RFC3339))
	}
	return q
}

// posts makes one call for a page of posts.
func (p *pull) posts(ctx context.Context, path string, q url.Values) (page, error) {
	n, err := p.a.costs.room(postCost(), pageLeast, pageMost)
	if err != nil {
		return page{}, err
	}
	q.Set("max_results", strconv.Itoa(n))
	var got list[post]
	if _, err := p.a.read(ctx, p.a.reads, path, q, func(q url.Values, dialect string) { askPosts(q, dialect) }, &got); err != nil {
		return page{}, err
	}
	p.a.charge(&got)
	items, err := p.a.items(ctx, p.me, &got)
	if err != nil {
		return page{}, err
	}
	out := page{items: items, next: got.Meta.Next}
	for _, post := range got.Data {
		out.ids = append(out.ids, post.ID)
	}
	return out, nil
}

// groupMost is how many conversations one query takes beside our own name.
func groupMost(handle string) int {
	const each = len("conversation_id:") + 19 + len(" OR ")
	return max(1, (queryMost-len("() -from:")-len(handle))/each)
}

// searches looks for answers below our posts that do not name us.
// Once history is read too, those of its posts that still move are searched.
func (p *pull) searches(ctx context.Context, from time.Time) error {
	s := &p.c.Search
	s.open(p.now, groupMost(p.me.handle), from.IsZero())
	for len(s.Holes) > 0 {
		h := &s.Holes[0]
		if oldest := p.now.Add(-searchFor).Add(time.Minute); h.From.Before(oldest) {
			h.From = oldest // X refuses to search further back
		}
		token, asked := "", map[string]bool{}
		for more := true; more; {
			if asked[token] {
				return circle()
			}
			asked[token] = true
			ask := *h
			ask.Token = token
			q := ask.query("next_token")
			q.Set("query", searchQuery(h.Conversations)+" -from:"+p.me.handle)
			got, err := p.posts(ctx, "/2/tweets/search/recent", q)
			if err != nil {
				return err
			}
			for _, it := range got.items {
				if it.Context != "" && len(it.Parents) > 0 {
					s.watch(it.Parents[len(it.Parents)-1], it.ReceivedAt)
				}
			}
			h.shrink(got.ids)
			token, more = got.next, got.next != ""
			if err := p.deliverSearch(ctx, got.items, more); err != nil {
				return err
			}
		}
		s.Holes = s.Holes[1:]
	}
	return nil
}

// deliverSearch delivers with the first hole closed unless more of it is to come.
func (p *pull) deliverSearch(ctx context.Context, items []platforms.Item, more bool) error {
	holes := p.c.Search.Holes
	if !more {
		p.c.Search.Holes = holes[1:]
	}
	err := p.deliver(ctx, items)
	p.c.Search.Holes = holes
	return err
}

func searchQuery(conversations []string) string {
	return "(conversation_id:" + strings.Join(conversations, " OR conversation_id:") + ")"
}
