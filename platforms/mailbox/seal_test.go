package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jhillyerd/enmime/v2"
	"pgregory.net/rapid"

	"commsdesk/platforms"
)

// fileOf is an attachment in memory.
func fileOf(name string, content []byte) platforms.File {
	return platforms.File{Name: name, Type: "application/octet-stream", Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
}

var borough = letterhead{from: mail.Address{Name: "Borough Press Office", Address: "press@example.gov.uk"}, server: "smtp.example.gov.uk"}

func mustSeal(t interface {
	Helper()
	Fatalf(string, ...any)
}, out platforms.Outgoing) (platforms.Sealed, *enmime.Envelope) {
	t.Helper()
	sealed, err := seal(context.Background(), borough, out, fixedClock())
	if err != nil {
		t.Fatalf("seal: %v", err)
	}
	parsed, err := enmime.ReadEnvelope(bytes.NewReader(sealed.Bytes))
	if err != nil {
		t.Fatalf("parse back: %v\n%s", err, sealed.Bytes)
	}
	for _, e := range parsed.Errors {
		if e.Severe {
			t.Fatalf("parse back: %v", e)
		}
	}
	return sealed, parsed
}

func letterTo(text string) platforms.Outgoing {
	return platforms.Outgoing{To: []platforms.Person{{ID: "nia.probert@example.org", Name: "Nia Probert"}}, Subject: "Bins", Text: text}
}

func TestSealReply(t *testing.T) {
	out := letterTo("Dear Nia\n\nThe bins come on Tuesday, see https://www.example.gov.uk/bins.\n\n^GM")
	out.Cc = []platforms.Person{{ID: "owen@example.net", Name: "Owen Łukasz, Cllr"}}
	out.SelfCopy = true
	out.ReplyTo = &platforms.Parent{ID: "c@example.org", Root: "a@example.org", References: []string{"a@example.org", "b@example.org"}, Subject: "RE: Re: Bins"}
	out.Quote = &platforms.Quote{Who: "Nia Probert", When: "Fri 27 Nov 2026 at 11:40", Text: "When do you come?\n\n> Old words\nNia"}
	out.Subject = ""
	sealed, m := mustSeal(t, out)

	for field, want := range map[string]string{
		"From": `"Borough Press Office" <press@example.gov.uk>`, "Subject": "Re: Bins",
		"To": `"Nia Probert" <nia.probert@example.org>`, "Cc": `"Owen Łukasz, Cllr" <owen@example.net>`,
		"In-Reply-To": "<c@example.org>", "References": "<a@example.org> <b@example.org> <c@example.org>",
		"Message-Id": "<" + sealed.Token + ">", "Date": "Fri, 27 Nov 2026 11:40:00 +0000", "Bcc": "",
	} {
		if got := m.GetHeader(field); strings.ReplaceAll(got, `"`, "") != strings.ReplaceAll(want, `"`, "") {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	wantText := "Dear Nia\n\nThe bins come on Tuesday, see https://www.example.gov.uk/bins.\n\n^GM\n\n" +
		"On Fri 27 Nov 2026 at 11:40, Nia Probert wrote:\n> When do you come?\n>\n>> Old words\n> Nia\n"
	if got := strings.ReplaceAll(m.Text, "\r\n", "\n"); got != wantText {
		t.Errorf("text:\n%s\nwant:\n%s", got, wantText)
	}
	for _, want := range []string{
		`<a href="https://www.example.gov.uk/bins">https://www.example.gov.uk/bins</a>.`, "<p>^GM</p>",
		"<p>On Fri 27 Nov 2026 at 11:40, Nia Probert wrote:</p>", "<blockquote", "&gt; Old words<br>",
	} {
		if !strings.Contains(m.HTML, want) {
			t.Errorf("HTML lacks %s:\n%s", want, m.HTML)
		}
	}
	if want := []string{"nia.probert@example.org", "owen@example.net", "press@example.gov.uk"}; !slices.Equal(sealed.Recipients, want) {
		t.Errorf("envelope %v, want %v", sealed.Recipients, want)
	}
	if !strings.HasPrefix(sealed.Token, "commsdesk.") || !strings.HasSuffix(sealed.Token, "@example.gov.uk") || len(sealed.Token) < 45 {
		t.Errorf("token %q", sealed.Token)
	}
	if again, _ := mustSeal(t, out); again.Token == sealed.Token {
		t.Error("two messages have one token")
	}
}

// TestSealedParsesBack: whatever is typed, the bytes are well formed, nothing
// slips into the header, and what comes out is what went in.
func TestSealedParsesBack(t *testing.T) {
	fields := []string{"From", "To", "Cc", "Subject", "Date", "Message-Id", "In-Reply-To", "References", "Mime-Version", "Content-Type"}
	hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"a\r\nBcc: spy@example.org", "a\nX: y", "\r\n\r\nbody", "=?utf-8?q?=0D=0ABcc:_x?=", "a\x00b", strings.Repeat("é", 240), strings.Repeat("x", 240), "\u2028x", "Ahmed, \"Al\" <x@y.org>",
	}))
	rapid.Check(t, func(t *rapid.T) {
		subject := hostile.Filter(func(s string) bool { return len([]rune(s)) <= 240 }).Draw(t, "subject")
		text := "x" + rapid.OneOf(hostile, rapid.StringN(0, 2000, 4000), rapid.Just(strings.Repeat("long ", 600))).Draw(t, "text")
		name := hostile.Draw(t, "name")
		out := platforms.Outgoing{
			To: []platforms.Person{{ID: "nia@example.org", Name: name}}, Cc: []platforms.Person{{ID: "owen@example.net", Name: hostile.Draw(t, "cc")}},
			Subject: subject, Text: text,
			ReplyTo: &platforms.Parent{ID: hostile.Draw(t, "id"), Root: hostile.Draw(t, "root"), References: rapid.SliceOfN(hostile, 0, 40).Draw(t, "refs"), Subject: "other"},
			Quote:   &platforms.Quote{Who: hostile.Draw(t, "who"), When: "Fri", Text: hostile.Draw(t, "quote")},
		}
		sealed, m := mustSeal(t, out)
		if !wellFormed(sealed.Bytes) {
			t.Fatalf("not well formed")
		}
		for line := range bytes.SplitSeq(sealed.Bytes, []byte("\r\n")) {
			if len(line) > 998 || !isASCII(string(line)) {
				t.Fatalf("line of %d bytes: %.80q", len(line), line)
			}
		}
		std, err := mail.ReadMessage(bytes.NewReader(sealed.Bytes))
		if err != nil {
			t.Fatalf("net/mail: %v", err)
		}
		for field, values := range std.Header {
			if !slices.Contains(fields, field) || len(values) != 1 {
				t.Fatalf("header has %s %d times", field, len(values))
			}
		}
		to, err := std.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != "nia@example.org" || to[0].Name != cleanLine(name) {
			t.Fatalf("To %v %v, want name %q", to, err, cleanLine(name))
		}
		if got, want := m.GetHeader("Subject"), replySubject(subject, out.ReplyTo); got != want {
			t.Fatalf("subject %q, want %q", got, want)
		}
		if got := strings.ReplaceAll(m.Text, "\r\n", "\n"); !strings.HasPrefix(got, cleanText(text)+"\n") {
			t.Fatalf("text %q, want %q", got, cleanText(text))
		}
	})
}

