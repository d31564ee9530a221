package mailbox

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/signin/oidctest"
)

const shared = "press@" + oidctest.Domain

// tenant is a shared mailbox whose servers, a real Dovecot and a submission
// server, ask a real OpenID provider whose access they were shown.
type tenant struct {
	t       *testing.T
	idp     *oidctest.Provider
	imap    *dovecottest.Server
	smtp    *smtptest.Server
	config  Config
	keyring *ring
	now     func() time.Time

	mu       sync.Mutex
	members  []string // who may open the shared mailbox
	asked    int      // how often a mail server asked about an access
	onBehalf bool     // SMTP wants whoever signed in, not the mailbox
	stale    string   // an access that the mail servers take no longer
}

// ring is a keyring for several goroutines that remembers every secret it ever
// held.
type ring struct {
	mu   sync.Mutex
	held map[string]string
	ever []string
	log  []string // names of items, in the order in which they were set
}

func (r *ring) Get(_ context.Context, item string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.held[item], nil
}

func (r *ring) Set(_ context.Context, item, value string) error {
	if value == "" {
		return errors.New("an empty secret was to be kept")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[item] = value
	r.log = append(r.log, item)
	if item != whoItem {
		r.ever = append(r.ever, value)
	}
	return nil
}

// openTenant starts everything. mechanisms are what both servers offer.
func openTenant(t *testing.T, mechanisms ...string) *tenant {
	t.Helper()
	if mechanisms == nil {
		mechanisms = []string{xoauth2, oauthBearer}
	}
	c := &tenant{t: t, idp: oidctest.Start(t, 0), members: []string{"ada@" + oidctest.Domain}, now: time.Now, keyring: &ring{held: map[string]string{}}}
	c.imap = dovecottest.Start(t, dovecottest.Options{Bearer: c.opens, Mechanisms: mechanisms}, shared)
	var err error
	c.smtp, err = smtptest.Start(smtptest.Options{Mechanisms: mechanisms, Bearer: c.maySend})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.smtp.Close() })
	ca, err := os.ReadFile(c.imap.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	both := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(both, append(ca, c.smtp.CertificatePEM()...), 0o600); err != nil {
		t.Fatal(err)
	}
	c.config = Config{Address: shared, DisplayName: "Press office", Proxy: NoProxy, CAFile: both,
		IMAPHost: c.imap.Host, IMAPPort: c.imap.TLSPort, IMAPTLS: Implicit, SMTPHost: "127.0.0.1", SMTPPort: c.smtp.Port(), SMTPTLS: Implicit,
		Page: Page{Way: ByOAuth, ClientID: oidctest.ClientID, AuthURL: c.idp.AuthURL, TokenURL: c.idp.TokenURL}}
	return c
}

// opens tells which mailbox an access opens: the shared one to its members, to
// others their own.
func (c *tenant) opens(access string) string {
	who := c.holder(access)
	if c.isMember(who) {
		return shared
	}
	return who
}

func (c *tenant) holder(access string) string {
	c.mu.Lock()
	c.asked++
	stale := c.stale == access
	c.mu.Unlock()
	if stale {
		return ""
	}
	return c.idp.Holder(access)
}

// forget makes the mail servers refuse an access.
func (c *tenant) forget(access string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stale = access
}

func (c *tenant) isMember(who string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.members, who)
}

func (c *tenant) maySend(user, access string) bool {
	who := c.holder(access)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.onBehalf {
		return who != "" && user == who
	}
	return slices.Contains(c.members, who) && user == shared
}

// mailbox makes the adapter anew, as a restart does: only the keyring is left.
func (c *tenant) mailbox() *Mailbox {
	c.t.Helper()
	m, err := New(c.config, c.keyring, func() time.Time { return c.now() })
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = m.Close() })
	return m
}

func (c *tenant) signIn(m *Mailbox, name string) error {
	return signin.Browser(c.t.Context(), m, oidctest.Browse(name))
}

// signedIn is a mailbox into which ada has signed in.
func (c *tenant) signedIn() *Mailbox {
	c.t.Helper()
	m := c.mailbox()
	if err := c.signIn(m, "ada"); err != nil {
		c.t.Fatal(err)
	}
	return m
}

// works reads and sends once.
func (c *tenant) works(m *Mailbox) {
	c.t.Helper()
	if id, err := m.Identity(c.t.Context()); err != nil || id.ID != shared {
		c.t.Fatalf("identity %+v, %v", id, err)
	}
	if o, _ := attempt(c.t, m, sealedReply(c.t, m, 0)); o.Verdict != platforms.Accepted {
		c.t.Fatalf("sending: %+v", o)
	}
}

// fails reads once and says how that failed; it must name no secret.
func (c *tenant) fails(m *Mailbox) *platforms.Error {
	c.t.Helper()
	_, err := m.Identity(c.t.Context())
	var p *platforms.Error
	if !errors.As(err, &p) {
		c.t.Fatalf("got %v, want an error with a sentence", err)
	}
	c.noSecretIn(err.Error())
	return p
}

// noSecretIn looks for whatever the keyring ever held, whole or inside JSON.
func (c *tenant) noSecretIn(words string) {
	c.t.Helper()
	c.keyring.mu.Lock()
	defer c.keyring.mu.Unlock()
	for _, secret := range c.keyring.ever {
		var kept signin.Tokens
		if json.Unmarshal([]byte(secret), &kept) == nil {
			secret = kept.Access
		}
		if strings.Contains(words, secret) {
			c.t.Errorf("a secret stands in: %s", words)
		}
	}
}

// access and refresh are what the keyring holds now.
func (c *tenant) access() string {
	raw, _ := c.keyring.Get(c.t.Context(), signin.AccessItem)
	var kept signin.Tokens
	if err := json.Unmarshal([]byte(raw), &kept); err != nil || kept.Access == "" {
		c.t.Fatalf("no access is kept: %v", err)
	}
	return kept.Access
}

func (c *tenant) refresh() string {
	kept, _ := c.keyring.Get(c.t.Context(), signin.RefreshItem)
	return kept
}
