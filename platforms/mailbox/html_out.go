package mailbox

import (
	"html"
	"regexp"
	"strings"
)

// linkPattern finds what becomes clickable: http, https and mailto, nothing
// else, so that no other scheme can ride on a council's reply.
var linkPattern = regexp.MustCompile(`(?i)\b(?:https?://|mailto:)[^\s<>"]+`)

const quoteStyle = "margin:0 0 0 8px;padding-left:12px;border-left:2px solid #b1b4b6"

// toHTML gives text as paragraphs of plain HTML, with the quote below it as a
// block of its own. Everything is escaped; there are no pictures, no styles
// beyond the quote's bar and nothing to fetch.
func toHTML(text, intro, quoted string) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n")
	b.WriteString(paragraphs(text))
	if quoted != "" {
		b.WriteString("<p>" + html.EscapeString(intro) + "</p>\n")
		b.WriteString("<blockquote type=\"cite\" style=\"" + quoteStyle + "\">\n")
		b.WriteString(paragraphs(quoted))
		b.WriteString("</blockquote>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// paragraphs makes a paragraph of each block between empty lines.
func paragraphs(text string) string {
	var b strings.Builder
	for block := range strings.SplitSeq(text, "\n\n") {
		block = strings.Trim(block, "\n")
		if block == "" {
			continue
		}
		lines := strings.Split(block, "\n")
		for i, line := range lines {
			lines[i] = keepSpaces(linkify(line))
		}
		b.WriteString("<p>" + strings.Join(lines, "<br>\n") + "</p>\n")
	}
	return b.String()
}

// linkify escapes a line and makes its links clickable.
func linkify(line string) string {
	var b strings.Builder
	from := 0
	for _, at := range linkPattern.FindAllStringIndex(line, -1) {
		url := trimLink(line[at[0]:at[1]])
		escaped := html.EscapeString(url)
		b.WriteString(html.EscapeString(line[from:at[0]]))
		b.WriteString(`<a href="` + escaped + `">` + escaped + `</a>`)
		from = at[0] + len(url)
	}
	b.WriteString(html.EscapeString(line[from:]))
	return b.String()
}

// trimLink gives back the sentence's own full stop or bracket, which belongs to
// a link only when the link opened it.
func trimLink(url string) string {
	for {
		cut := strings.TrimRight(url, ".,;:!?'*_")
		if strings.HasSuffix(cut, ")") && strings.Count(cut, ")") > strings.Count(cut, "(") {
			cut = cut[:len(cut)-1]
		}
		if cut == url {
			return url
		}
		url = cut
	}
}

// keepSpaces keeps indents, which HTML would swallow.
func keepSpaces(line string) string {
	trimmed := strings.TrimLeft(line, " ")
	return strings.Repeat("&nbsp;", len(line)-len(trimmed)) + trimmed
}
