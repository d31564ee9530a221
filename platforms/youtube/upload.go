package youtube

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	yt "google.golang.org/api/youtube/v3"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

const (
	// piece is how much of a film goes in one request.
	piece = 32 * chunk
	// pieceTime is how long one may take on a slow line.
	pieceTime = 5 * time.Minute
)

// upload sends a film. The library's own upload repeats requests by itself and
// keeps the session's address to itself, so the protocol is spoken here: open a
// session, send all pieces but the last, commit, send the last. A session of an
// earlier attempt is gone on with.
func (a *Adapter) upload(ctx context.Context, s sealed, m platforms.Media, commit func() error) platforms.Outcome {
	session, err := a.sessionOf(ctx, s.Token)
	if err != nil {
		return notSent(err)
	}
	at := int64(0)
	if session != "" {
		v, have, err := a.ask(ctx, session, s.Film.Size)
		switch {
		case platforms.ClassOf(err) == platforms.ClassGone || platforms.ClassOf(err) == platforms.ClassRefused:
			session = ""
		case err != nil:
			return notSent(err)
		case v != nil: // it was all there before
			if err := commit(); err != nil {
				return web.Outcome(&platforms.Error{Class: platforms.ClassTransient, Sentence: "It could not be written down on this PC.", Err: err})
			}
			return a.uploaded(v, s.Film)
		default:
			at = have
		}
	}
	if session == "" {
		if session, err = a.open(ctx, s); err != nil {
			return notSent(err)
		}
		at = 0
	}
	v, err := a.pour(ctx, session, s.Film, m, at, commit)
	var before beforeCommit
	if errors.As(err, &before) {
		return notSent(before.error)
	}
	if err != nil {
		return outcome(plain(err, true))
	}
	return a.uploaded(v, s.Film)
}

// beforeCommit is an error that came before the last piece.
type beforeCommit struct{ error }

// Unwrap gives the cause.
func (e beforeCommit) Unwrap() error { return e.error }

// open begins a session and keeps its address for the proof.
func (a *Adapter) open(ctx context.Context, s sealed) (string, error) {
	status := &yt.VideoStatus{PrivacyStatus: s.Film.Privacy, ForceSendFields: []string{"SelfDeclaredMadeForKids"}}
	if !s.Film.PublishAt.IsZero() {
		status.PublishAt = s.Film.PublishAt.Format(time.RFC3339)
	}
	about := &yt.Video{Status: status, Snippet: &yt.VideoSnippet{Title: s.Film.Title, Description: s.Film.Description, CategoryId: category}}
	ans, err := a.web.Do(ctx, web.Request{Method: http.MethodPost, Path: uploadPath, JSON: about,
		Query:  url.Values{"uploadType": {"resumable"}, "part": {"snippet,status"}, "notifySubscribers": {"true"}},
		Header: http.Header{"X-Upload-Content-Length": {strconv.FormatInt(s.Film.Size, 10)}, "X-Upload-Content-Type": {s.Film.Type}}})
	if err != nil {
		return "", err
	}
	session := ans.Header.Get("Location")
	if !a.ours(session) {
		return "", &platforms.Error{Class: platforms.ClassTransient, Sentence: "YouTube did not say where the film is to go. It will be tried again.", Err: errors.New("no address of a session")}
	}
	return session, a.keepSession(ctx, s.Token, session)
}

// ours tells whether an address is Google's, or that of the server that stands
// for it: our sign-in goes to no other.
func (a *Adapter) ours(session string) bool {
	u, err := url.Parse(session)
	if err != nil || u.Host == "" {
		return false
	}
	if base, err := web.ParseBase(a.cfg.Server); a.cfg.Server != "" {
		return err == nil && base.Host == u.Host
	}
	return u.Scheme == "https" && strings.HasSuffix("."+u.Hostname(), ".googleapis.com")
}

