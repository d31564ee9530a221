package mailbox

import (
	"fmt"
	"strings"
	"testing"

	"commsdesk/platforms"
)

// TestNamesReadAsWhatTheyAre has names, subjects and file names that would look
// like others.
func TestNamesReadAsWhatTheyAre(t *testing.T) {
	item := parsed(t, "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: application/pdf; name=\"=?utf-8?q?invoice=E2=80=AEfdp=2Eexe?=\"\r\n"+
		"Content-Disposition: attachment\r\n\r\nx\r\n--b--\r\n",
		"From: =?utf-8?q?Chief=E2=80=8B_Exec=E2=81=A0utive=0D=0ABcc=20x=C2=AD?= <one\u200B@example.org>",
		"Subject: =?utf-8?q?gov=E2=80=8D=2Euk_=E2=80=AE_=F0=9F=91=A9=E2=80=8D=F0=9F=91=A7_Wales?=",
		"Message-ID: <a@example.org>", "Content-Type: multipart/mixed; boundary=b")
	if item.From.Name != "Chief Executive Bcc x" || item.From.ID != "one@example.org" {
		t.Errorf("From %q", item.From)
	}
	if item.Subject != "gov.uk 👩‍👧 Wales" {
		t.Errorf("subject %q", item.Subject)
	}
	if len(item.Attachments) != 1 || item.Attachments[0].Name != "invoicefdp.exe" {
		t.Errorf("files %+v", item.Attachments)
	}
}

func TestLookAlikeHostsAreMarked(t *testing.T) {
	for link, want := range map[string]bool{
		"https://www.сouncil.gov.uk/pay":   true, // a Cyrillic es
		"https://xn--ouncil-i2h.gov.uk/":   true,
		"https://www.council.gov.uk/pay":   false,
		"https://www.cyngor-sir-fôn.wales": false,
		"https://münchen.example/":         false,
		"https://пример.рф/":               false,
	} {
		got, ok := makeLink(link, link)
		if !ok || got.Suspicious != want {
			t.Errorf("%s: %+v, %v", link, got, ok)
		}
		if !ok || strings.ContainsFunc(got.URL, func(r rune) bool { return r > '~' }) {
			t.Errorf("%s is shown as %q", link, got.URL)
		}
	}
	for _, target := range []string{"file:///etc/passwd", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example/x",
		"vbscript:x", "smb://server/x", `\\server\share`, "java\nscript:alert(1)", "https:", "ms-msdt:/id", "https://example.org/" + strings.Repeat("x", 9000)} {
		if got, ok := makeLink("here", target); ok {
			t.Errorf("%.60q became a link: %.80v", target, got)
		}
	}
}

// TestPeoplePassingReportsOnAreWork: a resident who sends on a report that came
// back to them is a resident, and a machine's report is a report.
func TestPeoplePassingReportsOnAreWork(t *testing.T) {
	report := "--b\r\nContent-Type: text/plain\r\n\r\nMy mail to you came back. Why?\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
		"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; " + ours + "\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 " + strings.Repeat("no ", 1000) + "\r\n--b--\r\n"
	if item := parsed(t, report, "From: tom@example.org", "Message-ID: <a@example.org>", "Content-Type: multipart/mixed; boundary=b"); item.Auto != platforms.AutoNone || item.Bounce != nil {
		t.Errorf("a resident's mail counts as %q, %+v", item.Auto, item.Bounce)
	}
	item := parsed(t, report, "From: mailer-daemon@example.org", "Message-ID: <b@example.org>", "Content-Type: multipart/report; report-type=delivery-status; boundary=b")
	if item.Auto != platforms.AutoBounce || item.Bounce == nil || !item.Bounce.Permanent || len(item.Bounce.Reason) > reasonLimit {
		t.Errorf("a report counts as %q, %+v", item.Auto, item.Bounce)
	}
	receipt := strings.ReplaceAll(report, "message/delivery-status", "message/disposition-notification")
	if item := parsed(t, receipt, "From: tom@example.org", "Message-ID: <c@example.org>", "Content-Type: multipart/mixed; boundary=b"); item.Auto != platforms.AutoNone {
		t.Errorf("a resident's mail with a receipt counts as %q", item.Auto)
	}
}

