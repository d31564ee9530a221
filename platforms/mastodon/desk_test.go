package mastodon_test

import (
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/mastodon"
	"commsdesk/platforms/mastodon/sim"
	"commsdesk/platforms/simulator"
)

var (
	amina = platforms.Person{ID: "1001", Name: "Amina Sall", Handle: "amina.sall"}
	piet  = platforms.Person{ID: "1002", Name: "Piet Moor", Handle: "piet"}
)

// desk is one simulated server with an adapter signed in to it.
type desk struct {
	*conformance.Desk
	w *sim.World
	a *mastodon.Adapter
}

// open starts a desk; set changes the server before anybody asks it.
func open(t *testing.T, set func(w *sim.World)) *desk {
	t.Helper()
	s := subject()
	s.World = func(clock platforms.Clock) (simulator.World, error) {
		w, err := sim.New(clock)
		if err != nil {
			return nil, err
		}
		w.Limit = 1_000_000
		if set != nil {
			set(w)
		}
		t.Cleanup(w.Close)
		return w, nil
	}
	d := &desk{Desk: conformance.Open(t, s)}
	d.w, d.a = d.World.(*sim.World), d.Adapter.(*mastodon.Adapter)
	t.Cleanup(func() {
		for _, v := range d.w.Server().Violations() {
			t.Errorf("the documentation does not know this: %s", v)
		}
	})
	return d
}

// renew makes the adapter anew with other settings, without asking anything.
func (d *desk) renew(config string) {
	d.T.Helper()
	a, err := mastodon.New([]byte(config), d.Secrets, d.Clock.Now)
	if err != nil {
		d.T.Fatal(err)
	}
	_ = d.a.Close()
	d.a, d.Adapter = a, a
	d.T.Cleanup(func() { _ = a.Close() })
}

func (d *desk) ago(by time.Duration) time.Time { return d.Clock.Now().Add(-by) }

func (d *desk) item(id string) platforms.Item {
	d.T.Helper()
	it, ok := d.Sink.Items[id]
	if !ok {
		d.T.Fatalf("%s was not pulled", id)
	}
	return it
}

func answerTo(it platforms.Item, text string) platforms.Outgoing {
	return platforms.Outgoing{Text: text, Private: it.Private, To: []platforms.Person{it.AnswerTo}, ReplyTo: &platforms.Parent{ID: it.RemoteID, Root: it.ThreadRoot,
		Ref: it.Ref, Context: it.Context, Kind: it.Kind, Private: it.Private, From: it.From, At: it.ReceivedAt}}
}

func (d *desk) seal(out platforms.Outgoing) platforms.Sealed {
	d.T.Helper()
	sealed, err := d.a.Seal(d.T.Context(), out, d.Clock.Now())
	if err != nil {
		d.T.Fatalf("seal: %v", err)
	}
	return sealed
}

func (d *desk) send(sealed platforms.Sealed) platforms.Outcome {
	d.T.Helper()
	return d.a.Send(d.T.Context(), sealed, func() error { return nil })
}

// refusal checks that an error is of a class and says something to people.
func refusal(t *testing.T, what string, err error, want platforms.Class) {
	t.Helper()
	if platforms.ClassOf(err) != want {
		t.Errorf("%s: class %q, want %q (%v)", what, platforms.ClassOf(err), want, err)
	}
	if err != nil && len(err.Error()) < 20 {
		t.Errorf("%s: says only %q", what, err)
	}
}
