package desktop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms/desktop/bustest"
)

// arrivalWait bounds how long a test waits for what must come.
const arrivalWait = 20 * time.Second

// startBus brings up a recorded bus and makes it this process's session bus.
// The bus of a test must not be the one that beeep keeps for the process, so
// tests that reach beeep run in a child.
func startBus(t *testing.T, opts bustest.Options) *bustest.Bus {
	t.Helper()
	bus, err := bustest.Start(opts)
	if errors.Is(err, bustest.ErrNoDaemon) && os.Getenv("COMMSDESK_REQUIRE_REAL") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bus.Close)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bus.Addr)
	return bus
}

func newTestNotifier(t *testing.T, onClick func(string)) *Notifier {
	t.Helper()
	n := NewNotifier(onClick)
	t.Cleanup(func() { _ = n.Close() })
	return n
}

func TestNotificationArrivesAndItsClickComesBack(t *testing.T) {
	bus := startBus(t, bustest.Options{})
	clicks := make(chan string, 10)
	n := newTestNotifier(t, func(key string) { clicks <- key })
	var icon bytes.Buffer
	if err := png.Encode(&icon, image.NewGray(image.Rect(0, 0, 4, 3))); err != nil {
		t.Fatal(err)
	}
	notes := []Notification{
		{Key: "conversation-1", Title: "Due in 1 hour", Body: "A question by email is due at 16:30.", IconPath: "/usr/share/x.png"},
		{Key: "conversation-2", Title: "Line\nend \x1b[31m\u202e", Body: "a < b & \"c\"\nsecond\x00 line\xff", IconPNG: icon.Bytes()},
	}
	for _, note := range notes {
		if err := n.Notify(t.Context(), note); err != nil {
			t.Fatal(err)
		}
	}
	calls, err := bus.Wait(2, arrivalWait)
	if err != nil {
		t.Fatal(err)
	}
	first, second := calls[0], calls[1]
	if first.App != AppName || first.Title != notes[0].Title || first.Body != notes[0].Body || first.Icon != notes[0].IconPath {
		t.Errorf("arrived: %+v", first)
	}
	if !slices.Equal(first.Actions, []string{"default", "Open"}) {
		t.Errorf("actions %q", first.Actions)
	}
	if second.Title != "Line end [31m" || second.Body != "a &lt; b &amp; &#34;c&#34;\nsecond line\uFFFD" {
		t.Errorf("cleaned: %q, %q", second.Title, second.Body)
	}
	if _, ok := second.Hints["image-data"]; !ok {
		t.Error("the icon's pixels did not arrive")
	}
	// Another program's notification, another action, then ours.
	for _, err := range []error{bus.Click(999), bus.Invoke(first.ID, "later"), bus.Click(second.ID), bus.Click(first.ID)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got := []string{receive(t, clicks), receive(t, clicks)}
	slices.Sort(got)
	if !slices.Equal(got, []string{"conversation-1", "conversation-2"}) {
		t.Errorf("clicked %q", got)
	}
	if len(clicks) != 0 {
		t.Errorf("one click too many: %q", <-clicks)
	}
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(arrivalWait):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func TestBodyIsNotEscapedWhereTheServerShowsItAsItIs(t *testing.T) {
	bus := startBus(t, bustest.Options{Capabilities: []string{"actions", "body"}})
	n := newTestNotifier(t, nil)
	if err := n.Notify(t.Context(), Notification{Title: "R&A", Body: "a < b"}); err != nil {
		t.Fatal(err)
	}
	calls, err := bus.Wait(1, arrivalWait)
	if err != nil || calls[0].Title != "R&A" || calls[0].Body != "a < b" {
		t.Errorf("arrived: %+v, %v", calls, err)
	}
	if err := bus.Click(calls[0].ID); err != nil {
		t.Error(err)
	}
}

func TestSilentServerIsAnErrorAndTheNextIsNotHeldUp(t *testing.T) {
	startBus(t, bustest.Options{Silent: true})
	n := newTestNotifier(t, nil)
	for range 2 {
		if err := n.Notify(t.Context(), Notification{Title: "Due"}); !errors.Is(err, ErrNoNotifications) {
			t.Errorf("got %v, want ErrNoNotifications", err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := n.Notify(gone, Notification{Title: "Due"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestNotifierFindsTheBusAgain(t *testing.T) {
	first := startBus(t, bustest.Options{})
	n := newTestNotifier(t, nil)
	if err := n.Notify(t.Context(), Notification{Title: "One"}); err != nil {
		t.Fatal(err)
	}
	first.Close()
	if err := n.Notify(t.Context(), Notification{Title: "Lost"}); !errors.Is(err, ErrNoNotifications) {
		t.Errorf("without a bus: %v, want ErrNoNotifications", err)
	}
	second := startBus(t, bustest.Options{})
	if err := n.Notify(t.Context(), Notification{Title: "Two"}); err != nil {
		t.Fatal(err)
	}
	if calls, err := second.Wait(1, arrivalWait); err != nil || calls[0].Title != "Two" {
		t.Errorf("arrived: %+v, %v", calls, err)
	}
}

func TestManyAtOnceAllArrive(t *testing.T) {
	bus := startBus(t, bustest.Options{})
	n := newTestNotifier(t, nil)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := n.Notify(t.Context(), Notification{Key: "k", Title: fmt.Sprintf("Notice %d", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if calls, err := bus.Wait(20, arrivalWait); err != nil {
		t.Errorf("%d arrived: %v", len(calls), err)
	}
}

func TestNotifierRefusals(t *testing.T) {
	n := newTestNotifier(t, nil)
	if err := n.Notify(t.Context(), Notification{Title: " \n\x07", Body: "x"}); !errors.Is(err, ErrNoTitle) {
		t.Errorf("no title: %v", err)
	}
	for range 2 {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := n.Notify(t.Context(), Notification{Title: "Late"}); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestLongTextIsCut(t *testing.T) {
	if got := []rune(cleanLine(strings.Repeat("é ", 500), maxTitle)); len(got) > maxTitle || got[len(got)-1] != '…' {
		t.Errorf("title of %d runes", len(got))
	}
	if got := cleanText(strings.Repeat("é", maxBody), maxBody); got != strings.Repeat("é", maxBody) {
		t.Error("a body of exactly the limit was cut")
	}
}

// childEnv names what a child of the test binary does: beeep keeps one bus for
// a whole process, and the locks and calls of instance tests need processes.
const childEnv = "COMMSDESK_DESKTOP_CHILD"

func TestMain(m *testing.M) {
	name := os.Getenv(childEnv)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := children[name](); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

var children = map[string]func() error{
	"notify": func() error {
		return NewNotifier(nil).Notify(context.Background(), Notification{Title: "Due", Body: "a < b"})
	},
	"lock":  childLock,
	"serve": childServe,
	"call":  childCall,
}

// child prepares a child of the test binary.
func child(t *testing.T, name string, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), env...), childEnv+"="+name)
	return cmd
}

func TestWithoutActionsBeeepShowsIt(t *testing.T) {
	for _, test := range []struct{ capabilities, body string }{
		{"body", "a < b"}, {"body-markup", "a &lt; b"},
	} {
		bus := startBus(t, bustest.Options{Capabilities: []string{test.capabilities}})
		if out, err := child(t, "notify").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		calls, err := bus.Wait(1, arrivalWait)
		if err != nil || calls[0].Body != test.body || calls[0].App != AppName || len(calls[0].Actions) != 0 {
			t.Errorf("arrived: %+v, %v", calls, err)
		}
	}
}

func TestWithoutServerOrBusItIsAnError(t *testing.T) {
	bus := startBus(t, bustest.Options{NoServer: true})
	for name, address := range map[string]string{"no server": bus.Addr, "no bus": "unix:path=" + t.TempDir() + "/gone"} {
		// An empty PATH, so that beeep finds no other program to show it.
		out, err := child(t, "notify", "DBUS_SESSION_BUS_ADDRESS="+address, "PATH=").CombinedOutput()
		if err == nil || !strings.Contains(string(out), ErrNoNotifications.Error()) {
			t.Errorf("%s: %v, %s", name, err, out)
		}
	}
}
