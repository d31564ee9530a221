package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
)

// conversation is one in work: its fold and what is read along with it.
type conversation struct {
	id, channel string
	acts, facts int64
	state       inbox.State
	heading     heading

	dirty   bool // must be written
	renamed bool // its messages changed, so the heading must be made again
	saved   bool // has a row
}

// heading is what a conversation shows of its messages.
type heading struct {
	subject  string
	person   inbox.Person
	kind     string
	private  bool
	preview  string
	lastAt   int64
	messages int
}

// conversation returns the one in work, or loads it; nil when there is none.
func (t *tx) conversation(id string) (*conversation, error) {
	if c := t.conversations[id]; c != nil {
		return c, nil
	}
	c := &conversation{id: id, saved: true}
	var state []byte
	h := &c.heading
	err := t.row(`SELECT channel, acts, facts, state, subject, person_id, person_name, person_handle, kind, private, preview, last_at, messages
		FROM conversation WHERE id = ?`, id).Scan(&c.channel, &c.acts, &c.facts, &state, &h.subject, &h.person.ID, &h.person.Name,
		&h.person.Handle, &h.kind, &h.private, &h.preview, &h.lastAt, &h.messages)
	if isNone(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read conversation %s: %w", id, err)
	}
	if err := json.Unmarshal(state, &c.state); err != nil {
		return nil, fmt.Errorf("read conversation %s: %w", id, errDamaged.Because(err))
	}
	t.conversations[id] = c
	return c, nil
}

// foldMessage adds a new or changed message to its conversation, which the
// first one makes.
func (t *tx) foldMessage(s storedMessage) error {
	c, err := t.conversation(s.m.Conversation)
	if err != nil {
		return err
	}
	if c == nil {
		c = &conversation{id: s.m.Conversation, channel: s.m.Channel}
		t.conversations[c.id] = c
	}
	c.state.ApplyMessage(s.m.Mark())
	c.facts++
	c.dirty, c.renamed = true, true
	t.mark(event.Conversations, c.id)
	return nil
}

// refold makes the fold anew from all messages and acts.
func (t *tx) refold(c *conversation) error {
	stored, err := messagesIn(t.ctx, t, c.id)
	if err != nil {
		return err
	}
	acts, err := actsOn(t.ctx, t, act.Subject{Type: act.Conversation, ID: c.id})
	if err != nil {
		return err
	}
	c.state, c.acts, c.facts = folded(stored, acts), int64(len(acts)), revs(stored)
	c.dirty, c.renamed = true, true
	return t.indexNotes(c.id, acts)
}

func folded(stored []storedMessage, acts []act.Act) inbox.State {
	marks := make([]inbox.Mark, len(stored))
	for i, s := range stored {
		marks[i] = s.m.Mark()
	}
	return inbox.Fold(marks, acts)
}

func revs(stored []storedMessage) int64 {
	var n int64
	for _, s := range stored {
		n += s.rev
	}
	return n
}

// flush writes every conversation that changed.
func (t *tx) flush() error {
	for _, c := range t.conversations {
		if !c.dirty {
			continue
		}
		if err := t.saveConversation(c); err != nil {
			return fmt.Errorf("write conversation %s: %w", c.id, err)
		}
		c.dirty, c.renamed, c.saved = false, false, true
	}
	return nil
}

func (t *tx) saveConversation(c *conversation) error {
	var stored []storedMessage
	var err error
	if c.renamed {
		if stored, err = messagesIn(t.ctx, t, c.id); err != nil {
			return err
		}
		c.heading = headingOf(stored)
	}
	env, err := t.env(c.channel)
	if err != nil {
		return err
	}
	values, err := c.values(c.state.Derive(env))
	if err != nil {
		return err
	}
	set := "INSERT INTO conversation (id, " + conversationColumns + ") VALUES (" + marks(len(values)+1) + ")"
	args := append([]any{c.id}, values...)
	if c.saved {
		set = "UPDATE conversation SET (" + conversationColumns + ") = (" + marks(len(values)) + ") WHERE id = ?"
		args = append(values, c.id)
	}
	if err := t.exec(set, args...); err != nil {
		return err
	}
	if err := t.saveTags(c); err != nil {
		return err
	}
	if c.renamed {
		return t.savePeople(c, stored)
	}
	return nil
}

const conversationColumns = `channel, acts, facts, state, type, status, assignee, turn, settled, turn_start, clock, clock_kind, reply_until,
	press_deadline, wrote_again, subject, person_id, person_name, person_handle, kind, private, preview, last_at, messages`

// values are the columns of the row after its id.
func (c *conversation) values(d inbox.Derived) ([]any, error) {
	state, err := json.Marshal(c.state)
	if err != nil {
		return nil, err
	}
	turn, start := []byte(nil), int64(0)
	if d.Turn != nil {
		start = app.Millis(d.Turn.Start)
		if turn, err = json.Marshal(d.Turn); err != nil {
			return nil, err
		}
	}
	settled, err := json.Marshal(d.Settled)
	if err != nil {
		return nil, err
	}
	h := c.heading
	return []any{c.channel, c.acts, c.facts, string(state), string(d.Type), string(d.Status), string(c.state.Assignee), string(turn),
		string(settled), start, app.Millis(d.Clock), d.ClockKind, app.Millis(d.Window), app.Millis(d.PressDeadline), d.WroteAgain, h.subject, h.person.ID,
		h.person.Name, h.person.Handle, h.kind, h.private, h.preview, h.lastAt, h.messages}, nil
}

