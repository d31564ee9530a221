package data

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/reply"
)

var _ reply.EvidenceStore = (*Store)(nil)

// TakeEvidence keeps e and does the acts, in one transaction (reply.EvidenceStore).
func (s *Store) TakeEvidence(ctx context.Context, e reply.Evidence, acts ...act.Act) ([]act.Receipt, error) {
	var receipts []act.Receipt
	err := s.write(ctx, "keep evidence", func(t *tx) error {
		err := t.exec("INSERT INTO evidence (id, channel, conversation, message, taken_at, by, sha256, json) VALUES ("+marks(8)+")",
			e.ID, e.Channel, e.Conversation, e.Message, app.Millis(e.TakenAt), e.By, e.Hash, string(e.Record))
		if err != nil {
			return fmt.Errorf("keep evidence of %s: %w", e.Message, err)
		}
		receipts, err = t.do(acts)
		return err
	})
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

// Evidence returns what was kept of a conversation's messages, oldest first
// (reply.EvidenceStore).
func (s *Store) Evidence(ctx context.Context, conversation string) ([]reply.Evidence, error) {
	var all []reply.Evidence
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var e reply.Evidence
		var taken int64
		var text []byte
		err := rows.Scan(&e.ID, &e.Channel, &e.Conversation, &e.Message, &taken, &e.By, &e.Hash, &text)
		e.TakenAt, e.Record = app.FromMillis(taken), text
		all = append(all, e)
		return err
	}, "SELECT id, channel, conversation, message, taken_at, by, sha256, json FROM evidence WHERE conversation = ? ORDER BY taken_at, id", conversation)
	return all, explain("read evidence", err)
}

// evidence compares what was kept with its hashes.
func (v *verifier) evidence() error {
	return each(v.ctx, v.q, func(rows *sql.Rows) error {
		var id, hash string
		var text []byte
		if err := rows.Scan(&id, &hash, &text); err != nil {
			return err
		}
		if sum := sha256.Sum256(text); v.r.Fault == "" && hex.EncodeToString(sum[:]) != hash {
			v.fault("The evidence %s is not as it was kept.", id)
		}
		return nil
	}, "SELECT id, sha256, json FROM evidence ORDER BY id")
}
