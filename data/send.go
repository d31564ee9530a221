package data

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/outbox"
)

// Outbox is the store as app/outbox sees it: its Queue is another than the
// inbox's.
type Outbox struct{ *Store }

// Outbox returns the port of app/outbox.
func (s *Store) Outbox() Outbox { return Outbox{s} }

var _ outbox.Store = Outbox{}

// foldSend folds a send from its acts; one without acts is the zero Send.
func foldSend(ctx context.Context, q querier, id string) (outbox.Send, error) {
	acts, err := actsOn(ctx, q, outbox.Subject(id))
	if err != nil {
		return outbox.Send{}, err
	}
	return foldActs(acts), nil
}

func foldActs(acts []act.Act) outbox.Send {
	var send outbox.Send
	for _, a := range acts {
		send.Apply(a)
		send.Version++
	}
	return send
}

// sendRow are the columns of a send's row after its id.
func sendRow(s outbox.Send) []any {
	return []any{s.Channel, s.Conversation, string(s.State), s.Token, app.Millis(s.QueuedAt), app.Millis(s.SettledAt), s.Returned, s.RemoteID, s.Version}
}

const sendColumns = "channel, conversation, state, token, queued_at, settled_at, returned, remote_id, acts"

func (t *tx) saveSend(id string, s outbox.Send) error {
	err := t.exec("INSERT OR REPLACE INTO send (id, "+sendColumns+") VALUES ("+marks(10)+")",
		append([]any{id}, sendRow(s)...)...)
	if err != nil {
		return fmt.Errorf("write send %s: %w", id, err)
	}
	return nil
}

