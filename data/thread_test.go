package data_test

import (
	"strings"
	"testing"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
)

func TestKnownMessagesAreFoundByTheirThreads(t *testing.T) {
	d := newDesk(t)
	forged := letter("bins", "b", "Eve Example", 2)
	forged.RemoteID = "a@example.org"
	claimed := letter("form", "c", "Cy Example", 3)
	claimed.From, claimed.Claimed, claimed.Send = inbox.Person{ID: "us@council.example"}, true, "s1"
	claimed.Parents = []string{"far@example.org"}
	d.store(forged, letter("bins", "a", "Ada Example", 1), claimed)
	for _, c := range []struct{ id, want string }{
		{"a@example.org", "a b"}, {"bins@example.org", "a b"}, {"far@example.org", "c"}, {"form@example.org", "c"}, {"none", ""}, {"", ""},
	} {
		found, err := d.Related(ctx, mailbox.ID, []string{c.id, "nothing"})
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, k := range found {
			keys = append(keys, k.Key)
			if k.Conversation == "" || k.Text != "" || k.Pinned {
				t.Errorf("got %+v", k)
			}
		}
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("%q is related to %q, want %q", c.id, got, c.want)
		}
	}
	d.do(noted("bins", "looked at"))
	found, err := d.Related(ctx, mailbox.ID, []string{"bins@example.org", "form@example.org"})
	if err != nil || len(found) != 3 || !found[0].Pinned || !found[1].Pinned || found[2].Pinned {
		t.Fatalf("got %+v %v, want those of bins pinned", found, err)
	}
	var many []string
	for n := range 1000 {
		many = append(many, keyOf(n))
	}
	keys, err := d.KnownKeys(ctx, mailbox.ID, append(many, "c"))
	if err != nil {
		t.Fatal(err)
	}
	if k := keys["c"]; len(keys) != 1 || k.Send != "s1" || k.From.ID != "us@council.example" {
		t.Fatalf("got %+v", keys)
	}
	if other, err := d.KnownKeys(ctx, "mailbox-other", []string{"c"}); err != nil || len(other) != 0 {
		t.Fatalf("another channel knows %+v (%v)", other, err)
	}
}

func TestMessagesMoveToWhereTheyBelong(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1), letter("bins", "b", "Eve Example", 2), letter("bus", "c", "Cy Example", 3))
	d.facts(intake.Facts{Channel: mailbox.ID, SeenAt: hour(4), Moved: map[string]string{"b": "eve"}, Suggest: map[string]string{"eve": "bins"}})
	if r := d.row("bins"); r.Messages != 1 || len(r.Turn.Messages) != 1 {
		t.Fatalf("got %+v", r)
	}
	if r := d.row("eve"); r.Messages != 1 || r.Suggest != "bins" || r.Person.ID != "Eve Example@example.org" || r.Status != inbox.Open {
		t.Fatalf("got %+v", r)
	}
	d.verified()
	d.facts(intake.Facts{Channel: mailbox.ID, SeenAt: hour(4), Moved: map[string]string{"a": "bus", "b": "bus"}})
	if r := d.row("bus"); r.Messages != 3 || !r.Turn.Start.Equal(hour(1)) {
		t.Fatalf("got %+v", r)
	}
	for _, gone := range []string{"bins", "eve"} {
		if _, _, err := d.Conversation(ctx, gone); app.KindOf(err) != app.NotFound {
			t.Fatalf("%s is still there: %v", gone, err)
		}
	}
	d.verified()
	d.do(noted("bus", "looked at"))
	err := d.Store.Store(ctx, intake.Facts{Channel: mailbox.ID, SeenAt: hour(5), Cursor: []byte("lost"), Moved: map[string]string{"a": "bins"}})
	if app.KindOf(err) != app.Conflict {
		t.Fatalf("what an officer worked on was moved: %v", err)
	}
	if cursor, err := d.Cursor(ctx, mailbox.ID); err != nil || string(cursor) == "lost" {
		t.Fatalf("refused facts left a cursor: %q %v", cursor, err)
	}
	d.verified()
}
