package data

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"commsdesk/app"
	"commsdesk/app/event"
	"commsdesk/app/outbox"
)

// draftDoc is a draft as it is kept; its names outlive those of the program.
type draftDoc struct {
	Channel  string                `json:"channel"`
	Officer  string                `json:"officer"`
	Purpose  string                `json:"purpose"`
	Redirect string                `json:"redirect,omitempty"`
	To       []outbox.Person       `json:"to,omitempty"`
	Cc       []outbox.Person       `json:"cc,omitempty"`
	Subject  string                `json:"subject,omitempty"`
	Text     string                `json:"text,omitempty"`
	Quote    bool                  `json:"quote,omitempty"`
	Private  bool                  `json:"private,omitempty"`
	Answers  string                `json:"answers,omitempty"`
	Files    []outbox.AttachedFile `json:"files,omitempty"`
	Seen     []string              `json:"seen,omitempty"`
	BegunAt  int64                 `json:"begun_at"`
	From     string                `json:"from,omitempty"`
}

// SaveDraft inserts or replaces a draft and returns when it is on disk
// (outbox.Store).
func (s *Store) SaveDraft(ctx context.Context, d outbox.Draft) error {
	return s.write(ctx, "save a draft", func(t *tx) error { return t.saveDraft(d) })
}

func (t *tx) saveDraft(d outbox.Draft) error {
	doc, err := json.Marshal(draftDoc{Channel: d.Channel, Officer: d.Officer, Purpose: string(d.Purpose), Redirect: d.Redirect,
		To: d.To, Cc: d.Cc, Subject: d.Subject, Text: d.Text, Quote: d.Quote, Private: d.Private, Answers: d.Answers, Files: d.Files, Seen: d.Seen,
		BegunAt: app.Millis(d.BegunAt), From: d.From})
	if err != nil {
		return fmt.Errorf("write draft %s: %w", d.ID, err)
	}
	if d.SavedAt.IsZero() {
		d.SavedAt = t.now
	}
	err = t.exec("INSERT OR REPLACE INTO draft (id, conversation, saved_at, value) VALUES (?, ?, ?, ?)",
		d.ID, d.Conversation, app.Millis(d.SavedAt), string(doc))
	if err != nil {
		return fmt.Errorf("write draft %s: %w", d.ID, err)
	}
	t.mark(event.Drafts, d.ID)
	return nil
}

// Drafts returns all drafts, or those of one conversation, newest first
// (outbox.Store).
func (s *Store) Drafts(ctx context.Context, conversation string) ([]outbox.Draft, error) {
	var drafts []outbox.Draft
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var d outbox.Draft
		var doc draftDoc
		var saved int64
		var value []byte
		if err := rows.Scan(&d.ID, &d.Conversation, &saved, &value); err != nil {
			return err
		}
		if err := json.Unmarshal(value, &doc); err != nil {
			return fmt.Errorf("draft %s: %w", d.ID, errDamaged.Because(err))
		}
		d.Channel, d.Officer, d.Purpose, d.Redirect = doc.Channel, doc.Officer, outbox.Purpose(doc.Purpose), doc.Redirect
		d.To, d.Cc, d.Subject, d.Text, d.Quote = doc.To, doc.Cc, doc.Subject, doc.Text, doc.Quote
		d.Private, d.Answers, d.Files, d.Seen, d.From = doc.Private, doc.Answers, doc.Files, doc.Seen, doc.From
		d.BegunAt, d.SavedAt = app.FromMillis(doc.BegunAt), app.FromMillis(saved)
		drafts = append(drafts, d)
		return nil
	}, "SELECT id, conversation, saved_at, value FROM draft WHERE ? = '' OR conversation = ? ORDER BY saved_at DESC, id", conversation, conversation)
	return drafts, explain("read drafts", err)
}

// DeleteDraft removes a draft that its officer discarded (outbox.Store).
func (s *Store) DeleteDraft(ctx context.Context, id string) error {
	return s.write(ctx, "discard a draft", func(t *tx) error { return t.deleteDraft(id) })
}

func (t *tx) deleteDraft(id string) error {
	if id == "" {
		return nil
	}
	if err := t.exec("DELETE FROM draft WHERE id = ?", id); err != nil {
		return fmt.Errorf("delete draft %s: %w", id, err)
	}
	t.mark(event.Drafts, id)
	return nil
}

// KeepFile copies an attachment into the workspace and returns its hash
// (outbox.Store).
func (s *Store) KeepFile(ctx context.Context, name, mime string, data []byte) (outbox.AttachedFile, error) {
	sum := sha256.Sum256(data)
	f := outbox.AttachedFile{Name: name, Type: mime, Size: int64(len(data)), Hash: hex.EncodeToString(sum[:])}
	err := s.write(ctx, "keep a file", func(t *tx) error {
		if data == nil {
			data = []byte{}
		}
		return t.exec("INSERT INTO file (hash, bytes) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", f.Hash, data)
	})
	if err != nil {
		return outbox.AttachedFile{}, err
	}
	return f, nil
}

// File returns a kept attachment's bytes; NotFound when it is not here
// (outbox.Store).
func (s *Store) File(ctx context.Context, hash string) ([]byte, error) {
	var data []byte
	err := s.reader.QueryRowContext(ctx, "SELECT bytes FROM file WHERE hash = ?", hash).Scan(&data)
	if isNone(err) {
		return nil, notFound("That attachment isn't kept in this workspace. Attach the file again.")
	}
	if err != nil {
		return nil, explain("read a file", err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != hash {
		return nil, explain("read a file", errDamaged)
	}
	return data, nil
}
