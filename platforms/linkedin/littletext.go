package linkedin

import (
	"regexp"
	"strings"
)

// reserved are the characters that mean something in the text of a post (“little
// text”) and stand behind a backslash when they mean themselves.
const reserved = `\|{}@[]()<>#*_~`

// escape makes little text of plain words. Hashtags stay plain words with it, so
// nothing turns into a mention or formatting by accident; those that are meant are
// written in LinkedIn's template.
func escape(text string) string {
	var b strings.Builder
	last := 0
	for _, at := range hashtag.FindAllStringSubmatchIndex(text, -1) {
		escapeTo(&b, text[last:at[2]])
		b.WriteString(`{hashtag|\#|`)
		escapeTo(&b, text[at[4]:at[5]])
		b.WriteString("}")
		last = at[5]
	}
	escapeTo(&b, text[last:])
	return b.String()
}

// hashtag finds #word after a blank, bracket or quote, never within an address; it
// needs a letter somewhere.
var hashtag = regexp.MustCompile(`(?:^|[\s(\["'“‘])(#)([\p{L}\p{N}]*\p{L}[\p{L}\p{N}]*)`)

func escapeTo(b *strings.Builder, text string) {
	for _, r := range text {
		if strings.ContainsRune(reserved, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
}

var (
	hashtagTemplate = regexp.MustCompile(`\{hashtag\|\\?#\|((?:[^{}|\\]|\\.)*)\}`)
	mentionTemplate = regexp.MustCompile(`@\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\\]|\\.)*\)`)
	escaped         = regexp.MustCompile(`\\([\\|{}@\[\]()<>#*_~])`)
)

// unescape makes plain words of little text. Templates are looked for first, since
// a backslash before their signs means the sign itself.
func unescape(text string) string {
	text = hashtagTemplate.ReplaceAllString(text, "\\#$1")
	text = mentionTemplate.ReplaceAllString(text, "\\@$1")
	return escaped.ReplaceAllString(text, "$1")
}
