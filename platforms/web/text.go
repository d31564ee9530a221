package web

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"

	"commsdesk/platforms"

	"golang.org/x/net/html/atom"

	htmlx "golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

var address = regexp.MustCompile(`https?://\S+`)

// normalise folds case, spacing, entities and every link to a mark.
func normalise(text string) string {
	text = norm.NFC.String(html.UnescapeString(text))
	text = address.ReplaceAllString(text, "\u2021")
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}

// Plain makes text of the HTML that a network sends: paragraphs and breaks
// become line ends, tags go, nothing is fetched. Links are listed with the words
// that name them.
func Plain(markup string) (text string, links [][2]string) {
	root, err := htmlx.Parse(strings.NewReader(markup))
	if err != nil { // nested deeper than anybody writes
		return strings.TrimSpace(platforms.Clean(markup)), nil
	}
	var b strings.Builder
	var walk func(n *htmlx.Node)
	walk = func(n *htmlx.Node) {
		switch {
		case n.Type == htmlx.TextNode:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Script, n.DataAtom == atom.Style:
			return
		case n.DataAtom == atom.Br:
			b.WriteString("\n")
		case n.DataAtom == atom.P, n.DataAtom == atom.Div, n.DataAtom == atom.Li:
			if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
				b.WriteString("\n\n")
			}
		}
		at := b.Len()
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.DataAtom == atom.A {
			for _, a := range n.Attr {
				if a.Key == "href" && (strings.HasPrefix(a.Val, "https://") || strings.HasPrefix(a.Val, "http://")) {
					links = append(links, [2]string{strings.TrimSpace(b.String()[at:]), a.Val})
				}
			}
		}
	}
	walk(root)
	return strings.TrimSpace(platforms.Clean(b.String())), links
}

// UTF16Length counts text in UTF-16 units, as Java and JavaScript do, and so
// the networks' own pages.
func UTF16Length(text string) int { return len(utf16.Encode([]rune(text))) }

// Pasted takes off what comes along when a name or a secret is copied: blanks,
// line ends, quotes, and marks that nobody sees. No network has any of them at
// the ends of what it gives out.
func Pasted(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("\"'`“”‘’\u200b\ufeff", r)
	})
}
