package canary

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"html"
	"strconv"
	"unicode/utf16"
)

// plainForm is the form of a secret written as it is.
const plainForm = "plain"

// needle is a byte string that shows the secret in one form.
type needle struct {
	form string
	text []byte
	// in says in which view of the data the needle is looked for.
	in view
}

// view is a way to look at data before searching it.
type view int

const (
	// asIs is the data itself.
	asIs view = iota
	// unbroken leaves line ends and blanks out: base64 is wrapped in mail.
	unbroken
	// lower is in small letters: hex has two spellings.
	lower
	// unescaped has its percent escapes decoded, any subset of them.
	unescaped
)

// needlesOf returns what to look for. Of each form its two halves are looked
// for, not the whole: a database breaks a long value over pages that need not
// follow each other, and one break leaves one half whole.
func needlesOf(secret string) []needle {
	plain := []byte(secret)
	little, big := wide(secret, binary.LittleEndian), wide(secret, binary.BigEndian)
	var all []needle
	add := func(form string, in view, text []byte) {
		half := len(text) / 2
		all = append(all, needle{form, text[:half], in}, needle{form, text[half:], in})
	}
	add(plainForm, asIs, plain)
	add("UTF-16LE", asIs, little)
	add("UTF-16BE", asIs, big)
	add("percent", unescaped, plain)
	add("hex", lower, []byte(hex.EncodeToString(plain)))
	add("hex of UTF-16LE", lower, []byte(hex.EncodeToString(little)))
	for _, escaped := range escapes(secret) {
		if escaped != secret {
			add("escaped", asIs, []byte(escaped))
		}
	}
	for form, text := range map[string][]byte{"base64": plain, "base64 of UTF-16LE": little, "base64 of UTF-16BE": big} {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			for before := range 3 {
				add(form, unbroken, aligned(encoding, text, before))
			}
		}
	}
	return all
}

// aligned returns the base64 characters that depend on text alone when `before`
// bytes modulo 3 come before it, such as the "\0user\0" of AUTH PLAIN (RFC 4616).
func aligned(encoding *base64.Encoding, text []byte, before int) []byte {
	encoded := encoding.EncodeToString(append(make([]byte, before), text...))
	// Each character carries 6 bits; the first and last may share theirs with
	// what stands beside text.
	from := (before*8 + 5) / 6
	to := (before + len(text)) * 8 / 6
	return []byte(encoded[from:to])
}

// escapes returns secret as JSON (with and without HTML safety), Go and HTML
// would quote it, without the quotation marks.
func escapes(secret string) []string {
	forms := []string{html.EscapeString(secret)}
	quoted := strconv.Quote(secret)
	forms = append(forms, quoted[1:len(quoted)-1])
	for _, safe := range []bool{true, false} {
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(safe)
		if encoder.Encode(secret) == nil {
			text := bytes.TrimSpace(out.Bytes())
			forms = append(forms, string(text[1:len(text)-1]))
		}
	}
	return forms
}

func wide(s string, order binary.AppendByteOrder) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

// search looks for every needle in one block of data that begins at base.
func (s *Scanner) search(where string, base int64, data []byte, found map[string]Hit) {
	views := map[view][]byte{
		asIs:      data,
		unbroken:  withoutBlanks(data),
		lower:     inSmallLetters(data),
		unescaped: withoutEscapes(data),
	}
	for _, n := range s.needles {
		if _, known := found[n.form]; known {
			continue
		}
		if _, plain := found[plainForm]; plain && n.in == unescaped {
			continue // what is found unescaped is there without decoding as well
		}
		if at := bytes.Index(views[n.in], n.text); at >= 0 {
			found[n.form] = Hit{Where: where, Form: n.form, Offset: base + int64(at)}
		}
	}
}

// inSmallLetters lowers A to Z and leaves every other byte, valid text or not.
func inSmallLetters(data []byte) []byte {
	out := bytes.Clone(data)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

func withoutBlanks(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for _, c := range data {
		if c != '\r' && c != '\n' && c != ' ' && c != '\t' {
			out = append(out, c)
		}
	}
	return out
}

// withoutEscapes decodes %XX; in a query a plus sign is a blank, but as a plain
// secret may hold one, it is left alone.
func withoutEscapes(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for i := 0; i < len(data); i++ {
		if data[i] == '%' && i+2 < len(data) {
			if c, err := hex.DecodeString(string(data[i+1 : i+3])); err == nil {
				out = append(out, c[0])
				i += 2
				continue
			}
		}
		out = append(out, data[i])
	}
	return out
}
