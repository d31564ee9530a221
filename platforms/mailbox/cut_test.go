package mailbox

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
)

// longMail has a body that fills many packets.
func longMail(n, lines int) []byte {
	var b bytes.Buffer
	b.Write(residentMail(n))
	for i := range lines {
		fmt.Fprintf(&b, "Line %d of a long story about a pothole in Station Road.\r\n", i)
	}
	return b.Bytes()
}

func TestCutsInsideLiteralsLoseNothing(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	const mails = 12
	for n := range mails {
		s.Deliver("press", dovecottest.Inbox, longMail(n, 400), time.Now().AddDate(0, -1, 0))
	}
	cutter := dovecottest.NewCutter(t, s.TLSPort)
	c := config(s)
	c.IMAPPort = cutter.Port
	// A quiet first connection shows how much a whole pull is; the cuts then
	// fall all over it, in greeting, sign-in, lists and bodies.
	for offset := int64(500); offset < 400_000; offset += 23_456 {
		d := newDesk()
		cutter.CutAfter(offset)
		m := connect(t, c)
		err := m.Pull(t.Context(), nil, window(), d)
		if err != nil && platforms.ClassOf(err) != platforms.ClassOffline && platforms.ClassOf(err) != platforms.ClassTransient {
			t.Errorf("cut after %d: class %s: %v", offset, platforms.ClassOf(err), err)
		}
		before := d.whole()
		cutter.CutAfter(-1)
		for d.whole() < mails {
			from := d.whole()
			pullInto(t, m, d)
			if d.whole() == from {
				t.Fatalf("cut after %d: stuck at %d messages", offset, from)
			}
		}
		for _, item := range d.items {
			if !strings.Contains(item.Text, "Line 399 of") || item.Unparsed {
				t.Fatalf("cut after %d (%d came): %s is not whole", offset, before, item.Subject)
			}
		}
		m.Close()
	}
	if cutter.Cuts() < 10 {
		t.Errorf("only %d cuts happened", cutter.Cuts())
	}
}

func TestServerRestartBetweenPulls(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	s.Deliver("press", dovecottest.Inbox, residentMail(1), time.Time{})
	m, d := connect(t, config(s)), newDesk()
	pullInto(t, m, d)
	s.Stop()
	if err := m.Pull(t.Context(), d.cursor, window(), d); platforms.ClassOf(err) != platforms.ClassOffline {
		t.Errorf("without a server: %v", err)
	}
	s.Restart()
	s.Deliver("press", dovecottest.Inbox, residentMail(2), time.Time{})
	pullInto(t, m, d)
	if d.whole() != 2 {
		t.Errorf("%d messages after the restart, want 2", d.whole())
	}
}

func TestAMessageTheServerCannotGive(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs a file that the server's user can't read, which only root can make")
	}
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	var files []string
	for n := range 30 {
		files = append(files, s.Deliver("press", dovecottest.Inbox, residentMail(n), time.Now().AddDate(0, -1, 0)))
	}
	for _, file := range []string{files[12], files[20]} {
		if err := os.Chmod(file, 0); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(file, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	m, d := connect(t, config(s)), newDesk()
	failures := 0
	for d.here(inbox) < 30 {
		if err := m.Pull(t.Context(), d.cursor, window(), d); err != nil {
			if failures++; failures > 40 {
				t.Fatalf("stuck at %d messages: %v", d.here(inbox), err)
			}
		}
	}
	unreadable := 0
	for _, item := range d.items {
		if item.Unparsed {
			unreadable++
		}
	}
	if unreadable != 2 || len(d.items) != 30 {
		t.Errorf("%d shown as unreadable of %d, want 2 of 30", unreadable, len(d.items))
	}
	t.Logf("%d broken pulls until all else was here", failures)
}

// attachmentMail has a text, an encoded picture and a nested message.
func attachmentMail(n int, file []byte, encode func(io.Writer, []byte)) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: Ann Resident <ann@example.org>\r\nTo: %s\r\nSubject: Photo %d\r\nMessage-ID: <a%d@example.org>\r\n"+
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"+
		"Content-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"+
		"Content-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=E9 is flooded.\r\n--inner\r\nContent-Type: text/html\r\n\r\n"+
		"<p>The café is <a href=\"https://example.org/map\">flooded</a>.</p>\r\n--inner--\r\n--outer\r\n"+
		"Content-Type: image/jpeg; name=\"flood.jpg\"\r\nContent-Disposition: attachment; filename*=utf-8''flo%%C3%%B6d.jpg\r\n"+
		"Content-Transfer-Encoding: base64\r\n\r\n", ours, n, n)
	encode(&b, file)
	b.WriteString("\r\n--outer\r\nContent-Type: message/rfc822\r\n\r\n")
	b.Write(residentMail(5))
	b.WriteString("--outer--\r\n")
	return b.Bytes()
}

