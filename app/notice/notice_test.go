package notice_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	"commsdesk/app/outbox"
)

// desk is a calendar, a clock to turn, rows, and what was shown.
type desk struct {
	t     *testing.T
	cal   *calendar.Calendar
	now   time.Time
	subj  notice.Subjects
	shown map[string]time.Time
	away  map[string]bool
	told  []string
	fail  error
	r     *notice.Runner
}

func (d *desk) Shown(_ context.Context, keys []string) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	for _, k := range keys {
		if at, ok := d.shown[k]; ok {
			out[k] = at
		}
	}
	return out, nil
}

func (d *desk) MarkShown(_ context.Context, at time.Time, keys ...string) error {
	for _, k := range keys {
		d.shown[k] = at
	}
	return nil
}

func (d *desk) Dismiss(_ context.Context, key string, _ time.Time) error {
	d.away[key] = true
	return nil
}

func (d *desk) Restore(_ context.Context, key string) error { delete(d.away, key); return nil }

func (d *desk) Dismissed(context.Context, []string) (map[string]bool, error) { return d.away, nil }

func newDesk(t *testing.T) *desk {
	choices := calendar.DefaultChoices()
	choices.Division = calendar.None
	v, err := calendar.NewVersion(1, choices, calendar.Holidays{})
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Compile(v)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, cal: cal, shown: map[string]time.Time{}, away: map[string]bool{}}
	d.subj.Describe = func(inbox.Row) (string, string) { return "Waste", "Not assigned." }
	d.restart()
	return d
}

