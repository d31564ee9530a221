package x

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// labelMost is the longest label of a host name (RFC 1035 2.3.4): what is longer
// is no address, and X counts its letters.
const labelMost = 63

// links finds the web addresses in text as X does, with a scheme or without, and
// returns where each begins and ends. A name counts as a host only below a top
// level that exists.
func links(text string) (found [][2]int) {
	for at := 0; at < len(text); {
		end := linkAt(text, at)
		if end <= at {
			_, size := utf8.DecodeRuneInString(text[at:])
			at += size
			continue
		}
		found = append(found, [2]int{at, end})
		at = end
	}
	return found
}

// linkAt returns the end of the address that begins at i, or i when none does.
func linkAt(text string, i int) int {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	if i > 0 && (letter(before) || strings.ContainsRune("@＠$#＃", before) || before >= 0x202a && before <= 0x202e) {
		return i
	}
	start := i
	for _, scheme := range []string{"https://", "http://"} {
		if len(text)-i > len(scheme) && strings.EqualFold(text[i:i+len(scheme)], scheme) {
			start = i + len(scheme)
		}
	}
	bare := start == i
	if bare && i > 0 && strings.ContainsRune("-_./", before) {
		return i
	}
	end := hostEnd(text, start, bare)
	if end == start {
		return i
	}
	return pathEnd(text, portEnd(text, end))
}

// letter tells the ASCII letters and digits, after which no address begins.
func letter(r rune) bool { return r < utf8.RuneSelf && nameByte(byte(r)) && r != '_' }

// hostEnd returns the end of the longest host name from start on that ends in a
// top level; start when there is none. Without a scheme only plain letters count.
func hostEnd(text string, start int, bare bool) int {
	best, label := start, start
	labels := 0
	for i := start; ; {
		r, size := utf8.DecodeRuneInString(text[i:])
		if size > 0 && labelRune(r, bare) {
			i += size
			continue
		}
		name := text[label:i]
		if name == "" || len(name) > labelMost || name[0] == '-' || name[len(name)-1] == '-' {
			return best
		}
		labels++
		if labels > 1 && !strings.Contains(name, "_") && topLevel(name) && (size == 0 || r != '@' && r != '＠') {
			best = i
		}
		if size == 0 || r != '.' {
			return best
		}
		i++
		label = i
	}
}

func labelRune(r rune, bare bool) bool {
	if r == '-' || r == '_' || letter(r) {
		return true
	}
	if r < utf8.RuneSelf || bare && (r < 0xc0 || r > 0x24f) {
		return false
	}
	return !unicode.IsSpace(r) && !unicode.IsPunct(r) && !unicode.IsControl(r)
}

// topLevel tells whether a label is a top level domain.
func topLevel(label string) bool {
	label = strings.ToLower(label)
	if strings.HasPrefix(label, "xn--") {
		return true
	}
	if label != "" && label[0] >= utf8.RuneSelf {
		// Those in other scripts, after a scheme.
		return true
	}
	_, known := publicsuffix.PublicSuffix(label)
	return known
}

// portEnd steps over a port.
func portEnd(text string, at int) int {
	if at >= len(text) || text[at] != ':' {
		return at
	}
	end := at + 1
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	if end == at+1 {
		return at
	}
	return end
}

// pathEnd steps over path, query and fragment; a full stop, comma or bracket at
// the end belongs to the sentence around it, unless the bracket closes one of
// the address.
func pathEnd(text string, at int) int {
	if at >= len(text) || text[at] != '/' && text[at] != '?' {
		return at
	}
	end, last, open := at, at, 0
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !pathRune(r) {
			break
		}
		end += size
		switch {
		case r == '(':
			open++
		case r == ')' && open > 0:
			open--
			last = end
		case closing(r):
			last = end
		}
	}
	if last == at {
		return at
	}
	return last
}

func pathRune(r rune) bool {
	if letter(r) || strings.ContainsRune("!*';:=+,.$/%#[]-_~@&|()?", r) {
		return true
	}
	return r >= 0xc0 && r <= 0x24f || unicode.In(r, unicode.Cyrillic)
}

// closing tells what an address may end with.
func closing(r rune) bool {
	return letter(r) || strings.ContainsRune("=+#/-_&", r) || r >= 0xc0 && r <= 0x24f || unicode.In(r, unicode.Cyrillic)
}
