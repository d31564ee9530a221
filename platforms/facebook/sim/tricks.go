package sim

import (
	"slices"
	"strings"
	"time"
)

// Anonymous makes somebody's name unknown to the app, as for authors whose
// privacy forbids it.
func (w *World) Anonymous(id string) {
	w.do(func() { w.byID[id].Anonymous = true })
}

// Attach puts a picture onto what somebody wrote.
func (w *World) Attach(id, name string, content []byte) {
	w.do(func() { w.byID[id].Picture, w.s.Files[name] = name, content })
}

// Retire takes a metric out of the insights.
func (w *World) Retire(metric string) {
	w.do(func() { w.s.Retired[metric] = true })
}

// Revoke takes a right from every token.
func (w *World) Revoke(scope string) {
	w.do(func() {
		w.s.Scopes = slices.DeleteFunc(w.s.Scopes, func(s string) bool { return s == scope })
	})
}

// AddPage gives the system user another Page.
func (w *World) AddPage(p Page) {
	w.do(func() { w.s.Others = append(w.s.Others, p) })
}

// NeedNoProof makes the app ask for no proof of its secret.
func (w *World) NeedNoProof() {
	w.do(func() { w.s.NoProof = true })
}

// GrantHumanAgent lets the app use the human agent's tag.
func (w *World) GrantHumanAgent() {
	w.do(func() { w.s.Human = true })
}

// EndToken sets when the tokens end.
func (w *World) EndToken(at time.Time) {
	w.do(func() { w.s.EndsAt = at })
}

// FailInside makes the next call of that name answer 200 with an error of this
// code inside.
func (w *World) FailInside(call string, code int) {
	w.do(func() { w.s.Failing[call] = code })
}

// Overload makes a feed of more posts than this at once too much to ask for.
func (w *World) Overload(posts int) {
	w.do(func() { w.s.BigPages = posts })
}

// Use sets how much of the Page's allowance is used up, in percent.
func (w *World) Use(percent int) {
	w.do(func() { w.s.Busy = percent })
}

// Unpublished are the descriptions of photos that were brought and not used.
func (w *World) Unpublished() (alts []string) {
	w.do(func() {
		for _, alt := range w.s.Photos {
			alts = append(alts, alt)
		}
	})
	return alts
}

// last is the part of an id after the underscore.
func last(id string) string { return id[strings.LastIndexByte(id, '_')+1:] }

// psid is a person's id on Messenger, which differs from the one in public.
func psid(person string) string { return "88" + person }
