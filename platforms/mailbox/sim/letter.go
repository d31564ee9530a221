package sim

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-message/mail"

	"commsdesk/platforms"
)

// letter is what the simulated server reads in a message of ours.
type letter struct {
	subject, text string
	to, cc        []platforms.Person
	references    []string
	files         []platforms.Attachment
}

// readLetter reads sealed bytes back.
func readLetter(raw []byte) (letter, error) {
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return letter{}, fmt.Errorf("read message: %w", err)
	}
	var l letter
	if l.subject, err = r.Header.Subject(); err != nil {
		return letter{}, fmt.Errorf("read subject: %w", err)
	}
	if l.references, err = r.Header.MsgIDList("References"); err != nil {
		return letter{}, fmt.Errorf("read references: %w", err)
	}
	l.to, l.cc = people(r.Header, "To"), people(r.Header, "Cc")
	for number := 1; ; number++ {
		part, err := r.NextPart()
		if err == io.EOF {
			return l, nil
		}
		if err != nil {
			return letter{}, fmt.Errorf("read part: %w", err)
		}
		content, err := io.ReadAll(part.Body)
		if err != nil {
			return letter{}, fmt.Errorf("read part: %w", err)
		}
		switch h := part.Header.(type) {
		case *mail.InlineHeader:
			if kind, _, _ := h.ContentType(); kind == "text/plain" {
				l.text = strings.ReplaceAll(string(content), "\r\n", "\n")
			}
		case *mail.AttachmentHeader:
			name, _ := h.Filename()
			kind, _, _ := h.ContentType()
			l.files = append(l.files, platforms.Attachment{Part: fmt.Sprint(number), Name: name, Type: kind, Size: int64(len(content))})
		}
	}
}

func people(h mail.Header, field string) (list []platforms.Person) {
	addresses, err := h.AddressList(field)
	if err != nil {
		return nil
	}
	for _, a := range addresses {
		list = append(list, platforms.Person{ID: strings.ToLower(a.Address), Name: a.Name})
	}
	return list
}

// ownItem is a sent message as a pull shows it.
func (a *Account) ownItem(msg platforms.Sealed, l letter) platforms.Item {
	self := platforms.Person{ID: strings.ToLower(a.script.Address), Name: a.script.Name}
	text, quoted, _ := strings.Cut(l.text, "\n> ")
	if quoted != "" {
		quoted = "> " + quoted
	}
	item := platforms.Item{
		RemoteID: msg.Token, Direction: platforms.FromUs, From: self, AnswerTo: self, To: l.to, Cc: l.cc,
		Subject: l.subject, Text: strings.TrimSpace(text), Quoted: quoted, Attachments: l.files,
		ReceivedAt: a.clock(), Size: int64(len(msg.Bytes)), Parents: slices.Clone(l.references),
	}
	if len(item.Parents) > 0 {
		item.ThreadRoot = item.Parents[0]
	}
	slices.Reverse(item.Parents)
	return item
}

// answerItem is what comes back for a message of ours.
func (a *Account) answerItem(own platforms.Item, from string, answer Answer) platforms.Item {
	who := platforms.Person{ID: strings.ToLower(from)}
	for _, p := range slices.Concat(own.To, own.Cc) {
		if who.ID == "" || strings.EqualFold(p.ID, from) {
			who = p
			break
		}
	}
	subject := own.Subject
	if !strings.HasPrefix(strings.ToLower(subject), "re:") {
		subject = "Re: " + subject
	}
	item := platforms.Item{
		From: who, To: []platforms.Person{own.From}, Subject: subject, Text: answer.Text, Auto: answer.Auto,
		Parents: append([]string{own.RemoteID}, own.Parents...), ThreadRoot: own.ThreadRoot, ReceivedAt: a.clock().Add(answer.After),
	}
	if item.ThreadRoot == "" {
		item.ThreadRoot = own.RemoteID
	}
	if answer.Auto == platforms.AutoBounce {
		item.From = platforms.Person{ID: "mailer-daemon@sample.example", Name: "Mail Delivery"}
		item.Subject = "Undelivered: " + own.Subject
		item.Bounce = &platforms.Bounce{OriginalID: own.RemoteID, Recipient: who.ID, Status: "5.1.1", Permanent: true, Reason: answer.Text}
	}
	return item
}
