package data

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/event"
)

// tx is one IMMEDIATE transaction of the only writer. It never leaves the
// package, and it is not cancelled half-way: ctx is the caller's without its
// end, kept here because it lives exactly as long as the transaction.
type tx struct {
	*sql.Tx
	ctx context.Context
	s   *Store
	now time.Time

	// before are the versions of the subjects before the first act on each.
	before map[act.Subject]int64
	// conversations are those in work; flush writes the changed ones.
	conversations map[string]*conversation
	snapshot      *desk.Snapshot
	channels      map[string]channel.Channel
	changed       map[event.Topic]map[string]bool
	// unindexed is the id of the first new message that the search does not
	// know yet, 0 for none; those after it have greater ids.
	unindexed int64
}

// write runs f in one transaction, commits it, and then announces what f
// marked as changed. op names it for the log.
func (s *Store) write(ctx context.Context, op string, f func(*tx) error) error {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return explain(op, err)
	}
	defer conn.Close() //nolint:errcheck // gives the connection back
	whole := context.WithoutCancel(ctx)
	inner, err := conn.BeginTx(whole, nil)
	if err != nil {
		return explain(op, err)
	}
	t := &tx{Tx: inner, ctx: whole, s: s, now: s.options.Clock().UTC().Truncate(time.Millisecond),
		before: map[act.Subject]int64{}, conversations: map[string]*conversation{},
		channels: map[string]channel.Channel{}, changed: map[event.Topic]map[string]bool{}}
	err = f(t)
	if err == nil {
		err = t.flush()
	}
	if err == nil {
		err = t.indexMessages()
	}
	if err == nil {
		err = inner.Commit()
	}
	if err != nil {
		inner.Rollback() //nolint:errcheck // the first error is the one that says why
		s.forgetCalendars()
		return explain(op, err)
	}
	s.announce(t.changed)
	return nil
}

// announcedIDs bounds the ids of one announcement; beyond it any may have
// changed.
const announcedIDs = 1000

func (s *Store) announce(changed map[event.Topic]map[string]bool) {
	for topic, set := range changed {
		if len(set) > announcedIDs {
			s.options.Bus.Announce(event.Change{Topic: topic})
			continue
		}
		ids := make([]string, 0, len(set))
		for id := range set {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		s.options.Bus.Announce(event.Change{Topic: topic, IDs: ids})
	}
}

// mark notes that a subject changed, for the announcement after the commit.
func (t *tx) mark(topic event.Topic, id string) {
	if t.changed[topic] == nil {
		t.changed[topic] = map[string]bool{}
	}
	t.changed[topic][id] = true
}

func (t *tx) exec(query string, args ...any) error {
	_, err := t.ExecContext(t.ctx, query, args...)
	return err
}

func (t *tx) row(query string, args ...any) *sql.Row { return t.QueryRowContext(t.ctx, query, args...) }

// querier is what a query needs: a pool, a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// each calls f for every row of a query.
func each(ctx context.Context, q querier, f func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// metaOf returns what the workspace knows of itself under key, "" for nothing.
func metaOf(ctx context.Context, q querier, key string) (string, error) {
	var v string
	err := q.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", key).Scan(&v)
	if err != nil && !isNone(err) {
		return "", fmt.Errorf("read %s: %w", key, err)
	}
	return v, nil
}

func (t *tx) setMeta(key, value string) error {
	if err := t.exec("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value); err != nil {
		return fmt.Errorf("note %s: %w", key, err)
	}
	return nil
}
