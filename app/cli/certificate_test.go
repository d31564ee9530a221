package cli_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms/mailbox/dovecottest"
)

var (
	// acceptOption and acceptCommand are what an error about a certificate tells to do.
	acceptOption  = regexp.MustCompile(`--accept (\S+)=(\S+)\n`)
	acceptCommand = regexp.MustCompile(`commsdesk mailbox accept (\S+) (\S+)\n`)
)

// told takes the server and the fingerprint out of what a command said.
func (r result) told(how *regexp.Regexp) (server, print string) {
	r.t.Helper()
	m := how.FindStringSubmatch(r.err)
	if m == nil {
		r.t.Fatalf("no way to accept the certificate is told\n%s", r)
	}
	return m[1], m[2]
}

// TestCertificatesAreAcceptedByCommands: servers that no authority vouches for are used once their
// fingerprints were given, each for itself, and what was held for it goes.
func TestCertificatesAreAcceptedByCommands(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{files: true})
	o.ca = ""
	add := func(more ...string) result { return o.feed(dovecottest.Password+"\n", o.add(more...)...) }
	server, print := add().exits(failed, "No authority", "Shown now at ").told(acceptOption)
	if server != endpoint(o.imap.TLSPort) || len(print) != 95 {
		t.Errorf("told to accept %s at %s", print, server)
	}
	other := strings.Repeat("AB:", 31) + "AB"
	r := add("--accept", server+"="+other).exits(failed, "not the one you accepted", "Accepted before at "+server+": "+other)
	if _, again := r.told(acceptOption); again != print {
		t.Errorf("shown %s at first and then %s", print, again)
	}
	for _, wrong := range []string{server, server + "=AB:CD", "127.0.0.1=" + print, "localhost:nowhere=" + print} {
		add("--accept", wrong).exits(wrongUse, "--accept")
	}
	add("--accept", "elsewhere.example:993="+print).exits(wrongUse, "elsewhere.example:993")
	if n := o.imap.SignIns(); n != 0 {
		t.Errorf("a password went to an unknown server %d times", n)
	}
	// As IT teams write it: small letters, no colons.
	o.feed(dovecottest.Password+"\n", o.add("--accept", server+"="+strings.ToLower(strings.ReplaceAll(print, ":", "")))...).ok()
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.sync()

	// The submission server's certificate was not asked for yet.
	s := read[send](o.run("reply", o.only().ID, "--officer", "GM", "--text", "On Monday.").exits(failed, "certificate", "mailbox test"))
	if s.State != "held" || s.Hold != "certificate" || len(o.smtp.Commands()) != 0 {
		t.Errorf("the reply is %+v; the server heard %v", s, o.smtp.Commands())
	}
	server, print = o.run("mailbox", "test", "--no-mail").exits(failed, "No authority").told(acceptCommand)
	if server != endpoint(o.smtp.Port()) {
		t.Errorf("told to accept the certificate of %s", server)
	}
	o.run("mailbox", "accept", server).exits(wrongUse, "fingerprint")
	o.run("mailbox", "accept", "127.0.0.1", print).exits(wrongUse, "HOST:PORT")
	o.run("mailbox", "accept", server, print[:10]).exits(wrongUse, "32 pairs")
	o.run("mailbox", "accept", "elsewhere.example:465", print).exits(failed, "elsewhere.example:465")
	o.run("mailbox", "accept", server, print, "nobody@council.example").exits(failed, "no account nobody@council.example")
	got := read[struct {
		Endpoint, Fingerprint string
		Channels              []string
	}](o.run("mailbox", "accept", server, print, press).ok())
	if got.Endpoint != server || got.Fingerprint != print || len(got.Channels) != 1 {
		t.Errorf("accept printed %+v", got)
	}
	o.sync()
	if now := o.outbox()[0]; now.State != "sent" || o.lies("nia", now.MessageID) != 1 {
		t.Errorf("with the certificate accepted the reply is %+v", now)
	}

	// A change is seen, although it was accepted before.
	if err := o.smtp.RenewCertificate(); err != nil {
		t.Fatal(err)
	}
	r = o.run("mailbox", "test", "--no-mail").exits(failed, "not the one you accepted", "Accepted before at "+server+": "+print)
	server, renewed := r.told(acceptCommand)
	if renewed == print {
		t.Error("the renewed certificate is shown as the former one")
	}
	o.run("mailbox", "accept", server, renewed).ok() // of the only mailbox that uses it
	o.run("mailbox", "test", "--no-mail").ok()
	o.verify()
}
