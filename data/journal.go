package data

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/inbox"
)

const journalColumns = `commit_no, id, device, dev_seq, officer, os_user, at, kind, subject_type, subject_id, batch,
	effect, content, effect_salt, content_salt, effect_hash, content_hash, prev, hash`

// appendAct gives an act its place in the journal: id, device and sequence,
// time, salts, digests and the link to the device's last act.
func (t *tx) appendAct(a act.Act) (act.Act, error) {
	var last int64
	if err := t.row("SELECT coalesce(max(commit_no), 0) FROM journal").Scan(&last); err != nil {
		return a, fmt.Errorf("read the journal's end: %w", err)
	}
	a.Commit = last + 1
	a.Device, a.Seq, a.Prev = t.s.device, 1, nil
	err := t.row("SELECT dev_seq + 1, hash FROM journal WHERE device = ? ORDER BY dev_seq DESC LIMIT 1", a.Device).Scan(&a.Seq, &a.Prev)
	if err != nil && !isNone(err) {
		return a, fmt.Errorf("read the device's last act: %w", err)
	}
	if a.ID == "" {
		a.ID = t.s.options.IDs.New()
	}
	if a.At.IsZero() {
		a.At = t.now
	}
	a.At = a.At.UTC().Truncate(time.Millisecond)
	if a.OSUser == "" {
		a.OSUser = t.s.options.OSUser
	}
	a.Effect, a.EffectSalt = salted(a.Effect)
	a.Content, a.ContentSalt = salted(a.Content)
	a.EffectHash = act.Digest(a.EffectSalt, a.Effect)
	a.ContentHash = act.Digest(a.ContentSalt, a.Content)
	a.Hash = a.Sum()
	err = t.exec("INSERT INTO journal ("+journalColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		a.Commit, a.ID, a.Device, a.Seq, a.Officer, a.OSUser, a.At.UnixMilli(), string(a.Kind), a.Subject.Type, a.Subject.ID, a.Batch,
		blob(a.Effect), blob(a.Content), blob(a.EffectSalt), blob(a.ContentSalt), blob(a.EffectHash), blob(a.ContentHash), blob(a.Prev), a.Hash)
	if err != nil {
		return a, fmt.Errorf("write act %s: %w", a.ID, err)
	}
	return a, nil
}

// salted returns stored bytes with a fresh salt; nothing at all stays nothing.
func salted(stored []byte) (bytes, salt []byte) {
	if len(stored) == 0 {
		return nil, nil
	}
	salt = make([]byte, act.SaltSize)
	rand.Read(salt) //nolint:errcheck // never fails (crypto/rand)
	return stored, salt
}

// blob is bytes as a parameter: NULL for none.
func blob(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

func scanAct(rows *sql.Rows) (act.Act, error) {
	var a act.Act
	var at int64
	var effect, content []byte
	err := rows.Scan(&a.Commit, &a.ID, &a.Device, &a.Seq, &a.Officer, &a.OSUser, &at, &a.Kind, &a.Subject.Type, &a.Subject.ID, &a.Batch,
		&effect, &content, &a.EffectSalt, &a.ContentSalt, &a.EffectHash, &a.ContentHash, &a.Prev, &a.Hash)
	a.At, a.Effect, a.Content, a.Expect = time.UnixMilli(at).UTC(), effect, content, act.Any
	return a, err
}

// actsOn returns a subject's acts in the store's order.
func actsOn(ctx context.Context, q querier, s act.Subject) ([]act.Act, error) {
	var acts []act.Act
	err := each(ctx, q, func(rows *sql.Rows) error {
		a, err := scanAct(rows)
		acts = append(acts, a)
		return err
	}, "SELECT "+journalColumns+" FROM journal WHERE subject_type = ? AND subject_id = ? ORDER BY commit_no", s.Type, s.ID)
	if err != nil {
		return nil, fmt.Errorf("read acts on %s %s: %w", s.Type, s.ID, err)
	}
	return acts, nil
}

// Record returns the conversation's acts, newest first (inbox.Store).
func (s *Store) Record(ctx context.Context, id string) ([]inbox.Entry, error) {
	acts, err := actsOn(ctx, s.reader, act.Subject{Type: act.Conversation, ID: id})
	if err != nil {
		return nil, explain("read a record", err)
	}
	dead := inbox.Dead(acts)
	entries := make([]inbox.Entry, 0, len(acts))
	for i := len(acts) - 1; i >= 0; i-- {
		entries = append(entries, inbox.Entry{Act: acts[i], Undone: dead[acts[i].ID]})
	}
	return entries, nil
}

// Head is where the journal stands.
type Head = act.Head

// Head returns where the journal stands.
func (s *Store) Head(ctx context.Context) (Head, error) {
	h, err := headOf(ctx, s.reader)
	return h, explain("read the journal's end", err)
}

func headOf(ctx context.Context, q querier) (Head, error) {
	var h Head
	var err error
	if h.Workspace, err = metaOf(ctx, q, "workspace"); err != nil {
		return h, err
	}
	if h.Device, err = metaOf(ctx, q, "device"); err != nil {
		return h, err
	}
	err = q.QueryRowContext(ctx, "SELECT dev_seq, hash FROM journal WHERE device = ? ORDER BY dev_seq DESC LIMIT 1", h.Device).Scan(&h.Seq, &h.Hash)
	if err != nil && !isNone(err) {
		return h, fmt.Errorf("read the device's last act: %w", err)
	}
	return h, nil
}

// faultOf says what is wrong with an act as it is stored, "" for nothing. prev
// and seq are the hash and number of the device's act before it.
func faultOf(a act.Act, seq int64, prev []byte) string {
	switch {
	case a.Seq != seq+1:
		return fmt.Sprintf("it has number %d where %d must follow: acts are missing or doubled", a.Seq, seq+1)
	case !bytes.Equal(a.Prev, prev):
		return "it does not follow the act before it"
	case a.Effect == nil && a.EffectHash != nil:
		return "its effect is missing"
	case a.Effect != nil && !bytes.Equal(a.EffectHash, act.Digest(a.EffectSalt, a.Effect)):
		return "its effect was changed after it was written"
	case a.Content != nil && !bytes.Equal(a.ContentHash, act.Digest(a.ContentSalt, a.Content)):
		return "its words were changed after they were written"
	case !bytes.Equal(a.Hash, a.Sum()):
		return "it was changed after it was written"
	}
	return ""
}
