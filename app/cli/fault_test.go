package cli_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms/mailbox/dovecottest"
)

// TestWrongPassword: it is said, and the server is shown the wrong password once for each time that
// a person asks.
func TestWrongPassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	o.feed("not the password\n", o.add()...).exits(failed, "password")
	if n := o.imap.SignIns(); n != 1 {
		t.Errorf("the server was asked %d times, want once", n)
	}
	o.run("mailbox", "test").exits(failed, "No mailbox is connected")
	o.feed("\n", o.add()...).exits(failed, "No password came")
	o.connect()
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.sync()
	id := o.only().ID

	// It was changed at the council, and what this PC remembers is wrong from now on.
	asked := o.imap.SignIns()
	o.feed("not the password\n", "sync", "--once", "--password-stdin").exits(failed, "password")
	if n := o.imap.SignIns() - asked; n != 1 {
		t.Errorf("one sync asked the server %d times", n)
	}
	if n := read[[]noticed](o.run("notices").ok()); len(n) != 1 || n[0].Kind != "sign-in" || n[0].Title == "" || n[0].Body == "" {
		t.Errorf("the notices are %+v", n)
	}
	if o.only().ID != id {
		t.Error("the queue can't be read without the mailbox")
	}
	asked = o.imap.SignIns()
	s := read[send](o.run("reply", id, "--officer", "GM", "--text", "On Monday.").exits(failed))
	if s.State != "held" || s.Hold != "sign-in" || o.smtp.Sessions() != 0 {
		t.Errorf("the reply is %+v; the submission server saw %d connections", s, o.smtp.Sessions())
	}
	if n := o.imap.SignIns() - asked; n > 1 {
		t.Errorf("one reply asked the server %d times", n)
	}

	// Signed in again, everything goes on.
	o.feed(dovecottest.Password+"\n", "sync", "--once", "--password-stdin").ok()
	if s = read[send](o.run("settle", s.Send, "now").ok()); s.State != "sent" || o.lies("nia", s.MessageID) != 1 {
		t.Errorf("after signing in it is %+v", s)
	}
	if n := read[[]noticed](o.run("notices").ok()); len(n) != 0 {
		t.Errorf("the notices are still %+v", n)
	}
}

// TestServerGone: without the mail server the desk can be read and worked; what is written waits.
func TestServerGone(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	o.connect()
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.sync()
	id := o.only().ID
	o.imap.Stop()
	o.run("sync", "--once").exits(failed)
	report := o.run("mailbox", "test").exits(failed)
	if r := read[struct{ OK bool }](report); r.OK {
		t.Errorf("the test of a server that is gone says ok\n%s", report)
	}
	s := read[send](o.run("reply", id, "--officer", "GM", "--text", "On Monday.").exits(failed, "Not sent yet"))
	if s.State != "waiting" || o.smtp.Sessions() != 0 {
		t.Errorf("the reply is %+v", s)
	}
	o.run("tag", id, "Waste").ok()
	if r := o.only(); r.ID != id {
		t.Errorf("the queue is %+v", r)
	}
	o.imap.Restart()
	o.sync()
	if got := o.outbox()[0]; got.State != "sent" || o.lies("nia", s.MessageID) != 1 {
		t.Errorf("with the server back it is %+v", got)
	}
	o.verify()
}

// TestCertificates: no password goes to a server that can't prove who it is.
func TestCertificates(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	known := o.ca
	o.ca = ""
	args := o.add()
	o.feed(dovecottest.Password+"\n", args...).exits(failed, "certificate")
	if n := o.imap.SignIns(); n != 0 {
		t.Errorf("a password went to an unknown server %d times", n)
	}
	o.ca = known
	o.connect()
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.sync()

	// The submission server shows another certificate, which nobody vouches for.
	if err := o.smtp.RenewCertificate(); err != nil {
		t.Fatal(err)
	}
	s := read[send](o.run("reply", o.only().ID, "--officer", "GM", "--text", "On Monday.").exits(failed, "certificate"))
	if s.State != "held" || s.Hold != "certificate" || len(o.smtp.Commands()) != 0 {
		t.Errorf("the reply is %+v; the server heard %v", s, o.smtp.Commands())
	}
	o.trust() // the council's IT vouches for it
	if s = read[send](o.run("settle", s.Send, "now").ok()); s.State != "sent" || o.lies("nia", s.MessageID) != 1 {
		t.Errorf("with the new certificate vouched for it is %+v", s)
	}

	// The mail server's, too.
	asked := o.imap.SignIns()
	if err := os.WriteFile(o.ca, o.smtp.CertificatePEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	if server, _ := o.run("sync", "--once").exits(failed, "certificate").told(acceptCommand); server != endpoint(o.imap.TLSPort) {
		t.Errorf("told to accept the certificate of %s", server)
	}
	if n := read[[]noticed](o.run("notices").ok()); len(n) != 1 || n[0].Kind != "sign-in" || !strings.Contains(n[0].Title+n[0].Body, "certificate") {
		t.Errorf("the notices are %+v", n)
	}
	if o.imap.SignIns() != asked {
		t.Error("a password went to a server whose certificate nobody vouches for")
	}
	if err := os.Remove(o.ca); err != nil {
		t.Fatal(err)
	}
	o.run("sync", "--once").exits(failed, "certificate authorities")
}

// TestWrongSettings: each setting that is wrong is named.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{})
	for _, row := range []struct {
		wrong, says string
		args        []string
	}{
		{"a name that is none", "no-such-host.test", []string{"--imap", "no-such-host.test:993"}},
		{"a port where nobody is", "port 1", []string{"--imap", "127.0.0.1:1"}},
		{"encryption from the start, to a port that begins in clear", "starttls", []string{"--imap", endpoint(o.imap.ClearPort)}},
		{"an address that is none", "address", []string{"--address", "press office"}},
		{"a way of encryption that is none", "starttls", []string{"--imap-tls", "none"}},
		{"a CA file that is not there", "certificate authorities", []string{"--ca", "nowhere.pem"}},
	} {
		t.Log(row.wrong)
		o.feed(dovecottest.Password+"\n", append(o.add(), row.args...)...).exits(failed, row.says)
	}
	if n := o.imap.SignIns(); n != 0 {
		t.Errorf("a password was sent %d times", n)
	}
	starttls := []string{"--imap", endpoint(o.imap.ClearPort), "--imap-tls", "starttls", "--smtp", "127.0.0.1:1"}
	o.feed(dovecottest.Password+"\n", append(o.add(), starttls...)...).ok()
	report := read[struct {
		Steps []struct {
			Name string
			OK   bool
		}
	}](o.run("mailbox", "test").exits(failed, "port 1"))
	for _, s := range report.Steps {
		if s.OK != (s.Name != "sending") {
			t.Errorf("the steps are %+v, want the sending alone to be wrong", report.Steps)
		}
	}
}
