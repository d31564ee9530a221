package queue

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/ui/part"
)

// now is Mon 30 Nov 2026 9:48; the desk is open 9 to 5.
var now = time.Date(2026, 11, 30, 9, 48, 0, 0, time.UTC)

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC)
}

// looking is an invented desk at now.
func looking(t testing.TB) view {
	t.Helper()
	list, err := os.ReadFile("../../../assets/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	holidays, err := calendar.ParseHolidays(list)
	if err != nil {
		t.Fatal(err)
	}
	version, err := calendar.NewVersion(7, calendar.DefaultChoices(), holidays)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Compile(version)
	if err != nil {
		t.Fatal(err)
	}
	return view{now: now, cal: cal, me: "gm", drafts: map[string]bool{"begun": true}, snap: desk.Snapshot{
		Officers: []desk.Officer{{ID: "gm", Name: "Gemma Marsh", Initials: "GM", Team: desk.Communications},
			{ID: "cst", Name: "Carys Stone", Initials: "CST", Team: desk.CustomerService}},
		Tags: []desk.Tag{{ID: "w", Name: "Waste"}}, Calendar: version}}
}

// open is a conversation whose turn began and is due then.
func open(id string, start, due time.Time, to inbox.Assignee) inbox.Row {
	return inbox.Row{ID: id, Network: "mailbox", Kind: "mail", Person: inbox.Person{ID: id + "@post.example", Name: id}, Status: inbox.Open,
		Type: inbox.Question, Assignee: to, Turn: &inbox.Turn{N: 1, Start: start, Due: due}, Clock: due, ClockKind: "promise", LastAt: start}
}

func closed(id string, status inbox.Status, how inbox.How, settled time.Time) inbox.Row {
	return inbox.Row{ID: id, Status: status, LastAt: settled, Settled: []inbox.Turn{{N: 1, Start: settled.Add(-time.Hour),
		Due: settled.Add(time.Hour), Settled: settled, How: how}}}
}

// outline is the heads and ids of lines, as people read the list.
func outline(all []line) []string {
	var out []string
	for _, l := range all {
		if l.row != nil {
			out = append(out, "  "+l.row.ID)
			continue
		}
		fold := "- "
		if l.head.Folded {
			fold = "+ "
		}
		out = append(out, fold+l.head.Label+" ("+l.head.Count+")")
	}
	return out
}

func TestGroups(t *testing.T) {
	v := looking(t)
	noClock := open("unpromised", at(27, 10, 0), time.Time{}, "")
	rows := []inbox.Row{
		open("late", at(26, 16, 0), at(27, 16, 0), "officer:gm"),
		open("today", at(27, 11, 40), at(30, 11, 40), "team:csc"),
		open("tomorrow", at(30, 9, 20), at(30, 9, 20).AddDate(0, 0, 1), "officer:cst"),
		open("thursday", at(30, 9, 30), time.Date(2026, 12, 3, 9, 30, 0, 0, time.UTC), ""),
		open("far", at(30, 9, 30), time.Date(2026, 12, 14, 9, 30, 0, 0, time.UTC), ""),
		noClock,
		closed("waits", inbox.Waiting, inbox.ByReply, at(20, 10, 0)),
		closed("answered", inbox.Answered, inbox.ByReply, at(30, 9, 10)),
		closed("answered-before", inbox.Answered, inbox.ByReply, at(27, 9, 10)),
		closed("no-reply", inbox.NoReply, inbox.ByNoReply, at(30, 9, 11)),
		closed("done", inbox.Done, inbox.ByReply, at(30, 9, 12)),
	}
	older := []inbox.Row{rows[8], {ID: "history", Status: inbox.History, LastAt: at(2, 9, 0)}}
	unfolded := map[string]bool{waiting: false, answered: false, noReply: false, done: false, olderKey: false}
	tests := []struct {
		name  string
		only  filter
		folds map[string]bool
		want  []string
	}{
		{"as it begins", everybody, nil, []string{
			"- Overdue (1)", "  late", "- Due today (1, soonest first)", "  today", "- Due tomorrow (1)", "  tomorrow",
			"- Due Thursday (1)", "  thursday", "- Due Mon 14 Dec (1)", "  far", "- No due time (1)", "  unpromised",
			"+ Waiting for the resident (1, clock stopped)", "+ Answered today (1)", "+ No reply expected (1 today, counted in reports)",
			"+ Done today (1)", "+ Older (1,204, newest 2 shown, search finds all)"}},
		{"all unfolded", csc, unfolded, []string{"- Due today (1, soonest first)", "  today", "- Due tomorrow (1)", "  tomorrow",
			"- Older (1,204, newest 0 shown, search finds all)"}},
		{"folded and unfolded", unassigned, map[string]bool{"2026-12-03": true, waiting: false, olderKey: false}, []string{
			"+ Due Thursday (1)", "- Due Mon 14 Dec (1)", "  far", "- No due time (1)", "  unpromised",
			"- Waiting for the resident (1, clock stopped)", "  waits", "+ Answered today (1)", "+ No reply expected (1 today, counted in reports)",
			"+ Done today (1)", "- Older (1,204, newest 2 shown, search finds all)", "  answered-before", "  history"}},
		{"mine", mine, nil, []string{"- Overdue (1)", "  late", "+ Older (1,204, newest 0 shown, search finds all)"}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			if diff := cmp.Diff(x.want, outline(lines(v.groups(rows, older, x.only, 1204), x.folds))); diff != "" {
				t.Error(diff)
			}
		})
	}
	if diff := cmp.Diff(map[filter]int{everybody: 6, mine: 1, comms: 1, csc: 2, unassigned: 3}, v.counts(rows)); diff != "" {
		t.Error(diff)
	}
}

