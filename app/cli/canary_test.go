package cli_test

import (
	"crypto/rand"
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/data"
	"commsdesk/data/secret/canary"
	"commsdesk/platforms/mailbox/smtptest"
)

// bird is a secret that can't be mistaken for anything else, with what finds it.
type bird struct {
	name, secret string
	scan         *canary.Scanner
}

func newBird(t *testing.T, name string) bird {
	t.Helper()
	b := bird{name: name, secret: "canary" + rand.Text() + "=\"ö"}
	var err error
	if b.scan, err = canary.New(b.secret); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNoSecretLeaks goes through a story with secrets that can't be mistaken, also a wrong password
// and one given anew, then looks for them wherever the program wrote or showed something, and in
// the process list while it stands still in the middle of a send.
func TestNoSecretLeaks(t *testing.T) {
	t.Parallel()
	right, wrong, passphrase := newBird(t, "the password"), newBird(t, "a wrong password"), newBird(t, "a passphrase")
	o := newOffice(t, plan{password: right.secret})
	o.feed(wrong.secret+"\n", o.add()...).exits(failed)
	o.feed(right.secret+"\n", o.add()...).ok()
	o.arrives(letter{from: nia, subject: "Bins", text: "When?"}, ago(time.Minute))
	o.sync()
	id := o.only().ID
	o.feed(wrong.secret+"\n", "sync", "--once", "--password-stdin").exits(failed)
	o.run("reply", id, "--officer", "GM", "--text", "On Monday.").exits(failed)
	o.feed(right.secret+"\n", "mailbox", "test", "--no-mail", "--password-stdin").ok()
	o.smtp.Behave(smtptest.At(smtptest.SignIn, smtptest.Act{Answer: "535 5.7.8 no"}))
	o.run("settle", o.outbox()[0].Send, "now").exits(failed)
	o.run("backup", filepath.Join(o.cwd, "copy.db")).ok()
	o.feed(passphrase.secret+"\n", "backup", filepath.Join(o.cwd, "copy.age"), "--passphrase-stdin").ok()

	// In the middle of a send, killed there: the write-ahead file is not tidied up.
	reached, release := pause(t, o.smtp, smtptest.Dot, smtptest.Act{Drop: true})
	p := o.start(o.binary, "settle", o.outbox()[0].Send, "now")
	await(t, "the message", reached)
	for _, b := range []bird{right, wrong, passphrase} {
		hits, err := b.scan.Processes()
		if err != nil {
			t.Fatal(err)
		}
		b.none(t, hits)
	}
	p.kill()
	o.keep(p.result())
	release()
	if _, err := os.Stat(filepath.Join(o.dir, "commsdesk.log")); err != nil {
		t.Errorf("no log to look into: %v", err)
	}
	for _, b := range []bird{right, wrong, passphrase} {
		hits, err := b.scan.Paths(o.cwd, o.home())
		if err != nil {
			t.Fatal(err)
		}
		b.none(t, hits)
		if hits, err = b.scan.Reader("what was printed", strings.NewReader(o.printed.String())); err != nil {
			t.Fatal(err)
		}
		b.none(t, hits)
	}
	o.plantedLeaksAreFound(t, right, id)
}

// home is the program's own home, with everything it may write into.
func (o *office) home() string {
	for _, pair := range o.env {
		if dir, ok := strings.CutPrefix(pair, "HOME="); ok {
			return dir
		}
	}
	o.t.Fatal("the program has no home")
	return ""
}

func (b bird) none(t *testing.T, hits []canary.Hit) {
	t.Helper()
	for _, h := range hits {
		t.Errorf("%s leaked: %s", b.name, h)
	}
}

// plantedLeaksAreFound: the looks above would have seen one.
func (o *office) plantedLeaksAreFound(t *testing.T, b bird, id string) {
	t.Helper()
	plain := base64.StdEncoding.EncodeToString([]byte("\x00press\x00" + b.secret))
	leak := filepath.Join(o.dir, "commsdesk.log")
	f, err := os.OpenFile(leak, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.WriteString("AUTH PLAIN " + plain + "\n"); err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if hits, err := b.scan.Paths(o.cwd); err != nil || len(hits) == 0 || hits[0].Where != leak {
		t.Errorf("a leak planted in the log was not found: %v, %v", hits, err)
	}
	// What an officer types is kept and can be seen: had it been the password, the looks into the
	// process list and the database would have shown it.
	reached, release := pause(t, o.smtp, smtptest.Connect, smtptest.Act{})
	p := o.start(o.binary, "reply", id, "--officer", "GM", "--text", b.secret)
	await(t, "the connection", reached)
	if hits, err := b.scan.Processes(); err != nil || len(hits) == 0 {
		t.Errorf("a leak in the process list was not found: %v", err)
	}
	p.kill()
	release()
	hits, err := b.scan.Paths(o.dir)
	if err != nil || !slices.ContainsFunc(hits, func(h canary.Hit) bool { return strings.HasPrefix(filepath.Base(h.Where), data.FileName) }) {
		t.Errorf("a leak in the database was not found: %v, %v", hits, err)
	}
}