func TestAttachmentsRoundTrip(t *testing.T) {
	random := make([]byte, 300_000)
	source := rand.NewChaCha8([32]byte{1})
	source.Read(random)
	out := letterTo("See the files.")
	files := map[string]struct {
		content []byte
		typ     string
	}{
		"plan.pdf": {random, "application/pdf"},
		"Bericht für die Öffentlichkeit 計画.txt": {[]byte(".\r\n.\r\nFrom x\n\n.\n"), "text/plain; charset=iso-8859-1"},
		"empty":                           {nil, ""},
		"forwarded.eml":                   {[]byte("Subject: x\r\n\r\ny"), "message/rfc822"},
		strings.Repeat("é", 95) + ".docx": {[]byte{0, 1, 2}, "not a type"},
	}
	for name, f := range files {
		file := fileOf(name, f.content)
		file.Type = f.typ
		out.Files = append(out.Files, file)
	}
	_, m := mustSeal(t, out)
	if len(m.Attachments) != len(files) {
		t.Fatalf("%d attachments, want %d", len(m.Attachments), len(files))
	}
	for _, part := range m.Attachments {
		want, ok := files[part.FileName]
		if !ok || !bytes.Equal(part.Content, want.content) {
			t.Errorf("%q: known %t, %d bytes, want %d", part.FileName, ok, len(part.Content), len(want.content))
		}
	}
	if !strings.HasPrefix(m.Text, "See the files.") || m.HTML == "" {
		t.Errorf("text %q", m.Text)
	}
}