func TestNeighbour(t *testing.T) {
	v := looking(t)
	all := lines(v.groups([]inbox.Row{open("a", at(26, 16, 0), at(27, 16, 0), ""), open("b", at(27, 11, 0), at(30, 11, 0), ""),
		open("c", at(27, 12, 0), at(30, 12, 0), "")}, nil, everybody, 0), nil)
	gone := func(ids ...string) map[string]bool {
		m := map[string]bool{}
		for _, id := range ids {
			m[id] = true
		}
		return m
	}
	tests := []struct {
		of   string
		gone map[string]bool
		want string
	}{
		{"a", gone("a"), "b"}, {"a", gone("a", "b"), "c"}, {"c", gone("c"), "b"}, {"b", gone("b", "c"), "a"},
		{"a", gone("a", "b", "c"), ""}, {"not here", nil, ""},
	}
	for _, x := range tests {
		if got := neighbour(all, x.of, x.gone); got != x.want {
			t.Errorf("after %q without %v comes %q, want %q", x.of, x.gone, got, x.want)
		}
	}
}

func TestRowData(t *testing.T) {
	v := looking(t)
	press := open("Courier", at(27, 12, 25), at(30, 12, 25), "")
	press.Type, press.PressDeadline, press.Clock, press.ClockKind = inbox.Press, at(30, 11, 10), at(30, 11, 10), "press"
	pressLater := open("Courier", at(27, 12, 25), at(30, 12, 25), "")
	pressLater.Type, pressLater.PressDeadline = inbox.Press, at(30, 16, 0)
	again := open("Tom", at(27, 11, 40), at(30, 11, 40), "officer:gm")
	again.WroteAgain, again.Tags, again.Subject, again.Preview = true, []string{"w", "gone"}, "Bins", "when?"
	stuck := open("Tom", at(27, 11, 40), at(30, 11, 40), "team:csc")
	stuck.WroteAgain, stuck.Sending = true, "unconfirmed"
	nameless := open("begun", at(26, 16, 0), at(27, 16, 0), "officer:who-left")
	nameless.Person = inbox.Person{}
	type shown struct {
		Deadline, Second, Badge, Kind, Preview, Assignee string
		Tone                                             part.Tone
		Tags                                             []string
		NoClock                                          bool
	}
	tests := []struct {
		name string
		row  inbox.Row
		want shown
	}{
		{"press first", press, shown{Deadline: "by 11:10, 1 h 22 left", Second: "Journalist’s deadline 11:10. Our own deadline is 12:25", Kind: "press", Tone: part.Soon}},
		{"press after ours", pressLater, shown{Deadline: "due 12:25, 2 h 37 left", Second: "Journalist’s deadline 16:00, after ours", Kind: "press"}},
		{"wrote again", again, shown{Deadline: "due 11:40, 1 h 52 left", Badge: "wrote again", Preview: "Bins: when?", Assignee: "GM", Tone: part.Soon, Tags: []string{"Waste"}}},
		{"trouble first", stuck, shown{Deadline: "due 11:40, 1 h 52 left", Badge: "unconfirmed", Assignee: "CS", Tone: part.Soon}},
		{"late, with a draft", nameless, shown{Deadline: "1 h 48 late, was due Fri 16:00", Badge: "draft", Assignee: "?", Tone: part.Late}},
		{"settled", closed("x", inbox.Answered, inbox.ByReply, at(30, 9, 36)), shown{Deadline: "answered 9:36", Tone: part.Idle, NoClock: true}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			d := v.rowData(x.row)
			got := shown{d.Deadline.Bold + d.Deadline.Rest, d.Second.Bold + d.Second.Rest, d.Badge, d.Kind, d.Preview, d.Assignee, d.Tone, d.Tags, d.NoClock}
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Error(diff)
			}
			if d.Name == "" || !strings.Contains(d.Spoken, d.Name) || !strings.HasPrefix(d.Spoken, got.Deadline) {
				t.Errorf("spoken %q for %q", d.Spoken, d.Name)
			}
		})
	}
}