// pour sends the film's bytes from at on. commit is called before the request
// that makes the film whole.
func (a *Adapter) pour(ctx context.Context, session string, f *film, m platforms.Media, at int64, commit func() error) (*yt.Video, error) {
	in, err := m.Open()
	if err != nil {
		return nil, beforeCommit{platforms.Refuse("The film can't be read any more. Nothing was sent. Add it again.")}
	}
	defer func() { _ = in.Close() }()
	if _, err := io.CopyN(io.Discard, in, at); err != nil {
		return nil, beforeCommit{platforms.Refuse("The film is shorter than it was. Nothing was sent. Add it again.")}
	}
	for {
		part := make([]byte, min(piece, f.Size-at))
		if _, err := io.ReadFull(in, part); err != nil {
			return nil, beforeCommit{platforms.Refuse("The film is shorter than it was. Nothing was sent. Add it again.")}
		}
		last := at+int64(len(part)) == f.Size
		r := web.Request{Method: http.MethodPut, Path: session, Body: part, Type: f.Type, Timeout: pieceTime, Also: []int{http.StatusPermanentRedirect},
			Header: http.Header{"Content-Range": {fmt.Sprintf("bytes %d-%d/%d", at, at+int64(len(part))-1, f.Size)}}}
		if last {
			r.Commit = commit
		}
		v, have, err := a.put(ctx, r)
		switch {
		case err != nil && !last:
			return nil, beforeCommit{err}
		case err != nil || v != nil:
			return v, err
		case last:
			// All was sent and it asks for more: nothing was published.
			return nil, beforeCommit{&platforms.Error{Class: platforms.ClassTransient, Sentence: "YouTube did not take the whole film. It will go on where it stopped."}}
		case have != at+int64(len(part)):
			return nil, beforeCommit{&platforms.Error{Class: platforms.ClassTransient, Sentence: "YouTube did not take all of a piece of the film. It will go on where it stopped."}}
		}
		at = have
	}
}

// put makes one request of a session: the film when it is whole, else how many
// bytes are there.
func (a *Adapter) put(ctx context.Context, r web.Request) (*yt.Video, int64, error) {
	ans, err := a.web.Do(ctx, r)
	if err != nil {
		return nil, 0, err
	}
	if ans.Status == http.StatusPermanentRedirect {
		_, to, _ := strings.Cut(ans.Header.Get("Range"), "-")
		n, err := strconv.ParseInt(to, 10, 64)
		if err != nil {
			return nil, 0, nil // nothing yet
		}
		return nil, n + 1, nil
	}
	var v yt.Video
	if json.Unmarshal(ans.Body, &v) != nil || v.Id == "" {
		return nil, 0, web.Unconfirmed(title, errors.New("the answer has no id"))
	}
	return &v, 0, nil
}

// ask inquires how far a session is.
func (a *Adapter) ask(ctx context.Context, session string, size int64) (*yt.Video, int64, error) {
	return a.put(ctx, web.Request{Method: http.MethodPut, Path: session, Also: []int{http.StatusPermanentRedirect},
		Header: http.Header{"Content-Range": {fmt.Sprintf("bytes */%d", size)}}})
}

// uploaded words what became of a film.
func (a *Adapter) uploaded(v *yt.Video, f *film) platforms.Outcome {
	o := platforms.Outcome{Verdict: platforms.Accepted, RemoteID: v.Id, Permalink: watch(v.Id)}
	privacy := f.Privacy
	if v.Status != nil && v.Status.PrivacyStatus != "" {
		privacy = v.Status.PrivacyStatus
	}
	switch {
	case !f.PublishAt.IsZero():
		o.ScheduledFor = f.PublishAt
	case privacy != "public":
		o.Why = "The film is on YouTube, and private: nobody else sees it. Publish it in YouTube Studio."
	}
	return o
}

// sessionItem is where the addresses of uploads lie: who has one can go on with
// the upload, so it is kept like a secret.
const sessionItem = "uploads"

// sessionsKept is how many are remembered; a session lives for a week.
const sessionsKept = 5

type kept struct {
	Token   string `json:"token"`
	Session string `json:"session"`
}

func (a *Adapter) sessions(ctx context.Context) ([]kept, error) {
	raw, err := a.secrets.Get(ctx, sessionItem)
	if err != nil {
		return nil, err
	}
	var all []kept
	if raw != "" && json.Unmarshal([]byte(raw), &all) != nil {
		return nil, nil // what can't be read proves nothing; a new session begins
	}
	return all, nil
}

// sessionOf is the address of a send's session, "" when none is known.
func (a *Adapter) sessionOf(ctx context.Context, token string) (string, error) {
	all, err := a.sessions(ctx)
	for _, k := range all {
		if k.Token == token && a.ours(k.Session) {
			return k.Session, nil
		}
	}
	return "", err
}

func (a *Adapter) keepSession(ctx context.Context, token, session string) error {
	all, err := a.sessions(ctx)
	if err != nil {
		return err
	}
	next := []kept{{token, session}}
	for _, k := range all {
		if k.Token != token && len(next) < sessionsKept {
			next = append(next, k)
		}
	}
	raw, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("keep an upload's address: %w", err)
	}
	return a.secrets.Set(ctx, sessionItem, string(raw))
}
