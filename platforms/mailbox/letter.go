package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message"
	mailmessage "github.com/emersion/go-message/mail"

	"commsdesk/platforms"
)

const (
	// maxReferences is how many ids References carries: the first, which holds
	// the thread together, and the latest.
	maxReferences = 20
	// maxID is the longest id in bytes that still fits a header line.
	maxID = 500
	// maxFileName is the longest file name in bytes: encoded it triples, and a
	// header line ends at 998 (RFC 5322 2.1.1).
	maxFileName = 200
)

// letter is a message on its way to becoming bytes.
type letter struct {
	head          letterhead
	to, cc        []*mail.Address
	at            time.Time
	token         string
	subject, text string
	intro, quoted string
	inReplyTo     string
	references    []string
	files         []platforms.File
	// automatic marks a message that no person wrote (RFC 3834).
	automatic bool
}

// quote takes the original to be quoted below the text.
func (l *letter) quote(q *platforms.Quote) {
	if q == nil || strings.TrimSpace(q.Text) == "" {
		return
	}
	l.quoted = cleanText(q.Text)
	if len(l.quoted) > quoteLimit {
		l.quoted = strings.ToValidUTF8(l.quoted[:quoteLimit], "") + "\n[…]"
	}
	who, when := cleanLine(q.Who), cleanLine(q.When)
	switch {
	case who != "" && when != "":
		l.intro = fmt.Sprintf("On %s, %s wrote:", when, who)
	case who != "":
		l.intro = who + " wrote:"
	default:
		l.intro = "The original message:"
	}
}

// answers takes the ids that join the message to its thread.
func (l *letter) answers(parent *platforms.Parent) {
	if parent == nil {
		return
	}
	if safeID(parent.ID) {
		l.inReplyTo = parent.ID
	}
	var ids []string
	for _, id := range slices.Concat([]string{parent.Root}, parent.References, []string{parent.ID}) {
		if !safeID(id) {
			continue
		}
		if i := slices.Index(ids, id); i > 0 {
			ids = slices.Delete(ids, i, i+1)
		} else if i == 0 {
			continue
		}
		ids = append(ids, id)
	}
	if len(ids) > maxReferences {
		ids = append(ids[:1:1], ids[len(ids)-maxReferences+1:]...)
	}
	l.references = ids
}

// safeID tells whether a stranger's id can stand in our header.
func safeID(id string) bool {
	return id != "" && len(id) <= maxID && !strings.ContainsFunc(id, func(r rune) bool {
		return r <= ' ' || r > '~' || r == '<' || r == '>'
	})
}

// build gives the bytes: text and HTML as alternatives, files beside them.
func (l *letter) build(ctx context.Context) ([]byte, error) {
	var b bytes.Buffer
	header := l.header()
	if len(l.files) == 0 {
		inline, err := mailmessage.CreateInlineWriter(&b, header)
		if err != nil {
			return nil, fmt.Errorf("write header: %w", err)
		}
		if err := l.writeWords(inline); err != nil {
			return nil, err
		}
		return l.finish(&b)
	}
	w, err := mailmessage.CreateWriter(&b, header)
	if err != nil {
		return nil, fmt.Errorf("write header: %w", err)
	}
	inline, err := w.CreateInline()
	if err != nil {
		return nil, fmt.Errorf("write text: %w", err)
	}
	if err := l.writeWords(inline); err != nil {
		return nil, err
	}
	for _, f := range l.files {
		if err := l.writeFile(ctx, w, &b, f); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("end message: %w", err)
	}
	return l.finish(&b)
}

func (l *letter) finish(b *bytes.Buffer) ([]byte, error) {
	if !bytes.HasSuffix(b.Bytes(), []byte("\r\n")) {
		b.WriteString("\r\n")
	}
	return b.Bytes(), l.checkSize(int64(b.Len()))
}

// header gives the fields. They are set in reverse: the last set is written
// first. There is no Bcc, ever.
func (l *letter) header() mailmessage.Header {
	var h mailmessage.Header
	if l.automatic {
		h.Set("Auto-Submitted", "auto-generated")
	}
	h.SetMsgIDList("References", l.references)
	if l.inReplyTo != "" {
		h.SetMsgIDList("In-Reply-To", []string{l.inReplyTo})
	}
	h.SetMessageID(l.token)
	h.SetDate(l.at)
	h.SetSubject(l.subject)
	setAddresses(&h, "Cc", l.cc)
	setAddresses(&h, "To", l.to)
	setAddresses(&h, "From", []*mail.Address{&l.head.from})
	return h
}

