package data_test

import (
	"testing"

	"commsdesk/app/inbox"
)

func TestAMessageBecomesAConversationInTheQueue(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bins", "a", "Ada Example", 1))
	rows, err := d.Queue(ctx, inbox.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1 {
		t.Fatalf("got %d rows, want 1", len(rows))
	}
	r := rows[0]
	if r.ID != "bins" || r.Network != "mailbox" || r.Person.Name != "Ada Example" || r.Preview != "Words of a" || r.Status != inbox.Open || r.Version != 1 {
		t.Fatalf("got %+v", r)
	}
	if want := hour(25); !r.Clock.Equal(want) || r.ClockKind != "promise" {
		t.Fatalf("due %v by %s, want %v by the promise", r.Clock, r.ClockKind, want)
	}
	d.do(typed("bins", inbox.Comment, "a"))
	if r := d.row("bins"); r.Status != inbox.NoReply || r.Version != 2 {
		t.Fatalf("got %+v", r)
	}
	d.verified()
}
