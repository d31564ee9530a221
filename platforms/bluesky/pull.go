package bluesky

import (
	"bytes"
	"context"
	"net/url"
	"strconv"
	"time"

	"commsdesk/platforms"
)

// pull is one Pull under way.
type pull struct {
	a      *Account
	me     self
	window platforms.Window
	sink   platforms.Sink
	at     cursor
	// hidden are the answers that we hide, as far as our own posts told.
	hidden map[string]bool
	// gated are the posts of ours whose hidden answers are known.
	gated map[string]bool
	done  int
	// said is the cursor that was delivered last.
	said []byte
}

// list is one list of the network, newest first.
type list struct {
	walk *walk
	page func(ctx context.Context, next string, limit int) (page, error)
}

// page is one page of a list. stamps are the moments by which the list is sorted.
type page struct {
	items  []platforms.Item
	stamps []time.Time
	next   string
}

// batchMost is how many items one batch holds.
const batchMost = 100

// pollPage is how many entries are asked for when hardly anything is new.
const pollPage = 30

// Pull brings our own posts, then what others wrote to us, then private messages:
// first down to the promise window, then history.
func (a *Account) Pull(ctx context.Context, raw []byte, window platforms.Window, sink platforms.Sink) error {
	me, err := a.me(ctx)
	if err != nil {
		return err
	}
	p := &pull{a: a, me: me, window: window, sink: sink, at: readCursor(raw, me.did), said: raw, hidden: map[string]bool{}, gated: map[string]bool{}}
	lists := []list{{&p.at.Feed, p.feed}, {&p.at.Notes, p.notes}}
	for _, l := range lists {
		first := l.walk.Top.IsZero()
		l.walk.begin(window)
		if err := p.work(ctx, l, 0, first); err != nil {
			return err
		}
	}
	if err := p.talk(ctx); err != nil || window.Tail {
		return err
	}
	// What an earlier pull left of the promise window comes before history.
	for _, l := range lists {
		for i := l.walk.promised(); i >= 0; i = l.walk.promised() {
			if err := p.work(ctx, l, i, true); err != nil {
				return err
			}
		}
	}
	for _, l := range lists {
		for len(l.walk.Owed) > 0 {
			if err := p.work(ctx, l, 0, true); err != nil {
				return err
			}
		}
	}
	return p.talkHistory(ctx)
}

// work reads one stretch of a list to its end. long asks for whole pages at once.
func (p *pull) work(ctx context.Context, l list, i int, long bool) error {
	limit, known := pollPage, l.walk.Top
	if long {
		limit = pageMost
	}
	asked := circle{}
	for {
		s := l.walk.Owed[i]
		asked[s.Next] = true
		got, err := l.page(ctx, s.Next, limit)
		if platforms.ClassOf(err) == platforms.ClassRefused && s.Next != "" {
			// The network no longer knows the place: the stretch is read from the top.
			l.walk.Owed[i].Next = ""
			got, err = l.page(ctx, "", limit)
		}
		if err != nil {
			return err
		}
		newest, oldest := bounds(got.stamps)
		items := p.within(got, s, known)
		after := clone(*l.walk)
		done := after.read(i, newest, oldest, asked.past(got.next))
		if err := p.deliverThen(ctx, items, func() { *l.walk = after }); err != nil {
			return err
		}
		if done {
			return nil
		}
		limit = pageMost
	}
}

// circle holds the places of a list that were read.
type circle map[string]bool

// past is the place that comes next, "" when it was read already: there the list ends.
func (c circle) past(next string) string {
	if c[next] {
		return ""
	}
	return next
}

func clone(w walk) walk {
	w.Owed = append([]stretch{}, w.Owed...)
	return w
}

// within leaves out what lies far below a stretch: on a first pull what is older
// than history, later what cannot be news.
// What the cursor says is stored (not after known) and is as it was told before is
// left out too.
func (p *pull) within(got page, s stretch, known time.Time) []platforms.Item {
	floor := s.Floor.Add(-lateBy)
	if !s.Then.IsZero() {
		floor = s.Then
	}
	if floor.Before(p.window.OldestFrom) {
		floor = p.window.OldestFrom
	}
	var items []platforms.Item
	for i, it := range got.items {
		if got.stamps[i].Before(floor) || !got.stamps[i].After(known) && p.a.told.same(it) {
			continue
		}
		items = append(items, it)
	}
	return items
}

