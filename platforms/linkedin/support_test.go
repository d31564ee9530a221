package linkedin_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/linkedin"
	"commsdesk/platforms/linkedin/sim"
)

// desk is a simulated LinkedIn with an adapter for its page.
type desk struct {
	t     *testing.T
	world *sim.World
	keys  *conformance.Keyring
	now   time.Time
	sink  *conformance.Sink
	a     platforms.Adapter
}

// open starts a desk; settings replace those of the simulator.
func open(t *testing.T, settings map[string]string) *desk {
	t.Helper()
	d := &desk{t: t, now: conformance.Start, sink: conformance.NewSink()}
	world, err := sim.New(d.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(world.Server().Close)
	d.world, d.keys = world, &conformance.Keyring{Held: world.Secrets()}
	d.reopen(settings)
	return d
}

func (d *desk) clock() time.Time { return d.now }

func (d *desk) reopen(settings map[string]string) {
	d.t.Helper()
	config := d.world.Config()
	maps.Copy(config, settings)
	raw, err := json.Marshal(config)
	if err != nil {
		d.t.Fatal(err)
	}
	if d.a, err = linkedin.New(raw, d.keys, d.clock); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = d.a.Close() })
}

func (d *desk) identity() error {
	_, err := d.a.(platforms.Identifier).Identity(d.t.Context())
	return err
}

func (d *desk) pull() error {
	return d.a.(platforms.Puller).Pull(d.t.Context(), d.sink.Cursor, platforms.Window{
		PromiseFrom: conformance.Start.Add(-24 * time.Hour), OldestFrom: conformance.Start.AddDate(-1, 0, 0)}, d.sink)
}

func (d *desk) mustPull() {
	d.t.Helper()
	if err := d.pull(); err != nil {
		d.t.Fatal(err)
	}
}

// calls is how many requests reached LinkedIn so far.
func (d *desk) calls() (n int) {
	for _, c := range d.world.Server().Counts() {
		n += c
	}
	return n
}

func (d *desk) item(id string) platforms.Item {
	d.t.Helper()
	it, ok := d.sink.Items[id]
	if !ok {
		d.t.Fatalf("%s was not pulled; there are %d items", id, len(d.sink.Items))
	}
	return it
}

// answer seals and sends an answer.
func (d *desk) answer(it platforms.Item, text string) platforms.Outcome {
	d.t.Helper()
	return d.send(platforms.Outgoing{Text: text, ReplyTo: &platforms.Parent{ID: it.RemoteID, Root: it.ThreadRoot, Context: it.Context, Kind: it.Kind, From: it.From, At: it.ReceivedAt}})
}

func (d *desk) send(out platforms.Outgoing) platforms.Outcome {
	d.t.Helper()
	sealed, err := d.a.(platforms.Sender).Seal(d.t.Context(), out, d.now)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.a.(platforms.Sender).Send(d.t.Context(), sealed, func() error { return nil })
}

// says fails unless err is of the class and its sentence holds every word.
func says(t *testing.T, err error, class platforms.Class, words ...string) {
	t.Helper()
	if platforms.ClassOf(err) != class {
		t.Fatalf("the class is %q, want %q: %v", platforms.ClassOf(err), class, err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q is not in %q", w, err.Error())
		}
	}
}

var (
	resident = platforms.Person{ID: "aB3", Name: "Dilys Orton"}
	other    = platforms.Person{ID: "cD4", Name: "Ewan Platt"}
)
