package data

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/outbox"

	"github.com/mattn/go-sqlite3"
)

// Report is what Verify found.
type Report = act.Report

// Verify looks through the whole workspace and changes nothing: the file, every
// act's place in its device's chain and its digests, every message's digest, and
// whether every row is what its acts and facts fold to; then the bytes that went
// out, the attachments and the search's index. It stops at the first fault. The
// error is for what kept it from looking.
func (s *Store) Verify(ctx context.Context) (Report, error) {
	var r Report
	err := s.verify(ctx, &r)
	if damaged(err) {
		r.Fault = errDamaged.Sentence
		return r, nil
	}
	return r, explain("verify", err)
}

// damaged tells that an error means a damaged file.
func damaged(err error) bool {
	var known *app.Error
	if errors.As(err, &known) {
		return known.Sentence == errDamaged.Sentence
	}
	return sentenceFor(err) == errDamaged
}

func (s *Store) verify(ctx context.Context, r *Report) error {
	said, err := checkFile(ctx, s.file)
	if err != nil {
		return err
	}
	if said != "" {
		r.Fault = "The workspace file is damaged: " + said + ". Keep the file as it is and ask your IT team to put back the newest backup."
		return nil
	}
	at, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer at.Rollback() //nolint:errcheck // only read
	if r.Head, err = headOf(ctx, at); err != nil {
		return err
	}
	v := &verifier{ctx: ctx, q: at, s: s, r: r}
	for _, look := range []func() error{v.journal, v.messages, v.rows, v.conversations, v.documents, v.kept, v.evidence} {
		if err := look(); err != nil || r.Fault != "" {
			return err
		}
	}
	at.Rollback() //nolint:errcheck // only read; the writer is asked next
	return s.verifyIndex(ctx, r)
}

// checkFile lets SQLite look through a whole file and returns what it found
// first, "" for nothing. It takes a connection of its own: on one that has
// searched before, FTS5 compares the file with what it remembers and reports
// damage where there is none (seen with SQLite 3.54.1).
func checkFile(ctx context.Context, file string) (said string, err error) {
	db := openReader(file)
	defer db.Close() //nolint:errcheck // only read
	for _, check := range []string{"PRAGMA integrity_check", "PRAGMA foreign_key_check"} {
		if said, err = checkSays(ctx, db, check); err != nil || said != "" {
			return said, err
		}
	}
	return "", nil
}

