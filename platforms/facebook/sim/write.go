package sim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"

	"commsdesk/platforms/simulator"
)

// The Page's limits (platforms.md 3).
const (
	postMost    = 63206
	commentMost = 8000
	messageMost = 2000
	photosMost  = 10
	photoMost   = 4 << 20
	day         = 24 * time.Hour
)

func length(s string) int { return len(utf16.Encode([]rune(s))) }

// ok is the Graph's word that something was done.
func ok() simulator.Answer { return simulator.Answer{Body: map[string]any{"success": true}} }

// publish makes a post, now or later, with photos that were brought before.
func (w *World) publish(r *simulator.Request) simulator.Answer {
	if id := r.Vars["id"]; id != w.s.Page.ID && id != "me" {
		return gone(id)
	}
	text := r.Value("message")
	var media []struct {
		ID string `json:"media_fbid"`
	}
	if v := r.Value("attached_media"); v != "" && json.Unmarshal([]byte(v), &media) != nil || len(media) > photosMost {
		return wrong("(#100) attached_media is not a list of up to ten photos")
	}
	if text == "" && r.Value("link") == "" && len(media) == 0 || length(text) > postMost {
		return wrong("(#100) Param message is empty or too long")
	}
	post := &thing{Kind: "post", From: w.s.Page.ID, Text: text, Link: r.Value("link"), At: w.server.Now(), ByUs: true, Through: true}
	if a, ok := w.when(r, post); !ok {
		return a
	}
	for i := len(w.s.Things) - 1; i >= 0; i-- {
		if t := w.s.Things[i]; t.Kind == "post" && !t.Deleted && t.Text == text && post.For.Equal(t.For) && post.At.Sub(t.At) < time.Hour {
			return fault(http.StatusBadRequest, 506, 1366051, "Duplicate status message")
		}
	}
	for _, m := range media {
		alt, ok := w.s.Photos[m.ID]
		if !ok {
			return wrong("(#100) There is no such photo")
		}
		delete(w.s.Photos, m.ID)
		post.Alts = append(post.Alts, alt)
	}
	post.ID = w.s.Page.ID + "_" + w.number()
	return simulator.Answer{Body: map[string]any{"id": w.add(post)}}
}

// when reads whether a post comes now or later.
func (w *World) when(r *simulator.Request, post *thing) (simulator.Answer, bool) {
	if r.Value("published") != "false" {
		if r.Value("scheduled_publish_time") != "" {
			return wrong("(#100) A published post can't be scheduled"), false
		}
		return simulator.Answer{}, true
	}
	n, err := strconv.ParseInt(r.Value("scheduled_publish_time"), 10, 64)
	post.For = time.Unix(n, 0).UTC()
	if wait := post.For.Sub(w.server.Now()); err != nil || wait < 10*time.Minute || wait > 30*day {
		return wrong("(#100) The specified scheduled publish time is invalid."), false
	}
	return simulator.Answer{}, true
}

// photo keeps a picture that is not published.
func (w *World) photo(r *simulator.Request) simulator.Answer {
	file := r.Files["source"]
	if len(file) == 0 || len(file) > photoMost {
		return fault(http.StatusBadRequest, 324, 1366046, "Your photos couldn't be uploaded.")
	}
	if r.Value("published") != "false" {
		return wrong("(#100) this simulated Page takes unpublished photos only")
	}
	id := w.number()
	w.s.Photos[id] = r.Value("alt_text_custom")
	return simulator.Answer{Body: map[string]any{"id": id}}
}

// reply comments as the Page.
func (w *World) reply(r *simulator.Request) simulator.Answer {
	id, text := r.Vars["id"], r.Value("message")
	if r.Fault == simulator.GoneParent {
		w.remove(id)
	}
	if length(text) > commentMost {
		return wrong("(#100) Param message must be at most 8000 characters long")
	}
	c := w.comment(id, w.s.Page.ID, text, w.server.Now())
	if c == nil {
		return gone(id)
	}
	c.Through = true
	return simulator.Answer{Body: map[string]any{"id": c.ID}}
}

