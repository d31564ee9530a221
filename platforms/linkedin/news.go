package linkedin

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"commsdesk/platforms"
)

// news reads the notifications since the last time and sorts them: what they tell
// whole is delivered at once, the rest is owed. Reading them costs one call, however
// long it was.
func (p *pull) news(ctx context.Context) error {
	from := p.window.PromiseFrom
	if !p.c.first() {
		from = at(p.c.Notes).Add(-overlap)
	}
	if oldest := p.now.Add(-notesKept); from.Before(oldest) {
		from = oldest
	}
	found, err := p.a.notes(ctx, p.org, from, p.now.Add(ahead), 0)
	if err != nil {
		return err
	}
	// Up to when they hold is said by LinkedIn's own clock.
	reached := p.now
	if skew := p.a.web.Skew(); skew > 0 {
		reached = reached.Add(-skew)
	}
	fresh := slices.DeleteFunc(found, func(n note) bool {
		before, seen := p.c.Seen[n.ID]
		return seen && before == n.At
	})
	items := p.sort(ctx, fresh)
	for _, n := range fresh {
		p.c.Seen[n.ID] = n.At
	}
	p.lookAfter()
	p.c.Notes = max(p.c.Notes, reached.UnixMilli(), 1)
	newestFirst(items)
	return p.deliver(ctx, items)
}

// sort takes notifications apart, oldest first; it returns what they tell whole.
func (p *pull) sort(ctx context.Context, notes []note) (items []platforms.Item) {
	under := map[string][]string{}
	var order []string
	for i := range notes {
		n := &notes[i]
		above := p.above(n)
		switch n.Action {
		case "COMMENT_DELETE":
			if urn := n.what(); isComment(urn) {
				items = append(items, goneItem(urn, at(n.At)))
			}
		case "SHARE_MENTION", "SHARE":
			if m := n.Done.Share; m != nil && m.Entity != "" && m.Owner != p.org && strings.TrimSpace(m.Text) != "" {
				items = append(items, madeItem(p.org, n, m, p.now))
			}
		default:
			urn := n.what()
			if !isComment(urn) {
				continue
			}
			if above == "" {
				items = append(items, p.elsewhere(ctx, n, urn)...)
				continue
			}
			if under[above] == nil {
				order = append(order, above)
			}
			if !slices.Contains(under[above], urn) {
				under[above] = append(under[above], urn)
			}
		}
	}
	slices.Reverse(order) // the newest first
	for _, above := range order {
		items = append(items, p.unknown(ctx, above)...)
		p.oweComments(above, under[above])
	}
	return items
}

// lookAfter reads the busiest posts whole again, at most once an hour, where LinkedIn
// tells only what members wrote: else answers that we gave on LinkedIn itself would
// stay unseen.
func (p *pull) lookAfter() {
	p.a.mu.Lock()
	fewer := p.a.fewer
	p.a.mu.Unlock()
	if !fewer || p.c.Listed != p.now.UnixMilli() {
		return
	}
	posts := slices.SortedFunc(maps.Keys(p.c.Recent), func(x, y string) int {
		return cmp.Or(cmp.Compare(p.c.Recent[y], p.c.Recent[x]), cmp.Compare(x, y))
	})
	for _, post := range posts[:min(recentMost, len(posts))] {
		p.c.owe(owed{Post: post, Below: post})
	}
}

// oweComments decides how new comments of one post are read.
func (p *pull) oweComments(above string, urns []string) {
	p.c.Recent[above] = p.now.UnixMilli()
	if !p.whole && len(urns) <= singlesMost {
		slices.Reverse(urns)
		p.c.owe(owed{Post: above, IDs: urns})
		return
	}
	p.c.owe(owed{Post: above, Below: above})
	if p.c.Walk != nil && !slices.Contains(p.c.Walk.Skip, above) {
		p.c.Walk.Skip = append(p.c.Walk.Skip, above)
	}
}

// above is the post of ours that a notification is about, "" when it is about
// somebody else's.
func (p *pull) above(n *note) string {
	if n.Post.Entity != "" && n.Post.Owner == p.org {
		p.a.learnPost(n.Source, n.Post.Entity)
		if n.Source != "" && n.Source != n.Post.Entity {
			p.c.Above[n.Source] = n.Post.Entity
		}
		return n.Post.Entity
	}
	return p.a.postOf(n.Source)
}

// elsewhere is a comment below somebody else's post that names us. It is read by
// itself where LinkedIn allows that; else the notification tells what there is.
func (p *pull) elsewhere(ctx context.Context, n *note, urn string) []platforms.Item {
	if c, err := p.a.comment(ctx, urn); err == nil {
		return []platforms.Item{p.item(ctx, c, "")}
	}
	if m := n.Done.Comment; m != nil && m.Entity != "" {
		return []platforms.Item{madeItem(p.org, n, m, p.now)}
	}
	return nil
}

// unknown reads a post of ours that somebody commented on before it was listed. A
// post that can't be read now comes with the next listing.
func (p *pull) unknown(ctx context.Context, urn string) []platforms.Item {
	if p.known[urn] || p.c.Listed == p.now.UnixMilli() {
		return nil
	}
	post, err := p.a.post(ctx, urn)
	if err != nil || post.Author != p.org || !p.shown(post) {
		return nil
	}
	p.known[urn] = true
	return []platforms.Item{postItem(p.org, post)}
}
