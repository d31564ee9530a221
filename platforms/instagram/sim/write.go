package sim

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	meta "commsdesk/platforms/graph/sim"
	"commsdesk/platforms/simulator"
)

// captionMost is how long captions and comments may be.
const captionMost = 2200

// write carries out what changes something.
func (w *World) write(q *simulator.Request) simulator.Answer {
	switch q.Call.Name {
	case "reply", "comment":
		return w.comment(q)
	case "mention":
		return w.mention(q)
	case "hide":
		return w.hide(q)
	case "delete":
		return w.remover(q)
	case "message":
		return w.send(q)
	case "block":
		return w.block(q)
	case "container":
		return w.create(q)
	case "upload":
		return w.upload(q)
	}
	return w.publish(q)
}

func (w *World) comment(q *simulator.Request) simulator.Answer {
	parent, text := q.Vars["media"], q.Value("message")
	if q.Call.Name == "reply" {
		parent = q.Vars["comment"]
	}
	c := w.index.comments[parent]
	m := w.index.media[parent]
	switch {
	case q.Fault == simulator.GoneParent, c == nil && (m == nil || m.Deleted), c != nil && c.Deleted, q.Call.Name == "reply" && c == nil:
		return meta.Refuse(100, 33, "Object with ID does not exist")
	case length(text) > captionMost:
		return meta.Refuse(100, 0, "(#100) The comment is too long")
	case c != nil && (c.Parent != "" || c.Hidden || c.Shut):
		return meta.Refuse(100, 0, "(#100) The comment can't be replied to")
	}
	id := w.addComment(accountID, username, parent, text, w.clock())
	w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: id, Parent: parent, Text: text, At: w.clock().UTC()})
	return meta.OK(map[string]any{"id": id})
}

// mention answers a caption that names us, under somebody else's picture.
func (w *World) mention(q *simulator.Request) simulator.Answer {
	m := w.index.media[q.Value("media_id")]
	switch {
	case q.Vars["ig"] != accountID || m == nil || m.Deleted:
		return meta.Refuse(100, 33, "Object with ID does not exist")
	case m.Owner == username || !strings.Contains(strings.ToLower(m.Caption), "@"+username):
		return meta.Refuse(100, 0, "(#100) The account was not mentioned")
	}
	id := w.next("1785%013d")
	w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: id, Parent: m.ID, Text: q.Value("message"), At: w.clock().UTC()})
	return meta.OK(map[string]any{"id": id})
}

func (w *World) hide(q *simulator.Request) simulator.Answer {
	c := w.index.comments[q.Vars["comment"]]
	hidden, err := strconv.ParseBool(q.Value("hide"))
	switch {
	case c == nil || c.Deleted:
		return meta.Refuse(100, 33, "Object with ID does not exist")
	case err != nil || c.Author == accountID:
		return meta.Refuse(100, 0, "(#100) Invalid parameter")
	}
	c.Hidden = hidden
	return meta.OK(map[string]any{"success": true})
}

func (w *World) remover(q *simulator.Request) simulator.Answer {
	id := q.Vars["id"]
	c, m := w.index.comments[id], w.index.media[id]
	switch {
	case c != nil && !c.Deleted:
		if !slices.ContainsFunc(w.Scopes, func(s string) bool { return strings.HasSuffix(s, "manage_comments") }) {
			return meta.Refuse(10, 0, "(#10) Application does not have permission for this action")
		}
	case m != nil && !m.Deleted && m.Owner == username:
		if !slices.Contains(w.Scopes, "instagram_manage_contents") {
			return meta.Refuse(10, 0, "(#10) Application does not have permission for this action")
		}
	default:
		return meta.Refuse(100, 33, "Object with ID does not exist")
	}
	w.remove(id)
	return meta.OK(map[string]any{"success": true})
}

func length(s string) int { return len(utf16.Encode([]rune(s))) }

var hashtag = regexp.MustCompile(`#[\p{L}\p{N}_]+`)

