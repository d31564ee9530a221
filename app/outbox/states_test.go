package outbox_test

import (
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/outbox"
)

// expected is the table of DESIGN 4 written a second time, by hand: a row a
// state, a column an event, "-" for refused.
//
// q queued, s sending, c committed, S sent, r rejected, u unconfirmed,
// w waiting, h held, d withdrawn (a draft again).
var expected = map[outbox.State]string{
	//                 queue withd start commt accpt refus postp hold intrp lose prove again releas retrn file look
	outbox.None:        "q    -     -     -     -     -     -     -    -     -    -     -     -      -     -    -",
	outbox.Queued:      "-    d     s     -     -     r     w     h    q     -    S     -     -      S     -    -",
	outbox.Sending:     "-    -     -     c     -     r     w     h    q     -    S     -     -      S     -    -",
	outbox.Committed:   "-    -     -     -     S     r     w     h    -     u    S     -     -      S     -    -",
	outbox.Sent:        "-    -     -     -     S     -     -     -    -     -    S     -     -      S     S    -",
	outbox.Rejected:    "-    d     -     -     -     -     -     -    -     -    -     -     -      -     -    -",
	outbox.Unconfirmed: "-    -     -     -     S     -     -     -    -     -    S     q     -      S     -    u",
	outbox.WaitingTry:  "-    d     s     -     -     -     w     h    -     -    S     -     q      S     -    -",
	outbox.Held:        "-    d     -     -     -     -     -     -    -     -    S     -     q      S     -    -",
	outbox.Withdrawn:   "-    -     -     -     -     -     -     -    -     -    -     -     -      -     -    -",
}

// columns are the events in the order of the table.
var columns = []outbox.Event{outbox.EvQueue, outbox.EvWithdraw, outbox.EvStart, outbox.EvCommit, outbox.EvAccept,
	outbox.EvRefuse, outbox.EvPostpone, outbox.EvHold, outbox.EvInterrupt, outbox.EvLose, outbox.EvProve,
	outbox.EvAgain, outbox.EvRelease, outbox.EvReturn, outbox.EvFile, outbox.EvLook}

var letters = map[string]outbox.State{"q": outbox.Queued, "s": outbox.Sending, "c": outbox.Committed,
	"S": outbox.Sent, "r": outbox.Rejected, "u": outbox.Unconfirmed, "w": outbox.WaitingTry, "h": outbox.Held,
	"d": outbox.Withdrawn}

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

func at(state outbox.State) outbox.Send {
	return outbox.Send{ID: "S1", Channel: "mailbox-1", Token: "t@desk.example", State: state, Text: "Hello",
		CommittedAt: noon, Version: 7}
}

func TestEveryStateAndEvent(t *testing.T) {
	if len(expected) != len(outbox.States()) || len(columns) != len(outbox.Events()) {
		t.Fatalf("the table has %d states and %d events, the code %d and %d",
			len(expected), len(columns), len(outbox.States()), len(outbox.Events()))
	}
	for _, state := range outbox.States() {
		row := fields(expected[state])
		if len(row) != len(columns) {
			t.Fatalf("%q: %d columns", state, len(row))
		}
		for i, e := range columns {
			want, allowed := letters[row[i]]
			got, ok := outbox.Next(state, e)
			if ok != allowed || got != want {
				t.Errorf("%q + %s = %q, %v; want %q, %v", state, e, got, ok, want, allowed)
			}
			s := at(state)
			a := s.Do(act.Who{Officer: "o1"}, e, effectOf(e), contentOf(e))
			a.At = noon.Add(time.Minute)
			refused := outbox.Check(s, a)
			if (refused == nil) != allowed {
				t.Errorf("Check(%q, %s) = %v", state, e, refused)
			}
			if refused != nil && (app.KindOf(refused) != app.Wrong || app.Say(refused) == "") {
				t.Errorf("Check(%q, %s) = %v: not a sentence of kind wrong", state, e, refused)
			}
			before := s
			if applied := s.Apply(a); applied != allowed {
				t.Errorf("%q.Apply(%s) = %v", state, e, applied)
			}
			switch {
			case !allowed && !same(s, before):
				t.Errorf("%q: a refused %s changed the send: %+v", state, e, s)
			case allowed && s.State != want:
				t.Errorf("%q: %s led to %q, want %q", state, e, s.State, want)
			}
		}
	}
}

func TestNothingButAPersonLeadsOutOfUnconfirmedToTheNetwork(t *testing.T) {
	for _, e := range outbox.Events() {
		after, ok := outbox.Next(outbox.Unconfirmed, e)
		if ok && after != outbox.Sent && after != outbox.Unconfirmed && e != outbox.EvAgain {
			t.Errorf("unconfirmed + %s = %s", e, after)
		}
	}
}
