package sim

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// newest are all posts that are there, newest first, each once.
func (w *World) newest() []*post {
	if w.sorted != nil {
		return w.sorted
	}
	w.sorted = []*post{}
	for id, p := range w.state.Posts {
		if id == p.ID && !p.Deleted {
			w.sorted = append(w.sorted, p)
		}
	}
	slices.SortFunc(w.sorted, func(a, b *post) int { return compare(b.latest().ID, a.latest().ID) })
	return w.sorted
}

func (p *post) latest() *version { return &p.Versions[len(p.Versions)-1] }

// compare orders ids by their number.
func compare(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

var queryForm = regexp.MustCompile(`^\((conversation_id:[0-9]+(?: OR conversation_id:[0-9]+)*)\)( -from:[A-Za-z0-9_]+)?$`)

// timeline answers for mentions, own posts and search.
func (w *World) timeline(r *simulator.Request) simulator.Answer {
	keep, most, bad := w.filter(r)
	if bad != nil {
		return *bad
	}
	least := 5
	if r.Call.Name == "search" {
		least = 10
	}
	size, bad := sizeOf(r, least, 100)
	if bad != nil {
		return *bad
	}
	q := r.Query
	var start, end time.Time
	for name, at := range map[string]*time.Time{"start_time": &start, "end_time": &end} {
		if !q.Has(name) {
			continue
		}
		t, err := time.Parse(time.RFC3339, q.Get(name))
		if err != nil {
			return invalid(name+" is no time", map[string][]string{name: {q.Get(name)}})
		}
		*at = t
	}
	if r.Call.Name == "search" && !start.IsZero() && start.Before(w.clock().Add(-7*24*time.Hour)) {
		return invalid("start_time must be within the last 7 days", map[string][]string{"start_time": {q.Get("start_time")}})
	}
	var found []*post
	for _, p := range w.newest() {
		if !keep(p) {
			continue
		}
		if most--; most < 0 {
			break
		}
		id, at := p.latest().ID, p.latest().At
		if (q.Has("since_id") && compare(id, q.Get("since_id")) <= 0) || (q.Has("until_id") && compare(id, q.Get("until_id")) >= 0) ||
			(!start.IsZero() && at.Before(start)) || (!end.IsZero() && !at.Before(end)) {
			continue
		}
		found = append(found, p)
	}
	token := q.Get("pagination_token")
	if q.Has("next_token") {
		token = q.Get("next_token")
	}
	page, next, ok := paged(found, func(p *post) string { return p.latest().ID }, token, size, r.Fault)
	if !ok {
		return invalid("pagination_token is not one of ours", map[string][]string{"pagination_token": {token}})
	}
	return w.postsAnswer(r, page, next)
}

// filter says which posts a list holds and how many of the newest at most.
func (w *World) filter(r *simulator.Request) (keep func(*post) bool, most int, bad *simulator.Answer) {
	if r.Call.Name != "search" && r.Vars["id"] != ourID {
		a := forbidden("You can only read this for the signed-in account.")
		return nil, 0, &a
	}
	switch r.Call.Name {
	case "mentions":
		return w.reachesUs, 800, nil
	case "own":
		return func(p *post) bool { return p.Author == ourID }, 3200, nil
	}
	m := queryForm.FindStringSubmatch(r.Query.Get("query"))
	if m == nil || len(r.Query.Get("query")) > 512 {
		a := invalid("query is not understood or too long", map[string][]string{"query": {r.Query.Get("query")}})
		return nil, 0, &a
	}
	in := map[string]bool{}
	for part := range strings.SplitSeq(m[1], " OR ") {
		in[strings.TrimPrefix(part, "conversation_id:")] = true
	}
	not := ""
	for _, u := range w.state.Users {
		if " -from:"+u.Handle == m[2] {
			not = u.ID
		}
	}
	week := w.clock().Add(-7 * 24 * time.Hour)
	return func(p *post) bool { return in[p.Conversation] && p.Author != not && !p.latest().At.Before(week) }, 1 << 30, nil
}

// reachesUs tells what X lists as a mention: it names us or quotes us.
func (w *World) reachesUs(p *post) bool {
	return p.Author != ourID && (contains(p.latest().Names, ourID) || w.author(w.quoted(p)) == ourID)
}

var statusForm = regexp.MustCompile(`^https://x\.com/[A-Za-z0-9_]+/status/([0-9]+)$`)

// quoted is the post that a post quotes, "" for none.
func (w *World) quoted(p *post) string {
	for _, u := range p.latest().URLs {
		if m := statusForm.FindStringSubmatch(u.Long); m != nil {
			return m[1]
		}
	}
	return ""
}

func sizeOf(r *simulator.Request, least, most int) (int, *simulator.Answer) {
	if !r.Query.Has("max_results") {
		return least, nil
	}
	n, err := strconv.Atoi(r.Query.Get("max_results"))
	if err != nil || n < least || n > most {
		a := invalid("max_results is out of range", map[string][]string{"max_results": {r.Query.Get("max_results")}})
		return 0, &a
	}
	return n, nil
}

// The beginnings of pagination tokens, which X's description wants to be of 16
// characters at least.
const (
	goesOn  = "7140dibdnow9c7n:"
	repeats = "7140dibdnow9c7r:"
)

// paged cuts a page out of a list. A page goes on after the id in its token; with
// the fault it is given twice: its next page is itself, once.
func paged[T any](all []T, id func(T) string, token string, size int, fault simulator.Fault) (page []T, next string, ok bool) {
	after, repeated := token, false
	if token != "" {
		if after, ok = strings.CutPrefix(token, goesOn); !ok {
			if after, repeated = strings.CutPrefix(token, repeats); !repeated {
				return nil, "", false
			}
		}
	}
	at := 0
	for after != "" && at < len(all) && compare(id(all[at]), after) >= 0 {
		at++
	}
	page = all[at:min(at+size, len(all))]
	switch {
	case fault == simulator.Doubled && !repeated && len(page) > 0:
		next = repeats + after
	case at+size < len(all):
		next = goesOn + id(page[len(page)-1])
	}
	if fault == simulator.Disorder && len(page) > 1 {
		page = slices.Clone(page)
		slices.Reverse(page[1:])
	}
	return page, next, true
}

// lookup answers for posts by their ids.
func (w *World) lookup(r *simulator.Request) simulator.Answer {
	ids := strings.Split(r.Query.Get("ids"), ",")
	if len(ids) > 100 {
		return invalid("ids takes at most 100", map[string][]string{"ids": {strconv.Itoa(len(ids))}})
	}
	var posts []any
	var errs []any
	includes := newIncludes()
	for _, id := range ids {
		if _, err := strconv.ParseUint(id, 10, 63); err != nil {
			return invalid("ids holds what is no id", map[string][]string{"ids": {id}})
		}
		p := w.state.Posts[id]
		if p == nil || p.Deleted {
			errs = append(errs, missing(id, "ids"))
			continue
		}
		// An older id gives the words that it had.
		for i := range p.Versions {
			if p.Versions[i].ID == id {
				posts = append(posts, w.postJSON(r, p, i, includes, &errs))
			}
		}
	}
	return w.listAnswer(posts, errs, includes, nil)
}

func (w *World) postsAnswer(r *simulator.Request, page []*post, next string) simulator.Answer {
	includes := newIncludes()
	var posts, errs []any
	for _, p := range page {
		posts = append(posts, w.postJSON(r, p, len(p.Versions)-1, includes, &errs))
	}
	meta := map[string]any{"result_count": len(page)}
	if len(page) > 0 {
		meta["newest_id"], meta["oldest_id"] = page[0].latest().ID, page[len(page)-1].latest().ID
	}
	if next != "" {
		meta["next_token"] = next
	}
	return w.listAnswer(posts, errs, includes, meta)
}

func (w *World) listAnswer(data, errs []any, in *includes, meta map[string]any) simulator.Answer {
	body := map[string]any{}
	if len(data) > 0 {
		body["data"] = data
	}
	if len(errs) > 0 {
		body["errors"] = errs
	}
	if meta != nil {
		body["meta"] = meta
	}
	if all := in.json(w); len(all) > 0 {
		body["includes"] = all
	}
	return simulator.Answer{Status: http.StatusOK, Body: body}
}

// includes are the things that an answer brings besides.
type includes struct{ users, media, posts map[string]bool }

func newIncludes() *includes {
	return &includes{users: map[string]bool{}, media: map[string]bool{}, posts: map[string]bool{}}
}

func (in *includes) json(w *World) map[string]any {
	out := map[string]any{}
	var users, media, posts []any
	for id := range in.users {
		users = append(users, w.userJSON(id, false))
	}
	for id := range in.media {
		if m := w.state.Media[id]; m != nil {
			media = append(media, map[string]any{"media_key": "3_" + id, "type": "photo", "alt_text": m.Alt})
		}
	}
	for id := range in.posts {
		if p := w.state.Posts[id]; p != nil && !p.Deleted {
			posts = append(posts, map[string]any{"id": id, "text": p.latest().Text, "author_id": p.Author})
		}
	}
	for name, all := range map[string][]any{"users": users, "media": media, inPosts(w.o.Dialect): posts} {
		if len(all) > 0 {
			out[name] = all
		}
	}
	return out
}

func inPosts(dialect string) string {
	if dialect == Post {
		return "posts"
	}
	return "tweets"
}
