package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/data/secret/canary"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
	"commsdesk/platforms/signin/oidctest"
)

const sharedPress = "press@" + oidctest.Domain

// tenant is an office whose mail servers let a real OpenID provider's accesses
// in.
type tenant struct {
	*office
	idp *oidctest.Provider
	// tokens is the provider's token endpoint, by way of the test.
	tokens *httptest.Server

	mu sync.Mutex
	// refreshes and birds are what the provider gave out: refresh tokens, and
	// every secret.
	refreshes, birds []string
}

func newTenant(t *testing.T) *tenant {
	t.Helper()
	n := &tenant{office: newOffice(t, plan{}), idp: oidctest.Start(t, 0)}
	opens := func(access string) string {
		if n.idp.Holder(access) == "ada@"+oidctest.Domain {
			return sharedPress
		}
		return ""
	}
	n.imap = dovecottest.Start(t, dovecottest.Options{Bearer: opens}, sharedPress)
	var err error
	n.smtp, err = smtptest.Start(smtptest.Options{Mechanisms: []string{"XOAUTH2"}, Bearer: func(user, access string) bool { return opens(access) == user }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.smtp.Close() })
	n.trust()
	n.tokens = httptest.NewServer(http.HandlerFunc(n.forward))
	t.Cleanup(n.tokens.Close)
	return n
}

// forward hands an exchange on and notes what came of it.
func (n *tenant) forward(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	answer, err := http.Post(n.idp.TokenURL, r.Header.Get("Content-Type"), bytes.NewReader(raw))
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(answer.Body)
	var got struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		ID      string `json:"id_token"`
	}
	_ = json.Unmarshal(body, &got)
	n.mu.Lock()
	for _, secret := range []string{got.Access, got.Refresh, got.ID} {
		if secret != "" {
			n.birds = append(n.birds, secret)
		}
	}
	if got.Refresh != "" {
		n.refreshes = append(n.refreshes, got.Refresh)
	}
	n.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(answer.StatusCode)
	_, _ = w.Write(body)
}

func (n *tenant) add(more ...string) []string {
	return append([]string{"mailbox", "add", "--address", sharedPress, "--imap", endpoint(n.imap.TLSPort), "--smtp", endpoint(n.smtp.Port()), "--ca", n.ca,
		"--sign-in", "oauth", "--client-id", oidctest.ClientID, "--auth-url", n.idp.AuthURL, "--renew-url", n.tokens.URL}, more...)
}

// browse runs a command that prints the sign-in page, and signs in there.
func (n *tenant) browse(name string, args ...string) result {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	args = append([]string{"--json"}, args...)
	cmd := n.command(ctx, n.binary, args)
	var out, errs bytes.Buffer
	cmd.Stdout = &out
	said, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		n.t.Fatal(err)
	}
	for lines := bufio.NewScanner(io.TeeReader(said, &errs)); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "http") {
			continue
		}
		if last, err := oidctest.Visit(name, lines.Text()); err != nil || !strings.Contains(last, "You can close this page") {
			n.t.Errorf("the page ends with %q, %v", last, err)
			cancel()
		}
	}
	_ = cmd.Wait() // the code says how it ended
	r := result{t: n.t, args: args, code: cmd.ProcessState.ExitCode(), out: out.String(), err: errs.String()}
	n.keep(r)
	return r
}

// TestAMailboxSignsInThroughAPage connects a shared mailbox without a password,
// reads and answers; the sign-in is withdrawn, and the same mailbox is signed in
// again with its history. Nothing that the provider gave out lies anywhere but
// in the password store.
func TestAMailboxSignsInThroughAPage(t *testing.T) {
	t.Parallel()
	n := newTenant(t)
	n.browse("bob", n.add()...).exits(failed, "bob@"+oidctest.Domain, sharedPress)
	if chans := n.channels(); len(chans) != 0 {
		t.Fatalf("connected %+v", chans)
	}
	added := read[connected](n.browse("ada", n.add()...).ok())
	if added.Identity != sharedPress {
		t.Fatalf("connected %+v", added)
	}
	n.deliver("Bins", "When are they collected?")
	n.sync()
	id := n.only().ID
	n.run("reply", id, "--officer", "GM", "--text", "On Monday.").ok()
	if len(n.smtp.Accepted()) != 1 {
		t.Errorf("%d messages went out", len(n.smtp.Accepted()))
	}

	n.idp.Revoke(n.refreshes[len(n.refreshes)-1])
	n.run("sync", "--once").exits(failed, "Sign in again")
	n.browse("ada", "channel", "sign-in", added.ID, "--browser").ok()
	n.deliver("Parks", "Is the pond frozen?")
	n.sync()
	if rows := n.queue(); len(rows) != 1 || rows[0].ID == id {
		t.Errorf("the queue is %+v", rows)
	}
	n.noneLeaked()
}

func (n *tenant) deliver(subject, text string) {
	_, raw := n.raw(letter{from: nia, to: sharedPress, subject: subject, text: text})
	n.put(sharedPress, dovecottest.Inbox, raw, time.Now())
}

func (n *tenant) noneLeaked() {
	n.t.Helper()
	if len(n.birds) < 9 {
		n.t.Errorf("only %d secrets were given out", len(n.birds))
	}
	for _, secret := range n.birds {
		scan, err := canary.New(secret)
		if err != nil {
			n.t.Fatal(err)
		}
		hits, err := scan.Paths(n.cwd, n.home())
		if err != nil {
			n.t.Fatal(err)
		}
		printed, err := scan.Reader("what was printed", strings.NewReader(n.printed.String()))
		if err != nil {
			n.t.Fatal(err)
		}
		for _, h := range slices.Concat(hits, printed) {
			n.t.Errorf("a secret of the provider leaked: %s", h)
		}
	}
}

// TestTheSignInPagesOptionsAreChecked: what is missing is said before anything
// is opened, and without an application what IT does about it.
func TestTheSignInPagesOptionsAreChecked(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{})
	o.run("mailbox", "add", "--address", press, "--sign-in", "microsoft365").exits(failed, "--client-id", "App registrations", "MessageCopyForSentAsEnabled")
	o.run("mailbox", "add", "--address", press, "--sign-in", "kerberos").exits(wrongUse, "microsoft365")
	o.run("mailbox", "add", "--address", press, "--sign-in", "oauth", "--client-id", "x").exits(wrongUse, "both servers")
	o.run("mailbox", "add", "--address", press, "--sign-in", "microsoft365", "--client-id", "x", "--tenant", "a/b").exits(failed, "tenant")
}
