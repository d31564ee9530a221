package data

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"

	"github.com/google/go-cmp/cmp"
)

// journalCase is a journal written by hand with the row that follows from it, by
// reasoning and not by the program. All is about one conversation.
type journalCase struct {
	About string
	Steps []struct {
		Message *struct {
			Key, Auto, Send string
			At, Until       time.Time
			Own, History    bool
		}
		Act *struct {
			ID, Officer string
			At          time.Time
			Kind        act.Kind
			Effect      json.RawMessage
			Refused     app.Kind // by Do
			Kept        bool     // put into the journal past the rules
		}
		Calendar *struct {
			Number, Close int
			Rule          calendar.Rule
			Closed        calendar.Date
		}
	}
	Row    expectedRow
	Unread int64
}

// expectedRow is what the hand says of a row; times as RFC 3339, "" for none.
type expectedRow struct {
	Status     inbox.Status
	Type       inbox.Type
	Start      string
	Due        string
	Turn       []string
	Clock      string
	ClockKind  string `json:"clock_kind"`
	WroteAgain bool   `json:"wrote_again"`
	Settled    []expectedTurn
	Assignee   inbox.Assignee
	Tags       []string
	Messages   int
	Version    int64
}

type expectedTurn struct {
	Start, Due, Settled string
	How                 inbox.How
	By                  string
	Messages            []string
	Calendar            int
}

func said(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func expectedOf(r inbox.Row) expectedRow {
	e := expectedRow{Status: r.Status, Type: r.Type, Turn: []string{}, Clock: said(r.Clock), ClockKind: r.ClockKind, WroteAgain: r.WroteAgain,
		Settled: []expectedTurn{}, Assignee: r.Assignee, Tags: append([]string{}, r.Tags...), Messages: r.Messages, Version: r.Version}
	if r.Turn != nil {
		e.Start, e.Due, e.Turn = said(r.Turn.Start), said(r.Turn.Due), r.Turn.Messages
	}
	for _, t := range r.Settled {
		e.Settled = append(e.Settled, expectedTurn{said(t.Start), said(t.Due), said(t.Settled), t.How, t.By, t.Messages, t.Calendar})
	}
	return e
}

// TestJournalsWrittenByHand plays each journal step by step, then folds it whole:
// both must give the row that the hand wrote down.
func TestJournalsWrittenByHand(t *testing.T) {
	files, err := filepath.Glob("testdata/journals/*.json")
	if err != nil || len(files) < 15 {
		t.Fatalf("got %d journals (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c journalCase
			if err := json.Unmarshal(text, &c); err != nil {
				t.Fatal(err)
			}
			s := openHolidays(t)
			c.play(t, s)
			c.check(t, s, "step by step")
			if err := s.write(context.Background(), "fold again", func(t *tx) error { return t.refoldAll() }); err != nil {
				t.Fatal(err)
			}
			c.check(t, s, "folded whole")
		})
	}
}

func openHolidays(t *testing.T) *Store {
	t.Helper()
	s, err := Open(context.Background(), Options{Dir: t.TempDir(), Holidays: shippedHolidays(t),
		Clock: func() time.Time { return time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func shippedHolidays(t *testing.T) calendar.Holidays {
	t.Helper()
	list, err := os.ReadFile("../assets/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	h, err := calendar.ParseHolidays(list)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (c journalCase) play(t *testing.T, s *Store) {
	t.Helper()
	for _, step := range c.Steps {
		switch {
		case step.Message != nil:
			m := inbox.Message{Key: step.Message.Key, Channel: "mailbox-1", Conversation: "bins", Direction: inbox.In, Auto: step.Message.Auto,
				Send: step.Message.Send, Start: step.Message.At, SeenAt: step.Message.At, History: step.Message.History, Calendar: 1,
				AnswerTo: inbox.Person{ID: "ada@example.org"}, ReplyUntil: step.Message.Until}
			if step.Message.Own {
				m.Direction = inbox.Own
			}
			if err := s.Store(context.Background(), intake.Facts{Channel: "mailbox-1", Messages: []inbox.Message{m}}); err != nil {
				t.Fatal(err)
			}
		case step.Act != nil:
			a := act.Act{ID: step.Act.ID, Officer: step.Act.Officer, At: step.Act.At, Kind: step.Act.Kind, Effect: step.Act.Effect,
				Subject: act.Subject{Type: act.Conversation, ID: "bins"}, Expect: act.Any}
			err := s.put(a, step.Act.Kept)
			if app.KindOf(err) != step.Act.Refused {
				t.Fatalf("act %s: got %v, want %q", a.ID, err, step.Act.Refused)
			}
		case step.Calendar != nil:
			choices := calendar.DefaultChoices()
			for day := range choices.Week {
				for i := range choices.Week[day] {
					choices.Week[day][i].Close = step.Calendar.Close
				}
			}
			if step.Calendar.Rule != 0 {
				choices.Rule = step.Calendar.Rule
			}
			if !step.Calendar.Closed.IsZero() {
				choices.Closures = []calendar.Closure{{Date: step.Calendar.Closed, Name: "Training day"}}
			}
			v, err := calendar.NewVersion(step.Calendar.Number, choices, shippedHolidays(t))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.put(act.Who{Officer: "gm"}.New(desk.Set, act.Subject{Type: act.Calendar, ID: "calendar"}, v, nil), false); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// put does an act, past the rules where it is kept.
func (s *Store) put(a act.Act, kept bool) error {
	if !kept {
		_, err := s.Do(context.Background(), a)
		return err
	}
	return s.write(context.Background(), "put", func(t *tx) error {
		sub, err := t.subject(a.Subject)
		if err != nil {
			return err
		}
		_, err = t.carryOut(sub, a)
		return err
	})
}

func (c journalCase) check(t *testing.T, s *Store, how string) {
	t.Helper()
	row, _, err := s.Conversation(context.Background(), "bins")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c.Row, expectedOf(row)); diff != "" {
		t.Errorf("%s: %s\nby hand (-), %s (+):\n%s", how, c.About, how, diff)
	}
	r, err := s.Verify(context.Background())
	if err != nil || !r.Clean() || r.Unread != c.Unread {
		t.Errorf("%s: %v %q, %d unread, want %d", how, err, r.Fault, r.Unread, c.Unread)
	}
}
