package sim

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// row is one object of an edge: when it is ordered by, and what it has, made
// only where it is shown.
type row struct {
	at     time.Time
	values func() map[string]any
}

// just is a row's content that is there already.
func just(values map[string]any) func() map[string]any {
	return func() map[string]any { return values }
}

// moment is how the Graph writes a time.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-0700") }

// pick gives the asked fields that are there.
func pick(fields []field, values map[string]any) map[string]any {
	out := map[string]any{}
	if id, ok := values["id"]; ok {
		out["id"] = id
	}
	for _, f := range fields {
		v, ok := values[f.name]
		if !ok {
			continue
		}
		if lazy, is := v.(func(field) any); is {
			v = lazy(f)
		}
		switch inner := v.(type) {
		case nil:
			continue
		case map[string]any:
			if len(f.sub) > 0 {
				v = pick(f.sub, inner)
			}
		case []map[string]any:
			var data []any
			for _, one := range inner {
				if len(f.sub) > 0 {
					one = pick(f.sub, one)
				}
				data = append(data, one)
			}
			v = map[string]any{"data": data}
		}
		out[f.name] = v
	}
	return out
}

// list gives one page of an edge, newest first, with the address of the next,
// which holds the token as Graph's does.
func (w *World) list(r *simulator.Request, kind string, rows []row) simulator.Answer {
	fields, err := parseFields(orElse(r.Query.Get("fields"), unasked(kind)))
	if err == nil {
		err = check(kind, fields)
	}
	if err != nil {
		return wrong(err.Error())
	}
	limit, err := strconv.Atoi(orElse(r.Query.Get("limit"), "25"))
	if err != nil || limit < 0 || limit > 100 {
		return wrong("(#100) limit must be between 0 and 100")
	}
	since, until, bad := between(r.Query)
	if bad != nil {
		return wrong(bad.Error())
	}
	rows = slices.DeleteFunc(rows, func(x row) bool {
		return !x.at.IsZero() && (!since.IsZero() && x.at.Before(since) || !until.IsZero() && x.at.After(until))
	})
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].at.After(rows[j].at) })
	from, _ := strconv.Atoi(r.Query.Get("after"))
	to := min(from+limit, len(rows))
	start := min(from, len(rows))
	if r.Fault == simulator.Doubled {
		start = max(0, start-limit) // the page before it comes once more
	}
	data := []any{}
	for _, x := range rows[start:max(start, to)] {
		data = append(data, pick(fields, x.values()))
	}
	if r.Fault == simulator.Disorder {
		for i := range data {
			j := (i * 7) % len(data)
			data[i], data[j] = data[j], data[i]
		}
	}
	body := map[string]any{"data": data}
	if paging := next(r, to, len(rows)); paging != nil {
		body["paging"] = paging
	}
	return simulator.Answer{Body: body}
}

// unasked are the fields that come without asking.
func unasked(kind string) string {
	switch kind {
	case "InsightsResult":
		return "id,name,period,values,title,description"
	case "Profile":
		return "id,name"
	}
	return "id"
}

