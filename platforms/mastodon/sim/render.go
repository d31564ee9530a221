package sim

import (
	"html"
	"mime"
	"path"
	"regexp"
	"strings"
	"time"
)

type object = map[string]any

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func (w *World) renderAccount(a *account) object {
	server := elsewhere
	if i := strings.IndexByte(a.Acct, '@'); i >= 0 {
		server = a.Acct[i+1:]
	} else {
		server = domain
	}
	return object{"id": a.ID, "username": a.Username, "acct": a.Acct, "display_name": a.Name, "url": "https://" + server + "/@" + a.Username,
		"locked": false, "bot": false, "followers_count": 1200, "following_count": 40, "statuses_count": len(w.own), "emojis": []any{}, "fields": []any{}}
}

func (w *World) render(st *status) object {
	by := w.s.Accounts[st.Author]
	replies := 0
	for _, id := range w.below[st.ID] {
		if !w.s.Statuses[id].Gone {
			replies++
		}
	}
	mentions := []object{}
	for _, id := range st.Named {
		a := w.s.Accounts[id]
		mentions = append(mentions, object{"id": a.ID, "username": a.Username, "acct": a.Acct, "url": w.renderAccount(a)["url"]})
	}
	files := []object{}
	for _, id := range st.Media {
		files = append(files, w.renderMedia(w.s.Media[id]))
	}
	page := w.renderAccount(by)["url"].(string) + "/" + st.ID
	out := object{"id": st.ID, "uri": page, "url": page, "created_at": stamp(st.At), "edited_at": nil, "in_reply_to_id": nil, "in_reply_to_account_id": nil,
		"visibility": st.Visibility, "sensitive": st.Spoiler != "", "spoiler_text": st.Spoiler, "language": "en", "content": w.markup(st),
		"account": w.renderAccount(by), "mentions": mentions, "media_attachments": files, "tags": []any{}, "emojis": []any{}, "reblog": nil,
		"replies_count": replies, "reblogs_count": st.Likes / 2, "favourites_count": st.Likes, "quotes_count": 0, "card": nil, "poll": nil}
	if !st.Edited.IsZero() {
		out["edited_at"] = stamp(st.Edited)
	}
	if above := w.s.Statuses[st.Parent]; above != nil {
		out["in_reply_to_id"], out["in_reply_to_account_id"] = above.ID, above.Author
	}
	return out
}

func (w *World) renderNote(n *note) object {
	return object{"id": n.ID, "type": n.Type, "created_at": stamp(n.At), "group_key": "ungrouped-" + n.ID,
		"account": w.renderAccount(w.s.Accounts[n.From]), "status": w.render(w.s.Statuses[n.Status])}
}

func (w *World) renderMedia(m *media) object {
	kind := "image"
	if strings.HasPrefix(m.Type, "video/") {
		kind = "video"
	}
	out := object{"id": m.ID, "type": kind, "url": w.server.URL() + "/files/" + m.ID + path.Ext(m.Name), "remote_url": nil, "preview_url": nil, "description": nil, "meta": object{}}
	if m.Alt != "" {
		out["description"] = m.Alt
	}
	if m.Working > 0 {
		out["url"] = nil
	}
	return out
}

func (w *World) renderPlanned(p *planned) object {
	files := []object{}
	for _, id := range p.Media {
		files = append(files, w.renderMedia(w.s.Media[id]))
	}
	return object{"id": p.ID, "scheduled_at": stamp(p.At), "media_attachments": files,
		"params": object{"text": p.Text, "visibility": p.Visibility, "media_ids": p.Media, "scheduled_at": nil, "idempotency": nil}}
}

var marked = regexp.MustCompile(`https?://\S+|@[\w.-]+\w(@[\w.-]+\w)?|#\w+`)

// markup makes a status's words the HTML that servers send: names at the
// beginning for those whom it names, links cut for the eye, paragraphs.
func (w *World) markup(st *status) string {
	text := st.Text
	if st.Author != me || !strings.HasPrefix(text, "@") {
		for i := len(st.Named) - 1; i >= 0; i-- {
			if acct := w.s.Accounts[st.Named[i]].Acct; !strings.Contains(text, "@"+acct) {
				text = "@" + acct + " " + text
			}
		}
	}
	var b strings.Builder
	for _, part := range strings.Split(text, "\n\n") {
		b.WriteString("<p>")
		at := 0
		for _, m := range marked.FindAllStringIndex(part, -1) {
			b.WriteString(escape(part[at:m[0]]))
			b.WriteString(w.link(part[m[0]:m[1]]))
			at = m[1]
		}
		b.WriteString(escape(part[at:]) + "</p>")
	}
	return b.String()
}

func escape(s string) string { return strings.ReplaceAll(html.EscapeString(s), "\n", "<br />") }

func (w *World) link(words string) string {
	switch words[0] {
	case '@':
		if a := w.named(words[1:]); a != nil {
			return `<span class="h-card" translate="no"><a href="` + w.renderAccount(a)["url"].(string) + `" class="u-url mention">@<span>` + html.EscapeString(a.Username) + `</span></a></span>`
		}
		return html.EscapeString(words)
	case '#':
		return `<a href="https://` + domain + `/tags/` + words[1:] + `" class="mention hashtag" rel="tag">#<span>` + words[1:] + `</span></a>`
	}
	scheme, rest, _ := strings.Cut(words, "://")
	cut := min(30, len(rest))
	return `<a href="` + html.EscapeString(words) + `" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">` + scheme +
		`://</span><span class="ellipsis">` + html.EscapeString(rest[:cut]) + `</span><span class="invisible">` + html.EscapeString(rest[cut:]) + `</span></a>`
}

// named finds the account that a name without its first @ means.
func (w *World) named(acct string) *account {
	acct = strings.TrimSuffix(strings.ToLower(acct), "@"+domain)
	for _, a := range w.s.Accounts {
		if strings.ToLower(a.Acct) == acct {
			return a
		}
	}
	return nil
}

func typeOf(name string) string {
	if kind := map[string]string{".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp", ".mp4": "video/mp4"}[path.Ext(name)]; kind != "" {
		return kind
	}
	return mime.TypeByExtension(path.Ext(name))
}
