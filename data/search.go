package data

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
)

// Where a hit was found.
const (
	inMessage = "message"
	inPerson  = "person"
	inTag     = "tag"
	inNote    = "note"
)

// index adds or replaces what a person, tag or note is found by; the index
// itself follows by triggers.
func (t *tx) index(place, channel, ref, owner string, at int64, text string) error {
	err := t.exec(`INSERT INTO doc (id, place, channel, ref, owner, at, text) VALUES ((SELECT coalesce(min(id), 0) - 1 FROM doc), ?, ?, ?, ?, ?, ?)
		ON CONFLICT (place, channel, ref) DO UPDATE SET owner = excluded.owner, at = excluded.at, text = excluded.text
		WHERE text <> excluded.text OR at <> excluded.at`, place, channel, ref, owner, at, text)
	if err != nil {
		return fmt.Errorf("index %s %s: %w", place, ref, err)
	}
	return nil
}

// indexMessages lets the search find the messages that this transaction wrote.
// One statement for all of them: see the migration 0007_bulk.sql.
func (t *tx) indexMessages() error {
	if t.unindexed == 0 {
		return nil
	}
	err := t.exec("INSERT INTO found (rowid, subject, text, people) SELECT id, subject, text, people FROM message WHERE id >= ?", t.unindexed)
	if err != nil {
		return fmt.Errorf("index messages: %w", err)
	}
	t.unindexed = 0
	return nil
}

// indexPerson follows a resident's newest name; whoever turns out not to have
// written is found no more.
func (t *tx) indexPerson(channel, id string) error {
	p, first, err := personIn(t.ctx, t, channel, id)
	if isNone(err) {
		return t.exec("DELETE FROM doc WHERE place = ? AND channel = ? AND ref = ?", inPerson, channel, id)
	}
	if err != nil {
		return fmt.Errorf("index person: %w", err)
	}
	return t.index(inPerson, channel, id, "", first, personText(p))
}

func personText(p inbox.Person) string {
	var words []string
	for _, w := range []string{p.Name, p.Handle, p.ID} {
		if w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

func (t *tx) indexTag(a act.Act) error {
	var tag struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(a.Effect, &tag); err != nil {
		return fmt.Errorf("index tag: %w", err)
	}
	return t.index(inTag, "", a.Subject.ID, "", 0, tag.Name)
}

func (t *tx) indexNote(a act.Act) error {
	text, ok := noteText(a)
	if !ok {
		return nil
	}
	return t.index(inNote, "", a.ID, a.Subject.ID, a.At.UnixMilli(), text)
}

// noteText are a note's words; ok is false once they are erased.
func noteText(a act.Act) (text string, ok bool) {
	var c inbox.NoteContent
	if len(a.Content) == 0 || json.Unmarshal(a.Content, &c) != nil {
		return "", false
	}
	return c.Text, true
}

// indexNotes makes a conversation's notes anew: those taken back are found no
// more.
func (t *tx) indexNotes(conversation string, acts []act.Act) error {
	if err := t.exec("DELETE FROM doc WHERE owner = ?", conversation); err != nil {
		return fmt.Errorf("take notes out of the index: %w", err)
	}
	dead := inbox.Dead(acts)
	for _, a := range acts {
		if a.Kind == inbox.Noted && !dead[a.ID] {
			if err := t.indexNote(a); err != nil {
				return err
			}
		}
	}
	return nil
}

// phrases makes a query of what somebody typed: every word must begin a word of
// the text. Quotes, operators and column names mean nothing; they are words or
// gaps between words like any other.
func phrases(typed string) string {
	var out []string
	for _, w := range searchWords(typed) {
		out = append(out, `"`+w+`"*`)
	}
	return strings.Join(out, " ")
}

// searchWords are the runs of letters and digits, as the index cuts them.
func searchWords(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Co, r) && !unicode.IsNumber(r)
	})
}

