package sim

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"commsdesk/platforms/simulator"
)

// The limits that the server states and keeps to.
const (
	charactersMost  = 500
	perLink         = 23
	filesMost       = 4
	imageBytes      = 16 << 20
	imagePixels     = 33_177_600
	videoBytes      = 99 << 20
	descriptionMost = 1500
)

var typesTaken = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"}

var (
	linkForm = regexp.MustCompile(`https?://[\w.-]+\.\w+[^\s]*`)
	nameForm = regexp.MustCompile(`@([\w.-]*\w)@[\w.-]*\w`)
)

// counted is the length of a text as the server counts it.
func (w *World) counted(text string) int {
	if w.Software == "gotosocial" {
		return len([]rune(text))
	}
	text = linkForm.ReplaceAllString(text, strings.Repeat("x", perLink))
	return uniseg.GraphemeClusterCount(nameForm.ReplaceAllString(text, "@$1"))
}

func (w *World) publish(r *simulator.Request) simulator.Answer {
	now := w.server.Now()
	if before, ok := w.s.Once[r.Header.Get("Idempotency-Key")]; ok && now.Sub(before.At) < time.Hour {
		return w.published(before.Status)
	}
	p, refusal := w.checked(r, now)
	if refusal != nil {
		return *refusal
	}
	if !p.At.IsZero() {
		p.ID = w.s.number()
		w.s.Planned = append(w.s.Planned, p)
		w.accept(p, "scheduled/"+p.ID, now)
		w.remember(r, "scheduled/"+p.ID, now)
		return simulator.Answer{Body: w.renderPlanned(p)}
	}
	st := w.bring(p, now)
	w.accept(p, st.ID, now)
	w.remember(r, st.ID, now)
	return simulator.Answer{Body: w.render(st)}
}

func (w *World) remember(r *simulator.Request, id string, now time.Time) {
	if k := r.Header.Get("Idempotency-Key"); k != "" {
		w.s.Once[k] = once{Status: id, At: now}
	}
}

// published answers with what a key published before.
func (w *World) published(id string) simulator.Answer {
	for _, p := range w.s.Planned {
		if "scheduled/"+p.ID == id {
			return simulator.Answer{Body: w.renderPlanned(p)}
		}
	}
	if st := w.s.Statuses[id]; w.s.shown(st) {
		return simulator.Answer{Body: w.render(st)}
	}
	return gone
}

// checked reads a wish to publish, or says why it is refused.
func (w *World) checked(r *simulator.Request, now time.Time) (*planned, *simulator.Answer) {
	no := func(code int, words string) (*planned, *simulator.Answer) {
		a := failed(code, words)
		return nil, &a
	}
	p := &planned{Text: r.Value("status"), Visibility: r.Value("visibility"), Parent: r.Value("in_reply_to_id")}
	if list, ok := r.JSON["media_ids"].([]any); ok {
		for _, id := range list {
			p.Media = append(p.Media, fmt.Sprint(id))
		}
	}
	if p.Visibility == "" {
		p.Visibility = "public"
	}
	above := w.s.Statuses[p.Parent]
	switch {
	case !slices.Contains([]string{"public", "unlisted", "private", "direct"}, p.Visibility):
		return no(http.StatusUnprocessableEntity, "Validation failed: Visibility is not included in the list")
	case p.Parent != "" && (r.Fault == simulator.GoneParent || !w.s.shown(above)):
		return no(http.StatusNotFound, "The post you are trying to reply to does not appear to exist.")
	case strings.TrimSpace(p.Text) == "" && len(p.Media) == 0:
		return no(http.StatusUnprocessableEntity, "Validation failed: Text can't be blank")
	case w.counted(p.Text) > charactersMost:
		return no(http.StatusUnprocessableEntity, fmt.Sprintf("Validation failed: Text character limit of %d exceeded", charactersMost))
	case len(p.Media) > filesMost:
		return no(http.StatusUnprocessableEntity, "Validation failed: Cannot attach more than 4 files")
	}
	for _, id := range p.Media {
		m := w.s.Media[id]
		if m == nil {
			return no(http.StatusUnprocessableEntity, "Validation failed: Media could not be found")
		}
		if m.Working > 0 {
			return no(http.StatusUnprocessableEntity, "Cannot attach files that have not finished processing. Try again in a moment!")
		}
	}
	if when := r.Value("scheduled_at"); when != "" {
		at, err := time.Parse(time.RFC3339, when)
		if err != nil || at.Before(now.Add(5*time.Minute)) {
			return no(http.StatusUnprocessableEntity, "Validation failed: Scheduled at The scheduled date must be in the future")
		}
		p.At = at.UTC()
	}
	return p, nil
}

