package mastodon

import (
	"context"
	"slices"
	"sort"
	"time"

	"commsdesk/platforms"
)

var _ platforms.ThreadPuller = (*Adapter)(nil)

// Thread returns the thread of an item, oldest first, with our post above it.
func (a *Adapter) Thread(ctx context.Context, root platforms.Target) ([]platforms.Item, error) {
	id := root.Root
	if id == "" {
		id = root.ID
	}
	v, err := a.view(ctx)
	if err != nil {
		return nil, err
	}
	s, err := a.status(ctx, id)
	if platforms.ClassOf(err) == platforms.ClassGone && root.ID != id { // the first one went, the rest is there
		id = root.ID
		s, err = a.status(ctx, id)
	}
	if err != nil {
		return nil, err
	}
	t, err := a.around(ctx, id)
	if err != nil {
		return nil, err
	}
	items, err := a.items(ctx, v, append(append(t.Ancestors, *s), t.Descendants...))
	sort.SliceStable(items, func(i, j int) bool { return items[i].ReceivedAt.Before(items[j].ReceivedAt) })
	return items, err
}

// threadsFrom is how far back our posts' threads are looked through;
// lookAgain how often the list of posts is read, and reread how often the thread
// of a post of the last three days, for answers to answers.
const (
	threadsFrom = 30 * 24 * time.Hour
	lookAgain   = 5 * time.Minute
	reread      = time.Hour
	youngPost   = 3 * 24 * time.Hour
)

// threads looks for answers under our posts that name nobody and so bring no
// notification.
func (p *pull) threads() error {
	p.a.mu.Lock()
	due := p.a.memory.posts.IsZero() || !p.now.Before(p.a.memory.posts.Add(lookAgain))
	p.a.mu.Unlock()
	if !due {
		return nil
	}
	posts, err := p.posts()
	if err != nil {
		return err
	}
	listed := map[string]int64{}
	for i := range posts {
		s := &posts[i]
		if before, ok := p.c.Replies[s.ID]; ok {
			listed[s.ID] = before
		}
		if err := p.thread(s, listed); err != nil {
			return err
		}
	}
	p.c.Replies = listed
	p.a.mu.Lock()
	p.a.memory.posts = p.now
	p.a.mu.Unlock()
	return nil
}

// posts are our own of the last weeks, without answers.
func (p *pull) posts() ([]status, error) {
	var out []status
	before := ""
	for {
		pg, err := p.a.ownPage(p.ctx, p.v.me, "exclude_replies", "true", "max_id", before)
		if err != nil {
			return nil, err
		}
		for _, s := range pg.items {
			if p.now.Sub(s.CreatedAt) < threadsFrom && s.Visibility != "direct" {
				out = append(out, s)
			}
		}
		if len(pg.items) == 0 || pg.older == "" || pg.older == before || p.now.Sub(pg.oldest) > threadsFrom {
			return out, nil
		}
		before = pg.older
	}
}

// thread reads one post's thread when something may be new in it.
func (p *pull) thread(s *status, listed map[string]int64) error {
	if s.Replies == nil || *s.Replies == 0 {
		return nil
	}
	p.a.mu.Lock()
	read, known := p.a.memory.threads[s.ID]
	p.a.mu.Unlock()
	old := p.now.Sub(s.CreatedAt) > youngPost
	if before, ok := p.c.Replies[s.ID]; ok && before == *s.Replies && (old || known && p.now.Sub(read) < reread) {
		return nil
	}
	if err := p.a.spare(); err != nil {
		return err
	}
	t, err := p.a.around(p.ctx, s.ID)
	if platforms.ClassOf(err) == platforms.ClassGone {
		return nil
	}
	if err != nil {
		return err
	}
	p.a.mu.Lock()
	below := slices.DeleteFunc(t.Descendants, func(d status) bool { return p.a.memory.seen[d.ID] || d.Account.ID == p.v.me })
	p.a.mu.Unlock()
	items, err := p.a.items(p.ctx, p.v, below)
	if err != nil {
		return err
	}
	items = slices.DeleteFunc(items, func(it platforms.Item) bool { return it.ReceivedAt.Before(p.window.OldestFrom) })
	err = p.deliver(items, func(c *cursor) {
		listed[s.ID] = *s.Replies
		c.Replies[s.ID] = *s.Replies
	})
	if err != nil {
		return err
	}
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	p.a.memory.threads[s.ID] = p.now
	return nil
}
