package program_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/outbox"
	"commsdesk/app/program"
	"commsdesk/data"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox"
	"commsdesk/platforms/mailbox/sim"
)

var ctx = context.Background()

const press = "press@borough.example"

var monday = time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)

// keyring holds secrets, and can refuse.
type keyring struct {
	mu   sync.Mutex
	held map[string]string
	err  error
}

func (k *keyring) Get(_ context.Context, item string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.held[item], k.err
}

func (k *keyring) Set(_ context.Context, item, value string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err == nil {
		k.held[item] = value
	}
	return k.err
}

func (k *keyring) Delete(_ context.Context, item string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.held, item)
	return k.err
}

// mailAccount is a simulated mailbox that knows one password, as a channel's
// adapter: closing it leaves the world as it is.
type mailAccount struct {
	*sim.Account
	secrets platforms.Secrets
	office  *office
}

func (m mailAccount) Close() error { return nil }

func (m mailAccount) signIn(ctx context.Context) error {
	if v, err := m.secrets.Get(ctx, program.Password); err != nil || v != "right" {
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: "The mail server does not accept this password. Type it again."}
	}
	return nil
}

func (m mailAccount) Identity(ctx context.Context) (platforms.Identity, error) {
	if err := m.signIn(ctx); err != nil {
		return platforms.Identity{}, err
	}
	return m.Account.Identity(ctx)
}

func (m mailAccount) Pull(ctx context.Context, cursor []byte, w platforms.Window, sink platforms.Sink) error {
	if err := m.signIn(ctx); err != nil {
		return err
	}
	return m.Account.Pull(ctx, cursor, w, sink)
}

func (m mailAccount) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	if err := m.signIn(ctx); err != nil {
		return platforms.Outcome{Verdict: platforms.NeedsPerson, Class: platforms.ClassAuth, Why: "Sign in."}
	}
	if m.office.deaf.Load() {
		return platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassOffline, Why: "The mail server can't be reached."}
	}
	return m.Account.Send(ctx, msg, commit)
}

// office is a Program over a real store and a simulated mailbox.
type office struct {
	*program.Program
	t       *testing.T
	dir     string
	store   *data.Store
	world   *sim.Account
	keyring *keyring
	who     act.Who
	// deaf: the server that takes mail is away.
	deaf atomic.Bool

	mu  sync.Mutex
	now time.Time
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) set(at time.Time) {
	o.mu.Lock()
	o.now = at
	o.mu.Unlock()
	o.world.Advance()
}

func newOffice(t *testing.T, items ...platforms.Item) *office {
	t.Helper()
	o := &office{t: t, dir: filepath.Join(t.TempDir(), "w"), keyring: &keyring{held: map[string]string{}}, now: monday}
	real, err := mailbox.New(mailbox.Config{Address: press, DisplayName: "Press", IMAPHost: "mail.example", IMAPPort: 993, IMAPTLS: mailbox.Implicit,
		SMTPHost: "mail.example", SMTPPort: 465, SMTPTLS: mailbox.Implicit}, o.keyring, o.clock)
	if err != nil {
		t.Fatal(err)
	}
	if o.world, err = sim.New(sim.Script{Address: press, Items: items, FilesInSent: true}, real.Seal, o.clock); err != nil {
		t.Fatal(err)
	}
	o.open()
	t.Cleanup(o.shut)
	officer, err := o.SetUp(ctx, "gemma", program.Setup{OfficerName: "Gemma Marsh", Initials: "gm", Hours: calendar.DefaultChoices(), Council: "Borough"})
	if err != nil {
		t.Fatal(err)
	}
	o.who = act.Who{Officer: officer.ID, OSUser: "gemma"}
	return o
}

func (o *office) open() {
	o.t.Helper()
	list, err := os.ReadFile("../../assets/holidays.csv")
	if err != nil {
		o.t.Fatal(err)
	}
	holidays, err := calendar.ParseHolidays(list)
	if err != nil {
		o.t.Fatal(err)
	}
	bus, ids := &event.Bus{}, app.NewIDs(o.clock)
	if o.store, err = data.Open(ctx, data.Options{Dir: o.dir, Clock: o.clock, IDs: ids, Bus: bus, Holidays: holidays, OSUser: "gemma"}); err != nil {
		o.t.Fatal(err)
	}
	o.Program, err = program.New(ctx, program.Ports{Store: o.store, Sends: o.store.Outbox(), Secrets: o.keyring, Holidays: holidays, Bus: bus, IDs: ids,
		Clock: o.clock, Log: slog.New(slog.DiscardHandler), Intake: intake.Config{Poll: time.Hour, RetryFirst: time.Hour},
		Show: func(context.Context, string, string, string) error { return nil },
		Build: func(c channel.Channel, s platforms.Secrets, _ platforms.Clock) (platforms.Adapter, error) {
			if strings.Contains(string(c.Config), "nonsense") {
				return nil, errors.New("the port is not a number")
			}
			return mailAccount{o.world, s, o}, nil
		}})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) shut() {
	if err := errors.Join(o.Program.Close(ctx), o.store.Close()); err != nil {
		o.t.Error(err)
	}
}

func (o *office) connect() channel.Channel {
	o.t.Helper()
	c, err := o.Connect(ctx, o.who, program.Account{Network: program.MailboxNetwork, Name: "Press office", Config: json.RawMessage(`{"address":"` + press + `"}`), Secrets: map[string]string{program.Password: "right"}})
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) health(id string) channel.Health {
	o.t.Helper()
	all, err := o.store.Health(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	return all[id]
}

func (o *office) open1() inbox.Row {
	o.t.Helper()
	rows, err := o.store.Queue(ctx, inbox.Filter{})
	if err != nil || len(rows) == 0 {
		o.t.Fatalf("nothing is open (%v)", err)
	}
	return rows[0]
}

func (o *office) answer(words string) outbox.Send {
	o.t.Helper()
	d, err := o.Reply.Begin(ctx, o.who.Officer, o.open1().ID)
	if err != nil {
		o.t.Fatal(err)
	}
	d.Text = words
	s, err := o.Reply.SendNow(ctx, o.who, d)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *office) send(id string) outbox.Send {
	o.t.Helper()
	s, err := o.Sends.Send(ctx, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *office) until(what string, ok func() bool) {
	o.t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			o.t.Fatal("it never came to this: ", what)
		}
	}
}

func letter(id string, at time.Time) platforms.Item {
	return platforms.Item{RemoteID: id + "@home.example", From: platforms.Person{ID: "nia@home.example", Name: "Nia Probert"}, Subject: "Bins " + id,
		Text: "When do you come? " + id, ReceivedAt: at, To: []platforms.Person{{ID: press}}}
}
