package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words is text that a terminal or screen can show without being led: control
// characters go, and marks that turn the direction of writing. Adapters see to that
// too; what is pasted by hand comes here alone.
func words(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// lineMost is how long a name or subject may be, in runes: no screen shows more.
const lineMost = 500

// oneLine makes one line of a name or subject, so that none can look like a row of
// its own in a list or, by marks that nobody sees, like another name.
func oneLine(s string) string {
	before := ' '
	s = strings.Map(func(r rune) rune {
		if unseen(r, before) {
			return -1
		}
		before = r
		return r
	}, words(strings.Join(strings.Fields(s), " ")))
	if utf8.RuneCountInString(s) <= lineMost {
		return s
	}
	return string([]rune(s)[:lineMost-1]) + "…"
}

// unseen tells marks without width. What joins two characters is left to emoji and
// to scripts that need it.
func unseen(r, before rune) bool {
	switch r {
	case '\u00ad', '\u061c', '\u200b', '\u200e', '\u200f', '\ufeff':
		return true
	case '\u200c', '\u200d':
		return before < utf8.RuneSelf
	}
	return r >= '\u2060' && r <= '\u2064'
}
