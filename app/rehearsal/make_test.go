package rehearsal_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/outbox"
	"commsdesk/app/program"
	"commsdesk/app/rehearsal"
	"commsdesk/data"
	"commsdesk/platforms"
	"commsdesk/platforms/all"
)

var ctx = context.Background()

// secrets forget everything with the test.
type secrets map[string]string

func (s secrets) Get(_ context.Context, item string) (string, error) { return s[item], nil }
func (s secrets) Set(_ context.Context, item, value string) error    { s[item] = value; return nil }
func (s secrets) Delete(_ context.Context, item string) error        { delete(s, item); return nil }

// sample is a workspace with the sample desk in it.
type sample struct {
	*program.Program
	store *data.Store
	world *all.World
	clock *rehearsal.Clock
	stage rehearsal.Stage
	shut  func()
}

func open(t testing.TB, dir string, now func() time.Time) *sample {
	t.Helper()
	list, err := os.ReadFile("../../assets/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	holidays, err := calendar.ParseHolidays(list)
	if err != nil {
		t.Fatal(err)
	}
	s := &sample{clock: &rehearsal.Clock{Base: now}}
	bus, ids, log := &event.Bus{}, app.NewIDs(s.clock.Now), slog.New(slog.DiscardHandler)
	if s.store, err = data.Open(ctx, data.Options{Dir: dir, Clock: s.clock.Now, IDs: ids, Bus: bus, Holidays: holidays, OSUser: "gemma", Logger: log}); err != nil {
		t.Fatal(err)
	}
	s.world = &all.World{Clock: s.clock.Now, Kept: rehearsal.Kept{Locals: s.store}}
	s.Program, err = program.New(ctx, program.Ports{Store: s.store, Sends: s.store.Outbox(), Secrets: secrets{}, Holidays: holidays, Bus: bus, IDs: ids,
		Clock: s.clock.Now, Log: log, Intake: intake.Config{Poll: time.Second},
		Show:     func(context.Context, string, string, string) error { return nil },
		Networks: all.Networks(),
		Build: func(c channel.Channel, typed platforms.Secrets, _ platforms.Clock) (platforms.Adapter, error) {
			return s.world.Build(ctx, c.Network, typed)
		}})
	if err != nil {
		t.Fatal(err)
	}
	s.stage = rehearsal.In(s.world, rehearsal.Stage{Program: s.Program, BeSample: s.store.BeSample, Clock: s.clock, OSUser: "gemma"})
	save, err := rehearsal.Watch(ctx, s.stage)
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	s.shut = func() {
		if closed {
			return
		}
		closed = true
		for _, err := range []error{s.Close(ctx), save(), s.store.Close()} {
			if err != nil {
				t.Error(err)
			}
		}
		s.world.Close()
	}
	t.Cleanup(s.shut)
	return s
}

var every = []inbox.Status{inbox.Open, inbox.Answered, inbox.Waiting, inbox.NoReply, inbox.Done, inbox.History}

func (s *sample) rows(t testing.TB) []inbox.Row {
	t.Helper()
	rows, err := s.store.Queue(ctx, inbox.Filter{Statuses: every})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// missing names what a sample desk made at now must have and has not.
func (s *sample) missing(t testing.TB, now time.Time) (lacks []string) {
	t.Helper()
	have := map[string]bool{}
	rows := s.rows(t)
	for _, r := range rows {
		have["status "+string(r.Status)] = true
		have["type "+string(r.Type)] = true
		have["on "+r.Network] = true
		have["window clock"] = have["window clock"] || r.ClockKind == "window"
		if r.Turn != nil {
			have["late"] = have["late"] || r.Turn.Late(now)
			have["due"] = have["due"] || !r.Turn.Late(now)
			have["wrote again"] = have["wrote again"] || r.WroteAgain
			have["press clock"] = have["press clock"] || r.ClockKind == "press" && r.Clock.After(now)
		}
	}
	sends, err := s.Sends.Sends(ctx, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range sends {
		have["send "+string(x.State)] = true
		have["send "+string(x.State)+" on "+x.Network] = true
		have["returned"] = have["returned"] || x.Returned
		have["redirect"] = have["redirect"] || x.Redirect != ""
		if strings.HasPrefix(x.Channel, "mailbox-") && !strings.HasSuffix(x.To[0].ID, ".example") {
			lacks = append(lacks, "only invented addresses: "+x.To[0].ID)
		}
	}
	want := []string{"late", "due", "wrote again", "press clock", "returned", "redirect", "send unconfirmed", "send rejected", "send sent",
		"send unconfirmed on mailbox", "send rejected on mailbox", "send unconfirmed on facebook", "send rejected on instagram"}
	want = append(want, "on mailbox")
	if local := calendar.InLondon(now); local.Weekday() == time.Monday && local.Month() == time.November && local.Hour() < 10 {
		want = append(want, "window clock") // what came on a Sunday, before an hour of the Monday is over
	}
	for _, name := range s.world.Streets() {
		want = append(want, "on "+name)
	}
	for _, st := range every {
		want = append(want, "status "+string(st))
	}
	for _, ty := range inbox.Types() {
		want = append(want, "type "+string(ty))
	}
	for _, w := range want {
		if !have[w] {
			lacks = append(lacks, w)
		}
	}
	if len(rows) < 20 {
		lacks = append(lacks, fmt.Sprintf("20 conversations, it has %d", len(rows)))
	}
	if r, err := s.store.Verify(ctx); err != nil || r.Fault != "" {
		lacks = append(lacks, fmt.Sprintf("a clean record: %s %v", r.Fault, err))
	}
	all, err := s.store.Health(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range all {
		if h.There == 0 || h.There != h.Here {
			lacks = append(lacks, fmt.Sprintf("all mail: %d there, %d here", h.There, h.Here))
		}
	}
	return lacks
}

func madeAt(t testing.TB, dir string, now time.Time) *sample {
	t.Helper()
	s := open(t, dir, func() time.Time { return now })
	if err := rehearsal.Make(ctx, s.stage); err != nil {
		t.Fatalf("made %v: %v", now, err)
	}
	return s
}

func TestTheSampleDeskHasEverythingWheneverItIsMade(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for name, now := range map[string]time.Time{
		"Monday at opening":        time.Date(2026, 11, 30, 9, 0, 0, 0, london),
		"Tuesday 9:05":             time.Date(2026, 11, 24, 9, 5, 0, 0, london),
		"Tuesday noon":             time.Date(2026, 6, 16, 12, 0, 0, 0, london),
		"Friday at closing":        time.Date(2026, 11, 27, 17, 0, 0, 0, london),
		"Sunday night":             time.Date(2026, 11, 29, 23, 30, 0, 0, london),
		"Christmas Day":            time.Date(2026, 12, 25, 11, 0, 0, 0, london),
		"after New Year":           time.Date(2027, 1, 4, 9, 30, 0, 0, london),
		"clocks go back":           time.Date(2026, 10, 25, 1, 30, 0, 0, london),
		"clocks went forward":      time.Date(2026, 3, 30, 9, 10, 0, 0, london),
		"Easter Monday":            time.Date(2026, 4, 6, 10, 0, 0, 0, london),
		"four in the morning":      time.Date(2026, 11, 25, 4, 0, 0, 0, london),
		"a minute before it opens": time.Date(2026, 11, 26, 8, 59, 59, 0, london),
	} {
		t.Run(name, func(t *testing.T) {
			s := madeAt(t, filepath.Join(t.TempDir(), "w"), now)
			if lacks := s.missing(t, now); len(lacks) > 0 {
				t.Errorf("it lacks %v", lacks)
			}
		})
	}
}

// TestTheSampleDeskAtAnyMoment draws moments of two years; a failure names the
// moment.
func TestTheSampleDeskAtAnyMoment(t *testing.T) {
	for range 4 {
		now := time.Unix(1767225600+rand.Int64N(2*365*24*3600), 0)
		s := madeAt(t, filepath.Join(t.TempDir(), "w"), now)
		if lacks := s.missing(t, now); len(lacks) > 0 {
			t.Errorf("made %v it lacks %v", now, lacks)
		}
		s.shut()
	}
}

// until waits for a condition of the running desk.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it never came to this: ", what)
		}
	}
}

// TestARestartKeepsTheWorld: what was sent stays sent, who answers answers, and
// nothing comes twice.
func TestARestartKeepsTheWorld(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "w")
	var moved atomic.Int64 // how far the desk's clock runs ahead of the made one
	made := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	now := func() time.Time { return made.Add(time.Duration(moved.Load())) }
	s := open(t, dir, now)
	if err := rehearsal.Make(ctx, s.stage); err != nil {
		t.Fatal(err)
	}
	s.shut()
	if lacks := func() []string { s = open(t, dir, now); return s.missing(t, made) }(); len(lacks) > 0 {
		t.Fatalf("after a restart it lacks %v", lacks)
	}
	if err := s.Start(ctx); err != nil {
		t.Fatal(err)
	}
	ines := func() inbox.Row {
		for _, r := range s.rows(t) {
			if r.Person.ID == "ines.varga@residents.example" {
				return r
			}
		}
		t.Fatal("Ines is gone")
		return inbox.Row{}
	}
	before := ines()
	who, officer, err := s.Who("GM", "gemma")
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Reply.Begin(ctx, officer.ID, before.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.Text = "Hello Ines, it is on Thursday."
	sent, err := s.Reply.SendNow(ctx, who, d)
	if err != nil {
		t.Fatal(err)
	}
	s.Dispatcher.Wake()
	until(t, "the answer is sent", func() bool { x, err := s.Sends.Send(ctx, sent.ID); return err == nil && x.State == outbox.Sent })
	until(t, "the turn is settled", func() bool { return ines().Status == inbox.Answered })
	until(t, "the answer lies in the thread", func() bool { return ines().Messages == before.Messages+1 })
	s.shut()

	s = open(t, dir, now)
	theirs := func() (n int) {
		_, msgs, err := s.Store.Conversation(ctx, before.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range msgs {
			if m.Human() {
				n++
			}
		}
		return n
	}
	count := theirs()
	moved.Store(int64(5 * time.Minute))
	if err := s.Start(ctx); err != nil {
		t.Fatal(err)
	}
	until(t, "Ines wrote again", func() bool { r := ines(); return r.WroteAgain && r.Status == inbox.Open })
	if r := ines(); theirs() != count+1 || !strings.Contains(r.Preview, "clear now") {
		t.Errorf("%d messages of hers, %q", theirs(), r.Preview)
	}
	if x, err := s.Sends.Send(ctx, sent.ID); err != nil || x.State != outbox.Sent {
		t.Errorf("the send is %s %v", x.State, err)
	}
	if r, err := s.store.Verify(ctx); err != nil || r.Fault != "" {
		t.Errorf("verify: %s %v", r.Fault, err)
	}
}

// TestOnlyAnEmptyWorkspaceBecomesASample.
func TestOnlyAnEmptyWorkspaceBecomesASample(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	s := open(t, filepath.Join(t.TempDir(), "w"), func() time.Time { return now })
	if _, err := s.SetUp(ctx, "gemma", program.Setup{OfficerName: "Gemma Marsh", Initials: "GM", Hours: calendar.DefaultChoices()}); err != nil {
		t.Fatal(err)
	}
	if err := rehearsal.Make(ctx, s.stage); err == nil || s.Snapshot().Sample {
		t.Fatalf("a desk in use became a sample (%v)", err)
	}
	if !s.clock.Now().Equal(now) {
		t.Error("the clock stands still after a refusal")
	}
}
