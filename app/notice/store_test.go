package notice_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/notice"
	"commsdesk/data"
)

var ctx = context.Background()

// told is a real workspace whose notices are written down.
type told struct {
	t     *testing.T
	dir   string
	now   time.Time
	store *data.Store
	cal   *calendar.Calendar
	r     *notice.Runner
	words []string
	on    bool
}

func newTold(t *testing.T) *told {
	d := &told{t: t, dir: filepath.Join(t.TempDir(), "w"), now: at(0, 9, 0), on: true}
	d.start()
	t.Cleanup(func() { d.store.Close() })
	choices := calendar.DefaultChoices()
	choices.Division = calendar.None
	v, err := calendar.NewVersion(1, choices, calendar.Holidays{})
	if err != nil {
		t.Fatal(err)
	}
	if d.cal, err = calendar.Compile(v); err != nil {
		t.Fatal(err)
	}
	c := channel.Channel{ID: channel.ChannelID("mailbox", "press@borough.example"), Network: "mailbox", Identity: "press@borough.example", PromiseFrom: at(-7, 9, 0).UnixMilli()}
	d.do(act.Who{Officer: "gm"}.New(channel.Connected, act.Subject{Type: act.Channel, ID: c.ID}, c, nil))
	return d
}

func (d *told) start() {
	d.t.Helper()
	list, err := os.ReadFile("../../assets/holidays.csv")
	if err != nil {
		d.t.Fatal(err)
	}
	holidays, err := calendar.ParseHolidays(list)
	if err != nil {
		d.t.Fatal(err)
	}
	clock := func() time.Time { return d.now }
	if d.store, err = data.Open(ctx, data.Options{Dir: d.dir, Clock: clock, Holidays: holidays, OSUser: "gemma"}); err != nil {
		d.t.Fatal(err)
	}
	d.r = notice.NewRunner(notice.Ports{Store: d.store, Calendar: func() *calendar.Calendar { return d.cal }, On: func() bool { return d.on }, Clock: clock,
		Subjects: func(ctx context.Context) (notice.Subjects, error) {
			rows, err := d.store.Queue(ctx, inbox.Filter{})
			return notice.Subjects{Rows: rows, Describe: func(inbox.Row) (string, string) { return "", "Not assigned." }}, err
		},
		Show: func(_ context.Context, _, title, body string) error {
			d.words = append(d.words, title+" | "+body)
			return nil
		}, Log: slog.New(slog.DiscardHandler)}, notice.Config{})
}

func (d *told) restart() {
	d.t.Helper()
	if err := d.store.Close(); err != nil {
		d.t.Fatal(err)
	}
	d.start()
}

func (d *told) do(acts ...act.Act) {
	d.t.Helper()
	if _, err := d.store.Do(ctx, acts...); err != nil {
		d.t.Fatal(err)
	}
}

