package conformance

import (
	"encoding/json"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// identity: whose account it is, and that another's is noticed.
func identity(t *testing.T, s Subject) {
	d := Open(t, s)
	who, err := d.Adapter.(platforms.Identifier).Identity(t.Context())
	if err != nil || who != d.World.Account() {
		t.Errorf("asked twice: %+v (%v), want %+v", who, err, d.World.Account())
	}
	if d.Adapter.Network() != s.Network.Name {
		t.Errorf("the adapter calls itself %q, its description %q", d.Adapter.Network(), s.Network.Name)
	}
	if _, shows := d.Adapter.(platforms.CodeSignInner); shows != s.Network.Code {
		t.Errorf("the description says of codes %v, and the adapter shows them: %v", s.Network.Code, shows)
	}
	config := d.World.Config()
	if config["identity"] == "" {
		config["identity"] = d.World.Account().ID
	}
	raw, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	ad, err := s.Network.New(raw, d.Secrets, d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ad.(platforms.Identifier).Identity(t.Context()); err != nil || got.ID != who.ID {
		t.Errorf("the expected account was not recognised: %+v (%v)", got, err)
	}
	if err := ad.Close(); err != nil {
		t.Error(err)
	}
	if err := ad.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	another(t, s, d, raw)
	tested(t, s, d)
}

// another: another's account is not taken for ours.
func another(t *testing.T, s Subject, d *Desk, config []byte) {
	t.Helper()
	if why := s.Unknown[simulator.WrongIdentity]; why != "" {
		t.Logf("%s: %s", simulator.WrongIdentity, why)
		return
	}
	d.World.Server().Inject(simulator.WrongIdentity, "", -1)
	defer d.World.Server().Calm()
	ad, err := s.Network.New(config, d.Secrets, d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ad.(platforms.Identifier).Identity(t.Context())
	if err == nil {
		t.Errorf("another account (%+v) was taken for ours", got)
	} else {
		sentence(t, "another account", err)
	}
	if err := ad.Close(); err != nil {
		t.Error(err)
	}
}

// tested: the connection test says so when all is well, changes nothing, and
// names what is not.
func tested(t *testing.T, s Subject, d *Desk) {
	t.Helper()
	tester, ok := d.Adapter.(platforms.Tester)
	if !ok {
		t.Fatal("the adapter has no connection test")
	}
	steps := 0
	_, err := tester.Test(t.Context(), false, func(step platforms.Step) {
		steps++
		if !step.OK || step.Name == "" {
			t.Errorf("step %+v", step)
		}
	})
	if err != nil || steps == 0 {
		t.Errorf("the test made %d steps (%v)", steps, err)
	}
	if n := len(d.World.Ours()); n != 0 {
		t.Errorf("the test left %d things at the network", n)
	}
	d.World.Server().Inject(simulator.Expired, "", -1)
	d.Reanew(s)
	bad := 0
	_, err = d.Adapter.(platforms.Tester).Test(t.Context(), false, func(step platforms.Step) {
		if !step.OK {
			bad++
			if len(step.Why) < 10 {
				t.Errorf("step %+v gives no reason", step)
			}
		}
	})
	if err == nil && bad == 0 {
		t.Error("a sign-in that has ended passes the test")
	}
}

// Reanew makes the adapter anew without asking who it is.
func (d *Desk) Reanew(s Subject) {
	d.T.Helper()
	_ = d.Adapter.Close()
	raw, err := json.Marshal(d.World.Config())
	if err != nil {
		d.T.Fatal(err)
	}
	if d.Adapter, err = s.Network.New(raw, d.Secrets, d.Clock.Now); err != nil {
		d.T.Fatal(err)
	}
}
