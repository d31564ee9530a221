package mailbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"commsdesk/platforms"
)

const (
	// TextLimit is the longest reply in bytes of UTF-8, quote apart: as much as
	// the composer takes (DESIGN 7).
	TextLimit = 20 << 10
	// subjectLimit is the longest subject in runes.
	subjectLimit = 250
	// quoteLimit is how many bytes of an original are quoted.
	quoteLimit = 64 << 10
	// sizeUnknown bounds a message in bytes while no server has said its SIZE:
	// what most providers take at least.
	sizeUnknown = 25 << 20
)

// letterhead is what the mailbox itself adds to a message.
type letterhead struct {
	from     mail.Address
	server   string
	maxBytes int64
}

// seal checks and builds: first everything that needs no bytes, so that the
// officer hears of a slip before a large file is read.
func seal(ctx context.Context, head letterhead, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	to, err := recipients(out.To)
	if err != nil {
		return platforms.Sealed{}, err
	}
	cc, err := recipients(out.Cc)
	if err != nil {
		return platforms.Sealed{}, err
	}
	if len(to)+len(cc) == 0 {
		return platforms.Sealed{}, platforms.Refuse("This message has nobody to go to. Add an address in To.")
	}
	l := letter{
		head: head, to: to, cc: cc, at: at,
		subject: replySubject(out.Subject, out.ReplyTo),
		text:    cleanText(out.Text),
		files:   out.Files,
	}
	if err := l.check(); err != nil {
		return platforms.Sealed{}, err
	}
	l.quote(out.Quote)
	l.answers(out.ReplyTo)
	l.token = newToken(head.from.Address)
	bytes, err := l.build(ctx)
	if err != nil {
		return platforms.Sealed{}, err
	}
	return platforms.Sealed{
		Token:      l.token,
		From:       head.from.Address,
		Recipients: envelopeTo(to, cc, out.SelfCopy, head.from.Address),
		Bytes:      bytes,
	}, nil
}

// recipients checks every address and cleans every name.
func recipients(people []platforms.Person) ([]*mail.Address, error) {
	var list []*mail.Address
	for _, p := range people {
		typed := strings.TrimSpace(p.ID)
		suggestion, err := CheckAddress(typed)
		switch {
		case err != nil && suggestion != "":
			return nil, platforms.Refuse(fmt.Sprintf("Nothing was sent: %s. Did you mean %s?", err, printable(suggestion)))
		case err != nil:
			return nil, platforms.Refuse(fmt.Sprintf("Nothing was sent: %s. Correct the address and send again.", err))
		case suggestion != "":
			return nil, platforms.Refuse(fmt.Sprintf("Nothing was sent: “%s” looks like a slip. Did you mean %s?", typed, suggestion))
		}
		ascii, err := deliverable(typed)
		if err != nil {
			return nil, platforms.Refuse("Nothing was sent: " + err.Error() + ".")
		}
		list = append(list, &mail.Address{Name: cleanLine(p.Name), Address: ascii})
	}
	return list, nil
}

// envelopeTo is To, Cc and, for a self-copy, the mailbox itself; each once.
func envelopeTo(to, cc []*mail.Address, selfCopy bool, self string) []string {
	all := append(append([]*mail.Address{}, to...), cc...)
	if selfCopy {
		all = append(all, &mail.Address{Address: self})
	}
	seen := map[string]bool{}
	var addresses []string
	for _, a := range all {
		if key := strings.ToLower(a.Address); !seen[key] {
			seen[key] = true
			addresses = append(addresses, a.Address)
		}
	}
	return addresses
}

// check says what the officer must change before anything is built.
func (l *letter) check() error {
	switch {
	case strings.TrimSpace(l.text) == "":
		return platforms.Refuse("There is no text to send yet. Write it, then send.")
	case len(l.text) > TextLimit:
		return platforms.Refuse(fmt.Sprintf("The text is too long to send: %s, at most %s. Shorten it or attach it as a file.", sizeWords(int64(len(l.text))), sizeWords(TextLimit)))
	case utf8.RuneCountInString(l.subject) > subjectLimit:
		return platforms.Refuse(fmt.Sprintf("The subject is too long: at most %d characters. Shorten it.", subjectLimit))
	}
	total := int64(len(l.text))
	for _, f := range l.files {
		total += f.Size + f.Size/3 // base64 makes four bytes of three
	}
	return l.checkSize(total)
}

// checkSize compares a size in bytes with what the server takes.
func (l *letter) checkSize(size int64) error {
	most, who := l.head.maxBytes, l.head.server
	if most <= 0 {
		most, who = sizeUnknown, "most mail servers"
	}
	if size <= most {
		return nil
	}
	takes := "takes"
	if who != l.head.server {
		takes = "take"
	}
	return platforms.Refuse(fmt.Sprintf("Nothing was sent: with its files this message is %s, and %s %s at most %s. Leave a file out or make it smaller.",
		sizeWords(size), who, takes, sizeWords(most)))
}

// newToken makes a Message-ID's inside: ours to the eye, and 128 random bits
// that nobody can guess, so that finding it proves that it is our message.
func newToken(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return "commsdesk." + strings.ToLower(rand.Text()) + "@" + domain
}

// replySubject gives the subject as sent. Where it is still the answered
// item's, one Re: stands before it; a subject that the officer changed is kept.
func replySubject(typed string, parent *platforms.Parent) string {
	typed = cleanLine(typed)
	if parent == nil {
		return typed
	}
	root := withoutRe(cleanLine(parent.Subject))
	if typed == "" || withoutRe(typed) == root {
		return strings.TrimSpace("Re: " + root)
	}
	return typed
}

// withoutRe strips every mark of an answer that mail programs put before a
// subject.
func withoutRe(subject string) string {
	for {
		mark, rest, found := strings.Cut(subject, ":")
		mark, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(mark)), "[")
		switch mark {
		case "re", "aw", "sv", "antw", "ref", "rv":
		default:
			return subject
		}
		if !found {
			return subject
		}
		subject = strings.TrimSpace(rest)
	}
}

// cleanLine makes one header-safe line: no control characters, no line ends,
// single spaces, nothing that could be read as an encoded word (RFC 2047).
func cleanLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.IsSpace(r) || r == '\ufeff' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	s = strings.ReplaceAll(s, "=?", "= ?")
	return strings.Join(strings.Fields(s), " ")
}

// cleanText makes line ends \n and drops control characters but the tab.
func cleanText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(strings.ToValidUTF8(s, "\ufffd"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.TrimRight(s, "\n \t")
}

// printable is an address as it can stand in a sentence.
func printable(s string) string {
	if short := []rune(cleanLine(s)); len(short) > 80 {
		return string(short[:80]) + "…"
	}
	return cleanLine(s)
}

// sizeWords gives bytes as people read them.
func sizeWords(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	}
	return fmt.Sprintf("%d MB", (n+1<<20-1)>>20)
}

// errTooBig ends the reading of a file that grew over the server's limit.
var errTooBig = errors.New("message over the size limit")
