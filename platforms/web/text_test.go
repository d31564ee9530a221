package web_test

import (
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
