package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// now is when these tests happen.
var now = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

// secret must never stand in an error.
const secret = "s3cret-access"

// open starts a server and makes a client of it; o may leave out what it shares
// with the others.
func open(t *testing.T, o web.Options, answer http.HandlerFunc) *web.Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	o.Network, o.Base = "Example", server.URL
	if o.Clock == nil {
		o.Clock = func() time.Time { return now }
	}
	c, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// status answers with a status, headers in pairs and no body.
func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header()[headers[i]] = []string{headers[i+1]}
		}
		w.WriteHeader(code)
	}
}

// want checks an error's class, and that it says something to people and tells
// no secret.
func want(t *testing.T, what string, err error, class platforms.Class) {
	t.Helper()
	if got := platforms.ClassOf(err); got != class {
		t.Errorf("%s: class %q, want %q (%v)", what, got, class, err)
	}
	if err == nil {
		return
	}
	var e *platforms.Error
	if !errors.As(err, &e) || len(e.Sentence) < 10 {
		t.Errorf("%s: no sentence for people: %v", what, err)
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if said := fmt.Sprintf("%v %+v", e, e); strings.Contains(said, secret) || strings.Contains(said, "/path-of-a-call") {
			t.Errorf("%s: an address or a secret is told: %s", what, said)
		}
	}
}

// TestBase takes https and this PC alone, and forgives what people paste.
func TestBase(t *testing.T) {
	t.Parallel()
	for in, out := range map[string]string{
		"https://example.org": "https://example.org", " example.org/ ": "https://example.org", "https://example.org/a/": "https://example.org/a",
		"http://127.0.0.1:1": "http://127.0.0.1:1", "http://localhost:1": "http://localhost:1", "http://[::1]:1": "http://[::1]:1",
		"http://example.org": "", "http://127.0.0.1.example.org": "", "ftp://example.org": "", "": "", "https://": "",
		"https://user:" + secret + "@example.org": "", "https://example.org?access_token=" + secret: "", "https://example.org#" + secret: "", "http://%zz" + secret: "",
	} {
		u, err := web.ParseBase(in)
		switch {
		case out == "":
			want(t, in, err, platforms.ClassRefused)
		case err != nil || u.String() != out:
			t.Errorf("%q became %v (%v), want %s", in, u, err, out)
		}
	}
	if _, err := web.New(web.Options{Network: "Example", Base: "http://example.org"}); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("a client without TLS was made: %v", err)
	}
}

// TestWholeAddress goes to no address without TLS but on this PC.
func TestWholeAddress(t *testing.T) {
	t.Parallel()
	c := open(t, web.Options{}, status(http.StatusOK))
	for _, at := range []string{"http://example.org/next", "ftp://example.org/", "/relative?next=http://example.org", "://"} {
		_, err := c.Do(t.Context(), web.Request{Method: http.MethodGet, Path: at})
		want(t, at, err, platforms.ClassRefused)
	}
}

// TestRedirect follows none: the sign-in would go along. One that may mean that
// the thing was done is no refusal of a write, and an address in one that can't
// be read is not told.
func TestRedirect(t *testing.T) {
	t.Parallel()
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	for code, class := range map[int]platforms.Class{301: platforms.ClassRefused, 302: platforms.ClassRefused, 303: platforms.ClassUnconfirmed, 307: platforms.ClassRefused, 308: platforms.ClassRefused} {
		for _, to := range []string{other.URL, "http://%zz?access_token=" + secret} {
			c := open(t, web.Options{}, status(code, "Location", to))
			_, err := c.Do(t.Context(), web.Request{Method: http.MethodPost, Path: "/path-of-a-call"})
			want(t, fmt.Sprint(code, " to a write"), err, class)
		}
	}
	if elsewhere.Load() != 0 {
		t.Error("a redirect was followed")
	}
}

// TestClasses: what an answer means for a call that reads and for one that
// writes. Nothing that may have been carried out is called refused or not sent.
func TestClasses(t *testing.T) {
	t.Parallel()
	for code, class := range map[int][2]platforms.Class{
		200: {"", ""}, 204: {"", ""},
		400: {platforms.ClassRefused, platforms.ClassRefused}, 401: {platforms.ClassAuth, platforms.ClassAuth},
		402: {platforms.ClassPayment, platforms.ClassPayment}, 403: {platforms.ClassPermission, platforms.ClassPermission},
		404: {platforms.ClassGone, platforms.ClassGone}, 410: {platforms.ClassGone, platforms.ClassGone},
		408: {platforms.ClassTransient, platforms.ClassUnconfirmed}, 429: {platforms.ClassRate, platforms.ClassRate},
		500: {platforms.ClassTransient, platforms.ClassUnconfirmed}, 502: {platforms.ClassTransient, platforms.ClassUnconfirmed},
		503: {platforms.ClassTransient, platforms.ClassUnconfirmed}, 504: {platforms.ClassTransient, platforms.ClassUnconfirmed},
	} {
		for i, method := range []string{http.MethodGet, http.MethodPost} {
			c := open(t, web.Options{}, status(code))
			_, err := c.Do(t.Context(), web.Request{Method: method, Path: "/path-of-a-call", Query: url.Values{"access_token": {secret}}})
			want(t, fmt.Sprint(method, code), err, class[i])
		}
	}
}

