package ui_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/app/ui/uitest"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
)

// press is the desk's address; nia is an invented resident.
const (
	press = "press@council.example"
	nia   = "nia@resident.example"
)

// office is a press office: a PC, and the council's mail servers.
type office struct {
	desk
	clock *uitest.Clock
	imap  *dovecottest.Server
	smtp  *smtptest.Server
	ca    string

	mu      sync.Mutex
	now     time.Time // the clock's, for the servers' own goroutines
	letters int
}

// newOffice opens an office at a moment; nothing is set up on the PC.
func newOffice(t *testing.T, moment time.Time) *office {
	t.Helper()
	clock := uitest.NewClock(t, moment)
	o := &office{desk: desk{uitest.NewPC(t, uitest.Place{Clock: clock}), t}, clock: clock, now: moment}
	o.imap = dovecottest.Start(t, dovecottest.Options{}, "press", "nia")
	var err error
	o.smtp, err = smtptest.Start(smtptest.Options{Security: smtptest.UpgradeTLS, User: "press", Password: dovecottest.Password, Deliver: o.carry})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.smtp.Close() })
	o.ca = filepath.Join(t.TempDir(), "ca.pem")
	authority, err := os.ReadFile(o.imap.CAFile)
	if err == nil {
		err = os.WriteFile(o.ca, slices.Concat(authority, o.smtp.CertificatePEM()), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// turn puts the clock forward, for the servers too.
func (o *office) turn(by time.Duration) {
	o.t.Helper()
	o.clock.Turn(by)
	o.mu.Lock()
	o.now = o.clock.Now()
	o.mu.Unlock()
}

// carry is the mail server's delivery: to whoever lives here, and a copy into
// our Sent.
func (o *office) carry(m smtptest.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, to := range m.Recipients {
		if user, _, _ := strings.Cut(to, "@"); user == "press" || user == "nia" {
			o.imap.Deliver(user, dovecottest.Inbox, m.Bytes, o.now)
		}
	}
	o.imap.Deliver("press", "Sent", m.Bytes, o.now)
	return nil
}

// arrives puts a resident's mail into the press office's Inbox.
func (o *office) arrives(subject, text string, received time.Time) {
	o.t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.letters++
	raw := fmt.Sprintf("From: Nia Bowen <%s>\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <letter-%d@resident.example>\r\n\r\n%s\r\n",
		nia, press, subject, o.letters, text)
	o.imap.Deliver("press", dovecottest.Inbox, []byte(raw), received)
}

// lies is how many copies of a message a user's mailbox holds.
func (o *office) lies(user, messageID string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.imap.CountByMessageID(user, messageID)
}

// waits waits until a mail is in the queue, and returns its conversation.
func (o *office) waits(subject string) (found row) {
	o.t.Helper()
	o.Until("“"+subject+"” is in the queue", func() bool {
		for _, r := range o.queue() {
			if r.Subject == subject {
				found = r
			}
		}
		return found.ID != ""
	})
	return found
}

// connect sets the desk up and connects the mailbox by commands.
func (o *office) connect() {
	o.t.Helper()
	o.Run("officer", "add", "--initials", "GM", "--name", "Gemma Marlow")
	out, errs, code := o.Try(dovecottest.Password+"\n", "mailbox", "add", "--address", press, "--user", "press",
		"--imap", endpoint(o.imap.TLSPort), "--smtp", endpoint(o.smtp.Port()), "--smtp-tls", "starttls", "--ca", o.ca, "--password-stdin")
	if code != 0 {
		o.t.Fatalf("mailbox add: exit %d\n%s\n%s", code, out, errs)
	}
}

func endpoint(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// fill replaces what stands in the text box that has the keyboard.
func fill(w *uitest.Window, text string) {
	w.Keys("ctrl+a")
	w.Type(text)
}

// TestWindowSetUp sets a desk up on the first page with the keyboard alone: real
// mail servers, the first message pushed by the server, one reply that arrives
// once.
func TestWindowSetUp(t *testing.T) {
	o := newOffice(t, monday)
	w := o.Open()
	w.Type(press)
	w.Keys("Tab", "Tab") // past the initials, which the name gives
	w.Type("Gemma Marlow")
	w.Press("Return")

	// The servers' names were guessed; these are others. The keyboard stands in
	// the password.
	w.Type(dovecottest.Password)
	w.Keys("shift+Tab")
	w.Type("press")
	w.Keys("Tab", "Tab")
	fill(w, "127.0.0.1")
	w.Keys("Tab")
	fill(w, strconv.Itoa(o.imap.TLSPort))
	w.Keys("Tab", "Tab") // past the encryption
	fill(w, "127.0.0.1")
	w.Keys("Tab")
	fill(w, strconv.Itoa(o.smtp.Port()))
	w.Keys("Tab", "Tab", "Tab")
	w.Type(o.ca)
	w.Keys("Return")
	o.Until("the test mailed the mailbox itself", func() bool { return len(o.smtp.Accepted()) == 1 })
	w.Drawn()
	w.Keys("Return") // Start has the keyboard once the test has passed
	o.Until("the desk is open", func() bool { return strings.HasSuffix(w.Title(), "Queue · Commsdesk") })
	w.Drawn()

	o.arrives("Blue bins", "When is the blue bin emptied?", o.clock.Now())
	first := o.waits("Blue bins")
	o.Until("the title counts it", func() bool { return strings.HasPrefix(w.Title(), "1 needs a reply") })
	w.Drawn()
	compose(w)
	w.Type("Every second Tuesday.")
	w.Keys("ctrl+Return")
	o.sendIs(first.ID, "queued")
	o.turn(time.Minute)
	w.Keys("F5")
	o.sendIs(first.ID, "sent")
	s, _ := o.sendOf(first.ID)
	if there, here := o.lies("nia", s.MessageID), o.lies("press", s.MessageID); there != 1 || here != 1 {
		t.Errorf("the reply lies %d times in the resident's mailbox and %d times in ours, want once each", there, here)
	}
	w.Keys("F5") // the thread's copy is the one in Sent
	o.becomes(first.ID, "the reply carries the initials", said("^GM"))
	w.Quit()
	o.verify()
}
