package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/event"
)

var _ channel.Store = (*Store)(nil)

// Channels returns the connected channels, removed ones too when gone
// (channel.Store).
func (s *Store) Channels(ctx context.Context, gone bool) ([]channel.Channel, error) {
	var all []channel.Channel
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var value []byte
		var c channel.Channel
		if err := rows.Scan(&value); err != nil {
			return err
		}
		if err := json.Unmarshal(value, &c); err != nil {
			return errDamaged.Because(err)
		}
		if gone || !c.Gone {
			all = append(all, c)
		}
		return nil
	}, "SELECT value FROM channel ORDER BY id")
	return all, explain("read channels", err)
}

// LastInbound is when a resident last wrote on the channel (channel.Store).
func (s *Store) LastInbound(ctx context.Context, id string) (time.Time, error) {
	var at int64
	err := s.reader.QueryRowContext(ctx, "SELECT coalesce(max(start), 0) FROM message WHERE channel = ? AND person <> ''", id).Scan(&at)
	return app.FromMillis(at), explain("read the last message", err)
}

// channel is the channel in this transaction; the zero one when it was never
// connected.
func (t *tx) channel(id string) (channel.Channel, error) {
	if c, ok := t.channels[id]; ok {
		return c, nil
	}
	c, err := channelIn(t.ctx, t, id)
	if err == nil {
		t.channels[id] = c
	}
	return c, err
}

func channelIn(ctx context.Context, q querier, id string) (channel.Channel, error) {
	var c channel.Channel
	var value []byte
	err := q.QueryRowContext(ctx, "SELECT value FROM channel WHERE id = ?", id).Scan(&value)
	if isNone(err) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("read channel %s: %w", id, err)
	}
	if err := json.Unmarshal(value, &c); err != nil {
		return c, fmt.Errorf("read channel %s: %w", id, errDamaged.Because(err))
	}
	return c, nil
}

// saveChannel writes a channel's row, and the due times that hang on whether it
// is under the aim.
func (t *tx) saveChannel(before, after channel.Channel, acts int64) error {
	value, err := json.Marshal(after)
	if err != nil {
		return fmt.Errorf("write channel %s: %w", after.ID, err)
	}
	if err := t.exec("INSERT OR REPLACE INTO channel (id, value, acts) VALUES (?, ?, ?)", after.ID, string(value), acts); err != nil {
		return fmt.Errorf("write channel %s: %w", after.ID, err)
	}
	t.channels[after.ID] = after
	if before.Unpromised == after.Unpromised {
		return nil
	}
	return t.retime("channel = ?", after.ID)
}

// healthDoc is a channel's health as it is kept; times in UTC milliseconds.
type healthDoc struct {
	State         channel.State  `json:"state"`
	Since         int64          `json:"since,omitempty"`
	LastPull      int64          `json:"last_pull,omitempty"`
	NextTry       int64          `json:"next_try,omitempty"`
	Sentence      string         `json:"sentence,omitempty"`
	ExpectedCert  string         `json:"expected_cert,omitempty"`
	PresentedCert string         `json:"presented_cert,omitempty"`
	There         int            `json:"there,omitempty"`
	Here          int            `json:"here,omitempty"`
	Folders       map[string]int `json:"folders,omitempty"`
	Done          int            `json:"done,omitempty"`
	Total         int            `json:"total,omitempty"`
	SkewSeconds   int64          `json:"skew_seconds,omitempty"`
	Expires       int64          `json:"expires,omitempty"`
}

