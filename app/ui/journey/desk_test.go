// Package journey walks through a day's work on the real screens over a real
// program on a real workspace; the mailbox is the simulated one. Keys are typed
// as an officer types them, and there is no display.
package journey

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/program"
	"commsdesk/app/ui/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/queue"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
	"commsdesk/data"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox"
	"commsdesk/platforms/mailbox/sim"
)

var ctx = context.Background()

// own is the desk's invented mailbox.
const own = "pressoffice@council.example"

// monday is the moment at which tests begin: Mon 30 Nov 2026 9:48.
var monday = time.Date(2026, 11, 30, 9, 48, 0, 0, time.UTC)

// office is a desk with its window, and the simulated world outside.
type office struct {
	t     *testing.T
	dir   string
	world *sim.Account
	// squares are the other networks, by their short names.
	squares map[string]*square

	mu  sync.Mutex
	now time.Time

	store   *data.Store
	program *program.Program
	officer desk.Officer
	box     channel.Channel
	stop    func()

	window  fyne.Window
	root    *fyne.Container
	screens map[screen.Place]screen.Screen
	at      screen.Place

	ui      chan func() // what is to be done on the UI goroutine, the test's own
	pending int         // works whose end has not been shown
	said    []string
	did     string
	undo    func()
	opened  []string
	pick    string // the path that the file dialogs give
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

// later moves the clock and lets everybody look at it.
func (o *office) later(d time.Duration) {
	o.mu.Lock()
	o.now = o.now.Add(d)
	o.mu.Unlock()
	o.world.Advance()
	o.program.Dispatcher.Wake()
}

type noSecrets struct{}

func (noSecrets) Get(context.Context, string) (string, error) { return "secret", nil }
func (noSecrets) Set(context.Context, string, string) error   { return nil }
func (noSecrets) Delete(context.Context, string) error        { return nil }

// look is how big the window is and how it looks.
type look struct {
	wide, high float32
	dark       bool
	percent    int
}

var usual = look{wide: 1366, high: 768, percent: 100}

// newOffice opens a desk whose mailbox holds the items.
func newOffice(t *testing.T, l look, rules []sim.Rule, items ...platforms.Item) *office {
	t.Helper()
	mode := theme.Light
	if l.dark {
		mode = theme.Dark
	}
	test.NewTempApp(t).Settings().SetTheme(theme.New(mode, l.percent))
	o := &office{t: t, dir: filepath.Join(t.TempDir(), "workspace"), now: monday, ui: make(chan func(), 10000), squares: map[string]*square{}}
	o.newWorld(rules, items)
	o.open()
	if _, err := o.program.SetUp(ctx, "gemma", program.Setup{OfficerName: "Gemma Marsh", Initials: "GM", Hours: calendar.DefaultChoices(), Council: "Borough"}); err != nil {
		t.Fatal(err)
	}
	o.officer, _ = o.program.Snapshot().Officer("GM")
	for _, x := range []desk.Officer{{Name: "Ravi Tully", Initials: "RT", Team: desk.Communications}, {Name: "Carys Stone", Initials: "CST", Team: desk.CustomerService}} {
		if _, err := o.program.SetOfficer(ctx, o.who(), x); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if o.box, err = o.program.Connect(ctx, o.who(), program.Account{Network: program.MailboxNetwork, Name: "Borough press office", Config: json.RawMessage(`{"smtp_host":"smtp.council.example"}`), Secrets: map[string]string{program.Password: "secret"}}); err != nil {
		t.Fatal(err)
	}
	o.start(l)
	return o
}

func (o *office) newWorld(rules []sim.Rule, items []platforms.Item) {
	o.t.Helper()
	real, err := mailbox.New(mailbox.Config{Address: own, DisplayName: "Borough press office", IMAPHost: "sample.example", IMAPPort: 993,
		IMAPTLS: mailbox.Implicit, SMTPHost: "sample.example", SMTPPort: 465, SMTPTLS: mailbox.Implicit}, noSecrets{}, o.clock)
	if err != nil {
		o.t.Fatal(err)
	}
	o.world, err = sim.New(sim.Script{Address: own, Name: "Borough press office", Items: items, Rules: rules, FilesInSent: true}, real.Seal, o.clock)
	if err != nil {
		o.t.Fatal(err)
	}
}

// lent is the world as an adapter that a closing program does not end.
type lent struct{ *sim.Account }

func (lent) Close() error { return nil }

// open opens the workspace and makes its program.
func (o *office) open() {
	o.t.Helper()
	list, err := os.ReadFile("../../../assets/holidays.csv")
	if err != nil {
		o.t.Fatal(err)
	}
	holidays, err := calendar.ParseHolidays(list)
	if err != nil {
		o.t.Fatal(err)
	}
	bus, ids := &event.Bus{}, app.NewIDs(o.clock)
	log := slog.New(slog.DiscardHandler)
	if o.store, err = data.Open(ctx, data.Options{Dir: o.dir, Clock: o.clock, IDs: ids, Bus: bus, Holidays: holidays, OSUser: "gemma"}); err != nil {
		o.t.Fatal(err)
	}
	o.program, err = program.New(ctx, program.Ports{Store: o.store, Sends: o.store.Outbox(), Secrets: noSecrets{},
		Build: func(c channel.Channel, _ platforms.Secrets, _ platforms.Clock) (platforms.Adapter, error) {
			if s := o.squares[c.Network]; s != nil {
				return s, nil
			}
			return lent{o.world}, nil
		},
		Networks: []platforms.Network{{Name: "phone", Title: "Phone", ByHand: true}, {Name: "groups", Title: "Groups of others", ByHand: true}},
		Show:     func(context.Context, string, string, string) error { return nil },
		Holidays: holidays, Bus: bus, IDs: ids, Clock: o.clock, Log: log})
	if err != nil {
		o.t.Fatal(err)
	}
}

// start lets the program work and opens its window.
func (o *office) start(l look) {
	o.t.Helper()
	if err := o.program.Start(ctx); err != nil {
		o.t.Fatal(err)
	}
	life, end := context.WithCancel(ctx)
	var works sync.WaitGroup
	o.root = container.NewStack()
	o.window = test.NewTempWindow(o.t, o.root)
	o.window.SetPadded(false)
	env := o.env(life, &works)
	o.screens = map[screen.Place]screen.Screen{screen.Queue: queue.New(env), screen.Outbox: outbox.New(env)}
	o.window.Resize(fyne.NewSize(l.wide-theme.Units(theme.RailWidth), l.high-theme.Units(theme.StatusBar)))
	unwatch := o.program.Bus.Listen(func(c event.Change) { o.ui <- func() { o.screens[o.at].Changed(c) } })
	stopped := false
	o.stop = func() {
		if stopped {
			return
		}
		stopped = true
		unwatch()
		works.Wait()
		end()
		if err := o.program.Close(ctx); err != nil {
			o.t.Error(err)
		}
		if err := o.store.Close(); err != nil {
			o.t.Error(err)
		}
	}
	o.t.Cleanup(func() { o.stop() })
	o.show(screen.Queue, "")
}

// restart ends the program as closing it does, and opens it again on the same
// folder.
func (o *office) restart() {
	o.t.Helper()
	o.stop()
	o.drain()
	o.pending = 0
	o.open()
	o.start(usual)
}

func (o *office) who() act.Who { return act.Who{Officer: o.officer.ID, OSUser: "gemma"} }

func (o *office) env(life context.Context, works *sync.WaitGroup) screen.Env {
	return screen.Env{
		Program: o.program, Window: o.window, Clock: o.clock,
		Officer: func() desk.Officer { return o.officer }, Who: o.who,
		Work: func(f func(context.Context) error, done func(error)) {
			o.pending++
			works.Add(1)
			go func() {
				defer works.Done()
				err := f(life)
				o.ui <- func() {
					o.pending--
					if done != nil {
						done(err)
					} else if err != nil {
						o.said = append(o.said, app.Say(err))
					}
				}
			}()
		},
		OnUI:     func(f func()) { o.ui <- f },
		Say:      func(err error) { o.said = append(o.said, app.Say(err)) },
		Did:      func(words string, undo func()) { o.did, o.undo = words, undo },
		Go:       o.show,
		OpenLink: func(link string) error { o.opened = append(o.opened, link); return nil },
		Press:    o.press, Search: func() {}, Enabling: func() {},
		PickFile: func(done func(string)) { done(o.pick) },
		SaveFile: func(_ string, done func(string)) { done(o.pick) },
	}
}

func (o *office) show(to screen.Place, id string) {
	o.at = to
	o.root.Objects = []fyne.CanvasObject{o.screens[to].Content()}
	o.root.Refresh()
	o.screens[to].Shown(id)
}

// press runs the action of a key, or of a shortcut.
func (o *office) press(key string) bool {
	for _, a := range o.screens[o.at].Actions() {
		if a.Key == key || a.Shortcut == key {
			return a.Run()
		}
	}
	return false
}

// patience bounds every wait; it is never reached by a test that passes.
const patience = 20 * time.Second

// until lets the window work until something holds.
func (o *office) until(what string, holds func() bool) {
	o.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		o.drain()
		if o.pending == 0 && holds() {
			return
		}
		select {
		case f := <-o.ui:
			f()
		case <-deadline.C:
			o.t.Fatalf("waited in vain until %s; said %q, did %q; on screen:\n%s", what, o.said, o.did, strings.Join(o.words(), "\n"))
		}
	}
}

// settled lets the window work until nothing is under way.
func (o *office) settled() { o.t.Helper(); o.until("the window is still", func() bool { return true }) }

func (o *office) drain() {
	for {
		select {
		case f := <-o.ui:
			f()
		default:
			return
		}
	}
}

// keys types letters where the keyboard is, and lets the window work.
func (o *office) keys(letters string) {
	o.t.Helper()
	for _, r := range letters {
		o.key(fyne.KeyName(strings.ToUpper(string(r)))) // as a real keyboard does, before the letter
		o.window.Canvas().Focused().TypedRune(r)
		o.settled()
	}
}

// key types a key that is no letter.
func (o *office) key(name fyne.KeyName) {
	o.t.Helper()
	f := o.window.Canvas().Focused()
	if f == nil {
		o.t.Fatalf("nothing has the keyboard for %s", name)
	}
	f.TypedKey(&fyne.KeyEvent{Name: name})
	if len(name) > 1 {
		o.settled()
	}
}

// shortcut runs a shortcut as the menu does.
func (o *office) shortcut(keys string) {
	o.t.Helper()
	if !o.press(keys) {
		o.t.Fatalf("%s did nothing; on screen:\n%s", keys, strings.Join(o.words(), "\n"))
	}
	o.settled()
}

// takeBack presses Undo.
func (o *office) takeBack() {
	o.t.Helper()
	if o.undo == nil {
		o.t.Fatalf("nothing to undo after %q", o.did)
	}
	o.undo()
	o.settled()
}

// words are all lines of text in sight.
func (o *office) words() []string {
	var out []string
	var walk func(fyne.CanvasObject)
	walk = func(obj fyne.CanvasObject) {
		if !obj.Visible() {
			return
		}
		switch x := obj.(type) {
		case interface{ Text() string }:
			out = append(out, x.Text())
		case *widget.Label:
			out = append(out, x.Text)
		case *part.Message:
			out = append(out, x.AccessibilityLabel())
		}
		switch x := obj.(type) {
		case *container.Scroll:
			walk(x.Content)
		case *fyne.Container:
			for _, child := range x.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(x).Objects() {
				walk(child)
			}
		}
	}
	for _, layer := range o.window.Canvas().Overlays().List() {
		walk(layer)
	}
	walk(o.window.Canvas().Content())
	return out
}

// sees waits until some words are in sight.
func (o *office) sees(words string) {
	o.t.Helper()
	o.until("“"+words+"” is in sight", func() bool { return o.inSight(words) })
}

func (o *office) inSight(words string) bool {
	for _, line := range o.words() {
		if strings.Contains(line, words) {
			return true
		}
	}
	return false
}

// tap presses a button, link or answer by its words.
func (o *office) tap(words string) {
	o.t.Helper()
	o.pressIn(o.window.Canvas().Content(), words)
}

// pressIn presses what has these words in a part of the window.
func (o *office) pressIn(in fyne.CanvasObject, words string) {
	o.t.Helper()
	var found fyne.Tappable
	var walk func(fyne.CanvasObject)
	walk = func(obj fyne.CanvasObject) {
		if !obj.Visible() || found != nil {
			return
		}
		if t, ok := obj.(fyne.Tappable); ok {
			if a, ok := obj.(fyne.Accessible); ok && strings.HasPrefix(a.AccessibilityLabel(), words) {
				found = t
				return
			}
		}
		switch x := obj.(type) {
		case *container.Scroll:
			walk(x.Content)
		case *fyne.Container:
			for _, child := range x.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(x).Objects() {
				walk(child)
			}
		}
	}
	walk(in)
	if found == nil {
		o.t.Fatalf("no %q to press; on screen:\n%s", words, strings.Join(o.words(), "\n"))
	}
	found.Tapped(&fyne.PointEvent{})
	o.settled()
}

// from is a mail of an invented resident, so long before the tests begin.
func from(name, subject, text string, ago time.Duration) platforms.Item {
	address := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@post.example"
	return platforms.Item{From: platforms.Person{ID: address, Name: name}, To: []platforms.Person{{ID: own}},
		Subject: subject, Text: text, ReceivedAt: monday.Add(-ago)}
}
