package mailbox

import (
	"strings"
	"testing"

	"commsdesk/platforms"
)

func TestHTMLBecomesSafeText(t *testing.T) {
	tests := []struct{ name, html, want string }{
		{"blocks", "<p>One  two\nthree</p><p>Four<br>five</p>", "One two three\n\nFour\nfive"},
		{"lists", "<ul><li>a<li>b<ol><li>c</ol></ul>", "- a\n- b\n\n  1. c"},
		{"table", "<table><tr><td>Bin</td><td>Day</td></tr><tr><td>Green</td><td>Fri</td></tr></table>", "Bin Day\nGreen Fri"},
		{"scripts", "<script>alert(1)</script><style>p{}</style><p>seen</p><!-- not -->", "seen"},
		{"hidden", `<div style="display: none">no</div><span style="font-size:0px">no</span><div style="max-height:0;overflow:hidden">no</div><p hidden>no</p>yes`, "yes"},
		{"not hidden", `<div style="height:0">kept</div>`, "kept"},
		{"quoted", "<p>Yes</p><blockquote><p>No?</p><blockquote>Why</blockquote></blockquote>", "Yes\n\n> No?\n>\n> > Why"},
		{"images", `<img src="https://track.example/p.gif"><img alt="Map" src=x>`, "[Map]"},
		{"pre", "<pre>a\n  b</pre>", "a\n  b"},
		{"inline words", "<b>bo</b>ld <i>words</i>, <span>one</span>", "bold words, one"},
		{"entities", "caf&eacute; &amp; &#8364;5&nbsp;each", "café & €5 each"},
	}
	for _, tt := range tests {
		if got, _ := readHTML(tt.html); got != tt.want {
			t.Errorf("%s:\ngot  %q\nwant %q", tt.name, got, tt.want)
		}
	}
	deep := strings.Repeat("<div>", 5000) + "still here"
	if got, _ := readHTML(deep); !strings.Contains(got, "still here") {
		t.Errorf("deep nesting lost the words: %.40q", got)
	}
}

func TestLinks(t *testing.T) {
	tests := []struct {
		words, href, url string
		suspicious       bool
	}{
		{"our form", "https://example.gov.uk/form", "https://example.gov.uk/form", false},
		{"example.gov.uk", "https://www.example.gov.uk/x", "https://www.example.gov.uk/x", false},
		{"https://example.gov.uk/pay", "https://examp1e.com/pay", "https://examp1e.com/pay", true},
		{"www.bank.co.uk", "http://bank.co.uk.evil.example/", "http://bank.co.uk.evil.example/", true},
		{"a word.pdf here", "https://files.example.org/a", "https://files.example.org/a", false},
		{"write to us", "mailto:ann@example.org", "mailto:ann@example.org", false},
		{"ann@example.org", "mailto:eve@evil.example", "mailto:eve@evil.example", true},
		{"bank", "https://b\u0430nk.com/", "https://xn--bnk-6cd.com/", true},
		{"bank.com", "https://b\u0430nk.com/", "https://xn--bnk-6cd.com/", true},
		{"here", "https://example.gov.uk@evil.example/", "https://example.gov.uk@evil.example/", true},
		{"example.org", "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=x", "https://example.org/a", false},
		{"click", "javascript:alert(1)", "", false},
		{"click", "data:text/html,x", "", false},
		{"click", "file:///etc/passwd", "", false},
		{"click", "java\nscript:alert(1)", "", false},
		{"click", "/relative", "", false},
	}
	for _, tt := range tests {
		link, ok := makeLink(tt.words, tt.href)
		if ok != (tt.url != "") || link.URL != tt.url || link.Suspicious != tt.suspicious {
			t.Errorf("%q to %q: %+v %t", tt.words, tt.href, link, ok)
		}
	}
	got := plainLinks("See https://example.org/a, or (http://example.org/b). mailto:x@example.org")
	if len(got) != 3 || got[0].URL != "https://example.org/a" || got[1].URL != "http://example.org/b" {
		t.Errorf("plain text: %+v", got)
	}
}