// TestBroken: a connection that breaks before, on and after the request.
func TestBroken(t *testing.T) {
	t.Parallel()
	cut := func(raw string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(conn, raw)
			_ = conn.Close()
		}
	}
	for what, raw := range map[string]string{"no answer": "", "half an answer": "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"id\":",
		"no HTTP": secret + " is what a resident wrote\r\n\r\n", "no header": "HTTP/1.1 200 OK\r\n" + secret + "\r\n\r\n"} {
		for method, class := range map[string]platforms.Class{http.MethodGet: platforms.ClassTransient, http.MethodPost: platforms.ClassUnconfirmed} {
			c := open(t, web.Options{}, cut(raw))
			_, err := c.Do(t.Context(), web.Request{Method: method, Path: "/path-of-a-call", Query: url.Values{"access_token": {secret}}})
			want(t, method+", "+what, err, class)
		}
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	c, err := web.New(web.Options{Network: "Example", Base: "http://" + l.Addr().String(), Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	committed := 0
	_, err = c.Do(t.Context(), web.Request{Method: http.MethodPost, Path: "/path-of-a-call", Commit: func() error { committed++; return nil }})
	want(t, "nobody there", err, platforms.ClassOffline)
	if o := web.Outcome(err); o.Verdict != platforms.NotSent || committed != 1 {
		t.Errorf("nobody was there: %+v, committed %d times", o, committed)
	}
}

// TestTimeLimit: an answer that does not come in time leaves a write unconfirmed.
func TestTimeLimit(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	c := open(t, web.Options{}, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
		case <-ended:
		}
	})
	t.Cleanup(func() { close(ended) })
	_, err := c.Do(t.Context(), web.Request{Method: http.MethodPost, Path: "/path-of-a-call", Timeout: 200 * time.Millisecond})
	want(t, "a write", err, platforms.ClassUnconfirmed)
	_, err = c.Do(t.Context(), web.Request{Method: http.MethodGet, Path: "/path-of-a-call", Timeout: 200 * time.Millisecond})
	want(t, "a read", err, platforms.ClassTransient)
}

