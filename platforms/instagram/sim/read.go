package sim

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// accounts lists the Pages of a system user with their Instagram accounts.
func (w *World) accounts(q *simulator.Request) simulator.Answer {
	if key(q) == pageToken {
		return refuse(100, 0, "(#100) Tried accessing nonexisting field (accounts)")
	}
	fs, err := parseFields(q.Query.Get("fields"))
	if err != nil {
		return refuse(100, 0, err.Error())
	}
	return list(q, 1, 25, key(q), func(int) (map[string]any, error) { return project(fs, w.pageValues(q)) })
}

func (w *World) pageValues(q *simulator.Request) values {
	account, name := accountID, username
	if q.Fault == simulator.WrongIdentity {
		account, name = "17841400000000099", "southfield.council"
	}
	return values{"id": is(pageID), "name": is("Northfield Council"), "username": is("northfieldcouncil"), "access_token": is(pageToken),
		"link": is("https://www.facebook.com/northfieldcouncil"), "tasks": is([]string{"ANALYZE", "MESSAGING", "MODERATE", "CREATE_CONTENT"}),
		"instagram_business_account": func(f field) any { return some(f, values{"id": is(account), "username": is(name)}) }}
}

// some is an object inside a node; without braces Meta gives its id alone.
func some(f field, v values) any {
	out, err := project(f.inner, v)
	if err != nil {
		return err
	}
	return out
}

// me is the Page on one route and the account on the other.
func (w *World) me(q *simulator.Request) simulator.Answer {
	fs, err := parseFields(q.Query.Get("fields"))
	if err != nil {
		return refuse(100, 0, err.Error())
	}
	v := values{"id": is("120200000000009"), "name": is("Northfield system user")}
	switch {
	case w.Route == Login:
		v = w.accountValues(q.Fault == simulator.WrongIdentity)
	case key(q) == pageToken:
		v = w.pageValues(q)
	}
	body, err := project(fs, v)
	if err != nil {
		return refuse(100, 0, "(#100) "+err.Error())
	}
	return ok(body)
}

func (w *World) accountValues(wrong bool) values {
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
	v := values{"id": is(id), "username": is(name), "name": is("Northfield Council"), "followers_count": is(2310), "follows_count": is(88),
		"media_count": is(live), "profile_picture_url": is("https://cdn.example/us.jpg")}
	if w.Route == Login {
		v["id"], v["user_id"], v["account_type"] = is("9988"+id[4:]), is(id), is("BUSINESS")
	}
	return v
}

func (w *World) debug(*simulator.Request) simulator.Answer {
	kind := "SYSTEM_USER"
	if w.PageKey {
		kind = "PAGE"
	}
	return ok(map[string]any{"data": map[string]any{"type": kind, "application": "Northfield desk", "is_valid": true, "expires_at": 0,
		"data_access_expires_at": 0, "scopes": w.Scopes, "user_id": "120200000000009"}})
}

// refresh renews an access key of Instagram Login that is at least a day old.
func (w *World) refresh(q *simulator.Request) simulator.Answer {
	if q.Query.Get("grant_type") != "ig_refresh_token" {
		return refuse(100, 0, "(#100) Invalid parameter")
	}
	now := w.clock()
	if q.Query.Get("access_token") != w.s.Token || !now.Before(w.s.Ends) {
		return failure(400, 190, 463, "Error validating access token", nil)
	}
	if now.Sub(w.s.Made) < 24*time.Hour {
		return refuse(100, 0, "(#100) The access token is not old enough to be refreshed")
	}
	w.s.Token = w.next("IGAAinventedLogin%04d")
	w.s.Made, w.s.Ends = now, now.Add(life)
	return ok(map[string]any{"access_token": w.s.Token, "token_type": "bearer", "expires_in": int64(life / time.Second), "permissions": strings.Join(w.Scopes, ",")})
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
		return refuse(100, 33, "Object with ID does not exist")
	}
	fs, err := parseFields(q.Query.Get("fields"))
	if err != nil {
		return refuse(100, 0, err.Error())
	}
	since, _ := strconv.ParseInt(q.Query.Get("since"), 10, 64)
	var live []*medium
	for _, m := range all {
		if !m.Deleted && m.At.Unix() >= since {
			live = append(live, m)
		}
	}
	sort.SliceStable(live, func(i, j int) bool { return live[i].At.After(live[j].At) })
	return list(q, len(live), 100, key(q), func(i int) (map[string]any, error) { return project(fs, w.mediumValues(live[i])) })
}

func (w *World) mediumValues(m *medium) values {
	alt := ""
	if len(m.Alts) > 0 {
		alt = m.Alts[0]
	}
	link := "https://www.instagram.com/p/" + shortcode(m.ID) + "/"
	v := values{"id": is(m.ID), "caption": is(m.Caption), "media_type": is(m.Type), "media_product_type": is("FEED"), "permalink": is(link),
		"shortcode": is(shortcode(m.ID)), "timestamp": is(stamp(m.At)), "like_count": is(12), "comments_count": is(w.countUnder(m.ID)),
		"is_comment_enabled": is(true), "username": is(m.Owner), "media_url": is("https://cdn.example/" + m.ID + ".jpg"),
		"thumbnail_url": is("https://cdn.example/" + m.ID + "-small.jpg"), "owner": is(map[string]any{"id": accountID}),
		"comments": func(f field) any { return w.commentEdge(m.ID, f) }}
	if alt != "" {
		v["alt_text"] = is(alt)
	} else {
		v["alt_text"] = is(nil)
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
		return refuse(100, 33, "Object with ID does not exist")
	}
	fs, err := parseFields(q.Query.Get("fields"))
	if err != nil {
		return refuse(100, 0, err.Error())
	}
	live := w.live(above)
	return list(q, len(live), 50, key(q), func(i int) (map[string]any, error) { return project(fs, w.commentValues(live[i])) })
}

func (w *World) commentEdge(above string, f field) any {
	live := w.live(above)
	return within(len(live), f, func(i int, inner []field) (map[string]any, error) { return project(inner, w.commentValues(live[i])) })
}

func (w *World) commentValues(c *comment) values {
	v := values{"id": is(c.ID), "text": is(c.Text), "timestamp": is(stamp(c.At)), "username": is(c.Handle), "hidden": is(c.Hidden),
		"like_count": is(0), "parent_id": is(nil),
		"media":   func(f field) any { return some(f, w.mediumValues(w.index.media[c.Media])) },
		"from":    func(f field) any { return some(f, values{"id": is(c.Author), "username": is(c.Handle)}) },
		"replies": func(f field) any { return w.commentEdge(c.ID, f) }}
	if c.Parent != "" {
		v["parent_id"] = is(c.Parent)
	}
	return v
}
