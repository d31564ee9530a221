package bluesky

import (
	"context"
	"encoding/json"
	"net/url"
	"sync"

	"commsdesk/platforms"
)

// place is where a post stands: see ThreadRoot, Context and Parents of
// platforms.Item.
type place struct {
	root, context string
	parents       []string
	// ours: nobody but us wrote in this branch.
	ours bool
}

// branches remembers what each post answers, so that the branch of a post is
// known without asking again.
type branches struct {
	mu sync.Mutex
	up map[string]string // post to what it answers; "" for none
}

// branchesMost bounds what is remembered; beyond it everything is forgotten and
// asked for again.
const branchesMost = 50_000

// branchDeep is how many posts a branch is followed up.
const branchDeep = 1000

func newBranches() *branches { return &branches{up: map[string]string{}} }

// learn remembers what a post answers.
func (b *branches) learn(uri string, reply *replyRef) {
	if uri == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.up) >= branchesMost {
		clear(b.up)
	}
	b.up[uri] = ""
	if reply != nil {
		b.up[uri] = reply.Parent.URI
		if _, known := b.up[reply.Root.URI]; !known {
			b.up[reply.Root.URI] = "" // a root answers nothing
		}
	}
}

// see remembers posts as the network showed them.
func (b *branches) see(posts ...postView) {
	for _, p := range posts {
		if r, ok := readRecord(p.Record); ok {
			b.learn(p.URI, r.Reply)
		}
	}
}

// climb follows a post up to the root of its thread: nearest first. missing is
// the first post about which nothing is known, "" when the root was reached.
func (b *branches) climb(reply replyRef) (chain []string, missing string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := reply.Parent.URI
	for range branchDeep {
		chain = append(chain, at)
		if at == reply.Root.URI {
			return chain, ""
		}
		up, known := b.up[at]
		if !known {
			return chain, at
		}
		if up == "" {
			return chain, ""
		}
		at = up
	}
	return chain, ""
}

// locate says where a post stands in a thread, as seen by me. Below a post of
// ours, the topmost post of the branch that is not ours begins the thread.
func (b *branches) locate(uri string, reply *replyRef, me string) place {
	if reply == nil {
		return place{root: uri, ours: author(uri) == me}
	}
	chain, _ := b.climb(*reply)
	if author(reply.Root.URI) != me {
		return place{root: reply.Root.URI, parents: chain}
	}
	whole := append([]string{uri}, chain...)
	top := -1
	for i, at := range whole {
		if author(at) != me {
			top = i
		}
	}
	if top < 0 {
		return place{root: uri, ours: true}
	}
	p := place{root: whole[top], context: reply.Root.URI}
	if top+1 < len(whole) {
		p.context = whole[top+1]
	}
	if top > 0 {
		p.parents = whole[1 : top+1]
	}
	return p
}

// fill asks the network about what stands between these posts and the roots of
// our own threads, as far as it is not remembered. What is no longer there stays
// unknown: the branch then begins below it.
func (a *Account) fill(ctx context.Context, replies []replyRef, me string) error {
	tried := map[string]bool{}
	for range branchDeep {
		var ask []string
		for _, r := range replies {
			if author(r.Root.URI) != me {
				continue
			}
			if _, missing := a.branches.climb(r); missing != "" && !tried[missing] {
				tried[missing] = true
				ask = append(ask, missing)
			}
		}
		if len(ask) == 0 {
			return nil
		}
		posts, err := a.posts(ctx, ask)
		if err != nil {
			return err
		}
		a.branches.see(posts...)
	}
	return nil
}

// posts reads posts by their addresses; those that are gone, or between whose
// author and us is a block, are left out.
func (a *Account) posts(ctx context.Context, uris []string) ([]postView, error) {
	var all []postView
	for len(uris) > 0 {
		n := min(len(uris), postsMost)
		var answer struct {
			Posts []postView `json:"posts"`
		}
		if err := a.ask(ctx, call{id: "app.bsky.feed.getPosts", query: url.Values{"uris": uris[:n]}}, &answer); err != nil {
			return nil, err
		}
		all, uris = append(all, answer.Posts...), uris[n:]
	}
	return all, nil
}

// there asks whether a record is still there, whoever is blocked.
func (a *Account) there(ctx context.Context, uri string) (bool, error) {
	did, collection, key, ok := atURI(uri)
	if !ok {
		return false, nil
	}
	err := a.ask(ctx, call{id: "com.atproto.repo.getRecord", query: url.Values{"repo": {did}, "collection": {collection}, "rkey": {key}}}, nil)
	if platforms.ClassOf(err) == platforms.ClassGone {
		return false, nil
	}
	return err == nil, err
}

// readRecord reads a post's record; false when it is none that can be read.
func readRecord(raw json.RawMessage) (foundRecord, bool) {
	var r foundRecord
	if len(raw) == 0 || json.Unmarshal(raw, &r) != nil {
		return r, false
	}
	return r, true
}
