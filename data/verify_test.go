package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
)

// busy makes a workspace with something in every table that verify compares.
func busy(t *testing.T) *Store {
	t.Helper()
	s := openTest(t, t.TempDir())
	ctx, who := context.Background(), act.Who{Officer: "officer-gm", OSUser: "gemma"}
	do := func(acts ...act.Act) {
		t.Helper()
		if _, err := s.Do(ctx, acts...); err != nil {
			t.Fatal(err)
		}
	}
	id := channel.ChannelID("mailbox", "press@council.example")
	do(who.New(channel.Connected, act.Subject{Type: act.Channel, ID: id}, channel.Channel{ID: id, Network: "mailbox", Identity: "press@council.example"}, nil),
		who.New(desk.Set, act.Subject{Type: act.Officer, ID: "officer-gm"}, desk.Officer{ID: "officer-gm", Name: "Gemma Marsh", Initials: "GM", Team: desk.Communications}, nil),
		who.New(desk.Set, act.Subject{Type: act.Tag, ID: "waste"}, desk.Tag{ID: "waste", Name: "Waste"}, nil),
		desk.SettingAct(who, "council_name", "Example Council"))
	ada := inbox.Person{ID: "ada@example.org", Name: "Ada Example"}
	m := inbox.Message{Key: "a", Channel: id, Conversation: "bins", RemoteID: "a@example.org", BodyHash: "1", ThreadRoot: "a@example.org",
		Direction: inbox.In, From: ada, AnswerTo: ada, Subject: "Bins", Text: "The purple bin", Quoted: "earlier",
		Start: s.options.Clock().Add(time.Hour), SeenAt: s.options.Clock().Add(time.Hour), Calendar: 1}
	if err := s.Store(ctx, intake.Facts{Channel: id, Messages: []inbox.Message{m}}); err != nil {
		t.Fatal(err)
	}
	bins := act.Subject{Type: act.Conversation, ID: "bins"}
	do(who.New(inbox.Tagged, bins, inbox.TagEffect{Tag: "waste"}, nil), who.New(inbox.Noted, bins, nil, inbox.NoteContent{Text: "rang her"}))
	queued := outbox.Send{ID: "s1"}.Do(who, outbox.EvQueue, outbox.QueuedEffect{Channel: id, Conversation: "bins", Token: "tok"}, outbox.QueuedContent{Text: "Sorry ^GM"})
	if _, err := s.Outbox().Queue(ctx, outbox.Sealed{Token: "tok", From: "x", Recipients: []string{"y"}, Bytes: []byte("bytes")}, "s1", "", queued); err != nil {
		t.Fatal(err)
	}
	if _, err := s.KeepFile(ctx, "map.png", "image/png", []byte("a map")); err != nil {
		t.Fatal(err)
	}
	kept := reply.Evidence{ID: "e1", Channel: id, Conversation: "bins", Message: "a", By: "officer-gm", Record: []byte(`{"text":"The purple bin"}`)}
	sum := sha256.Sum256(kept.Record)
	kept.Hash = hex.EncodeToString(sum[:])
	if _, err := s.TakeEvidence(ctx, kept); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestVerifyNamesTheFirstBadRow changes one stored thing at a time and asks that
// the sentence names it.
func TestVerifyNamesTheFirstBadRow(t *testing.T) {
	if r, err := busy(t).Verify(context.Background()); err != nil || !r.Clean() {
		t.Fatalf("before any change: %v %s", err, r.Fault)
	}
	for _, c := range []struct{ change, names string }{
		{"UPDATE message SET text = 'The green bin'", "Message 1 (key a"},
		{"UPDATE message SET expire_at = 1", "Message 1 (key a"},
		{"UPDATE message SET quoted = ''", "Message 1 (key a"},
		{"UPDATE message SET start = start + 1", "Message 1 (key a"},
		{"UPDATE message SET doc = replace(doc, 'Ada', 'Eve')", "Message 1 (key a"},
		{"UPDATE message SET conversation = 'other'", "Message 1 (key a"},
		{"UPDATE message SET person = 'eve@example.org'", "The doc person"},
		{"UPDATE message SET rev = 9", "facts differs"},
		{"UPDATE conversation SET status = 'done'", "status differs"},
		{"UPDATE conversation SET clock = clock + 60000", "clock differs"},
		{"UPDATE conversation SET assignee = 'team:csc'", "assignee differs"},
		{"UPDATE conversation SET preview = 'x'", "preview differs"},
		{"UPDATE conversation SET acts = 9", "acts differs"},
		{"DELETE FROM conversation_tag", "tags of conversation bins"},
		{"UPDATE send SET state = 'sent'", "The send s1"},
		{"DELETE FROM send", "The send s1 is missing"},
		{"UPDATE channel SET value = replace(value, 'mailbox', 'postbox')", "The channel mailbox-"},
		{"UPDATE desk SET value = replace(value, 'GM', 'GX') WHERE type = 'officer'", "The desk officer officer-gm"},
		{"INSERT INTO desk VALUES ('tag', 'x', '{\"id\":\"x\",\"name\":\"X\"}', 99)", "The desk tag x"},
		{"DELETE FROM desk WHERE type = 'setting'", "The desk setting council_name is missing"},
		{"DELETE FROM doc WHERE place = 'note'", "The doc note"},
		{"UPDATE doc SET text = 'Ada' WHERE place = 'person'", "The doc person"},
		{"DROP TRIGGER sealed_unchanged; UPDATE sealed SET bytes = x'00'", "bytes kept for send s1"},
		{"DROP TRIGGER sealed_unchanged; UPDATE sealed SET recipients = '[\"z\"]'", "bytes kept for send s1"},
		{"DROP TRIGGER file_unchanged; UPDATE file SET bytes = x'00'", "The attachment"},
		{"DROP TRIGGER evidence_unchanged; UPDATE evidence SET json = '{}'", "The evidence e1"},
		{"INSERT INTO found (found) VALUES ('delete-all')", "search index"},
		{"INSERT INTO found (found, rowid, subject, text, people) VALUES ('delete', 1, 'Bins', 'The purple bin', '')", "search index"},
		{"INSERT INTO conversation (id, " + conversationColumns + ") SELECT 'stray', " + conversationColumns + " FROM conversation", "conversation stray is there without any message"},
		{"PRAGMA foreign_keys = OFF; DELETE FROM conversation", "conversation bins"},
	} {
		s := busy(t)
		s.mustExec(t, c.change)
		r, err := s.Verify(context.Background())
		if err != nil {
			t.Errorf("%s: %v", c.change, err)
			continue
		}
		if !strings.Contains(r.Fault, c.names) && !(strings.Contains(c.change, "foreign_keys") && strings.Contains(r.Fault, "damaged")) {
			t.Errorf("%s: got %q, want it to name %q", c.change, r.Fault, c.names)
		}
	}
}

func TestVerifyCountsWhatItLookedAt(t *testing.T) {
	r, err := busy(t).Verify(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if r.Acts != 8 || r.Messages != 1 || r.Conversations != 1 || r.Sends != 1 || r.Unread != 0 || r.Seq != 8 || r.Device == "" || len(r.Hash) != 32 {
		t.Fatalf("got %+v", r)
	}
}

func TestSealedBytesAndFilesNeverChange(t *testing.T) {
	s := busy(t)
	for _, change := range []string{"UPDATE sealed SET bytes = x'00'", "UPDATE sealed SET token = 'x'", "UPDATE file SET bytes = x'00'",
		"UPDATE evidence SET json = '{}'", "DELETE FROM evidence"} {
		if _, err := s.writer.Exec(change); err == nil {
			t.Errorf("%s went through", change)
		}
	}
}
