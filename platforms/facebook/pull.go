package facebook

import (
	"bytes"
	"cmp"
	"context"
	"sort"
	"strconv"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// batchMost is how many items a batch holds.
const batchMost = 100

// pulling is one Pull.
type pulling struct {
	a      *Account
	who    page
	sink   platforms.Sink
	window platforms.Window
	now    time.Time
	cur    cursor
	// stored are the bytes of the cursor as last delivered.
	stored []byte
	lost   []string // what Facebook no longer gives, not said yet
	// backwards: the promise's part is done, and history is brought.
	backwards bool
}

// Pull brings posts with their comments, posts that tag the Page, and Messenger:
// first what can be work, then, unless only the tail is wanted, all of history.
// What the access key may not read is passed over, and said at the end.
func (a *Account) Pull(ctx context.Context, raw []byte, window platforms.Window, sink platforms.Sink) error {
	who, err := a.page(ctx)
	if err != nil {
		return err
	}
	p := &pulling{a: a, who: who, sink: sink, window: window, now: a.clock().UTC(), cur: readCursor(raw), stored: raw}
	if window.Messages {
		if a.off(func(c platforms.Capabilities) platforms.Ability { return c.Messages }) {
			return nil
		}
		if err := p.talks(ctx); err != nil {
			return err
		}
		return p.remember(ctx)
	}
	denied, err := p.sources(ctx)
	if err != nil {
		return err
	}
	if !window.Tail && p.now.Sub(time.Unix(p.cur.Deep, 0)) >= deep {
		p.backwards = true
		more, err := p.sources(ctx)
		if err != nil {
			return err
		}
		if denied == nil {
			denied = more
		}
		p.cur.Deep = p.now.Unix()
	}
	p.cur.prune(window.OldestFrom)
	if err := p.remember(ctx); err != nil {
		return err
	}
	return denied
}

// sources reads each source once. denied is the first refusal, for want of a right
// or of one thing alone, which does not stop the others.
func (p *pulling) sources(ctx context.Context) (denied, err error) {
	can := func(which func(platforms.Capabilities) platforms.Ability) bool { return !p.a.off(which) }
	for _, source := range []struct {
		read func(context.Context) error
		may  bool
	}{
		{p.feed, true},
		{p.tagged, can(func(c platforms.Capabilities) platforms.Ability { return c.Mentions })},
		{p.talks, can(func(c platforms.Capabilities) platforms.Ability { return c.Messages })},
	} {
		if !source.may {
			continue
		}
		err := source.read(ctx)
		if graph.Aside(err) {
			denied = cmp.Or(denied, err)
			continue
		}
		if err != nil {
			return denied, err
		}
	}
	return denied, nil
}

// first tells that history was never brought whole.
func (p *pulling) first() bool { return p.cur.Deep == 0 }

// reach is how far back items are brought now.
func (p *pulling) reach() time.Time {
	if p.first() && !p.backwards {
		return p.window.PromiseFrom
	}
	return p.window.OldestFrom
}

// deliver hands items over, newest first, with the cursor that holds after them.
// set makes that cursor of what was there before, for each part.
func (p *pulling) deliver(ctx context.Context, items []platforms.Item, set func(part []platforms.Item)) error {
	sort.SliceStable(items, func(i, j int) bool { return items[i].ReceivedAt.After(items[j].ReceivedAt) })
	for len(items) > 0 {
		n := min(batchMost, len(items))
		set(items[:n])
		if err := p.hand(ctx, items[:n]); err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

func (p *pulling) hand(ctx context.Context, items []platforms.Item) error {
	raw, err := p.cur.bytes()
	if err != nil {
		return err
	}
	if err := p.sink.Deliver(ctx, platforms.Batch{Items: items, Cursor: raw, Lost: p.lost}); err != nil {
		return err
	}
	p.stored, p.lost = raw, nil
	return nil
}

// remember stores a cursor that changed without items.
func (p *pulling) remember(ctx context.Context) error {
	raw, err := p.cur.bytes()
	if err != nil || bytes.Equal(raw, p.stored) {
		return err
	}
	return p.hand(ctx, nil)
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
