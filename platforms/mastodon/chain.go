package mastodon

import (
	"context"
	"net/url"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// node is what must be known of a status to place those below it.
type node struct {
	parent       string
	author       platforms.Person
	mine, direct bool
	// lost: the server does not show it, so the chain ends below it.
	lost bool
}

// memory is what an adapter remembers between two looks, to ask less. Nothing
// depends on it but speed.
type memory struct {
	nodes map[string]node
	// seen are the statuses that were stored by pulls which followed on last, the
	// cursor delivered last.
	seen map[string]bool
	last string
	// changed and deleted are what the stream told of statuses in nodes.
	changed map[string]status
	deleted map[string]bool
	// threads are when the threads of our posts were read, posts when the list of
	// our posts was.
	threads map[string]time.Time
	posts   time.Time
}

func newMemory() memory {
	return memory{nodes: map[string]node{}, seen: map[string]bool{}, changed: map[string]status{}, deleted: map[string]bool{}, threads: map[string]time.Time{}}
}

// nodesMost bounds the memory, in statuses.
const nodesMost = 50_000

// chainMost is how far up a thread is followed.
const chainMost = 60

// learn remembers how statuses hang together.
func (a *Adapter) learn(v view, statuses []status) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.memory.nodes) > nodesMost {
		clear(a.memory.nodes)
	}
	for i := range statuses {
		s := &statuses[i]
		a.memory.nodes[s.ID] = node{parent: s.InReplyTo, author: v.person(s.Account), mine: s.Account.ID == v.me, direct: s.Visibility == "direct"}
	}
}

// ancestors are the ids above a status, nearest first, as far as they are known,
// and the first one that is not, "" when all are.
func (a *Adapter) ancestors(parent string) (ids []string, nodes []node, unknown string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for parent != "" && len(ids) < chainMost {
		n, ok := a.memory.nodes[parent]
		if !ok {
			return ids, nodes, parent
		}
		if n.lost {
			break
		}
		ids, nodes = append(ids, parent), append(nodes, n)
		parent = n.parent
	}
	return ids, nodes, ""
}

// climb fetches what is not known of the statuses above these, level by level.
func (a *Adapter) climb(ctx context.Context, v view, statuses []status) error {
	a.learn(v, statuses)
	for range chainMost {
		var missing []string
		asked := map[string]bool{}
		for i := range statuses {
			if _, _, unknown := a.ancestors(statuses[i].InReplyTo); unknown != "" && !asked[unknown] {
				asked[unknown] = true
				missing = append(missing, unknown)
			}
		}
		if len(missing) == 0 {
			return nil
		}
		found, err := a.byIDs(ctx, missing)
		if err != nil {
			return err
		}
		a.learn(v, found)
		for i := range found {
			delete(asked, found[i].ID)
		}
		a.mu.Lock()
		for id := range asked {
			a.memory.nodes[id] = node{lost: true}
		}
		a.mu.Unlock()
	}
	return nil
}

// byIDs fetches statuses; those that the server does not show are left out.
func (a *Adapter) byIDs(ctx context.Context, ids []string) ([]status, error) {
	s, err := a.known(ctx)
	if err != nil {
		return nil, err
	}
	var out []status
	if s.api >= apiBatch {
		for len(ids) > 0 {
			n := min(batchMost, len(ids))
			var some []status
			if _, err := a.get(ctx, "/api/v1/statuses", url.Values{"id[]": ids[:n]}, &some); err != nil {
				return nil, err
			}
			out, ids = append(out, some...), ids[n:]
		}
		return out, nil
	}
	for _, id := range ids {
		one, err := a.status(ctx, id)
		if platforms.ClassOf(err) == platforms.ClassGone {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, *one)
	}
	return out, nil
}

func (a *Adapter) status(ctx context.Context, id string) (*status, error) {
	var s status
	_, err := a.get(ctx, "/api/v1/statuses/"+url.PathEscape(id), nil, &s)
	if err == nil && s.ID == "" {
		err = &platforms.Error{Class: platforms.ClassTransient, Sentence: "The Mastodon server answered without the post. It will be asked again."}
	}
	return &s, err
}

// around fetches what stands above and below a status.
func (a *Adapter) around(ctx context.Context, id string) (*thread, error) {
	var t thread
	_, err := a.get(ctx, "/api/v1/statuses/"+url.PathEscape(id)+"/context", nil, &t)
	return &t, err
}

// change makes a request that changes something; its answer is not needed.
func (a *Adapter) change(ctx context.Context, method, path string) error {
	_, err := a.call(ctx, web.Request{Method: method, Path: path}, nil)
	return err
}
