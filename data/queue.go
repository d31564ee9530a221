package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/inbox"
)

var _ inbox.Store = (*Store)(nil)

// rowQuery reads rows of the queue. The send shown is the newest that has not
// ended well; one that came back is, until a later one is accepted.
const rowQuery = `SELECT c.id, c.acts + c.facts, c.channel, coalesce(ch.value ->> 'network', ''), c.type, c.status, c.assignee, c.turn, c.settled,
	c.clock, c.clock_kind, c.reply_until, c.press_deadline, c.wrote_again, c.subject, c.person_id, c.person_name, c.person_handle, c.kind, c.private,
	c.preview, c.last_at, c.messages, coalesce(g.other, ''),
	coalesce((SELECT json_group_array(tag ORDER BY tag) FROM conversation_tag WHERE conversation = c.id), '[]'),
	coalesce((SELECT iif(s.returned, 'returned', s.state) FROM send s WHERE s.conversation = c.id AND
		(s.state NOT IN ('sent', 'withdrawn') OR s.returned AND NOT EXISTS (SELECT 1 FROM send n WHERE n.conversation = c.id
			AND n.state = 'sent' AND NOT n.returned AND n.settled_at > s.settled_at))
		ORDER BY s.queued_at DESC, s.id DESC LIMIT 1), '')
	FROM conversation c LEFT JOIN channel ch ON ch.id = c.channel LEFT JOIN suggestion g ON g.conversation = c.id `

// windowFirst is the network's window where it shuts before anything else is due
// and has not shut yet: the row's clock then. A shut one hides nothing.
const windowFirst = "(c.reply_until > ? AND (c.clock = 0 OR c.reply_until < c.clock))"

func scanRow(rows *sql.Rows) (inbox.Row, error) {
	var r inbox.Row
	var turn, settled, tags []byte
	var clock, window, press, last int64
	err := rows.Scan(&r.ID, &r.Version, &r.Channel, &r.Network, &r.Type, &r.Status, &r.Assignee, &turn, &settled,
		&clock, &r.ClockKind, &window, &press, &r.WroteAgain, &r.Subject, &r.Person.ID, &r.Person.Name, &r.Person.Handle, &r.Kind, &r.Private,
		&r.Preview, &last, &r.Messages, &r.Suggest, &tags, &r.Sending)
	if err != nil {
		return r, err
	}
	r.Clock, r.PressDeadline, r.LastAt = app.FromMillis(clock), app.FromMillis(press), app.FromMillis(last)
	r.Window = app.FromMillis(window)
	if len(turn) > 0 {
		r.Turn = &inbox.Turn{}
		if err := json.Unmarshal(turn, r.Turn); err != nil {
			return r, fmt.Errorf("conversation %s: %w", r.ID, errDamaged.Because(err))
		}
	}
	if err := json.Unmarshal(settled, &r.Settled); err != nil {
		return r, fmt.Errorf("conversation %s: %w", r.ID, errDamaged.Because(err))
	}
	if err := json.Unmarshal(tags, &r.Tags); err != nil {
		return r, fmt.Errorf("conversation %s: %w", r.ID, errDamaged.Because(err))
	}
	return r, nil
}

func (s *Store) rowsWhere(ctx context.Context, q querier, rest string, args ...any) ([]inbox.Row, error) {
	var all []inbox.Row
	now := s.options.Clock().Truncate(time.Millisecond)
	err := each(ctx, q, func(rows *sql.Rows) error {
		r, err := scanRow(rows)
		if r.Window.After(now) && (r.Clock.IsZero() || r.Window.Before(r.Clock)) {
			r.Clock, r.ClockKind = r.Window, "window"
		}
		all = append(all, r)
		return err
	}, rowQuery+rest, args...)
	return all, err
}

// Queue returns rows ordered by Clock, then those without one, newest first
// (inbox.Store).
func (s *Store) Queue(ctx context.Context, f inbox.Filter) ([]inbox.Row, error) {
	statuses := f.Statuses
	if len(statuses) == 0 {
		statuses = []inbox.Status{inbox.Open}
	}
	where, args := []string{"c.status IN (" + marks(len(statuses)) + ")"}, []any{}
	for _, st := range statuses {
		args = append(args, string(st))
	}
	if len(f.Assignees) > 0 {
		where = append(where, "c.assignee IN ("+marks(len(f.Assignees))+")")
		for _, a := range f.Assignees {
			args = append(args, string(a))
		}
	}
	if f.Channel != "" {
		where, args = append(where, "c.channel = ?"), append(args, f.Channel)
	}
	if !f.Since.IsZero() {
		where, args = append(where, "c.last_at >= ?"), append(args, app.Millis(f.Since))
	}
	limit := -1
	if f.Limit > 0 {
		limit = f.Limit
	}
	now := app.Millis(s.options.Clock())
	rows, err := s.rowsWhere(ctx, s.reader, "WHERE "+strings.Join(where, " AND ")+
		` ORDER BY iif(`+windowFirst+`, 0, c.clock = 0), iif(`+windowFirst+`, c.reply_until, c.clock),
		iif(c.clock <> 0, c.turn_start, -iif(c.turn_start <> 0, c.turn_start, c.last_at)), c.id LIMIT ?`,
		append(args, now, now, limit)...)
	return rows, explain("read the queue", err)
}