// send writes on Messenger: in a conversation whose window is open, or once to
// somebody who wrote in public within a week.
func (w *World) send(r *simulator.Request) simulator.Answer {
	var to struct {
		ID      string `json:"id"`
		Comment string `json:"comment_id"`
		Post    string `json:"post_id"`
	}
	var message struct {
		Text string `json:"text"`
	}
	if json.Unmarshal([]byte(r.Value("recipient")), &to) != nil || json.Unmarshal([]byte(r.Value("message")), &message) != nil {
		return wrong("(#100) Param recipient or message is no object")
	}
	if message.Text == "" || length(message.Text) > messageMost {
		return wrong("(#100) Length of param message[text] must be less than or equal to 2000")
	}
	if r.Fault == simulator.GoneParent {
		return fault(http.StatusBadRequest, 551, 0, "(#551) This person isn't available right now.")
	}
	if to.ID == "" {
		return w.privately(to.Comment+to.Post, message.Text)
	}
	person := to.ID[min(2, len(to.ID)):]
	if a, open := w.open(person, r.Value("messaging_type"), r.Value("tag")); !open {
		return a
	}
	m := w.write(person, w.s.Page.ID, message.Text, w.server.Now())
	m.Through = true
	return simulator.Answer{Body: map[string]any{"recipient_id": to.ID, "message_id": m.ID}}
}

// privately is the one private reply to what somebody wrote in public.
func (w *World) privately(id, text string) simulator.Answer {
	t := w.live(id)
	switch {
	case t == nil || t.Kind != "comment" && t.Kind != "visitor":
		return gone(id)
	case t.PrivateTo != "":
		return fault(http.StatusBadRequest, 10900, 0, "(#10900) Activity already replied to.")
	case w.server.Now().After(t.At.Add(7 * day)):
		return fault(http.StatusBadRequest, 10, 2018278, "(#10) This message is sent outside of allowed window.")
	}
	m := w.write(t.From, w.s.Page.ID, text, w.server.Now())
	m.Through, t.PrivateTo = true, m.Conv
	return simulator.Answer{Body: map[string]any{"recipient_id": psid(t.From), "message_id": m.ID}}
}

// open tells whether the window to a person is open.
func (w *World) open(person, kind, tag string) (simulator.Answer, bool) {
	var newest *thing
	for _, t := range w.s.Things {
		if t.Conv == "t_"+person && t.From == person && !t.Deleted && (newest == nil || t.At.After(newest.At)) {
			newest = t
		}
	}
	shut := fault(http.StatusBadRequest, 10, 2018278, "(#10) This message is sent outside of allowed window.")
	if newest == nil || newest.Shut {
		return shut, false
	}
	window := day
	switch {
	case kind == "MESSAGE_TAG" && tag == "HUMAN_AGENT" && w.s.Human:
		window = 7 * day
	case kind == "MESSAGE_TAG":
		return fault(http.StatusBadRequest, 100, 2018300, "(#100) The app may not use this tag"), false
	case kind != "RESPONSE":
		return wrong("(#100) messaging_type is not one of its values"), false
	}
	return shut, !w.server.Now().After(newest.At.Add(window))
}

// hide hides what somebody else wrote on the Page.
func (w *World) hide(r *simulator.Request) simulator.Answer {
	t := w.live(r.Vars["id"])
	if t == nil {
		return gone(r.Vars["id"])
	}
	v := r.Value("is_hidden")
	if v != "true" && v != "false" {
		return wrong("(#100) Param is_hidden must be a boolean")
	}
	if t.ByUs || t.Kind == "tagged" || t.Kind == "message" {
		return fault(http.StatusForbidden, 200, 0, "(#200) This can't be hidden")
	}
	t.Hidden = v == "true"
	return ok()
}

// drop deletes something on the Page.
func (w *World) drop(r *simulator.Request) simulator.Answer {
	t := w.live(r.Vars["id"])
	if t == nil {
		return gone(r.Vars["id"])
	}
	if t.Kind == "tagged" || t.Kind == "message" {
		return fault(http.StatusForbidden, 200, 0, "(#200) This can't be deleted")
	}
	w.remove(t.ID)
	return ok()
}

// block blocks somebody or takes that back.
func (w *World) block(r *simulator.Request) simulator.Answer {
	id := r.Value("user")
	if p := r.Value("psid"); p != "" {
		id = p[min(2, len(p)):]
	}
	if _, known := w.s.People[id]; !known {
		return wrong("(#100) Param user must be a valid id")
	}
	if r.Call.Name == "unblock" {
		w.s.Blocked = slices.DeleteFunc(w.s.Blocked, func(b string) bool { return b == id })
		return ok()
	}
	if !slices.Contains(w.s.Blocked, id) {
		w.s.Blocked = append(w.s.Blocked, id)
	}
	return simulator.Answer{Body: map[string]any{id: true}}
}
