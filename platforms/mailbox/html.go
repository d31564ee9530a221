package mailbox

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"commsdesk/platforms"
)

// htmlLimit bounds what is read as a tree, in bytes; longer HTML is read as a
// row of words, since trees of it cost too much.
const htmlLimit = 2 << 20

// readHTML turns HTML into plain text and its links. Nothing is fetched or
// run. What a reader would not see is left out; quoted blocks get "> ".
func readHTML(source string) (string, []platforms.Link) {
	source = toUTF8(source)
	if len(source) > htmlLimit {
		return htmlWords(source), nil
	}
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return htmlWords(source), nil
	}
	w := &htmlWalker{}
	w.walk(root)
	return strings.Trim(tidyText(w.finish()), "\n"), uniqueLinks(w.links)
}

// htmlWords is the fallback for HTML that makes no tree: its words without
// tags, scripts and styles.
func htmlWords(source string) string {
	tokens := html.NewTokenizer(strings.NewReader(source))
	var out strings.Builder
	skip := ""
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(tidyText(out.String()))
		case html.StartTagToken:
			name, _ := tokens.TagName()
			if tag := string(name); tag == "script" || tag == "style" {
				skip = tag
			}
			out.WriteByte(' ')
		case html.EndTagToken:
			if name, _ := tokens.TagName(); string(name) == skip {
				skip = ""
			}
			out.WriteByte('\n')
		case html.TextToken:
			if skip == "" {
				out.WriteString(strings.Join(strings.Fields(string(tokens.Text())), " "))
			}
		}
	}
}

// htmlWalker writes a tree as lines.
type htmlWalker struct {
	out   strings.Builder
	line  strings.Builder
	depth int // of quoting
	// gap asks for an empty line before the next words; space for one blank.
	gap, space bool
	gapDepth   int
	pre        int
	lists      []int // counters of open lists, -1 for bullets
	links      []platforms.Link
}

var (
	dropped = map[atom.Atom]bool{
		atom.Script: true, atom.Style: true, atom.Head: true, atom.Template: true, atom.Noscript: true, atom.Object: true,
		atom.Iframe: true, atom.Svg: true, atom.Math: true, atom.Select: true, atom.Audio: true, atom.Video: true,
	}
	spaced = map[atom.Atom]bool{
		atom.P: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
		atom.Ul: true, atom.Ol: true, atom.Table: true, atom.Blockquote: true, atom.Pre: true, atom.Dl: true,
	}
	block = map[atom.Atom]bool{
		atom.Div: true, atom.Li: true, atom.Tr: true, atom.Section: true, atom.Article: true, atom.Header: true,
		atom.Footer: true, atom.Address: true, atom.Dt: true, atom.Dd: true, atom.Form: true, atom.Fieldset: true,
		atom.Center: true, atom.Main: true, atom.Nav: true, atom.Aside: true, atom.Figure: true, atom.Caption: true,
	}
)

func (w *htmlWalker) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.words(n.Data)
		return
	case html.ElementNode:
		if dropped[n.DataAtom] || hidden(n) {
			return
		}
		w.element(n)
		return
	}
	w.children(n)
}

func (w *htmlWalker) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c)
	}
}

func (w *htmlWalker) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Br:
		w.breakLine()
		return
	case atom.Hr:
		w.endLine()
		w.words("________________________________")
		w.endLine()
		return
	case atom.Img:
		if alt := platforms.Line(attribute(n, "alt")); alt != "" {
			w.words(" [" + alt + "] ")
		}
		return
	case atom.A:
		w.anchor(n)
		return
	case atom.Td, atom.Th:
		w.children(n)
		if n.NextSibling != nil {
			w.words(" ")
		}
		return
	}
	if !spaced[n.DataAtom] && !block[n.DataAtom] {
		w.children(n)
		return
	}
	w.endLine()
	w.askGap(n)
	w.inBlock(n)
	w.endLine()
	w.askGap(n)
}

