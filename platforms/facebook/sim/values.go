package sim

import "time"

// profile is who wrote something, nil when that is not told.
func (w *World) profile(id string, private bool) map[string]any {
	if id == w.s.Page.ID {
		return map[string]any{"id": id, "name": w.s.Page.Name}
	}
	known := id
	if private {
		id = psid(id)
	}
	return map[string]any{"id": id, "name": w.s.People[known].Name}
}

func (w *World) author(t *thing) any {
	if t.Anonymous {
		return nil
	}
	return w.profile(t.From, t.Private)
}

// common is what posts and comments both have.
func (w *World) common(t *thing) map[string]any {
	v := map[string]any{"id": t.ID, "message": t.Text, "created_time": moment(t.At), "from": w.author(t), "is_hidden": t.Hidden}
	if t.Text == "" {
		delete(v, "message")
	}
	return v
}

// under counts the comments under a post, flat or topmost only, or below a
// comment.
func (w *World) under(id string, flat bool) (n int) {
	for _, t := range w.s.Things {
		if !t.Deleted && t.Kind == "comment" && (t.Parent == id || t.Post == id && (flat || t.Parent == "")) {
			n++
		}
	}
	return n
}

func (w *World) postValues(t *thing, base string) map[string]any {
	v := w.common(t)
	v["updated_time"], v["is_published"] = moment(t.Changed), !t.For.After(w.clock())
	v["permalink_url"] = "https://www.facebook.com/" + t.From + "/posts/" + last(t.ID)
	if !t.For.IsZero() {
		v["scheduled_publish_time"] = t.For.Unix()
	}
	v["comments"] = func(f field) any {
		return map[string]any{"data": []any{}, "summary": map[string]any{"total_count": w.under(t.ID, f.mods["filter"] == "stream"), "order": "ranked"}}
	}
	v["reactions"] = func(field) any {
		return map[string]any{"data": []any{}, "summary": map[string]any{"total_count": 12}}
	}
	if t.Kind == "post" {
		v["shares"] = map[string]any{"count": 3}
	}
	if t.Picture != "" {
		v["attachments"] = []map[string]any{w.attachment(t, base)}
	}
	return v
}

func (w *World) attachment(t *thing, base string) map[string]any {
	return map[string]any{"type": "photo", "media_type": "photo", "url": "https://www.facebook.com/photo/" + last(t.ID), "title": "Photo",
		"media": map[string]any{"image": map[string]any{"src": base + "/files/" + t.Picture + "?oh=ab", "width": 10, "height": 10}}}
}

func (w *World) commentValues(t *thing, base string) map[string]any {
	v := w.common(t)
	ours := t.From == w.s.Page.ID
	top := w.byID[t.Post]
	v["permalink_url"] = "https://www.facebook.com/" + top.From + "/posts/" + last(t.Post) + "?comment_id=" + last(t.ID)
	v["can_hide"], v["can_remove"], v["can_comment"] = !ours, true, true
	v["can_reply_privately"] = !ours && t.PrivateTo == "" && w.clock().Before(t.At.Add(7*24*time.Hour))
	v["like_count"] = 1
	v["comment_count"] = func(field) any { return w.under(t.ID, true) }
	if above := w.byID[t.Parent]; above != nil {
		v["parent"] = map[string]any{"id": above.ID, "message": above.Text, "from": w.author(above), "created_time": moment(above.At)}
	}
	v["object"] = map[string]any{"id": t.Post}
	if t.Picture != "" {
		v["attachment"] = w.attachment(t, base)
	}
	if t.PrivateTo != "" {
		v["private_reply_conversation"] = map[string]any{"id": t.PrivateTo}
	}
	return v
}

func (w *World) threadValues(id string) map[string]any {
	v := map[string]any{"id": id, "link": "/samplecouncil/inbox/" + id[2:] + "/", "can_reply": true,
		"participants": []map[string]any{w.profile(id[2:], true), w.profile(w.s.Page.ID, true)}}
	n := 0
	at := time.Time{}
	for _, t := range w.s.Things {
		if t.Conv != id || t.Deleted {
			continue
		}
		n++
		if t.At.After(at) {
			at = t.At
			v["snippet"] = t.Text
		}
	}
	v["message_count"], v["unread_count"], v["updated_time"], v["at"] = n, 0, moment(at), at
	return v
}

func (w *World) messageValues(t *thing, base string) map[string]any {
	to := w.profile(w.s.Page.ID, true)
	if t.From == w.s.Page.ID {
		to = w.profile(t.Conv[2:], true)
	}
	v := map[string]any{"id": t.ID, "created_time": moment(t.At), "message": t.Text, "from": w.profile(t.From, true), "to": []map[string]any{to}}
	if t.Picture != "" {
		v["attachments"] = []map[string]any{{"id": last(t.ID) + "1", "mime_type": "image/jpeg", "name": t.Picture, "size": len(w.s.Files[t.Picture]),
			"image_data": map[string]any{"url": base + "/files/" + t.Picture + "?oh=cd"}}}
	}
	return v
}
