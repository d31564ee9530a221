package sim

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	meta "commsdesk/platforms/graph/sim"
	"commsdesk/platforms/simulator"
)

// accounts lists the Pages of a system user with their Instagram accounts.
func (w *World) accounts(q *simulator.Request) simulator.Answer {
	if key(q) == pageToken {
		return meta.Refuse(100, 0, "(#100) Tried accessing nonexisting field (accounts)")
	}
	fs, err := meta.ParseFields(q.Query.Get("fields"))
	if err != nil {
		return meta.Refuse(100, 0, err.Error())
	}
	return meta.List(q, 1, 25, key(q), func(int) (map[string]any, error) { return meta.Project(fs, w.pageValues(q)) })
}

func (w *World) pageValues(q *simulator.Request) meta.Values {
	account, name := accountID, username
	if q.Fault == simulator.WrongIdentity {
		account, name = "17841400000000099", "southfield.council"
	}
	return meta.Values{"id": meta.Is(pageID), "name": meta.Is("Northfield Council"), "username": meta.Is("northfieldcouncil"), "access_token": meta.Is(pageToken),
		"link": meta.Is("https://www.facebook.com/northfieldcouncil"), "tasks": meta.Is([]string{"ANALYZE", "MESSAGING", "MODERATE", "CREATE_CONTENT"}),
		"instagram_business_account": func(f meta.Field) any { return some(f, meta.Values{"id": meta.Is(account), "username": meta.Is(name)}) }}
}

// some is an object inside a node; without braces Meta gives its id alone.
func some(f meta.Field, v meta.Values) any {
	out, err := meta.Project(f.Inner, v)
	if err != nil {
		return err
	}
	return out
}

// me is the Page on one route and the account on the other.
func (w *World) me(q *simulator.Request) simulator.Answer {
	fs, err := meta.ParseFields(q.Query.Get("fields"))
	if err != nil {
		return meta.Refuse(100, 0, err.Error())
	}
	v := meta.Values{"id": meta.Is("120200000000009"), "name": meta.Is("Northfield system user")}
	switch {
	case w.Route == Login:
		v = w.accountValues(q.Fault == simulator.WrongIdentity)
	case key(q) == pageToken:
		v = w.pageValues(q)
	}
	body, err := meta.Project(fs, v)
	if err != nil {
		return meta.Refuse(100, 0, "(#100) "+err.Error())
	}
	return meta.OK(body)
}

func (w *World) accountValues(wrong bool) meta.Values {
	id, name := accountID, username
	if wrong {
		id, name = "17841400000000099", "southfield.council"
	}
	live := 0
	for _, m := range w.s.Media {
		if !m.Deleted {
			live++
		}
	}
	v := meta.Values{"id": meta.Is(id), "username": meta.Is(name), "name": meta.Is("Northfield Council"), "followers_count": meta.Is(2310), "follows_count": meta.Is(88),
		"media_count": meta.Is(live), "profile_picture_url": meta.Is("https://cdn.example/us.jpg")}
	if w.Route == Login {
		v["id"], v["user_id"], v["account_type"] = meta.Is("9988"+id[4:]), meta.Is(id), meta.Is("BUSINESS")
	}
	return v
}

func (w *World) debug(*simulator.Request) simulator.Answer {
	kind := "SYSTEM_USER"
	if w.PageKey {
		kind = "PAGE"
	}
	return meta.OK(map[string]any{"data": map[string]any{"type": kind, "application": "Northfield desk", "is_valid": true, "expires_at": 0,
		"data_access_expires_at": 0, "scopes": w.Scopes, "user_id": "120200000000009"}})
}

// refresh renews an access key of Instagram Login that is at least a day old.
func (w *World) refresh(q *simulator.Request) simulator.Answer {
	if q.Query.Get("grant_type") != "ig_refresh_token" {
		return meta.Refuse(100, 0, "(#100) Invalid parameter")
	}
	now := w.clock()
	if q.Query.Get("access_token") != w.s.Token || !now.Before(w.s.Ends) {
		return meta.Fail(400, 190, 463, "Error validating access token", nil)
	}
	if now.Sub(w.s.Made) < 24*time.Hour {
		return meta.Refuse(100, 0, "(#100) The access token is not old enough to be refreshed")
	}
	w.s.Token = w.next("IGAAinventedLogin%04d")
	w.s.Made, w.s.Ends = now, now.Add(life)
	return meta.OK(map[string]any{"access_token": w.s.Token, "token_type": "bearer", "expires_in": int64(life / time.Second), "permissions": strings.Join(w.Scopes, ",")})
}

