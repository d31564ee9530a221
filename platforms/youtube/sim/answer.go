package sim

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms/simulator"
)

type object = map[string]any

// fail is an error in Google's form.
func fail(status int, reason, message string) simulator.Answer {
	return simulator.Answer{Status: status, Body: object{"error": object{"code": status, "message": message,
		"errors": []object{{"message": message, "domain": "youtube." + reason, "reason": reason}}}}}
}

// Signed tells whether the access token holds.
func (w *World) Signed(r *simulator.Request) bool {
	until, ok := w.s.Access[simulator.Bearer(r.Header)]
	return ok && w.server.Now().Before(until)
}

// Error is Google's form of an error.
func (w *World) Error(r *simulator.Request, f simulator.Fault, until time.Time) simulator.Answer {
	if r.Call.Name == Token {
		switch f {
		case simulator.Expired, simulator.Revoked:
			return oauthError("invalid_grant")
		case "":
			return oauthError("invalid_request")
		}
		return simulator.Answer{Status: http.StatusServiceUnavailable, Body: object{"error": "internal_failure"}}
	}
	switch f {
	case simulator.RateLimited:
		a := fail(http.StatusTooManyRequests, "rateLimitExceeded", "Too many requests.")
		a.Header = http.Header{"Retry-After": {strconv.Itoa(int(until.Sub(w.clock())/time.Second) + 1)}}
		return a
	case simulator.Expired:
		return fail(http.StatusUnauthorized, "authError", "Invalid Credentials")
	case simulator.Revoked:
		return fail(http.StatusForbidden, "insufficientPermissions", "Insufficient Permission")
	case "":
		return fail(http.StatusBadRequest, "badRequest", "The request is not one of the description.")
	}
	return fail(http.StatusInternalServerError, "backendError", "Backend Error")
}

// Answer carries a request out.
func (w *World) Answer(r *simulator.Request) simulator.Answer {
	do := map[string]func(*simulator.Request) simulator.Answer{
		Channel: w.channel, Uploads: w.uploads, Films: w.listFilms, Threads: w.threads, Comments: w.comments,
		Reply: w.reply, StartThread: w.startThread, Moderate: w.moderate, DropComment: w.dropComment, DropFilm: w.dropFilm,
		OpenUpload: w.openUpload, Piece: w.piece, Token: w.token, Consent: w.consent,
	}
	if a, ok := w.refuse[r.Call.Name]; ok {
		return a
	}
	if p := r.Query["part"]; r.Call.Name != Piece && len(p) > 0 {
		for _, part := range parts(r) {
			if !slices.Contains([]string{"id", "snippet", "replies", "statistics", "contentDetails", "status"}, part) {
				return fail(http.StatusBadRequest, "unknownPart", "Unknown part "+part)
			}
		}
	}
	return do[r.Call.Name](r)
}

func parts(r *simulator.Request) []string {
	return strings.Split(strings.Join(r.Query["part"], ","), ",")
}

func ids(r *simulator.Request) []string {
	if !r.Query.Has("id") {
		return nil
	}
	return strings.Split(strings.Join(r.Query["id"], ","), ",")
}

// only keeps the parts that were asked for.
func only(r *simulator.Request, o object) object {
	asked := parts(r)
	for name := range o {
		if name != "id" && name != "kind" && !slices.Contains(asked, name) {
			delete(o, name)
		}
	}
	return o
}

// paged cuts a list into pages and shows what is on one; most is the largest page
// the call gives.
func paged[T any](r *simulator.Request, all []T, show func(T) object, usual, most int) simulator.Answer {
	size := usual
	if v := r.Query.Get("maxResults"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > most {
			return fail(http.StatusBadRequest, "invalidParameter", "maxResults")
		}
		size = n
	}
	from := 0
	if v := r.Query.Get("pageToken"); v != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(v, "page-"))
		if err != nil || n > len(all) {
			return fail(http.StatusBadRequest, "invalidPageToken", "pageToken")
		}
		from = n
	}
	page := []object{}
	for _, one := range all[from:min(len(all), from+size)] {
		page = append(page, only(r, show(one)))
	}
	body := object{"pageInfo": object{"totalResults": len(all), "resultsPerPage": size}}
	if from+size < len(all) {
		body["nextPageToken"] = fmt.Sprintf("page-%d", from+size)
	}
	switch r.Fault {
	case simulator.Doubled:
		page = append(page, page...)
	case simulator.Disorder:
		for i := range page {
			j := (i*7 + 3) % len(page)
			page[i], page[j] = page[j], page[i]
		}
	}
	body["items"] = page
	return simulator.Answer{Body: body}
}

// another is the channel of a sign-in that is not the council's.
const another = "UCanotherChannelElsewher"

