package program

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"commsdesk/app"
	"commsdesk/app/inbox"
)

// OriginalName is the name under which a message's original is saved unless a
// person chooses another: its subject, as mail programs name theirs.
func OriginalName(m inbox.Message) string {
	name, ending := "message", ".eml"
	if m.Subject != "" {
		name = m.Subject
	}
	if !m.Mail() {
		ending = ".json" // as networks write what they send
	}
	return FileName(name + ending)
}

// SaveOriginal saves a message that could not be read, as it came, under a path
// that a person chose, and returns where it lies. It needs no network: such a
// message is kept here, at most platforms.RawLimit bytes of it. Like an attachment
// it is never opened by us, nor put over another file (SaveFileAs). NotFound: there
// is no such message, or nothing beyond its words is kept.
func (p *Program) SaveOriginal(ctx context.Context, conversation, message, path string) (saved string, err error) {
	_, msgs, err := p.Store.Conversation(ctx, conversation)
	if err != nil {
		return "", fmt.Errorf("save an original of %s: %w", conversation, err)
	}
	i := slices.IndexFunc(msgs, func(m inbox.Message) bool { return m.Key == message })
	if i < 0 || len(msgs[i].Raw) == 0 {
		return "", app.NewError(app.NotFound, "Only what could not be read is kept as it came, and this is not such a message. Open it in your mail program or on its network.")
	}
	return saveForeign(path, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(msgs[i].Raw))
		return err
	})
}