func TestQuotedHistoryIsFolded(t *testing.T) {
	tests := []struct{ name, text, fresh, quoted string }{
		{"nothing", "Just words.\n\nMore words.", "Just words.\n\nMore words.", ""},
		{"gmail", "Thanks!\n\nOn Tue, 3 Mar 2026 at 10:01, Press <p@x.y> wrote:\n\n> We will come.\n> Soon.", "Thanks!", "On Tue, 3 Mar 2026 at 10:01, Press <p@x.y> wrote:\n\n> We will come.\n> Soon."},
		{"broken over lines", "Thanks!\n\nOn Tue, 3 Mar 2026 at 10:01, Press Office\n<press@example.gov.uk> wrote:\n> We will come.", "Thanks!", "On Tue, 3 Mar 2026 at 10:01, Press Office\n<press@example.gov.uk> wrote:\n> We will come."},
		{"outlook", "Thanks.\n\n________________________________\nFrom: Press <p@x.y>\nSent: 03 March 2026 10:01\nTo: Ann\nSubject: Bins\n\nWe will come.", "Thanks.", "________________________________\nFrom: Press <p@x.y>\nSent: 03 March 2026 10:01\nTo: Ann\nSubject: Bins\n\nWe will come."},
		{"original message", "No.\n\n-----Original Message-----\nFrom: Press\n\nWe will come.", "No.", "-----Original Message-----\nFrom: Press\n\nWe will come."},
		{"welsh", "Diolch.\n\nAr 3 Mawrth 2026 am 10:01 ysgrifennodd Press <p@x.y>:\n> Helo", "Diolch.", "Ar 3 Mawrth 2026 am 10:01 ysgrifennodd Press <p@x.y>:\n> Helo"},
		{"interleaved stays", "Hello\n\n> When do you come?\n\nOn Friday.\n\n> And the bin?\n\nIt is new.", "Hello\n\n> When do you come?\n\nOn Friday.\n\n> And the bin?\n\nIt is new.", ""},
		{"answers announced", "See my answers in red below.\n\nFrom: Press\nSent: now\nTo: Ann\nSubject: Bins\n\nWhen? On Friday.", "See my answers in red below.\n\nFrom: Press\nSent: now\nTo: Ann\nSubject: Bins\n\nWhen? On Friday.", ""},
		{"answer below", "On Tue, 3 Mar 2026 at 10:01, Press <p@x.y> wrote:\n> When?\n\nOn Friday.", "On Friday.", "On Tue, 3 Mar 2026 at 10:01, Press <p@x.y> wrote:\n> When?"},
		{"forward without words", "-----Original Message-----\nFrom: Ann\n\nMy bin.", "-----Original Message-----\nFrom: Ann\n\nMy bin.", ""},
		{"signature", "Words.\n\n-- \nAnn\n01234 567890", "Words.", "-- \nAnn\n01234 567890"},
		{"telephone", "Words.\n\nSent from my iPhone", "Words.", "Sent from my iPhone"},
		{"signature and history", "Words.\n-- \nAnn\n\nOn Tue, 3 Mar 2026 at 10:01, Press <p@x.y> wrote:\n> Hi", "Words.", "-- \nAnn\n\nOn Tue, 3 Mar 2026 at 10:01, Press <p@x.y> wrote:\n> Hi"},
		{"on its own", "On Monday the council wrote: you owe us.\nI do not.", "On Monday the council wrote: you owe us.\nI do not.", ""},
		{"from in the words", "From: my window I see bins.\nIt is bad.", "From: my window I see bins.\nIt is bad.", ""},
	}
	for _, tt := range tests {
		fresh, quoted := splitQuoted(tt.text)
		if fresh != tt.fresh || quoted != tt.quoted {
			t.Errorf("%s:\nfresh  %q\nquoted %q", tt.name, fresh, quoted)
		}
	}
}

func FuzzSplitQuotedLosesNoWord(f *testing.F) {
	f.Add("Thanks\n\nOn Tue, 3 Mar 2026, Press wrote:\n> a\n\nb\n-- \nAnn")
	f.Add("> a\n\nb\n> c\n-----Original Message-----\nFrom: x\nSent: y\nTo: z")
	f.Add("-- \n-- \nSent from my iPhone\n>")
	f.Fuzz(func(t *testing.T, text string) {
		text = tidyText(text)
		fresh, quoted := splitQuoted(text)
		if got, want := wordCount(fresh+"\n"+quoted), wordCount(text); len(got) != len(want) {
			t.Errorf("%d different words of %d", len(got), len(want))
		} else {
			for word, n := range want {
				if got[word] != n {
					t.Errorf("%q %d times, want %d", word, got[word], n)
				}
			}
		}
		if letters(text) > 0 && letters(fresh) == 0 {
			t.Errorf("no words left in sight of %q", text)
		}
	})
}

func wordCount(s string) map[string]int {
	count := map[string]int{}
	for _, w := range strings.Fields(s) {
		count[w]++
	}
	return count
}

