package threads_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/threads"
	"commsdesk/platforms/threads/sim"
)

func noon() time.Time { return conformance.Start.Add(2 * time.Hour) }

var (
	amina  = platforms.Person{ID: "amina.sall", Name: "Amina Sall", Handle: "amina.sall"}
	bertie = platforms.Person{ID: "bertie.marsh", Name: "Bertie Marsh", Handle: "bertie.marsh"}
)

// desk is a simulated Threads with an adapter and what it pulled.
type desk struct {
	*testing.T
	w       *sim.World
	a       *threads.Adapter
	now     time.Time
	secrets *conformance.Keyring
	config  map[string]string
	sink    *conformance.Sink
}

// open starts a world, lets change alter it and the settings, and makes the
// adapter. Nobody has signed in yet.
func open(t *testing.T, change func(d *desk)) *desk {
	t.Helper()
	d := &desk{T: t, now: noon(), sink: conformance.NewSink()}
	var err error
	if d.w, err = sim.New(func() time.Time { return d.now }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, v := range d.w.Server().Violations() {
			t.Errorf("a request that the description doesn't know: %s", v)
		}
		d.w.Server().Close()
	})
	d.config = d.w.Config()
	d.secrets = &conformance.Keyring{Held: maps.Clone(d.w.Secrets())}
	if change != nil {
		change(d)
	}
	d.again()
	return d
}

// again makes the adapter anew, as after a restart.
func (d *desk) again() {
	d.Helper()
	raw, err := json.Marshal(d.config)
	if err != nil {
		d.Fatal(err)
	}
	ad, err := threads.New(raw, d.secrets, func() time.Time { return d.now })
	if err != nil {
		d.Fatal(err)
	}
	d.a = ad.(*threads.Adapter)
	d.Cleanup(func() { _ = ad.Close() })
}

func (d *desk) signIn() platforms.Identity {
	d.Helper()
	who, err := d.a.Identity(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	return who
}

// pull goes on from the last cursor and returns everything that is stored.
func (d *desk) pull() map[string]platforms.Item {
	d.Helper()
	w := platforms.Window{PromiseFrom: d.now.Add(-24 * time.Hour), OldestFrom: d.now.AddDate(-1, 0, 0)}
	if err := d.a.Pull(d.Context(), d.sink.Cursor, w, d.sink); err != nil {
		d.Fatal(err)
	}
	return d.sink.Items
}

func parent(it platforms.Item) *platforms.Parent {
	return &platforms.Parent{ID: it.RemoteID, Root: it.ThreadRoot, Ref: it.Ref, Context: it.Context, Kind: it.Kind, From: it.From, At: it.ReceivedAt}
}

func target(it platforms.Item) platforms.Target {
	return platforms.Target{ID: it.RemoteID, Root: it.ThreadRoot, Ref: it.Ref, Context: it.Context, Kind: it.Kind, From: it.From}
}

func (d *desk) seal(out platforms.Outgoing) platforms.Sealed {
	d.Helper()
	s, err := d.a.Seal(d.Context(), out, d.now)
	if err != nil {
		d.Fatal(err)
	}
	return s
}

func (d *desk) send(out platforms.Outgoing) platforms.Outcome {
	d.Helper()
	return d.a.Send(d.Context(), d.seal(out), func() error { return nil })
}

// refused seals what must be refused and returns the sentence.
func (d *desk) refused(out platforms.Outgoing) string {
	d.Helper()
	_, err := d.a.Seal(d.Context(), out, d.now)
	if platforms.ClassOf(err) != platforms.ClassRefused {
		d.Fatalf("not refused: %v", err)
	}
	return err.Error()
}

func (d *desk) says(sentence string, words ...string) {
	d.Helper()
	for _, w := range words {
		if !strings.Contains(sentence, w) {
			d.Errorf("%q does not say %q", sentence, w)
		}
	}
}
