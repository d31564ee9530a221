package intake_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/data"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/sim"
)

const press = "press@borough.example"

// monday is 9:00 on an invented working Monday, in UTC as in London.
var monday = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

var gm = act.Who{Officer: "officer-gm", OSUser: "gemma"}

// office is a real store, simulated mailboxes, and a Runner between them, under
// a clock that the test moves.
type office struct {
	*data.Store
	t      testing.TB
	dir    string
	bus    *event.Bus
	runner *intake.Runner
	cfg    intake.Config
	cites  intake.Cites
	facts  intake.Store // nil: the store itself

	mu     sync.Mutex
	now    time.Time
	worlds map[string]*sim.Account
	// networks are adapters of other accounts than mailboxes.
	networks map[string]platforms.Adapter
	wrapped  func(platforms.Adapter) platforms.Adapter
	asked    int // how often an adapter was asked for
}

// holidays is the list that the program ships.
var holidays = sync.OnceValues(func() (calendar.Holidays, error) {
	list, err := os.ReadFile("../../assets/holidays.csv")
	if err != nil {
		return calendar.Holidays{}, err
	}
	return calendar.ParseHolidays(list)
})

// fresh is the file of a new workspace: to make its tables each time would take
// most of the time of a property.
var fresh = sync.OnceValues(func() ([]byte, error) {
	days, err := holidays()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "commsdesk-intake-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s, err := data.Open(context.Background(), data.Options{Dir: filepath.Join(dir, "w"), Clock: func() time.Time { return monday }, Holidays: days, OSUser: "gemma"})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "w", data.FileName))
})

func newOffice(t testing.TB) *office {
	t.Helper()
	content, err := fresh()
	if err != nil {
		t.Fatal(err)
	}
	days, err := holidays()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, dir: t.TempDir(), bus: &event.Bus{}, now: monday, worlds: map[string]*sim.Account{}}
	if err := os.Chmod(o.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.dir, data.FileName), content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := data.Open(context.Background(), data.Options{Dir: o.dir, Clock: o.clock, Bus: o.bus, Holidays: days, OSUser: "gemma"})
	if err != nil {
		t.Fatal(err)
	}
	o.Store = s
	t.Cleanup(func() {
		if o.runner != nil {
			o.runner.Stop()
		}
		o.Close()
	})
	return o
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) set(at time.Time) {
	o.mu.Lock()
	o.now = at
	worlds := o.worlds
	o.mu.Unlock()
	for _, w := range worlds {
		w.Advance()
	}
}

// connect registers a mailbox and fills it.
func (o *office) connect(address string, items ...platforms.Item) (channel.Channel, *sim.Account) {
	o.t.Helper()
	c := channel.Channel{ID: channel.ChannelID("mailbox", address), Network: "mailbox", Identity: address, Name: address,
		PromiseFrom: o.clock().Add(-24 * time.Hour).UnixMilli()}
	if _, err := o.Do(context.Background(), gm.New(channel.Connected, act.Subject{Type: act.Channel, ID: c.ID}, c, nil)); err != nil {
		o.t.Fatal(err)
	}
	seal := func(context.Context, platforms.Outgoing, time.Time) (platforms.Sealed, error) {
		return platforms.Sealed{}, nil
	}
	w, err := sim.New(sim.Script{Address: address, Items: items, Seed: 7}, seal, o.clock)
	if err != nil {
		o.t.Fatal(err)
	}
	o.mu.Lock()
	o.worlds[c.ID] = w
	o.mu.Unlock()
	return c, w
}

// Adapter is the simulated mailbox of a channel (intake.Accounts).
func (o *office) Adapter(_ context.Context, id string) (platforms.Adapter, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked++
	if ad, ok := o.networks[id]; ok {
		return ad, nil
	}
	if w, ok := o.worlds[id]; ok {
		if o.wrapped != nil {
			return o.wrapped(w), nil
		}
		return w, nil
	}
	return nil, fmt.Errorf("no adapter for %s", id)
}

func (o *office) reader() *intake.Runner {
	if o.runner == nil {
		if o.facts == nil {
			o.facts = o.Store
		}
		o.runner = intake.New(intake.Ports{Store: o.facts, Channels: o.Store, Accounts: o, Cites: o.cites,
			CalendarNumber: func() int { return 1 }, HistoryMonths: func() int { return 12 }, Clock: o.clock, Log: slog.New(slog.DiscardHandler)}, o.cfg)
	}
	return o.runner
}

// pull reads a channel once and fails the test when that fails.
func (o *office) pull(c channel.Channel) intake.Summary {
	o.t.Helper()
	s, err := o.reader().Once(context.Background(), c, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *office) health(c channel.Channel) channel.Health {
	o.t.Helper()
	all, err := o.Health(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	return all[c.ID]
}

var every = []inbox.Status{inbox.Open, inbox.Answered, inbox.Waiting, inbox.NoReply, inbox.Done, inbox.History}

func (o *office) rows(statuses ...inbox.Status) []inbox.Row {
	o.t.Helper()
	if len(statuses) == 0 {
		statuses = every
	}
	rows, err := o.Queue(context.Background(), inbox.Filter{Statuses: statuses})
	if err != nil {
		o.t.Fatal(err)
	}
	return rows
}

// talks maps each message's words to its conversation.
func (o *office) talks() map[string]string {
	o.t.Helper()
	out := map[string]string{}
	for _, r := range o.rows() {
		_, ms, err := o.Conversation(context.Background(), r.ID)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, m := range ms {
			out[m.Text] = r.ID
		}
	}
	return out
}

// message finds a stored message by its words.
func (o *office) message(words string) inbox.Message {
	o.t.Helper()
	_, ms, err := o.Conversation(context.Background(), o.talks()[words])
	if err != nil {
		o.t.Fatal(err)
	}
	for _, m := range ms {
		if m.Text == words {
			return m
		}
	}
	o.t.Fatalf("no message says %q", words)
	return inbox.Message{}
}

func (o *office) verified() {
	o.t.Helper()
	if r, err := o.Verify(context.Background()); err != nil || r.Fault != "" {
		o.t.Fatalf("verify: %s %v", r.Fault, err)
	}
}

// mail is a resident's mail; answers names what it says it answers, nearest
// last, as References do.
func mail(id, from, subject, text string, at time.Time, answers ...string) platforms.Item {
	it := platforms.Item{RemoteID: id, ThreadRoot: id, Kind: "mail", Subject: subject, Text: text, ReceivedAt: at,
		From: platforms.Person{ID: from, Name: from}, To: []platforms.Person{{ID: press}}}
	for i := len(answers) - 1; i >= 0; i-- {
		it.Parents = append(it.Parents, answers[i])
	}
	if len(answers) > 0 {
		it.ThreadRoot = answers[0]
	}
	return it
}

// ours is a mail that lies in Sent.
func ours(id, to, subject, text string, at time.Time, answers ...string) platforms.Item {
	it := mail(id, press, subject, text, at, answers...)
	it.Direction, it.To = platforms.FromUs, []platforms.Person{{ID: to}}
	return it
}

func ago(d time.Duration) time.Time { return monday.Add(-d) }
