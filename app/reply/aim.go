package reply

import (
	"slices"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// Where the message that was to be answered is no more: the draft is kept.
const (
	movedWords   = "The message you were answering is not in this conversation any more. Choose another message to answer."
	deletedWords = "The message you were answering was deleted by whoever wrote it, so nothing can stand below it. Choose another message to answer."
)

// Answered is the message that the draft answers, as far as c knows the
// conversation: the chosen one, else the newest that the officer has seen. ok is
// false when there is none.
func (c Composing) Answered() (m inbox.Message, ok bool) { return answered(c.Messages, c.Draft) }

// Newest is the message that an answer goes to when nobody chooses another.
func (c Composing) Newest() (m inbox.Message, ok bool) { return newest(c.Messages, nil) }

// Aimed is the draft as an answer to the message with this key, "" for the
// newest; all: to everybody whom that message went to. Its words stay. Whoever
// chooses a message has it before them, so that it counts as seen. A key that is
// not there leaves the draft as it is.
func (c Composing) Aimed(key string, all bool) outbox.Draft {
	own := ""
	if len(c.Own) > 0 {
		own = c.Own[0]
	}
	return aimed(c.Draft, c.Messages, key, all, own)
}

func aimed(d outbox.Draft, msgs []inbox.Message, key string, all bool, own string) outbox.Draft {
	m, found := newest(msgs, nil)
	if key != "" {
		m, found = chosen(msgs, key)
	}
	if !found {
		return d
	}
	d.Answers = key
	if d.Seen != nil && !slices.Contains(d.Seen, m.Key) {
		d.Seen = append(d.Seen[:len(d.Seen):len(d.Seen)], m.Key)
	}
	d.To, d.Cc = []outbox.Person{outbox.Person(m.AnswerTo)}, nil
	if m.Mail() {
		d.Subject = Subject(m.Subject)
	}
	if all && m.Mail() {
		d.To, d.Cc = Everybody(m, own)
	}
	return d
}

// answered is the message that a draft answers: the chosen one, else the newest
// of those seen.
func answered(msgs []inbox.Message, d outbox.Draft) (m inbox.Message, ok bool) {
	if d.Answers != "" {
		return chosen(msgs, d.Answers)
	}
	return newest(msgs, d.Seen)
}

// chosen is a resident's message by its key: what is ours or a machine's can't be
// answered.
func chosen(msgs []inbox.Message, key string) (m inbox.Message, ok bool) {
	i := slices.IndexFunc(msgs, func(m inbox.Message) bool { return m.Key == key && m.Human() })
	if i < 0 {
		return m, false
	}
	return msgs[i], true
}

// newest is the latest message of a resident, among those seen when seen is not
// nil; one that is still there before one that was deleted.
func newest(msgs []inbox.Message, seen []string) (found inbox.Message, ok bool) {
	known := set(seen)
	for i := len(msgs) - 1; i >= 0; i-- {
		m := msgs[i]
		if !m.Human() || seen != nil && !known[m.Key] {
			continue
		}
		if m.DeletedAt.IsZero() {
			return m, true
		}
		if !ok {
			found, ok = m, true
		}
	}
	return found, ok
}

// lost says why a chosen message can't be answered any more, "" while it can and
// where nobody chose one.
func lost(msgs []inbox.Message, d outbox.Draft) string {
	if d.Answers == "" {
		return ""
	}
	switch m, ok := chosen(msgs, d.Answers); {
	case !ok:
		return movedWords
	case !m.Mail() && !m.DeletedAt.IsZero(): // a letter was received, whatever became of it
		return deletedWords
	}
	return ""
}

func noSuchMessage() error {
	return app.NewError(app.NotFound, "That is not a resident's message in this conversation, so it can't be answered.")
}
