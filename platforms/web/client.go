// Package web is the one HTTP client of all networks' adapters: limits, time
// limits, the point of no return, error classes, and nothing secret in an error
// (platforms.md 12).
package web

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"commsdesk/platforms"
)

const (
	// answerTime is how long a whole exchange may take (DESIGN 4).
	answerTime = 30 * time.Second
	// answerMost is the largest answer that is read, in bytes.
	answerMost = 16 << 20
)

// Options are what a Client is made of. Zero fields get their defaults.
type Options struct {
	// Network is the network's title in sentences, "Mastodon".
	Network string
	// Base is the URL that relative paths are joined to. It must be https, or
	// http to this PC.
	Base  string
	Clock platforms.Clock
	// PerSecond and Burst limit how fast requests go; 0: 5 a second, 10 at once.
	PerSecond float64
	Burst     int
	// Header is sent with every request.
	Header http.Header
	// Sign adds the authorisation to a request just before it goes. body is what
	// will be sent.
	Sign func(ctx context.Context, r *http.Request, body []byte) error
	// Renew is asked once after an answer of class Auth to a signed request; nil
	// error means that it is worth signing and asking again.
	Renew func(ctx context.Context) error
	// Classify words an answer that is not a success, in the network's own
	// terms; nil, or a nil result: by status alone. It is asked about successes
	// too, for networks that put an error into a 200.
	Classify func(a *Answer) *platforms.Error
	// Limits tells from an answer until when no more may be asked; zero: go on.
	// Nil: Retry-After alone.
	Limits func(a *Answer, now time.Time) time.Time
	// Timeout of an exchange; 0: 30 s.
	Timeout time.Duration
	// Proxy finds the proxy of a request; nil: the system's settings.
	Proxy func(*http.Request) (*url.URL, error)
}

// Client speaks to one account's network. It is safe for several goroutines.
type Client struct {
	o    Options
	base *url.URL
	kept *http.Transport
	// fresh makes a connection of its own for each request that changes something:
	// one that lay idle may have been cut, and nobody could tell whether the
	// request still went out on it.
	fresh   *http.Transport
	limiter *rate.Limiter

	mu     sync.Mutex
	paused time.Time // UTC; no request before
	skew   time.Duration
}

// New returns a Client; its error says what is wrong with the address.
func New(o Options) (*Client, error) {
	base, err := ParseBase(o.Base)
	if err != nil {
		return nil, err
	}
	if o.PerSecond == 0 {
		o.PerSecond, o.Burst = 5, 10
	}
	if o.Timeout == 0 {
		o.Timeout = answerTime
	}
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	transport := &http.Transport{Proxy: o.Proxy, DialContext: (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout: 15 * time.Second, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true}
	single := transport.Clone()
	single.DisableKeepAlives = true
	// Over HTTP/2 Go's transport sends a request that was refused again by itself,
	// without end; over a connection of HTTP/1 that is new it never does.
	single.ForceAttemptHTTP2, single.Protocols = false, new(http.Protocols)
	single.Protocols.SetHTTP1(true)
	return &Client{o: o, base: base, limiter: rate.NewLimiter(rate.Limit(o.PerSecond), max(1, o.Burst)),
		kept: transport, fresh: single}, nil
}

// ParseBase reads the address of a server: https, or http to this PC alone.
// Blanks around it, a missing scheme and a last slash are forgiven.
func ParseBase(s string) (*url.URL, error) {
	s = strings.TrimRight(strings.TrimSpace(s), "/")
	if s != "" && !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || strings.HasSuffix(u.Host, ":") || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, &platforms.Error{Class: platforms.ClassRefused, Sentence: "The address of the server can't be read. It looks like https://example.org."}
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, &platforms.Error{Class: platforms.ClassRefused,
			Sentence: "The address of the server must begin with https. Without it a password could be read on its way."}
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Close ends every idle connection.
func (c *Client) Close() error {
	c.kept.CloseIdleConnections()
	return nil
}

// Request is one call. Path is joined to the base unless it is a whole URL of
// the same rules. At most one of JSON, Form, Body is set.
type Request struct {
	Method, Path string
	Query        url.Values
	// JSON is marshalled; Form is sent url-encoded; Body as it is, of Type.
	JSON any
	Form url.Values
	Body []byte
	Type string
	// Header is sent beside the client's own.
	Header http.Header
	// Commit is called just before the request is written, for calls that change
	// something; see platforms.Sender.
	Commit func() error
	// Unsigned requests carry no authorisation.
	Unsigned bool
	// Timeout for this call; 0: the client's.
	Timeout time.Duration
	// Also are statuses that are no error for this call, beside the 2xx.
	Also []int
}

// Answer is what came back, read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	// Date is the server's clock (UTC), zero when it gave none.
	Date time.Time
}

// Decode reads the JSON body into v; an error is of class Transient.
func (a *Answer) Decode(v any) error {
	if err := json.Unmarshal(a.Body, v); err != nil {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The answer of the network could not be read. It will be asked again.", Err: errors.New("the answer is no whole JSON")}
	}
	return nil
}

// errCommit marks that the point of no return could not be written down.
type errCommit struct{ error }

// Unwrap gives the cause.
func (e errCommit) Unwrap() error { return e.error }

// Do makes one call, renewing the sign-in once when it has run out. The answer
// is nil only with an error. Errors are *platforms.Error; for a call with
// Commit, class Unconfirmed says that nobody knows whether it was carried out,
// and every other class that it certainly was not.
func (c *Client) Do(ctx context.Context, r Request) (*Answer, error) {
	committed := false
	if commit := r.Commit; commit != nil {
		r.Commit = func() error {
			committed = true
			return commit()
		}
	}
	a, err := c.once(ctx, &r)
	if platforms.ClassOf(err) != platforms.ClassAuth || c.o.Renew == nil || r.Unsigned {
		return a, err
	}
	if trouble := c.o.Renew(ctx); trouble != nil {
		switch platforms.ClassOf(trouble) {
		case platforms.ClassTransient, platforms.ClassOffline, platforms.ClassRate, platforms.ClassQuota, platforms.ClassUnconfirmed:
			// Only the network's own word ends a sign-in, and it has not come.
			return nil, c.unsent(trouble)
		}
		return a, err
	}
	if committed {
		r.Commit = nil // the refused request changed nothing
	}
	return c.once(ctx, &r)
}

// unsent is the error of a request that did not leave because its sign-in could
// not be had: whatever became of the exchange for that, the request itself
// certainly was not carried out.
func (c *Client) unsent(err error) error {
	var e *platforms.Error
	if errors.As(err, &e) && e.Class != platforms.ClassUnconfirmed {
		return err
	}
	sentence := "The sign-in to " + c.o.Network + " could not be renewed just now. Nothing was sent; it will be tried again."
	if e == nil {
		sentence = "The sign-in to " + c.o.Network + " could not be read from or put into this computer's keyring. Nothing was sent; it will be tried again. If the keyring is locked, unlock it."
	}
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: sentence, Err: err}
}

