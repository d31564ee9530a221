package sim

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"commsdesk/platforms/simulator"
)

func (n *network) postBody(p *post) map[string]any {
	body := map[string]any{"id": p.Share, "author": p.Author, "commentary": p.Text, "createdAt": p.At, "publishedAt": p.At, "lastModifiedAt": p.Changed,
		"lifecycleState": "PUBLISHED", "visibility": "PUBLIC"}
	var images []any
	for i, id := range p.Images {
		images = append(images, map[string]any{"id": id, "altText": p.Alts[i]})
	}
	switch {
	case len(images) == 1:
		body["content"] = map[string]any{"media": images[0]}
	case len(images) > 1:
		body["content"] = map[string]any{"multiImage": map[string]any{"images": images}}
	case p.Article != nil:
		body["content"] = map[string]any{"article": p.Article}
	}
	return body
}

func (n *network) listPosts(r *simulator.Request) simulator.Answer {
	if r.Query.Get("q") != "author" || r.Query.Get("author") != Org {
		return n.Error(r, simulator.Revoked, n.clock())
	}
	var mine []*post
	for _, p := range n.Posts {
		if p.Author == Org && !p.Gone {
			mine = append(mine, p)
		}
	}
	slices.SortStableFunc(mine, func(x, y *post) int { return int(y.Changed - x.Changed) })
	return listedOf(r, len(mine), func(i int) any { return n.postBody(mine[i]) })
}

func (n *network) onePost(r *simulator.Request) simulator.Answer {
	p := n.posts[r.Vars["urn"]]
	switch {
	case p == nil || p.Gone || p.Share != r.Vars["urn"]:
		return missing()
	case p.Author != Org:
		return n.Error(r, simulator.Revoked, n.clock())
	}
	return simulator.Answer{Body: n.postBody(p)}
}

// commentBody is a comment; the author's name comes only where it was asked for and
// the application may know it.
func (n *network) commentBody(c *comment, projection string) map[string]any {
	below := 0
	for _, b := range n.below[c.URN] {
		if !b.Gone {
			below++
		}
	}
	body := map[string]any{"id": c.ID, "commentUrn": c.URN, "object": c.Activity, "actor": c.Actor,
		"created":      map[string]any{"time": c.At, "actor": c.Actor},
		"lastModified": map[string]any{"time": c.Changed, "actor": c.Actor},
		"message":      map[string]any{"text": c.Text, "attributes": []any{}},
		"likesSummary": map[string]any{"totalLikes": 0, "aggregatedTotalLikes": 0, "likedByCurrentUser": false}}
	if c.Parent != "" {
		body["parentComment"] = c.Parent
	} else {
		body["commentsSummary"] = map[string]any{"totalFirstLevelComments": below, "aggregatedTotalComments": below}
	}
	if name := n.Members[c.Actor]; n.names && name != "" && strings.Contains(projection, "actor~") {
		first, last, _ := strings.Cut(name, " ")
		body["actor~"] = map[string]any{"localizedFirstName": first, "localizedLastName": last}
	}
	return body
}

func (n *network) listComments(r *simulator.Request) simulator.Answer {
	place := r.Vars["urn"]
	if c := n.comments[place]; c != nil {
		if c.Gone || n.postGone(c) {
			return missing()
		}
	} else if p := n.posts[place]; p != nil && !p.Gone {
		place = p.Activity
	} else {
		return missing()
	}
	var there []*comment
	for _, c := range n.below[place] {
		if !c.Gone {
			there = append(there, c)
		}
	}
	return listedOf(r, len(there), func(i int) any { return n.commentBody(there[i], r.Query.Get("projection")) })
}

func (n *network) postGone(c *comment) bool {
	p := n.posts[c.Activity]
	return p == nil || p.Gone
}

// named finds the comment of a path, below its post or its activity.
func (n *network) named(r *simulator.Request) *comment {
	p := n.posts[r.Vars["urn"]]
	if p == nil || p.Gone {
		return nil
	}
	c := n.comments["urn:li:comment:("+p.Activity+","+r.Vars["id"]+")"]
	if c == nil || c.Gone {
		return nil
	}
	if c.Parent != "" && n.comments[c.Parent] != nil && n.comments[c.Parent].Gone {
		return nil
	}
	return c
}

func (n *network) oneComment(r *simulator.Request) simulator.Answer {
	c := n.named(r)
	if c == nil {
		return missing()
	}
	if n.onlyOwn && n.posts[c.Activity].Author != Org {
		return n.Error(r, simulator.Revoked, n.clock())
	}
	return simulator.Answer{Body: n.commentBody(c, r.Query.Get("projection"))}
}

