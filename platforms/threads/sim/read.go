package sim

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

func (w *World) me(q *simulator.Request) simulator.Answer {
	id, name := accountID, username
	if q.Fault == simulator.WrongIdentity {
		id, name = "9100000000000099", "southfield.council"
	}
	return w.give(q, values{"id": is(id), "username": is(name), "name": is("Northfield Council"), "threads_profile_picture_url": is("https://cdn.example/us.jpg")})
}

// give answers with what was asked for of one object.
func (w *World) give(q *simulator.Request, v values) simulator.Answer {
	fs, err := parseFields(q.Query.Get("fields"))
	if err != nil {
		return refuse(100, 0, err.Error())
	}
	body, err := project(fs, v)
	if err != nil {
		return refuse(100, 0, "(#100) "+err.Error())
	}
	return ok(body)
}

// list gives those posts that are wanted, newest first, from "since" on.
func (w *World) list(q *simulator.Request, wanted func(*post) bool) simulator.Answer {
	since, _ := strconv.ParseInt(q.Query.Get("since"), 10, 64)
	var found []*post
	for _, p := range w.s.Posts {
		if !p.Deleted && wanted(p) && p.At.Unix() >= since {
			found = append(found, p)
		}
	}
	return w.page(q, found, true)
}

func (w *World) page(q *simulator.Request, found []*post, newestFirst bool) simulator.Answer {
	fs, err := parseFields(q.Query.Get("fields"))
	if err != nil {
		return refuse(100, 0, err.Error())
	}
	sort.SliceStable(found, func(i, j int) bool {
		return found[i].At.After(found[j].At) == newestFirst && !found[i].At.Equal(found[j].At)
	})
	return list(q, len(found), 100, simulator.Bearer(q.Header), func(i int) (map[string]any, error) { return project(fs, w.values(found[i])) })
}

// thread gives what stands below a post of ours: everything, or what answers it
// directly.
func (w *World) thread(q *simulator.Request) simulator.Answer {
	p := w.by[q.Vars["post"]]
	if p == nil || p.Deleted || p.Handle != username || q.Call.Name == "conversation" && p.Root != "" {
		return refuse(100, 33, "Object with ID does not exist")
	}
	root := p.ID
	if p.Root != "" {
		root = p.Root
	}
	var found []*post
	for _, below := range w.below[root] {
		if !w.lost(below) && (q.Call.Name == "conversation" || below.Above == p.ID) {
			found = append(found, below)
		}
	}
	return w.page(q, found, q.Query.Get("reverse") != "false")
}

// lost tells whether a reply or anything above it is gone.
func (w *World) lost(p *post) bool {
	for p != nil {
		if p.Deleted {
			return true
		}
		p = w.by[p.Above]
	}
	return false
}

func (w *World) node(q *simulator.Request) simulator.Answer {
	id := q.Vars["post"]
	for _, c := range w.s.Containers {
		if c.ID == id {
			c.Looks++
			return w.give(q, w.containerValues(c))
		}
	}
	p := w.by[id]
	if p == nil || w.lost(p) || w.Closed && p.Handle != username {
		return refuse(100, 33, "Object with ID does not exist")
	}
	return w.give(q, w.values(p))
}

