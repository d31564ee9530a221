package sim

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

// create publishes a post or an answer.
func (w *World) create(r *simulator.Request) simulator.Answer {
	text, _ := r.JSON["text"].(string)
	reply, _ := r.JSON["reply"].(map[string]any)
	for key := range reply {
		if !contains([]string{"in_reply_to_tweet_id", "auto_populate_reply_metadata", "exclude_reply_user_ids"}, key) {
			return invalid("$.reply."+key+": is not defined in the schema", map[string][]string{"reply": {key}})
		}
	}
	ids, alts, bad := w.attached(r)
	if bad != nil {
		return *bad
	}
	if text == "" && len(ids) == 0 {
		return invalid("text or media is missing", map[string][]string{"text": {""}})
	}
	parent, _ := reply["in_reply_to_tweet_id"].(string)
	lead := ""
	if reply != nil {
		if bad := w.mayAnswer(r, parent); bad != nil {
			return *bad
		}
		lead = w.lead(w.state.Posts[parent])
	}
	if weight(strings.TrimPrefix(text, lead)) > 280 {
		return invalid("Your Tweet text is too long", map[string][]string{"text": {strconv.Itoa(len(text))}})
	}
	if !w.o.DuplicateOK && w.said(parent, text) {
		return forbidden("You are not allowed to create a Tweet with duplicate content.")
	}
	p := w.add(ourID, parent, lead, text, w.server.Now())
	p.Media = ids
	for _, id := range ids {
		w.state.Media[id].Used = true
		w.state.Seq++
		short := "https://t.co/m" + strconv.FormatInt(w.state.Seq, 36)
		v := p.latest()
		v.Text = strings.TrimSpace(v.Text + " " + short)
		v.URLs = append(v.URLs, address{Short: short, Long: "https://x.com/" + ourHandle + "/status/" + p.ID + "/photo/1", Media: "3_" + id})
	}
	w.state.Ours = append(w.state.Ours, simulator.Accepted{ID: p.ID, Parent: parent, Text: text, Post: parent == "", At: p.Created, Alts: alts})
	return data(http.StatusCreated, map[string]any{"id": p.ID, "text": p.latest().Text, inDialect(w.o.Dialect, "edit_history_tweet_ids"): []string{p.ID}})
}

// said tells whether we have posted the same words in the same place already.
func (w *World) said(parent, text string) bool {
	for _, a := range w.state.Ours {
		if p := w.state.Posts[a.ID]; a.Text == text && a.Parent == parent && !a.Private && p != nil && !p.Deleted {
			return true
		}
	}
	return false
}

// mayAnswer refuses an answer as X does.
func (w *World) mayAnswer(r *simulator.Request, parent string) *simulator.Answer {
	p := w.state.Posts[parent]
	var a simulator.Answer
	switch {
	case p == nil || p.Deleted || r.Fault == simulator.GoneParent:
		a = forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
	case p.Shut:
		a = forbidden("Replying to this conversation is restricted by its author.")
	case !w.o.Enterprise && p.Author != ourID && !w.reachesUs(p):
		a = forbidden("Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.")
	default:
		return nil
	}
	return &a
}

// attached are the files of a post, which must be there, ready and unused.
func (w *World) attached(r *simulator.Request) (ids, alts []string, bad *simulator.Answer) {
	media, there := r.JSON["media"].(map[string]any)
	if !there {
		return nil, nil, nil
	}
	list, _ := media["media_ids"].([]any)
	refuse := func(why string) *simulator.Answer {
		a := invalid(why, map[string][]string{"media.media_ids": {strconv.Itoa(len(list))}})
		return &a
	}
	if len(list) < 1 || len(list) > 4 {
		return nil, nil, refuse("media_ids takes 1 to 4")
	}
	for _, one := range list {
		id, _ := one.(string)
		m := w.state.Media[id]
		if m == nil || !m.Ready || m.Used {
			return nil, nil, refuse("Your media IDs are invalid.")
		}
		if m.Category != "tweet_image" && len(list) > 1 {
			return nil, nil, refuse("A film goes alone.")
		}
		ids, alts = append(ids, id), append(alts, m.Alt)
	}
	return ids, alts, nil
}

