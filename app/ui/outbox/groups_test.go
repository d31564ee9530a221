package outbox

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	sends "commsdesk/app/outbox"
)

var now = time.Date(2026, 11, 30, 9, 48, 0, 0, time.UTC)

var looking = view{now: now, snap: desk.Snapshot{Officers: []desk.Officer{{ID: "gm", Name: "Gemma Marsh", Initials: "GM"}}},
	accounts: map[string]channel.Channel{"box": {ID: "box", Name: "Press office", Identity: "press@council.example"},
		"page": {ID: "page", Network: "facebook", Name: "Sample Council", Identity: "10055"}}}

func ago(d time.Duration) time.Time { return now.Add(-d) }

func TestLines(t *testing.T) {
	all := []sends.Send{
		{ID: "waits", State: sends.WaitingTry}, {ID: "unsure", State: sends.Unconfirmed}, {ID: "refused", State: sends.Rejected},
		{ID: "held", State: sends.Held}, {ID: "held2", State: sends.Held},
		{ID: "back", State: sends.Sent, Returned: true, SettledAt: ago(50 * time.Hour), CommittedAt: ago(50 * time.Hour)},
		{ID: "long-back", State: sends.Sent, Returned: true, SettledAt: ago(200 * time.Hour), CommittedAt: ago(200 * time.Hour)},
		{ID: "friday", State: sends.Sent, CommittedAt: ago(70 * time.Hour)}, {ID: "taken-back", State: sends.Withdrawn},
	}
	for _, id := range strings.Split("a b c d e f g h", " ") {
		all = append(all, sends.Send{ID: id, State: sends.Sent, CommittedAt: ago(time.Minute)})
	}
	outline := func(all []line) []string {
		var out []string
		for _, l := range all {
			switch {
			case l.send != nil:
				out = append(out, "  "+l.send.ID)
			case l.more:
				out = append(out, "> "+l.head.Label)
			default:
				out = append(out, l.head.Label+" ("+l.head.Count+")")
			}
		}
		return out
	}
	want := []string{"Unconfirmed (1, look before you send again)", "  unsure", "Rejected (1, not sent)", "  refused", "Held (2, need you)", "  held", "  held2",
		"Came back (1, not delivered)", "  back", "Waiting to send (1)", "  waits", "Sent today (8)", "  a", "  b", "  c", "  d", "  e", "  f"}
	got := looking.lines(all, false)
	if diff := cmp.Diff(append(want, "> Show 2 more"), outline(got)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(append(want, "  g", "  h"), outline(looking.lines(all, true))); diff != "" {
		t.Error(diff)
	}
	if id := neighbour(got, find(got, "refused")); id != "held" {
		t.Errorf("after the refused one comes %q", id)
	}
	if id := neighbour(got, -1); id != "unsure" {
		t.Errorf("first is %q", id)
	}
}

func TestStateWords(t *testing.T) {
	tests := []struct {
		send sends.Send
		want string
	}{
		{sends.Send{Network: "mailbox", State: sends.Queued, NotBefore: now.Add(6500 * time.Millisecond)}, "7 seconds, undo"},
		{sends.Send{Network: "mailbox", State: sends.Queued, NotBefore: now.Add(time.Second)}, "1 second, undo"},
		{sends.Send{Network: "mailbox", State: sends.Queued, NotBefore: now}, "goes now"},
		{sends.Send{Network: "mailbox", State: sends.Committed}, "waiting for the answer"},
		{sends.Send{Network: "mailbox", State: sends.WaitingTry, WaitUntil: now.Add(2 * time.Minute)}, "again 9:50"},
		{sends.Send{Network: "mailbox", State: sends.Unconfirmed, CommittedAt: ago(7 * time.Minute)}, "No answer, 9:41"},
		{sends.Send{Network: "mailbox", State: sends.Held, HoldKind: sends.HoldSignIn}, "Sign-in ended"},
		{sends.Send{Network: "mailbox", State: sends.Sent, CommittedAt: ago(12 * time.Minute)}, "9:36, accepted"},
	}
	for _, x := range tests {
		if _, got, _ := looking.stateWords(x.send); got.Bold+got.Rest != x.want {
			t.Errorf("%s: got %q, want %q", x.send.State, got.Bold+got.Rest, x.want)
		}
	}
}

func TestStatements(t *testing.T) {
	tests := []struct {
		send         sends.Send
		title, words string
	}{
		{sends.Send{Network: "mailbox", State: sends.Unconfirmed, Why: "We do not know if this mail went. smtp.x had all of it at 9:41 and did not answer."}, "We do not know if this mail went",
			"smtp.x had all of it at 9:41 and did not answer. Commsdesk will not send it again until you choose."},
		{sends.Send{Network: "mailbox", State: sends.Rejected, Why: "One address was refused.", Address: "nia@post.example"}, "This mail was not sent",
			"One address was refused. The refused address is nia@post.example."},
		{sends.Send{Network: "mailbox", State: sends.Held, HoldKind: sends.HoldAge, Why: "You pressed Send Fri 16:58."}, "Held: it waited too long to go by itself", "You pressed Send Fri 16:58."},
		{sends.Send{Network: "mailbox", State: sends.Queued, NotBefore: now.Add(7 * time.Second)}, "Sending in 7 seconds", "Nothing has left this PC yet."},
		{sends.Send{Network: "mailbox", State: sends.Committed, CommittedAt: ago(53 * time.Second)}, "Waiting for the server’s answer",
			"The server has all of it since 9:47:07. It may take up to 10 minutes to answer."},
		{sends.Send{Network: "mailbox", State: sends.Sent, CommittedAt: ago(12 * time.Minute), Filed: sends.FiledPending}, "Sent 9:36",
			"The server accepted it. A copy is still to be put into Sent; that is tried by itself."},
		{sends.Send{Network: "mailbox", State: sends.Sent, CommittedAt: ago(12 * time.Minute), SettledAt: ago(time.Minute), Returned: true, ReturnedWhy: "The mailbox is full."}, "This mail came back",
			"The server took it at 9:36, and it was not delivered. The mailbox is full."},
	}
	for _, x := range tests {
		if got := looking.statement(x.send); got.title != x.title || got.words != x.words {
			t.Errorf("%s: got %q: %q", x.send.State, got.title, got.words)
		}
	}
}

// TestEveryEventHasWords fails when an event is added without its words.
func TestEveryEventHasWords(t *testing.T) {
	seen := map[string]sends.Event{}
	for _, e := range sends.Events() {
		a := act.Act{Kind: e.Kind(), Officer: "gm", At: now, Effect: json.RawMessage(`{}`), Content: json.RawMessage(`{}`)}
		got := looking.record(sends.Send{Network: "mailbox"}, []act.Act{a})
		if len(got) != 1 || got[0].words == "" || got[0].when != "9:48:00" {
			t.Fatalf("%s: %+v", e, got)
		}
		if other, twice := seen[got[0].words]; twice {
			t.Errorf("%s and %s say the same: %q", e, other, got[0].words)
		}
		seen[got[0].words] = e
	}
}

func TestFacts(t *testing.T) {
	s := sends.Send{Network: "mailbox", Channel: "box", To: []sends.Person{{ID: "nia@post.example", Name: "Nia Probert"}}, Cc: []sends.Person{{ID: "tom@post.example"}}, Subject: "Re: Bins"}
	nia := &inbox.Message{From: inbox.Person{ID: "nia@post.example", Name: "Nia Probert"}, Text: "When?", Start: time.Date(2026, 11, 27, 15, 12, 0, 0, time.UTC)}
	want := []fact{{"From", "Press office, press@council.example"}, {"To", "Nia Probert <nia@post.example>"}, {"Copies to", "tom@post.example"},
		{"Subject", "Re: Bins"}, {"In reply to", "Nia Probert, Fri 15:12"}}
	if diff := cmp.Diff(want, looking.facts(s, nia), cmp.AllowUnexported(fact{})); diff != "" {
		t.Error(diff)
	}
	s.Channel = "gone"
	if got := looking.facts(s, nil)[0].words; got != "An account that is not connected any more" {
		t.Errorf("from %q", got)
	}
	if got := about(s); got != "Reply to Nia Probert and 1 more" {
		t.Errorf("about %q", got)
	}
	s = sends.Send{Network: "facebook", Channel: "page", To: []sends.Person{{ID: "78123", Name: "Nia Probert", Handle: "nia.p"}}}
	nia.Text = "Is it\n\ntrue " + strings.Repeat("that ", 40)
	want = []fact{{"Account", "Sample Council on Facebook"}, {"To", "Nia Probert, @nia.p"}, {"In reply to", "Nia Probert, Fri 15:12"},
		{"Who wrote", "“Is it true " + strings.Repeat("that ", 25) + "tha…”"}}
	if diff := cmp.Diff(want, looking.facts(s, nia), cmp.AllowUnexported(fact{})); diff != "" {
		t.Error(diff)
	}
}