func TestClockLine(t *testing.T) {
	v := looking(t)
	followUp := open("x", at(27, 11, 40), at(30, 11, 40), "")
	followUp.Turn.N = 2
	noDue := open("x", at(27, 11, 40), time.Time{}, "")
	late := closed("x", inbox.Done, inbox.ByReply, at(30, 9, 0))
	late.Settled[0].Due = at(27, 16, 0)
	tests := []struct {
		name string
		row  inbox.Row
		want string
	}{
		{"first", open("x", at(27, 11, 40), at(30, 11, 40), ""), "First reply due 11:40 today, 1 h 52 left"},
		{"follow-up", followUp, "Follow-up due 11:40 today, 1 h 52 left"},
		{"late", open("x", at(27, 9, 12), at(30, 9, 12), ""), "First reply 36 min late, was due 9:12"},
		{"tomorrow", open("x", at(30, 9, 20), at(30, 9, 20).AddDate(0, 0, 1), ""), "First reply due Tue 9:20, 7 h 32 left"},
		{"no due time", noDue, "No due time: this type, or this mailbox, is not under the promise."},
		{"history", inbox.Row{Status: inbox.History}, "Came before this desk’s promise began, so no clock runs."},
		{"waiting", closed("x", inbox.Waiting, inbox.ByReply, at(30, 9, 36)), "Answered 9:36, in time. Waiting for the resident, the clock has stopped."},
		{"done late", late, "Answered 9:00, late. Done."},
		{"no reply", closed("x", inbox.NoReply, inbox.ByNoReply, at(30, 9, 36)), "No reply expected, since 9:36."},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			if got := v.clockLine(x.row).Words; got != x.want {
				t.Errorf("got %q, want %q", got, x.want)
			}
		})
	}
}

func TestRulerOfAWeekend(t *testing.T) {
	v := looking(t)
	got := v.clockLine(open("x", at(27, 11, 40), at(30, 11, 40), "")).Ruler
	if got == nil {
		t.Fatal("no ruler")
	}
	want := part.RulerData{Tone: part.Soon, Spoken: got.Spoken,
		Spans: []part.RulerSpan{{Minutes: 320}, {Minutes: 3840, Closed: true, Name: "weekend, closed"}, {Minutes: 160}},
		Marks: []part.RulerMark{{Kind: part.MarkReceived, Words: "Fri 11:40, received"}, {Kind: part.MarkEdge, At: 320, Words: "17:00"},
			{Kind: part.MarkEdge, Span: 2, Words: "9:00"}, {Kind: part.MarkNow, Span: 2, At: 48, Words: "now"}, {Kind: part.MarkDue, Span: 2, At: 160, Words: "11:40, due"}}}
	if diff := cmp.Diff(want, *got); diff != "" {
		t.Error(diff)
	}
}

// BenchmarkFullQueue lays out a queue of 5,000 and fills what is in sight.
func BenchmarkFullQueue(b *testing.B) {
	v := looking(b)
	rows := make([]inbox.Row, 5000)
	for i := range rows {
		rows[i] = open(fmt.Sprint("resident", i), at(27, 9, 12).Add(time.Duration(i)*time.Second), at(30, 9, 12).Add(time.Duration(i)*time.Second), "officer:gm")
	}
	b.ResetTimer()
	for range b.N {
		v.counts(rows)
		all := lines(v.groups(rows, nil, everybody, 0), nil)
		for _, l := range all[1:10] {
			v.rowData(*l.row)
		}
	}
}
