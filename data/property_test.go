package data

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// hourOf is so many hours after an invented Monday's opening.
func hourOf(h int) time.Time {
	return time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC).Add(time.Duration(h) * time.Hour)
}

// drawnMessage is one of a few messages in one of its forms: a header, whole,
// edited, deleted, found in Sent.
func drawnMessage(t *rapid.T) inbox.Message {
	n := rapid.IntRange(0, 8).Draw(t, "message")
	at := hourOf(n * 5 % 37)
	who := inbox.Person{ID: fmt.Sprintf("p%d@example.org", n%4), Name: fmt.Sprintf("Person %d", n%4)}
	m := inbox.Message{Key: fmt.Sprintf("m%d", n), Channel: "mailbox-1", Conversation: fmt.Sprintf("c%d", n%3), RemoteID: fmt.Sprintf("r%d", n),
		ThreadRoot: fmt.Sprintf("c%d", n%3), BodyHash: "body", Direction: inbox.In, From: who, AnswerTo: who, Subject: "About", Text: fmt.Sprintf("words of %d", n),
		Start: at, SeenAt: at.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "seen")) * time.Minute), Calendar: 1, History: n == 5}
	if n%4 == 3 {
		m.Auto = "auto-reply"
	}
	if n%2 == 1 {
		m.Kind, m.BodyHash, m.ReplyUntil = "comment", "", at.Add(3*time.Hour)
	}
	switch rapid.IntRange(0, 7).Draw(t, "form") {
	case 0:
		m.HeaderOnly, m.Text, m.BodyHash = true, "", ""
	case 1:
		m.EditedAt, m.Text = hourOf(50), "put right"
	case 2:
		m.DeletedAt = hourOf(60)
	case 3:
		m.Direction = inbox.Own
	case 4:
		m.Start = m.Start.Add(-time.Minute)
	case 5:
		if !m.Mail() {
			m.EditedAt, m.Text = hourOf(52), "put right again"
		}
	case 6:
		if !m.Mail() { // nothing but the news that it is gone
			m = inbox.Message{Key: m.Key, Channel: m.Channel, Conversation: m.Conversation, Kind: m.Kind, Direction: inbox.In,
				Start: hourOf(61), SeenAt: hourOf(61), DeletedAt: hourOf(60), Calendar: 1, AnswerTo: m.AnswerTo, From: m.From}
		}
	}
	m.Locations = []inbox.Location{{Folder: "INBOX", Validity: 1, UID: uint32(n + 1)}}
	return m
}

// drawnAct is any act on one of the conversations, sensible or not.
func drawnAct(t *rapid.T, n int, done []act.Act) act.Act {
	c := act.Subject{Type: act.Conversation, ID: fmt.Sprintf("c%d", rapid.IntRange(0, 2).Draw(t, "conversation"))}
	who := act.Who{Officer: "officer-gm"}
	at := hourOf(rapid.IntRange(0, 60).Draw(t, "at"))
	keys := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"}), rapid.ID[string]).Draw(t, "covers")
	send := rapid.SampledFrom([]string{"s1", "s2"}).Draw(t, "send")
	covers := inbox.Covering{Covers: keys, Calendar: 1}
	var a act.Act
	switch rapid.IntRange(0, 12).Draw(t, "kind") {
	case 0:
		a = who.New(inbox.Typed, c, inbox.TypeEffect{Type: rapid.SampledFrom(inbox.Types()).Draw(t, "type"), Covers: keys, Calendar: 1}, nil)
	case 1, 2:
		a = who.New(inbox.AnswerAccepted, c, inbox.AnswerEffect{Send: send, Covers: keys, At: at.UnixMilli(), How: inbox.ByReply, Calendar: 1}, nil)
	case 3:
		a = who.New(inbox.AnswerReturned, c, inbox.RepliedEffect{Send: send}, nil)
	case 4:
		a = who.New(inbox.NotExpected, c, covers, nil)
	case 5:
		a = who.New(inbox.Waited, c, covers, nil)
	case 6:
		a = who.New(inbox.Closed, c, covers, nil)
	case 7:
		a = who.New(inbox.Tagged, c, inbox.TagEffect{Tag: send}, nil)
	case 8:
		a = who.New(inbox.Assigned, c, inbox.AssignEffect{To: "team:csc"}, nil)
	case 9:
		a = who.New(inbox.Noted, c, nil, inbox.NoteContent{Text: "a note"})
	case 10:
		a = who.New("from-the-future/3", c, map[string]int{"x": 1}, nil)
	case 11:
		a = who.New(inbox.MadeWork, c, inbox.WorkEffect{Keys: keys, Start: at.UnixMilli()}, nil)
	case 12:
		if len(done) == 0 {
			a = who.New(inbox.PressDue, c, inbox.DeadlineEffect{At: at.UnixMilli()}, nil)
			break
		}
		back := rapid.SampledFrom(done).Draw(t, "taken back")
		a = who.Undo(back.Subject, back.ID)
	}
	a.ID, a.At = fmt.Sprintf("act-%02d", n), at
	return a
}

