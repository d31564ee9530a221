package mailbox

import (
	"bytes"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"

	"commsdesk/platforms"

	"github.com/emersion/go-message/charset"
)

// headerLimit bounds how much of a header is looked at, wordsOfHeader how much
// of one field is decoded for people, both in bytes; idsOfHeader bounds the ids
// taken of one field. Real mail stays far below, hostile mail costs no time.
const (
	headerLimit   = 1 << 20
	wordsOfHeader = 8 << 10
	idsOfHeader   = 500
)

// rawField is one header field as it was sent; value is unfolded.
type rawField struct{ name, value string }

// rawHeader is a message's header, read leniently: what is not a field is
// passed over, nothing is an error.
type rawHeader []rawField

// splitMessage parts a message at its first empty line.
func splitMessage(raw []byte) (header, body []byte) {
	for i := 0; i < len(raw); {
		end := bytes.IndexByte(raw[i:], '\n')
		if end < 0 {
			break
		}
		if line := bytes.TrimRight(raw[i:i+end], "\r"); len(line) == 0 {
			return raw[:i], raw[i+end+1:]
		}
		i += end + 1
	}
	return raw, nil
}

// readHeader reads the fields of a header block.
func readHeader(block []byte) rawHeader {
	if len(block) > headerLimit {
		block = block[:headerLimit]
	}
	var h rawHeader
	for line := range bytes.Lines(block) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			if len(h) > 0 {
				h[len(h)-1].value += string(line)
			}
			continue
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		name = bytes.TrimRight(name, " \t")
		if !found || len(name) == 0 || bytes.ContainsAny(name, " \t") {
			continue
		}
		h = append(h, rawField{strings.ToLower(string(name)), string(value)})
	}
	for i := range h {
		h[i].value = strings.TrimSpace(h[i].value)
	}
	return h
}

// get is the first field of a name (lower case), "" without one.
func (h rawHeader) get(name string) string {
	for _, f := range h {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

func (h rawHeader) has(name string) bool {
	for _, f := range h {
		if f.name == name {
			return true
		}
	}
	return false
}

// canonical is a field for hashing: servers fold anew and change white space
// between words, so each run of it counts as one space.
func (h rawHeader) canonical(name string) string {
	return strings.Join(strings.FieldsFunc(h.get(name), func(r rune) bool { return r == ' ' || r == '\t' }), " ")
}

// word is the first word of a field in lower case, without parameters.
func (h rawHeader) word(name string) string {
	value := strings.TrimSpace(strings.ToLower(h.get(name)))
	if i := strings.IndexAny(value, " \t;("); i >= 0 {
		value = value[:i]
	}
	return value
}

// text is a field decoded for people (RFC 2047, 8-bit dirt).
func (h rawHeader) text(name string) string { return decodeWords(h.get(name)) }

var (
	wordDecoder = &mime.WordDecoder{CharsetReader: charset.Reader}
	// splitWord is the seam between two encoded words of one charset and
	// encoding, where senders cut characters of several bytes in two.
	splitWord = regexp.MustCompile(`(?i)(=\?([^?\s]+)\?([qb])\?[^?\s]*)\?=\s*=\?([^?\s]+)\?([qb])\?`)
)

// decodeWords decodes encoded words and raw 8-bit text, and takes out what has
// no place on one line.
func decodeWords(s string) string {
	if s = toUTF8(s); len(s) > wordsOfHeader {
		s = strings.ToValidUTF8(s[:wordsOfHeader], "")
	}
	if strings.Contains(s, "=?") {
		if decoded, err := wordDecoder.DecodeHeader(joinWords(s)); err == nil {
			s = decoded
		}
	}
	return platforms.Line(s)
}

// joinWords mends characters cut in two by joining neighbouring encoded words.
// Base64 can be joined only where the first ends without padding.
func joinWords(s string) string {
	var done strings.Builder
	for {
		at := splitWord.FindStringSubmatchIndex(s)
		if at == nil {
			return done.String() + s
		}
		group := func(n int) string { return s[at[2*n]:at[2*n+1]] }
		same := strings.EqualFold(group(2), group(4)) && strings.EqualFold(group(3), group(5))
		if same && (strings.EqualFold(group(3), "q") || !strings.HasSuffix(group(1), "=")) {
			s = s[:at[3]] + s[at[1]:]
			continue
		}
		// These two stay apart; go on behind the first.
		done.WriteString(s[:at[3]+len("?=")])
		s = s[at[3]+len("?="):]
	}
}

// tidyText makes s clean text with \n ends.
func tidyText(s string) string { return platforms.Clean(toUTF8(s)) }

// cut is s in at most limit bytes, never within a character.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}

// messageIDs are the ids in a field like References, without angle brackets,
// in their order.
func messageIDs(value string) []string {
	var ids []string
	for _, word := range strings.FieldsFunc(value, func(r rune) bool {
		return r == '<' || r == '>' || r == ',' || unicode.IsSpace(r)
	}) {
		if strings.Contains(word, "@") && !strings.ContainsAny(word, `"()`) {
			ids = append(ids, word)
		}
	}
	if len(ids) > idsOfHeader {
		// The thread's first and the nearest matter.
		ids = append(ids[:1], ids[len(ids)-idsOfHeader+1:]...)
	}
	return ids
}

// remoteID is the Message-ID without angle brackets, however odd it is.
func (h rawHeader) remoteID() string {
	id := strings.TrimSpace(h.get("message-id"))
	if open := strings.IndexByte(id, '<'); open >= 0 {
		if end := strings.IndexByte(id[open:], '>'); end > 0 {
			id = id[open+1 : open+end]
		}
	}
	return platforms.Line(strings.Trim(id, "<> "))
}

// dateLayouts are forms that RFC 5322 does not know and programs send.
var dateLayouts = []string{
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04 -0700", "Mon Jan _2 15:04:05 2006",
	"Mon Jan _2 15:04:05 MST 2006", "2 Jan 2006 15:04:05", "Mon, 2 Jan 2006 15:04:05",
	time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05",
}

// parseDate reads a date leniently (UTC), zero when it can't be read or lies
// before mail existed.
func parseDate(value string) time.Time {
	value = platforms.Line(value)
	t, err := mail.ParseDate(value)
	if err != nil {
		if i := strings.IndexByte(value, '('); i > 0 {
			value = strings.TrimSpace(value[:i])
		}
		for _, layout := range dateLayouts {
			if t, err = time.Parse(layout, value); err == nil {
				break
			}
		}
	}
	if err != nil || t.Year() < 1982 {
		return time.Time{}
	}
	return t.UTC()
}

// received is the topmost Received field's date (RFC 5321 4.4): the last
// server's own stamp.
func (h rawHeader) received() time.Time {
	value := h.get("received")
	if i := strings.LastIndexByte(value, ';'); i >= 0 {
		return parseDate(value[i+1:])
	}
	return time.Time{}
}
