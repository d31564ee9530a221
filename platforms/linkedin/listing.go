package linkedin

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"commsdesk/platforms"
)

// chunk is one page of a listing with repeated elements taken out. next is the
// offset to go on from, -1 at the end.
type chunk[T any] struct {
	items []T
	next  int
}

// unique makes a chunk of a page: what came twice counts once, and the next offset
// follows from what was really new, so that a page that repeats itself makes
// nothing be passed over.
func unique[T any](p *page[T], start int, key func(*T) string) chunk[T] {
	seen := map[string]bool{}
	var out []T
	for i := range p.Elements {
		if k := key(&p.Elements[i]); !seen[k] {
			seen[k] = true
			out = append(out, p.Elements[i])
		}
	}
	c := chunk[T]{items: out, next: start + len(out)}
	if !p.more(c.next) {
		c.next = -1
	}
	return c
}

// posts reads our own posts, the latest changed first.
func (a *Adapter) posts(ctx context.Context, org string, start, count int) (chunk[post], error) {
	var p page[post]
	path := fmt.Sprintf("/rest/posts?q=author&author=%s&count=%d&start=%d&sortBy=LAST_MODIFIED", enc(org), count, start)
	if _, err := a.get(ctx, path, &p); err != nil {
		return chunk[post]{}, err
	}
	c := unique(&p, start, func(p *post) string { return p.ID })
	slices.SortStableFunc(c.items, func(x, y post) int { return cmp.Compare(y.Changed, x.Changed) })
	return c, nil
}

// comments reads what stands directly below a post or comment.
func (a *Adapter) comments(ctx context.Context, below string, start int) (chunk[comment], error) {
	var p page[comment]
	path := fmt.Sprintf("%s?start=%d&count=%d", commentsPath(below), start, pageSize)
	if a.config.Names == "yes" {
		path += "&projection=" + url.QueryEscape(projectMany)
	}
	if _, err := a.get(ctx, path, &p); err != nil {
		return chunk[comment]{}, err
	}
	for i := range p.Elements {
		a.learn(&p.Elements[i], below)
	}
	return unique(&p, start, func(c *comment) string { return c.name() }), nil
}

// comment reads one comment. Class Gone when it is no longer there.
func (a *Adapter) comment(ctx context.Context, urn string) (*comment, error) {
	object, id, ok := splitComment(urn)
	if !ok {
		return nil, &platforms.Error{Class: platforms.ClassGone, Sentence: "LinkedIn can't show a single comment by this name."}
	}
	path := commentPath(object, id)
	if a.config.Names == "yes" {
		path += "?projection=" + url.QueryEscape(projectOne)
	}
	var c comment
	if _, err := a.get(ctx, path, &c); err != nil {
		return nil, err
	}
	if c.ID == "" && c.URN == "" {
		c.URN = urn
	}
	a.learn(&c, "")
	return &c, nil
}

// learn remembers what later answers leave out.
func (a *Adapter) learn(c *comment, below string) {
	if below != "" && !isComment(below) {
		a.learnPost(c.Object, below)
	}
	a.learnAuthor(c.name(), c.Actor)
}

// post reads one post of ours. Class Gone when it is no longer there.
func (a *Adapter) post(ctx context.Context, urn string) (*post, error) {
	var p post
	if _, err := a.get(ctx, "/rest/posts/"+enc(urn), &p); err != nil {
		return nil, err
	}
	return &p, nil
}

// notes reads every notification between two moments, oldest first. most limits
// how many are read; 0: all.
func (a *Adapter) notes(ctx context.Context, org string, from, to time.Time, most int) ([]note, error) {
	var all []note
	seen := map[int64]bool{}
	count := pageSize
	if most > 0 {
		count = most
	}
	for start := 0; start >= 0; {
		p, err := a.notesPage(ctx, org, from, to, start, count)
		if err != nil {
			return nil, err
		}
		c := unique(p, start, func(n *note) string { return fmt.Sprint(n.ID) })
		for _, n := range c.items {
			if !seen[n.ID] {
				seen[n.ID] = true
				all = append(all, n)
			}
		}
		if start = c.next; most > 0 {
			break
		}
	}
	slices.SortStableFunc(all, func(x, y note) int { return cmp.Compare(x.At, y.At) })
	return all, nil
}

func (a *Adapter) notesPage(ctx context.Context, org string, from, to time.Time, start, count int) (*page[note], error) {
	ask := func(kinds []string) (*page[note], error) {
		var p page[note]
		_, err := a.get(ctx, fmt.Sprintf("/rest/organizationalEntityNotifications?q=criteria&organizationalEntity=%s&actions=%s&timeRange=(start:%d,end:%d)&start=%d&count=%d",
			enc(org), list(kinds), from.UnixMilli(), to.UnixMilli(), start, count), &p)
		return &p, err
	}
	a.mu.Lock()
	fewer := a.fewer
	a.mu.Unlock()
	if fewer {
		return ask(coreActions)
	}
	p, err := ask(actions)
	// That LinkedIn lists them all for reading is a guess; what it refuses is left
	// out from then on.
	if f := faultOf(err); f != nil && f.status == 400 {
		a.mu.Lock()
		a.fewer = true
		a.mu.Unlock()
		return ask(coreActions)
	}
	return p, err
}