// bring publishes.
func (w *World) bring(p *planned, at time.Time) *status {
	st := &status{Author: me, Parent: p.Parent, Text: p.Text, Visibility: p.Visibility, Media: p.Media, At: at}
	for _, m := range marked.FindAllString(p.Text, -1) {
		if a := w.named(strings.TrimPrefix(m, "@")); m[0] == '@' && a != nil && a.ID != me && !slices.Contains(st.Named, a.ID) {
			st.Named = append(st.Named, a.ID)
		}
	}
	return w.write(st)
}

// publishDue publishes what was planned for now.
func (w *World) publishDue() {
	now := w.server.Now()
	w.s.Planned = slices.DeleteFunc(w.s.Planned, func(p *planned) bool {
		if p.At.After(now) {
			return false
		}
		w.bring(p, p.At)
		return true
	})
}

// accept writes down what the program published.
func (w *World) accept(p *planned, id string, now time.Time) {
	a := simulator.Accepted{ID: id, Parent: p.Parent, Text: p.Text, Private: p.Visibility == "direct", At: now, For: p.At}
	a.Post = p.Parent == "" && !a.Private
	for _, m := range marked.FindAllString(p.Text, -1) {
		if who := w.named(strings.TrimPrefix(m, "@")); a.Private && m[0] == '@' && who != nil && a.To == "" {
			a.To = who.Acct
		}
	}
	for _, id := range p.Media {
		a.Alts = append(a.Alts, w.s.Media[id].Alt)
	}
	w.s.Ours = append(w.s.Ours, a)
}

// plans are the posts that wait for their time.
func (w *World) plans(r *simulator.Request) simulator.Answer {
	if w.Software == "pixelfed" {
		return gone
	}
	if r.Call.Name == "cancel" {
		before := len(w.s.Planned)
		w.s.Planned = slices.DeleteFunc(w.s.Planned, func(p *planned) bool { return p.ID == r.Vars["id"] })
		if len(w.s.Planned) == before {
			return gone
		}
		return simulator.Answer{Body: object{}}
	}
	by := map[string]*planned{}
	var ids []string
	for _, p := range w.s.Planned {
		by[p.ID] = p
		ids = append(ids, p.ID)
	}
	return listed(r, w.server.URL(), ids, same, 20, 40, func(id string) any { return w.renderPlanned(by[id]) })
}

// files are pictures and films.
func (w *World) files(r *simulator.Request) simulator.Answer {
	switch r.Call.Name {
	case "upload":
		return w.upload(r)
	case "media":
		m := w.s.Media[r.Vars["id"]]
		if m == nil {
			return gone
		}
		if m.Working > 0 {
			m.Working--
			return simulator.Answer{Status: http.StatusPartialContent, Body: w.renderMedia(m)}
		}
		return simulator.Answer{Body: w.renderMedia(m)}
	}
	id, _, _ := strings.Cut(r.Vars["name"], ".")
	m := w.s.Media[id]
	if m == nil {
		return gone
	}
	return simulator.Answer{Header: http.Header{"Content-Type": {m.Type}}, Body: m.Bytes}
}

func (w *World) upload(r *simulator.Request) simulator.Answer {
	content := r.Files["file"]
	m := &media{ID: w.s.number(), Name: fileName(r), Alt: r.Form.Get("description"), Bytes: content}
	m.Type = typeOf(m.Name)
	most := imageBytes
	if strings.HasPrefix(m.Type, "video/") {
		most, m.Working = videoBytes, w.Slow
	}
	switch {
	case !slices.Contains(typesTaken, m.Type):
		return failed(http.StatusUnprocessableEntity, "Validation failed: File content type is invalid")
	case len(content) == 0, len(content) > most:
		return failed(http.StatusUnprocessableEntity, "Validation failed: File file size must be less than 16 MB")
	case uniseg.GraphemeClusterCount(m.Alt) > descriptionMost:
		return failed(http.StatusUnprocessableEntity, "Validation failed: Description is too long")
	}
	w.s.Media[m.ID] = m
	a := simulator.Answer{Body: w.renderMedia(m)}
	if m.Working > 0 {
		a.Status = http.StatusAccepted
	}
	return a
}

var fileNameForm = regexp.MustCompile(`filename="([^"]+)"`)

func fileName(r *simulator.Request) string {
	if m := fileNameForm.FindSubmatch(r.Body); m != nil {
		if name, err := url.PathUnescape(string(m[1])); err == nil {
			return name
		}
	}
	return "file"
}
