package data

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
)

// comparison names the rows of a table by a key and lists the columns that
// follow from facts and acts.
type comparison struct{ table, key, columns string }

// compare reads a table and names the first row that is not what it must be.
func (v *verifier) compare(c comparison, want map[string][]any) error {
	seen := 0
	err := each(v.ctx, v.q, func(rows *sql.Rows) error {
		id, have, err := scanAny(rows)
		if err != nil || v.r.Fault != "" {
			return err
		}
		seen++
		expected, ok := want[id]
		if !ok {
			v.fault("The %s %s is in its table, but nothing in the journal or the messages makes it.", c.table, id)
			return nil
		}
		v.compareRow(c, id, have, expected)
		return nil
	}, "SELECT "+c.key+", "+c.columns+" FROM "+c.table+" ORDER BY 1")
	if err != nil || v.r.Fault != "" || seen == len(want) {
		return err
	}
	have, err := column(v.ctx, v.q, "SELECT "+c.key+" FROM "+c.table)
	if err != nil {
		return err
	}
	var missing []string
	for id := range want {
		if !slices.Contains(have, id) {
			missing = append(missing, id)
		}
	}
	slices.Sort(missing)
	v.fault("The %s %s is missing from its table.", c.table, missing[0])
	return nil
}

func (v *verifier) compareRow(c comparison, id string, have, want []any) {
	for i, name := range strings.Split(c.columns, ",") {
		if plain(have[i]) != plain(want[i]) {
			v.fault("The %s %s is not what its acts and messages fold to: %s differs.", c.table, id, strings.TrimSpace(name))
			return
		}
	}
}

// scanAny reads a key and the values after it.
func scanAny(rows *sql.Rows) (id string, values []any, err error) {
	names, err := rows.Columns()
	if err != nil {
		return "", nil, err
	}
	values = make([]any, len(names)-1)
	into := []any{&id}
	for i := range values {
		into = append(into, &values[i])
	}
	err = rows.Scan(into...)
	return id, values, err
}

// plain is a column's value in one form, whatever type carries it.
func plain(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "1"
		}
		return "0"
	case []byte:
		return string(v)
	}
	return fmt.Sprint(v)
}

// conversations folds every conversation whole and compares its rows.
func (v *verifier) conversations() error {
	snap, err := v.s.deskIn(v.ctx, v.q)
	if err != nil {
		return err
	}
	ids, err := column(v.ctx, v.q, "SELECT DISTINCT conversation FROM message ORDER BY conversation")
	if err != nil {
		return err
	}
	v.r.Conversations = int64(len(ids))
	look := &conversationCheck{verifier: v, snap: snap, envs: map[string]inbox.Env{}}
	for what, query := range map[*map[string][]string]string{
		&look.acted: "SELECT DISTINCT subject_id, '' FROM journal WHERE subject_type = 'conversation'",
		&look.tags:  "SELECT conversation, tag FROM conversation_tag ORDER BY conversation, tag",
	} {
		if *what, err = grouped(v.ctx, v.q, query); err != nil {
			return err
		}
	}
	for _, id := range ids {
		if err := look.one(id); err != nil || v.r.Fault != "" {
			return err
		}
	}
	return v.strays()
}

// grouped reads pairs into lists by their first.
func grouped(ctx context.Context, q querier, query string) (map[string][]string, error) {
	all := map[string][]string{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var key, value string
		err := rows.Scan(&key, &value)
		all[key] = append(all[key], value)
		return err
	}, query)
	return all, err
}

// strays looks for rows and acts of conversations that have no message.
func (v *verifier) strays() error {
	for _, stray := range []struct{ what, query string }{
		{"conversation", "SELECT id FROM conversation WHERE id NOT IN (SELECT conversation FROM message) ORDER BY id LIMIT 1"},
		{"record of conversation", "SELECT subject_id FROM journal WHERE subject_type = 'conversation' AND subject_id NOT IN (SELECT conversation FROM message) ORDER BY commit_no LIMIT 1"},
	} {
		found, err := column(v.ctx, v.q, stray.query)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			v.fault("The %s %s is there without any message.", stray.what, found[0])
			return nil
		}
	}
	return nil
}