// askGap asks for an empty line before the next words, quoted no deeper than
// both neighbours are.
func (w *htmlWalker) askGap(n *html.Node) {
	if !spaced[n.DataAtom] {
		return
	}
	if !w.gap {
		w.gapDepth = w.depth
	}
	w.gap, w.gapDepth = true, min(w.gapDepth, w.depth)
}

// inBlock writes a block's inside with the marks its kind asks for.
func (w *htmlWalker) inBlock(n *html.Node) {
	switch n.DataAtom {
	case atom.Blockquote:
		w.depth++
		defer func() { w.endLine(); w.depth-- }()
	case atom.Pre:
		w.pre++
		defer func() { w.pre-- }()
	case atom.Ul:
		w.lists = append(w.lists, -1)
		defer func() { w.lists = w.lists[:len(w.lists)-1] }()
	case atom.Ol:
		w.lists = append(w.lists, 0)
		defer func() { w.lists = w.lists[:len(w.lists)-1] }()
	case atom.Li:
		w.bullet()
	}
	w.children(n)
}

func (w *htmlWalker) bullet() {
	if len(w.lists) == 0 {
		w.words("- ")
		return
	}
	last := &w.lists[len(w.lists)-1]
	indent := strings.Repeat("  ", len(w.lists)-1)
	if *last < 0 {
		w.start()
		w.line.WriteString(indent + "- ")
		return
	}
	*last++
	w.start()
	w.line.WriteString(indent + strconv.Itoa(*last) + ". ")
}

func (w *htmlWalker) anchor(n *html.Node) {
	w.children(n)
	if link, ok := makeLink(nodeText(n), attribute(n, "href")); ok && len(w.links) < linksLimit {
		w.links = append(w.links, link)
	}
}

// words adds text, with white space run together as browsers do.
func (w *htmlWalker) words(s string) {
	if w.pre > 0 {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				w.breakLine()
			}
			if line != "" {
				w.start()
				w.line.WriteString(line)
			}
		}
		return
	}
	for i, field := range strings.FieldsFunc(s, htmlSpace) {
		if i > 0 || htmlSpace(rune(s[0])) {
			w.space = true
		}
		if w.space && w.line.Len() > 0 && !strings.HasSuffix(w.line.String(), " ") {
			w.line.WriteByte(' ')
		}
		w.space = false
		w.start()
		w.line.WriteString(strings.ReplaceAll(field, "\u00A0", " "))
	}
	if s != "" && htmlSpace(rune(s[len(s)-1])) {
		w.space = true
	}
}

func htmlSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' }

// start writes the empty line that was asked for before the first words.
func (w *htmlWalker) start() {
	if w.line.Len() == 0 && w.gap && w.out.Len() > 0 {
		w.out.WriteString(strings.TrimRight(strings.Repeat("> ", min(w.gapDepth, w.depth)), " ") + "\n")
	}
	w.gap = false
}

// endLine ends a line that has words.
func (w *htmlWalker) endLine() {
	if w.line.Len() > 0 {
		w.breakLine()
	}
	w.space = false
}

// breakLine ends the line, empty or not.
func (w *htmlWalker) breakLine() {
	text := strings.TrimRight(w.line.String(), " ")
	prefix := strings.Repeat("> ", w.depth)
	if text == "" {
		prefix = strings.TrimRight(prefix, " ")
	}
	w.out.WriteString(prefix + text + "\n")
	w.line.Reset()
	w.space = false
}

func (w *htmlWalker) finish() string {
	w.endLine()
	return w.out.String()
}

// nodeText is all words below a node.
func nodeText(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if out.Len() > 4*linkWords {
			break
		}
		if d.Type == html.TextNode {
			out.WriteString(cut(d.Data, 4*linkWords))
		}
		if d.DataAtom == atom.Img {
			out.WriteString(" " + attribute(d, "alt"))
		}
	}
	return platforms.Line(out.String())
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