// freshWorkspaces opens a copy of one new workspace each time it is called: to
// make the tables each time would take most of the test's time.
func freshWorkspaces(t *testing.T) func() *Store {
	t.Helper()
	s := openTest(t, t.TempDir())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	root, n := t.TempDir(), 0
	return func() *Store {
		n++
		dir := filepath.Join(root, fmt.Sprint(n))
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, FileName), content, 0o600); err != nil {
			t.Fatal(err)
		}
		return openTest(t, dir)
	}
}

// rowsOf are all rows, with what depends on how often facts changed left out.
func rowsOf(t *rapid.T, s *Store) []inbox.Row {
	rows, err := s.Queue(context.Background(), inbox.Filter{Statuses: []inbox.Status{inbox.Open, inbox.Answered, inbox.Waiting, inbox.NoReply, inbox.Done, inbox.History}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		rows[i].Version = 0
	}
	return rows
}

func whole(t *rapid.T, s *Store) {
	r, err := s.Verify(context.Background())
	if err != nil || !r.Clean() {
		t.Fatalf("verify: %v %s", err, r.Fault)
	}
}

// TestAnyMixFoldsTheSame draws facts and acts, stores them in a drawn mix, and
// asks that the rows are those of a whole fold (verify compares them), that the
// facts change nothing a second time, and that a second store that got the facts
// in another order has the same rows.
func TestAnyMixFoldsTheSame(t *testing.T) {
	fresh := freshWorkspaces(t)
	rapid.Check(t, func(r *rapid.T) {
		one, two := fresh(), fresh()
		defer one.Close()
		defer two.Close()
		store := func(s *Store, ms ...inbox.Message) {
			if err := s.Store(context.Background(), intake.Facts{Channel: "mailbox-1", Messages: ms}); err != nil {
				r.Fatal(err)
			}
		}
		var messages []inbox.Message
		var done []act.Act
		for i := range rapid.IntRange(1, 25).Draw(r, "steps") {
			if rapid.Bool().Draw(r, "a message") {
				m := drawnMessage(r)
				messages = append(messages, m)
				store(one, m)
				continue
			}
			a := drawnAct(r, i, done)
			switch _, err := one.Do(context.Background(), a); app.KindOf(err) {
			case "":
				done = append(done, a)
			case app.Wrong, app.Conflict, app.NotFound:
			default:
				r.Fatal(err)
			}
		}
		whole(r, one)
		rows := rowsOf(r, one)
		before, err := one.Queue(context.Background(), inbox.Filter{})
		if err != nil {
			r.Fatal(err)
		}
		store(one, messages...)
		if after, err := one.Queue(context.Background(), inbox.Filter{}); err != nil || cmp.Diff(before, after) != "" {
			r.Fatalf("the second time changed something (%v):\n%s", err, cmp.Diff(before, after))
		}
		shuffled := rapid.Permutation(messages).Draw(r, "order")
		for len(shuffled) > 0 {
			n := rapid.IntRange(1, len(shuffled)).Draw(r, "batch")
			store(two, shuffled[:n]...)
			shuffled = shuffled[n:]
		}
		for _, a := range done {
			if err := two.put(a, true); err != nil {
				r.Fatal(err)
			}
		}
		whole(r, two)
		if diff := cmp.Diff(rows, rowsOf(r, two)); diff != "" {
			r.Fatalf("another order gives other rows:\n%s", diff)
		}
	})
}

// TestMergingIsTheSameEitherWay holds for any two forms of one message.
func TestMergingIsTheSameEitherWay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := drawnMessage(r)
		b, c := drawnMessage(r), drawnMessage(r)
		for _, m := range []*inbox.Message{&a, &b, &c} {
			if m.EditedAt.IsZero() && !m.HeaderOnly && (m.Text != "" || a.Mail()) {
				m.Text, m.Subject = "words", "About"
			}
			m.Kind, m.BodyHash, m.ReplyUntil = a.Kind, a.BodyHash, a.ReplyUntil
			m.Key, m.Conversation, m.RemoteID, m.ThreadRoot, m.AnswerTo, m.From, m.Auto = a.Key, a.Conversation, a.RemoteID, a.ThreadRoot, a.AnswerTo, a.From, a.Auto
		}
		a.Locations = nil
		if diff := cmp.Diff(merged(a, b), merged(b, a)); diff != "" {
			r.Fatalf("a then b and b then a differ:\n%s", diff)
		}
		once := merged(a, b)
		if diff := cmp.Diff(once, merged(once, b)); diff != "" {
			r.Fatalf("the second time changes something:\n%s", diff)
		}
		if diff := cmp.Diff(merged(once, c), merged(merged(c, b), a)); diff != "" {
			r.Fatalf("a, b, c and c, b, a differ:\n%s", diff)
		}
	})
}