// conversationCheck holds what is read once for all conversations: which have
// acts, their tags, and what the folds need to know.
type conversationCheck struct {
	*verifier
	snap        *desk.Snapshot
	envs        map[string]inbox.Env
	acted, tags map[string][]string
}

func (v *conversationCheck) env(channel string) (inbox.Env, error) {
	if e, ok := v.envs[channel]; ok {
		return e, nil
	}
	c, err := channelIn(v.ctx, v.q, channel)
	v.envs[channel] = v.s.envOf(v.snap, c.Unpromised)
	return v.envs[channel], err
}

// one compares one conversation's row and tags.
func (v *conversationCheck) one(id string) error {
	stored, err := messagesIn(v.ctx, v.q, id)
	if err != nil {
		return err
	}
	var acts []act.Act
	if v.acted[id] != nil {
		if acts, err = actsOn(v.ctx, v.q, act.Subject{Type: act.Conversation, ID: id}); err != nil {
			return err
		}
	}
	c := &conversation{id: id, channel: stored[0].m.Channel, acts: int64(len(acts)), facts: revs(stored),
		state: folded(stored, acts), heading: headingOf(stored)}
	v.r.Unread += int64(c.state.Unknown)
	e, err := v.env(c.channel)
	if err != nil {
		return err
	}
	want, err := c.values(c.state.Derive(e))
	if err != nil {
		return err
	}
	found := false
	err = each(v.ctx, v.q, func(rows *sql.Rows) error {
		found = true
		_, have, err := scanAny(rows)
		if err == nil {
			v.compareRow(comparison{"conversation", "id", conversationColumns}, id, have, want)
		}
		return err
	}, "SELECT id, "+conversationColumns+" FROM conversation WHERE id = ?", id)
	if err != nil || v.r.Fault != "" {
		return err
	}
	switch {
	case !found:
		v.fault("The conversation %s is missing from its table.", id)
	case !slices.Equal(v.tags[id], c.state.Tags):
		v.fault("The tags of conversation %s are not what its acts fold to.", id)
	}
	return nil
}

// documents compares what people, tags and notes are found by.
func (v *verifier) documents() error {
	want := map[string][]any{}
	err := each(v.ctx, v.q, func(rows *sql.Rows) error {
		var channel, id string
		if err := rows.Scan(&channel, &id); err != nil {
			return err
		}
		p, _, err := personIn(v.ctx, v.q, channel, id)
		want[inPerson+" "+channel+" "+id] = []any{personText(p)}
		return err
	}, "SELECT DISTINCT channel, person FROM message WHERE person <> ''")
	if err != nil {
		return err
	}
	snap, err := v.s.deskIn(v.ctx, v.q)
	if err != nil {
		return err
	}
	for _, tag := range snap.Tags {
		want[inTag+"  "+tag.ID] = []any{tag.Name}
	}
	var notes []act.Act
	err = each(v.ctx, v.q, func(rows *sql.Rows) error {
		a, err := scanAct(rows)
		notes = append(notes, a)
		return err
	}, "SELECT "+journalColumns+" FROM journal WHERE subject_type = 'conversation' AND kind IN (?, ?) ORDER BY commit_no", string(inbox.Noted), string(act.Undone))
	if err != nil {
		return err
	}
	dead := inbox.Dead(notes)
	for _, a := range notes {
		if text, ok := noteText(a); ok && a.Kind == inbox.Noted && !dead[a.ID] {
			want[inNote+"  "+a.ID] = []any{text}
		}
	}
	return v.compare(comparison{"doc", "place || ' ' || channel || ' ' || ref", "text"}, want)
}