func bounds(stamps []time.Time) (newest, oldest time.Time) {
	for _, at := range stamps {
		if at.After(newest) {
			newest = at
		}
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	return newest, oldest
}

// deliverThen hands items over, the last of them with the cursor as move leaves
// it: only then are they all here.
func (p *pull) deliverThen(ctx context.Context, items []platforms.Item, move func()) error {
	for len(items) > batchMost {
		if err := p.deliver(ctx, items[:batchMost]); err != nil {
			return err
		}
		items = items[batchMost:]
	}
	move()
	return p.deliver(ctx, items)
}

// deliver hands items over with the cursor as it stands, unless there is nothing
// to say.
func (p *pull) deliver(ctx context.Context, items []platforms.Item) error {
	now := p.at.bytes()
	if len(items) == 0 && bytes.Equal(now, p.said) {
		return nil
	}
	p.done += len(items)
	if err := p.sink.Deliver(ctx, platforms.Batch{Items: items, Cursor: now, Done: p.done}); err != nil {
		return err
	}
	p.said = now
	p.a.told.add(items)
	return nil
}

func paged(next string, limit int, query url.Values) url.Values {
	query.Set("limit", strconv.Itoa(limit))
	if next != "" {
		query.Set("cursor", next)
	}
	return query
}

// feed reads a page of our own posts and answers.
func (p *pull) feed(ctx context.Context, next string, limit int) (page, error) {
	var answer struct {
		Feed   []feedEntry `json:"feed"`
		Cursor string      `json:"cursor"`
	}
	err := p.a.ask(ctx, call{id: "app.bsky.feed.getAuthorFeed", query: paged(next, limit, url.Values{"actor": {p.me.did}, "filter": {"posts_with_replies"}})}, &answer)
	if platforms.ClassOf(err) == platforms.ClassRefused && next == "" {
		// It does so while it has not yet taken in a new account.
		err = &platforms.Error{Class: platforms.ClassTransient, Sentence: "Bluesky does not show this account yet, as happens in the first minutes of a new one. It will be asked again.", Err: err}
	}
	if err != nil {
		return page{}, err
	}
	var posts []postView
	for _, e := range answer.Feed {
		if e.Reason != nil || e.Post.Author.DID != p.me.did {
			continue // shared by us, not written
		}
		posts = append(posts, e.Post)
		p.gate(e.Post)
		if e.Reply != nil {
			p.a.branches.see(e.Reply.Root, e.Reply.Parent)
			p.a.people.person(e.Reply.Parent.Author)
			p.gate(e.Reply.Root)
		}
	}
	return p.page(ctx, posts, answer.Cursor)
}

// gate notes which answers are hidden below a post of ours.
func (p *pull) gate(post postView) {
	if author(post.URI) != p.me.did {
		return
	}
	p.gated[post.URI] = true
	for _, uri := range hiddenBelow(post) {
		p.hidden[uri] = true
	}
}

// notes reads a page of what others wrote to us.
func (p *pull) notes(ctx context.Context, next string, limit int) (page, error) {
	var answer struct {
		Notes  []notification `json:"notifications"`
		Cursor string         `json:"cursor"`
	}
	err := p.a.ask(ctx, call{id: "app.bsky.notification.listNotifications",
		query: paged(next, limit, url.Values{"reasons": {"mention", "reply", "quote"}})}, &answer)
	if err != nil {
		return page{}, err
	}
	var posts []postView
	seen := map[string]bool{}
	for _, n := range answer.Notes {
		// One post may be a mention and an answer at once.
		if (n.Reason == "mention" || n.Reason == "reply" || n.Reason == "quote") && !seen[n.URI] && n.Author.DID != p.me.did {
			seen[n.URI] = true
			posts = append(posts, n.post())
		}
	}
	return p.page(ctx, posts, answer.Cursor)
}

// page makes items of posts, after learning what stands above them.
func (p *pull) page(ctx context.Context, posts []postView, next string) (page, error) {
	p.a.branches.see(posts...)
	var replies []replyRef
	var answered, roots []string
	for _, post := range posts {
		r, ok := readRecord(post.Record)
		if !ok || r.Reply == nil {
			continue
		}
		replies = append(replies, *r.Reply)
		if post.Author.DID == p.me.did {
			answered = append(answered, author(r.Reply.Parent.URI))
		} else if root := r.Reply.Root.URI; author(root) == p.me.did && !p.gated[root] {
			p.gated[root] = true
			roots = append(roots, root)
		}
	}
	gates, err := p.a.posts(ctx, roots)
	if err != nil {
		return page{}, err
	}
	for _, root := range gates {
		p.gate(root)
	}
	if err := p.a.fill(ctx, replies, p.me.did); err != nil {
		return page{}, err
	}
	if err := p.a.meet(ctx, answered); err != nil {
		return page{}, err
	}
	out := page{next: next}
	for _, post := range posts {
		out.items = append(out.items, p.a.item(post, p.me, p.hidden))
		out.stamps = append(out.stamps, post.IndexedAt.Time)
	}
	return out, nil
}
