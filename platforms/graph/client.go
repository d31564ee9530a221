// Package graph is what Meta's networks share: the calls of the Graph API with
// their error codes, usage headers, pages, versions and tokens (platforms.md 2).
// Facebook, Instagram and Threads are each an adapter on top of it.
package graph

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"sync"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Options are what a Client is made of.
type Options struct {
	// Network is the network's title in sentences, "Facebook".
	Network string
	// Base is the server without a version, "https://graph.facebook.com".
	Base string
	// Version goes between Base and every path; see Version.
	Version string
	Clock   platforms.Clock
	// Token returns the access token that signs requests. Its error ends the
	// call. WithToken takes its place for single calls.
	Token func(ctx context.Context) (string, error)
	// AppSecret returns the app's secret for appsecret_proof, "" for none; nil:
	// never.
	AppSecret func(ctx context.Context) (string, error)
	// Renew is asked once after an answer that the token no longer holds; nil
	// error means that it is worth asking again. Nil where tokens aren't renewed.
	Renew func(ctx context.Context) error
	// Classify is asked about an error before the table of this package; nil, or
	// a nil result: by the table.
	Classify func(f Fault) *platforms.Error
	// PerSecond and Burst limit how fast requests go; 0: as web.Options.
	PerSecond float64
	Burst     int
	// Timeout of an exchange; 0: 30 s.
	Timeout time.Duration
}

// Client speaks to one account's Graph. It is safe for several goroutines.
type Client struct {
	*web.Client
	o Options

	mu      sync.Mutex
	usage   int    // percent
	slowed  int    // throttled answers in a row
	version string // that served the last answer
}

// New returns a Client; its error says what is wrong with address or version.
func New(o Options) (*Client, error) {
	version, err := Version(o.Version)
	if err != nil {
		return nil, err
	}
	base, err := web.ParseBase(o.Base)
	if err != nil {
		return nil, err
	}
	c := &Client{o: o}
	c.Client, err = web.New(web.Options{Network: o.Network, Base: base.String() + "/" + version, Clock: o.Clock,
		PerSecond: o.PerSecond, Burst: o.Burst, Timeout: o.Timeout, Sign: c.sign, Renew: o.Renew, Classify: c.classify, Limits: c.limits})
	if err != nil {
		return nil, err
	}
	return c, nil
}

type tokenKey struct{}

// WithToken makes calls with this context be signed by another token than
// Options.Token gives.
func WithToken(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, tokenKey{}, token)
}

// sign puts the token into a header, never into the address, and the proof that
// the app's secret is known beside the parameters.
func (c *Client) sign(ctx context.Context, r *http.Request, _ []byte) error {
	token, ok := ctx.Value(tokenKey{}).(string)
	if !ok {
		var err error
		if token, err = c.o.Token(ctx); err != nil {
			return err
		}
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if c.o.AppSecret == nil {
		return nil
	}
	secret, err := c.o.AppSecret(ctx)
	if err != nil || secret == "" {
		return err
	}
	q := r.URL.Query()
	q.Set("appsecret_proof", Proof(token, secret))
	r.URL.RawQuery = q.Encode()
	return nil
}

// Proof is appsecret_proof: the hex HMAC-SHA256 of a token under the app's
// secret.
func Proof(token, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

// Get reads a node or one page of an edge into v.
func (c *Client) Get(ctx context.Context, path string, query url.Values, v any) error {
	_, err := c.JSON(ctx, web.Request{Method: http.MethodGet, Path: path, Query: query}, v)
	return err
}

// Post changes something with a form; commit may be nil. Without a clear answer
// the error's class is Unconfirmed.
func (c *Client) Post(ctx context.Context, path string, form url.Values, commit func() error, v any) error {
	_, err := c.JSON(ctx, web.Request{Method: http.MethodPost, Path: path, Form: form, Commit: commit}, v)
	return err
}

// Delete deletes a node or takes something off an edge.
func (c *Client) Delete(ctx context.Context, path string, query url.Values) error {
	_, err := c.JSON(ctx, web.Request{Method: http.MethodDelete, Path: path, Query: query}, nil)
	return err
}

// Usage is the highest of the shares of its allowances that the account has used
// up, in percent, as the last answers said; 0 before. From Slow on an adapter
// reads less often.
func (c *Client) Usage() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.usage
}

// Served is the version that gave the last answer, "v25.0"; "" before. It
// differs from the one asked for when that has been switched off.
func (c *Client) Served() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version
}
