package signin_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
)

// ring is a keyring that can refuse, and remembers what it was told.
type ring struct {
	mu     sync.Mutex
	held   map[string]string
	order  []string
	locked map[string]bool // by item; "" reads
}

var errLocked = errors.New("the keyring is locked")

func (r *ring) Get(_ context.Context, item string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.locked[""] {
		return "", errLocked
	}
	return r.held[item], nil
}

func (r *ring) Set(ctx context.Context, item, value string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.locked[item] || ctx.Err() != nil {
		return errLocked
	}
	r.held[item] = value
	r.order = append(r.order, item)
	return nil
}

// grants is a network with refresh tokens that are used up by renewing: one that
// comes again ends the sign-in.
type grants struct {
	mu      sync.Mutex
	valid   string
	n       int
	trouble error
	keeps   bool // answers without a new refresh token
}

func (g *grants) renew(_ context.Context, refresh string) (signin.Tokens, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.trouble != nil {
		return signin.Tokens{}, g.trouble
	}
	if refresh != g.valid {
		g.valid = "revoked"
		return signin.Tokens{}, &platforms.Error{Class: platforms.ClassAuth, Sentence: "The sign-in has ended."}
	}
	g.n++
	t := signin.Tokens{Access: fmt.Sprint("access", g.n), Expiry: start.Add(time.Duration(g.n) * time.Hour)}
	if !g.keeps {
		g.valid = fmt.Sprint("refresh", g.n)
		t.Refresh = g.valid
	}
	return t, nil
}

var start = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

// desk is a keeper over a keyring and a network.
type desk struct {
	*signin.Keeper
	ring *ring
	net  *grants
	now  time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{ring: &ring{held: map[string]string{}, locked: map[string]bool{}}, net: &grants{valid: "refresh0"}, now: start}
	d.restart()
	if err := d.Keep(t.Context(), signin.Tokens{Access: "access0", Refresh: "refresh0", Expiry: start.Add(time.Minute), Until: start.Add(365 * 24 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	d.ring.order = nil
	return d
}

// restart forgets what is in memory.
func (d *desk) restart() {
	d.Keeper = &signin.Keeper{Secrets: d.ring, Clock: func() time.Time { return d.now }, Network: "Example", Renew: d.net.renew}
}

// access wants an access without an error.
func (d *desk) access(t *testing.T, want string) {
	t.Helper()
	if got, err := d.Access(t.Context()); err != nil || got != want {
		t.Errorf("access %q (%v), want %q", got, err, want)
	}
}

// TestRenewOnce: many that find the access run out bring one renewal.
func TestRenewOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { d.access(t, "access1") })
		wg.Go(func() {
			if err := d.Refused(t.Context(), "access0"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if d.net.n != 1 {
		t.Errorf("renewed %d times", d.net.n)
	}
	if !slices.Equal(d.ring.order, []string{signin.RefreshItem, signin.AccessItem}) {
		t.Errorf("kept in the order %v", d.ring.order)
	}
	if until, err := d.Until(t.Context()); err != nil || !until.Equal(start.Add(365*24*time.Hour)) {
		t.Errorf("the end of the sign-in was forgotten: %v (%v)", until, err)
	}
	if raw := d.ring.held[signin.AccessItem]; strings.Contains(raw, "refresh1") || !json.Valid([]byte(raw)) {
		t.Errorf("beside the access stands %s", raw)
	}
}

// TestAgain: what is renewed after a refusal is the access that signed, not one
// that somebody else has renewed meanwhile or only looked at.
func TestAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.now = start.Add(-time.Hour) // access0 holds
	again := func(renewed int) {
		t.Helper()
		if err := d.Again(t.Context()); err != nil || d.net.n != renewed {
			t.Errorf("renewed %d times (%v), want %d", d.net.n, err, renewed)
		}
	}
	if access, err := d.Sign(t.Context()); err != nil || access != "access0" {
		t.Errorf("signed with %q (%v)", access, err)
	}
	again(1)
	d.access(t, "access1")
	again(1) // access0 signed; access1 was not refused
	if access, err := d.Sign(t.Context()); err != nil || access != "access1" {
		t.Errorf("signed with %q (%v)", access, err)
	}
	again(2)
}

// TestEmptyReplacesNothing: neither an answer without a refresh token nor one
// without an access overwrites what is kept.
func TestEmptyReplacesNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.net.keeps = true
	d.access(t, "access1")
	if d.ring.held[signin.RefreshItem] != "refresh0" {
		t.Errorf("the refresh token became %q", d.ring.held[signin.RefreshItem])
	}
	err := d.Keep(t.Context(), signin.Tokens{Refresh: "refresh9"})
	if platforms.ClassOf(err) != platforms.ClassTransient || d.ring.held[signin.RefreshItem] != "refresh0" {
		t.Errorf("%v; the refresh token became %q", err, d.ring.held[signin.RefreshItem])
	}
	d.access(t, "access1")
}

// TestOnlyTheNetworkEnds: trouble on the way ends no sign-in; its own word does.
func TestOnlyTheNetworkEnds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, class := range []platforms.Class{platforms.ClassOffline, platforms.ClassTransient, platforms.ClassRate} {
		d.net.trouble = &platforms.Error{Class: class, Sentence: "Not now."}
		if _, err := d.Access(t.Context()); platforms.ClassOf(err) != class {
			t.Errorf("class %s became %v", class, err)
		}
	}
	d.net.trouble = nil
	d.access(t, "access1")
	d.net.valid = "somebody else's"
	if err := d.Refused(t.Context(), "access1"); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("the network's no: %v", err)
	}
	d.restart()
	d.ring.held = map[string]string{}
	if _, err := d.Access(t.Context()); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("nothing is kept: %v", err)
	}
}

