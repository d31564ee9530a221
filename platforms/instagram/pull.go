package instagram

import (
	"cmp"
	"context"
	"time"

	"golang.org/x/time/rate"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
	"commsdesk/platforms/graph"
)

const (
	// overlap is read again at every mark.
	overlap = 10 * time.Minute
	// deepAfter is how often the counts of all posts are looked at instead of the
	// newest hundred's, rescanAfter how often the rescanned newest are read
	// whatever their counts say (platforms.md 4.2).
	deepAfter   = time.Hour
	rescanAfter = 24 * time.Hour
	rescanned   = 30
)

// pull is one run of Pull.
type pull struct {
	a      *Adapter
	acc    account
	window platforms.Window
	now    time.Time
	pace   *rate.Limiter

	cur   cursor
	first bool
	out   feed.Buffer
	// posts are our posts from the newest on; old those of their comments that
	// are owed as history, as far as they were read already.
	posts []wireMedia
	old   map[string][]platforms.Item
	// inboxRead: what is new in private was brought by this run already.
	inboxRead bool
}

// Pull brings comments and answers under our posts, private messages and pictures
// that tag us: first what is in the promise window, then history. What one right
// is missing for does not keep the rest from coming.
func (a *Adapter) Pull(ctx context.Context, raw []byte, w platforms.Window, sink platforms.Sink) error {
	acc, err := a.ready(ctx)
	if err != nil {
		return err
	}
	p := &pull{a: a, acc: acc, window: w, now: a.clock().UTC(), pace: inboxPace(), out: feed.Buffer{Sink: sink, Delivered: raw}, old: map[string][]platforms.Item{}}
	p.cur, p.first = readCursor(raw)
	p.out.Cursor = func() ([]byte, error) { return p.cur.write() }
	steps := []func(context.Context) error{p.readPosts,
		func(ctx context.Context) error { return p.readInbox(ctx, w.PromiseFrom) }, p.readTags}
	if w.Messages {
		steps = steps[1:2]
	}
	if !w.Tail {
		steps = append(steps, p.readHistory, func(ctx context.Context) error { return p.readInbox(ctx, w.OldestFrom) })
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
	a.remember(p.cur.Tags)
	if err := p.out.Flush(ctx); err != nil {
		return err
	}
	return denied
}

// within tells whether something is young enough to be brought at all.
func (p *pull) within(at time.Time) bool { return !at.Before(p.window.OldestFrom) }