// next is the paging part of an answer, nil on an empty edge.
func next(r *simulator.Request, to, total int) map[string]any {
	if total == 0 {
		return nil
	}
	paging := map[string]any{"cursors": map[string]string{"after": strconv.Itoa(to)}}
	if to < total {
		q := url.Values{}
		for k, v := range r.Query {
			q[k] = v
		}
		q.Set("after", strconv.Itoa(to))
		q.Set("access_token", simulator.Bearer(r.Header))
		paging["next"] = "https://graph.facebook.com" + r.Raw.URL.Path + "?" + q.Encode()
	}
	return paging
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func between(q url.Values) (since, until time.Time, err error) {
	for name, at := range map[string]*time.Time{"since": &since, "until": &until} {
		if v := q.Get(name); v != "" {
			n, err := strconv.ParseInt(v, 10, 64)
			if err != nil {
				return since, until, fmt.Errorf("(#100) %s must be a time", name)
			}
			*at = time.Unix(n, 0).UTC()
		}
	}
	return since, until, nil
}

// edge answers the reading of an edge.
func (w *World) edge(r *simulator.Request) simulator.Answer {
	id := r.Vars["id"]
	mine := id == w.s.Page.ID || id == "me"
	switch name := r.Call.Name; {
	case name == "comments":
		return w.comments(r, id)
	case name == "messages":
		return w.conversation(r, id)
	case name == "insights":
		return w.insights(r, id)
	case !mine:
		return gone(id)
	case name == "conversations":
		return w.conversations(r)
	case name == "blocks":
		return w.blocks(r)
	case name == "feed" && w.tooMuch(r.Query.Get("limit")):
		return fault(http.StatusInternalServerError, 1, 0, "Please reduce the amount of data you're asking for, then retry your request")
	}
	var rows []row
	for _, t := range w.s.Things {
		if !t.Deleted && w.onEdge(t, r.Call.Name) {
			rows = append(rows, row{t.At, func() map[string]any { return w.postValues(t, r.URL) }})
		}
	}
	return w.list(r, "PagePost", rows)
}

// tooMuch tells whether a feed of so many posts at once is more than it bears.
func (w *World) tooMuch(limit string) bool {
	n, err := strconv.Atoi(limit)
	return err == nil && w.s.BigPages > 0 && n > w.s.BigPages
}

// onEdge tells whether a post stands on one of the Page's edges.
func (w *World) onEdge(t *thing, edge string) bool {
	later := t.For.After(w.clock())
	switch edge {
	case "feed":
		return (t.Kind == "post" || t.Kind == "visitor") && !later
	case "published":
		return t.Kind == "post" && !later
	case "scheduled":
		return t.Kind == "post" && later
	}
	return t.Kind == "tagged"
}

// comments are those under a post, flat or not, or below a comment.
func (w *World) comments(r *simulator.Request, id string) simulator.Answer {
	above := w.live(id)
	if above == nil || above.Kind == "message" {
		return gone(id)
	}
	filter, order := orElse(r.Query.Get("filter"), "toplevel"), orElse(r.Query.Get("order"), "chronological")
	if filter != "toplevel" && filter != "stream" || order != "chronological" && order != "reverse_chronological" {
		return wrong("(#100) filter or order is not one of its values")
	}
	if order != "reverse_chronological" {
		return wrong("(#100) this simulated Page gives comments newest first only")
	}
	var rows []row
	for _, t := range w.s.Things {
		if t.Deleted || t.Kind != "comment" {
			continue
		}
		if t.Parent == id || t.Post == id && (filter == "stream" || t.Parent == "") {
			rows = append(rows, row{t.At, func() map[string]any { return w.commentValues(t, r.URL) }})
		}
	}
	return w.list(r, "Comment", rows)
}

// folders are the folders of the Page's inbox.
var folders = []string{"inbox", "page_done", "other", "pending", "spam"}

// conversations are the threads on Messenger, all in the inbox.
func (w *World) conversations(r *simulator.Request) simulator.Answer {
	if p := r.Query.Get("platform"); p != "messenger" && p != "" {
		return wrong("(#100) platform is not one of its values")
	}
	folder := orElse(r.Query.Get("folder"), "inbox")
	if !slices.Contains(folders, folder) {
		return wrong("(#100) folder is not one of its values")
	}
	var rows []row
	if folder == "inbox" {
		for _, id := range w.threads() {
			v := w.threadValues(id)
			rows = append(rows, row{v["at"].(time.Time), just(v)})
		}
	}
	return w.list(r, "UnifiedThread", rows)
}

// threads are the ids of all conversations.
func (w *World) threads() []string {
	var ids []string
	for _, t := range w.s.Things {
		if t.Conv != "" && !t.Deleted && !slices.Contains(ids, t.Conv) {
			ids = append(ids, t.Conv)
		}
	}
	return ids
}

// given is how many messages of a conversation Graph tells about.
const given = 20

// conversation gives the newest messages of one.
func (w *World) conversation(r *simulator.Request, id string) simulator.Answer {
	var rows []row
	for _, t := range w.s.Things {
		if t.Conv == id && !t.Deleted {
			rows = append(rows, row{t.At, func() map[string]any { return w.messageValues(t, r.URL) }})
		}
	}
	if len(rows) == 0 {
		return gone(id)
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].at.After(rows[j].at) })
	return w.list(r, "UnifiedMessage", rows[:min(given, len(rows))])
}

// blocks are the people the Page blocks.
func (w *World) blocks(r *simulator.Request) simulator.Answer {
	var rows []row
	for _, id := range w.s.Blocked {
		rows = append(rows, row{values: just(map[string]any{"id": id, "name": w.s.People[id].Name})})
	}
	return w.list(r, "Profile", rows)
}

// insights give the figures that are asked for; one that is not among them
// spoils the whole call.
func (w *World) insights(r *simulator.Request, id string) simulator.Answer {
	post := w.live(id)
	if id != w.s.Page.ID && id != "me" && (post == nil || post.Kind != "post") {
		return gone(id)
	}
	var rows []row
	for i, name := range strings.Split(r.Query.Get("metric"), ",") {
		period, ok := metrics()[name]
		if !ok || w.s.Retired[name] || (post != nil) != strings.HasPrefix(name, "post_") {
			return wrong("(#100) The value must be a valid insights metric")
		}
		if asked := orElse(r.Query.Get("period"), period); asked != period {
			return wrong("(#100) The period is not one of its values")
		}
		var value any = 40 + 7*i
		if strings.HasSuffix(name, "_by_type") || strings.HasSuffix(name, "_by_type_total") {
			value = map[string]int{"like": 3, "love": 2}
		}
		rows = append(rows, row{values: just(map[string]any{"id": id + "/insights/" + name + "/" + period, "name": name, "period": period,
			"values": []any{map[string]any{"value": value, "end_time": moment(w.clock())}}})})
	}
	return w.list(r, "InsightsResult", rows)
}

// node answers the reading of one object.
func (w *World) node(id, asked, base string) simulator.Answer {
	if id == w.s.Page.ID {
		return w.show("Page", asked, w.pageValues(w.s.Page))
	}
	t := w.live(id)
	if t == nil {
		if slices.Contains(w.threads(), id) {
			return w.show("UnifiedThread", asked, w.threadValues(id))
		}
		return gone(id)
	}
	if id == t.Film {
		return w.show("AdVideo", asked, w.filmValues(t))
	}
	switch t.Kind {
	case "comment":
		return w.show("Comment", asked, w.commentValues(t, base))
	case "message":
		return w.show("UnifiedMessage", asked, w.messageValues(t, base))
	}
	return w.show("PagePost", asked, w.postValues(t, base))
}