// TestOversize reads no answer without end.
func TestOversize(t *testing.T) {
	t.Parallel()
	piece := []byte(strings.Repeat("x", 1<<20))
	c := open(t, web.Options{}, func(w http.ResponseWriter, _ *http.Request) {
		for range 17 {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	})
	_, err := c.Do(t.Context(), web.Request{Method: http.MethodGet, Path: "/path-of-a-call"})
	want(t, "a read", err, platforms.ClassTransient)
	_, err = c.Do(t.Context(), web.Request{Method: http.MethodPost, Path: "/path-of-a-call"})
	want(t, "a write", err, platforms.ClassUnconfirmed)
}

// TestNoJSON: an answer of success that can't be read leaves a write unconfirmed.
func TestNoJSON(t *testing.T) {
	t.Parallel()
	c := open(t, web.Options{}, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id": "`+secret) })
	var v struct{ ID string }
	_, err := c.JSON(t.Context(), web.Request{Method: http.MethodPost, Path: "/"}, &v)
	want(t, "a write", err, platforms.ClassUnconfirmed)
	_, err = c.JSON(t.Context(), web.Request{Method: http.MethodGet, Path: "/"}, &v)
	want(t, "a read", err, platforms.ClassTransient)
}

// renewing is a client whose sign-in ran out: the server takes only "new".
type renewing struct {
	access            string
	signs             func(have string) error
	renew             func(r *renewing) error
	asked, arrived    int
	committed, renews int
}

func (r *renewing) send(t *testing.T) error {
	t.Helper()
	r.access = "old"
	c := open(t, web.Options{
		Sign: func(_ context.Context, q *http.Request, _ []byte) error {
			q.Header.Set("Authorization", r.access)
			if r.signs != nil {
				return r.signs(r.access)
			}
			return nil
		},
		Renew: func(context.Context) error {
			r.renews++
			return r.renew(r)
		},
	}, func(w http.ResponseWriter, q *http.Request) {
		r.asked++
		if q.Header.Get("Authorization") != "new" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.arrived++
	})
	_, err := c.Do(t.Context(), web.Request{Method: http.MethodPost, Path: "/path-of-a-call", Commit: func() error {
		if r.arrived > 0 {
			t.Error("committed after it had arrived")
		}
		r.committed++
		return nil
	}})
	return err
}

func succeed(r *renewing) error {
	r.access = "new"
	return nil
}

// TestCommitOnce: the point of no return is written down exactly once, before
// the request, however the sign-in is renewed on the way.
func TestCommitOnce(t *testing.T) {
	t.Parallel()
	ended := &platforms.Error{Class: platforms.ClassAuth, Sentence: "The sign-in has ended."}
	for what, r := range map[string]*renewing{
		"refused at the network": {renew: succeed},
		"refused before the request": {renew: succeed, signs: func(have string) error {
			if have == "old" {
				return ended
			}
			return nil
		}},
	} {
		if err := r.send(t); err != nil || r.committed != 1 || r.arrived != 1 || r.renews != 1 {
			t.Errorf("%s: %v, committed %d times, arrived %d, renewed %d", what, err, r.committed, r.arrived, r.renews)
		}
	}
	r := &renewing{renew: func(*renewing) error { return nil }}
	want(t, "refused twice", r.send(t), platforms.ClassAuth)
	if r.asked != 2 || r.committed != 1 || r.renews != 1 {
		t.Errorf("asked %d times, committed %d, renewed %d", r.asked, r.committed, r.renews)
	}
}

// TestRenewTrouble: a sign-in that could not be renewed for other reasons than
// the network's own word has not ended, and what was to be sent was not.
func TestRenewTrouble(t *testing.T) {
	t.Parallel()
	for what, one := range map[string]struct {
		trouble error
		class   platforms.Class
	}{
		"offline":          {&platforms.Error{Class: platforms.ClassOffline, Sentence: "It can't be reached."}, platforms.ClassOffline},
		"no clear answer":  {web.Unconfirmed("Example", nil), platforms.ClassTransient},
		"keyring locked":   {errors.New("locked"), platforms.ClassTransient},
		"the network's no": {&platforms.Error{Class: platforms.ClassAuth, Sentence: "The sign-in has ended."}, platforms.ClassAuth},
		"can't be renewed": {&platforms.Error{Class: platforms.ClassRefused, Sentence: "It is not renewed."}, platforms.ClassAuth},
	} {
		r := &renewing{renew: func(*renewing) error { return one.trouble }}
		err := r.send(t)
		want(t, what, err, one.class)
		if o := web.Outcome(err); o.Verdict == platforms.Unconfirmed || r.arrived != 0 {
			t.Errorf("%s: %+v, arrived %d times", what, o, r.arrived)
		}
		if platforms.ClassOf(one.trouble) == platforms.ClassAuth {
			continue
		}
		r = &renewing{renew: succeed, signs: func(string) error { return one.trouble }}
		if o := web.Outcome(r.send(t)); o.Verdict == platforms.Unconfirmed || r.committed != 0 || r.asked != 0 {
			t.Errorf("%s while signing: %+v, committed %d times, asked %d", what, o, r.committed, r.asked)
		}
	}
}

// TestCommitRefused: what can't be written down is not sent.
func TestCommitRefused(t *testing.T) {
	t.Parallel()
	asked := 0
	c := open(t, web.Options{}, func(http.ResponseWriter, *http.Request) { asked++ })
	full := errors.New("disk full")
	_, err := c.Do(t.Context(), web.Request{Method: http.MethodPost, Path: "/", Commit: func() error { return full }})
	want(t, "a full disk", err, platforms.ClassTransient)
	if o := web.Outcome(err); o.Verdict != platforms.NotSent || asked != 0 || !errors.Is(err, full) {
		t.Errorf("%+v, asked %d times", o, asked)
	}
}

// TestOutcome: an error of no class is never taken for a no.
func TestOutcome(t *testing.T) {
	t.Parallel()
	for class, verdict := range map[platforms.Class]platforms.Verdict{
		platforms.ClassAuth: platforms.NeedsPerson, platforms.ClassIdentity: platforms.NeedsPerson, platforms.ClassPermission: platforms.NeedsPerson,
		platforms.ClassCertificate: platforms.NeedsPerson, platforms.ClassPayment: platforms.NeedsPerson, platforms.ClassPolicy: platforms.NeedsPerson,
		platforms.ClassRefused: platforms.Refused, platforms.ClassGone: platforms.Refused,
		platforms.ClassRate: platforms.NotSent, platforms.ClassQuota: platforms.NotSent, platforms.ClassOffline: platforms.NotSent, platforms.ClassTransient: platforms.NotSent,
		platforms.ClassUnconfirmed: platforms.Unconfirmed, "unheard of": platforms.Unconfirmed,
	} {
		if o := web.Outcome(&platforms.Error{Class: class, Until: now}); o.Verdict != verdict || o.Class != class || !o.RetryAt.Equal(now) {
			t.Errorf("%s: %+v, want %s", class, o, verdict)
		}
	}
	if o := web.Outcome(errors.New("whatever")); o.Verdict != platforms.Unconfirmed {
		t.Errorf("without a class: %+v", o)
	}
	if o := web.Outcome(nil); o.Verdict != platforms.Accepted {
		t.Errorf("without an error: %+v", o)
	}
}
