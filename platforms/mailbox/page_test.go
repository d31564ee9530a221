package mailbox

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/signin/oidctest"
)

// TestPageSignInOpensASharedMailbox goes all the way: the provider's page, a
// real IMAP server and SMTP, with either mechanism, as the officer for the
// mailbox; and after a restart nothing is asked again.
func TestPageSignInOpensASharedMailbox(t *testing.T) {
	for _, mechanism := range []string{xoauth2, oauthBearer} {
		t.Run(mechanism, func(t *testing.T) {
			c := openTenant(t, mechanism)
			m := c.mailbox()
			if p := c.fails(m); p.Class != platforms.ClassAuth {
				t.Errorf("before the sign-in: class %s: %s", p.Class, p.Sentence)
			}
			if err := c.signIn(m, "ada"); err != nil {
				t.Fatal(err)
			}
			c.works(m)
			if who := m.signedInAs(t.Context()); who != "ada@"+oidctest.Domain {
				t.Errorf("signed in as %q", who)
			}
			var steps []string
			if _, err := m.Test(t.Context(), false, func(s platforms.Step) { steps = append(steps, s.Why) }); err != nil {
				t.Errorf("the connection test: %v", err)
			}
			if all := strings.Join(steps, "\n"); !strings.Contains(all, "Signed in to "+shared+" as ada@") {
				t.Errorf("it says:\n%s", all)
			}
			if end, err := m.Expires(t.Context()); err != nil || !end.IsZero() {
				t.Errorf("a sign-in that renews itself ends %v, %v", end, err)
			}
			before := c.access()
			c.works(c.mailbox())
			if c.access() != before {
				t.Error("an access that holds was renewed")
			}
			if c.smtp.SignedInClear() {
				t.Error("an access went in clear")
			}
		})
	}
}

// TestAnAccessThatRanOutIsRenewed: the new refresh token is in the keyring
// before the new access, and the old one is not used again.
func TestAnAccessThatRanOutIsRenewed(t *testing.T) {
	c := openTenant(t)
	c.works(c.signedIn())
	access, refresh := c.access(), c.refresh()
	c.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	c.keyring.log = nil
	c.works(c.mailbox())
	if c.access() == access || c.refresh() == refresh {
		t.Error("access and refresh token are the old ones")
	}
	if want := []string{signin.RefreshItem, signin.AccessItem}; !slices.Equal(c.keyring.log, want) {
		t.Errorf("kept in the order %v, want %v", c.keyring.log, want)
	}
	c.now = func() time.Time { return time.Now().Add(4 * time.Hour) }
	c.works(c.mailbox())
}

// TestARefusedAccessIsRenewedOnce: the mail servers take an access no longer
// that holds by our clock, as after a changed password. Reading and sending each
// find a way on.
func TestARefusedAccessIsRenewedOnce(t *testing.T) {
	c := openTenant(t)
	m := c.signedIn()
	c.forget(c.access())
	if id, err := m.Identity(t.Context()); err != nil || id.ID != shared {
		t.Errorf("reading: %v", err)
	}
	c.forget(c.access())
	if o, _ := attempt(t, c.mailbox(), sealedReply(t, m, 0)); o.Verdict != platforms.Accepted {
		t.Errorf("sending: %+v", o)
	}
}

// TestAReusedRefreshTokenEndsTheSignIn: somebody else used a copy of an old
// refresh token, so the provider withdrew everything. A person must sign in.
func TestAReusedRefreshTokenEndsTheSignIn(t *testing.T) {
	c := openTenant(t)
	m := c.signedIn()
	stolen := c.refresh()
	c.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	c.works(m)
	if status, _ := c.idp.Refresh(stolen); status != http.StatusBadRequest {
		t.Fatalf("the provider took an old refresh token: %d", status)
	}
	m = c.mailbox()
	c.needsYou(m)
	if err := c.signIn(m, "ada"); err != nil {
		t.Fatal(err)
	}
	c.works(m)
}

// TestAWithdrawnSignInNeedsSomebody: the council's IT ended the sign-in.
func TestAWithdrawnSignInNeedsSomebody(t *testing.T) {
	c := openTenant(t)
	m := c.signedIn()
	c.idp.Revoke(c.refresh())
	c.needsYou(m)
}

// needsYou: reading and sending both say that somebody must sign in, and
// nothing was handed over.
func (c *tenant) needsYou(m *Mailbox) {
	c.t.Helper()
	p := c.fails(m)
	if p.Class != platforms.ClassAuth || !strings.Contains(p.Sentence, "Sign in again") {
		c.t.Errorf("class %s: %s", p.Class, p.Sentence)
	}
	sent := len(c.smtp.Accepted())
	o, commits := attempt(c.t, m, sealedReply(c.t, m, 0))
	if o.Verdict != platforms.NeedsPerson || o.Class != platforms.ClassAuth || commits != 0 || len(c.smtp.Accepted()) != sent {
		c.t.Errorf("sending: %+v, %d commits", o, commits)
	}
	c.noSecretIn(o.Why + o.Detail)
}

