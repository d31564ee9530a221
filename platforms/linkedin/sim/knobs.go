package sim

import (
	"time"

	"commsdesk/platforms"
)

// What tests change about the page and the application.

// SetRole gives the signed-in member another role on the page, "" none at all.
func (w *World) SetRole(role string) { w.server.Do(func() { w.n.role = role }) }

// Manages makes the member manage several pages, ours among them.
func (w *World) Manages(more int) { w.server.Do(func() { w.n.more = more }) }

// ForbidDeleting makes LinkedIn refuse to delete what members wrote.
func (w *World) ForbidDeleting() { w.server.Do(func() { w.n.forbid = true }) }

// HideNew makes LinkedIn not find what answers go to, as for some seconds after it
// appeared.
func (w *World) HideNew(on bool) { w.server.Do(func() { w.n.fresh = on }) }

// Nameless takes people decoration from the application.
func (w *World) Nameless() { w.server.Do(func() { w.n.names = false }) }

// EndVersion ends every dated version up to this one.
func (w *World) EndVersion(upTo string) { w.server.Do(func() { w.n.dead = upTo }) }

// OnlyCore makes LinkedIn refuse notifications beyond the core kinds.
func (w *World) OnlyCore() { w.server.Do(func() { w.n.core = true }) }

// Forget drops every notification, as LinkedIn does after 60 days.
func (w *World) Forget() { w.server.Do(func() { w.n.Notes = nil }) }

// Consent is the member saying yes on LinkedIn's page: the code that the browser
// brings back. challenge is the PKCE challenge of the page, "" without.
func (w *World) Consent(challenge string) (code string) {
	w.server.Do(func() {
		code = "AQT-code-" + w.n.id()
		w.n.Codes[code] = challenge
	})
	return code
}

// EndAccess ends every access key at a moment, EndRefresh every refresh key.
func (w *World) EndAccess(at time.Time) {
	w.server.Do(func() {
		for k := range w.n.Access {
			w.n.Access[k] = at.UnixMilli()
		}
	})
}

// EndRefresh ends every refresh key.
func (w *World) EndRefresh() { w.server.Do(func() { w.n.Refresh = map[string]int64{} }) }

// Uploads is how many pictures were uploaded whole.
func (w *World) Uploads() (n int) {
	w.server.Do(func() {
		for _, size := range w.n.Images {
			if size > 0 {
				n++
			}
		}
	})
	return n
}

// Raw is a post of ours as LinkedIn holds it: its little text and its article.
func (w *World) Raw(id string) (text string, article map[string]any) {
	w.server.Do(func() {
		if p := w.n.posts[id]; p != nil {
			text, article = p.Text, p.Article
		}
	})
	return text, article
}

// MentionBelow lets a member name the page in a comment below somebody else's post.
func (w *World) MentionBelow(by platforms.Person, text string, at time.Time) (id string) {
	w.server.Do(func() {
		p := w.n.publish(&post{Author: "urn:li:person:stranger", Text: "About something else", At: at.UnixMilli()})
		id = w.n.add(w.n.member(by), p.Share, text, at)
		w.n.tell(&note{Action: "COMMENT_MENTION", Share: p.Share, Comment: id, Actor: w.n.member(by), Text: text, At: at.UnixMilli()})
	})
	return id
}

// OnlyOwn makes LinkedIn show the application nothing below other people's posts.
func (w *World) OnlyOwn() { w.server.Do(func() { w.n.onlyOwn = true }) }
