package data_test

import (
	"strings"
	"testing"

	"commsdesk/app/inbox"
)

// TestTheQueueIsOrderedByTheEarliestClock, which may be a network's window, as of
// the moment of reading.
func TestTheQueueIsOrderedByTheEarliestClock(t *testing.T) {
	d := newDesk(t)
	window := func(conversation string, at, until float64) inbox.Message {
		m := letter(conversation, conversation, "Ada Example", at)
		m.Kind, m.BodyHash = "message", ""
		if until != 0 {
			m.ReplyUntil = hour(until)
		}
		return m
	}
	// Promised: Monday 9:00 + 8 h is Monday 17:00 = hour 8, and so on.
	d.store(window("first", -0.5, 0), window("short", 0, 2), window("long", 0, 168), window("unsorted", 0, 4))
	d.do(typed("unsorted", inbox.Compliment)) // covers nothing: its clock runs on
	for _, c := range []struct {
		at   float64
		want string
	}{
		{1, "short:window unsorted:window first:promise long:promise"},
		{3, "unsorted:window first:promise long:promise short:promise"},
		{5, "first:promise long:promise short:promise unsorted:promise"},
		{100, "first:promise long:promise short:promise unsorted:promise"},
	} {
		d.now = hour(c.at)
		rows, err := d.Queue(ctx, inbox.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, r.ID+":"+r.ClockKind)
			if r.ClockKind == "window" && !r.Clock.Equal(r.Window) {
				t.Errorf("%s: the clock is %v, the window %v", r.ID, r.Clock, r.Window)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("at hour %v: %s, want %s", c.at, s, c.want)
		}
	}
	d.now = hour(1)
	if r := d.row("short"); r.ClockKind != "window" || r.Turn.Due.IsZero() {
		t.Errorf("got %+v", r)
	}
	d.verified()
}