func (w *World) channel(r *simulator.Request) simulator.Answer {
	if r.Query.Get("mine") != "true" {
		return fail(http.StatusBadRequest, "missingRequiredParameter", "No filter selected.")
	}
	id, name := me, "Example Council"
	if r.Fault == simulator.WrongIdentity {
		id, name = another, "Another Channel"
	}
	films := 0
	for _, f := range w.s.Films {
		if !f.Deleted {
			films++
		}
	}
	figures := object{"viewCount": "98765", "videoCount": strconv.Itoa(films), "hiddenSubscriberCount": w.HideSubscribers}
	if !w.HideSubscribers {
		figures["subscriberCount"] = strconv.FormatInt(rounded(w.Subscribers), 10)
	}
	return paged(r, []object{{"kind": "youtube#channel", "id": id,
		"snippet":        object{"title": name, "customUrl": w.Handle, "publishedAt": stamp(w.clock().AddDate(-5, 0, 0))},
		"statistics":     figures,
		"contentDetails": object{"relatedPlaylists": object{"uploads": "UU" + me[2:]}},
	}}, func(o object) object { return o }, 5, 50)
}

// rounded keeps three figures, as YouTube does with subscribers.
func rounded(n int64) int64 {
	step := int64(1)
	for n/step >= 1000 {
		step *= 10
	}
	return n / step * step
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// privacy is a film's state now: one that waits becomes public at its moment.
func (w *World) privacy(f *film) string {
	if !f.PublishAt.IsZero() && !w.server.Now().Before(f.PublishAt) {
		return "public"
	}
	return f.Privacy
}

func (w *World) uploads(r *simulator.Request) simulator.Answer {
	if r.Query.Get("playlistId") != "UU"+me[2:] {
		return fail(http.StatusNotFound, "playlistNotFound", "The playlist cannot be found.")
	}
	all := slices.DeleteFunc(newest(w.s.Films, func(f *film) time.Time { return f.At }), func(f *film) bool { return f.Deleted })
	return paged(r, all, func(f *film) object {
		return object{"kind": "youtube#playlistItem", "id": "item-" + f.ID,
			"snippet":        object{"publishedAt": stamp(f.At), "channelId": me, "title": f.Title, "description": f.Description},
			"contentDetails": object{"videoId": f.ID, "videoPublishedAt": stamp(f.At)}}
	}, 5, 50)
}

func newest[T any](all []T, at func(T) time.Time) []T {
	all = slices.Clone(all)
	sort.SliceStable(all, func(i, j int) bool { return at(all[i]).After(at(all[j])) })
	return all
}

func (w *World) listFilms(r *simulator.Request) simulator.Answer {
	if len(ids(r)) == 0 {
		return fail(http.StatusBadRequest, "missingRequiredParameter", "No filter selected.")
	}
	var all []*film
	for _, id := range ids(r) {
		if f := w.films[id]; f != nil && !f.Deleted {
			all = append(all, f)
		}
	}
	return paged(r, all, w.filmObject, 5, 50)
}

func (w *World) filmObject(f *film) object {
	n := 0
	for _, c := range w.s.Comments {
		if c.Film == f.ID && c.Status == published && !c.Deleted {
			n++
		}
	}
	figures := object{"viewCount": strconv.FormatInt(f.Views, 10)}
	if !f.NoLikes {
		figures["likeCount"] = strconv.FormatInt(f.Likes, 10)
	}
	if !f.CommentsOff {
		figures["commentCount"] = strconv.Itoa(n)
	}
	status := object{"uploadStatus": "processed", "privacyStatus": w.privacy(f)}
	if !f.PublishAt.IsZero() {
		status["publishAt"] = stamp(f.PublishAt)
	}
	return object{"kind": "youtube#video", "id": f.ID, "statistics": figures, "status": status,
		"snippet": object{"publishedAt": stamp(f.At), "channelId": me, "title": f.Title, "description": f.Description, "categoryId": "22"}}
}

// snippet is a comment as it is shown; byID leaves the moderation status out.
func (w *World) snippet(r *simulator.Request, c *comment, byID bool) object {
	text := c.Text
	if r.Query.Get("textFormat") != "plainText" {
		text = strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
	}
	s := object{"channelId": me, "textDisplay": text, "authorDisplayName": c.Name, "authorChannelId": object{"value": c.Author},
		"authorChannelUrl": "http://www.youtube.com/channel/" + c.Author, "canRate": true, "viewerRating": "none", "likeCount": 0,
		"publishedAt": stamp(c.At), "updatedAt": stamp(c.Updated)}
	if c.Author == me {
		s["textOriginal"] = c.Text
	}
	if c.Top != "" {
		s["parentId"] = c.Top
	} else if c.Film != "" {
		s["videoId"] = c.Film
	}
	if !byID {
		s["moderationStatus"] = c.Status
	}
	return object{"kind": "youtube#comment", "id": c.ID, "snippet": s}
}