func (d *desk) restart() {
	d.r = notice.NewRunner(notice.Ports{
		Store: d, Subjects: func(context.Context) (notice.Subjects, error) { return d.subj, nil },
		Calendar: func() *calendar.Calendar { return d.cal }, On: func() bool { return true },
		Show: func(_ context.Context, _, title, body string) error {
			d.told = append(d.told, title+" | "+body)
			return d.fail
		},
		Clock: func() time.Time { return d.now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}, notice.Config{})
}

// at is a time of day on Monday 30 November 2026 plus some days, in London.
func at(day, h, m int) time.Time {
	return time.Date(2026, 11, 30+day, h, m, 0, 0, time.UTC)
}

func (d *desk) look(now time.Time) []string {
	d.t.Helper()
	d.now = now
	d.told = nil
	if _, err := d.r.Look(context.Background()); err != nil {
		d.t.Fatal(err)
	}
	return d.told
}

func (d *desk) row(id string, due time.Time) inbox.Row {
	return inbox.Row{ID: id, Network: "mailbox", Type: inbox.Question, Person: inbox.Person{Name: "Ines Varga"}, Status: inbox.Open,
		Turn: &inbox.Turn{N: 1, Start: due.Add(-8 * time.Hour), Due: due}, Clock: due, ClockKind: "promise"}
}

func TestStepsAreToldOnceEachInOpenHours(t *testing.T) {
	d := newDesk(t)
	d.subj.Rows = []inbox.Row{d.row("a", at(0, 12, 0))}
	d.look(at(0, 9, 0)) // the first look after start
	for _, c := range []struct {
		h, m int
		want string
	}{
		{9, 30, ""}, {9, 59, ""}, {10, 0, "Reply due in 2 hours"}, {10, 4, ""}, {11, 0, "Reply due in 1 hour"},
		{11, 44, ""}, {11, 45, "Reply due in 15 minutes"}, {11, 59, ""}, {12, 0, "Reply is late"}, {15, 0, ""},
	} {
		got := strings.Join(d.look(at(0, c.h, c.m)), "; ")
		if (c.want == "") != (got == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("at %d:%02d told %q, want %q", c.h, c.m, got, c.want)
		}
		if strings.Contains(got, "Ines") {
			t.Errorf("a resident's name is in %q", got)
		}
		d.restart() // a new start of the program tells nothing again
	}
}

func TestStepsCountOpenTimeOnly(t *testing.T) {
	d := newDesk(t)
	d.subj.Rows = []inbox.Row{d.row("a", at(1, 9, 30))}
	if got := d.look(at(0, 15, 0)); len(got) != 0 {
		t.Errorf("2 h 30 of open time left, told %v", got)
	}
	if got := d.look(at(0, 15, 31)); len(got) != 1 {
		t.Errorf("under 2 h of open time left, told %v", got)
	}
	if got := d.look(at(0, 19, 0)); len(got) != 0 {
		t.Errorf("closed, told %v", got)
	}
	d.subj.Rows = []inbox.Row{d.row("b", at(0, 17, 0))}
	if got := d.look(at(0, 22, 0)); len(got) != 0 {
		t.Errorf("late in closed hours, told %v", got)
	}
	if got := d.look(at(1, 9, 0)); len(got) != 1 || !strings.HasPrefix(got[0], "Reply is late") {
		t.Errorf("at the next opening told %v", got)
	}
}

func TestOneSummaryOnWake(t *testing.T) {
	d := newDesk(t)
	for i, id := range []string{"a", "b", "c", "d"} {
		d.subj.Rows = append(d.subj.Rows, d.row(id, at(0, 10, i)))
	}
	d.look(at(0, 9, 0))
	d.shown = map[string]time.Time{}
	got := d.look(at(0, 11, 0))
	if len(got) != 1 || got[0] != "4 replies fell due while Commsdesk was not running | The oldest was due 10:00." {
		t.Fatalf("told %v", got)
	}
	if got := d.look(at(0, 11, 1)); len(got) != 0 {
		t.Fatalf("told again: %v", got)
	}
}

func TestAMovedDueTellsAgain(t *testing.T) {
	d := newDesk(t)
	d.subj.Rows = []inbox.Row{d.row("a", at(0, 12, 0))}
	d.look(at(0, 11, 10))
	d.subj.Rows = []inbox.Row{d.row("a", at(0, 12, 5))}
	if got := d.look(at(0, 11, 12)); len(got) != 1 {
		t.Fatalf("told %v, want it again for the new due time", got)
	}
}

func TestSendsAndChannels(t *testing.T) {
	d := newDesk(t)
	d.subj.Sends = []outbox.Send{
		{ID: "u", Network: "mailbox", State: outbox.Unconfirmed, CommittedAt: at(0, 9, 41), Initials: "RT", Attempts: 1},
		{ID: "r", Network: "mailbox", State: outbox.Rejected, Attempts: 1}, {ID: "s", State: outbox.Sent},
	}
	d.subj.Channels = []channel.Channel{{ID: "m", Network: "mailbox"}, {ID: "n", Network: "mailbox"}}
	d.subj.Health = map[string]channel.Health{"m": {State: channel.NeedsYou, LastPull: at(-1, 22, 14), Since: at(0, 8, 0)}, "n": {State: channel.Offline}}
	got := d.look(at(0, 10, 0))
	want := []string{
		"We do not know if a reply went | Reply by mail, ^RT, sent 9:41. We will not send it again on our own.",
		"The mailbox needs you to sign in | Messages since Sun 22:14 will be fetched after that.",
		"A reply was not sent | Reply by mail. Nobody got it. Open it to see why and mend it.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Fatalf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	panel, err := d.r.Panel(context.Background())
	if err != nil || len(panel) != 3 {
		t.Fatalf("panel %v %v", panel, err)
	}
	_ = d.Dismiss(context.Background(), panel[0].Key, d.now)
	if panel, _ = d.r.Panel(context.Background()); len(panel) != 2 {
		t.Fatalf("after putting one away %d are left", len(panel))
	}
}

// TestSendsOfEachKind: a notice says what of ours it is about, and nothing of anybody.
func TestSendsOfEachKind(t *testing.T) {
	tests := []struct {
		send outbox.Send
		want string
	}{
		{outbox.Send{Network: "facebook", State: outbox.Unconfirmed}, "We do not know if a reply is live | Reply on Facebook, ^GM, sent 9:41. We will not send it again on our own."},
		{outbox.Send{Network: "instagram", State: outbox.Unconfirmed, Talk: true}, "We do not know if a private message went | Private message on Instagram, ^GM, sent 9:41. We will not send it again on our own."},
		{outbox.Send{Network: "linkedin", State: outbox.Unconfirmed, Purpose: outbox.New}, "We do not know if a post is live | Post on LinkedIn, ^GM, sent 9:41. We will not send it again on our own."},
		{outbox.Send{Network: "bluesky", State: outbox.Rejected}, "A reply was not sent | Reply on Bluesky, ^GM. Nobody can see it. Open it to see why and what to do."},
		{outbox.Send{Network: "bluesky", State: outbox.Rejected, Private: true}, "A private message was not sent | Private message on Bluesky, ^GM. Nobody got it. Open it to see why and mend it."},
		{outbox.Send{Network: "youtube", State: outbox.Held}, "A reply is held for you | Reply on YouTube, ^GM, written 9:40. It goes when you have looked at it."},
		{outbox.Send{Network: "mailbox", State: outbox.Held}, "A reply is held for you | Reply by mail, ^GM, written 9:40. It goes when you have looked at it."},
	}
	for _, x := range tests {
		x.send.Initials, x.send.CommittedAt, x.send.QueuedAt = "GM", at(0, 9, 41), at(0, 9, 40)
		d := newDesk(t)
		d.subj.Sends = []outbox.Send{x.send}
		if got := d.look(at(0, 10, 0)); len(got) != 1 || got[0] != x.want {
			t.Errorf("told %q, want %q", got, x.want)
		}
	}
}

func TestADesktopWithoutNotificationsIsNoFault(t *testing.T) {
	d := newDesk(t)
	d.fail = errors.New("no notification server")
	d.subj.Rows = []inbox.Row{d.row("a", at(0, 12, 0))}
	d.look(at(0, 11, 50))
	panel, err := d.r.Panel(context.Background())
	if err != nil || len(panel) != 1 {
		t.Fatalf("the panel has %d notices (%v), want 1", len(panel), err)
	}
}

func TestHistoryTellsNothing(t *testing.T) {
	d := newDesk(t)
	for range 50000 {
		d.subj.Rows = append(d.subj.Rows, inbox.Row{ID: "h", Status: inbox.History})
	}
	if got := d.look(at(0, 11, 0)); len(got) != 0 {
		t.Fatalf("told %d", len(got))
	}
}
