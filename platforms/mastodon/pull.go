package mastodon

import (
	"context"
	"slices"
	"sort"
	"time"

	"commsdesk/platforms"
)

var _ platforms.Puller = (*Adapter)(nil)

// pull is one Pull under way.
type pull struct {
	a      *Adapter
	ctx    context.Context
	v      view
	s      *server
	window platforms.Window
	sink   platforms.Sink
	c      *cursor
	stored string // the cursor as it was stored last
	now    time.Time
}

// Pull brings what is new since the cursor: first our own, then what residents
// wrote to us; then, on a first pull, the rest of the promise window, the
// threads of our posts, and history, newest first.
func (a *Adapter) Pull(ctx context.Context, raw []byte, window platforms.Window, sink platforms.Sink) error {
	v, err := a.view(ctx)
	if err != nil {
		return err
	}
	s, err := a.known(ctx)
	if err != nil {
		return err
	}
	p := &pull{a: a, ctx: ctx, v: v, s: s, window: window, sink: sink, now: a.clock().UTC(), stored: string(raw)}
	p.c = readCursor(raw, p.now)
	steps := []func() error{p.told, p.newOwn, p.newNotes,
		func() error { return p.walkOwn(window.PromiseFrom) }, func() error { return p.walkNotes(window.PromiseFrom) }}
	if !window.Tail {
		a.follow(string(raw))
		steps = append(steps, p.threads,
			func() error { return p.walkNotes(window.OldestFrom) }, func() error { return p.walkOwn(window.OldestFrom) })
	} else if p.c.Own.from() != "" || p.c.Notes.from() != "" {
		steps = steps[:3]
	}
	for _, step := range append(steps, p.settle) {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// follow forgets what earlier pulls stored unless this one follows on them: the
// store may have been put back to an earlier state.
func (a *Adapter) follow(cursor string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if cursor != a.memory.last {
		clear(a.memory.seen)
		clear(a.memory.threads)
		a.memory.posts = time.Time{}
	}
}

// told delivers what the stream said about statuses that were fetched before.
func (p *pull) told() error {
	p.a.mu.Lock()
	var changed []status
	for _, s := range p.a.memory.changed {
		changed = append(changed, s)
	}
	var gone []platforms.Item
	for id := range p.a.memory.deleted {
		gone = append(gone, tombstone(id, p.now))
	}
	p.a.mu.Unlock()
	if len(changed)+len(gone) == 0 || p.stored == "" {
		return nil
	}
	items, err := p.a.items(p.ctx, p.v, changed)
	if err != nil {
		return err
	}
	if err := p.deliver(append(items, gone...), nil); err != nil {
		return err
	}
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	for i := range changed {
		delete(p.a.memory.changed, changed[i].ID)
	}
	for _, it := range gone {
		delete(p.a.memory.deleted, it.Key)
	}
	return nil
}

// tombstone is an item that is no longer there.
func tombstone(id string, at time.Time) platforms.Item {
	return platforms.Item{Key: id, RemoteID: id, Location: platforms.Location{Folder: collection, ID: id}, DeletedAt: at}
}

// news walks a list forward from the cursor's marks until it is at its end.
func news[T any](p *pull, l *list, read func(from string) (page[T], error), statuses func([]T) []status) error {
	from := l.from()
	if from == "" {
		*l = list{} // there was nothing yet: walk as at first
		return nil
	}
	take := func(from string) (page[T], error) {
		pg, err := read(from)
		if err != nil {
			return pg, err
		}
		var fresh []T
		for i, m := range pg.marks {
			if !l.has(m.ID) {
				fresh = append(fresh, pg.items[i])
			}
		}
		items, err := p.a.items(p.ctx, p.v, statuses(fresh))
		if err != nil {
			return pg, err
		}
		return pg, p.deliver(items, func(*cursor) { l.note(pg.marks, p.now) })
	}
	if l.Marks[0].At.After(p.now.Add(-overlap)) {
		// Nothing older is known to begin after: the latest page as it is.
		if _, err := take(""); err != nil {
			return err
		}
	}
	for {
		pg, err := take(from)
		if err != nil || len(pg.items) == 0 || pg.newer == "" || pg.newer == from {
			return err
		}
		from = pg.newer
	}
}

func (p *pull) newOwn() error {
	return news(p, &p.c.Own, func(from string) (page[status], error) {
		return p.a.ownPage(p.ctx, p.v.me, "min_id", from)
	}, func(s []status) []status { return s })
}

func (p *pull) newNotes() error {
	return news(p, &p.c.Notes, func(from string) (page[notification], error) {
		return p.a.notePage(p.ctx, p.s, "min_id", from)
	}, statusesOf)
}

// walk goes back through a list until everything newer than until was stored.
func walk[T any](p *pull, l *list, until time.Time, read func(before string) (page[T], error), statuses func([]T) []status) error {
	for !l.Done && (l.Reached.IsZero() || l.Reached.After(until)) {
		if until.Before(p.window.PromiseFrom) {
			if err := p.a.spare(); err != nil {
				return err
			}
		}
		pg, err := read(l.Back)
		if err != nil {
			return err
		}
		if len(pg.items) == 0 && l.from() == "" {
			return nil // nothing there yet, and no mark to go on from
		}
		items, err := p.a.items(p.ctx, p.v, statuses(pg.items))
		if err != nil {
			return err
		}
		items = slices.DeleteFunc(items, func(it platforms.Item) bool { return it.ReceivedAt.Before(p.window.OldestFrom) })
		err = p.deliver(items, func(*cursor) {
			if l.Back == "" {
				l.note(pg.marks, p.now)
			}
			l.Done = len(pg.items) == 0 || pg.older == "" || pg.older == l.Back
			l.Back = pg.older
			if !pg.oldest.IsZero() {
				l.Reached = pg.oldest
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *pull) walkOwn(until time.Time) error {
	return walk(p, &p.c.Own, until, func(before string) (page[status], error) {
		return p.a.ownPage(p.ctx, p.v.me, "max_id", before)
	}, func(s []status) []status { return s })
}

func (p *pull) walkNotes(until time.Time) error {
	return walk(p, &p.c.Notes, until, func(before string) (page[notification], error) {
		return p.a.notePage(p.ctx, p.s, "max_id", before)
	}, statusesOf)
}

// storedAtOnce is how many items a batch holds at most.
const storedAtOnce = 100

// deliver stores items, newest first; then makes the change to the cursor that
// is true once they are. Without items the change waits for the next batch, or
// for the end.
func (p *pull) deliver(items []platforms.Item, change func(*cursor)) error {
	items = once(items)
	sort.SliceStable(items, func(i, j int) bool { return items[i].ReceivedAt.After(items[j].ReceivedAt) })
	for len(items) > storedAtOnce {
		if err := p.store(items[:storedAtOnce]); err != nil {
			return err
		}
		items = items[storedAtOnce:]
	}
	if change != nil {
		change(p.c)
	}
	if len(items) == 0 {
		return nil
	}
	return p.store(items)
}

// once keeps one item of each key: a status can be mentioned twice on a page.
func once(items []platforms.Item) []platforms.Item {
	seen := map[string]bool{}
	return slices.DeleteFunc(items, func(it platforms.Item) bool {
		again := seen[it.Key]
		seen[it.Key] = true
		return again
	})
}

func (p *pull) store(items []platforms.Item) error {
	raw, err := p.c.bytes()
	if err != nil {
		return err
	}
	if err := p.sink.Deliver(p.ctx, platforms.Batch{Items: items, Cursor: raw}); err != nil {
		return err
	}
	p.stored = string(raw)
	if p.window.Tail {
		return nil
	}
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	p.a.memory.last = p.stored
	if len(p.a.memory.seen) > nodesMost {
		clear(p.a.memory.seen)
	}
	for _, it := range items {
		p.a.memory.seen[it.Key] = true
	}
	return nil
}

// settle stores a cursor that moved without items.
func (p *pull) settle() error {
	raw, err := p.c.bytes()
	if err != nil || string(raw) == p.stored {
		return err
	}
	return p.store(nil)
}