// JSON is Do with the answer decoded into v (nil: thrown away).
func (c *Client) JSON(ctx context.Context, r Request, v any) (*Answer, error) {
	a, err := c.Do(ctx, r)
	if err != nil || v == nil {
		return a, err
	}
	if err := a.Decode(v); err != nil {
		if r.Commit != nil || changes(r.Method) {
			return a, Unconfirmed(c.o.Network, err)
		}
		return a, err
	}
	return a, nil
}

func changes(method string) bool { return method != http.MethodGet && method != http.MethodHead }

func (c *Client) once(ctx context.Context, r *Request) (*Answer, error) {
	if until := c.pausedUntil(); !until.IsZero() {
		return nil, c.rateError(until)
	}
	timeout := c.o.Timeout
	if r.Timeout > 0 {
		timeout = r.Timeout
	}
	// Waiting for our own turn takes nothing of the time for the answer.
	turn, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, body, err := c.build(turn, r)
	if err != nil {
		return nil, err
	}
	if err := c.limiter.Wait(turn); err != nil {
		return nil, &platforms.Error{Class: platforms.ClassTransient, Sentence: c.o.Network + " was not asked: too much was waiting before it.", Err: err}
	}
	if c.o.Sign != nil && !r.Unsigned {
		if err := c.o.Sign(turn, req, body); err != nil {
			return nil, c.unsent(err)
		}
	}
	if r.Commit != nil {
		if err := r.Commit(); err != nil {
			return nil, &platforms.Error{Class: platforms.ClassTransient, Sentence: "Nothing was sent: it could not be written down on this PC first.", Err: errCommit{err}}
		}
	}
	ctx, end := context.WithTimeout(ctx, timeout)
	defer end()
	return c.exchange(req.WithContext(ctx), r)
}

// exchange writes the request and reads the answer.
func (c *Client) exchange(req *http.Request, r *Request) (*Answer, error) {
	written := false
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { written = true }}
	by := c.kept
	if changes(r.Method) {
		by = c.fresh
	}
	// Straight through the transport: it follows no redirect and its errors name
	// no address.
	res, err := by.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil {
		return nil, c.broken(r, written, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, answerMost+1))
	if err == nil && len(body) > answerMost {
		err = fmt.Errorf("the answer is larger than %d bytes", answerMost)
	}
	if err != nil {
		return nil, c.broken(r, true, err)
	}
	a := &Answer{Status: res.StatusCode, Header: res.Header, Body: body}
	if date, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		a.Date = date.UTC()
		c.noteSkew(date)
	}
	return c.judge(r, a)
}

