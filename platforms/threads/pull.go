package threads

import (
	"cmp"
	"context"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
	"commsdesk/platforms/graph"
)

const (
	// overlap is read again at every mark.
	overlap = 10 * time.Minute
	// deepAfter is how often all posts are listed instead of the newest hundred.
	deepAfter = time.Hour
)

// pull is one run of Pull.
type pull struct {
	a      *Adapter
	acc    account
	window platforms.Window
	now    time.Time

	cur   cursor
	first bool
	out   feed.Buffer
	// posts are our posts from the newest on, mine their ids; old those replies
	// that are owed as history, as far as they were read already.
	posts []wirePost
	deep  bool // posts are all that are young enough
	mine  map[string]bool
	old   map[string][]platforms.Item
	// seen are posts and replies that were read by this run, by id.
	seen map[string]wirePost
}

// Pull brings replies to our posts, what names us elsewhere and our own answers:
// first what is in the promise window, then history. What one right is missing
// for does not keep the rest from coming.
func (a *Adapter) Pull(ctx context.Context, raw []byte, w platforms.Window, sink platforms.Sink) error {
	acc, err := a.ready(ctx)
	if err != nil {
		return err
	}
	p := &pull{a: a, acc: acc, window: w, now: a.clock().UTC(), out: feed.Buffer{Sink: sink, Delivered: raw},
		mine: map[string]bool{}, old: map[string][]platforms.Item{}, seen: map[string]wirePost{}}
	p.cur, p.first = readCursor(raw)
	p.out.Cursor = func() ([]byte, error) { return p.cur.write() }
	caps := a.Capabilities()
	steps := []func(context.Context) error{p.listPosts}
	add := func(ability platforms.Ability, step func(context.Context) error) {
		if ability.OK {
			steps = append(steps, step)
		}
	}
	own := func(until time.Time, again bool) func(context.Context) error {
		return func(ctx context.Context) error {
			return p.feed(ctx, "/me/replies", &p.cur.Own, until, again, p.ownReply)
		}
	}
	mentions := func(until time.Time, again bool) func(context.Context) error {
		return func(ctx context.Context) error {
			return p.feed(ctx, "/me/mentions", &p.cur.Mentions, until, again, p.mention)
		}
	}
	add(caps.Comments, own(w.PromiseFrom, false))
	add(caps.Comments, p.readPosts)
	add(caps.Mentions, mentions(w.PromiseFrom, false))
	if !w.Tail {
		add(caps.Comments, own(w.OldestFrom, true))
		add(caps.Comments, p.readHistory)
		add(caps.Mentions, mentions(w.OldestFrom, true))
	}
	var denied error
	for _, step := range steps {
		err := step(ctx)
		if graph.Aside(err) {
			denied = cmp.Or(denied, err)
		} else if err != nil {
			return err
		}
	}
	if err := p.out.Flush(ctx); err != nil {
		return err
	}
	return denied
}

// add puts an item into the batch.
func (p *pull) add(ctx context.Context, it platforms.Item) error {
	if it.Direction == platforms.FromResident {
		p.a.witness(it.Key)
	}
	return p.out.Add(ctx, it)
}

// within tells whether something is young enough to be brought at all.
func (p *pull) within(at time.Time) bool { return !at.Before(p.window.OldestFrom) }
