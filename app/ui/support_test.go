package ui

import (
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/program"
	"commsdesk/assets"
	"commsdesk/data"
	"commsdesk/platforms"
	"commsdesk/platforms/all"
)

var ctx = context.Background()

// monday is Mon 30 Nov 2026 9:48, the moment of the design's pictures.
var monday = time.Date(2026, 11, 30, 9, 48, 0, 0, time.UTC)

// mailboxScript is an invented mailbox: two residents who wrote on Friday.
const mailboxScript = `{"Address": "press@council.example", "Name": "Press office", "Seed": 1, "FilesInSent": true, "Items": [
 {"RemoteID": "a1@residents.example", "ThreadRoot": "a1@residents.example", "Direction": "in", "Kind": "mail", "Subject": "Purple lid bin",
  "Text": "Which week does the purple-lid bin start?", "From": {"ID": "tom@residents.example", "Name": "Tom Ashdown"}, "ReceivedAt": "2026-11-27T11:40:00Z"},
 {"RemoteID": "b1@residents.example", "ThreadRoot": "b1@residents.example", "Direction": "in", "Kind": "mail", "Subject": "Museum",
  "Text": "Can I hire the museum room?", "From": {"ID": "lee@residents.example", "Name": "Leanne Okoro"}, "ReceivedAt": "2026-11-27T16:30:00Z"}]}`

type noSecrets struct{}

func (noSecrets) Get(context.Context, string) (string, error) { return "secret", nil }
func (noSecrets) Set(context.Context, string, string) error   { return nil }
func (noSecrets) Delete(context.Context, string) error        { return nil }

// office is a real program over a real workspace, with the window of it.
type office struct {
	t     *testing.T
	app   fyne.App
	world all.Simulated
	p     *program.Program
	u     *UI
	todo  chan func() // what waits for the UI goroutine, the test's own
	page  *signInPage

	mu  sync.Mutex
	now time.Time
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

// newOffice opens a workspace without a desk in it.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, app: test.NewTempApp(t), now: monday, todo: make(chan func(), 10000), page: &signInPage{allow: make(chan string, 1)}}
	holidays, err := calendar.ParseHolidays(assets.BankHolidays())
	if err != nil {
		t.Fatal(err)
	}
	bus, ids := &event.Bus{}, app.NewIDs(o.clock)
	store, err := data.Open(ctx, data.Options{Dir: filepath.Join(t.TempDir(), "desk"), Clock: o.clock, IDs: ids, Bus: bus, Holidays: holidays, OSUser: "gemma"})
	if err != nil {
		t.Fatal(err)
	}
	if o.world, err = all.Simulate([]byte(mailboxScript), nil, o.clock); err != nil {
		t.Fatal(err)
	}
	o.p, err = program.New(ctx, program.Ports{Store: store, Sends: store.Outbox(), Secrets: noSecrets{},
		Build: func(c channel.Channel, secrets platforms.Secrets, _ platforms.Clock) (platforms.Adapter, error) {
			if c.Network == program.MailboxNetwork || c.Network == "" {
				return mailboxOf(o.world, c, secrets), nil
			}
			return newAccount(c, secrets, o.clock()), nil
		},
		Networks: all.Networks(), Browser: o.page.run, Code: o.page.byCode,
		Show: func(context.Context, string, string, string) error { return nil }, Holidays: holidays, Bus: bus, IDs: ids, Clock: o.clock,
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if o.u != nil {
			o.u.stop()
			o.u.work.Wait()
		}
		if err := errors.Join(o.p.Close(ctx), store.Close()); err != nil {
			t.Error(err)
		}
	})
	return o
}

// settle sets the desk up: Gemma Marlow and Ravi Tandy, and the mailbox.
func (o *office) settle(connect bool) desk.Officer {
	o.t.Helper()
	gm, err := o.p.SetUp(ctx, "gemma", program.Setup{OfficerName: "Gemma Marlow", Initials: "GM", Hours: calendar.DefaultChoices()})
	if err != nil {
		o.t.Fatal(err)
	}
	who, _, _ := o.p.Who("GM", "gemma")
	if _, err := o.p.SetOfficer(ctx, who, desk.Officer{Name: "Ravi Tandy", Initials: "RT", Team: desk.CustomerService}); err != nil {
		o.t.Fatal(err)
	}
	if !connect {
		return gm
	}
	c, err := o.p.Connect(ctx, who, program.Account{Network: program.MailboxNetwork, Name: "Press office", Config: json.RawMessage(`{"address":"press@council.example","imap_host":"imap.council.example","imap_port":993,"imap_tls":"implicit","smtp_host":"smtp.council.example","smtp_port":587,"smtp_tls":"starttls"}`), Secrets: map[string]string{program.Password: "secret"}})
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.p.Intake.Once(ctx, c, func(int, int) {}); err != nil {
		o.t.Fatal(err)
	}
	return gm
}

// open opens the window at a size.
func (o *office) open(opts Options, wide, high float32) *UI {
	o.t.Helper()
	opts.OSUser, opts.Clock, opts.Log = "gemma", o.clock, o.p.Log
	if opts.SampleWords == "" {
		opts.SampleWords = "24 invented conversations."
	}
	o.u = newUI(o.app, o.p, opts, func(f func()) { o.todo <- f })
	o.u.win.Resize(fyne.NewSize(wide, high))
	if o.u.shell != nil {
		o.until("the facts were read", func() bool { return o.u.facts.read })
	}
	return o.u
}

// until runs what waits for the UI goroutine until something holds.
func (o *office) until(what string, holds func() bool) {
	o.t.Helper()
	limit, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for !holds() {
		select {
		case f := <-o.todo:
			f()
		case <-time.After(20 * time.Millisecond): // the toolkit draws in its own time
		case <-limit.Done():
			o.t.Fatalf("it never came to this: %s", what)
		}
	}
}

// look gives the desk a text size and a mode.
func (o *office) look(mode string, percent int) {
	o.t.Helper()
	who, _, _ := o.p.Who("GM", "gemma")
	if err := errors.Join(o.p.SetSetting(ctx, who, "text_size", percent), o.p.SetSetting(ctx, who, "appearance", mode)); err != nil {
		o.t.Fatal(err)
	}
}

// picture keeps what the window shows, when a folder for that is named.
func (o *office) picture(name string) {
	o.t.Helper()
	dir := os.Getenv("COMMSDESK_GALLERY")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		o.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, o.u.win.Canvas().Capture()); err != nil {
		o.t.Fatal(err)
	}
}
