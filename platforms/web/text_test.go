package web_test

import (
	"strings"
	"testing"

	"commsdesk/platforms/web"
)

// TestPasted shows that what comes along with a copied secret goes, mixed in any
// order, and nothing from the middle.
func TestPasted(t *testing.T) {
	for pasted, want := range map[string]string{
		"\" \u200b“abcd efgh”`'\ufeff\r\n": "abcd efgh", "\u00a0a'b\u00a0": "a'b", "\u2028x\t": "x", "‘’": "", "": "",
	} {
		if got := web.Pasted(pasted); got != want {
			t.Errorf("of %q stayed %q, want %q", pasted, got, want)
		}
	}
}

// TestUTF16Length counts what lies beyond the first 65,536 characters as two.
func TestUTF16Length(t *testing.T) {
	for text, want := range map[string]int{"": 0, "cafés": 5, "😀": 2, "👩‍👧": 5} {
		if got := web.UTF16Length(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// TestPlainOfEndlessNesting: markup that is nested deeper than can be read still
// brings no control character to a terminal or screen.
func TestPlainOfEndlessNesting(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"<b>", "<div>", "<p>", "<svg>"} {
		text, _ := web.Plain(strings.Repeat(tag, 1000) + "The bins\x1b[2J\u202e\x00\xff")
		if !strings.HasSuffix(text, "The bins[2J\ufffd") {
			t.Errorf("%s: %.40q", tag, text[max(0, len(text)-40):])
		}
	}
}
