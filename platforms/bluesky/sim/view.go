package sim

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// view answers what the network shows.
func (n *network) view(r *simulator.Request) simulator.Answer {
	switch r.Call.Name {
	case "getProfile":
		return n.getProfile(r)
	case "getProfiles":
		if len(r.Query["actors"]) > actorsMost {
			return badRequest("Error: actors must not have more than 25 elements")
		}
		profiles := []any{}
		for _, id := range r.Query["actors"] {
			if p := n.People[id]; p != nil {
				profiles = append(profiles, n.detailed(p))
			}
		}
		return simulator.Answer{Body: map[string]any{"profiles": profiles}}
	case "listNotifications":
		return n.listNotifications(r)
	case "getAuthorFeed":
		return n.authorFeed(r)
	case "getPosts":
		return n.getPosts(r)
	case "getPostThread":
		return n.thread(r)
	case "getBlocks":
		return n.blocks(r)
	case "muteActor", "unmuteActor":
		if n.People[r.Value("actor")] == nil {
			return badRequest("Actor not found")
		}
		n.Muted[r.Value("actor")] = r.Call.Name == "muteActor"
		return simulator.Answer{}
	}
	return fault(501, "MethodNotImplemented", "Method Not Implemented")
}

// report notes of what the moderators were told.
func (n *network) report(r *simulator.Request) simulator.Answer {
	if r.Header.Get("Atproto-Proxy") != reportProxy {
		return fault(501, "MethodNotImplemented", "Method Not Implemented")
	}
	subject, _ := r.JSON["subject"].(map[string]any)
	about := text(subject["did"])
	if subject["$type"] == "com.atproto.repo.strongRef" {
		about = text(subject["uri"])
		if e := n.Posts[about]; e == nil || e.CID != text(subject["cid"]) {
			return badRequest("Record not found")
		}
	} else if n.People[about] == nil {
		return badRequest("Actor not found")
	}
	n.Reported[about] = true
	return simulator.Answer{Body: map[string]any{"id": len(n.Reported), "reasonType": r.JSON["reasonType"], "subject": subject,
		"reportedBy": n.Did, "createdAt": stamp(n.clock())}}
}

// blocking is the address of our block of somebody, "" for none.
func (n *network) blocking(did string) string {
	for at, s := range n.Records {
		if key, ok := strings.CutPrefix(at, typeBlock+"/"); ok && text(s.Value["subject"]) == did {
			return address(n.Did, typeBlock, key)
		}
	}
	return ""
}

// apart tells whether there is a block between us and somebody.
func (n *network) apart(did string) bool {
	p := n.People[did]
	return p != nil && p.Blocks || n.blocking(did) != ""
}

// profile is a person as lists show them.
func (n *network) profile(p *person) map[string]any {
	viewer := map[string]any{"muted": n.Muted[p.Did], "blockedBy": p.Blocks}
	if uri := n.blocking(p.Did); uri != "" {
		viewer["blocking"] = uri
	}
	return map[string]any{"did": p.Did, "handle": p.Handle, "displayName": p.Name, "viewer": viewer, "labels": []any{}}
}

func (n *network) detailed(p *person) map[string]any {
	posts := 0
	for _, e := range n.Posts {
		if e.Author == p.Did && !e.Deleted {
			posts++
		}
	}
	v := n.profile(p)
	v["followersCount"], v["followsCount"], v["postsCount"] = max(0, len(n.People)-1), 3, posts
	return v
}

func (n *network) getProfile(r *simulator.Request) simulator.Answer {
	for _, p := range n.People {
		if p.Did == r.Value("actor") || p.Handle == r.Value("actor") {
			return simulator.Answer{Body: n.detailed(p)}
		}
	}
	return badRequest("Profile not found")
}

