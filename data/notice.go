package data

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"commsdesk/app"
	"commsdesk/app/event"
	"commsdesk/app/notice"
)

var _ notice.Store = (*Store)(nil)

// Shown returns when each of the keys was told (UTC), for those that were
// (notice.Store).
func (s *Store) Shown(ctx context.Context, keys []string) (map[string]time.Time, error) {
	return s.noticeTimes(ctx, "shown_at", keys)
}

// Dismissed returns which of the keys were put away (notice.Store).
func (s *Store) Dismissed(ctx context.Context, keys []string) (map[string]bool, error) {
	times, err := s.noticeTimes(ctx, "dismissed_at", keys)
	if err != nil {
		return nil, err
	}
	away := make(map[string]bool, len(times))
	for key := range times {
		away[key] = true
	}
	return away, nil
}

// noticeTimes reads one column of the keys for which it is set.
func (s *Store) noticeTimes(ctx context.Context, column string, keys []string) (map[string]time.Time, error) {
	times := map[string]time.Time{}
	for chunk := range slices.Chunk(keys, knownChunk) {
		args := make([]any, len(chunk))
		for i, k := range chunk {
			args[i] = k
		}
		err := each(ctx, s.reader, func(rows *sql.Rows) error {
			var key string
			var at int64
			err := rows.Scan(&key, &at)
			times[key] = app.FromMillis(at)
			return err
		}, "SELECT key, "+column+" FROM notice WHERE "+column+" <> 0 AND key IN ("+marks(len(chunk))+")", args...)
		if err != nil {
			return nil, explain("read notices", err)
		}
	}
	return times, nil
}

// MarkShown notes that the keys were told at at (notice.Store).
func (s *Store) MarkShown(ctx context.Context, at time.Time, keys ...string) error {
	return s.setNotices(ctx, "shown_at", at, keys)
}

// Dismiss puts a notice away at at (notice.Store).
func (s *Store) Dismiss(ctx context.Context, key string, at time.Time) error {
	return s.setNotices(ctx, "dismissed_at", at, []string{key})
}

// Restore takes Dismiss back (notice.Store).
func (s *Store) Restore(ctx context.Context, key string) error {
	return s.setNotices(ctx, "dismissed_at", time.Time{}, []string{key})
}

func (s *Store) setNotices(ctx context.Context, column string, at time.Time, keys []string) error {
	return s.write(ctx, "note notices", func(t *tx) error {
		for _, key := range keys {
			if err := t.exec("INSERT INTO notice (key, shown_at, dismissed_at) VALUES (?, 0, 0) ON CONFLICT DO NOTHING", key); err != nil {
				return fmt.Errorf("note a notice: %w", err)
			}
			if err := t.exec("UPDATE notice SET "+column+" = ? WHERE key = ?", app.Millis(at), key); err != nil {
				return fmt.Errorf("note a notice: %w", err)
			}
			t.mark(event.Notices, key)
		}
		return nil
	})
}
