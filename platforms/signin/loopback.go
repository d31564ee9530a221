package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
)

const (
	// patience is how long the browser may take.
	patience = 5 * time.Minute
	// exchangeTime is how long trading what it brought may then take.
	exchangeTime = time.Minute
)

// Issuer is a SignInner that knows by which name its network signs what the
// browser brings back (RFC 9207), so that the answer of one network is never
// handed to another.
type Issuer interface {
	// Issuer is that name, "" where it is not known or the network gives none.
	Issuer() string
}

// Browser signs in through the system's browser: it listens on this PC, opens
// the network's page and waits for the one answer that carries its state. The
// listener is bound before the browser opens, on 127.0.0.1 alone, and takes one
// answer. Who signed in is for the caller to ask afterwards.
func Browser(ctx context.Context, who platforms.SignInner, open func(page string) error) error {
	at := who.Loopback()
	listener, err := listen(ctx, at.Ports)
	if err != nil {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The browser could not be waited for: every port that the network allows is in use on this PC. Close other sign-in pages and try again.", Err: err}
	}
	whole := ctx
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	path := at.Path
	if path == "" {
		path = "/"
	}
	redirect := "http://" + listener.Addr().String() + at.Path
	w := &waiter{host: listener.Addr().String(), path: path, state: random(), answer: make(chan url.Values, 1)}
	server := &http.Server{Handler: w, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	defer func() {
		// The browser still gets its page.
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(stop) != nil {
			_ = server.Close()
		}
	}()
	verifier := oauth2.GenerateVerifier()
	page, err := who.Authorize(ctx, redirect, w.state, verifier)
	if err != nil {
		return err
	}
	if err := open(page); err != nil {
		return unopened()
	}
	select {
	case answer := <-w.answer:
		if !fromIssuer(who, answer) {
			return &platforms.Error{Class: platforms.ClassRefused, Sentence: "Another sign-in page than the one that Commsdesk opened sent the answer. Nothing was changed; try again.", Err: errors.New("another issuer")}
		}
		if code := answer.Get("error"); code != "" {
			return refused(code)
		}
		// The page may have been finished in the last second.
		ctx, cancel := context.WithTimeout(whole, exchangeTime)
		defer cancel()
		return who.Exchange(ctx, redirect, verifier, answer)
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return tooLate(patience)
		}
		return ctx.Err()
	}
}

// fromIssuer tells that an answer names the expected issuer or none: not every
// network names itself.
func fromIssuer(who platforms.SignInner, answer url.Values) bool {
	named, knows := who.(Issuer)
	return !knows || named.Issuer() == "" || !answer.Has("iss") || answer.Get("iss") == named.Issuer()
}

func unopened() error {
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The browser could not be opened. Set a standard browser in the system's settings and try again.", Err: errors.New("no browser")}
}

func tooLate(after time.Duration) error {
	return &platforms.Error{Class: platforms.ClassTransient, Err: context.DeadlineExceeded,
		Sentence: fmt.Sprintf("The sign-in page was not finished within %.0f minutes. Nothing was changed; try again.", after.Minutes())}
}

func refused(code string) error {
	if code == "access_denied" {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "The sign-in was cancelled on the network's page. Nothing was changed.", Err: errors.New(code)}
	}
	return &platforms.Error{Class: platforms.ClassRefused, Sentence: "The network's page did not sign you in. Check the application's settings there and try again.", Err: fmt.Errorf("authorisation answered with an error of %d characters", len(code))}
}

// listen takes the first free port of those, or any.
func listen(ctx context.Context, ports []int) (net.Listener, error) {
	if len(ports) == 0 {
		ports = []int{0}
	}
	var failed error
	for _, port := range ports {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return l, nil
		}
		failed = err
	}
	return nil, failed
}

func random() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // it never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// waiter takes the one answer.
type waiter struct {
	host, path, state string
	answer            chan url.Values
	once              sync.Once
}

// ServeHTTP answers the browser. A request of another host name, path, method
// or state is refused and changes nothing; so is a second answer.
func (w *waiter) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	out.Header().Set("Content-Type", "text/html; charset=utf-8")
	out.Header().Set("Cache-Control", "no-store")
	out.Header().Set("Referrer-Policy", "no-referrer")
	out.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	if r.Host != w.host || r.URL.Path != w.path || r.Method != http.MethodGet {
		out.WriteHeader(http.StatusNotFound)
		return
	}
	answer := r.URL.Query()
	if subtle.ConstantTimeCompare([]byte(stateOf(answer)), []byte(w.state)) != 1 {
		out.WriteHeader(http.StatusBadRequest)
		_, _ = out.Write(page("This page does not belong to a sign-in that Commsdesk began. Nothing was changed."))
		return
	}
	first := false
	w.once.Do(func() { first = true })
	if !first {
		out.WriteHeader(http.StatusGone)
		_, _ = out.Write(page("This sign-in is used up. Go back to Commsdesk."))
		return
	}
	_, _ = out.Write(page("Thank you. You can close this page and go back to Commsdesk."))
	w.answer <- answer
}

// stateOf reads the state from an answer. OAuth 1.0a knows none, so those
// adapters carry it in their callback's own query.
func stateOf(answer url.Values) string { return answer.Get("state") }

func page(words string) []byte {
	return []byte(`<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Commsdesk</title>` +
		`<body style="font:18px/1.5 sans-serif;max-width:32em;margin:4em auto;padding:0 1em"><h1>Commsdesk</h1><p>` + words + `</p></body></html>`)
}