// delete takes a post or message of ours back.
func (w *World) delete(r *simulator.Request) simulator.Answer {
	if id := r.Vars["event_id"]; id != "" {
		for _, e := range w.state.Events {
			if e.ID == id && e.Sender == ourID && !e.Deleted {
				e.Deleted = true
				return data(http.StatusOK, map[string]any{"deleted": true})
			}
		}
		return said(http.StatusNotFound, "resource-not-found", "Not Found Error", "Could not find dm_event with event_id.")
	}
	p := w.state.Posts[r.Vars["id"]]
	switch {
	case p == nil || p.Deleted:
		return said(http.StatusNotFound, "resource-not-found", "Not Found Error", "Could not find tweet with id.")
	case p.Author != ourID:
		return forbidden("You are not authorized to delete this Tweet.")
	}
	p.Deleted, w.sorted = true, nil
	return data(http.StatusOK, map[string]any{"deleted": true})
}

// conversation is the id of a private conversation of two.
func conversation(partner string) string {
	if compare(partner, ourID) < 0 {
		return partner + "-" + ourID
	}
	return ourID + "-" + partner
}

// events answers for private messages: of the last 30 days, newest first.
func (w *World) events(r *simulator.Request) simulator.Answer {
	size, bad := sizeOf(r, 1, 100)
	if bad != nil {
		return *bad
	}
	if !r.Query.Has("max_results") {
		size = 100
	}
	month := w.clock().Add(-30 * 24 * time.Hour)
	var found []*event
	for i := len(w.state.Events) - 1; i >= 0; i-- {
		e := w.state.Events[i]
		if e.Deleted || e.At.Before(month) || r.Vars["participant_id"] != "" && r.Vars["participant_id"] != e.Partner ||
			r.Vars["id"] != "" && r.Vars["id"] != conversation(e.Partner) {
			continue
		}
		found = append(found, e)
	}
	sortEvents(found)
	token := r.Query.Get("pagination_token")
	page, next, ok := paged(found, func(e *event) string { return e.ID }, token, size, r.Fault)
	if !ok {
		return invalid("pagination_token is not one of ours", map[string][]string{"pagination_token": {token}})
	}
	includes := newIncludes()
	var out []any
	for _, e := range page {
		out = append(out, w.eventJSON(r, e, includes))
	}
	meta := map[string]any{"result_count": len(page)}
	if next != "" {
		meta["next_token"] = next
	}
	return w.listAnswer(out, nil, includes, meta)
}

func (w *World) eventJSON(r *simulator.Request, e *event, in *includes) map[string]any {
	field, expand := w.asked(r, "dm_event.fields"), w.asked(r, "expansions")
	out := map[string]any{"id": e.ID, "event_type": "MessageCreate"}
	set := func(name string, value any) {
		if field(name) {
			out[name] = value
		}
	}
	set("text", e.Text)
	set("created_at", e.At.Format(time.RFC3339Nano))
	set("dm_conversation_id", conversation(e.Partner))
	if len(e.URLs) > 0 {
		urls := []any{}
		for _, u := range e.URLs {
			urls = append(urls, u.json())
		}
		set("entities", map[string]any{"urls": urls})
	}
	if field("sender_id") || expand("sender_id") {
		out["sender_id"] = e.Sender
	}
	if field("participant_ids") || expand("participant_ids") {
		out["participant_ids"] = []string{e.Partner, ourID}
	}
	if expand("sender_id") {
		in.users[e.Sender] = true
	}
	if expand("participant_ids") {
		in.users[e.Partner], in.users[ourID] = true, true
	}
	return out
}

// sendEvent takes a private message of ours.
func (w *World) sendEvent(r *simulator.Request) simulator.Answer {
	text, _ := r.JSON["text"].(string)
	if text == "" || len([]rune(text)) > 10_000 {
		return invalid("text is empty or too long", map[string][]string{"text": {strconv.Itoa(len(text))}})
	}
	partner := r.Vars["participant_id"]
	if id := r.Vars["dm_conversation_id"]; id != "" {
		partner = strings.Trim(strings.Replace(id, ourID, "", 1), "-")
	}
	if w.state.Users[partner] == nil || partner == ourID {
		return invalid("there is no such participant", map[string][]string{"participant_id": {partner}})
	}
	if w.state.Closed[partner] {
		return forbidden("You cannot send messages to this user.")
	}
	e := w.addEvent(ourID, partner, text, w.server.Now())
	w.state.Ours = append(w.state.Ours, simulator.Accepted{ID: messageMark + e.ID, Text: text, Private: true, To: partner, At: e.At})
	return data(http.StatusCreated, map[string]any{"dm_conversation_id": conversation(partner), "dm_event_id": e.ID})
}
