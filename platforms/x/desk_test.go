package x_test

import (
	"encoding/json"
	"maps"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/x"
	"commsdesk/platforms/x/sim"
)

var (
	start  = conformance.Start
	amina  = platforms.Person{ID: "1001", Name: "Amina Sall", Handle: "amina.sall"}
	bertie = platforms.Person{ID: "1002", Name: "Bertie Marsh", Handle: "bertie.marsh"}
)

// clock is a clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// desk is a simulated X with an adapter signed in to it.
type desk struct {
	t       *testing.T
	world   *sim.World
	a       *x.Adapter
	secrets *conformance.Keyring
	clock   *clock
	sink    *conformance.Sink
	config  map[string]string
}

// open starts a desk; change may change the settings.
func open(t *testing.T, o sim.Options, change func(map[string]string)) *desk {
	t.Helper()
	d := &desk{t: t, clock: &clock{now: start}, sink: conformance.NewSink()}
	world, err := sim.With(d.clock.time, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(world.Server().Close)
	d.world, d.secrets, d.config = world, &conformance.Keyring{Held: maps.Clone(world.Secrets())}, world.Config()
	if change != nil {
		change(d.config)
	}
	d.renew()
	return d
}

// renew makes the adapter anew, as after a restart.
func (d *desk) renew() {
	d.t.Helper()
	raw, err := json.Marshal(d.config)
	if err != nil {
		d.t.Fatal(err)
	}
	ad, err := x.New(raw, d.secrets, d.clock.time)
	if err != nil {
		d.t.Fatal(err)
	}
	d.a = ad.(*x.Adapter)
	d.t.Cleanup(func() { _ = ad.Close() })
}

func (d *desk) window() platforms.Window {
	return platforms.Window{PromiseFrom: start.Add(-24 * time.Hour), OldestFrom: start.AddDate(-1, 0, 0)}
}

func (d *desk) tryPull() error {
	return d.a.Pull(d.t.Context(), d.sink.Cursor, d.window(), d.sink)
}

func (d *desk) pull() {
	d.t.Helper()
	if err := d.tryPull(); err != nil {
		d.t.Fatalf("pull: %v", err)
	}
}

// item is a pulled item.
func (d *desk) item(id string) platforms.Item {
	d.t.Helper()
	it, ok := d.sink.Items[id]
	if !ok {
		d.t.Fatalf("%s was not pulled", id)
	}
	return it
}

// answer is an answer to a pulled item.
func (d *desk) answer(id, text string) platforms.Outgoing {
	d.t.Helper()
	it := d.item(id)
	return platforms.Outgoing{Text: text, Private: it.Private, To: []platforms.Person{it.AnswerTo}, ReplyTo: &platforms.Parent{
		ID: it.RemoteID, Root: it.ThreadRoot, Ref: it.Ref, Context: it.Context, Kind: it.Kind, Private: it.Private, From: it.From, At: it.ReceivedAt}}
}

// send seals and sends, and fails when it can't be sealed.
func (d *desk) send(out platforms.Outgoing) (platforms.Sealed, platforms.Outcome) {
	d.t.Helper()
	sealed, err := d.a.Seal(d.t.Context(), out, d.clock.time())
	if err != nil {
		d.t.Fatalf("seal: %v", err)
	}
	return sealed, d.a.Send(d.t.Context(), sealed, func() error { return nil })
}