func TestFilesAreSavedAsSent(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	small := bytes.Repeat([]byte("jpeg\x00\xff"), 5000)
	large := bytes.Repeat([]byte{0, 1, 2, 250}, 3<<20)
	s.Deliver("press", dovecottest.Inbox, attachmentMail(1, small, base64Lines), time.Time{})
	s.Deliver("press", dovecottest.Inbox, attachmentMail(2, large, base64Lines), time.Time{})
	before := s.Listing("press")
	m, d := connect(t, config(s)), newDesk()
	pullInto(t, m, d)
	for n, file := range map[int][]byte{1: small, 2: large} {
		item := d.bySubjectOrFail(t, fmt.Sprintf("Photo %d", n))
		if !strings.Contains(item.Text, "The café is flooded.") || item.BodyHash == "" || item.Size < int64(len(file)) {
			t.Errorf("%s: text %q, size %d", item.Subject, item.Text, item.Size)
		}
		if len(item.Attachments) != 2 || item.Attachments[0].Name != "floöd.jpg" {
			t.Fatalf("%s: files %+v", item.Subject, item.Attachments)
		}
		if len(item.Links) != 1 || item.Links[0].URL != "https://example.org/map" {
			t.Errorf("%s: links %+v", item.Subject, item.Links)
		}
		if got := item.Attachments[0].Size; got < int64(len(file))*99/100 || got > int64(len(file))*101/100 {
			t.Errorf("%s: size %d, want about %d", item.Subject, got, len(file))
		}
		var saved bytes.Buffer
		if err := m.Fetch(t.Context(), item.Location, item.Attachments[0].Part, &saved); err != nil || !bytes.Equal(saved.Bytes(), file) {
			t.Errorf("%s: saved %d bytes of %d: %v", item.Subject, saved.Len(), len(file), err)
		}
		saved.Reset()
		if err := m.Fetch(t.Context(), item.Location, item.Attachments[1].Part, &saved); err != nil || !strings.Contains(saved.String(), "My bin 5 was not emptied.") {
			t.Errorf("%s: nested message %q: %v", item.Subject, saved.String(), err)
		}
		gone := item.Location
		gone.UID += 100
		if err := m.Fetch(t.Context(), gone, "1 plain", io.Discard); platforms.ClassOf(err) != platforms.ClassGone {
			t.Errorf("a message that is gone: %v", err)
		}
		gone = item.Location
		gone.Validity++
		if err := m.Fetch(t.Context(), gone, "1 plain", io.Discard); platforms.ClassOf(err) != platforms.ClassGone {
			t.Errorf("another numbering: %v", err)
		}
	}
	full := &fullDisk{left: 100}
	item := d.bySubjectOrFail(t, "Photo 2")
	if err := m.Fetch(t.Context(), item.Location, item.Attachments[0].Part, full); err != errFull {
		t.Errorf("a full disk came back as %v", err)
	}
	if !slices.Equal(before, s.Listing("press")) {
		t.Error("saving files changed the Maildir")
	}
}
