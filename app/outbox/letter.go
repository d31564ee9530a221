package outbox

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"

	"commsdesk/platforms"
)

// Letter is what an officer wrote, made ready to be sealed and queued.
type Letter struct {
	// ID is the id that the send gets.
	ID string
	// Draft is what it is made from; its officer, account, recipients, subject,
	// files and purpose are the letter's.
	Draft    Draft
	Network  string
	Initials string
	// Text is the whole text with the initials (see Sign).
	Text    string
	Private bool
	// ReplyTo is the message that is answered, nil for a new one; Quote its
	// words when they are to be quoted.
	ReplyTo *ReplyTo
	Quote   *Quoted
	// Covers and Parent: see Send.
	Covers []string
	Parent string
}

// ReplyTo is the message that a letter answers: its id at the network, its
// thread's first id, the ids above it oldest first, its subject; what the
// adapter kept with it (Ref), the post of ours above it (Context), its kind, who
// wrote it and when (UTC).
type ReplyTo struct {
	ID, Root           string
	References         []string
	Subject            string
	Ref, Context, Kind string
	Private            bool
	From               Person
	At                 time.Time
}

// parent is what is answered in the adapter's terms.
func (r ReplyTo) parent() *platforms.Parent {
	return &platforms.Parent{ID: r.ID, Root: r.Root, References: r.References, Subject: r.Subject, Ref: r.Ref,
		Context: r.Context, Kind: r.Kind, Private: r.Private, From: platforms.Person(r.From), At: r.At}
}

// Quoted are the words of the original: who wrote them and when, as it is to
// be printed.
type Quoted struct{ Who, When, Text string }

// outgoing is the letter in the adapter's terms.
func (l Letter) outgoing(ctx context.Context, store Store) platforms.Outgoing {
	out := platforms.Outgoing{Private: l.Private, To: people(l.Draft.To), Cc: people(l.Draft.Cc),
		Subject: l.Draft.Subject, Text: l.Text}
	if l.ReplyTo != nil {
		out.ReplyTo = l.ReplyTo.parent()
	}
	if l.Quote != nil {
		q := platforms.Quote(*l.Quote)
		out.Quote = &q
	}
	for _, f := range l.Draft.Files {
		out.Files = append(out.Files, platforms.File{Name: f.Name, Type: f.Type, Size: f.Size,
			Open: func() (io.ReadCloser, error) {
				kept, err := store.File(ctx, f.Hash)
				if err != nil {
					return nil, err
				}
				return io.NopCloser(bytes.NewReader(kept)), nil
			}})
	}
	return out
}

func people(ps []Person) []platforms.Person {
	var out []platforms.Person
	for _, p := range ps {
		out = append(out, platforms.Person(p))
	}
	return out
}

// Sign ends the text with the officer's initials (S 5.5): a blank line and
// ^GM, unless the text ends with them already. Text without initials to add is
// returned trimmed.
func Sign(text, initials string) string {
	text = strings.TrimSpace(text)
	if initials == "" || signed(text, initials) {
		return text
	}
	if text == "" {
		return "^" + initials
	}
	return text + "\n\n^" + initials
}

// Unsign takes the initials off again, as a draft is written without them.
func Unsign(text, initials string) string {
	text = strings.TrimSpace(text)
	if initials == "" || !signed(text, initials) {
		return text
	}
	return strings.TrimSpace(text[:len(text)-len(initials)-1])
}

// signed tells whether the text ends with ^GM as a word of its own.
func signed(text, initials string) bool {
	at := len(text) - len(initials) - 1
	if at < 0 || !strings.EqualFold(text[at:], "^"+initials) {
		return false
	}
	return at == 0 || strings.ContainsAny(text[at-1:at], " \n\t.!?,")
}
