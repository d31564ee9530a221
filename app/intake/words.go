package intake

import (
	"unicode/utf8"

	"commsdesk/platforms"
)

// lineMost is how long a name or subject may be, in runes: no screen shows more.
const lineMost = 500

// oneLine makes one clean line of a name or subject, no longer than lineMost.
func oneLine(s string) string {
	s = platforms.Line(s)
	if utf8.RuneCountInString(s) <= lineMost {
		return s
	}
	return string([]rune(s)[:lineMost-1]) + "…"
}
