package x

import (
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// weights is the configuration by which X counts text (version 3 of its counting
// library; a test compares it with the published file). A weight is in
// hundredths of a character.
var weights = struct {
	most, scale, usual, link int
	ranges                   [][3]int // first rune, last rune, weight
}{
	most: 280, scale: 100, usual: 200, link: 23,
	ranges: [][3]int{{0, 4351, 100}, {8192, 8205, 100}, {8208, 8223, 100}, {8242, 8247, 100}},
}

// Weigh counts text as X does: after composing (NFC), each letter by its range,
// each emoji as 2, each web address as 23. auto are the names, without @, that X
// itself puts before an answer: they are free where they lead the text.
func Weigh(text string, auto ...string) int {
	text = norm.NFC.String(withoutAuto(text, auto))
	total, at := 0, 0
	for _, link := range links(text) {
		total += weighPlain(text[at:link[0]]) + weights.link*weights.scale
		at = link[1]
	}
	total += weighPlain(text[at:])
	return total / weights.scale
}

// withoutAuto takes the leading names off that X adds by itself.
func withoutAuto(text string, auto []string) string {
	for {
		rest := strings.TrimLeft(text, " ")
		if !strings.HasPrefix(rest, "@") {
			return text
		}
		end := 1
		for end < len(rest) && nameByte(rest[end]) {
			end++
		}
		known := false
		for _, name := range auto {
			known = known || strings.EqualFold(name, rest[1:end])
		}
		if !known || end < len(rest) && rest[end] != ' ' && rest[end] != '\n' {
			return text
		}
		text = strings.TrimLeft(rest[end:], " ")
	}
}

func nameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// weighPlain sums the weights of text without web addresses.
func weighPlain(text string) (total int) {
	for state := -1; text != ""; {
		var cluster string
		cluster, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
		runes := []rune(cluster)
		if emoji(runes) {
			total += weights.usual
			continue
		}
		for _, r := range runes {
			total += weigh(r)
		}
	}
	return total
}

func weigh(r rune) int {
	for _, w := range weights.ranges {
		if int(r) >= w[0] && int(r) <= w[1] {
			return w[2]
		}
	}
	return weights.usual
}

// The signs that make one emoji of several runes.
const (
	joiner     = 0x200d
	emojiStyle = 0xfe0f
	keycap     = 0x20e3
)

// emoji tells whether a cluster of several runes is one emoji; single ones weigh
// as much by their range. A joined sequence that no system draws as one picture
// counts more at X than here, which X then says itself.
func emoji(runes []rune) bool {
	if len(runes) < 2 {
		return false
	}
	if flag(runes[0]) {
		return flag(runes[1])
	}
	first := runes[0]
	base := first == 0xa9 || first == 0xae || first >= 0x2030 || first >= '0' && first <= '9' || first == '#' || first == '*'
	if !base {
		return false
	}
	for _, r := range runes[1:] {
		switch {
		case r == emojiStyle && first >= 0xa9, r == keycap, r == joiner && first >= 0x2030, r >= 0x1f3fb && r <= 0x1f3ff, r >= 0xe0020 && r <= 0xe007f:
			return true
		}
	}
	return false
}

// flag tells the letters of which two make a flag.
func flag(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
