package facebook_test

import (
	"encoding/json"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/facebook"
	"commsdesk/platforms/facebook/sim"
)

// Invented residents.
var (
	ada   = platforms.Person{ID: "3001", Name: "Ada Penrose"}
	bilal = platforms.Person{ID: "3002", Name: "Bilal Hart"}
)

// desk is a simulated Page with an adapter and a store.
type desk struct {
	*conformance.Desk
	t    *testing.T
	page *sim.World
	a    *facebook.Account
}

// open connects to a fresh simulated Page; set changes settings and world before.
func open(t *testing.T, set ...func(w *sim.World, config map[string]string)) *desk {
	t.Helper()
	d := &desk{Desk: conformance.Open(t, subject()), t: t}
	d.page = d.World.(*sim.World)
	d.a = d.Adapter.(*facebook.Account)
	if len(set) == 0 {
		return d
	}
	config := d.page.Config()
	for _, s := range set {
		s(d.page, config)
	}
	d.a = d.build(config)
	if _, err := d.a.Identity(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.Adapter = d.a
	return d
}

// build makes an adapter from settings without asking who it is.
func (d *desk) build(config map[string]string) *facebook.Account {
	d.t.Helper()
	raw, err := json.Marshal(config)
	if err != nil {
		d.t.Fatal(err)
	}
	a, err := facebook.New(raw, d.Secrets, d.Clock.Now)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = a.Close() })
	return a.(*facebook.Account)
}

func humanAgent(w *sim.World, config map[string]string) {
	w.GrantHumanAgent()
	config["human_agent"] = "yes"
}

// pulled returns an item that a pull brought.
func (d *desk) pulled(id string) platforms.Item {
	d.t.Helper()
	it, ok := d.Sink.Items[id]
	if !ok {
		d.t.Fatalf("%s was not pulled", id)
	}
	return it
}

// ago is a moment before the desk's clock.
func (d *desk) ago(by time.Duration) time.Time { return d.Clock.Now().Add(-by) }

// to makes the answer to an item.
func to(it platforms.Item, text string, private bool) platforms.Outgoing {
	return platforms.Outgoing{Text: text, Private: private, To: []platforms.Person{it.AnswerTo},
		ReplyTo: &platforms.Parent{ID: it.RemoteID, Root: it.ThreadRoot, References: it.Parents, Ref: it.Ref, Context: it.Context,
			Kind: it.Kind, Private: it.Private, From: it.From, At: it.ReceivedAt}}
}

// at makes an item what moderation takes.
func at(it platforms.Item) platforms.Target {
	return platforms.Target{ID: it.RemoteID, Root: it.ThreadRoot, Ref: it.Ref, Context: it.Context, Kind: it.Kind, Private: it.Private, From: it.From}
}

// sealed seals; a refusal fails the test.
func (d *desk) sealed(out platforms.Outgoing) platforms.Sealed {
	d.t.Helper()
	s, err := d.a.Seal(d.t.Context(), out, d.Clock.Now())
	if err != nil {
		d.t.Fatalf("seal: %v", err)
	}
	return s
}

// refused wants sealing to be refused, with a sentence that holds some words.
func (d *desk) refused(out platforms.Outgoing, words string) {
	d.t.Helper()
	_, err := d.a.Seal(d.t.Context(), out, d.Clock.Now())
	says(d.t, err, platforms.ClassRefused, words)
}

// sent makes one attempt.
func (d *desk) sent(s platforms.Sealed) platforms.Outcome {
	d.t.Helper()
	return d.a.Send(d.t.Context(), s, func() error { return nil })
}
