package platforms

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean takes out of what a network or resident wrote the characters that carry no
// words and can mislead a screen or terminal: controls but for line ends and tabs,
// and marks that turn the direction of writing. Line ends become \n.
func Clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\ufffd"))
	return strings.Map(func(r rune) rune {
		if unwanted(r) {
			return -1
		}
		return r
	}, s)
}

// Line makes one clean line of a name or subject, so that none can look like a row of
// its own in a list or, by marks that nobody sees, like another name.
func Line(s string) string {
	before := ' '
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unseen(r, before) {
			return -1
		}
		before = r
		return r
	}, Clean(s))), " ")
}

func unwanted(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' ||
		r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' || r == '\uFEFF'
}

// unseen tells characters without width or picture, which make one name, subject
// or file look like another. What joins two characters is left to emoji and to
// scripts that need it.
func unseen(r, before rune) bool {
	switch r {
	case '\u00AD', '\u034F', '\u061C', '\u115F', '\u1160', '\u180E', '\u200B', '\u200E', '\u200F', '\u3164', '\uFFA0':
		return true
	case '\u200C', '\u200D':
		return before < utf8.RuneSelf
	}
	return r >= '\u2060' && r <= '\u2064' || r >= '\uFFF9' && r <= '\uFFFB'
}