func TestFileNamesAreTamed(t *testing.T) {
	for name, want := range map[string]string{
		`C:\Users\gm\plan.pdf`: "plan.pdf", "../../etc/passwd": "passwd", "": "file", "/": "file", "..": "..",
		"a\r\nb.txt": "a b.txt", strings.Repeat("x", 300) + ".pdf": strings.Repeat("x", 196) + ".pdf",
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	to := func(addresses ...string) (people []platforms.Person) {
		for _, a := range addresses {
			people = append(people, platforms.Person{ID: a})
		}
		return people
	}
	broken := platforms.File{Name: "gone.pdf", Open: func() (io.ReadCloser, error) { return nil, errors.New("no such file") }}
	endless := platforms.File{Name: "grown.bin", Size: 1, Open: func() (io.ReadCloser, error) { return io.NopCloser(zeros{}), nil }}
	for name, c := range map[string]struct {
		out  platforms.Outgoing
		want string
	}{
		"nobody":       {platforms.Outgoing{Text: "x"}, "nobody to go to"},
		"no text":      {platforms.Outgoing{To: to("a@example.org"), Text: " \n\t\u00a0"}, "no text"},
		"long text":    {platforms.Outgoing{To: to("a@example.org"), Text: strings.Repeat("x", TextLimit+1)}, "too long"},
		"long subject": {platforms.Outgoing{To: to("a@example.org"), Text: "x", Subject: strings.Repeat("é", 251)}, "subject is too long"},
		"typo":         {platforms.Outgoing{To: to("nia@gmial.com"), Text: "x"}, "Did you mean nia@gmail.com?"},
		"ending":       {platforms.Outgoing{To: to("nia@example.couk"), Text: "x"}, "Did you mean nia@example.co.uk?"},
		"no at":        {platforms.Outgoing{To: to("a@example.org", "nia"), Text: "x"}, "“nia” has no @"},
		"injection":    {platforms.Outgoing{To: to("a@example.org>\r\nRCPT TO:<b@example.org"), Text: "x"}, "Nothing was sent"},
		"cc too":       {platforms.Outgoing{To: to("a@example.org"), Cc: to("x@"), Text: "x"}, "nothing after the @"},
		"utf8 local":   {platforms.Outgoing{To: to("jürgen@example.org"), Text: "x"}, "letters before the @"},
		"file gone":    {platforms.Outgoing{To: to("a@example.org"), Text: "x", Files: []platforms.File{broken}}, "gone.pdf"},
		"file grew":    {platforms.Outgoing{To: to("a@example.org"), Text: "x", Files: []platforms.File{endless}}, "at most 25 MB"},
		"file large":   {platforms.Outgoing{To: to("a@example.org"), Text: "x", Files: []platforms.File{{Name: "film", Size: 30 << 20}}}, "at most 25 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := seal(t.Context(), borough, c.out, fixedClock())
			if platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want class refused and %q", err, c.want)
			}
		})
	}
	out := letterTo("x")
	out.To = to("nia@bücher.example")
	if sealed, _ := mustSeal(t, out); sealed.Recipients[0] != "nia@xn--bcher-kva.example" {
		t.Errorf("a domain with umlauts goes out in A-labels: %v", sealed.Recipients)
	}
}

// zeros never end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestReplySubject(t *testing.T) {
	for _, c := range []struct{ typed, parent, want string }{
		{"", "Bins", "Re: Bins"}, {"", "Re: RE: AW: Re[2]: Bins", "Re: Bins"}, {"Bins", "Re: Bins", "Re: Bins"},
		{"Re: re: Bins", "Bins", "Re: Bins"}, {"Your new bin", "Bins", "Your new bin"}, {"", "", "Re:"},
		{"", "Fwd: Bins", "Re: Fwd: Bins"}, {"", "Report: bins", "Re: Report: bins"}, {"", "Re", "Re: Re"},
		{"", "Bins\r\nBcc: x@example.org", "Re: Bins Bcc: x@example.org"},
	} {
		if got := replySubject(c.typed, &platforms.Parent{Subject: c.parent}); got != c.want {
			t.Errorf("%q on %q: %q, want %q", c.typed, c.parent, got, c.want)
		}
	}
	if got := replySubject(" Re:  New ", nil); got != "Re: New" {
		t.Errorf("new message: %q", got)
	}
}

func TestReferencesKeepRootAndLatest(t *testing.T) {
	parent := &platforms.Parent{Root: "root@x", ID: "last@x"}
	for i := range 60 {
		parent.References = append(parent.References, fmt.Sprintf("m%d@x", i))
	}
	parent.References = append(parent.References, "m59@x", "bad id@x", "<evil>@x", "root@x")
	var l letter
	l.answers(parent)
	if len(l.references) != maxReferences || l.references[0] != "root@x" || l.references[maxReferences-1] != "last@x" || l.references[maxReferences-2] != "m59@x" {
		t.Errorf("%v", l.references)
	}
	seen := map[string]bool{}
	for _, id := range l.references {
		if seen[id] {
			t.Errorf("%s twice", id)
		}
		seen[id] = true
	}
}

func TestSealedDateKeepsItsZone(t *testing.T) {
	sealed, err := seal(t.Context(), borough, letterTo("x"), time.Date(2026, 7, 1, 9, 0, 0, 0, time.FixedZone("BST", 3600)))
	if err != nil || !bytes.Contains(sealed.Bytes, []byte("Date: Wed, 01 Jul 2026 09:00:00 +0100\r\n")) {
		t.Errorf("%v\n%s", err, sealed.Bytes)
	}
}
