package data

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"commsdesk/app"
	"commsdesk/app/inbox"
)

// perishing finds messages whose words may be kept no longer.
const perishing = "channel = ? AND expire_at <> 0 AND expire_at <= ?"

// expireColumn is the message's expire_at.
func expireColumn(m inbox.Message) int64 {
	if m.Expired {
		return 0
	}
	return app.Millis(m.ExpireAt)
}

// Perishing returns the network's ids of messages whose words may be kept until by
// at most (intake.Store).
func (s *Store) Perishing(ctx context.Context, channel string, by time.Time) ([]string, error) {
	ids, err := column(ctx, s.reader, "SELECT remote_id FROM message WHERE remote_id <> '' AND "+perishing+" ORDER BY start DESC", channel, app.Millis(by))
	return ids, explain("look for what may be kept no longer", err)
}

// Forgotten returns the network's ids of a conversation's messages whose words were
// forgotten (intake.Store).
func (s *Store) Forgotten(ctx context.Context, channel, conversation string) ([]string, error) {
	ids, err := column(ctx, s.reader, `SELECT remote_id FROM message WHERE conversation = ? AND channel = ? AND remote_id <> ''
		AND doc ->> '$.expired' AND doc ->> '$.deleted_at' IS NULL ORDER BY start`, conversation, channel)
	return ids, explain("look for what was forgotten", err)
}

// Recheckable returns the network's ids of messages that may have changed
// (intake.Store).
func (s *Store) Recheckable(ctx context.Context, channel string, from, to time.Time) ([]string, error) {
	ids, err := column(ctx, s.reader, `SELECT remote_id FROM message WHERE channel = ? AND start >= ? AND start < ? AND remote_id <> ''
		AND doc ->> '$.deleted_at' IS NULL AND doc ->> '$.expired' IS NULL ORDER BY start DESC`, channel, app.Millis(from), app.Millis(to))
	return ids, explain("look for what may have changed", err)
}

// forgetAtOnce bounds one transaction.
const forgetAtOnce = 200

// Forget takes away the words and names of messages that may be kept until by at
// most (intake.Store).
func (s *Store) Forget(ctx context.Context, channel string, by time.Time) (int, error) {
	for n := 0; ; {
		some := 0
		err := s.write(ctx, "forget what may be kept no longer", func(t *tx) error {
			keys, err := column(t.ctx, t, "SELECT key FROM message WHERE "+perishing+" LIMIT ?", channel, app.Millis(by), forgetAtOnce)
			if err != nil {
				return err
			}
			some = len(keys)
			for _, key := range keys {
				if err := t.forget(channel, key); err != nil {
					return fmt.Errorf("forget message %s: %w", key, err)
				}
			}
			return nil
		})
		if err != nil || some == 0 {
			return n, err
		}
		n += some
	}
}

func (t *tx) forget(channel, key string) error {
	known, err := t.message(channel, key)
	if err != nil || known == nil {
		return err
	}
	s, err := newStored(forgotten(known.m))
	if err != nil {
		return err
	}
	s.id, s.rev = known.id, known.rev+1
	if err := t.replaceMessage(s); err != nil {
		return err
	}
	return t.foldMessage(s)
}

// forgotten is a message whose words may no longer be kept: its key, ids and
// times are left, and whose it was by the network's id alone.
func forgotten(m inbox.Message) inbox.Message {
	m.Expired = true
	m.Subject, m.Text, m.Quoted, m.Raw, m.BodyHash = "", "", "", nil, ""
	m.Was, m.Links, m.Files, m.Bounce = nil, nil, nil, nil
	m.From, m.AnswerTo = inbox.Person{ID: m.From.ID}, inbox.Person{ID: m.AnswerTo.ID}
	m.To, m.Cc = nameless(m.To), nameless(m.Cc)
	return m
}

func nameless(ps []inbox.Person) []inbox.Person {
	var out []inbox.Person
	for _, p := range ps {
		out = append(out, inbox.Person{ID: p.ID})
	}
	return out
}

// onlyQuietly tells that two forms of a message differ at most in what no
// decision hangs on.
func onlyQuietly(a, b inbox.Message) (bool, error) {
	x, err := newStored(quietly(a))
	if err != nil {
		return false, err
	}
	y, err := newStored(quietly(b))
	return bytes.Equal(x.digest, y.digest), err
}