// TestTheWrongAccountIsNamed: the mail server says no to whoever signed in, and
// where an account is expected, nothing of another one is kept.
func TestTheWrongAccountIsNamed(t *testing.T) {
	c := openTenant(t)
	m := c.mailbox()
	if err := c.signIn(m, "bob"); err != nil {
		t.Fatal(err)
	}
	p := c.fails(m)
	if p.Class != platforms.ClassAuth || !strings.Contains(p.Sentence, "signed in as bob@"+oidctest.Domain) || !strings.Contains(p.Sentence, shared) {
		t.Errorf("class %s: %s", p.Class, p.Sentence)
	}
	c.mayNotSend(m, "bob@")

	c.config.Account = "Ada@" + oidctest.Domain
	m = c.mailbox()
	kept := c.refresh()
	err := c.signIn(m, "bob")
	if platforms.ClassOf(err) != platforms.ClassIdentity || !strings.Contains(err.Error(), "You signed in as bob@") || !strings.Contains(err.Error(), "Ada@") {
		t.Errorf("another account than expected: %v", err)
	}
	if c.refresh() != kept {
		t.Error("the wrong account's sign-in was kept")
	}
	if err := c.signIn(m, "ada"); err != nil {
		t.Fatal(err)
	}
	c.works(m)
}

func (c *tenant) mayNotSend(m *Mailbox, who string) {
	c.t.Helper()
	o, commits := attempt(c.t, m, sealedReply(c.t, m, 0))
	if o.Verdict != platforms.NeedsPerson || !strings.Contains(o.Why, who) || commits != 0 {
		c.t.Errorf("sending: %+v, %d commits", o, commits)
	}
	c.noSecretIn(o.Why + o.Detail)
}

// TestSendingMayWantWhoeverSignedIn: such a server gets the officer's name, and
// from then on no other.
func TestSendingMayWantWhoeverSignedIn(t *testing.T) {
	c := openTenant(t)
	m := c.signedIn()
	c.onBehalf = true
	c.works(m)
	c.asked = 0
	if o, _ := attempt(t, m, sealedReply(t, m, 0)); o.Verdict != platforms.Accepted || c.asked != 1 {
		t.Errorf("%+v after %d sign-ins", o, c.asked)
	}
	c.onBehalf = false // the tenant was changed
	c.works(m)
}

// TestOfflineIsNoReasonToSignIn: a sign-in that can't be renewed now waits, and
// goes on later with what was kept.
func TestOfflineIsNoReasonToSignIn(t *testing.T) {
	c := openTenant(t)
	c.signedIn()
	refresh := c.refresh()
	c.now = func() time.Time { return time.Now().Add(2 * time.Hour) }

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := "http://" + l.Addr().String()
	_ = l.Close()
	ill := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>")
	}))
	defer ill.Close()
	there := c.config.TokenURL
	for class, at := range map[platforms.Class]string{platforms.ClassOffline: dead, platforms.ClassTransient: ill.URL} {
		c.config.TokenURL = at
		m := c.mailbox()
		if p := c.fails(m); p.Class != class {
			t.Errorf("class %s, want %s: %s", p.Class, class, p.Sentence)
		}
		if o, _ := attempt(t, m, sealedReply(t, m, 0)); o.Verdict != platforms.NotSent {
			t.Errorf("sending: %+v", o)
		}
	}
	if c.refresh() != refresh {
		t.Error("the refresh token changed")
	}
	c.config.TokenURL = there
	c.works(c.mailbox())
}

// TestARenewalIsKeptThoughItsCallerStops: a refresh token that the provider has
// rotated and nobody kept would end the sign-in.
func TestARenewalIsKeptThoughItsCallerStops(t *testing.T) {
	c := openTenant(t)
	c.signedIn()
	c.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	ctx, cancel := context.WithCancel(t.Context())
	gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		raw, _ := io.ReadAll(r.Body)
		answer, err := http.Post(c.idp.TokenURL, r.Header.Get("Content-Type"), strings.NewReader(string(raw)))
		if err != nil {
			return
		}
		defer func() { _ = answer.Body.Close() }()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, answer.Body)
	}))
	defer gate.Close()
	there := c.config.TokenURL
	c.config.TokenURL = gate.URL
	if _, err := c.mailbox().Identity(ctx); err == nil || ctx.Err() == nil {
		t.Fatalf("it was not stopped: %v", err)
	}
	c.config.TokenURL = there
	c.now = func() time.Time { return time.Now().Add(4 * time.Hour) }
	c.works(c.mailbox())
}