func TestBounces(t *testing.T) {
	report := "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n" +
		"Final-Recipient: rfc822; Nobody@Example.org\r\nAction: %ACTION%\r\nStatus: %STATUS%\r\nDiagnostic-Code: smtp; 550 no such\r\n user\r\n--b\r\n" +
		"Content-Type: %KIND%\r\n\r\nMessage-ID: <ours@example.gov.uk>\r\nSubject: Re: Bins\r\n\r\nWe will come.\r\n--b--\r\n"
	fill := func(action, status, kind string) string {
		return strings.NewReplacer("%ACTION%", action, "%STATUS%", status, "%KIND%", kind).Replace(report)
	}
	header := []string{"From: MAILER-DAEMON@mx.example.org", "Subject: Undelivered Mail Returned to Sender", "Auto-Submitted: auto-replied", "Content-Type: multipart/report; report-type=delivery-status; boundary=b"}
	for _, kind := range []string{"message/rfc822", "text/rfc822-headers"} {
		item := parsed(t, fill("failed", "5.1.1", kind), header...)
		if item.Auto != platforms.AutoBounce || item.Bounce == nil || *item.Bounce != (platforms.Bounce{OriginalID: "ours@example.gov.uk", Recipient: "nobody@example.org", Status: "5.1.1", Permanent: true, Reason: "550 no such user"}) {
			t.Errorf("%s: %s %+v", kind, item.Auto, item.Bounce)
		}
	}
	if item := parsed(t, fill("delayed", "4.4.1", "message/rfc822"), header...); item.Bounce == nil || item.Bounce.Permanent {
		t.Errorf("delayed: %+v", item.Bounce)
	}
	if item := parsed(t, fill("delivered", "2.0.0", "message/rfc822"), header...); item.Bounce != nil || item.Auto != platforms.AutoReply {
		t.Errorf("delivered: %s %+v", item.Auto, item.Bounce)
	}
	qmail := parsed(t, "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message.\n\n<nobody@example.org>:\n550 5.1.1 no mailbox here by that name\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <press@example.gov.uk>\nMessage-ID: <ours@example.gov.uk>\nSubject: Re: Bins\n",
		"From: MAILER-DAEMON@mx.example.org", "Return-Path: <>", "Subject: failure notice", "To: press@example.gov.uk")
	if b := qmail.Bounce; b == nil || b.OriginalID != "ours@example.gov.uk" || b.Recipient != "nobody@example.org" || b.Status != "5.1.1" || !b.Permanent {
		t.Errorf("qmail: %+v", qmail.Bounce)
	}
	exchange := parsed(t, "Delivery has failed to these recipients or groups:\n\nnobody@example.org\nThe email address you entered couldn't be found.\n",
		"From: postmaster@example.org", "Subject: Undeliverable: Bins", "In-Reply-To: <ours@example.gov.uk>")
	if b := exchange.Bounce; b == nil || b.OriginalID != "ours@example.gov.uk" || b.Recipient != "nobody@example.org" {
		t.Errorf("exchange: %+v", exchange.Bounce)
	}
	resident := parsed(t, "My letter came back undeliverable. 5.1.1", "From: ann@example.org", "Subject: Undeliverable")
	if resident.Bounce != nil || resident.Auto != platforms.AutoNone {
		t.Errorf("a resident who writes about it: %s %+v", resident.Auto, resident.Bounce)
	}
}

func TestAutomaticMail(t *testing.T) {
	tests := []struct {
		header []string
		want   platforms.Auto
	}{
		{[]string{"Auto-Submitted: auto-replied (vacation)"}, platforms.AutoReply},
		{[]string{"Auto-Submitted: auto-generated"}, platforms.AutoReply},
		{[]string{"Auto-Submitted: no"}, platforms.AutoNone},
		{[]string{"X-Autoreply: yes"}, platforms.AutoReply},
		{[]string{"Precedence: auto_reply"}, platforms.AutoReply},
		{[]string{"Return-Path: <>"}, platforms.AutoReply},
		{[]string{"X-Auto-Response-Suppress: All"}, platforms.AutoNone},
		{[]string{"X-Auto-Response-Suppress: All", "Subject: Automatic reply: Bins"}, platforms.AutoReply},
		{[]string{"Precedence: bulk"}, platforms.AutoList},
		{[]string{"List-Id: <news.example.org>"}, platforms.AutoList},
		{[]string{"Auto-Submitted: auto-generated", "Reply-To: ann@example.net"}, platforms.AutoNone},
		{[]string{"Subject: hello"}, platforms.AutoNone},
	}
	for _, tt := range tests {
		if got := parsed(t, "x", append(tt.header, "From: ann@example.org")...).Auto; got != tt.want {
			t.Errorf("%v: %q, want %q", tt.header, got, tt.want)
		}
	}
	receipt := parsed(t, "--b\r\n\r\nRead.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: x\r\n--b--", "From: ann@example.org", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b")
	if receipt.Auto != platforms.AutoReply {
		t.Errorf("a read receipt is %q", receipt.Auto)
	}
}
