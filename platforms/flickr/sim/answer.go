package sim

import (
	"crypto/sha256"
	"encoding/hex"
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

// fail is an error in Flickr's form: a 200 all the same.
func fail(code int, message string) simulator.Answer {
	return simulator.Answer{Body: object{"stat": "fail", "code": code, "message": message}}
}

func ok(body object) simulator.Answer {
	body["stat"] = "ok"
	return simulator.Answer{Body: body}
}

func rspFail(code int, message, more string) simulator.Answer {
	return rsp(fmt.Sprintf(`<rsp stat="fail"><err code="%d" msg="%s" />%s</rsp>`, code, message, more))
}

func rsp(body string) simulator.Answer {
	return simulator.Answer{Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}}, Body: []byte(`<?xml version="1.0" encoding="utf-8" ?>` + "\n" + body)}
}

// Error is Flickr's form of an error.
func (w *World) Error(r *simulator.Request, f simulator.Fault, until time.Time) simulator.Answer {
	failed := fail
	if r.Call.Name == Upload {
		failed = func(code int, message string) simulator.Answer { return rspFail(code, message, "") }
	}
	switch f {
	case simulator.RateLimited:
		return simulator.Answer{Status: http.StatusTooManyRequests, Body: []byte("Too Many Requests"),
			Header: http.Header{"Content-Type": {"text/plain"}, "Retry-After": {strconv.Itoa(int(until.Sub(w.clock())/time.Second) + 1)}}}
	case simulator.Expired:
		if w.wrong != "" {
			defer func() { w.wrong = "" }()
			return problem(w.wrong)
		}
		if strings.Contains(r.Raw.URL.Path, "/oauth/") {
			return problem("token_expired")
		}
		return failed(98, "Invalid auth token")
	case simulator.Revoked:
		return failed(99, "Insufficient permissions. Method requires write privileges; read granted.")
	case "":
		return failed(112, "Method not found, or arguments that it does not know")
	}
	return simulator.Answer{Status: http.StatusInternalServerError, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<h1>Bad, bad panda</h1>")}
}

// Answer carries a request out.
func (w *World) Answer(r *simulator.Request) simulator.Answer {
	if code := w.refuse[r.Call.Name]; code != 0 {
		return fail(code, "Refused.")
	}
	if e := r.Query.Get("extras"); e != "" {
		for one := range strings.SplitSeq(e, ",") {
			if !slices.Contains(Extras, one) && !slices.Contains(GuessedExtras, one) {
				return fail(1, "Unknown extra "+one)
			}
		}
	}
	do := map[string]func(*simulator.Request) simulator.Answer{
		Login: w.login, Limits: w.limits, Person: w.person, Photos: w.listPhotos, Updated: w.updated, Activity: w.activity,
		Info: w.info, Faves: w.faves, Comments: w.comments, Reply: w.reply, DeleteComment: w.deleteComment, Tickets: w.tickets,
		DeletePhoto: w.deletePhoto, Upload: w.upload, RequestToken: w.requestToken, Authorize: w.authorize, AccessToken: w.accessToken,
	}
	return do[r.Call.Name](r)
}

func text(s string) object { return object{"_content": s} }

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func (w *World) login(r *simulator.Request) simulator.Answer {
	if r.Fault == simulator.WrongIdentity {
		return ok(object{"user": object{"id": "87654321@N00", "username": text("Another Account"), "path_alias": nil}})
	}
	return ok(object{"user": object{"id": me, "username": text(ourName), "path_alias": nil}})
}

func (w *World) limits(*simulator.Request) simulator.Answer {
	return ok(object{"person": object{"nsid": me, "photos": object{"maxdisplaypx": "1024", "maxupload": "209715200"},
		"videos": object{"maxduration": "90", "maxupload": "1073741824"}}})
}

func (w *World) person(r *simulator.Request) simulator.Answer {
	if r.Query.Get("user_id") != me {
		return fail(1, "User not found")
	}
	n := 0
	for _, p := range w.s.Photos {
		if !p.Deleted {
			n++
		}
	}
	return ok(object{"person": object{"id": me, "nsid": me, "ispro": 0, "username": text(ourName), "photos": object{"count": object{"_content": n}}}})
}

// below are a photo's comments, oldest first.
func (w *World) below(id string) []*comment {
	return slices.DeleteFunc(slices.Clone(w.byPhoto[id]), func(c *comment) bool { return c.Deleted })
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// shown is a photo in a list. Flickr mixes numbers and strings.
func (w *World) shown(r *simulator.Request, p *photo) object {
	o := object{"id": p.ID, "owner": me, "secret": "s" + p.ID, "server": "65535", "farm": 66, "title": p.Title, "ispublic": flag(p.Public), "isfriend": 0, "isfamily": 0}
	for one := range strings.SplitSeq(r.Query.Get("extras"), ",") {
		switch one {
		case "description":
			o["description"] = text(html.EscapeString(p.Description))
		case "date_upload":
			o["dateupload"] = unix(p.At)
		case "last_update":
			o["lastupdate"] = unix(p.Updated)
		case "views":
			o["views"] = strconv.FormatInt(p.Views, 10)
		case "count_faves":
			o["count_faves"] = strconv.FormatInt(p.Faves, 10)
		case "count_comments":
			o["count_comments"] = strconv.Itoa(len(w.below(p.ID)))
		}
		if w.NoCounts && slices.Contains(GuessedExtras, one) {
			delete(o, one)
		}
	}
	return o
}

// page cuts a list into Flickr's pages, numbered from 1.
func page[T any](r *simulator.Request, all []T, usual, most int) (one []T, about object, wrong bool) {
	number := func(name string, usual int) int {
		v := r.Query.Get(name)
		if v == "" {
			return usual
		}
		n, err := strconv.Atoi(v)
		wrong = wrong || err != nil || n < 1
		return n
	}
	size, n := min(number("per_page", usual), most), number("page", 1)
	if wrong {
		return nil, nil, true
	}
	from := min(len(all), (n-1)*size)
	one = slices.Clone(all[from:min(len(all), from+size)])
	switch r.Fault {
	case simulator.Doubled:
		one = append(one, one...)
	case simulator.Disorder:
		for i := range one {
			j := (i*7 + 3) % len(one)
			one[i], one[j] = one[j], one[i]
		}
	}
	return one, object{"page": n, "pages": (len(all) + size - 1) / size, "perpage": size, "total": strconv.Itoa(len(all))}, false
}

// photoPage is a page of photos, sorted and filtered.
func (w *World) photoPage(r *simulator.Request, keep func(*photo) bool, at func(*photo) time.Time) simulator.Answer {
	var all []*photo
	for _, p := range w.s.Photos {
		if !p.Deleted && keep(p) {
			all = append(all, p)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return at(all[i]).After(at(all[j])) })
	some, about, wrong := page(r, all, 100, 500)
	if wrong {
		return fail(1, "Not a valid page")
	}
	photos := []object{}
	for _, p := range some {
		photos = append(photos, w.shown(r, p))
	}
	about["photo"] = photos
	return ok(object{"photos": about})
}

func (w *World) listPhotos(r *simulator.Request) simulator.Answer {
	if id := r.Query.Get("user_id"); id != "me" && id != me {
		return fail(2, "Unknown user")
	}
	from, _ := strconv.ParseInt(r.Query.Get("min_upload_date"), 10, 64)
	return w.photoPage(r, func(p *photo) bool { return p.At.Unix() >= from }, func(p *photo) time.Time { return p.At })
}

func (w *World) updated(r *simulator.Request) simulator.Answer {
	from, err := strconv.ParseInt(r.Query.Get("min_date"), 10, 64)
	if err != nil || from <= 0 {
		return fail(2, "Not a valid date")
	}
	return w.photoPage(r, func(p *photo) bool { return p.Updated.Unix() >= from }, func(p *photo) time.Time { return p.Updated })
}

func (w *World) activity(r *simulator.Request) simulator.Answer {
	frame := r.Query.Get("timeframe")
	n, err := strconv.Atoi(strings.TrimRight(frame, "dh"))
	if err != nil || !strings.HasSuffix(frame, "d") && !strings.HasSuffix(frame, "h") {
		return fail(1, "Not a valid timeframe")
	}
	span := time.Duration(n) * time.Hour
	if strings.HasSuffix(frame, "d") {
		span *= 24
	}
	var all []object
	for _, p := range w.s.Photos {
		var events []object
		for _, c := range w.below(p.ID) {
			if !p.Deleted && c.At.After(w.server.Now().Add(-span)) {
				events = append(events, object{"type": "comment", "commentid": c.ID, "user": c.Author, "username": c.Name, "dateadded": unix(c.At), "_content": c.HTML})
			}
		}
		if len(events) > 0 {
			all = append(all, object{"type": "photo", "id": p.ID, "owner": me, "title": text(p.Title), "activity": object{"event": events}})
		}
	}
	some, about, wrong := page(r, all, 10, 50)
	if wrong {
		return fail(1, "Not a valid page")
	}
	about["item"] = some
	return ok(object{"items": about})
}

func (w *World) found(id string) *photo {
	if p := w.photos[id]; p != nil && !p.Deleted {
		return p
	}
	return nil
}

func (w *World) info(r *simulator.Request) simulator.Answer {
	p := w.found(r.Query.Get("photo_id"))
	if p == nil {
		return fail(1, fmt.Sprintf("Photo %q not found (invalid ID)", r.Query.Get("photo_id")))
	}
	return ok(object{"photo": object{"id": p.ID, "secret": "s" + p.ID, "dateuploaded": unix(p.At), "views": strconv.FormatInt(p.Views, 10),
		"owner": object{"nsid": me, "username": ourName}, "title": text(p.Title), "description": text(html.EscapeString(p.Description)),
		"visibility": object{"ispublic": flag(p.Public), "isfriend": 0, "isfamily": 0},
		"dates":      object{"posted": unix(p.At), "lastupdate": unix(p.Updated)},
		"comments":   text(strconv.Itoa(len(w.below(p.ID))))}})
}

func (w *World) faves(r *simulator.Request) simulator.Answer {
	p := w.found(r.Query.Get("photo_id"))
	if p == nil {
		return fail(1, "Photo not found")
	}
	return ok(object{"photo": object{"id": p.ID, "person": []object{}, "total": strconv.FormatInt(p.Faves, 10), "page": 1, "pages": 1, "perpage": 1}})
}

func (w *World) comments(r *simulator.Request) simulator.Answer {
	p := w.found(r.Query.Get("photo_id"))
	if p == nil {
		return fail(1, "Photo not found")
	}
	list := w.below(p.ID)
	sort.SliceStable(list, func(i, j int) bool { return list[i].At.Before(list[j].At) })
	var all []object
	for _, c := range list {
		all = append(all, object{"id": c.ID, "author": c.Author, "authorname": c.Name, "realname": c.Real, "iconserver": "0", "datecreate": unix(c.At),
			"permalink": "https://www.flickr.com/photos/" + me + "/" + p.ID + "/#comment" + c.ID[strings.LastIndex(c.ID, "-")+1:], "_content": c.HTML})
	}
	body := object{"photo_id": p.ID}
	if len(all) > 0 {
		switch r.Fault {
		case simulator.Doubled:
			all = append(all, all...)
		case simulator.Disorder:
			slices.Reverse(all)
		}
		body["comment"] = all
	}
	return ok(object{"comments": body})
}

func (w *World) reply(r *simulator.Request) simulator.Answer {
	p, words := w.found(r.Form.Get("photo_id")), strings.TrimSpace(r.Form.Get("comment_text"))
	switch {
	case p == nil, p.Shut, r.Fault == simulator.GoneParent:
		return fail(1, "Photo not found.")
	case words == "":
		return fail(8, "Blank comment.")
	}
	id := w.write(comment{Author: me, Name: ourName, Real: ourName}, p.ID, words, w.server.Now())
	w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: id, Parent: p.ID, Text: words, At: w.server.Now()})
	return ok(object{"comment": object{"id": id, "author": me, "datecreate": unix(w.server.Now()), "_content": w.byID[id].HTML}})
}

