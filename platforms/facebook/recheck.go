package facebook

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// rechecking is one Recheck: what each id may be, and what came of it.
type rechecking struct {
	a     *Account
	who   page
	items []platforms.Item
	// comments wait for the post they stand under.
	comments []wireComment
}

// Recheck reads stored items again. What Meta says is gone comes as deleted; of
// messages nothing can be said then, since Meta calls old ones gone as well.
func (a *Account) Recheck(ctx context.Context, ids []string) ([]platforms.Item, error) {
	who, err := a.page(ctx)
	if err != nil {
		return nil, err
	}
	r := &rechecking{a: a, who: who}
	var posts, comments []string
	for _, id := range ids[:min(len(ids), platforms.RecheckMost)] {
		switch {
		case strings.HasPrefix(id, who.ID+"_"):
			posts = append(posts, id)
		case strings.Contains(id, "_") && !strings.HasPrefix(id, "m_"):
			comments = append(comments, id)
		}
	}
	// An id of another form may be a comment's or that of somebody's post that
	// tagged the Page: what is no comment is asked for as a post.
	others, err := r.read(ctx, comments, commentFields, func(raw []byte) error {
		var c wireComment
		err := json.Unmarshal(raw, &c)
		r.comments = append(r.comments, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	for folder, ids := range map[string][]string{inFeed: posts, inTagged: others} {
		_, err := r.read(ctx, ids, postFields, func(raw []byte) error {
			var w wirePost
			if err := json.Unmarshal(raw, &w); err != nil {
				return err
			}
			a.under(who, w)
			r.items = append(r.items, a.post(who, w, folder))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if err := r.place(ctx); err != nil {
		return nil, err
	}
	return r.items, r.believable(ctx)
}

// read asks for several objects; other are those that have not these fields.
func (r *rechecking) read(ctx context.Context, ids []string, fields string, each func(raw []byte) error) (other []string, err error) {
	paths := make([]string, len(ids))
	for i, id := range ids {
		paths[i] = url.PathEscape(id) + "?fields=" + url.QueryEscape(fields)
	}
	answers, err := r.a.graph.Reads(ctx, paths)
	if err != nil {
		return nil, err
	}
	for i, answer := range answers {
		switch class := platforms.ClassOf(answer.Err); {
		case class == platforms.ClassGone:
			now := r.a.clock().UTC()
			r.items = append(r.items, platforms.Item{Key: ids[i], RemoteID: ids[i], DeletedAt: now, Location: platforms.Location{Folder: inComments, ID: ids[i]}})
		case graph.Is(answer.Err, graph.CodeParameter, 0):
			other = append(other, ids[i])
		case class == platforms.ClassAuth, class == platforms.ClassRate, class == platforms.ClassQuota:
			return nil, answer.Err
		case answer.Body != nil:
			if each(answer.Body) != nil {
				continue // nothing can be said about it
			}
		}
	}
	return other, nil
}

// place finds the posts that the comments stand under: those seen before in this
// run of the program are known, the others are asked for.
func (r *rechecking) place(ctx context.Context) error {
	var unknown []string
	for _, c := range r.comments {
		if id := r.postOf(c); !r.known(id) {
			unknown = append(unknown, id)
		}
	}
	paths := make([]string, len(unknown))
	for i, id := range unknown {
		paths[i] = url.PathEscape(id) + "?fields=" + url.QueryEscape("id,from{id,name}")
	}
	answers, err := r.a.graph.Reads(ctx, paths)
	if err != nil {
		return err
	}
	for _, answer := range answers {
		var w wirePost
		if answer.Body != nil && json.Unmarshal(answer.Body, &w) == nil && w.ID != "" {
			r.a.under(r.who, w)
		}
	}
	for _, c := range r.comments {
		r.a.mu.Lock()
		top, ok := r.a.posts[r.postOf(c)]
		r.a.mu.Unlock()
		if ok {
			r.items = append(r.items, r.a.comment(r.who, c, top))
		}
	}
	return nil
}

func (r *rechecking) known(id string) bool {
	r.a.mu.Lock()
	defer r.a.mu.Unlock()
	_, ok := r.a.posts[id]
	return ok
}

// postOf is the post that a comment stands under: its id begins with the last part
// of the post's. Where that is a photo of the post instead, nothing is said about
// the comment.
func (r *rechecking) postOf(c wireComment) string {
	first, _, _ := strings.Cut(c.ID, "_")
	return r.who.ID + "_" + first
}

// believable asks for the Page itself when everything is said to be gone: the
// same is said of what the access key may no longer see.
func (r *rechecking) believable(ctx context.Context) error {
	for _, it := range r.items {
		if it.DeletedAt.IsZero() {
			return nil
		}
	}
	if len(r.items) == 0 {
		return nil
	}
	return r.a.graph.Get(ctx, node(r.who.ID)+"/feed", url.Values{"fields": {"id"}, "limit": {"1"}}, nil)
}
