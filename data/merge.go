package data

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"commsdesk/app/inbox"
)

// merged is what is known of a message that came twice: a is stored, b came now.
// It does not matter which came first: the earlier receipt, the fuller and later
// words, and every proof that it is ours are kept.
func merged(a, b inbox.Message) inbox.Message {
	switch {
	case bare(b):
		return deleted(a, b)
	case bare(a):
		b.Conversation = a.Conversation
		return deleted(b, a)
	case a.Expired && !b.Expired:
		a = restored(a, b)
	}
	a, b = dated(a, b), dated(b, a)
	m := a
	if better(b, a) {
		m = b
	}
	m.Was = formerWords(a, b, m)
	m.Conversation = a.Conversation
	m.Locations = nil
	mergeReceipt(&m, a, b)
	if a.Direction == inbox.Own || b.Direction == inbox.Own {
		m.Direction = inbox.Own
	}
	m.Altered = a.Altered || b.Altered
	if m.DeletedAt = a.DeletedAt; m.DeletedAt.IsZero() || !b.DeletedAt.IsZero() && b.DeletedAt.Before(m.DeletedAt) {
		m.DeletedAt = b.DeletedAt
	}
	asOfNow(&m, a, b)
	return m
}

// mergeReceipt keeps the earlier receipt and the link to a send of ours.
func mergeReceipt(m *inbox.Message, a, b inbox.Message) {
	early, late := a, b
	if b.SeenAt.Before(a.SeenAt) || b.SeenAt.Equal(a.SeenAt) && b.Calendar < a.Calendar {
		early, late = b, a
	}
	m.SeenAt, m.Calendar = early.SeenAt, early.Calendar
	m.Start, m.History = early.Start, a.History && b.History
	if !a.Start.Equal(b.Start) {
		first := a
		if b.Start.Before(a.Start) {
			first = b
		}
		m.Start, m.History = first.Start, first.History
	}
	if m.Send = early.Send; m.Send == "" || late.Send != "" && late.Send < m.Send {
		m.Send = late.Send
	}
}

// better tells whether b's words replace a's: a whole message those of a mere
// header, an edited one those before the edit.
func better(b, a inbox.Message) bool {
	switch {
	case a.HeaderOnly != b.HeaderOnly:
		return a.HeaderOnly
	case !a.EditedAt.Equal(b.EditedAt):
		return b.EditedAt.After(a.EditedAt)
	}
	return b.BodyHash < a.BodyHash
}

// bare tells that only the deletion of a message came, without its words.
func bare(m inbox.Message) bool {
	return !m.DeletedAt.IsZero() && !m.Mail() && !m.Expired && !m.HeaderOnly && m.Text == "" && len(m.Files) == 0
}

// deleted notes a deletion on what is known; the words are kept, unless the
// network wants them forgotten from then on.
func deleted(known, gone inbox.Message) inbox.Message {
	known.Locations = nil
	if known.DeletedAt.IsZero() || gone.DeletedAt.Before(known.DeletedAt) {
		known.DeletedAt = gone.DeletedAt
	}
	if !gone.ExpireAt.IsZero() {
		known.ExpireAt = gone.ExpireAt
	}
	return known
}

// restored puts words that came again into a message whose words had expired.
func restored(a, b inbox.Message) inbox.Message {
	b.Conversation, b.Was = a.Conversation, nil
	b.SeenAt, b.Start, b.History, b.Calendar, b.Send = a.SeenAt, a.Start, a.History, a.Calendar, a.Send
	b.DeletedAt, b.Altered, b.Direction = a.DeletedAt, a.Altered, a.Direction
	return b
}

// dated gives one of two messages whose network did not say when it was edited a
// moment: when we first saw the other words. Mail has no edits.
func dated(m, other inbox.Message) inbox.Message {
	if m.Mail() || m.HeaderOnly || other.HeaderOnly || !m.EditedAt.IsZero() {
		return m
	}
	if m.Text == other.Text {
		if other.EditSeen {
			m.EditedAt, m.EditSeen = other.EditedAt, true
		}
		return m
	}
	later := m.SeenAt.After(other.SeenAt) || m.SeenAt.Equal(other.SeenAt) && m.Text > other.Text
	if other.EditSeen {
		later = m.SeenAt.After(other.EditedAt)
	}
	if later && (other.EditedAt.IsZero() || other.EditSeen) {
		m.EditedAt, m.EditSeen = m.SeenAt, true
	}
	return m
}

// formerWords are all words that m once had, oldest first.
func formerWords(a, b, m inbox.Message) []inbox.Version {
	if m.Mail() {
		return a.Was
	}
	all := slices.Concat(a.Was, b.Was)
	for _, o := range []inbox.Message{a, b} {
		if !o.HeaderOnly {
			all = append(all, inbox.Version{Text: o.Text, At: o.EditedAt})
		}
	}
	slices.SortFunc(all, func(x, y inbox.Version) int {
		return cmp.Or(x.At.Compare(y.At), strings.Compare(x.Text, y.Text))
	})
	var was []inbox.Version
	for _, v := range all {
		now := v.Text == m.Text && v.At.Equal(m.EditedAt)
		same := len(was) > 0 && was[len(was)-1].Text == v.Text
		if !now && !same && v.Text != "" {
			was = append(was, v)
		}
	}
	if n := len(was); n > 0 && was[n-1].Text == m.Text {
		was = was[:n-1] // touched without another word
	}
	return was
}

// asOfNow takes what a network changes without an edit from the later look.
func asOfNow(m *inbox.Message, a, b inbox.Message) {
	from := a
	if !sameStanding(a, b) && !b.AsOf.Before(a.AsOf) {
		from = b
	}
	m.Hidden, m.Counts, m.AsOf = from.Hidden, from.Counts, from.AsOf
	m.ReplyUntil, m.ReplyAfter, m.ExpireAt = from.ReplyUntil, from.ReplyAfter, from.ExpireAt
	m.Ref, m.Permalink = from.Ref, from.Permalink
	if m.Context == "" {
		m.Context = a.Context + b.Context
	}
}

func sameStanding(a, b inbox.Message) bool {
	return a.Hidden == b.Hidden && maps.Equal(a.Counts, b.Counts) && a.ReplyUntil.Equal(b.ReplyUntil) && a.ReplyAfter == b.ReplyAfter &&
		a.ExpireAt.Equal(b.ExpireAt) && a.Ref == b.Ref && a.Permalink == b.Permalink
}

// quietly is a message without what changes all the time and no decision hangs
// on: a changed count is no news to an officer who is about to act.
func quietly(m inbox.Message) inbox.Message {
	m.Counts, m.Ref, m.Permalink = nil, "", ""
	m.ExpireAt, m.AsOf = time.Time{}, time.Time{}
	return m
}