// Health returns the health of each channel by id (channel.Store).
func (s *Store) Health(ctx context.Context) (map[string]channel.Health, error) {
	all := map[string]channel.Health{}
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var id string
		var value []byte
		var d healthDoc
		if err := rows.Scan(&id, &value); err != nil {
			return err
		}
		if err := json.Unmarshal(value, &d); err != nil {
			return errDamaged.Because(err)
		}
		all[id] = channel.Health{State: d.State, Since: app.FromMillis(d.Since), LastPull: app.FromMillis(d.LastPull),
			NextTry: app.FromMillis(d.NextTry), Sentence: d.Sentence, ExpectedCert: d.ExpectedCert, PresentedCert: d.PresentedCert,
			There: d.There, Here: d.Here, Folders: d.Folders, Done: d.Done, Total: d.Total, SkewSeconds: d.SkewSeconds,
			Expires: app.FromMillis(d.Expires)}
		return nil
	}, "SELECT channel, value FROM health")
	return all, explain("read the channels' health", err)
}

// SetHealth replaces a channel's health (channel.Store).
func (s *Store) SetHealth(ctx context.Context, id string, h channel.Health) error {
	return s.write(ctx, "note a channel's health", func(t *tx) error {
		value, err := json.Marshal(healthDoc{State: h.State, Since: app.Millis(h.Since), LastPull: app.Millis(h.LastPull),
			NextTry: app.Millis(h.NextTry), Sentence: h.Sentence, ExpectedCert: h.ExpectedCert, PresentedCert: h.PresentedCert,
			There: h.There, Here: h.Here, Folders: h.Folders, Done: h.Done, Total: h.Total, SkewSeconds: h.SkewSeconds,
			Expires: app.Millis(h.Expires)})
		if err != nil {
			return err
		}
		t.mark(event.Channels, id)
		return t.exec("INSERT OR REPLACE INTO health (channel, value) VALUES (?, ?)", id, string(value))
	})
}

// Gaps returns the newest gaps of a channel, newest first, at most limit
// (channel.Store).
func (s *Store) Gaps(ctx context.Context, id string, limit int) ([]channel.Gap, error) {
	var all []channel.Gap
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var g channel.Gap
		var began, ended int64
		var lost string
		err := rows.Scan(&g.ID, &g.Channel, &began, &ended, &g.Expected, &g.Fetched, &g.Note, &lost)
		if lost != "" {
			g.Lost = strings.Split(lost, "\n")
		}
		g.From, g.To = app.FromMillis(began), app.FromMillis(ended)
		all = append(all, g)
		return err
	}, "SELECT id, channel, began, ended, expected, fetched, note, lost FROM gap WHERE channel = ? ORDER BY began DESC, id DESC LIMIT ?", id, limit)
	return all, explain("read gaps", err)
}

// OpenGap notes that reading stopped at from, unless a gap is open
// (channel.Store).
func (s *Store) OpenGap(ctx context.Context, id string, from time.Time, note string) error {
	return s.write(ctx, "note a gap", func(t *tx) error {
		t.mark(event.Channels, id)
		return t.exec("INSERT INTO gap (channel, began, ended, expected, fetched, note) VALUES (?, ?, 0, 0, 0, ?) ON CONFLICT DO NOTHING",
			id, app.Millis(from), note)
	})
}

// NoteLost adds to the open gap, if any, what can't be had again; what is known of
// it already is not added (channel.Store).
func (s *Store) NoteLost(ctx context.Context, id string, lost []string) error {
	if len(lost) == 0 {
		return nil
	}
	return s.write(ctx, "note what a gap lost", func(t *tx) error {
		t.mark(event.Channels, id)
		for _, what := range lost {
			if err := t.exec(`UPDATE gap SET lost = lost || CASE lost WHEN '' THEN '' ELSE char(10) END || ?1
				WHERE channel = ?2 AND ended = 0 AND instr(lost, ?1) = 0`, what, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// CloseGap ends the open gap, if any, with what the network holds of it and what
// was fetched after it (channel.Store).
func (s *Store) CloseGap(ctx context.Context, id string, to time.Time, expected, fetched int) error {
	return s.write(ctx, "close a gap", func(t *tx) error {
		t.mark(event.Channels, id)
		return t.exec("UPDATE gap SET ended = ?, expected = ?, fetched = ? WHERE channel = ? AND ended = 0", app.Millis(to), expected, fetched, id)
	})
}
