package linkedin

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestLittleText: plain words survive the way there and back, whatever they hold.
func TestLittleText(t *testing.T) {
	for plain, little := range map[string]string{
		"Nothing special":             "Nothing special",
		"9 (nine) <or> {ten}":         `9 \(nine\) \<or\> \{ten\}`,
		"#Bins and #2026 and a#b":     `{hashtag|\#|Bins} and \#2026 and a\#b`,
		`back\slash_and*stars~|@[x]`:  `back\\slash\_and\*stars\~\|\@\[x\]`,
		"(#Bins)":                     `\({hashtag|\#|Bins}\)`,
		"https://a.example/x_(y)#top": `https://a.example/x\_\(y\)\#top`,
	} {
		if got := escape(plain); got != little {
			t.Errorf("%q became %q, want %q", plain, got, little)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.StringOf(rapid.SampledFrom([]rune(`ab1é #\|{}@[]()<>*_~-/`+"\n👍"))).Draw(t, "words")
		if got := unescape(escape(plain)); got != plain {
			t.Fatalf("%q came back as %q from %q", plain, got, escape(plain))
		}
	})
}

// TestNames: every sign of a URN is encoded, the list's own are not.
func TestNames(t *testing.T) {
	urn := "urn:li:comment:(urn:li:activity:1,2)"
	if got := commentsPath(urn); got != "/rest/socialActions/urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A1%2C2%29/comments" {
		t.Error(got)
	}
	if got := list([]string{"urn:li:share:1", "urn:li:share:2"}); got != "List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A2)" {
		t.Error(got)
	}
	if got := wholeURN("urn:li:comment:(activity:1,2)"); got != urn {
		t.Error(got)
	}
	for _, bad := range []string{"", "urn:li:comment:", "urn:li:comment:(urn:li:activity:1)", "urn:li:comment:(urn:li:activity:1,)", "urn:li:share:1"} {
		if _, _, ok := splitComment(bad); ok {
			t.Errorf("%q is taken for a comment", bad)
		}
	}
	if !strings.HasPrefix(permalink(urn), "https://www.linkedin.com/feed/update/urn:li:activity:1/?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A1%2C2%29") {
		t.Error(permalink(urn))
	}
}
