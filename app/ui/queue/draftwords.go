package queue

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// worthKeeping tells whether there is anything in a draft that somebody would
// miss.
func worthKeeping(d outbox.Draft) bool {
	return strings.TrimSpace(d.Text) != "" || len(d.Files) > 0 || d.Purpose == outbox.New && (d.Subject != "" || len(d.To) > 0)
}

// chooseDraft picks the draft to go on with: the one just brought back, else the
// officer's own newest; others are the rest worth keeping, newest first.
func chooseDraft(all []outbox.Draft, officer, wanted string) (chosen *outbox.Draft, others []outbox.Draft) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b outbox.Draft) int { return b.SavedAt.Compare(a.SavedAt) })
	for i := range all {
		if all[i].ID == wanted {
			chosen = &all[i]
		}
	}
	for i := range all {
		if chosen == nil && all[i].Officer == officer && worthKeeping(all[i]) {
			chosen = &all[i]
		}
	}
	for _, d := range all {
		if worthKeeping(d) && (chosen == nil || d.ID != chosen.ID) {
			others = append(others, d)
		}
	}
	return chosen, others
}

// peopleWords are recipients as a line of a text box: names with addresses.
func peopleWords(people []outbox.Person) string {
	var all []string
	for _, p := range people {
		if p.Name == "" || p.Name == p.ID {
			all = append(all, p.ID)
			continue
		}
		all = append(all, (&mail.Address{Name: p.Name, Address: p.ID}).String())
	}
	return strings.Join(all, ", ")
}

// peopleShort are recipients as they are read: names alone, but the address of
// who has none.
func peopleShort(people []outbox.Person) string {
	var all []string
	for _, p := range people {
		if p.Name == "" || p.Name == p.ID {
			all = append(all, p.ID)
			continue
		}
		all = append(all, p.Name+" <"+p.ID+">")
	}
	return strings.Join(all, ", ")
}

// readPeople reads recipients as somebody typed them, between commas or
// semicolons. What is no address is kept as it is, so that the check names it.
func readPeople(words string) []outbox.Person {
	if list, err := mail.ParseAddressList(words); err == nil {
		var people []outbox.Person
		for _, a := range list {
			people = append(people, outbox.Person{ID: strings.ToLower(a.Address), Name: a.Name})
		}
		return people
	}
	var people []outbox.Person
	for _, piece := range strings.FieldsFunc(words, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		piece = strings.TrimSpace(piece)
		if piece == "" {
			continue
		}
		if a, err := mail.ParseAddress(piece); err == nil {
			people = append(people, outbox.Person{ID: strings.ToLower(a.Address), Name: a.Name})
			continue
		}
		people = append(people, outbox.Person{ID: piece})
	}
	return people
}

// pending says that an earlier reply has no known outcome yet; "" when all have.
func (v view) pending(sends []outbox.Send) string {
	for _, s := range sends {
		at := s.CommittedAt
		if at.IsZero() {
			at = s.QueuedAt
		}
		reply := s.Initials + "’s reply of " + calendar.FormatWhen(v.now, at)
		switch s.State {
		case outbox.Unconfirmed:
			return "We do not know if " + reply + " went. Settle it in the outbox first"
		case outbox.Queued, outbox.Sending, outbox.Committed, outbox.WaitingTry, outbox.Held:
			return reply + " is still on its way"
		}
	}
	return ""
}

// since says what came after a draft began, for the officer who writes on; ""
// when nothing did.
func (v view) since(d outbox.Draft, msgs []inbox.Message, sends []outbox.Send) string {
	if d.Seen == nil {
		return ""
	}
	seen := map[string]bool{}
	for _, k := range d.Seen {
		seen[k] = true
	}
	for _, m := range slices.Backward(msgs) {
		if seen[m.Key] || m.Auto != "" || m.History || m.Send != "" {
			continue
		}
		if m.Direction == inbox.Own {
			return "Somebody answered at " + calendar.FormatWhen(v.now, m.Start) + ", after you began"
		}
		return m.From.Words() + " wrote again at " + calendar.FormatWhen(v.now, m.Start) + ", after you began"
	}
	for _, s := range sends {
		if s.State != outbox.Withdrawn && !seen["send:"+s.ID] && d.From != s.ID {
			return s.Initials + " pressed Send at " + calendar.FormatWhen(v.now, s.QueuedAt) + ", after you began"
		}
	}
	return ""
}

// seenNow are the marks of everything in a conversation, as a draft keeps them.
func seenNow(msgs []inbox.Message, sends []outbox.Send) []string {
	seen := []string{}
	for _, m := range msgs {
		seen = append(seen, m.Key)
	}
	for _, s := range sends {
		if s.State != outbox.Withdrawn {
			seen = append(seen, "send:"+s.ID)
		}
	}
	return seen
}

// draftWords tell drafts apart: the beginning of the text, and when it was
// saved.
func (v view) draftWords(d outbox.Draft) string {
	text := []rune(strings.Join(strings.Fields(d.Text), " "))
	if len(text) > 40 {
		text = append(text[:40], '…')
	}
	words := fmt.Sprintf("“%s”, %s", string(text), calendar.FormatWhen(v.now, d.SavedAt))
	if o, ok := v.snap.Officer(d.Officer); ok && d.Officer != v.me {
		words += ", " + o.Initials
	}
	return words
}