// write lets Ines write at start.
func (d *told) write(key string, start time.Time) {
	d.t.Helper()
	id := channel.ChannelID("mailbox", "press@borough.example")
	m := inbox.Message{Key: key, Channel: id, Conversation: "talk-" + key, RemoteID: key, ThreadRoot: key, Direction: inbox.In, Kind: "mail",
		From: inbox.Person{ID: "ines@home.example", Name: "Ines Varga"}, AnswerTo: inbox.Person{ID: "ines@home.example", Name: "Ines Varga"},
		Subject: "Purple bins", Text: "Where is my purple bin?", Start: start, SeenAt: start, Calendar: 1}
	if err := d.store.Store(ctx, intake.Facts{Channel: id, Messages: []inbox.Message{m}, SeenAt: start}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *told) look(now time.Time) string {
	d.t.Helper()
	d.now, d.words = now, nil
	if _, err := d.r.Look(ctx); err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(d.words, "; ")
}

// TestToldOnceThoughRestarted: each step of the promise and of a journalist's
// deadline is told once, whatever the program goes through, and nobody is named.
func TestToldOnceThoughRestarted(t *testing.T) {
	d := newTold(t)
	d.write("a", at(-3, 12, 0)) // Friday noon: due Monday noon
	d.look(at(0, 9, 0))
	counts := map[string]int{}
	for now := at(0, 9, 1); now.Before(at(1, 17, 0)); now = now.Add(7 * time.Minute) {
		if said := d.look(now); said != "" {
			title, _, _ := strings.Cut(said, " | ")
			counts[title]++
			if strings.Contains(said, "Ines") || strings.Contains(said, "urple") {
				t.Errorf("a resident's name or words are in %q", said)
			}
			if !d.cal.OpenAt(now) {
				t.Errorf("told at %v, when nobody works", now)
			}
		}
		if now.Minute()%3 == 0 {
			d.restart()
		}
	}
	if len(counts) != 4 {
		t.Errorf("told %v, want three steps and that it is late", counts)
	}
	for title, n := range counts {
		if n != 1 {
			t.Errorf("%q was told %d times", title, n)
		}
	}
}

// TestAPressDeadlineIsTold as the press's, before the promise, and again when
// it moves.
func TestAPressDeadlineIsTold(t *testing.T) {
	d := newTold(t)
	d.write("p", at(0, 9, 0))
	d.look(at(0, 9, 0))
	set := func(to time.Time) {
		d.do(act.Who{Officer: "gm"}.New(inbox.PressDue, act.Subject{Type: act.Conversation, ID: "talk-p"}, inbox.DeadlineEffect{At: to.UnixMilli()}, nil))
	}
	set(at(0, 11, 0))
	for _, c := range []struct {
		h, m int
		want string
	}{{9, 3, "Press reply due in 1 h 57"}, {9, 5, ""}, {10, 0, "Press reply due in 1 hour"}, {10, 45, "Press reply due in 15 minutes"}, {11, 0, "Press reply is late"}, {11, 4, ""}} {
		if said := d.look(at(0, c.h, c.m)); !strings.HasPrefix(said, c.want) || (c.want == "") != (said == "") {
			t.Errorf("%d:%02d: told %q, want %q", c.h, c.m, said, c.want)
		}
	}
	set(at(0, 11, 30))
	if said := d.look(at(0, 11, 6)); !strings.HasPrefix(said, "Press reply due in 24 min") {
		t.Errorf("moved, told %q", said)
	}
	d.do(act.Who{Officer: "gm"}.New(inbox.NotExpected, act.Subject{Type: act.Conversation, ID: "talk-p"}, inbox.Covering{Covers: []string{"p"}, Calendar: 1}, nil))
	if said := d.look(at(0, 11, 31)); said != "" {
		t.Errorf("settled, told %q", said)
	}
}

// TestSwitchedOffTellsNothingAndNothingLater; the panel still has it.
func TestSwitchedOffTellsNothingAndNothingLater(t *testing.T) {
	d := newTold(t)
	d.on = false
	d.write("a", at(-3, 12, 0))
	if said := d.look(at(0, 11, 0)); said != "" {
		t.Errorf("told %q", said)
	}
	if panel, err := d.r.Panel(ctx); err != nil || len(panel) != 1 || panel[0].Who != "Ines Varga" {
		t.Errorf("panel %+v %v", panel, err)
	}
	d.on = true
	if said := d.look(at(0, 11, 1)); said != "" {
		t.Errorf("told %q, which was in the panel already", said)
	}
}

// TestPutAwayStaysAway over a restart, and comes back when that is undone.
func TestPutAwayStaysAway(t *testing.T) {
	d := newTold(t)
	for n := range 3 {
		d.write(fmt.Sprint("m", n), at(-3, 12, n))
	}
	d.now = at(0, 11, 0)
	panel, err := d.r.Panel(ctx)
	if err != nil || len(panel) != 3 || !panel[0].At.Before(panel[1].At) {
		t.Fatalf("panel %+v %v", panel, err)
	}
	if err := d.store.Dismiss(ctx, panel[0].Key, d.now); err != nil {
		t.Fatal(err)
	}
	d.restart()
	if left, err := d.r.Panel(ctx); err != nil || len(left) != 2 || left[0].Key != panel[1].Key {
		t.Errorf("left %+v %v", left, err)
	}
	if err := d.store.Restore(ctx, panel[0].Key); err != nil {
		t.Fatal(err)
	}
	if left, err := d.r.Panel(ctx); err != nil || len(left) != 3 {
		t.Errorf("left %+v %v", left, err)
	}
}
