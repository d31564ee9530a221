package instagram_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/instagram"
	"commsdesk/platforms/instagram/sim"
)

func noon() time.Time { return conformance.Start.Add(2 * time.Hour) }

// desk is a simulated Instagram with an adapter signed in to it.
type desk struct {
	*testing.T
	w       *sim.World
	a       *instagram.Adapter
	now     time.Time
	secrets *conformance.Keyring
	config  map[string]string
}

var (
	amina  = platforms.Person{ID: "1001", Name: "Amina Sall", Handle: "amina.sall"}
	bertie = platforms.Person{ID: "1002", Name: "Bertie Marsh", Handle: "bertie.marsh"}
)

// open starts a world, lets change alter it and the settings, and makes the
// adapter. Nobody has signed in yet.
func open(t *testing.T, start func(platforms.Clock) (*sim.World, error), change func(d *desk)) *desk {
	t.Helper()
	d := &desk{T: t, now: noon()}
	var err error
	if d.w, err = start(func() time.Time { return d.now }); err != nil {
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
	ad, err := instagram.New(raw, d.secrets, func() time.Time { return d.now })
	if err != nil {
		d.Fatal(err)
	}
	d.a = ad.(*instagram.Adapter)
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

// pull brings everything and returns it by id.
func (d *desk) pull() map[string]platforms.Item {
	d.Helper()
	sink := conformance.NewSink()
	err := d.a.Pull(d.Context(), nil, platforms.Window{PromiseFrom: d.now.Add(-24 * time.Hour), OldestFrom: d.now.AddDate(-1, 0, 0)}, sink)
	if err != nil {
		d.Fatal(err)
	}
	return sink.Items
}

func parent(it platforms.Item) *platforms.Parent {
	return &platforms.Parent{ID: it.RemoteID, Root: it.ThreadRoot, Ref: it.Ref, Context: it.Context, Kind: it.Kind, Private: it.Private, From: it.From, At: it.ReceivedAt}
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