// setAddresses writes an address header. The standard formatter leaves a
// backslash bare inside an encoded name, which RFC 2047 5(3) forbids there and
// readers refuse: such a name is encoded whole.
func setAddresses(h *mailmessage.Header, field string, list []*mail.Address) {
	if len(list) == 0 {
		return
	}
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a.String()
		if strings.Contains(a.Name, "\\") && strings.Contains(out[i], "=?") {
			out[i] = mime.BEncoding.Encode("utf-8", a.Name) + " " + (&mail.Address{Address: a.Address}).String()
		}
	}
	h.Set(field, strings.Join(out, ", "))
}

// writeWords writes the text twice: plain, and as simple HTML.
func (l *letter) writeWords(w *mailmessage.InlineWriter) error {
	plain := l.text + "\n"
	if l.quoted != "" {
		plain += "\n" + l.intro + "\n" + quoteLines(l.quoted)
	}
	for _, part := range []struct{ kind, words string }{
		{"text/plain", plain},
		{"text/html", toHTML(l.text, l.intro, l.quoted)},
	} {
		var h mailmessage.InlineHeader
		h.SetContentType(part.kind, map[string]string{"charset": "utf-8"})
		p, err := w.CreatePart(h)
		if err != nil {
			return fmt.Errorf("write %s: %w", part.kind, err)
		}
		if _, err := io.WriteString(p, part.words); err != nil {
			return fmt.Errorf("write %s: %w", part.kind, err)
		}
		if err := p.Close(); err != nil {
			return fmt.Errorf("write %s: %w", part.kind, err)
		}
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("end text: %w", err)
	}
	return nil
}

// quoteLines marks each line as quoted; what was quoted already gets one more
// mark without a space, as every mail program reads it (RFC 3676 4.5).
func quoteLines(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case line == "" || line[0] == '>':
			b.WriteString(">" + line + "\n")
		default:
			b.WriteString("> " + line + "\n")
		}
	}
	return b.String()
}

// writeFile streams one file in, and stops when the message grows over the
// limit whatever its stated size said.
func (l *letter) writeFile(ctx context.Context, w *mailmessage.Writer, b *bytes.Buffer, f platforms.File) error {
	name := fileName(f.Name)
	if err := ctx.Err(); err != nil {
		return err
	}
	r, err := f.Open()
	if err != nil {
		return unreadable(name, err)
	}
	defer r.Close()
	var h message.Header
	h.Set("Content-Transfer-Encoding", "base64")
	// The library writes encoded words here, which RFC 2231 replaced.
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Type", mime.FormatMediaType(fileType(f.Type), map[string]string{"name": name}))
	part, err := w.CreateAttachment(mailmessage.AttachmentHeader{Header: h})
	if err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	limit := l.head.maxBytes
	if limit <= 0 {
		limit = sizeUnknown
	}
	_, err = io.Copy(part, &capped{r: r, written: b, limit: limit})
	switch {
	case errors.Is(err, errTooBig):
		return l.checkSize(limit + 1)
	case err != nil:
		return unreadable(name, err)
	}
	if err := part.Close(); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	return nil
}

func unreadable(name string, err error) error {
	return &platforms.Error{
		Class:    platforms.ClassRefused,
		Sentence: fmt.Sprintf("Nothing was sent: the file “%s” can't be read. Attach it again or leave it out.", name),
		Err:      err,
	}
}

// capped ends reading once the message written so far is over the limit.
type capped struct {
	r       io.Reader
	written *bytes.Buffer
	limit   int64
}

func (c *capped) Read(p []byte) (int, error) {
	if int64(c.written.Len()) > c.limit {
		return 0, errTooBig
	}
	return c.r.Read(p)
}

// fileName is the name without folders, line ends and overlength.
func fileName(name string) string {
	name = cleanLine(path.Base(strings.ReplaceAll(name, `\`, "/")))
	if name == "" || name == "." || name == "/" {
		return "file"
	}
	if ext := path.Ext(name); len(name) > maxFileName && len(ext) < 16 {
		return strings.ToValidUTF8(name[:maxFileName-len(ext)], "") + ext
	} else if len(name) > maxFileName {
		return strings.ToValidUTF8(name[:maxFileName], "")
	}
	return name
}

// fileType is the file's media type without parameters. Messages and multiparts
// may not be base64 (RFC 2046 5.2.1), and a broken type says nothing.
func fileType(typ string) string {
	kind, _, err := mime.ParseMediaType(typ)
	if err != nil || !strings.Contains(kind, "/") || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		return "application/octet-stream"
	}
	return kind
}