// post is a post as the network shows it.
func (n *network) post(e *entry, base string) map[string]any {
	replies := 0
	for _, uri := range n.below[e.URI] {
		if !n.Posts[uri].Deleted {
			replies++
		}
	}
	v := map[string]any{"uri": e.URI, "cid": e.CID, "author": n.profile(n.People[e.Author]), "record": e.Record, "indexedAt": stamp(e.Indexed),
		"replyCount": replies, "repostCount": 0, "likeCount": len(e.URI) % 5, "quoteCount": 0, "bookmarkCount": 0,
		"viewer": map[string]any{"replyDisabled": e.Closed, "threadMuted": false}, "labels": []any{}}
	if images := list(object(e.Record["embed"])["images"]); len(images) > 0 {
		var views []any
		for _, i := range images {
			link := base + "/picture/" + text(object(object(object(i)["image"])["ref"])["$link"])
			views = append(views, map[string]any{"thumb": link, "fullsize": link, "alt": object(i)["alt"]})
		}
		v["embed"] = map[string]any{"$type": "app.bsky.embed.images#view", "images": views}
	}
	did, _, key := parts(e.URI)
	if gate := n.Records[typeGate+"/"+key]; gate != nil && did == n.Did {
		v["threadgate"] = map[string]any{"uri": address(n.Did, typeGate, key), "cid": gate.CID, "record": gate.Value, "lists": []any{}}
	}
	return v
}

