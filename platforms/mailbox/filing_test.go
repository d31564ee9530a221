package mailbox

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/mailbox/smtptest"
)

// council is a real Dovecot with a submission server that delivers into it.
type council struct {
	*dovecottest.Server
	smtp *smtptest.Server
	// files makes the submission server keep a copy in Sent.
	files atomic.Bool
}

func startCouncil(t *testing.T) *council {
	t.Helper()
	c := &council{Server: dovecottest.Start(t, dovecottest.Options{}, "press")}
	c.Deliver("press", "INBOX", []byte("From: Owen <owen@example.net>\r\nTo: "+ours+"\r\nSubject: Older\r\nMessage-ID: <older@example.net>\r\n\r\nOlder.\r\n"), time.Now())
	smtp, err := smtptest.Start(smtptest.Options{User: "press", Password: dovecottest.Password, Deliver: func(m smtptest.Message) error {
		if slices.Contains(m.Recipients, ours) {
			c.Deliver("press", "INBOX", m.Bytes, time.Now())
		}
		if c.files.Load() {
			c.Deliver("press", "Sent", m.Bytes, time.Now())
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { smtp.Close() })
	c.smtp = smtp
	return c
}

// connect makes the mailbox that reads and sends here.
func (c *council) connect(t *testing.T, change func(*Config)) *Mailbox {
	t.Helper()
	authority, err := os.ReadFile(c.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	both := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(both, slices.Concat(authority, c.smtp.CertificatePEM()), 0o600); err != nil {
		t.Fatal(err)
	}
	settings := config(c.Server)
	settings.SMTPPort, settings.CAFile = c.smtp.Port(), both
	settings.Timeouts = Timeouts{Filing: 200 * time.Millisecond, SelfMail: 20 * time.Second}
	if change != nil {
		change(&settings)
	}
	return connect(t, settings)
}

func knownToFile(files bool) func(*Config) {
	return func(c *Config) { c.FilesInSent = &files }
}

func TestFileAppendsOnce(t *testing.T) {
	c := startCouncil(t)
	for name, change := range map[string]func(*Config){"unknown": nil, "known not to file": knownToFile(false)} {
		m := c.connect(t, change)
		msg := sealedReply(t, m, 200_000)
		for round := range 3 {
			found, err := m.File(t.Context(), msg)
			if err != nil || found != (round > 0) {
				t.Fatalf("%s, round %d: found %t, %v", name, round, found, err)
			}
		}
		if n := c.CountByMessageID("press", msg.Token); n != 1 {
			t.Errorf("%s: %d copies in Sent", name, n)
		}
		m.Close()
		again := c.connect(t, change)
		if found, err := again.File(t.Context(), msg); err != nil || !found {
			t.Errorf("%s, after a restart: found %t, %v", name, found, err)
		}
		if n := c.CountByMessageID("press", msg.Token); n != 1 {
			t.Errorf("%s: %d copies after a restart", name, n)
		}
	}
	for _, path := range c.Files("press", "Sent") {
		if !strings.Contains(path, ":2,") || !strings.Contains(path[strings.LastIndex(path, ":2,"):], "S") {
			t.Errorf("%s is not marked as read", filepath.Base(path))
		}
	}
}

// TestFileFindsTheServersCopy: the server files by itself, at once or while we
// wait, and no second copy is made.
func TestFileFindsTheServersCopy(t *testing.T) {
	c := startCouncil(t)
	c.files.Store(true)
	for name, change := range map[string]func(*Config){"unknown": nil, "known to file": knownToFile(true)} {
		m := c.connect(t, change)
		msg := sealedReply(t, m, 0)
		if o, _ := attempt(t, m, msg); o.Verdict != platforms.Accepted {
			t.Fatalf("%+v", o)
		}
		if found, err := m.File(t.Context(), msg); err != nil || !found {
			t.Errorf("%s: found %t, %v", name, found, err)
		}
		if n := c.CountByMessageID("press", msg.Token); n != 1 {
			t.Errorf("%s: %d copies", name, n)
		}
	}
	late := c.connect(t, func(s *Config) { s.Timeouts.Filing = 20 * time.Second })
	msg := sealedReply(t, late, 0)
	time.AfterFunc(time.Second, func() { c.Deliver("press", "Sent", msg.Bytes, time.Now()) })
	if found, err := late.File(t.Context(), msg); err != nil || !found {
		t.Errorf("a late copy: found %t, %v", found, err)
	}
	missing := c.connect(t, knownToFile(true))
	unfiled := sealedReply(t, missing, 0)
	if _, err := missing.File(t.Context(), unfiled); platforms.ClassOf(err) != platforms.ClassTransient {
		t.Errorf("a server known to file is waited for, not appended to: %v", err)
	}
	if n := c.CountByMessageID("press", unfiled.Token); n != 0 {
		t.Errorf("%d copies", n)
	}
}

func TestFileStops(t *testing.T) {
	c := startCouncil(t)
	m := c.connect(t, func(s *Config) { s.Timeouts.Filing = time.Hour })
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := m.File(ctx, sealedReply(t, m, 0)); err == nil || ctx.Err() == nil {
		t.Errorf("File went on after its context ended: %v", err)
	}
}

func TestProve(t *testing.T) {
	c := startCouncil(t)
	m := c.connect(t, nil)
	since := time.Now()
	prove := func(msg platforms.Sealed) platforms.Proof {
		t.Helper()
		proof, err := m.Prove(t.Context(), msg, since)
		if err != nil {
			t.Fatal(err)
		}
		if proof.Live && (proof.At.IsZero() || proof.Where == "") {
			t.Errorf("proof without time or place: %+v", proof)
		}
		return proof
	}
	report := func(msg platforms.Sealed) string {
		return "From: Mail Delivery <mailer-daemon@example.net>\r\nTo: " + ours + "\r\nSubject: Undelivered\r\nDate: Fri, 27 Nov 2026 12:00:00 +0000\r\n" +
			"Message-ID: <b1@example.net>\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n" +
			"--b\r\nContent-Type: text/plain\r\n\r\nThe address does not exist.\r\n" +
			"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.net\r\n\r\nFinal-Recipient: rfc822; owen@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" +
			"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + msg.Token + ">\r\nSubject: Bins\r\n\r\n--b--\r\n"
	}
	answer := func(msg platforms.Sealed) string {
		return "From: Nia Probert <nia.probert@example.org>\r\nTo: " + ours + "\r\nSubject: Re: Bins\r\nDate: Fri, 27 Nov 2026 12:00:00 +0000\r\n" +
			"Message-ID: <a1@example.org>\r\nIn-Reply-To: <" + msg.Token + ">\r\n\r\nThank you, got it.\r\n"
	}
	for name, c2 := range map[string]struct {
		leave       func(platforms.Sealed)
		where, text string
	}{
		"nothing":   {func(platforms.Sealed) {}, "", ""},
		"filed":     {func(s platforms.Sealed) { c.Deliver("press", "Sent", s.Bytes, time.Now()) }, "in Sent", ""},
		"self-copy": {func(s platforms.Sealed) { c.Deliver("press", "INBOX", s.Bytes, time.Now()) }, "a copy in the Inbox", ""},
		"answered":  {func(s platforms.Sealed) { c.Deliver("press", "INBOX", []byte(answer(s)), time.Now()) }, "an answer in the Inbox", "Thank you, got it."},
		"bounced":   {func(s platforms.Sealed) { c.Deliver("press", "INBOX", []byte(report(s)), time.Now()) }, "the server returned it", "The address does not exist."},
	} {
		msg := sealedReply(t, m, 0)
		c2.leave(msg)
		proof := prove(msg)
		if proof.Live != (c2.where != "") || proof.Where != c2.where || proof.Absent || !strings.Contains(proof.Text, c2.text) {
			t.Errorf("%s: %+v", name, proof)
		}
	}
}

// TestUnconfirmedThenProved is the chain of DESIGN 4 on real parts: the server
// takes the mail, files it and drops the line.
func TestUnconfirmedThenProved(t *testing.T) {
	c := startCouncil(t)
	m := c.connect(t, nil)
	for _, row := range []struct{ files, keep, live bool }{{true, true, true}, {false, true, false}, {false, false, false}} {
		c.files.Store(row.files)
		c.smtp.Behave(smtptest.At(smtptest.Dot, smtptest.Act{Drop: true, Keep: row.keep}))
		msg := sealedReply(t, m, 0)
		if o, _ := attempt(t, m, msg); o.Verdict != platforms.Unconfirmed {
			t.Fatalf("%+v", o)
		}
		proof, err := m.Prove(t.Context(), msg, time.Now())
		if err != nil || proof.Live != row.live || proof.Absent {
			t.Errorf("%+v: %+v, %v", row, proof, err)
		}
		if got := c.smtp.Counts()[msg.Token]; (got == 1) != row.keep {
			t.Errorf("%+v: the server has %d", row, got)
		}
	}
}
