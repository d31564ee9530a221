package sim

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	meta "commsdesk/platforms/graph/sim"
	"commsdesk/platforms/simulator"
)

func (w *World) me(q *simulator.Request) simulator.Answer {
	id, name := accountID, username
	if q.Fault == simulator.WrongIdentity {
		id, name = "9100000000000099", "southfield.council"
	}
	return w.give(q, meta.Values{"id": meta.Is(id), "username": meta.Is(name), "name": meta.Is("Northfield Council"), "threads_profile_picture_url": meta.Is("https://cdn.example/us.jpg")})
}

// give answers with what was asked for of one object.
func (w *World) give(q *simulator.Request, v meta.Values) simulator.Answer {
	fs, err := meta.ParseFields(q.Query.Get("fields"))
	if err != nil {
		return meta.Refuse(100, 0, err.Error())
	}
	body, err := meta.Project(fs, v)
	if err != nil {
		return meta.Refuse(100, 0, "(#100) "+err.Error())
	}
	return meta.OK(body)
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
	fs, err := meta.ParseFields(q.Query.Get("fields"))
	if err != nil {
		return meta.Refuse(100, 0, err.Error())
	}
	sort.SliceStable(found, func(i, j int) bool {
		return found[i].At.After(found[j].At) == newestFirst && !found[i].At.Equal(found[j].At)
	})
	return meta.List(q, len(found), 100, simulator.Bearer(q.Header), func(i int) (map[string]any, error) { return meta.Project(fs, w.values(found[i])) })
}

// thread gives what stands below a post of ours: everything, or what answers it
// directly.
func (w *World) thread(q *simulator.Request) simulator.Answer {
	p := w.by[q.Vars["post"]]
	if p == nil || p.Deleted || p.Handle != username || q.Call.Name == "conversation" && p.Root != "" {
		return meta.Refuse(100, 33, "Object with ID does not exist")
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
		return meta.Refuse(100, 33, "Object with ID does not exist")
	}
	return w.give(q, w.values(p))
}

func (w *World) values(p *post) meta.Values {
	replies := slices.ContainsFunc(w.s.Posts, func(below *post) bool { return below.Above == p.ID && !below.Deleted })
	code := "D" + strings.TrimLeft(p.ID[4:], "0")
	link := "https://www.threads.net/@" + p.Handle + "/post/" + code
	v := meta.Values{"id": meta.Is(p.ID), "media_product_type": meta.Is("THREADS"), "media_type": meta.Is(p.Kind), "permalink": meta.Is(link), "username": meta.Is(p.Handle),
		"text": meta.Is(p.Text), "timestamp": meta.Is(meta.Stamp(p.At)), "shortcode": meta.Is(code), "is_quote_post": meta.Is(false), "has_replies": meta.Is(replies),
		"alt_text": meta.Is(nil), "link_attachment_url": meta.Is(nil), "media_url": meta.Is(nil), "owner": meta.Is(nil),
		"is_reply": meta.Is(p.Root != ""), "is_reply_owned_by_me": meta.Is(p.Handle == username), "root_post": meta.Is(nil), "replied_to": meta.Is(nil), "hide_status": meta.Is("NOT_HUSHED")}
	if p.Handle == username {
		v["owner"] = meta.Is(map[string]any{"id": accountID})
	}
	if p.Alt != "" {
		v["alt_text"] = meta.Is(p.Alt)
	}
	if p.Kind != "TEXT_POST" {
		v["media_url"] = meta.Is("https://cdn.example/" + p.ID + ".jpg")
	}
	if p.Root != "" {
		v["root_post"] = func(f meta.Field) any { return object(f, p.Root) }
		v["replied_to"] = func(f meta.Field) any { return object(f, p.Above) }
	}
	if p.Hidden {
		v["hide_status"] = meta.Is("HIDDEN")
	}
	return v
}

// object is a post that another one points to, by its id alone.
func object(f meta.Field, id string) any {
	out, err := meta.Project(f.Inner, meta.Values{"id": meta.Is(id)})
	if err != nil {
		return err
	}
	return out
}

func (w *World) containerValues(c *container) meta.Values {
	v := meta.Values{"id": meta.Is(c.ID), "status": meta.Is("FINISHED"), "error_message": meta.Is(nil)}
	switch {
	case c.Published != "":
		v["status"] = meta.Is("PUBLISHED")
	case w.clock().Sub(c.At) > 24*time.Hour:
		v["status"] = meta.Is("EXPIRED")
	case strings.Contains(c.Text, "#wrongshape"):
		v["status"], v["error_message"] = meta.Is("ERROR"), meta.Is("INVALID_ASPEC_RATIO")
	case c.Looks <= w.Slow:
		v["status"] = meta.Is("IN_PROGRESS")
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
	fs, err := meta.ParseFields(q.Query.Get("fields"))
	if err != nil {
		return meta.Refuse(100, 0, err.Error())
	}
	body, err := meta.Project(fs, meta.Values{"quota_usage": meta.Is(posts), "config": meta.Is(map[string]any{"quota_total": w.Quota, "quota_duration": 86400}),
		"reply_quota_usage": meta.Is(answers), "reply_config": meta.Is(map[string]any{"quota_total": w.ReplyQuota, "quota_duration": 86400})})
	if err != nil {
		return meta.Refuse(100, 0, "(#100) "+err.Error())
	}
	return meta.OK(map[string]any{"data": []map[string]any{body}})
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
			return meta.Refuse(100, 33, "Object with ID does not exist")
		}
	}
	data := []map[string]any{}
	for i, name := range strings.Split(q.Query.Get("metric"), ",") {
		if !slices.Contains(known, name) || slices.Contains(w.Dead, name) {
			return meta.Refuse(100, 0, fmt.Sprintf("(#100) metric[%d] must be one of the following values: %s", i, strings.Join(known, ", ")))
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
	return meta.OK(map[string]any{"data": data})
}
