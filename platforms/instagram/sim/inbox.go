package sim

import (
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"

	meta "commsdesk/platforms/graph/sim"
	"commsdesk/platforms/simulator"
)

// details is how many messages of a conversation Meta gives, the newest.
const details = 20

func (w *World) conversations(q *simulator.Request) simulator.Answer {
	fs, err := meta.ParseFields(q.Query.Get("fields"))
	if err != nil {
		return meta.Refuse(100, 0, err.Error())
	}
	if q.Query.Get("platform") != "instagram" || w.Route == Facebook && q.Vars["page"] != pageID {
		return meta.Refuse(100, 0, "(#100) Invalid parameter")
	}
	var all []*thread
	for _, t := range w.s.Threads {
		if person := q.Query.Get("user_id"); len(t.live()) > 0 && (person == "" || person == t.Person) {
			all = append(all, t)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].updated().After(all[j].updated()) })
	return meta.List(q, len(all), 25, key(q), func(i int) (map[string]any, error) { return meta.Project(fs, w.threadValues(all[i])) })
}

// live are the messages that were not taken back, newest first.
func (t *thread) live() (out []message) {
	for _, m := range t.Messages {
		if !m.Deleted {
			out = append(out, m)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.After(out[j].At) })
	return out
}

func (t *thread) updated() time.Time {
	if live := t.live(); len(live) > 0 {
		return live[0].At
	}
	return time.Time{}
}

func (w *World) threadValues(t *thread) meta.Values {
	live := t.live()
	live = live[:min(details, len(live))]
	return meta.Values{"id": meta.Is(t.ID), "updated_time": meta.Is(meta.Stamp(t.updated())), "link": meta.Is(nil),
		"participants": meta.Is(map[string]any{"data": []map[string]any{w.us(), t.them()}}),
		"messages": func(f meta.Field) any {
			return meta.Within(len(live), f, func(i int, inner []meta.Field) (map[string]any, error) {
				return meta.Project(inner, w.messageValues(t, live[i]))
			})
		}}
}

func (w *World) us() map[string]any { return map[string]any{"id": accountID, "username": username} }
func (t *thread) them() map[string]any {
	return map[string]any{"id": t.Person, "username": t.Handle}
}

func (w *World) messageValues(t *thread, m message) meta.Values {
	from, to := t.them(), w.us()
	if m.Ours {
		from, to = to, from
	}
	v := meta.Values{"id": meta.Is(m.ID), "created_time": meta.Is(meta.Stamp(m.At)), "from": meta.Is(from), "to": meta.Is(map[string]any{"data": []map[string]any{to}}),
		"message": meta.Is(m.Text), "attachments": meta.Is(nil)}
	if m.File != "" {
		v["attachments"] = meta.Is(map[string]any{"data": []map[string]any{{"image_data": map[string]any{"url": w.server.URL() + "/cdn/" + m.File, "width": 800, "height": 600}}}})
	}
	return v
}

// windows for an answer in private.
const (
	window   = 24 * time.Hour
	extended = 7 * 24 * time.Hour
)

// send answers in private: in a conversation, or once to a comment.
func (w *World) send(q *simulator.Request) simulator.Answer {
	to, _ := q.JSON["recipient"].(map[string]any)
	words, _ := q.JSON["message"].(map[string]any)
	text, _ := words["text"].(string)
	if text == "" || len(text) > 1000 || len(words) != 1 || len(to) != 1 {
		return meta.Refuse(100, 0, "(#100) Length of param message[text] must be less than or equal to 1000")
	}
	if id, ok := to["comment_id"].(string); ok {
		return w.privateReply(q, id, text)
	}
	person, _ := to["id"].(string)
	var t *thread
	for _, have := range w.s.Threads {
		if have.Person == person {
			t = have
		}
	}
	if t == nil {
		return meta.Refuse(100, 0, "(#100) No matching user found")
	}
	if slices.Contains(w.s.Blocked, person) {
		return meta.Refuse(551, 0, "(#551) This person isn't available right now.")
	}
	allowed := window
	if q.Value("messaging_type") == "MESSAGE_TAG" && q.Value("tag") == "HUMAN_AGENT" {
		allowed = extended
	}
	last := time.Time{}
	for _, m := range t.Messages {
		if !m.Ours && m.At.After(last) {
			last = m.At
		}
	}
	if t.Shut || w.clock().Sub(last) > allowed {
		return meta.Refuse(10, 2018278, "(#10) This message is sent outside of allowed window.")
	}
	return w.sent(t, text)
}

func (w *World) privateReply(q *simulator.Request, id, text string) simulator.Answer {
	c := w.index.comments[id]
	switch {
	case c == nil || c.Deleted || q.Fault == simulator.GoneParent:
		return meta.Refuse(100, 33, "Object with ID does not exist")
	case c.Answered:
		return meta.Refuse(10900, 0, "(#10900) Activity already replied to")
	case w.clock().Sub(c.At) > extended:
		return meta.Refuse(10, 2018278, "(#10) This message is sent outside of allowed window.")
	}
	c.Answered = true
	return w.sent(w.threadWith(c.Author, c.Handle), text)
}

func (w *World) sent(t *thread, text string) simulator.Answer {
	id := w.addMessage(t, message{Text: text, Ours: true, At: w.clock().UTC()})
	w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: id, Parent: t.ID, Text: text, Private: true, To: t.Person, At: w.clock().UTC()})
	return meta.OK(map[string]any{"recipient_id": t.Person, "message_id": id})
}

// block acts on people who have written in private.
func (w *World) block(q *simulator.Request) simulator.Answer {
	people, _ := q.JSON["user_ids"].([]any)
	actions, _ := q.JSON["actions"].([]any)
	if len(people) != 1 || len(actions) != 1 {
		return meta.Refuse(100, 0, "(#100) Invalid parameter")
	}
	who, _ := people[0].(map[string]any)
	id, _ := who["id"].(string)
	if !slices.ContainsFunc(w.s.Threads, func(t *thread) bool { return t.Person == id }) {
		return meta.Refuse(100, 0, "(#100) No matching user found")
	}
	switch action, _ := actions[0].(string); strings.ToLower(action) {
	case "block_user":
		if !slices.Contains(w.s.Blocked, id) {
			w.s.Blocked = append(w.s.Blocked, id)
		}
	case "unblock_user":
		w.s.Blocked = slices.DeleteFunc(w.s.Blocked, func(b string) bool { return b == id })
	default:
		return meta.Refuse(100, 0, "(#100) Param actions[0] must be one of the allowed values")
	}
	return meta.OK(map[string]any{"success": true, "result": http.StatusText(http.StatusOK)})
}
