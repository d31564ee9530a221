package mailbox

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"commsdesk/platforms"
)

var (
	at10 = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	env  = envelope{at: platforms.Location{Folder: inbox, Validity: 1, UID: 7}, internal: at10, own: ours}
)

// mailOf joins header lines and a body.
func mailOf(body string, header ...string) []byte {
	return []byte(strings.Join(header, "\r\n") + "\r\n\r\n" + body)
}

func parsed(t *testing.T, body string, header ...string) platforms.Item {
	t.Helper()
	item := parseMessage(mailOf(body, header...), env)
	if item.Unparsed {
		t.Fatalf("unparsed: %s", item.Text)
	}
	return item
}

func TestHeadersForPeople(t *testing.T) {
	item := parsed(t, "x",
		`From: "O'Neil, Siân" <Sian.ONeil@Example.ORG>`, `To: Press Office: press@example.gov.uk, =?utf-8?q?Ann=C3?= =?utf-8?q?=A9?= <ann@example.org>;`,
		`Subject: =?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?= =?UTF-8?B?w6kg?=`, ` =?UTF-8?B?dGVzdA==?=`, "Message-ID: <one@example.org>")
	if item.From != (platforms.Person{ID: "sian.oneil@example.org", Name: "O'Neil, Siân", Handle: "Sian.ONeil@Example.ORG"}) {
		t.Errorf("From %+v", item.From)
	}
	if len(item.To) != 2 || item.To[0].ID != ours || item.To[1].Name != "Anné" {
		t.Errorf("To %+v", item.To)
	}
	if item.Subject != "こんにちはé test" {
		t.Errorf("Subject %q", item.Subject)
	}
	dirty := parsed(t, "x", "From: Se\xe1n <sean@example.org>", "Subject: caf\xe9 \x00\x1b[31m\xe2\x80\xae")
	if dirty.From.Name != "Seán" || strings.ContainsAny(dirty.Subject, "\x00\x1b") {
		t.Errorf("8-bit dirt: %+v %q", dirty.From, dirty.Subject)
	}
	none := parsed(t, "only words", "X: y")
	if none.RemoteID != "" || none.ThreadRoot != none.Key || !none.SentAt.IsZero() || none.Text != "only words" {
		t.Errorf("a mail without anything: %+v", none)
	}
}

