package data

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"time"

	"commsdesk/app"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
)

var _ intake.Store = (*Store)(nil)

// Store commits facts and cursor in one transaction (intake.Store). Facts that
// are known already change nothing, not even a version.
func (s *Store) Store(ctx context.Context, f intake.Facts) error {
	return s.write(ctx, "store facts of "+f.Channel, func(t *tx) error {
		if err := t.leave(f); err != nil {
			return err
		}
		if err := t.move(f); err != nil {
			return err
		}
		for _, m := range f.Messages {
			if err := t.learn(m); err != nil {
				return err
			}
		}
		for conversation, other := range f.Suggest {
			if err := t.exec("INSERT INTO suggestion (conversation, other) VALUES (?, ?) ON CONFLICT DO UPDATE SET other = excluded.other", conversation, other); err != nil {
				return fmt.Errorf("note a suggestion: %w", err)
			}
		}
		if err := t.doByRules(f.Acts); err != nil {
			return err
		}
		if f.Cursor == nil {
			return nil
		}
		if err := t.exec("INSERT OR REPLACE INTO cursor (channel, value) VALUES (?, ?)", f.Channel, f.Cursor); err != nil {
			return fmt.Errorf("note the cursor: %w", err)
		}
		return nil
	})
}

// learn stores a message, or what is new of it, and folds it.
func (t *tx) learn(m inbox.Message) error {
	m.Start = m.Start.UTC().Truncate(time.Millisecond)
	locations := m.Locations
	m.Locations = nil
	known, err := t.message(m.Channel, m.Key)
	if err != nil {
		return err
	}
	if known != nil {
		m = merged(known.m, m)
	}
	if !m.DeletedAt.IsZero() && m.ExpireAt.Equal(m.DeletedAt) {
		m = forgotten(m) // its network wants it so
	}
	s, err := newStored(m)
	if err != nil {
		return err
	}
	if known != nil {
		s.id, s.rev = known.id, known.rev
		if bytes.Equal(known.digest, s.digest) {
			return t.locate(s, locations)
		}
		quiet, err := onlyQuietly(known.m, s.m)
		if err != nil {
			return err
		}
		if quiet {
			t.mark(event.Conversations, s.m.Conversation)
			if err := t.replaceMessage(s); err != nil {
				return err
			}
			return t.locate(s, locations)
		}
	}
	s.rev++
	if known == nil {
		err = t.insertMessage(&s)
	} else {
		err = t.replaceMessage(s)
	}
	if err != nil {
		return err
	}
	if err := t.foldMessage(s); err != nil {
		return err
	}
	if known != nil && author(known.m) != author(s.m) {
		if err := t.indexPerson(m.Channel, author(known.m)); err != nil {
			return err
		}
	}
	return t.locate(s, locations)
}

// message returns a stored message, nil when there is none.
func (t *tx) message(channel, key string) (*storedMessage, error) {
	var found *storedMessage
	err := each(t.ctx, t, func(rows *sql.Rows) error {
		s, err := scanMessage(rows)
		found = &s
		return err
	}, "SELECT "+messageColumns+" FROM message WHERE channel = ? AND key = ?", channel, key)
	if err != nil {
		return nil, fmt.Errorf("look up message %s: %w", key, err)
	}
	return found, nil
}

