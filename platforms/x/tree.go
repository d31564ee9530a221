package x

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"commsdesk/platforms"
)

// node is what is known of a post's place. An unknown one was asked for and X
// did not give it: deleted, protected or withheld.
type node struct {
	author, parent, conversation string
	// answered is who wrote the parent; first the id of the first version.
	answered, first string
	unknown         bool
}

// branch is where a post stands in a conversation that we began: root is the
// topmost post of its branch that is not ours, "" when all above it and itself
// are ours; context our own post above the root.
type branch struct{ root, context string }

// treeMost is how many posts are remembered; then it starts afresh, at the price
// of asking again.
const treeMost = 50_000

// tree remembers who answered whom. X tells of a post only its parent and the
// first post of the conversation, so what lies between must be seen or asked
// for.
type tree struct {
	mu    sync.Mutex
	nodes map[string]node
}

func newTree() *tree { return &tree{nodes: map[string]node{}} }

// learn takes posts in, each under all ids it had.
func (t *tree) learn(posts []post) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.nodes) > treeMost {
		t.nodes = map[string]node{}
	}
	for _, p := range posts {
		n := node{author: p.Author, parent: p.ref("replied_to"), conversation: p.Conversation, answered: p.AnsweredUser, first: p.versions()[0]}
		for _, id := range p.versions() {
			t.nodes[id] = n
		}
		t.nodes[p.ID] = n
		// The one who is answered wrote the parent.
		if _, known := t.nodes[n.parent]; !known && n.parent != "" && n.parent == p.Conversation && p.AnsweredUser != "" {
			t.nodes[n.parent] = node{author: p.AnsweredUser, conversation: p.Conversation}
		}
	}
}

// forget marks ids that X does not give.
func (t *tree) forget(ids []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, id := range ids {
		if _, known := t.nodes[id]; !known {
			t.nodes[id] = node{unknown: true}
		}
	}
}

// ours tells whether me began the post's conversation; known is false when that
// must be asked.
func (t *tree) ours(conversation, me string) (ours, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, known := t.nodes[conversation]
	return n.author == me, known
}

// place finds the branch of a post in a conversation of ours. missing names a
// post that must be asked for first.
func (t *tree) place(id, conversation, me string) (b branch, missing string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var path []string
	for range treeMost {
		if id == conversation || id == "" {
			break
		}
		n, known := t.nodes[id]
		if !known {
			return branch{}, id
		}
		path = append(path, id)
		id = n.parent // "" of an unknown one: it is the topmost that we know of
	}
	b = branch{context: conversation}
	for i := len(path) - 1; i >= 0 && b.root == ""; i-- {
		n := t.nodes[path[i]]
		switch {
		case n.unknown && i > 0 && t.nodes[path[i-1]].answered == me:
			// Ours, deleted since: there is nothing to show above the branch.
		case n.author == me:
			b.context = path[i]
		default:
			b.root = path[i]
			if first := t.nodes[path[i]].first; first != "" {
				b.root = first
			}
		}
	}
	return b, ""
}

// askMost is how many rounds of asking a page's posts may take, each one step
// up; deeper ones stand under the topmost post that is known.
const askMost = 25

// settle asks for whatever must be known to place posts.
func (a *Adapter) settle(ctx context.Context, posts []post, me string) error {
	a.tree.learn(posts)
	for range askMost {
		var missing []string
		seen := map[string]bool{}
		need := func(id string) {
			if id != "" && !seen[id] {
				seen[id] = true
				missing = append(missing, id)
			}
		}
		for _, p := range posts {
			if p.ref("replied_to") == "" {
				continue
			}
			ours, known := a.tree.ours(p.Conversation, me)
			if !known {
				need(p.Conversation)
			} else if ours {
				_, id := a.tree.place(p.ID, p.Conversation, me)
				need(id)
			}
		}
		if len(missing) == 0 {
			return nil
		}
		if err := a.fetchNodes(ctx, missing); err != nil {
			return err
		}
	}
	return nil
}

// fetchNodes asks for posts and remembers their places.
func (a *Adapter) fetchNodes(ctx context.Context, ids []string) error {
	for len(ids) > 0 {
		some := ids[:min(len(ids), platforms.RecheckMost)]
		ids = ids[len(some):]
		got, err := a.lookup(ctx, some)
		if err != nil {
			return err
		}
		a.tree.learn(got.Data)
		a.tree.forget(some)
	}
	return nil
}

// lookup asks for posts by their ids, at most 100; those that X does not give
// stand in Errors.
func (a *Adapter) lookup(ctx context.Context, ids []string, metrics ...string) (list[post], error) {
	var got list[post]
	if _, err := a.costs.room(postCost(), len(ids), len(ids)); err != nil {
		return got, err
	}
	answer, err := a.read(ctx, a.reads, "/2/tweets", url.Values{"ids": {strings.Join(ids, ",")}},
		func(q url.Values, dialect string) { askPosts(q, dialect, metrics...) }, &got)
	if err == nil {
		a.charge(&got)
		return got, nil
	}
	// A single id that is gone may come as a plain refusal.
	if platforms.ClassOf(err) == platforms.ClassGone && answer != nil && answer.Status == http.StatusNotFound && len(ids) == 1 {
		return list[post]{Errors: []partial{{Type: "/resource-not-found", Value: ids[0]}}}, nil
	}
	return got, err
}

// postCost is what a post costs at most with its author.
func postCost() int64 {
	if authorsCost {
		return prices[readPost] + prices[readUser]
	}
	return prices[readPost]
}

// charge counts what an answer with posts costs.
func (a *Adapter) charge(got *list[post]) {
	a.mu.Lock()
	me := a.me.id
	a.mu.Unlock()
	for _, p := range got.Data {
		a.costs.read(a.postKind(p, me), p.ID)
	}
	for _, p := range slices.Concat(got.Includes.Posts, got.Includes.Tweets) {
		a.costs.read(a.postKind(p, me), p.ID)
	}
	if authorsCost {
		for _, u := range got.Includes.Users {
			a.costs.read(readUser, u.ID)
		}
	}
}

// postKind is what reading a post counts as: those of an account that owns the
// application, and those that mention it, are cheaper.
func (a *Adapter) postKind(p post, me string) kind {
	if a.c.OwnsApp == "yes" && (p.Author == me || p.names(me)) {
		return readOwn
	}
	return readPost
}

// names tells whether the post mentions the account.
func (p post) names(id string) bool {
	all := p.Entities.Mentions
	if n := p.note(); n != nil {
		all = slices.Concat(all, n.Entities.Mentions)
	}
	for _, m := range all {
		if m.ID == id {
			return true
		}
	}
	return false
}
