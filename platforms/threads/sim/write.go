package sim

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	meta "commsdesk/platforms/graph/sim"
	"commsdesk/platforms/simulator"
)

// counted is how long Threads takes a text to be: a sign of the plane of emoji
// counts its bytes.
func counted(text string) (n int) {
	for _, r := range text {
		if r >= 0x1F000 {
			n += utf8.RuneLen(r)
		} else {
			n++
		}
	}
	return n
}

// create makes a container.
func (w *World) create(q *simulator.Request) simulator.Answer {
	c := &container{Kind: q.Value("media_type"), Text: q.Value("text"), Alt: q.Value("alt_text"), ReplyTo: q.Value("reply_to_id"),
		Link: q.Value("link_attachment"), Item: q.Value("is_carousel_item") == "true", At: w.clock().UTC()}
	if counted(c.Text) > 500 {
		return meta.Refuse(100, 0, "(#100) Param text must be at most 500 characters long.")
	}
	if above := w.by[c.ReplyTo]; c.ReplyTo != "" {
		switch {
		case above == nil || w.lost(above):
			return meta.Refuse(100, 33, "Object with ID does not exist")
		case !slices.Contains(w.Scopes, "threads_manage_replies"), above.Shut:
			return meta.Refuse(10, 0, "(#10) Application does not have permission for this action")
		}
	}
	switch c.Kind {
	case "TEXT":
		if c.Text == "" && c.Link == "" {
			return meta.Refuse(100, 0, "(#100) Text is missing")
		}
	case "IMAGE", "VIDEO":
		address := q.Value("image_url")
		if c.Kind == "VIDEO" {
			address = q.Value("video_url")
		}
		if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "intranet.council.example" || c.Link != "" {
			return meta.Refuse(100, 2207052, "(#100) The media could not be fetched from this URI")
		}
	case "CAROUSEL":
		c.Children = strings.Split(q.Value("children"), ",")
		if len(c.Children) < 2 || len(c.Children) > 20 || !w.areItems(c.Children) {
			return meta.Refuse(100, 0, "(#100) A carousel takes 2 to 20 items")
		}
	default:
		return meta.Refuse(100, 0, "(#100) Param media_type must be one of the allowed values")
	}
	c.ID = w.next("1900%013d")
	w.s.Containers = append(w.s.Containers, c)
	return meta.OK(map[string]any{"id": c.ID})
}

func (w *World) find(id string) *container {
	for _, c := range w.s.Containers {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func (w *World) areItems(ids []string) bool {
	for _, id := range ids {
		if c := w.find(id); c == nil || !c.Item {
			return false
		}
	}
	return true
}

// publish makes a post of a container; one that was published stays the one post.
func (w *World) publish(q *simulator.Request) simulator.Answer {
	c := w.find(q.Value("creation_id"))
	switch {
	case c == nil || c.Item || q.Fault == simulator.GoneParent:
		return meta.Refuse(100, 33, "Object with ID does not exist")
	case c.Published != "":
		return meta.OK(map[string]any{"id": c.Published})
	case w.containerValues(c)["status"](meta.Field{}) != "FINISHED":
		return meta.Refuse(100, 0, "(#100) The media is not ready for publishing")
	}
	p := post{Handle: username, Text: c.Text, Kind: map[string]string{"TEXT": "TEXT_POST", "CAROUSEL": "CAROUSEL_ALBUM"}[c.Kind], Alt: c.Alt, At: w.clock()}
	if p.Kind == "" {
		p.Kind = c.Kind
	}
	if c.ReplyTo != "" && !w.place(&p, c.ReplyTo) {
		return meta.Refuse(100, 33, "Object with ID does not exist")
	}
	var alts []string
	for _, id := range append([]string{c.ID}, c.Children...) {
		if alt := w.find(id).Alt; alt != "" {
			alts = append(alts, alt)
		}
	}
	c.Published = w.add(p)
	w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: c.Published, Parent: c.ReplyTo, Text: c.Text, Post: c.ReplyTo == "", At: w.clock().UTC(), Alts: alts})
	return meta.OK(map[string]any{"id": c.Published})
}

// hide acts on replies that stand directly below a post of ours.
func (w *World) hide(q *simulator.Request) simulator.Answer {
	p := w.by[q.Vars["post"]]
	hidden, err := strconv.ParseBool(q.Value("hide"))
	switch {
	case p == nil || w.lost(p):
		return meta.Refuse(100, 33, "Object with ID does not exist")
	case err != nil, p.Root == "" || p.Above != p.Root || w.by[p.Root].Handle != username:
		return meta.Refuse(100, 0, "(#100) Only top-level replies to your own posts can be hidden")
	}
	p.Hidden = hidden
	return meta.OK(map[string]any{"success": true})
}

func (w *World) remover(q *simulator.Request) simulator.Answer {
	p := w.by[q.Vars["post"]]
	if p == nil || p.Deleted || p.Handle != username {
		return meta.Refuse(100, 33, "Object with ID does not exist")
	}
	p.Deleted = true
	return meta.OK(map[string]any{"success": true, "deleted_id": p.ID})
}