func (t *tx) insertMessage(s *storedMessage) error {
	m := s.m
	r, err := t.ExecContext(t.ctx, `INSERT INTO message (channel, key, conversation, remote_id, thread_root, person, start,
		subject, text, quoted, people, raw, doc, rev, digest, expire_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.Channel, m.Key, m.Conversation, m.RemoteID, m.ThreadRoot, author(m), m.Start.UnixMilli(),
		m.Subject, m.Text, m.Quoted, s.people, blob(m.Raw), string(s.doc), s.rev, s.digest, expireColumn(m))
	if err != nil {
		return fmt.Errorf("write message %s: %w", m.Key, err)
	}
	if s.id, err = r.LastInsertId(); err != nil {
		return fmt.Errorf("write message %s: %w", m.Key, err)
	}
	if t.unindexed == 0 {
		t.unindexed = s.id
	}
	return t.linkParents(*s)
}

func (t *tx) replaceMessage(s storedMessage) error {
	m := s.m
	// The index can take back only what it has.
	err := t.indexMessages()
	if err != nil {
		return err
	}
	err = t.exec(`UPDATE message SET conversation = ?, remote_id = ?, thread_root = ?, person = ?, start = ?, subject = ?, text = ?, quoted = ?,
		people = ?, raw = ?, doc = ?, rev = ?, digest = ?, expire_at = ? WHERE id = ?`,
		m.Conversation, m.RemoteID, m.ThreadRoot, author(m), m.Start.UnixMilli(), m.Subject, m.Text, m.Quoted, s.people, blob(m.Raw),
		string(s.doc), s.rev, s.digest, expireColumn(m), s.id)
	if err != nil {
		return fmt.Errorf("write message %s: %w", m.Key, err)
	}
	return t.linkParents(s)
}

// locate notes where a message lies.
func (t *tx) locate(s storedMessage, at []inbox.Location) error {
	for _, l := range at {
		if err := t.standDown(s, l); err != nil {
			return err
		}
		r, err := t.ExecContext(t.ctx, `INSERT INTO location (channel, folder, validity, uid, remote, message, gone_at)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET message = excluded.message, gone_at = excluded.gone_at
			WHERE message <> excluded.message OR gone_at <> excluded.gone_at`,
			s.m.Channel, l.Folder, l.Validity, l.UID, l.ID, s.id, app.Millis(l.GoneAt))
		if err != nil {
			return fmt.Errorf("note where message %s lies: %w", s.m.Key, err)
		}
		if n, err := r.RowsAffected(); err == nil && n > 0 {
			t.mark(event.Conversations, s.m.Conversation)
		}
	}
	return nil
}

// standDown takes a stand-in for a message that could not be read out of work
// once the message itself turns up in its place.
func (t *tx) standDown(s storedMessage, at inbox.Location) error {
	var key string
	err := t.row(`SELECT m.key FROM location AS l JOIN message AS m ON m.id = l.message
		WHERE l.channel = ? AND l.folder = ? AND l.validity = ? AND l.uid = ? AND l.remote = ? AND m.id <> ?`,
		s.m.Channel, at.Folder, at.Validity, at.UID, at.ID, s.id).Scan(&key)
	if isNone(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look who lies where message %s does: %w", s.m.Key, err)
	}
	other, err := t.message(s.m.Channel, key)
	if err != nil || other == nil || !other.m.Unparsed || s.m.Unparsed || !other.m.DeletedAt.IsZero() {
		return err
	}
	other.m.DeletedAt = s.m.SeenAt
	stood, err := newStored(other.m)
	if err != nil {
		return err
	}
	stood.id, stood.rev = other.id, other.rev+1
	if err := t.replaceMessage(stood); err != nil {
		return err
	}
	return t.foldMessage(stood)
}

// leave notes locations that left the network, and those that no longer hold
// because their folder is numbered afresh.
func (t *tx) leave(f intake.Facts) error {
	at := f.SeenAt
	if at.IsZero() {
		at = t.now
	}
	for _, l := range f.Gone {
		if err := t.leaveWhere(f.Channel, at, "folder = ? AND validity = ? AND uid = ? AND remote = ?", l.Folder, l.Validity, l.UID, l.ID); err != nil {
			return err
		}
	}
	for _, folder := range f.Renewed {
		fresh := int64(-1)
		for _, m := range f.Messages {
			for _, l := range m.Locations {
				if l.Folder == folder {
					fresh = int64(l.Validity)
				}
			}
		}
		if err := t.leaveWhere(f.Channel, at, "folder = ? AND validity <> ?", folder, fresh); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) leaveWhere(channel string, at time.Time, where string, args ...any) error {
	var conversations []string
	where = " WHERE channel = ? AND gone_at = 0 AND " + where
	args = append([]any{channel}, args...)
	err := each(t.ctx, t, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		conversations = append(conversations, id)
		return err
	}, "SELECT conversation FROM message WHERE id IN (SELECT message FROM location"+where+")", args...)
	if err != nil {
		return fmt.Errorf("find what left: %w", err)
	}
	for _, id := range conversations {
		t.mark(event.Conversations, id)
	}
	if err := t.exec("UPDATE location SET gone_at = ?"+where, append([]any{app.Millis(at)}, args...)...); err != nil {
		return fmt.Errorf("note what left: %w", err)
	}
	return nil
}

// Cursor returns the channel's cursor; nil before the first pull (intake.Store).
func (s *Store) Cursor(ctx context.Context, channel string) ([]byte, error) {
	var v []byte
	err := s.reader.QueryRowContext(ctx, "SELECT value FROM cursor WHERE channel = ?", channel).Scan(&v)
	if isNone(err) {
		return nil, nil
	}
	return v, explain("read a cursor", err)
}

// Here counts the stored messages of the channel with a live location, per
// folder (intake.Store).
func (s *Store) Here(ctx context.Context, channel string) (map[string]int, error) {
	here := map[string]int{}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var folder string
		var n int
		err := rows.Scan(&folder, &n)
		here[folder] = n
		return err
	}, "SELECT folder, count(DISTINCT message) FROM location WHERE channel = ? AND gone_at = 0 GROUP BY folder", channel)
	return here, explain("count messages", err)
}

// Skews returns the newest measured clock differences of the channel in
// seconds, newest first, at most 5 (intake.Store).
func (s *Store) Skews(ctx context.Context, channel string) ([]int64, error) {
	var all []int64
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var v int64
		err := rows.Scan(&v)
		all = append(all, v)
		return err
	}, "SELECT seconds FROM skew WHERE channel = ? ORDER BY id DESC LIMIT 5", channel)
	return all, explain("read clock differences", err)
}

// AddSkew notes one measured difference; only the newest 5 are kept
// (intake.Store).
func (s *Store) AddSkew(ctx context.Context, channel string, seconds int64, at time.Time) error {
	return s.write(ctx, "note a clock difference", func(t *tx) error {
		if err := t.exec("INSERT INTO skew (channel, seconds, at) VALUES (?, ?, ?)", channel, seconds, app.Millis(at)); err != nil {
			return err
		}
		return t.exec("DELETE FROM skew WHERE channel = ? AND id NOT IN (SELECT id FROM skew WHERE channel = ? ORDER BY id DESC LIMIT 5)", channel, channel)
	})
}
