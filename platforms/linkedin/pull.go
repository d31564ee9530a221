package linkedin

import (
	"cmp"
	"context"
	"slices"
	"time"

	"commsdesk/platforms"
)

const (
	// overlap is how much of the time before is read again.
	overlap = 10 * time.Minute
	// ahead is how far LinkedIn's clock may run before this PC's.
	ahead = 15 * time.Minute
	// listEvery is how often our own posts are listed when calls are few; what
	// residents write is told by notifications and never waits for this.
	listEvery = time.Hour
	// singlesMost is how many new comments of one post are read one by one; more
	// are read by the list.
	singlesMost = 10
	// recent is how long after the last comment a post is looked after where LinkedIn
	// tells neither of our own answers nor of edits, recentMost how many at once.
	recent     = 48 * time.Hour
	recentMost = 3
	// backOver is how many elements of a listing are read again after a break.
	backOver = 5
	// refusedMost is how many things in a row may be refused, with nothing read
	// before, until it is taken for a refusal of them all; heldAgain how many that
	// were refused are asked for again in one pull, since every call counts.
	refusedMost = 3
	heldAgain   = 10
	// batchMost is how many items a batch holds.
	batchMost = 100
)

// pull is one Pull under way.
type pull struct {
	a      *Adapter
	org    string
	c      cursor
	window platforms.Window
	sink   platforms.Sink
	now    time.Time
	done   int
	// kept is the cursor as it was last handed over.
	kept []byte
	// known are our posts that were delivered.
	known map[string]bool
	// whole: comments are read by the list, replies included.
	whole bool
	// denied is the first refusal of one thing alone, told at the end; refused is
	// how many there were, read how many things were shown.
	denied        error
	refused, read int
}

// Pull brings what is new by notifications, then what they name, then the past
// (platforms.Puller). History goes on only while calls are left over, on later days
// if need be.
func (a *Adapter) Pull(ctx context.Context, raw []byte, window platforms.Window, sink platforms.Sink) error {
	p := &pull{a: a, c: readCursor(raw), window: window, sink: sink, now: a.clock().UTC(), known: map[string]bool{}}
	a.quota.remember(p.c.Day, p.c.Calls, p.now)
	p.kept = p.c.bytes()
	for activity, post := range p.c.Above {
		a.learnPost(activity, post)
		p.known[post] = true
	}
	var err error
	if p.org, err = a.page(ctx); err != nil {
		return err
	}
	p.begin()
	for _, step := range []func(context.Context) error{p.ownPosts, p.news, p.owing, p.history} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := p.finish(ctx); err != nil {
		return err
	}
	return p.denied
}

// hold sets aside what LinkedIn would not show, so that it keeps nothing else from
// being read; the next pulls ask again. The error stays one when it is about
// anything else, or when everything is refused.
func (p *pull) hold(o owed, err error) error {
	if !is(err, platforms.ClassPermission) && !is(err, platforms.ClassRefused) {
		return err
	}
	if p.refused++; p.read == 0 && p.refused == refusedMost {
		return err
	}
	p.denied = cmp.Or(p.denied, err)
	p.c.Held = append(p.c.Held, o)
	return nil
}

// begin decides how much is to be read.
func (p *pull) begin() {
	p.c.resume()
	again := p.c.Held[:min(heldAgain, len(p.c.Held))]
	p.c.Owed, p.c.Held = append(p.c.Owed, again...), slices.Clone(p.c.Held[len(again):])
	p.whole = p.c.first()
	if !p.c.first() && p.now.Sub(at(p.c.Notes)) > notesKept-24*time.Hour {
		// Notifications don't reach back that far any more.
		p.whole, p.c.Walk = true, &walk{}
	}
}

// deliver hands items over with the cursor that is true after them. Without items
// the cursor waits for the next ones, so that every batch brings reading on.
func (p *pull) deliver(ctx context.Context, items []platforms.Item) error {
	for len(items) > batchMost {
		if err := p.hand(ctx, items[:batchMost], p.kept); err != nil {
			return err
		}
		items = items[batchMost:]
	}
	if len(items) == 0 {
		return nil
	}
	return p.hand(ctx, items, p.state())
}

// finish hands over a cursor that moved without items.
func (p *pull) finish(ctx context.Context) error {
	if now := p.state(); string(now) != string(p.kept) {
		return p.hand(ctx, nil, now)
	}
	return nil
}

func (p *pull) hand(ctx context.Context, items []platforms.Item, after []byte) error {
	if err := p.sink.Deliver(ctx, platforms.Batch{Items: items, Cursor: after, Done: p.done + len(items)}); err != nil {
		return err
	}
	p.done += len(items)
	p.kept = after
	return nil
}

// state is the cursor as it stands.
func (p *pull) state() []byte {
	p.c.forget()
	p.c.Day, p.c.Calls = p.a.quota.state()
	return p.c.bytes()
}