// Queue does the acts and in the same transaction stores the sealed bytes of the
// send and removes the draft (outbox.Store).
func (o Outbox) Queue(ctx context.Context, sealed outbox.Sealed, send, draft string, acts ...act.Act) ([]act.Receipt, error) {
	var receipts []act.Receipt
	err := o.write(ctx, "queue a send", func(t *tx) error {
		var err error
		if receipts, err = t.do(acts); err != nil {
			return err
		}
		if err := t.seal(send, sealed); err != nil {
			return err
		}
		return t.deleteDraft(draft)
	})
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

func (t *tx) seal(send string, m outbox.Sealed) error {
	recipients, err := json.Marshal(m.Recipients)
	if err != nil {
		return fmt.Errorf("write the recipients of %s: %w", send, err)
	}
	err = t.exec("INSERT INTO sealed (send, token, sender, recipients, bytes, digest) VALUES (?, ?, ?, ?, ?, ?)",
		send, m.Token, m.From, string(recipients), m.Bytes, sealedDigest(m.Token, m.From, string(recipients), m.Bytes))
	if err != nil {
		return fmt.Errorf("keep the bytes of %s: %w", send, err)
	}
	return nil
}

func sealedDigest(token, from, recipients string, body []byte) []byte {
	return digestOf([]byte(token), []byte(from), []byte(recipients), body)
}

// Sealed returns the bytes that go out; NotFound when they are not kept
// (outbox.Store).
func (o Outbox) Sealed(ctx context.Context, id string) (outbox.Sealed, error) {
	var m outbox.Sealed
	var recipients string
	var digest []byte
	err := o.reader.QueryRowContext(ctx, "SELECT token, sender, recipients, bytes, digest FROM sealed WHERE send = ?", id).
		Scan(&m.Token, &m.From, &recipients, &m.Bytes, &digest)
	if isNone(err) {
		return m, notFound("The bytes of this message are not kept here, so it can't go out again. Make a new message of it.")
	}
	if err != nil {
		return m, explain("read what goes out", err)
	}
	if !bytes.Equal(digest, sealedDigest(m.Token, m.From, recipients, m.Bytes)) {
		return outbox.Sealed{}, explain("read what goes out", errDamaged.Because(errors.New("digest of sealed bytes")))
	}
	if err := json.Unmarshal([]byte(recipients), &m.Recipients); err != nil {
		return outbox.Sealed{}, explain("read what goes out", errDamaged.Because(err))
	}
	return m, nil
}

// Withdraw does the acts and in the same transaction stores the draft that the
// send turns back into (outbox.Store).
func (o Outbox) Withdraw(ctx context.Context, d outbox.Draft, acts ...act.Act) ([]act.Receipt, error) {
	var receipts []act.Receipt
	err := o.write(ctx, "withdraw a send", func(t *tx) error {
		var err error
		if receipts, err = t.do(acts); err != nil {
			return err
		}
		return t.saveDraft(d)
	})
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

// Send returns one send; NotFound when there is none (outbox.Store).
func (o Outbox) Send(ctx context.Context, id string) (outbox.Send, error) {
	send, err := foldSend(ctx, o.reader, id)
	if err != nil {
		return send, explain("read a send", err)
	}
	if send.Version == 0 {
		return send, notFound("That message isn't in the Outbox.")
	}
	return send, nil
}

// Sends returns sends in the states (none: all), newest first, at most limit (0:
// all) (outbox.Store).
func (o Outbox) Sends(ctx context.Context, states []outbox.State, limit int) ([]outbox.Send, error) {
	where, args := "", []any{}
	if len(states) > 0 {
		where = " WHERE state IN (" + marks(len(states)) + ")"
		for _, s := range states {
			args = append(args, string(s))
		}
	}
	if limit <= 0 {
		limit = -1
	}
	// One query, folded as it is read: the acts of each send come together.
	var sends []outbox.Send
	var of []act.Act
	err := each(ctx, o.reader, func(rows *sql.Rows) error {
		a, err := scanAct(rows)
		if err != nil {
			return err
		}
		if len(of) > 0 && of[0].Subject != a.Subject {
			sends, of = append(sends, foldActs(of)), of[:0]
		}
		of = append(of, a)
		return nil
	}, "SELECT "+qualified("j", journalColumns)+" FROM (SELECT id, queued_at FROM send"+where+" ORDER BY queued_at DESC, id DESC LIMIT ?) s"+
		" JOIN journal j ON j.subject_type = 'send' AND j.subject_id = s.id ORDER BY s.queued_at DESC, s.id DESC, j.commit_no", append(args, limit)...)
	if err != nil {
		return nil, explain("read sends", err)
	}
	if len(of) > 0 {
		sends = append(sends, foldActs(of))
	}
	return sends, nil
}

// ByToken finds the send with this token in a channel; NotFound when none
// (outbox.Store).
func (o Outbox) ByToken(ctx context.Context, channel, token string) (outbox.Send, error) {
	var id string
	err := o.reader.QueryRowContext(ctx, "SELECT id FROM send WHERE channel = ? AND token = ? ORDER BY queued_at DESC LIMIT 1", channel, token).Scan(&id)
	if isNone(err) {
		return outbox.Send{}, notFound("No message of ours carries that id.")
	}
	if err != nil {
		return outbox.Send{}, explain("find a send", err)
	}
	return o.Send(ctx, id)
}

// ByRemoteID finds the send that the network knows by this id (outbox.Store).
func (o Outbox) ByRemoteID(ctx context.Context, channel, remote string) (outbox.Send, error) {
	var id string
	err := o.reader.QueryRowContext(ctx, "SELECT id FROM send WHERE channel = ? AND remote_id = ? AND remote_id <> '' ORDER BY queued_at DESC LIMIT 1", channel, remote).Scan(&id)
	if isNone(err) {
		return outbox.Send{}, notFound("No message of ours carries that id.")
	}
	if err != nil {
		return outbox.Send{}, explain("find a send", err)
	}
	return o.Send(ctx, id)
}

// SendRecord returns the send's acts, oldest first (outbox.Store).
func (o Outbox) SendRecord(ctx context.Context, id string) ([]act.Act, error) {
	acts, err := actsOn(ctx, o.reader, outbox.Subject(id))
	return acts, explain("read a send's record", err)
}

// digestOf is the SHA-256 over parts, each with its length.
func digestOf(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write(p)
	}
	return h.Sum(nil)
}

// marks are n places for parameters.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// qualified puts a table's name before each of its columns.
func qualified(table, columns string) string {
	names := strings.Split(columns, ",")
	for i, n := range names {
		names[i] = table + "." + strings.TrimSpace(n)
	}
	return strings.Join(names, ", ")
}
