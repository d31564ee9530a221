package data

import (
	"context"
	"database/sql"
	"fmt"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// foldVersion names the meanings of all folds together.
func foldVersion() string {
	return fmt.Sprintf("inbox %d, outbox %d, desk %d, channel %d", inbox.FoldVersion, outbox.FoldVersion, desk.FoldVersion, channel.FoldVersion)
}

// refoldIfChanged folds everything again when this program's folds mean
// something else than those that made the rows.
func (s *Store) refoldIfChanged(ctx context.Context) error {
	made, err := metaOf(ctx, s.reader, "fold_version")
	if err != nil || made == foldVersion() {
		return err
	}
	s.options.Logger.Info("folding everything again", "made by", made, "now", foldVersion())
	return s.write(ctx, "fold everything again", func(t *tx) error {
		if err := t.refoldAll(); err != nil {
			return err
		}
		return t.setMeta("fold_version", foldVersion())
	})
}

// refoldAll makes every row anew from facts and acts.
func (t *tx) refoldAll() error {
	for _, table := range []string{"conversation_tag", "conversation", "send", "channel", "desk", "doc"} {
		if err := t.exec("DELETE FROM " + table); err != nil {
			return fmt.Errorf("empty %s: %w", table, err)
		}
	}
	t.snapshot = t.s.emptyDesk()
	t.s.forgetCalendars()
	before := map[act.Subject]int64{}
	err := t.eachAct(func(a act.Act) error {
		if a.Subject.Type == act.Conversation || a.Subject.Type == act.Send {
			return nil
		}
		sub, err := t.subject(a.Subject)
		if err != nil {
			return nil // a subject of a later version: kept, skipped
		}
		if c, ok := sub.(*channelSubject); ok {
			c.acts = before[a.Subject] // not those that come yet
		}
		before[a.Subject]++
		_, err = sub.apply(a)
		return err
	}, "ORDER BY commit_no")
	if err != nil {
		return err
	}
	if err := t.refoldSends(); err != nil {
		return err
	}
	return t.refoldConversations()
}

// eachAct calls f for every act, read whole first: f may write.
func (t *tx) eachAct(f func(act.Act) error, rest string, args ...any) error {
	var acts []act.Act
	err := each(t.ctx, t, func(rows *sql.Rows) error {
		a, err := scanAct(rows)
		acts = append(acts, a)
		return err
	}, "SELECT "+journalColumns+" FROM journal "+rest, args...)
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	for _, a := range acts {
		if err := f(a); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) refoldSends() error {
	ids, err := column(t.ctx, t, "SELECT DISTINCT subject_id FROM journal WHERE subject_type = 'send' ORDER BY subject_id")
	if err != nil {
		return fmt.Errorf("list sends: %w", err)
	}
	for _, id := range ids {
		send, err := foldSend(t.ctx, t, id)
		if err != nil {
			return err
		}
		if err := t.saveSend(id, send); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) refoldConversations() error {
	clear(t.conversations)
	ids, err := column(t.ctx, t, "SELECT DISTINCT conversation FROM message ORDER BY conversation")
	if err != nil {
		return fmt.Errorf("list conversations: %w", err)
	}
	for _, id := range ids {
		c := &conversation{id: id}
		if err := t.row("SELECT channel FROM message WHERE conversation = ? LIMIT 1", id).Scan(&c.channel); err != nil {
			return fmt.Errorf("find the channel of %s: %w", id, err)
		}
		if err := t.refold(c); err != nil {
			return err
		}
		if err := t.saveConversation(c); err != nil {
			return fmt.Errorf("write conversation %s: %w", id, err)
		}
	}
	return nil
}

// column returns the first column of a query's rows.
func column(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	var all []string
	err := each(ctx, q, func(rows *sql.Rows) error {
		var v string
		err := rows.Scan(&v)
		all = append(all, v)
		return err
	}, query, args...)
	return all, err
}
