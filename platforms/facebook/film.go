package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/picture"
	"commsdesk/platforms/web"
)

// film describes the film of a post.
type film struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Size  int64  `json:"size"`
	Title string `json:"title,omitempty"`
}

func isFilm(m platforms.Media) bool { return strings.HasPrefix(picture.TypeOf(m), "video/") }

// sealFilm checks a post that has a film: it stands alone, and its words are the
// post's. Facebook describes no film in words; captions are a file of their own.
func (l *letter) sealFilm(post platforms.Post) error {
	if len(post.Media) > 1 {
		return platforms.Refuse("A post on Facebook shows one film and nothing beside it. Take the other files out, or make two posts.")
	}
	m := post.Media[0]
	kind := picture.TypeOf(m)
	switch {
	case !slices.Contains(guesses.filmTypes, kind):
		return platforms.Refuse("Facebook takes films as MP4 or MOV. Save " + m.Name + " as one of these.")
	case m.Open == nil || m.Size <= 0:
		return platforms.Refuse("The film " + m.Name + " can't be read from this PC. Choose it again.")
	case m.Size > filmMost:
		return platforms.Refuse(fmt.Sprintf("Facebook takes films of up to %d GB; %s is larger. Shorten it or save it smaller.", filmMost>>30, m.Name))
	}
	l.Film = &film{Name: m.Name, Type: kind, Size: m.Size, Title: strings.TrimSpace(post.Title)}
	return nil
}

// films is where the Page's films go, for one phase of an upload.
func (a *Account) films(p page, phase string) web.Request {
	return web.Request{Method: http.MethodPost, Path: a.config.uploads() + "/" + a.config.Version + node(p.ID) + "/videos",
		Query: url.Values{"upload_phase": {phase}}, Timeout: uploadTime}
}

// publishFilm brings the film, which nobody sees, and then asks for it to be
// published: that last request is the point of no return. What was brought without
// it is never shown, so another attempt begins anew.
func (a *Account) publishFilm(ctx context.Context, p page, l letter, media []platforms.Media, commit func() error) platforms.Outcome {
	if len(media) != 1 || media[0].Open == nil {
		return before(platforms.Refuse("The film of this post is no longer kept on this PC. Take it back to a draft and choose it again."))
	}
	session, video, err := a.bring(ctx, p, *l.Film, media[0])
	if err != nil {
		return before(err)
	}
	a.keepFilm(l.Token, video)
	last := a.films(p, "finish")
	last.Commit, last.Form = commit, url.Values{"upload_session_id": {session}, "description": {l.Text}, "published": {"true"}}
	if l.Film.Title != "" {
		last.Form.Set("title", l.Film.Title)
	}
	if l.At != 0 {
		last.Form.Set("published", "false")
		last.Form.Set("scheduled_publish_time", strconv.FormatInt(l.At, 10))
	}
	var done struct{ Success bool }
	_, err = a.graph.JSON(ctx, last, &done)
	if err == nil && !done.Success {
		err = web.Unconfirmed(title, errors.New("it was not called a success"))
	}
	o := web.Outcome(err)
	if o.Verdict != platforms.Accepted {
		return o
	}
	o.RemoteID, o.Permalink = video, guesses.postAddress+video
	if w, err := a.filmOf(ctx, video); err == nil {
		o.RemoteID, o.Permalink = w.post(p), w.address()
	}
	if l.At != 0 {
		o.ScheduledFor = time.Unix(l.At, 0).UTC()
	}
	return o
}

// part is Facebook's answer to a phase: which bytes it wants next, the same twice
// when it has them all. Numbers come as words. The names are a guess: platforms.md 3
// has the calls and not what they answer.
type part struct {
	Session string      `json:"upload_session_id"`
	Video   string      `json:"video_id"`
	Start   json.Number `json:"start_offset"`
	End     json.Number `json:"end_offset"`
}

// wants are the next bytes to send.
func (w part) wants() (start, end int64, err error) {
	start, err = w.Start.Int64()
	if err == nil {
		end, err = w.End.Int64()
	}
	return start, end, err
}