func (w *World) deleteComment(r *simulator.Request) simulator.Answer {
	id := r.Form.Get("comment_id")
	if parts := strings.Split(id, "-"); len(parts) != 3 || w.found(parts[1]) == nil {
		return fail(1, "Photo not found.")
	}
	if !w.drop(id) {
		return fail(2, "Comment not found.")
	}
	return ok(object{})
}

func (w *World) deletePhoto(r *simulator.Request) simulator.Answer {
	if w.found(r.Form.Get("photo_id")) == nil {
		return fail(1, "Photo not found")
	}
	w.drop(r.Form.Get("photo_id"))
	return ok(object{})
}

// uploadMost is the largest photo in bytes.
const uploadMost = 200 << 20

func (w *World) upload(r *simulator.Request) simulator.Answer {
	file := r.Files["photo"]
	switch {
	case len(file) == 0:
		return rspFail(4, "Filesize was zero", "")
	case len(file) > uploadMost:
		return rspFail(8, "Filesize was too large", "")
	case r.Form.Get("async") != "1":
		return rspFail(3, "General upload failure", "")
	}
	sum := sha256.Sum256(file)
	same := hex.EncodeToString(sum[:])
	for _, p := range w.s.Photos {
		if r.Form.Get("dedup_check") != "" && !p.Deleted && p.Bytes == same {
			return rspFail(9, "Duplicate photo/video detected", "<duplicate_photo_id>"+p.ID+"</duplicate_photo_id>")
		}
	}
	name := fmt.Sprintf("ticket-%d", w.next())
	w.s.Tickets[name] = &ticket{Failed: w.FailUploads}
	if !w.FailUploads {
		p := photo{Title: r.Form.Get("title"), Description: r.Form.Get("description"), At: w.server.Now(), Public: r.Form.Get("is_public") == "1", Bytes: same}
		id := w.addPhoto(p)
		w.s.Tickets[name].Photo = id
		w.s.Ours = append(w.s.Ours, simulator.Accepted{ID: id, Post: true, Text: strings.TrimSpace(p.Title + "\n" + p.Description), At: p.At})
	}
	return rsp(`<rsp stat="ok"><ticketid>` + name + `</ticketid></rsp>`)
}

func (w *World) tickets(r *simulator.Request) simulator.Answer {
	var all []object
	for name := range strings.SplitSeq(r.Query.Get("tickets"), ",") {
		t := w.s.Tickets[name]
		switch {
		case t == nil:
			all = append(all, object{"id": name, "invalid": 1})
			continue
		case t.Looks < w.Slow:
			all = append(all, object{"id": name, "complete": 0})
		case t.Failed:
			all = append(all, object{"id": name, "complete": 2})
		default:
			all = append(all, object{"id": name, "complete": 1, "photoid": t.Photo})
		}
		t.Looks++
	}
	return ok(object{"uploader": object{"ticket": all}})
}