// seen is a post, or what stands in its place.
func (n *network) seen(uri, base string) map[string]any {
	e := n.Posts[uri]
	if e == nil || e.Deleted {
		return map[string]any{"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri, "notFound": true}
	}
	if n.apart(e.Author) {
		return map[string]any{"$type": "app.bsky.feed.defs#blockedPost", "uri": uri, "blocked": true, "author": map[string]any{"did": e.Author}}
	}
	v := n.post(e, base)
	v["$type"] = "app.bsky.feed.defs#postView"
	return v
}

// at is where a list that is sorted by time goes on: after the item of that
// moment and address.
func at(moment time.Time, uri string) string {
	return strconv.FormatInt(moment.UnixMilli(), 10) + "__" + uri[strings.LastIndex(uri, "/")+1:]
}

// after tells whether an item comes after the place of a cursor.
func after(cursor string, moment time.Time, uri string) bool {
	if cursor == "" {
		return true
	}
	millis, key, _ := strings.Cut(cursor, "__")
	ms, _ := strconv.ParseInt(millis, 10, 64)
	if moment.UnixMilli() != ms {
		return moment.UnixMilli() < ms
	}
	return uri[strings.LastIndex(uri, "/")+1:] < key
}

func goodCursor(c string) bool { return c == "" || strings.Contains(c, "__") }

func later(x, y time.Time, a, b string) int {
	if c := y.Compare(x); c != 0 {
		return c
	}
	return strings.Compare(b[strings.LastIndex(b, "/")+1:], a[strings.LastIndex(a, "/")+1:])
}

func (n *network) listNotifications(r *simulator.Request) simulator.Answer {
	size, ok := limit(r)
	cursor := r.Query.Get("cursor")
	if !ok || !goodCursor(cursor) {
		return badRequest("Error: limit can not be greater than 100")
	}
	if !n.sorted {
		slices.SortStableFunc(n.Notes, func(a, b note) int { return later(a.At, b.At, a.URI, b.URI) })
		n.sorted = true
	}
	begin := 0
	if cursor != "" {
		begin, _ = slices.BinarySearchFunc(n.Notes, cursor, func(x note, c string) int {
			if after(c, x.At, x.URI) {
				return 1
			}
			return -1
		})
	}
	var out []any
	next := ""
	for _, x := range n.Notes[begin:] {
		e := n.Posts[x.URI]
		if e.Deleted || n.Muted[e.Author] || n.apart(e.Author) || len(r.Query["reasons"]) > 0 && !slices.Contains(r.Query["reasons"], x.Reason) {
			continue
		}
		if len(out) == size {
			break
		}
		v := map[string]any{"uri": e.URI, "cid": e.CID, "author": n.profile(n.People[e.Author]), "reason": x.Reason, "record": e.Record,
			"isRead": false, "indexedAt": stamp(x.At), "labels": []any{}}
		if x.Subject != "" {
			v["reasonSubject"] = x.Subject
		}
		out = append(out, v)
		next = at(x.At, x.URI)
	}
	return page("notifications", out, next, size, r)
}

// page is an answer with a list and where it goes on.
func page(name string, out []any, next string, size int, r *simulator.Request) simulator.Answer {
	body := map[string]any{name: shown(out, r.Fault)}
	if len(out) == size && next != "" {
		body["cursor"] = next
	}
	return simulator.Answer{Body: body}
}

func (n *network) authorFeed(r *simulator.Request) simulator.Answer {
	size, ok := limit(r)
	cursor := r.Query.Get("cursor")
	if !ok || !goodCursor(cursor) || !slices.Contains([]string{"", "posts_with_replies", "posts_no_replies"}, r.Query.Get("filter")) {
		return badRequest("Error: limit can not be greater than 100")
	}
	var mine []*entry
	for _, uri := range n.Order {
		if e := n.Posts[uri]; e.Author == r.Value("actor") && !e.Deleted && (r.Query.Get("filter") != "posts_no_replies" || parentOf(e.Record) == "") {
			mine = append(mine, e)
		}
	}
	slices.SortStableFunc(mine, func(a, b *entry) int { return later(a.Indexed, b.Indexed, a.URI, b.URI) })
	var out []any
	next := ""
	for _, e := range mine {
		if !after(cursor, e.Indexed, e.URI) {
			continue
		}
		if len(out) == size {
			break
		}
		v := map[string]any{"post": n.post(e, r.URL)}
		if parent := parentOf(e.Record); parent != "" {
			v["reply"] = map[string]any{"root": n.seen(rootOf(e.Record), r.URL), "parent": n.seen(parent, r.URL)}
		}
		out = append(out, v)
		next = at(e.Indexed, e.URI)
	}
	return page("feed", out, next, size, r)
}

func (n *network) getPosts(r *simulator.Request) simulator.Answer {
	if len(r.Query["uris"]) > urisMost {
		return badRequest("Error: uris must not have more than 25 elements")
	}
	var out []any
	for _, uri := range r.Query["uris"] {
		if e := n.Posts[uri]; e != nil && !e.Deleted && !n.apart(e.Author) {
			out = append(out, n.post(e, r.URL))
		}
	}
	return simulator.Answer{Body: map[string]any{"posts": shown(out, r.Fault)}}
}

func (n *network) thread(r *simulator.Request) simulator.Answer {
	uri := r.Value("uri")
	depth, height := number(r, "depth", 6), number(r, "parentHeight", 80)
	if depth < 0 || height < 0 || depth > 1000 || height > 1000 {
		return badRequest("Error: depth can not be greater than 1000")
	}
	if e := n.Posts[uri]; e == nil || e.Deleted {
		return fault(400, "NotFound", "Post not found: "+uri)
	}
	tree := n.tree(uri, depth, r.URL)
	at, node := uri, tree
	for range height {
		e := n.Posts[at]
		if e == nil || parentOf(e.Record) == "" {
			break
		}
		at = parentOf(e.Record)
		above := n.tree(at, 0, r.URL)
		node["parent"] = above
		node = above
	}
	return simulator.Answer{Body: map[string]any{"thread": tree}}
}

func (n *network) tree(uri string, depth int, base string) map[string]any {
	v := n.seen(uri, base)
	if v["uri"] == nil || v["notFound"] != nil || v["blocked"] != nil {
		return v
	}
	delete(v, "$type")
	node := map[string]any{"$type": "app.bsky.feed.defs#threadViewPost", "post": v}
	if depth > 0 {
		replies := []any{}
		for _, below := range n.below[uri] {
			replies = append(replies, n.tree(below, depth-1, base))
		}
		node["replies"] = replies
	}
	return node
}

func number(r *simulator.Request, name string, usual int) int {
	if !r.Query.Has(name) {
		return usual
	}
	v, err := strconv.Atoi(r.Query.Get(name))
	if err != nil {
		return -1
	}
	return v
}

func (n *network) blocks(r *simulator.Request) simulator.Answer {
	size, ok := limit(r)
	from, err := strconv.Atoi("0" + r.Query.Get("cursor"))
	if !ok || err != nil {
		return badRequest("Error: limit can not be greater than 100")
	}
	var who []string
	for at, s := range n.Records {
		if strings.HasPrefix(at, typeBlock+"/") && !slices.Contains(who, text(s.Value["subject"])) {
			who = append(who, text(s.Value["subject"]))
		}
	}
	slices.Sort(who)
	var out []any
	for _, did := range who[min(from, len(who)):min(from+size, len(who))] {
		if p := n.People[did]; p != nil {
			out = append(out, n.profile(p))
		}
	}
	return page("blocks", out, strconv.Itoa(from+size), size, r)
}