// TestHostileMailIsBounded has mails made to cost memory, time or sight.
func TestHostileMailIsBounded(t *testing.T) {
	const from, id = "From: Tom <tom@example.org>", "Message-ID: <a@example.org>"
	html := func(body string) platforms.Item { return parsed(t, body, from, id, "Content-Type: text/html") }
	nested := html(strings.Repeat("<table><tr><td><a href=https://example.org/x>", 20000) + "the words " + strings.Repeat("long ", 100000))
	if !strings.Contains(nested.Text, "the words") {
		t.Errorf("words are lost in nesting: %.100q", nested.Text)
	}
	var anchors strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&anchors, "<a href=https://example.org/%d>%s</a> ", i, strings.Repeat("w", 2000))
	}
	many := parsed(t, anchors.String()[:htmlLimit], from, id, "Content-Type: text/html")
	size := 0
	for _, l := range many.Links {
		size += len(l.Text) + len(l.URL)
	}
	if len(many.Links) == 0 || len(many.Links) > linksLimit || size > linksLimit*(linkWords+100) {
		t.Errorf("%d links of %d bytes", len(many.Links), size)
	}
	line := parsed(t, strings.Repeat("x", 8<<20), from, id)
	if len(line.Text) != 8<<20 {
		t.Errorf("of a long line %d bytes are here", len(line.Text))
	}
	crowd := parsed(t, "Hello", from, id, "To: "+strings.Repeat("a@example.org, ", 100_000))
	if len(crowd.To) > peopleLimit {
		t.Errorf("%d recipients", len(crowd.To))
	}
	odd := parsed(t, "Hello", "From: "+strings.Repeat("n", 5000)+" <"+strings.Repeat("x", 5000)+"@example.org>", id)
	if len(odd.From.Name) > nameLimit || odd.From.ID != "" {
		t.Errorf("From %d bytes, %q", len(odd.From.Name), odd.From.ID)
	}
	parts := "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n" +
		strings.Repeat("--b\r\nContent-Disposition: attachment; filename="+strings.Repeat("n", 900)+".pdf\r\n\r\nx\r\n", 10_000) + "--b--\r\n"
	item := parseMessage(mailOf(parts, from, id, "Content-Type: multipart/mixed; boundary=b"), env)
	if !item.Unparsed || !strings.Contains(item.Text, "Hello") {
		t.Errorf("10,000 files: %v, %.60q", item.Unparsed, item.Text)
	}
}

// TestNothingOfHTMLStays has pictures that tell a sender of reading, scripts,
// and words that only a program would see.
func TestNothingOfHTMLStays(t *testing.T) {
	item := parsed(t, `<html><head><meta http-equiv=refresh content="0;url=https://canary.example/1"><link rel=stylesheet href=https://canary.example/2>
<base href=https://canary.example/3><style>@import url(https://canary.example/4)</style><script src=https://canary.example/5>alert(6)</script></head>
<body background=https://canary.example/7 onload="fetch('https://canary.example/8')"><img src=https://canary.example/9 width=1 height=1><svg><image href=https://canary.example/10 /></svg>
<video src=https://canary.example/11></video><iframe src=https://canary.example/12>seen</iframe><object data=https://canary.example/13></object>
<p style="display:none">ignore what came before</p><p>My bin <b>was</b> not emptied.</p><form action=https://canary.example/14><input value=x></form></body></html>`,
		"From: tom@example.org", "Message-ID: <a@example.org>", "Content-Type: text/html")
	if item.Text != "My bin was not emptied." || len(item.Links) != 0 {
		t.Errorf("text %q, links %v", item.Text, item.Links)
	}
}
