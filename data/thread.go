package data

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"commsdesk/app"
	"commsdesk/app/event"
	"commsdesk/app/intake"
	"commsdesk/app/outbox"
)

// linkParents keeps which ids a message answers, so that a parent that comes
// after it finds it.
func (t *tx) linkParents(s storedMessage) error {
	for _, id := range s.m.Parents {
		if id == "" {
			continue
		}
		if err := t.exec("INSERT INTO parent (channel, id, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", s.m.Channel, id, s.id); err != nil {
			return fmt.Errorf("note what message %s answers: %w", s.m.Key, err)
		}
	}
	return nil
}

// move puts stored messages into the conversations they turn out to belong to.
// A conversation that loses its last message is gone.
func (t *tx) move(f intake.Facts) error {
	touched := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(f.Moved)) {
		to := f.Moved[key]
		known, err := t.message(f.Channel, key)
		if err != nil {
			return err
		}
		if known == nil || known.m.Conversation == to {
			continue
		}
		from := known.m.Conversation
		var acted bool
		if err := t.row("SELECT EXISTS ("+actsOfConversation+"?)", from).Scan(&acted); err != nil {
			return fmt.Errorf("look for acts on %s: %w", from, err)
		}
		if acted {
			return app.NewError(app.Conflict, "Somebody worked on this conversation meanwhile. Nothing was changed.")
		}
		known.m.Conversation = to
		s, err := newStored(known.m)
		if err != nil {
			return err
		}
		s.id, s.rev = known.id, known.rev+1
		if err := t.replaceMessage(s); err != nil {
			return err
		}
		touched[from], touched[to] = true, true
	}
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		if err := t.regroup(f.Channel, id); err != nil {
			return err
		}
	}
	return nil
}

// actsOfConversation finds whether anybody ever acted on a conversation.
const actsOfConversation = "SELECT 1 FROM journal WHERE subject_type = 'conversation' AND subject_id = "

// joinCopy links our own message that was pulled before the network told the
// send's id, so that an answer is not shown twice.
func (t *tx) joinCopy(id string, send outbox.Send) error {
	if send.RemoteID == "" {
		return nil
	}
	var key string
	err := t.row("SELECT key FROM message WHERE channel = ? AND remote_id = ? AND remote_id <> '' AND doc ->> '$.direction' = 'own' AND doc ->> '$.send' IS NULL LIMIT 1",
		send.Channel, send.RemoteID).Scan(&key)
	if isNone(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for the copy of send %s: %w", id, err)
	}
	known, err := t.message(send.Channel, key)
	if err != nil || known == nil {
		return err
	}
	known.m.Send = id
	s, err := newStored(known.m)
	if err != nil {
		return err
	}
	s.id, s.rev = known.id, known.rev+1
	if err := t.replaceMessage(s); err != nil {
		return err
	}
	return t.foldMessage(s)
}

// regroup folds a conversation whose messages came or went.
func (t *tx) regroup(channel, id string) error {
	t.mark(event.Conversations, id)
	c, err := t.conversation(id)
	if err != nil {
		return err
	}
	var left int
	if err := t.row("SELECT count(*) FROM message WHERE conversation = ?", id).Scan(&left); err != nil {
		return fmt.Errorf("count messages of %s: %w", id, err)
	}
	if left == 0 {
		delete(t.conversations, id)
		for _, from := range []string{"conversation_tag WHERE conversation", "suggestion WHERE conversation", "suggestion WHERE other", "conversation WHERE id"} {
			if err := t.exec("DELETE FROM "+from+" = ?", id); err != nil {
				return fmt.Errorf("take away conversation %s: %w", id, err)
			}
		}
		return nil
	}
	if c == nil {
		c = &conversation{id: id, channel: channel}
		t.conversations[id] = c
	}
	return t.refold(c)
}

// Related finds the messages of the channel whose remote id or thread root is
// among the ids, or that answer one of them, oldest first (intake.Store).
func (s *Store) Related(ctx context.Context, channel string, ids []string) ([]intake.Known, error) {
	var all []intake.Known
	seen := map[int64]bool{}
	for chunk := range slices.Chunk(slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" }), knownChunk) {
		in := "(" + marks(len(chunk)) + ")"
		found, err := s.knownWhere(ctx, `id IN (SELECT id FROM message WHERE channel = ? AND remote_id <> '' AND remote_id IN `+in+`
			UNION SELECT id FROM message WHERE channel = ? AND thread_root <> '' AND thread_root IN `+in+`
			UNION SELECT message FROM parent WHERE channel = ? AND id IN `+in+`)`, slices.Concat(argsOf(channel, chunk), argsOf(channel, chunk), argsOf(channel, chunk)))
		if err != nil {
			return nil, err
		}
		for _, k := range found {
			if !seen[k.id] {
				seen[k.id] = true
				all = append(all, k.Known)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b intake.Known) int { return a.Start.Compare(b.Start) })
	return all, nil
}

// KnownKeys finds messages of the channel by their keys (intake.Store).
func (s *Store) KnownKeys(ctx context.Context, channel string, keys []string) (map[string]intake.Known, error) {
	all := map[string]intake.Known{}
	for chunk := range slices.Chunk(keys, knownChunk) {
		found, err := s.knownWhere(ctx, "channel = ? AND key IN ("+marks(len(chunk))+")", argsOf(channel, chunk))
		if err != nil {
			return nil, err
		}
		for _, k := range found {
			all[k.Key] = k.Known
		}
	}
	return all, nil
}

// knownChunk bounds the parameters of one query.
const knownChunk = 400

func argsOf(channel string, values []string) []any {
	args := []any{channel}
	for _, v := range values {
		args = append(args, v)
	}
	return args
}

// known is a message without its words, by its row.
type known struct {
	intake.Known
	id int64
}

func (s *Store) knownWhere(ctx context.Context, where string, args []any) ([]known, error) {
	var all []known
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		m, err := scanMessage(rows)
		if err != nil {
			return err
		}
		m.m.Links, m.m.Files, m.m.Was = nil, nil, nil
		all = append(all, known{intake.Known{Message: m.m}, m.id})
		return nil
	}, `SELECT id, channel, key, conversation, remote_id, thread_root, start, subject, '', '', '', NULL, doc, rev, x'', expire_at FROM message WHERE `+where+" ORDER BY start, key", args...)
	if err != nil {
		return nil, explain("look up messages", err)
	}
	return all, explain("look up acts", s.pin(ctx, all))
}

// pin notes which messages lie in conversations that somebody acted on.
func (s *Store) pin(ctx context.Context, all []known) error {
	acted := map[string]bool{}
	for i, k := range all {
		pinned, asked := acted[k.Conversation]
		if !asked {
			if err := s.reader.QueryRowContext(ctx, "SELECT EXISTS ("+actsOfConversation+"?)", k.Conversation).Scan(&pinned); err != nil {
				return err
			}
			acted[k.Conversation] = pinned
		}
		all[i].Pinned = pinned
	}
	return nil
}
