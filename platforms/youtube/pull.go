package youtube

import (
	"context"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
)

// batchMost is how many items go into a batch.
const batchMost = 100

// pull is one Pull under way.
type pull struct {
	a    *Adapter
	me   *channel
	sink platforms.Sink
	w    platforms.Window
	now  time.Time
	c    cursor
	// keep is the cursor that a tail hands through unchanged; nil: our own.
	keep []byte
	// full: the newest threads are looked over again.
	full bool
	// floor is from when on every thread that was there is in c.Threads.
	floor time.Time
	// waiting are the threads found in the lists of held ones.
	waiting map[string]waiting
	// missing were there and are listed no more.
	missing []string

	items []platforms.Item
	done  int
}

// Pull brings comments, what awaits moderation, and our own films
// (platforms.Puller). A new reply does not move its thread, so threads are
// compared by their number of replies, and the newest rescanThreads looked over
// again each hour. It costs 3 units of the day's quota, and some more then.
func (a *Adapter) Pull(ctx context.Context, raw []byte, w platforms.Window, sink platforms.Sink) error {
	p := &pull{a: a, sink: sink, w: w, now: a.clock().UTC(), c: readCursor(raw), waiting: map[string]waiting{}}
	a.ledger.recall(p.c.Day, p.c.Units, p.c.Uploads)
	if !w.Tail {
		ctx = spare(ctx)
	}
	var err error
	if p.me, err = a.who(ctx); err != nil {
		return err
	}
	if w.Tail {
		return p.tail(ctx, raw)
	}
	p.open()
	films, threads := &filmWalk{pull: p}, &threadWalk{pull: p}
	for _, step := range []func(context.Context) error{
		p.unseen,
		func(ctx context.Context) error { return films.down(ctx, w.PromiseFrom) },
		func(ctx context.Context) error { return threads.down(ctx, w.PromiseFrom) },
		func(ctx context.Context) error { return p.queue(ctx, held) },
		func(ctx context.Context) error { return p.queue(ctx, spam) },
		func(ctx context.Context) error { return films.down(ctx, w.OldestFrom) },
		func(ctx context.Context) error { return threads.down(ctx, w.OldestFrom) },
		p.settle,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if p.full {
		p.c.Looked = p.now
	}
	return p.flush(ctx)
}

// open notes what is to be brought: everything after the newest that is here,
// and what an earlier pull left.
func (p *pull) open() {
	c, far := &p.c, p.now.Add(24*time.Hour)
	p.full = !p.now.Before(c.Looked.Add(rescanEvery))
	p.floor = far
	for _, s := range c.Threads {
		if s.At.Before(p.floor) {
			p.floor = s.At
		}
	}
	if !c.Newest.IsZero() && len(c.Gaps) == 0 && len(c.Threads) < rescanThreads {
		p.floor = p.w.OldestFrom // all there are
	}
	from := func(newest time.Time) time.Time {
		if newest.IsZero() {
			return p.w.OldestFrom
		}
		return newest
	}
	c.Gaps = append(feed.Gaps{{From: from(c.Newest), To: far}}, c.Gaps...)
	if p.full || c.NewestFilm.IsZero() {
		c.FilmGaps = append(feed.Gaps{{From: from(c.NewestFilm), To: far}}, c.FilmGaps...)
	}
}

// tail brings what came since the cursor alone, and leaves the cursor as it is.
func (p *pull) tail(ctx context.Context, raw []byte) error {
	p.keep = raw
	if len(raw) == 0 {
		fresh := readCursor(nil)
		var err error
		if p.keep, err = fresh.write(); err != nil {
			return err
		}
	}
	p.floor = p.now.Add(24 * time.Hour)
	from := p.c.Newest
	if from.IsZero() {
		from = p.w.PromiseFrom
	}
	p.c.Gaps = feed.Gaps{{From: from, To: p.floor}}
	threads := &threadWalk{pull: p}
	if err := threads.down(ctx, from); err != nil {
		return err
	}
	for _, list := range []string{held, spam} {
		if err := p.queue(ctx, list); err != nil {
			return err
		}
	}
	if len(p.items) == 0 {
		return nil
	}
	return p.flush(ctx)
}

// put adds items that belong together. What their caller then writes into the
// cursor is told with the last of them.
func (p *pull) put(ctx context.Context, items ...platforms.Item) error {
	for _, it := range items {
		p.items = append(p.items, it)
		if len(p.items) == batchMost {
			if err := p.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush delivers what was put, with the cursor that then holds.
func (p *pull) flush(ctx context.Context) error {
	b := platforms.Batch{Items: p.items, Cursor: p.keep, Done: p.done + len(p.items)}
	if b.Cursor == nil {
		p.c.Day, p.c.Units, p.c.Uploads = p.a.ledger.state()
		var err error
		if b.Cursor, err = p.c.write(); err != nil {
			return err
		}
	}
	if err := p.sink.Deliver(ctx, b); err != nil {
		return err
	}
	p.done, p.items = b.Done, nil
	return nil
}

// settle looks after what was listed before and is no more: it was published,
// rejected or deleted.
func (p *pull) settle(ctx context.Context) error {
	var ids []string
	for _, id := range p.missing {
		if _, still := p.waiting[id]; !still {
			ids = append(ids, id)
		}
	}
	for len(ids) > 0 {
		n := min(len(ids), platforms.RecheckMost)
		items, err := p.a.recheck(ctx, p.me, ids[:n], p.waiting)
		if err != nil {
			return err
		}
		if err := p.put(ctx, items...); err != nil {
			return err
		}
		for _, it := range items {
			delete(p.c.Held, it.RemoteID)
			if !it.DeletedAt.IsZero() {
				delete(p.c.Threads, it.RemoteID)
			}
		}
		ids = ids[n:]
	}
	return nil
}