func TestPeople(t *testing.T) {
	tests := map[string]string{
		"ann@example.org":                         "ann@example.org|",
		"<ann@example.org>":                       "ann@example.org|",
		"Ann Other <ann@example.org>, Bo <b@x.y>": "ann@example.org|Ann Other b@x.y|Bo",
		"ann@example.org (Ann Other)":             "ann@example.org|Ann Other",
		`"ann@example.org" <ann@example.org>`:     "ann@example.org|",
		"'Ann' <mailto:ann@example.org>":          "ann@example.org|Ann",
		"undisclosed-recipients:;":                "",
		`"a \" b" <c@d.e>; f@g.h`:                 `c@d.e|a " b f@g.h|`,
		"Ann <ann@example.org":                    "ann@example.org|Ann",
		"":                                        "",
	}
	for field, want := range tests {
		var got []string
		for _, p := range people(field) {
			got = append(got, p.ID+"|"+p.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", field, strings.Join(got, " "), want)
		}
	}
}

func TestWhenAMailCounts(t *testing.T) {
	tests := []struct {
		name, received, date string
		wantReceived         time.Time
		wantSent             bool
	}{
		{"Received earlier than INTERNALDATE", "from a by b; Tue, 3 Mar 2026 09:30:00 +0000", "Tue, 3 Mar 2026 09:29:00 +0000", at10.Add(-30 * time.Minute), true},
		{"Received later", "from a by b; Tue, 3 Mar 2026 10:30:00 +0000", "", at10, false},
		{"another zone", "from a by b; Tue, 3 Mar 2026 05:30:00 -0400 (EDT)", "3 Mar 2026 09:00:00 GMT", at10.Add(-30 * time.Minute), true},
		{"absurd dates", "from a by b; Thu, 1 Jan 1970 00:00:00 +0000", "Tue, 3 Mar 2099 09:29:00 +0000", at10, false},
		{"no dates", "garbage", "yesterday", at10, false},
	}
	for _, tt := range tests {
		item := parsed(t, "x", "Received: "+tt.received, "Received: from older; Mon, 2 Mar 2026 09:00:00 +0000", "Date: "+tt.date, "From: a@b.c")
		if !item.ReceivedAt.Equal(tt.wantReceived) || item.SentAt.IsZero() == tt.wantSent || !item.InternalDate.Equal(at10) {
			t.Errorf("%s: received %v, sent %v", tt.name, item.ReceivedAt, item.SentAt)
		}
	}
}

func TestKeysKnowForgeriesAndCopies(t *testing.T) {
	header := []string{"Message-ID: <one@example.org>", "From: a@example.org", "Date: Tue, 3 Mar 2026 09:00:00 +0000", "Subject: A long", "  subject"}
	one := parsed(t, "words", header...)
	folded := parsed(t, "words", "Received: by x", "Subject: A  long\tsubject", header[0], header[1], header[2])
	if one.Key != folded.Key || one.BodyHash != folded.BodyHash {
		t.Error("a copy that was folded anew has another key")
	}
	for i := range header[:4] {
		changed := append([]string{}, header...)
		changed[i] = strings.Replace(changed[i], ":", ": x", 1)
		if parsed(t, "words", changed...).Key == one.Key {
			t.Errorf("changing %q keeps the key", header[i])
		}
	}
	forged := parsed(t, "other words", header...)
	if forged.Key != one.Key || forged.BodyHash == one.BodyHash {
		t.Error("another body under a known id must have the same key and another body hash")
	}
	if parsed(t, "a", header[1:]...).Key == parsed(t, "b", header[1:]...).Key {
		t.Error("without a Message-ID the body must tell mails apart")
	}
	head, ok := parseHeaderOnly([]byte(strings.Join(header, "\r\n")+"\r\n\r\n"), env)
	if !ok || head.Key != one.Key || !head.HeaderOnly || head.BodyHash != "" {
		t.Errorf("header only: %+v", head)
	}
	if _, ok := parseHeaderOnly([]byte("Subject: x\r\n\r\n"), env); ok {
		t.Error("a header without a Message-ID can't have its key yet")
	}
}

func TestThreadIDs(t *testing.T) {
	item := parsed(t, "x", "Message-ID: <four@x>", "In-Reply-To: <three@x>", "References: <one@x> <two@x>", "\t<three@x>", "From: a@b.c")
	if item.ThreadRoot != "one@x" || strings.Join(item.Parents, " ") != "three@x two@x one@x" {
		t.Errorf("root %s, parents %v", item.ThreadRoot, item.Parents)
	}
	if item := parsed(t, "x", "Message-ID: <four@x>", "In-Reply-To: <three@x>"); item.ThreadRoot != "three@x" {
		t.Errorf("root %s", item.ThreadRoot)
	}
	if item := parsed(t, "x", "Message-ID: <four@x>"); item.ThreadRoot != "four@x" {
		t.Errorf("root %s", item.ThreadRoot)
	}
}

func TestWhoIsAnswered(t *testing.T) {
	form := parsed(t, "x", "From: Press <Press@example.gov.uk>", "Reply-To: ann@example.org", "Auto-Submitted: auto-generated")
	if !form.Claimed || form.Direction != platforms.FromResident || form.AnswerTo.ID != "ann@example.org" || form.Auto != platforms.AutoNone {
		t.Errorf("web form: %+v", form)
	}
	self := parsed(t, "x", "From: ann@example.org", "Reply-To: press@example.gov.uk")
	if self.AnswerTo.ID != "ann@example.org" {
		t.Errorf("Reply-To us: answer to %s", self.AnswerTo.ID)
	}
	sent := env
	sent.sent = true
	if item := parseMessage(mailOf("x", "From: someone@example.org"), sent); item.Direction != platforms.FromUs || item.Claimed {
		t.Errorf("in Sent: %+v", item)
	}
}

func TestTextsAndCharsets(t *testing.T) {
	tests := []struct {
		name, want string
		body       string
		header     []string
	}{
		{"utf-8 undeclared", "café", "café", nil},
		{"latin-1 dirt", "café", "caf\xe9", nil},
		{"smart quotes as latin-1", "“so”", "\x93so\x94", []string{"Content-Type: text/plain; charset=iso-8859-1"}},
		{"declared latin-1, really utf-8", "café", "café", []string{"Content-Type: text/plain; charset=iso-8859-2"}},
		{"polish", "żółć", "\xbf\xf3\xb3\xe6", []string{"Content-Type: text/plain; charset=iso-8859-2"}},
		{"japanese", "こんにちは", "\x1b$B$3$s$K$A$O\x1b(B", []string{"Content-Type: text/plain; charset=iso-2022-jp"}},
		{"unknown charset", "café", "caf\xe9", []string{"Content-Type: text/plain; charset=x-nonsense"}},
		{"base64", "hello", "aGVsbG8=", []string{"Content-Transfer-Encoding: base64"}},
		{"NUL", "ab", "a\x00b", nil},
		{"broken content type", "words", "words", []string{"Content-Type: text/plain; charset"}},
		{"plain and html", "The plain words", "--b\r\n\r\nThe plain words\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>The plain words</b>\r\n--b--", []string{"Content-Type: multipart/alternative; boundary=b"}},
		{"empty plain", "All the words", "--b\r\n\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>All</b> the words\r\n--b--", []string{"Content-Type: multipart/alternative; boundary=b"}},
		{"unclosed boundary", "cut short", "--b\r\n\r\ncut short", []string{"Content-Type: multipart/mixed; boundary=b"}},
		{"no boundary", "no parts", "no parts", []string{"Content-Type: multipart/mixed"}},
		{"signed", "signed words", "--b\r\n\r\nsigned words\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nxxx\r\n--b--", []string{"Content-Type: multipart/signed; boundary=b"}},
	}
	for _, tt := range tests {
		item := parsed(t, tt.body, append(tt.header, "From: a@b.c", "MIME-Version: 1.0")...)
		if item.Text != tt.want || len(item.Attachments) != 0 {
			t.Errorf("%s: got %q, files %v, want %q", tt.name, item.Text, item.Attachments, tt.want)
		}
	}
	opaque := parsed(t, "AAAA", "From: a@b.c", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "Content-Transfer-Encoding: base64")
	if !strings.Contains(opaque.Text, "encrypted (S/MIME)") || len(opaque.Attachments) != 1 {
		t.Errorf("S/MIME: %q %v", opaque.Text, opaque.Attachments)
	}
	nested := parseMessage(attachmentMail(1, []byte("x"), base64Lines), env)
	if !strings.Contains(nested.Quoted, "My bin 5 was not emptied.") || !strings.Contains(nested.Quoted, "Subject") && !strings.Contains(nested.Quoted, "Bins 5") {
		t.Errorf("nested message: %q", nested.Quoted)
	}
	if len(nested.Attachments) != 2 || nested.Attachments[0].Part != "2 base64" || nested.Attachments[1].Name != "Bins 5.eml" {
		t.Errorf("files %+v", nested.Attachments)
	}
}

func TestUnreadableMailIsKeptWhole(t *testing.T) {
	raw := []byte(" broken first line\r\nFrom: ann@example.org\r\nSubject: Help\r\n\r\nThe words.\r\n")
	item := parseMessage(raw, env)
	if !item.Unparsed || string(item.Raw) != string(raw) || !strings.Contains(item.Text, "The words.") || item.Subject != "Help" {
		t.Errorf("%+v", item)
	}
}

// checkItem holds what must be true of any item, however bad the mail.
func checkItem(t *testing.T, raw []byte, item platforms.Item) {
	t.Helper()
	if len(item.Key) != 64 || item.BodyHash == "" || item.ThreadRoot == "" || item.ReceivedAt.IsZero() || item.ReceivedAt.After(at10) {
		t.Errorf("incomplete: key %q, root %q, received %v", item.Key, item.ThreadRoot, item.ReceivedAt)
	}
	for _, s := range []string{item.Text, item.Quoted, item.Subject, item.From.Name} {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\u202E") {
			t.Errorf("dirty text %.80q", s)
		}
	}
	if item.Unparsed != (item.Raw != nil) {
		t.Errorf("unparsed %t, %d bytes kept", item.Unparsed, len(item.Raw))
	}
	for _, l := range item.Links {
		if !strings.HasPrefix(l.URL, "http://") && !strings.HasPrefix(l.URL, "https://") && !strings.HasPrefix(l.URL, "mailto:") {
			t.Errorf("link %q", l.URL)
		}
	}
	for _, a := range item.Attachments {
		if _, _, err := parsePart(a.Part); err != nil || a.Name == "" {
			t.Errorf("file %+v: %v", a, err)
		}
	}
}

