// Package mastodon is the adapter for Mastodon and for servers that understand
// the same apps. What a server can do is found out by asking it, not by its name.
package mastodon

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// Adapter is one account. It is safe for several goroutines.
type Adapter struct {
	config  Config
	base    *url.URL
	secrets platforms.Secrets
	clock   platforms.Clock
	web     *web.Client
	keeper  *signin.Keeper
	// life ends with Close.
	life context.Context
	end  context.CancelFunc

	mu     sync.Mutex
	server *server
	who    platforms.Identity
	me     string // the account's id at its server
	caps   platforms.Capabilities
	// left requests are allowed until reset.
	left   int
	reset  time.Time
	memory memory
	// plain: the running sign-in is without PKCE, which the server doesn't know.
	plain     bool
	withdrawn map[string]bool

	streaming stream
}

var (
	_ platforms.Adapter    = (*Adapter)(nil)
	_ platforms.Identifier = (*Adapter)(nil)
	_ platforms.Expirer    = (*Adapter)(nil)
)

// New makes the adapter of one account from its settings, a flat JSON object
// with the fields of Config. It opens no connection; its error says what is
// wrong with the settings.
func New(config []byte, secrets platforms.Secrets, clock platforms.Clock) (*Adapter, error) {
	c, base, err := parseConfig(config)
	if err != nil {
		return nil, err
	}
	a := &Adapter{config: c, base: base, secrets: trimmed{secrets}, clock: clock, left: -1, memory: newMemory(), withdrawn: map[string]bool{}}
	a.life, a.end = context.WithCancel(context.Background())
	a.keeper = &signin.Keeper{Secrets: a.secrets, Clock: clock, Network: title, Renew: a.renew}
	// The server's own headers say when to stop; this only keeps bursts apart.
	a.web, err = web.New(web.Options{Network: title, Base: base.String(), Clock: clock, PerSecond: 50, Burst: 100,
		Sign: a.sign, Classify: classify, Limits: a.noteLimits})
	if err != nil {
		a.end()
		return nil, err
	}
	return a, nil
}

// Network is "mastodon".
func (a *Adapter) Network() string { return "mastodon" }

// Capabilities is what Identity found out; the zero value before.
func (a *Adapter) Capabilities() platforms.Capabilities {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.caps
}

// Close ends every call and the stream.
func (a *Adapter) Close() error {
	a.end()
	a.streaming.close()
	return a.web.Close()
}

// Expires is when a person must sign in again: never, on Mastodon itself.
func (a *Adapter) Expires(ctx context.Context) (time.Time, error) { return a.keeper.Until(ctx) }

// call makes one request that ends with the adapter, and decodes its answer
// into v unless that is nil.
func (a *Adapter) call(ctx context.Context, r web.Request, v any) (*web.Answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(a.life, cancel)()
	return a.web.JSON(ctx, r, v)
}

// get reads a path.
func (a *Adapter) get(ctx context.Context, path string, q url.Values, v any) (*web.Answer, error) {
	return a.call(ctx, web.Request{Method: http.MethodGet, Path: path, Query: q}, v)
}

func (a *Adapter) sign(ctx context.Context, r *http.Request, _ []byte) error {
	access, err := a.keeper.Access(ctx)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+access)
	return nil
}

// noteLimits remembers how much may still be asked (X-RateLimit-*).
func (a *Adapter) noteLimits(answer *web.Answer, now time.Time) time.Time {
	if left, err := strconv.Atoi(answer.Header.Get("X-RateLimit-Remaining")); err == nil {
		reset, _ := time.Parse(time.RFC3339, answer.Header.Get("X-RateLimit-Reset"))
		a.mu.Lock()
		a.left, a.reset = left, reset.UTC()
		a.mu.Unlock()
	}
	return web.NoneLeft(answer.Header, "X-RateLimit-Remaining", "X-RateLimit-Reset", now)
}

// spare stops the fetching of old messages while enough is left for answers.
func (a *Adapter) spare() error {
	now := a.clock()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.left < 0 || a.left > keepFree || !a.reset.After(now) {
		return nil
	}
	return &platforms.Error{Class: platforms.ClassRate, Until: a.reset,
		Sentence: "The Mastodon server allows only so many requests at a time. Older messages are fetched a little later."}
}

// trimmed takes what people paste along with a secret off it.
type trimmed struct{ platforms.Secrets }

// Get returns the secret without blanks, line ends, quotes and "Bearer".
func (t trimmed) Get(ctx context.Context, item string) (string, error) {
	v, err := t.Secrets.Get(ctx, item)
	v = web.Pasted(v)
	return strings.TrimSpace(strings.TrimPrefix(v, "Bearer ")), err
}
