package mailbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"path"
	"slices"
	"strings"

	"github.com/jhillyerd/enmime/v2"

	"commsdesk/platforms"
)

// enmime was chosen over go-message on foreign mail: of 132 messages from its
// own and Python's test data it reads 128, go-message 106. Only its tree of
// parts is used: headers, encodings, charsets, HTML and the choice of the text
// are ours. Its guessing of charsets took two thirds of a first pull.
var partParser = enmime.NewParser(
	enmime.SkipMalformedParts(true),
	enmime.MultipartWOBoundaryAsSinglePart(true),
	enmime.StripMediaTypeInvalidCharacters(true),
	enmime.RawContent(true),
	enmime.SetReadPartErrorPolicy(func(*enmime.Part, error) bool { return true }),
)

// nestingLimit bounds parts within parts and messages within messages,
// partsLimit the parts of one message: beyond, it is a trap and kept unread.
const (
	nestingLimit = 20
	partsLimit   = 5000
)

// content is what a message's body holds.
type content struct {
	text        string
	links       []platforms.Link
	attachments []platforms.Attachment
	// attached are the words of messages that lie inside this one.
	attached []string
	// notes tell in our words what could not be shown.
	notes []string
	// report is the delivery report's fields, returned the header of the
	// message it is about.
	report   []rawHeader
	returned rawHeader
	// notification is true for machine-made reports that are no bounce: read
	// receipts, complaints, successful deliveries.
	notification bool
}

// readContent reads a whole message. A panic of the parser on hostile bytes
// ends here.
func readContent(raw []byte) (c *content, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			c, err = nil, fmt.Errorf("parser fault: %v", fault)
		}
	}()
	if bytes.Count(raw, []byte("\n--")) > partsLimit && bytes.Contains(bytes.ToLower(raw[:min(len(raw), headerLimit)]), []byte("multipart/")) {
		return nil, errors.New("too many parts")
	}
	root, err := partParser.ReadParts(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("read parts: %w", err)
	}
	c = &content{}
	c.text = c.read(root, 0)
	if c.empty() && root.FirstChild == nil && strings.HasPrefix(root.ContentType, "multipart/") && letters(string(raw)) > 0 {
		return nil, errors.New("no part could be found")
	}
	return c, nil
}

func (c *content) empty() bool {
	return strings.TrimSpace(c.text) == "" && len(c.attachments) == 0 && len(c.attached) == 0 && len(c.notes) == 0
}

// decoded is a part's content without its transfer encoding.
func decoded(p *enmime.Part) []byte {
	encoding := strings.ToLower(strings.TrimSpace(p.Header.Get("Content-Transfer-Encoding")))
	if encoding != "base64" && encoding != "quoted-printable" {
		return p.Content
	}
	plain, err := io.ReadAll(decodeTransfer(bytes.NewReader(p.Content), encoding))
	if err != nil && len(plain) == 0 {
		return p.Content
	}
	return plain
}

// read returns the words of a part and collects the rest into c.
func (c *content) read(p *enmime.Part, depth int) string {
	if depth > nestingLimit {
		return ""
	}
	kind := strings.ToLower(p.ContentType)
	switch {
	case p.FirstChild != nil && kind == "multipart/alternative":
		return c.readAlternative(p, depth)
	case p.FirstChild != nil:
		return c.readMixed(p, kind, depth)
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		c.report = append(c.report, readReport(decoded(p))...)
		return ""
	case kind == "message/disposition-notification" || kind == "message/feedback-report":
		c.notification = true
		return ""
	case kind == "text/rfc822-headers":
		c.returned = readHeader(decoded(p))
		return ""
	case kind == "message/rfc822" || kind == "message/global":
		return c.readNested(p, depth)
	case isBody(p, kind):
		text, links := bodyText(kind, decodeCharset(decoded(p), p.Charset))
		c.links = append(c.links, links...)
		return text
	}
	c.attach(p, kind)
	return ""
}

// isBody tells text to be read from a file that happens to be text.
func isBody(p *enmime.Part, kind string) bool {
	if strings.EqualFold(p.Disposition, "attachment") {
		return false
	}
	switch kind {
	case "", "text/plain", "text/html":
		return p.FileName == "" || strings.EqualFold(p.Disposition, "inline") && p.Parent != nil && p.Parent.FirstChild == p
	case "text/enriched", "text/richtext":
		return true
	}
	// A multipart whose boundary is missing reads as one text.
	return strings.HasPrefix(kind, "multipart/") && p.Parent == nil
}

// bodyText reads the words and links of one text part.
func bodyText(kind, decoded string) (string, []platforms.Link) {
	if kind == "text/html" {
		return readHTML(decoded)
	}
	text := tidyText(decoded)
	return text, plainLinks(text)
}