// checkSays runs one of SQLite's own checks and returns the first line of what
// it found, "" for nothing.
func checkSays(ctx context.Context, q querier, check string) (string, error) {
	rows, err := q.QueryContext(ctx, check)
	if err != nil {
		return "", err
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	if !rows.Next() {
		return "", rows.Err()
	}
	names, err := rows.Columns()
	if err != nil {
		return "", err
	}
	if len(names) > 1 {
		return "a row refers to one that is missing", nil
	}
	var said string
	if err := rows.Scan(&said); err != nil || said == "ok" {
		return "", err
	}
	return said, nil
}

// walkJournal follows every device's chain. It returns how many acts there are
// and a sentence that names the first bad one.
func walkJournal(ctx context.Context, q querier) (acts int64, fault string, err error) {
	type end struct {
		seq  int64
		hash []byte
	}
	ends := map[string]end{}
	stop := errors.New("the first fault is enough")
	err = each(ctx, q, func(rows *sql.Rows) error {
		a, err := scanAct(rows)
		if err != nil {
			return err
		}
		acts++
		what := faultOf(a, ends[a.Device].seq, ends[a.Device].hash)
		if what == "" && a.Commit != acts {
			what = fmt.Sprintf("it stands at place %d: acts are missing or doubled", acts)
		}
		if what != "" {
			fault = fmt.Sprintf("Act %d of the journal (%s on %s %s) is not as it was written: %s.", a.Commit, a.Kind, a.Subject.Type, a.Subject.ID, what)
			return stop
		}
		ends[a.Device] = end{a.Seq, a.Hash}
		return nil
	}, "SELECT "+journalColumns+" FROM journal ORDER BY commit_no")
	if errors.Is(err, stop) {
		err = nil
	}
	return acts, fault, err
}

// verifier looks at one moment of the workspace.
type verifier struct {
	ctx context.Context
	q   querier
	s   *Store
	r   *Report
}

func (v *verifier) fault(format string, args ...any) { v.r.Fault = fmt.Sprintf(format, args...) }

func (v *verifier) journal() (err error) {
	v.r.Acts, v.r.Fault, err = walkJournal(v.ctx, v.q)
	return err
}

func (v *verifier) messages() error {
	return each(v.ctx, v.q, func(rows *sql.Rows) error {
		m, err := scanMessage(rows)
		if err != nil {
			return err
		}
		v.r.Messages++
		if what := m.fault(); what != "" && v.r.Fault == "" {
			v.fault("Message %d (key %s of %s) is not as it was stored: %s.", m.id, m.m.Key, m.m.Channel, what)
		}
		return nil
	}, "SELECT "+messageColumns+" FROM message ORDER BY id")
}

// rows folds the desk, the channels and the sends from the journal and compares
// their rows.
func (v *verifier) rows() error {
	want := map[string]map[string][]any{"desk": {}, "channel": {}, "send": {}}
	snap := v.s.emptyDesk()
	channels, acts, sends := map[string]channel.Channel{}, map[string]int64{}, map[string]outbox.Send{}
	err := each(v.ctx, v.q, func(rows *sql.Rows) error {
		a, err := scanAct(rows)
		if err != nil {
			return err
		}
		effective := true
		switch a.Subject.Type {
		case act.Channel:
			c := channels[a.Subject.ID]
			effective = c.Apply(a)
			channels[a.Subject.ID] = c
			acts[a.Subject.ID]++
			if !effective {
				break
			}
			value, err := json.Marshal(c)
			if err != nil {
				return err
			}
			want["channel"][a.Subject.ID] = []any{string(value), acts[a.Subject.ID]}
		case act.Send:
			s := sends[a.Subject.ID]
			effective = s.Apply(a)
			s.Version++
			sends[a.Subject.ID] = s
			want["send"][a.Subject.ID] = sendRow(s)
		default:
			if effective = snap.Apply(a); effective {
				kind, id := deskRow(a)
				want["desk"][kind+" "+id] = []any{string(a.Effect)}
			}
		}
		if !effective {
			v.r.Unread++
		}
		return nil
	}, "SELECT "+journalColumns+" FROM journal WHERE subject_type <> 'conversation' ORDER BY commit_no")
	if err != nil {
		return err
	}
	v.r.Sends = int64(len(sends))
	for _, c := range []comparison{
		{"desk", "type || ' ' || id", "value"}, {"channel", "id", "value, acts"}, {"send", "id", sendColumns},
	} {
		if err := v.compare(c, want[c.table]); err != nil || v.r.Fault != "" {
			return err
		}
	}
	return nil
}

// kept looks at the bytes that must never change.
func (v *verifier) kept() error {
	err := each(v.ctx, v.q, func(rows *sql.Rows) error {
		var send, token, sender, recipients string
		var body, digest []byte
		if err := rows.Scan(&send, &token, &sender, &recipients, &body, &digest); err != nil {
			return err
		}
		if v.r.Fault == "" && string(digest) != string(sealedDigest(token, sender, recipients, body)) {
			v.fault("The bytes kept for send %s are not those that were made for it. Don't send it again.", send)
		}
		return nil
	}, "SELECT send, token, sender, recipients, bytes, digest FROM sealed ORDER BY send")
	if err != nil || v.r.Fault != "" {
		return err
	}
	return each(v.ctx, v.q, func(rows *sql.Rows) error {
		var hash string
		var body []byte
		if err := rows.Scan(&hash, &body); err != nil {
			return err
		}
		if sum := sha256.Sum256(body); v.r.Fault == "" && hex.EncodeToString(sum[:]) != hash {
			v.fault("The attachment %s is not as it was attached.", hash)
		}
		return nil
	}, "SELECT hash, bytes FROM file ORDER BY hash")
}

// verifyIndex lets the search's index compare itself with what it is made of.
func (s *Store) verifyIndex(ctx context.Context, r *Report) error {
	err := s.write(ctx, "check the search index", func(t *tx) error {
		return t.exec("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)")
	})
	var e sqlite3.Error
	if errors.As(err, &e) && e.Code == sqlite3.ErrCorrupt {
		r.Fault = "The search index is not made of the messages, people, tags and notes that are here. Searching may miss some; nothing else is touched by it."
		return nil
	}
	return err
}