// media are our posts, newest first.
func (w *World) media(q *simulator.Request) simulator.Answer {
	return w.mediaList(q, w.s.Media)
}

func (w *World) tagged(q *simulator.Request) simulator.Answer {
	return w.mediaList(q, w.s.Tagged)
}

func (w *World) mediaList(q *simulator.Request, all []*medium) simulator.Answer {
	if q.Vars["ig"] != accountID {
		return meta.Refuse(100, 33, "Object with ID does not exist")
	}
	fs, err := meta.ParseFields(q.Query.Get("fields"))
	if err != nil {
		return meta.Refuse(100, 0, err.Error())
	}
	since, _ := strconv.ParseInt(q.Query.Get("since"), 10, 64)
	var live []*medium
	for _, m := range all {
		if !m.Deleted && m.At.Unix() >= since {
			live = append(live, m)
		}
	}
	sort.SliceStable(live, func(i, j int) bool { return live[i].At.After(live[j].At) })
	return meta.List(q, len(live), 100, key(q), func(i int) (map[string]any, error) { return meta.Project(fs, w.mediumValues(live[i])) })
}

func (w *World) mediumValues(m *medium) meta.Values {
	alt := ""
	if len(m.Alts) > 0 {
		alt = m.Alts[0]
	}
	link := "https://www.instagram.com/p/" + shortcode(m.ID) + "/"
	v := meta.Values{"id": meta.Is(m.ID), "caption": meta.Is(m.Caption), "media_type": meta.Is(m.Type), "media_product_type": meta.Is("FEED"), "permalink": meta.Is(link),
		"shortcode": meta.Is(shortcode(m.ID)), "timestamp": meta.Is(meta.Stamp(m.At)), "like_count": meta.Is(12), "comments_count": meta.Is(w.countUnder(m.ID)),
		"is_comment_enabled": meta.Is(true), "username": meta.Is(m.Owner), "media_url": meta.Is("https://cdn.example/" + m.ID + ".jpg"),
		"thumbnail_url": meta.Is("https://cdn.example/" + m.ID + "-small.jpg"), "owner": meta.Is(map[string]any{"id": accountID}),
		"comments": func(f meta.Field) any { return w.commentEdge(m.ID, f) }}
	if alt != "" {
		v["alt_text"] = meta.Is(alt)
	} else {
		v["alt_text"] = meta.Is(nil)
	}
	return v
}

// countUnder is comments_count: everything below a post that is still there.
func (w *World) countUnder(media string) (n int) {
	for _, c := range w.index.under[media] {
		if c.Deleted {
			continue
		}
		n += 1 + len(w.live(c.ID))
	}
	return n
}

// live are the comments directly below something, newest first below a post and
// oldest first below a comment.
func (w *World) live(above string) (out []*comment) {
	for _, c := range w.index.under[above] {
		if !c.Deleted {
			out = append(out, c)
		}
	}
	if w.index.media[above] != nil {
		slices.Reverse(out)
	}
	return out
}

func (w *World) comments(q *simulator.Request, above string) simulator.Answer {
	m, c := w.index.media[above], w.index.comments[above]
	if (m == nil || m.Deleted || m.Owner != username) && (c == nil || c.Deleted) {
		return meta.Refuse(100, 33, "Object with ID does not exist")
	}
	fs, err := meta.ParseFields(q.Query.Get("fields"))
	if err != nil {
		return meta.Refuse(100, 0, err.Error())
	}
	live := w.live(above)
	return meta.List(q, len(live), 50, key(q), func(i int) (map[string]any, error) { return meta.Project(fs, w.commentValues(live[i])) })
}

func (w *World) commentEdge(above string, f meta.Field) any {
	live := w.live(above)
	return meta.Within(len(live), f, func(i int, inner []meta.Field) (map[string]any, error) {
		return meta.Project(inner, w.commentValues(live[i]))
	})
}

func (w *World) commentValues(c *comment) meta.Values {
	v := meta.Values{"id": meta.Is(c.ID), "text": meta.Is(c.Text), "timestamp": meta.Is(meta.Stamp(c.At)), "username": meta.Is(c.Handle), "hidden": meta.Is(c.Hidden),
		"like_count": meta.Is(0), "parent_id": meta.Is(nil),
		"media": func(f meta.Field) any { return some(f, w.mediumValues(w.index.media[c.Media])) },
		"from": func(f meta.Field) any {
			return some(f, meta.Values{"id": meta.Is(c.Author), "username": meta.Is(c.Handle)})
		},
		"replies": func(f meta.Field) any { return w.commentEdge(c.ID, f) }}
	if c.Parent != "" {
		v["parent_id"] = meta.Is(c.Parent)
	}
	return v
}