// TestKeyringRefuses: tokens that the keyring would not take are not used and
// not lost: the refresh token before them is used up.
func TestKeyringRefuses(t *testing.T) {
	t.Parallel()
	for _, item := range []string{signin.RefreshItem, signin.AccessItem} {
		d := newDesk(t)
		d.ring.locked[item] = true
		for range 3 {
			if got, err := d.Access(t.Context()); !errors.Is(err, errLocked) || got != "" {
				t.Errorf("%s is refused: access %q (%v)", item, got, err)
			}
		}
		if d.net.n != 1 {
			t.Errorf("%s is refused: renewed %d times", item, d.net.n)
		}
		d.ring.locked[item] = false
		d.access(t, "access1")
		if d.net.n != 1 || d.ring.held[signin.RefreshItem] != "refresh1" {
			t.Errorf("%s again: renewed %d times, kept %q", item, d.net.n, d.ring.held[signin.RefreshItem])
		}
	}
	d := newDesk(t)
	d.restart()
	d.ring.locked[""] = true
	if _, err := d.Access(t.Context()); !errors.Is(err, errLocked) {
		t.Errorf("the keyring can't be read: %v", err)
	}
}

// TestStopBetween: the program ended after the refresh token was kept and before
// the access was. The next start renews with the new one.
func TestStopBetween(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.ring.locked[signin.AccessItem] = true
	if _, err := d.Access(t.Context()); err == nil {
		t.Fatal("it was kept")
	}
	d.ring.locked[signin.AccessItem] = false
	d.restart()
	d.access(t, "access2")
	if d.net.valid != "refresh2" {
		t.Errorf("the network holds %s", d.net.valid)
	}
}

// TestCallerStops: a caller that gives up while the network renews loses nothing.
func TestCallerStops(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx, cancel := context.WithCancel(t.Context())
	d.Renew = func(during context.Context, refresh string) (signin.Tokens, error) {
		got, err := d.net.renew(during, refresh)
		cancel()
		if during.Err() != nil {
			t.Error("the renewal was broken off")
		}
		return got, err
	}
	_, _ = d.Access(ctx)
	if d.ring.held[signin.RefreshItem] != "refresh1" {
		t.Errorf("kept is %q, and the network wants refresh1", d.ring.held[signin.RefreshItem])
	}
}

// TestPasted: a bare token counts as an access, and one that is pasted later is
// found.
func TestPasted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.ring.held = map[string]string{}
	d.restart()
	if _, err := d.Access(t.Context()); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("nothing is kept: %v", err)
	}
	d.ring.held[signin.AccessItem] = "pasted"
	d.access(t, "pasted")
	if err := d.Refused(t.Context(), "pasted"); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("a pasted one that is refused: %v", err)
	}
}

// TestRenewAccess: networks that renew the access itself are asked in time; while
// the old one holds, trouble does not matter.
func TestRenewAccess(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var trouble error
	asked := 0
	d.RenewAccess = func(_ context.Context, access string) (signin.Tokens, error) {
		asked++
		until := d.now.Add(60 * 24 * time.Hour)
		return signin.Tokens{Access: access + "+", Expiry: until, Until: until}, trouble
	}
	until := start.Add(60 * 24 * time.Hour)
	if err := d.Keep(t.Context(), signin.Tokens{Access: "a", Expiry: until, Until: until}); err != nil {
		t.Fatal(err)
	}
	d.now = start.Add(29 * 24 * time.Hour)
	d.access(t, "a")
	if asked != 0 {
		t.Error("asked in its first half")
	}
	d.now = start.Add(31 * 24 * time.Hour)
	trouble = &platforms.Error{Class: platforms.ClassOffline, Sentence: "It can't be reached."}
	d.access(t, "a")
	trouble = nil
	d.ring.locked[signin.AccessItem] = true
	d.access(t, "a")
	d.access(t, "a")
	d.ring.locked[signin.AccessItem] = false
	d.access(t, "a+")
}

// TestOAuth2Error: only the network's own word about the grant ends a sign-in,
// and nothing of the exchange is told.
func TestOAuth2Error(t *testing.T) {
	t.Parallel()
	retrieve := func(status int, code string) error {
		return fmt.Errorf("oauth2: %w", &oauth2.RetrieveError{Response: &http.Response{StatusCode: status}, ErrorCode: code, Body: []byte("s3cret"), ErrorDescription: "s3cret"})
	}
	for _, one := range []struct {
		err   error
		class platforms.Class
	}{
		{nil, ""}, {errors.New("dial https://x.example?token=s3cret"), platforms.ClassOffline},
		{retrieve(400, "invalid_grant"), platforms.ClassAuth}, {retrieve(400, "interaction_required"), platforms.ClassAuth}, {retrieve(401, "invalid_client"), platforms.ClassAuth},
		{retrieve(400, "invalid_scope"), platforms.ClassRefused}, {retrieve(403, "access_denied"), platforms.ClassPermission},
		{retrieve(400, "temporarily_unavailable"), platforms.ClassTransient}, {retrieve(400, "server_error"), platforms.ClassTransient},
		{retrieve(500, ""), platforms.ClassTransient}, {retrieve(503, "unheard_of"), platforms.ClassTransient}, {retrieve(429, "slow"), platforms.ClassTransient},
		{retrieve(400, ""), platforms.ClassTransient}, {retrieve(403, "s3cret words of the page"), platforms.ClassPermission},
	} {
		got := signin.OAuth2Error("Example", one.err)
		if platforms.ClassOf(got) != one.class || got != nil && strings.Contains(fmt.Sprintf("%v", got), "s3cret") {
			t.Errorf("%v became %v, want class %s", one.err, got, one.class)
		}
	}
}