// row is the fold as the rules of the inbox look at it.
func (c *conversation) row(env inbox.Env) inbox.Row {
	d := c.state.Derive(env)
	return inbox.Row{ID: c.id, Channel: c.channel, Subject: c.heading.subject, Person: c.heading.person, Kind: c.heading.kind,
		Private: c.heading.private, Type: d.Type, Assignee: c.state.Assignee, Tags: c.state.Tags, Status: d.Status, Turn: d.Turn,
		Settled: d.Settled, PressDeadline: d.PressDeadline, Window: d.Window, Clock: d.Clock, ClockKind: d.ClockKind, WroteAgain: d.WroteAgain,
		Preview: c.heading.preview, LastAt: app.FromMillis(c.heading.lastAt), Messages: c.heading.messages, Version: c.acts + c.facts}
}

func (t *tx) saveTags(c *conversation) error {
	var have []string
	if c.saved {
		var err error
		if have, err = tagsOf(t.ctx, t, c.id); err != nil {
			return err
		}
	}
	if slices.Equal(have, c.state.Tags) {
		return nil
	}
	if err := t.exec("DELETE FROM conversation_tag WHERE conversation = ?", c.id); err != nil {
		return err
	}
	for _, tag := range c.state.Tags {
		if err := t.exec("INSERT INTO conversation_tag (conversation, tag) VALUES (?, ?)", c.id, tag); err != nil {
			return err
		}
	}
	return nil
}

func tagsOf(ctx context.Context, q querier, id string) ([]string, error) {
	var tags []string
	err := each(ctx, q, func(rows *sql.Rows) error {
		var tag string
		err := rows.Scan(&tag)
		tags = append(tags, tag)
		return err
	}, "SELECT tag FROM conversation_tag WHERE conversation = ? ORDER BY tag", id)
	return tags, err
}

// savePeople keeps the search's entry of each resident who wrote.
func (t *tx) savePeople(c *conversation, stored []storedMessage) error {
	authors := map[string]bool{}
	for _, s := range stored {
		if id := author(s.m); id != "" {
			authors[id] = true
		}
	}
	for id := range authors {
		if err := t.indexPerson(c.channel, id); err != nil {
			return err
		}
	}
	return nil
}

// previewRunes bounds the preview.
const previewRunes = 200

// headingOf makes the heading of messages in their order. The person is whom the
// newest message of a resident is answered to; where there is none, the newest
// machine, else whom we wrote to.
func headingOf(stored []storedMessage) heading {
	h := heading{messages: len(stored)}
	shown := 0
	for _, s := range stored {
		m := s.m
		h.lastAt = max(h.lastAt, m.Start.UnixMilli())
		if h.subject == "" {
			h.subject = m.Subject
		}
		rank := 1
		person := m.AnswerTo
		switch {
		case m.Human():
			rank = 3
		case m.Direction == inbox.In:
			rank = 2
		case len(m.To) > 0:
			person = m.To[0]
		}
		if rank < shown {
			continue
		}
		shown = rank
		h.person, h.kind, h.private = person, m.Kind, m.Private
		if words := oneLine(m.Text); words != "" && m.DeletedAt.IsZero() {
			h.preview = words
		}
	}
	return h
}

// oneLine is the start of a text with its white space made single spaces.
func oneLine(text string) string {
	var b strings.Builder
	n := 0
	for word := range strings.FieldsSeq(text[:min(len(text), 8*previewRunes)]) {
		for _, r := range word {
			if n == previewRunes {
				return b.String()
			}
			b.WriteRune(r)
			n++
		}
		if n == previewRunes {
			return b.String()
		}
		b.WriteByte(' ')
		n++
	}
	return strings.TrimSuffix(b.String(), " ")
}

// retime derives rows again whose due times may have moved: a new calendar
// version moves those of open turns, a changed setting all of them.
func (t *tx) retime(where string, args ...any) error {
	if err := t.flush(); err != nil {
		return err
	}
	var ids []string
	err := each(t.ctx, t, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM conversation WHERE "+where, args...)
	if err != nil {
		return fmt.Errorf("find what is due: %w", err)
	}
	for _, id := range ids {
		c, err := t.conversation(id)
		if err != nil {
			return err
		}
		c.dirty = true
		t.mark(event.Conversations, id)
	}
	return t.flush()
}

// env is what the fold needs to know of the desk and the channel.
func (t *tx) env(channel string) (inbox.Env, error) {
	snap, err := t.desk()
	if err != nil {
		return inbox.Env{}, err
	}
	c, err := t.channel(channel)
	if err != nil {
		return inbox.Env{}, err
	}
	return t.s.envOf(snap, c.Unpromised), nil
}