func (w *World) values(p *post) values {
	replies := slices.ContainsFunc(w.s.Posts, func(below *post) bool { return below.Above == p.ID && !below.Deleted })
	code := "D" + strings.TrimLeft(p.ID[4:], "0")
	link := "https://www.threads.net/@" + p.Handle + "/post/" + code
	v := values{"id": is(p.ID), "media_product_type": is("THREADS"), "media_type": is(p.Kind), "permalink": is(link), "username": is(p.Handle),
		"text": is(p.Text), "timestamp": is(stamp(p.At)), "shortcode": is(code), "is_quote_post": is(false), "has_replies": is(replies),
		"alt_text": is(nil), "link_attachment_url": is(nil), "media_url": is(nil), "owner": is(nil),
		"is_reply": is(p.Root != ""), "is_reply_owned_by_me": is(p.Handle == username), "root_post": is(nil), "replied_to": is(nil), "hide_status": is("NOT_HUSHED")}
	if p.Handle == username {
		v["owner"] = is(map[string]any{"id": accountID})
	}
	if p.Alt != "" {
		v["alt_text"] = is(p.Alt)
	}
	if p.Kind != "TEXT_POST" {
		v["media_url"] = is("https://cdn.example/" + p.ID + ".jpg")
	}
	if p.Root != "" {
		v["root_post"] = func(f field) any { return object(f, p.Root) }
		v["replied_to"] = func(f field) any { return object(f, p.Above) }
	}
	if p.Hidden {
		v["hide_status"] = is("HIDDEN")
	}
	return v
}

// object is a post that another one points to, by its id alone.
func object(f field, id string) any {
	out, err := project(f.inner, values{"id": is(id)})
	if err != nil {
		return err
	}
	return out
}

func (w *World) containerValues(c *container) values {
	v := values{"id": is(c.ID), "status": is("FINISHED"), "error_message": is(nil)}
	switch {
	case c.Published != "":
		v["status"] = is("PUBLISHED")
	case w.clock().Sub(c.At) > 24*time.Hour:
		v["status"] = is("EXPIRED")
	case strings.Contains(c.Text, "#wrongshape"):
		v["status"], v["error_message"] = is("ERROR"), is("INVALID_ASPEC_RATIO")
	case c.Looks <= w.Slow:
		v["status"] = is("IN_PROGRESS")
	}
	return v
}

func (w *World) quota(q *simulator.Request) simulator.Answer {
	posts, answers := 0, 0
	for _, o := range w.s.Ours {
		switch {
		case w.clock().Sub(o.At) >= 24*time.Hour:
		case o.Post:
			posts++
		default:
			answers++
		}
	}
	fs, err := parseFields(q.Query.Get("fields"))
	if err != nil {
		return refuse(100, 0, err.Error())
	}
	body, err := project(fs, values{"quota_usage": is(posts), "config": is(map[string]any{"quota_total": w.Quota, "quota_duration": 86400}),
		"reply_quota_usage": is(answers), "reply_config": is(map[string]any{"quota_total": w.ReplyQuota, "quota_duration": 86400})})
	if err != nil {
		return refuse(100, 0, "(#100) "+err.Error())
	}
	return ok(map[string]any{"data": []map[string]any{body}})
}

// The figures that Meta gives.
var (
	postFigures    = []string{"views", "likes", "replies", "reposts", "quotes", "shares"}
	accountFigures = []string{"views", "likes", "replies", "reposts", "quotes", "clicks", "followers_count"}
)

func (w *World) insights(q *simulator.Request) simulator.Answer {
	known, p := accountFigures, w.by[q.Vars["post"]]
	if q.Call.Name == "insights" {
		if known = postFigures; p == nil || p.Deleted || p.Handle != username {
			return refuse(100, 33, "Object with ID does not exist")
		}
	}
	data := []map[string]any{}
	for i, name := range strings.Split(q.Query.Get("metric"), ",") {
		if !slices.Contains(known, name) || slices.Contains(w.Dead, name) {
			return refuse(100, 0, fmt.Sprintf("(#100) metric[%d] must be one of the following values: %s", i, strings.Join(known, ", ")))
		}
		n := 40 + i
		if p != nil && name == "replies" {
			n = len(w.below[p.ID])
		}
		one := map[string]any{"name": name, "period": "day", "title": name, "id": name}
		if name == "views" || p != nil {
			one["values"] = []map[string]any{{"value": n}}
		} else {
			one["total_value"] = map[string]any{"value": n}
		}
		data = append(data, one)
	}
	return ok(map[string]any{"data": data})
}