// bring uploads a film piece by piece as Facebook asks for them, one in memory at
// a time. It returns the names of the upload and of the film to be.
func (a *Account) bring(ctx context.Context, p page, f film, m platforms.Media) (session, video string, err error) {
	unread := func(err error) error {
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "The film " + f.Name + " could not be read to its end on this PC. Nothing was published. Choose it again.", Err: err}
	}
	in, err := m.Open()
	if err != nil {
		return "", "", unread(err)
	}
	defer func() { _ = in.Close() }()
	begin := a.films(p, "start")
	begin.Form = url.Values{"file_size": {strconv.FormatInt(f.Size, 10)}}
	var got part
	if _, err := a.graph.JSON(ctx, begin, &got); err != nil {
		return "", "", err
	}
	if session, video = got.Session, got.Video; session == "" || video == "" {
		return "", "", lost(errors.New("the upload has no name"))
	}
	for at := int64(0); ; {
		start, end, err := got.wants()
		if err != nil || start != at || end < start || end > f.Size {
			return "", "", lost(errors.New("it asks for other bytes than the next"))
		}
		if start == end {
			if start != f.Size {
				return "", "", lost(errors.New("it calls a part the whole"))
			}
			return session, video, nil
		}
		raw := make([]byte, min(end-start, guesses.pieceMost))
		if _, err := io.ReadFull(in, raw); err != nil {
			return "", "", unread(err)
		}
		at += int64(len(raw))
		r := a.films(p, "transfer")
		if r.Body, r.Type, err = parts("video_file_chunk", map[string]string{"upload_session_id": session, "start_offset": strconv.FormatInt(start, 10)}, photo{Name: f.Name, Type: f.Type}, raw); err != nil {
			return "", "", err
		}
		got = part{}
		if _, err := a.graph.JSON(ctx, r, &got); err != nil {
			return "", "", err
		}
	}
}

// lost is the error of an upload that went out of step.
func lost(err error) error {
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: "Facebook lost its place in the film. Nothing was published; it will be tried again.", Err: err}
}

// wireFilm is a film of the Page's. How its post's id is made, that its address may
// come without the host, and that one with a post is published are guesses.
type wireFilm struct {
	ID        string     `json:"id"`
	Post      string     `json:"post_id"`
	Words     string     `json:"description"`
	Permalink string     `json:"permalink_url"`
	Created   graph.Time `json:"created_time"`
	Scheduled graph.Time `json:"scheduled_publish_time"`
}

// post is the id of the post that shows the film; the film's own where Facebook
// does not tell it yet. Both can be deleted.
func (w wireFilm) post(p page) string {
	switch {
	case w.Post == "":
		return w.ID
	case strings.Contains(w.Post, "_"):
		return w.Post
	}
	return p.ID + "_" + w.Post
}

// address opens the film in the browser.
func (w wireFilm) address() string {
	switch {
	case w.Permalink == "":
		return guesses.postAddress + w.ID
	case strings.HasPrefix(w.Permalink, "/"):
		return guesses.postAddress + w.Permalink[1:]
	}
	return w.Permalink
}

func (a *Account) filmOf(ctx context.Context, id string) (wireFilm, error) {
	var w wireFilm
	_, err := a.graph.JSON(ctx, web.Request{Method: http.MethodGet, Path: node(id), Query: url.Values{"fields": {filmFields}}, Timeout: 5 * time.Second}, &w)
	if err == nil && w.ID == "" {
		err = lost(errors.New("a film without an id"))
	}
	return w, err
}

// keepFilm remembers the film of a send for its proof, while the program runs.
func (a *Account) keepFilm(token, video string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.brought[token] = video
}

// proveFilm looks for a send's film by the id that Facebook gave it: a film is
// published when it has a post or a time for one. Not knowing the id, or finding
// neither, proves nothing; the post is looked for by its words then.
func (a *Account) proveFilm(ctx context.Context, p page, l letter) (platforms.Proof, error) {
	a.mu.Lock()
	video := a.brought[l.Token]
	a.mu.Unlock()
	if video == "" {
		return platforms.Proof{}, nil
	}
	w, err := a.filmOf(ctx, video)
	if platforms.ClassOf(err) == platforms.ClassGone {
		return platforms.Proof{}, nil
	}
	if err != nil || w.Post == "" && (l.At == 0 || w.Scheduled.Unix() != l.At) {
		return platforms.Proof{}, err
	}
	return platforms.Proof{Live: true, At: w.Created.Time, Text: platforms.Clean(w.Words), RemoteID: w.post(p), Permalink: w.address(), Where: "among the Page's films on Facebook"}, nil
}
