package mailbox

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding/charmap"
)

// toUTF8 reads bytes that are not UTF-8 as Windows-1252, which is what western
// dirt almost always is.
func toUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	decoded, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return decoded
}

// western are declared names under which senders really write Windows-1252 or
// UTF-8.
var western = []string{"", "us-ascii", "ascii", "utf-8", "utf8", "iso-8859-1", "latin1", "windows-1252", "unknown-8bit", "x-unknown", "default"}

// decodeCharset turns a text part into UTF-8 by its declared charset. Bytes
// that are UTF-8 by themselves are taken for it, whatever was declared: other
// charsets hardly ever come out so.
func decodeCharset(raw []byte, declared string) string {
	declared = strings.ToLower(strings.Trim(declared, " \t'\""))
	high := slices.ContainsFunc(raw, func(b byte) bool { return b >= 0x80 })
	if slices.Contains(western, declared) || high && utf8.Valid(raw) {
		return toUTF8(string(raw))
	}
	if r, err := charset.Reader(declared, bytes.NewReader(raw)); err == nil {
		if decoded, err := io.ReadAll(r); err == nil {
			return string(decoded)
		}
	}
	return toUTF8(string(raw))
}