// Counts returns how many conversations there are by status (inbox.Store).
func (s *Store) Counts(ctx context.Context) (map[inbox.Status]int, error) {
	counts := map[inbox.Status]int{}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var status inbox.Status
		var n int
		err := rows.Scan(&status, &n)
		counts[status] = n
		return err
	}, "SELECT status, count(*) FROM conversation GROUP BY status")
	return counts, explain("count conversations", err)
}

// Conversation returns one row and its messages, oldest first (inbox.Store).
func (s *Store) Conversation(ctx context.Context, id string) (inbox.Row, []inbox.Message, error) {
	row, ms, err := s.readConversation(ctx, id)
	return row, ms, explain("read a conversation", err)
}

// readConversation reads row and messages as of one moment.
func (s *Store) readConversation(ctx context.Context, id string) (inbox.Row, []inbox.Message, error) {
	at, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return inbox.Row{}, nil, err
	}
	defer at.Rollback() //nolint:errcheck // only read
	rows, err := s.rowsWhere(ctx, at, "WHERE c.id = ?", id)
	if err != nil {
		return inbox.Row{}, nil, err
	}
	if len(rows) == 0 {
		return inbox.Row{}, nil, notFound("That conversation isn't in this workspace.")
	}
	stored, err := messagesIn(ctx, at, id)
	if err != nil {
		return inbox.Row{}, nil, err
	}
	where := map[int64]int{}
	ms := make([]inbox.Message, len(stored))
	for i, m := range stored {
		ms[i], where[m.id] = m.m, i
	}
	err = each(ctx, at, func(rows *sql.Rows) error {
		var message, gone int64
		var l inbox.Location
		err := rows.Scan(&message, &l.Folder, &l.Validity, &l.UID, &l.ID, &gone)
		l.GoneAt = app.FromMillis(gone)
		m := &ms[where[message]]
		m.Locations = append(m.Locations, l)
		return err
	}, `SELECT l.message, l.folder, l.validity, l.uid, l.remote, l.gone_at FROM message m JOIN location l ON l.message = m.id
		WHERE m.conversation = ? ORDER BY l.message, l.folder, l.validity, l.uid, l.remote`, id)
	return rows[0], ms, err
}

// Context returns our own post that the conversation stands under (inbox.Store).
func (s *Store) Context(ctx context.Context, id string) (*inbox.Message, error) {
	var found *inbox.Message
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		m, err := scanMessage(rows)
		found = &m.m
		return err
	}, "SELECT "+messageColumns+` FROM message WHERE (channel, remote_id) = (SELECT channel, doc ->> '$.context' FROM message
		WHERE conversation = ? AND doc ->> '$.context' <> '' ORDER BY start DESC, key DESC LIMIT 1) AND remote_id <> '' ORDER BY id LIMIT 1`, id)
	return found, explain("read the post above a conversation", err)
}

// Person returns what is known of the resident with this id in a channel;
// NotFound when they never wrote (inbox.Store).
func (s *Store) Person(ctx context.Context, channel, id string) (inbox.PersonSeen, error) {
	var p inbox.PersonSeen
	newest, first, err := personIn(ctx, s.reader, channel, id)
	if isNone(err) {
		return p, notFound("Nobody with that address has written to this desk.")
	}
	if err != nil {
		return p, explain("read a person", err)
	}
	p.Person, p.First = newest, app.FromMillis(first)
	p.Conversations, err = s.rowsWhere(ctx, s.reader, `WHERE c.id IN (SELECT conversation FROM message WHERE channel = ? AND person = ? AND person <> '')
		ORDER BY c.last_at DESC, c.id`, channel, id)
	return p, explain("read a person", err)
}

// personIn returns a resident as their newest message names them, and when they
// first wrote (UTC ms).
func personIn(ctx context.Context, q querier, channel, id string) (inbox.Person, int64, error) {
	p := inbox.Person{ID: id}
	var first int64
	err := q.QueryRowContext(ctx, `SELECT coalesce(doc ->> '$.answer_to.name', ''), coalesce(doc ->> '$.answer_to.handle', ''),
		(SELECT min(start) FROM message WHERE channel = ?1 AND person = ?2 AND person <> '')
		FROM message WHERE channel = ?1 AND person = ?2 AND person <> '' ORDER BY start DESC, key DESC LIMIT 1`, channel, id).
		Scan(&p.Name, &p.Handle, &first)
	return p, first, err
}
