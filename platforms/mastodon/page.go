package mastodon

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// page is one page of a list, in any order, and where the neighbouring ones are.
type page[T any] struct {
	items []T
	// older and newer go into max_id and min_id; "" when there is none.
	older, newer string
	oldest       time.Time
	marks        []mark
}

// readPage asks for one page. stamp gives an item's id and time.
func readPage[T any](ctx context.Context, a *Adapter, path string, q url.Values, stamp func(*T) (string, time.Time)) (page[T], error) {
	var all []T
	answer, err := a.get(ctx, path, q, &all)
	if err != nil {
		return page[T]{}, err
	}
	p := page[T]{older: linked(answer.Header, "next", "max_id"), newer: linked(answer.Header, "prev", "min_id")}
	seen := map[string]bool{}
	var first, last mark
	for i := range all {
		id, at := stamp(&all[i])
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		m := mark{ID: id, At: at.UTC()}
		if last.ID == "" || m.At.Before(last.At) {
			last = m
		}
		if first.ID == "" || m.At.After(first.At) {
			first = m
		}
		p.items, p.marks = append(p.items, all[i]), append(p.marks, m)
	}
	p.oldest = last.At
	if len(answer.Header.Values("Link")) == 0 { // some software links nothing
		p.older, p.newer = last.ID, first.ID
	}
	return p, nil
}

var linkForm = regexp.MustCompile(`<([^>]*)>\s*;\s*rel="?(\w+)"?`)

// linked reads a parameter of a Link header (RFC 8288). Only the id is taken:
// where to ask is ours to say.
func linked(h http.Header, rel, param string) string {
	for _, line := range h.Values("Link") {
		for _, m := range linkForm.FindAllStringSubmatch(line, -1) {
			u, err := url.Parse(m[1])
			if m[2] != rel || err != nil {
				continue
			}
			if id := u.Query().Get(param); id != "" {
				return id
			}
			if id := u.Query().Get("since_id"); param == "min_id" && id != "" {
				return id
			}
		}
	}
	return ""
}

// query makes parameters of pairs and leaves empty ones out.
func query(limit int, pairs ...string) url.Values {
	q := url.Values{"limit": {strconv.Itoa(limit)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Add(pairs[i], pairs[i+1])
		}
	}
	return q
}

// ownPage is one page of what the account itself wrote.
func (a *Adapter) ownPage(ctx context.Context, me string, pairs ...string) (page[status], error) {
	return readPage(ctx, a, "/api/v1/accounts/"+url.PathEscape(me)+"/statuses", query(statusesMost, append(pairs, "exclude_reblogs", "true")...),
		func(s *status) (string, time.Time) { return s.ID, s.CreatedAt })
}

// notePage is one page of what residents wrote to the account.
func (a *Adapter) notePage(ctx context.Context, s *server, pairs ...string) (page[notification], error) {
	pairs = append(pairs, "types[]", "mention")
	if s.api >= apiQuotes {
		pairs = append(pairs, "types[]", "quote")
	}
	if s.api >= apiBatch {
		// Else newcomers' messages are withheld on the server.
		pairs = append(pairs, "include_filtered", "true")
	}
	return readPage(ctx, a, "/api/v1/notifications", query(notificationsMost, pairs...),
		func(n *notification) (string, time.Time) { return n.ID, n.CreatedAt })
}

// statusesOf are the statuses that notifications are about.
func statusesOf(notes []notification) []status {
	var out []status
	for _, n := range notes {
		if n.Status != nil && n.Status.ID != "" && (n.Type == "mention" || n.Type == "quote") {
			out = append(out, *n.Status)
		}
	}
	return out
}