// foreignMail collects other projects' test messages where packages put them.
func foreignMail(t testing.TB) map[string][]byte {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/jhillyerd/enmime/v2").Output()
	if err != nil {
		t.Fatalf("where is enmime: %v", err)
	}
	folders := []string{filepath.Join(strings.TrimSpace(string(out)), "testdata")}
	python, _ := filepath.Glob("/usr/lib/python3*/test/test_email/data")
	if len(python) == 0 {
		t.Log("Python's test mails are not here (package libpython3.11-testsuite)")
	}
	mails := map[string][]byte{}
	for _, folder := range append(folders, python...) {
		err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
			if err != nil || info.IsDir() || !strings.HasSuffix(path, ".raw") && !strings.HasPrefix(info.Name(), "msg_") {
				return err
			}
			mails[filepath.Base(path)], err = os.ReadFile(path)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return mails
}

func TestForeignMail(t *testing.T) {
	mails := foreignMail(t)
	unread := 0
	for name, raw := range mails {
		t.Run(name, func(t *testing.T) {
			item := parseMessage(raw, env)
			checkItem(t, raw, item)
			if item.Unparsed {
				unread++
			}
			_, body := splitMessage(trimEnvelope(raw))
			if item.Text == "" && item.Quoted == "" && len(item.Attachments) == 0 && item.Bounce == nil && letters(string(body)) > 400 {
				t.Errorf("nothing to see of %d bytes", len(raw))
			}
		})
	}
	if len(mails) < 60 || unread > 8 {
		t.Errorf("%d of %d messages unread", unread, len(mails))
	}
	t.Logf("%d of %d messages unread", unread, len(mails))
}

func FuzzParseMessage(f *testing.F) {
	for _, raw := range foreignMail(f) {
		f.Add(raw)
	}
	f.Add([]byte(nil))
	f.Add([]byte("From: \x00<\xff@\r\nContent-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n"))
	f.Add(fmt.Appendf(nil, "Content-Type: text/html\r\n\r\n%s", strings.Repeat("<div>", 2000)))
	f.Add(fmt.Appendf(nil, "Subject: %s\r\n\r\nx", strings.Repeat("=?utf-8?q?a?= ", 500)))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n" + strings.Repeat("--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n", 200)))
	f.Add(append([]byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n"), strings.Repeat("--a\r\n\r\n", 100_000)...))
	f.Add(append([]byte("X: y\r\n\r\n"), strings.Repeat("> a\r\n", 100_000)+"x\r\n"...))
	f.Add(append([]byte("X: y\r\n\r\n"), strings.Repeat("On a day in March x wrote:\r\n", 30_000)+"> a\r\nx\r\n"...))
	f.Add(append([]byte("Subject:"), strings.Repeat(" =?utf-8?q?a?=", 60_000)+"\r\n\r\nx"...))
	f.Add(append([]byte("From: @"), strings.Repeat(":,", 400_000)+"\r\n\r\nx"...))
	f.Add(append([]byte("References:"), strings.Repeat(" <a@b>", 100_000)+"\r\n\r\nx"...))
	f.Fuzz(func(t *testing.T, raw []byte) { checkItem(t, raw, parseMessage(raw, env)) })
}