// searchQuery weighs a subject or a name over the text; the newer of two equals
// comes first. at of a document is in doc, of a message in message.
const searchQuery = `SELECT f.rowid, snippet(found, -1, '«', '»', '…', 24), coalesce(m.channel, d.channel), coalesce(m.conversation, d.owner),
	coalesce(m.key, d.ref), coalesce(d.place, 'message'), coalesce(m.start, d.at)
	FROM found f LEFT JOIN message m ON m.id = f.rowid LEFT JOIN doc d ON d.id = f.rowid
	WHERE found MATCH ? ORDER BY bm25(found, 4.0, 1.0, 3.0), coalesce(m.start, d.at) DESC, f.rowid LIMIT ?`

// candidate is one row of the index that fits.
type candidate struct {
	snippet, channel, conversation, ref, place string
	at                                         int64
}

// Search finds words (prefixes, accents folded) in messages, people, tags and
// notes, best first, at most limit (0: all) (inbox.Store).
func (s *Store) Search(ctx context.Context, words string, limit int) ([]inbox.Hit, error) {
	query := phrases(words)
	if query == "" {
		return nil, nil
	}
	if limit <= 0 {
		limit = -1
	}
	var found []candidate
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var id int64
		var c candidate
		err := rows.Scan(&id, &c.snippet, &c.channel, &c.conversation, &c.ref, &c.place, &c.at)
		found = append(found, c)
		return err
	}, searchQuery, query, limit)
	if err != nil {
		return nil, explain("search", err)
	}
	var hits []inbox.Hit
	for _, c := range found {
		more, err := s.hitsOf(ctx, c, limit)
		if err != nil {
			return nil, explain("search", err)
		}
		hits = append(hits, more...)
	}
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	return hits, explain("search", s.addRows(ctx, hits))
}

// hitsOf makes hits of what fits: a tag stands for its conversations, newest
// first, a person for their newest.
func (s *Store) hitsOf(ctx context.Context, c candidate, limit int) ([]inbox.Hit, error) {
	h := inbox.Hit{Conversation: c.conversation, Where: c.place, Snippet: c.snippet, At: app.FromMillis(c.at)}
	query, args := "", []any(nil)
	switch c.place {
	case inMessage:
		h.Message = c.ref
		return []inbox.Hit{h}, nil
	case inNote:
		return []inbox.Hit{h}, nil
	case inPerson:
		query, args = "SELECT conversation, start FROM message WHERE channel = ? AND person = ? AND person <> '' ORDER BY start DESC, key DESC LIMIT 1", []any{c.channel, c.ref}
	case inTag:
		query, args = `SELECT c.id, c.last_at FROM conversation_tag t JOIN conversation c ON c.id = t.conversation
			WHERE t.tag = ? ORDER BY c.last_at DESC, c.id LIMIT ?`, []any{c.ref, limit}
	}
	var hits []inbox.Hit
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var at int64
		err := rows.Scan(&h.Conversation, &at)
		h.At = app.FromMillis(at)
		hits = append(hits, h)
		return err
	}, query, args...)
	return hits, err
}

// addRows reads the conversations of hits.
func (s *Store) addRows(ctx context.Context, hits []inbox.Hit) error {
	byID := map[string]inbox.Row{}
	var ids []any
	for _, h := range hits {
		if _, ok := byID[h.Conversation]; !ok {
			byID[h.Conversation] = inbox.Row{}
			ids = append(ids, h.Conversation)
		}
	}
	for chunk := range slices.Chunk(ids, knownChunk) {
		rows, err := s.rowsWhere(ctx, s.reader, "WHERE c.id IN ("+marks(len(chunk))+")", chunk...)
		if err != nil {
			return err
		}
		for _, r := range rows {
			byID[r.ID] = r
		}
	}
	for i := range hits {
		hits[i].Row = byID[hits[i].Conversation]
	}
	return nil
}