func (n *network) reply(r *simulator.Request) simulator.Answer {
	place, object := r.Vars["urn"], r.Value("object")
	message, _ := r.JSON["message"].(map[string]any)
	text, _ := message["text"].(string)
	above, p := n.comments[place], n.posts[object]
	if r.Fault == simulator.GoneParent && above != nil {
		above.Gone = true
	}
	switch {
	case r.Value("actor") != Org:
		return n.Error(r, simulator.Revoked, n.clock())
	case strings.TrimSpace(text) == "" || length(text) > commentMost:
		return refuse(http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", 0, "message.text is not valid")
	case p == nil || p.Gone || n.fresh || above == nil && n.posts[place] == nil || above != nil && above.Gone || r.Fault == simulator.GoneParent:
		return missing()
	case above != nil && (r.Value("parentComment") != above.URN || above.Parent != ""):
		return n.Error(r, "", n.clock())
	case p.Closed:
		return refuse(http.StatusForbidden, "ACCESS_DENIED", 0, "Comments are disabled for this thread")
	}
	urn := n.add(Org, place, text, n.server.Now())
	n.saved.Ours = append(n.saved.Ours, simulator.Accepted{ID: urn, Parent: place, Text: text, At: n.server.Now()})
	c := n.comments[urn]
	return simulator.Answer{Status: http.StatusCreated, Header: http.Header{"X-Restli-Id": {c.ID}}, Body: n.commentBody(c, "")}
}

func length(text string) int { return len(utf16.Encode([]rune(text))) }

func (n *network) remove(r *simulator.Request) simulator.Answer {
	c := n.named(r)
	switch {
	case c == nil:
		return missing()
	case r.Query.Get("actor") != Org || c.Actor != Org && n.forbid:
		return n.Error(r, simulator.Revoked, n.clock())
	}
	c.Gone = true
	n.about(c, "COMMENT_DELETE", n.server.Now().UnixMilli())
	return simulator.Answer{Status: http.StatusNoContent}
}

func (n *network) withdraw(r *simulator.Request) simulator.Answer {
	p := n.posts[r.Vars["urn"]]
	if p != nil && p.Author != Org {
		return n.Error(r, simulator.Revoked, n.clock())
	}
	if p != nil {
		p.Gone = true
	}
	return simulator.Answer{Status: http.StatusNoContent} // repeating it is no error
}

var span = regexp.MustCompile(`(?:^|&)timeRange=\(start:(\d+),end:(\d+)\)`)

func (n *network) notifications(r *simulator.Request) simulator.Answer {
	raw := r.Raw.URL.RawQuery
	wanted, ok := inList(raw, "actions")
	limits := span.FindStringSubmatch(raw)
	if r.Query.Get("q") != "criteria" || !ok || len(limits) != 3 {
		return n.Error(r, "", n.clock())
	}
	for _, w := range wanted {
		if !slices.Contains(kinds, w) || n.core && !slices.Contains(kinds[:4], w) {
			return n.Error(r, "", n.clock())
		}
	}
	if r.Query.Get("organizationalEntity") != Org || n.role != "ADMINISTRATOR" {
		return n.Error(r, simulator.Revoked, n.clock())
	}
	from, _ := strconv.ParseInt(limits[1], 10, 64)
	to, _ := strconv.ParseInt(limits[2], 10, 64)
	from = max(from, n.clock().AddDate(0, 0, -60).UnixMilli())
	var found []*note
	for _, t := range n.Notes {
		if t.At >= from && t.At <= to && slices.Contains(wanted, t.Action) {
			found = append(found, t)
		}
	}
	slices.SortStableFunc(found, func(x, y *note) int { return int(y.At - x.At) })
	return listedOf(r, len(found), func(i int) any { return n.noteBody(found[i]) })
}

// noteBody is a notification. The short form of the comment's name in
// generatedActivity is LinkedIn's.
func (n *network) noteBody(t *note) map[string]any {
	p := n.posts[t.Share]
	body := map[string]any{"notificationId": t.ID, "organizationalEntity": Org, "action": t.Action, "lastModifiedAt": t.At,
		"subscriber": "urn:li:person:officer", "sourcePost": p.Activity,
		"decoratedSourcePost": map[string]any{"entity": p.Share, "owner": p.Author, "text": p.Text, "mediaCategory": "NONE"}}
	if t.Comment == "" {
		body["generatedActivity"] = p.Share
		body["decoratedGeneratedActivity"] = map[string]any{"share": map[string]any{"entity": p.Share, "owner": t.Actor, "text": t.Text}}
		return body
	}
	body["generatedActivity"] = strings.Replace(t.Comment, "(urn:li:", "(", 1)
	body["decoratedGeneratedActivity"] = map[string]any{"comment": map[string]any{"entity": t.Comment, "owner": t.Actor, "text": t.Text, "object": p.Activity}}
	return body
}