// readMixed joins the words of all parts; of a signed message the signature is
// no file anybody wants.
func (c *content) readMixed(p *enmime.Part, kind string, depth int) string {
	if kind == "multipart/encrypted" {
		c.notes = append(c.notes, "This message is encrypted (OpenPGP). Commsdesk can't open it; open it in your mail program.")
	}
	var texts []string
	for child := p.FirstChild; child != nil; child = child.NextSibling {
		if kind == "multipart/signed" && child != p.FirstChild && strings.Contains(strings.ToLower(child.ContentType), "signature") {
			continue
		}
		if text := c.read(child, depth+1); strings.TrimSpace(text) != "" {
			texts = append(texts, strings.Trim(text, "\n"))
		}
	}
	return strings.Join(texts, "\n\n")
}

// readAlternative takes the plain text where it says as much as the HTML does,
// and the links of both.
func (c *content) readAlternative(p *enmime.Part, depth int) string {
	var plain, rich string
	for child := p.FirstChild; child != nil; child = child.NextSibling {
		before := len(c.links)
		text := c.read(child, depth+1)
		if strings.EqualFold(child.ContentType, "text/plain") {
			plain = firstOf(plain, text)
		} else if strings.TrimSpace(text) != "" {
			rich = text
			// The HTML's links carry words; the plain text's only repeat them.
			c.links = slices.Concat(c.links[before:], c.links[:before])
		}
	}
	c.links = uniqueLinks(c.links)
	if letters(plain) == 0 || letters(rich) > 4*letters(plain) {
		return firstOf(rich, plain)
	}
	return plain
}

// readNested lists a message within the message as a file and takes its words
// along; in a delivery report it is the mail that came back.
func (c *content) readNested(p *enmime.Part, depth int) string {
	raw := trimEnvelope(decoded(p))
	block, _ := splitMessage(raw)
	header := readHeader(block)
	if p.Parent != nil && strings.EqualFold(p.Parent.ContentType, "multipart/report") {
		c.returned = header
	}
	name := p.FileName
	if name == "" {
		name = firstOf(header.text("subject"), "message") + ".eml"
	}
	c.add(p, "message/rfc822", name)
	inner, err := partParser.ReadParts(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	nested := &content{}
	text := nested.read(inner, depth+1)
	c.links = append(c.links, nested.links...)
	head := fmt.Sprintf("Attached message: %s\nFrom: %s\n\n", header.text("subject"), header.text("from"))
	c.attached = append(c.attached, head+strings.TrimSpace(text))
	c.attached = append(c.attached, nested.attached...)
	return ""
}

// attach lists a part as a file, and says so where it hides the message itself.
func (c *content) attach(p *enmime.Part, kind string) {
	if kind == "application/pkcs7-mime" || kind == "application/x-pkcs7-mime" {
		what := "encrypted"
		if strings.EqualFold(p.ContentTypeParams["smime-type"], "signed-data") {
			what = "signed in a closed form"
		}
		c.notes = append(c.notes, "This message is "+what+" (S/MIME). Commsdesk can't open it; open it in your mail program.")
	}
	name := p.FileName
	if name == "" {
		name = "file" + extension(kind)
	}
	c.add(p, kind, name)
}

func (c *content) add(p *enmime.Part, kind, name string) {
	encoding := p.Header.Get("Content-Transfer-Encoding")
	c.attachments = append(c.attachments, platforms.Attachment{
		Part: partAddress(imapPart(p), encoding),
		Name: cutName(platforms.Line(name)), Type: cut(kind, nameLimit), Size: decodedSize(int64(len(p.Content)), encoding),
	})
}

// cutName is a file's name in at most nameLimit bytes, its ending kept.
func cutName(name string) string {
	ending := path.Ext(name)
	if len(name) <= nameLimit || len(ending) > 16 {
		return cut(name, nameLimit)
	}
	return cut(name, nameLimit-len(ending)) + ending
}

// imapPart turns enmime's name of a part into IMAP's (RFC 3501 6.4.5).
func imapPart(p *enmime.Part) string {
	if p.PartID == "0" {
		return "1"
	}
	return strings.TrimSuffix(p.PartID, ".0")
}

// extension is a usual file extension for a type, "" when none is known.
func extension(kind string) string {
	known := map[string]string{"image/jpeg": ".jpg", "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics"}
	if e := known[kind]; e != "" {
		return e
	}
	if all, err := mime.ExtensionsByType(kind); err == nil && len(all) > 0 {
		return all[0]
	}
	return ""
}

// words are the new words and the folded history.
func (c *content) words() (text, quoted string) {
	text, quoted = splitQuoted(c.text)
	blocks := append([]string{}, c.notes...)
	if strings.TrimSpace(text) != "" {
		blocks = append(blocks, text)
	}
	text = strings.Join(blocks, "\n\n")
	var folded []string
	if quoted != "" {
		folded = append(folded, quoted)
	}
	return text, strings.Join(append(folded, c.attached...), "\n\n")
}

// letters counts what is neither space nor punctuation, roughly.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if r > 0x7F || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			n++
		}
	}
	return n
}