// create makes a container.
func (w *World) create(q *simulator.Request) simulator.Answer {
	c := &container{Kind: q.Value("media_type"), Caption: q.Value("caption"), Alt: q.Value("alt_text"), Item: q.Value("is_carousel_item") == "true", At: w.clock().UTC()}
	address := q.Value("image_url") + q.Value("video_url")
	switch {
	case q.Vars["ig"] != accountID:
		return meta.Refuse(100, 33, "Object with ID does not exist")
	case length(c.Caption) > captionMost, len(hashtag.FindAllString(c.Caption, -1)) > 30:
		return meta.Refuse(100, 2207010, "(#100) The caption is too long")
	case c.Kind == "CAROUSEL":
		c.Children = strings.Split(q.Value("children"), ",")
		if len(c.Children) < 2 || len(c.Children) > 10 || !w.areItems(c.Children) {
			return meta.Refuse(100, 0, "(#100) A carousel takes 2 to 10 items")
		}
	case q.Value("upload_type") == "resumable":
		if w.Route == Login || address != "" || c.Kind != "REELS" && c.Kind != "VIDEO" {
			return meta.Refuse(100, 0, "(#100) Invalid parameter")
		}
		c.Upload = true
	case !reachable(address):
		return meta.Refuse(9004, 2207052, "The media could not be fetched from this URI")
	case c.Kind == "" && q.Value("image_url") == "", c.Kind != "" && q.Value("video_url") == "", c.Kind == "" && len(c.Alt) > 1000:
		return meta.Refuse(100, 0, "(#100) Invalid parameter")
	}
	c.ID = w.next("1800%013d")
	w.s.Containers = append(w.s.Containers, c)
	body := map[string]any{"id": c.ID}
	if c.Upload {
		body["uri"] = q.URL + "/ig-api-upload/" + version + "/" + c.ID
	}
	return meta.OK(body)
}

func (w *World) areItems(ids []string) bool {
	for _, id := range ids {
		if c := w.findContainer(id); c == nil || !c.Item {
			return false
		}
	}
	return true
}

// reachable tells whether the network could fetch a picture.
func reachable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.Host != "intranet.council.example"
}

func (w *World) findContainer(id string) *container {
	for _, c := range w.s.Containers {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func (w *World) containerValues(c *container) meta.Values {
	status, words := "FINISHED", "Finished: Media has been uploaded and it is ready to be published."
	switch {
	case c.Published != "":
		status, words = "PUBLISHED", "Published: Media has been published."
	case w.clock().Sub(c.At) > 24*time.Hour:
		status, words = "EXPIRED", "Expired: Media has not been published within 24 hours."
	case strings.Contains(c.Caption, "#wrongshape"):
		status, words = "ERROR", "Error: Media upload has failed with error code 2207026"
	case c.Upload && c.Bytes == 0, c.Looks <= w.Slow:
		status, words = "IN_PROGRESS", "In Progress: Media is still being processed."
	}
	return meta.Values{"id": meta.Is(c.ID), "status_code": meta.Is(status), "status": meta.Is(words)}
}

// upload takes the bytes of a film, from where the last piece ended.
func (w *World) upload(q *simulator.Request) simulator.Answer {
	c := w.findContainer(q.Vars["container"])
	size, err := strconv.Atoi(q.Header.Get("file_size"))
	offset, err2 := strconv.Atoi(q.Header.Get("offset"))
	if c == nil || err != nil || err2 != nil || offset != c.Bytes || offset+len(q.Body) > size {
		return meta.Refuse(100, 0, "(#100) Invalid parameter")
	}
	c.Bytes += len(q.Body)
	return meta.OK(map[string]any{"success": true, "message": "Upload successful."})
}

func (w *World) offset(q *simulator.Request) simulator.Answer {
	c := w.findContainer(q.Vars["container"])
	if c == nil {
		return meta.Refuse(100, 33, "Object with ID does not exist")
	}
	return meta.OK(map[string]any{"offset": c.Bytes})
}

// publish makes a post of a container; one that was published stays the one post.
func (w *World) publish(q *simulator.Request) simulator.Answer {
	c := w.findContainer(q.Value("creation_id"))
	if q.Vars["ig"] != accountID || c == nil || c.Item {
		return meta.Refuse(100, 33, "Object with ID does not exist")
	}
	if c.Published != "" {
		return meta.OK(map[string]any{"id": c.Published})
	}
	if w.publishedToday() >= w.Quota {
		return meta.Refuse(9, 2207042, "Application request limit reached")
	}
	switch w.containerValues(c)["status_code"](meta.Field{}) {
	case "FINISHED":
	case "EXPIRED":
		return meta.Refuse(-2, 2207020, "The media has expired")
	default:
		return meta.Refuse(9007, 2207027, "The media is not ready for publishing")
	}
	alts := []string{}
	for _, id := range append([]string{c.ID}, c.Children...) {
		if part := w.findContainer(id); part.Alt != "" {
			alts = append(alts, part.Alt)
		}
	}
	kind := map[string]string{"CAROUSEL": "CAROUSEL_ALBUM", "REELS": "VIDEO", "VIDEO": "VIDEO"}[c.Kind]
	if kind == "" {
		kind = "IMAGE"
	}
	c.Published = w.addMedium(c.Caption, kind, w.clock(), alts)
	w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: c.Published, Text: c.Caption, Post: true, At: w.clock().UTC(), Alts: alts})
	return meta.OK(map[string]any{"id": c.Published})
}

func (w *World) publishedToday() (n int) {
	for _, o := range w.s.Ours {
		if o.Post && w.clock().Sub(o.At) < 24*time.Hour {
			n++
		}
	}
	return n
}
