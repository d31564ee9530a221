package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms/mailbox/dovecottest"
)

// firstSyncMails is how many mails of 10 KB a first sync fetches.
const firstSyncMails = 5000

// fills puts mails of 10 KB into the press office's Inbox, an hour apart, long since read.
func (o *office) fills(mails int) {
	o.t.Helper()
	words := newCorrespondence()
	for n := range mails {
		_, raw := o.raw(letter{from: fmt.Sprintf("Person %d <person%d@resident.example>", n%900, n%900), subject: strings.TrimSpace(words.text(5)), text: words.text(1600)})
		o.imap.DeliverRead("press", dovecottest.Inbox, raw, ago(time.Duration(mails-n)*time.Hour))
	}
}

// BenchmarkPeerFirstSync reads a mailbox for the first time, as mbsync does.
func BenchmarkPeerFirstSync(b *testing.B) {
	needPeers(b)
	o := newOffice(b, plan{})
	o.binary = quickProgram(b)
	o.fills(firstSyncMails)
	const rounds = 3
	title, here := peer(b, "mbsync", "--version")
	if here {
		o.mbsync(b, false) // the server makes its index now, so that nobody's round pays for it
	}
	var ours, safe, loose []usage
	for n := range rounds {
		o.dir = filepath.Join(o.cwd, "desk"+strconv.Itoa(n))
		o.connect()
		ours = append(ours, measure(b, o.command(b.Context(), o.binary, []string{"sync", "--once"})))
		if there := o.here(b); there != firstSyncMails {
			b.Fatalf("%d messages came, want %d", there, firstSyncMails)
		}
		if here {
			safe, loose = append(safe, o.mbsync(b, true)), append(loose, o.mbsync(b, false))
		}
	}
	c := comparison{what: fmt.Sprintf("First sync of %d mails of 10 KB over TLS", firstSyncMails), ours: median(ours).String(), peer: title,
		besides: "Commsdesk also reads, threads, files and indexes each mail for the search, and flushes to the disk; mbsync copies the bytes into files, here with its FSync on"}
	if !here {
		report(b, c)
		return
	}
	c.theirs, c.ratio = median(safe).String(), times(median(ours).wall, median(safe).wall)
	report(b, c)
	c.what, c.peer, c.besides = c.what+", mbsync unsafe", title+" with FSync off", "mbsync may lose mails when the power fails; Commsdesk as above"
	c.theirs, c.ratio = median(loose).String(), times(median(ours).wall, median(loose).wall)
	report(b, c)
}

// here is how many mails the workspace has.
func (o *office) here(b *testing.B) int {
	b.Helper()
	return o.sync().Channels[0].Here
}

// mbsync copies the mailbox into a new Maildir.
func (o *office) mbsync(b *testing.B, flushed bool) usage {
	b.Helper()
	dir := b.TempDir()
	flush := "no"
	if flushed {
		flush = "yes"
	}
	config := fmt.Sprintf(`FSync %s
SyncState *

IMAPStore there
Host localhost
Port %d
User press
Pass "%s"
SSLType IMAPS
CertificateFile %s

MaildirStore here
Path %[5]s/
Inbox %[5]s/inbox
SubFolders Verbatim

Channel press
Far :there:
Near :here:
Patterns INBOX
Create Near
`, flush, o.imap.TLSPort, dovecottest.Password, o.ca, dir)
	file := filepath.Join(dir, "mbsyncrc")
	check(b, os.WriteFile(file, []byte(config), 0o600))
	u := measure(b, exec.Command("mbsync", "-c", file, "press"))
	mails, err := filepath.Glob(filepath.Join(dir, "inbox", "cur", "*"))
	check(b, err)
	if len(mails) != firstSyncMails {
		b.Fatalf("mbsync fetched %d mails, want %d", len(mails), firstSyncMails)
	}
	return u
}

// BenchmarkPeerSending answers residents, one run of the program each, as msmtp sends one mail.
func BenchmarkPeerSending(b *testing.B) {
	needPeers(b)
	const mails = 50
	o := newOffice(b, plan{files: true})
	o.binary = quickProgram(b)
	o.connect()
	for n := range mails {
		o.arrives(letter{from: fmt.Sprintf("owen%d@resident.example", n), subject: fmt.Sprintf("Bins %d", n), text: "When do you collect?"}, ago(time.Duration(mails-n)*time.Second))
	}
	o.sync()
	rows := o.queue()
	if len(rows) != mails {
		b.Fatalf("%d conversations wait, want %d", len(rows), mails)
	}
	o.run("reply", rows[0].ID, "--officer", "GM", "--text", "On Monday.").ok()
	var ours []usage
	for _, r := range rows[1:] {
		ours = append(ours, measure(b, o.command(b.Context(), o.binary, []string{"reply", r.ID, "--officer", "GM", "--text", "On Monday."})))
	}
	if n := len(o.smtp.Accepted()); n != mails {
		b.Fatalf("%d mails were accepted, want %d", n, mails)
	}
	title, here := peer(b, "msmtp", "--version")
	c := comparison{what: "Send one answer, from the command to the server's yes, median of " + strconv.Itoa(len(ours)), ours: median(ours).String(), peer: title,
		besides: "Commsdesk first asks the mailbox whether somebody else has answered, keeps what it sends and each step on disk, and finds the copy in Sent; msmtp only sends"}
	if here {
		var theirs []usage
		for n := range ours {
			_, raw := o.raw(letter{from: press, to: fmt.Sprintf("owen%d@resident.example", n), subject: "Re: Bins", text: "On Monday."})
			cmd := exec.Command("msmtp", "--host=localhost", "--port="+strconv.Itoa(o.smtp.Port()), "--tls=on", "--tls-starttls=off", "--tls-trust-file="+o.ca,
				"--auth=plain", "--user=press", "--passwordeval=echo "+dovecottest.Password, "--from="+press, "--", fmt.Sprintf("owen%d@resident.example", n))
			cmd.Stdin = strings.NewReader(string(raw))
			theirs = append(theirs, measure(b, cmd))
		}
		if n := len(o.smtp.Accepted()); n != mails+len(theirs) {
			b.Fatalf("%d mails were accepted, want %d", n, mails+len(theirs))
		}
		c.theirs, c.ratio = median(theirs).String(), times(median(ours).wall, median(theirs).wall)
	}
	report(b, c)
}