// judge makes the error of an answer, if it is one.
func (c *Client) judge(r *Request, a *Answer) (*Answer, error) {
	now := c.o.Clock()
	until := retryAfter(a.Header, now)
	if c.o.Limits != nil {
		if at := c.o.Limits(a, now); at.After(until) {
			until = at
		}
	}
	if until.After(now) {
		c.pause(until)
	}
	if slices.Contains(r.Also, a.Status) {
		return a, nil
	}
	var e *platforms.Error
	if c.o.Classify != nil {
		e = c.o.Classify(a)
	}
	if e == nil {
		e = c.byStatus(a.Status)
	}
	if e == nil {
		return a, nil
	}
	if e.Class == platforms.ClassRate || e.Class == platforms.ClassQuota {
		if e.Until.IsZero() {
			e.Until = until
		}
		if !e.Until.After(now) {
			e.Until = now.Add(5 * time.Minute)
		}
		c.pause(e.Until)
	}
	if e.Class == platforms.ClassTransient && changes(r.Method) {
		return a, Unconfirmed(c.o.Network, e)
	}
	return a, e
}

// byStatus classes an answer by its status alone.
func (c *Client) byStatus(status int) *platforms.Error {
	e := func(class platforms.Class, words string) *platforms.Error {
		return &platforms.Error{Class: class, Sentence: c.o.Network + " " + words, Err: fmt.Errorf("status %d", status)}
	}
	switch {
	case status < 300:
		return nil
	case status == http.StatusUnauthorized:
		return e(platforms.ClassAuth, "no longer accepts the sign-in. Sign in again; what is here stays.")
	case status == http.StatusPaymentRequired:
		return e(platforms.ClassPayment, "asks for credit on the council's account there before it goes on.")
	case status == http.StatusForbidden:
		return e(platforms.ClassPermission, "does not allow this with the rights that the sign-in has.")
	case status == http.StatusNotFound, status == http.StatusGone:
		return e(platforms.ClassGone, "says that this is no longer there.")
	case status == http.StatusTooManyRequests:
		return e(platforms.ClassRate, "asks us to wait.")
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusSeeOther:
		// 303 is what a server says that did the thing and shows it elsewhere.
		return e(platforms.ClassTransient, "has trouble of its own. It will be tried again.")
	case status < 400:
		return e(platforms.ClassRefused, "sends us to another address, which is not followed. Check the address of the server.")
	}
	return e(platforms.ClassRefused, "does not accept this.")
}

// broken is the error of an exchange that ended without an answer. written
// tells that a connection was there, so the request may have gone.
func (c *Client) broken(r *Request, written bool, err error) error {
	err = withoutAddress(err)
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) { // nothing is written before it is checked
		return &platforms.Error{Class: platforms.ClassCertificate, Err: errors.New("the certificate could not be verified"),
			Sentence: "The certificate that " + c.o.Network + "'s server shows is not trusted on this PC, so nothing was sent or read. If the council's network looks into connections, ask IT to add its certificate to this PC."}
	}
	if written && changes(r.Method) {
		return Unconfirmed(c.o.Network, err)
	}
	if errors.Is(err, context.Canceled) {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The connection to " + c.o.Network + " was closed.", Err: err}
	}
	if written {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: c.o.Network + " did not answer in full. It will be asked again.", Err: err}
	}
	return &platforms.Error{Class: platforms.ClassOffline, Sentence: c.o.Network + " can't be reached. Drafting goes on; what waits will be sent later.", Err: err}
}

// withoutAddress takes out of an error what may hold a token or a resident's
// words: the URL, and the line of an answer that is no HTTP; and of a connection
// that broke the two addresses, which tell a reader nothing.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "read" || op.Op == "write") {
		err = op.Err
	}
	if strings.Contains(err.Error(), "malformed") {
		return errors.New("the answer is no HTTP")
	}
	return err
}

// Unconfirmed is the error of a call that changes something and whose outcome
// nobody knows.
func Unconfirmed(network string, cause error) *platforms.Error {
	return &platforms.Error{Class: platforms.ClassUnconfirmed, Sentence: "We do not know if this reached " + network + ": no clear answer came.", Err: cause}
}

func (c *Client) build(ctx context.Context, r *Request) (*http.Request, []byte, error) {
	target := strings.TrimRight(c.base.String(), "/") + r.Path
	if strings.Contains(r.Path, "://") {
		u, err := url.Parse(r.Path)
		if err != nil || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
			return nil, nil, &platforms.Error{Class: platforms.ClassRefused, Sentence: c.o.Network + " gave an address that is not safe to use."}
		}
		target = r.Path
	}
	if len(r.Query) > 0 {
		sep := "?"
		if strings.Contains(target, "?") {
			sep = "&"
		}
		target += sep + r.Query.Encode()
	}
	body, kind := r.Body, r.Type
	switch {
	case r.JSON != nil:
		raw, err := json.Marshal(r.JSON)
		if err != nil {
			return nil, nil, fmt.Errorf("write a request: %w", err)
		}
		body, kind = raw, "application/json"
	case r.Form != nil:
		body, kind = []byte(r.Form.Encode()), "application/x-www-form-urlencoded"
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, target, bytes.NewReader(body))
	if err != nil {
		return nil, nil, fmt.Errorf("write a request: %w", withoutAddress(err))
	}
	for _, h := range []http.Header{c.o.Header, r.Header} {
		for k, v := range h {
			req.Header[k] = v
		}
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", "Commsdesk/1")
	}
	return req, body, nil
}

// IsJSON tells whether the answer claims to be JSON.
func (a *Answer) IsJSON() bool {
	kind, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}