// ownPosts lists our own posts, as far as they changed since they were last listed;
// at first those of the promise window.
func (p *pull) ownPosts(ctx context.Context) error {
	if p.a.quota.limit > 0 && p.c.Listed > 0 && p.now.Sub(at(p.c.Listed)) < listEvery && p.c.From == 0 {
		return nil
	}
	until := p.window.PromiseFrom
	if p.c.Posts > 0 {
		until = at(p.c.Posts).Add(-overlap)
	}
	newest := p.c.Posts
	for start := p.c.From; start >= 0; {
		found, err := p.a.posts(ctx, p.org, start, pageSize)
		if err != nil {
			return err
		}
		var items []platforms.Item
		for i := range found.items {
			post := &found.items[i]
			newest = max(newest, post.Changed)
			switch {
			case at(post.Changed).Before(until):
				found.next = -1
			case p.shown(post) && p.c.Fresh[post.ID] != post.Changed:
				items = append(items, postItem(p.org, post))
				p.c.Fresh[post.ID], p.known[post.ID] = post.Changed, true
			}
		}
		start = found.next
		if p.c.From = max(0, start); start < 0 {
			p.c.Listed, p.c.Posts = p.now.UnixMilli(), max(newest, 1)
		}
		newestFirst(items)
		if err := p.deliver(ctx, items); err != nil {
			return err
		}
	}
	return nil
}

// shown tells whether a post is out and within the range.
func (p *pull) shown(post *post) bool {
	return (post.State == "" || post.State == "PUBLISHED") && !post.since().Before(p.window.OldestFrom)
}

// owing reads what notifications told of.
func (p *pull) owing(ctx context.Context) error {
	for len(p.c.Owed) > 0 {
		if err := p.step(ctx, &p.c.Owed); err != nil {
			return err
		}
	}
	return nil
}

// step reads the first thing owed and delivers it, with what it owes in turn.
func (p *pull) step(ctx context.Context, queue *[]owed) error {
	o := (*queue)[0]
	rest := slices.Clone((*queue)[1:])
	if o.Below == "" {
		items, left, err := p.singles(ctx, o)
		if err != nil {
			return err
		}
		if len(left.IDs) > 0 {
			rest = append([]owed{left}, rest...)
		}
		*queue = rest
		return p.deliver(ctx, items)
	}
	found, err := p.a.comments(ctx, o.Below, o.From)
	if is(err, platforms.ClassGone) {
		// The post or comment went meanwhile, and everything below with it.
		*queue = rest
		return p.deliver(ctx, []platforms.Item{goneItem(wholeURN(o.Below), p.now)})
	}
	if err != nil {
		if err := p.hold(o, err); err != nil {
			return err
		}
		*queue = rest
		return nil
	}
	p.read++
	var items []platforms.Item
	var more []owed
	if found.next >= 0 {
		more = append(more, owed{Post: o.Post, Below: o.Below, From: found.next})
	}
	for i := range found.items {
		c := &found.items[i]
		items = append(items, p.item(ctx, c, o.Post))
		if c.Parent == "" && c.replies() {
			more = append(more, owed{Post: o.Post, Below: c.name()})
		}
		if o.Post != "" && c.Object != o.Post {
			p.c.Above[c.Object] = o.Post
		}
	}
	*queue = append(more, rest...)
	newestFirst(items)
	return p.deliver(ctx, items)
}

// item makes an item of a comment, an answer of ours with whom it answers.
func (p *pull) item(ctx context.Context, c *comment, above string) platforms.Item {
	it := p.a.commentItem(p.org, c, above, p.now)
	if it.Direction == platforms.FromUs {
		it.To = p.a.addressed(ctx, c)
	}
	return it
}

// singlesEach is how many comments are read one by one before they are delivered.
const singlesEach = 25

// singles reads comments one by one; left is what is still to be read.
func (p *pull) singles(ctx context.Context, o owed) (items []platforms.Item, left owed, err error) {
	n := min(singlesEach, len(o.IDs))
	for _, id := range o.IDs[:n] {
		c, err := p.a.comment(ctx, id)
		switch {
		case is(err, platforms.ClassGone):
			items = append(items, goneItem(id, p.now))
		case err != nil:
			if err := p.hold(owed{Post: o.Post, IDs: []string{id}}, err); err != nil {
				return nil, o, err
			}
		default:
			p.read++
			items = append(items, p.item(ctx, c, o.Post))
		}
	}
	newestFirst(items)
	return items, owed{Post: o.Post, IDs: slices.Clone(o.IDs[n:])}, nil
}

// history walks back through our posts and their comments, a page at a time.
func (p *pull) history(ctx context.Context) error {
	if p.window.Tail {
		return nil
	}
	for p.c.Walk != nil && p.a.quota.spare(p.now) {
		w := p.c.Walk
		switch {
		case len(w.Owed) > 0:
			if err := p.step(ctx, &w.Owed); err != nil {
				return err
			}
		case w.Last:
			p.c.Walk = nil
		default:
			if err := p.back(ctx, w); err != nil {
				return err
			}
		}
	}
	return nil
}

// back reads the next page of our posts.
func (p *pull) back(ctx context.Context, w *walk) error {
	found, err := p.a.posts(ctx, p.org, w.From, pageSize)
	if err != nil {
		return err
	}
	var items []platforms.Item
	for i := range found.items {
		post := &found.items[i]
		if at(post.Changed).Before(p.window.OldestFrom) {
			found.next = -1 // what comes after changed earlier still
			continue
		}
		if !p.shown(post) {
			continue
		}
		items = append(items, postItem(p.org, post))
		if !slices.Contains(w.Skip, post.ID) {
			w.Owed = append(w.Owed, owed{Post: post.ID, Below: post.ID})
		}
	}
	w.From, w.Last = max(0, found.next), found.next < 0
	newestFirst(items)
	return p.deliver(ctx, items)
}
