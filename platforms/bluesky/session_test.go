package bluesky_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/bluesky"
	"commsdesk/platforms/bluesky/sim"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
)

// world is the simulated network of a desk.
func world(d *conformance.Desk) *sim.World { return d.World.(*sim.World) }

// connect makes another adapter over the same network and keyring.
func connect(t *testing.T, d *conformance.Desk, keyring platforms.Secrets, more map[string]string) platforms.Adapter {
	t.Helper()
	config := d.World.Config()
	maps.Copy(config, more)
	raw, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	ad, err := bluesky.New(raw, keyring, d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ad.Close() })
	return ad
}

func whoIs(t *testing.T, ad platforms.Adapter) (platforms.Identity, error) {
	t.Helper()
	return ad.(platforms.Identifier).Identity(t.Context())
}

// TestSessionRenews: an access that ran out is renewed by the refresh secret, and
// the new refresh secret is kept before the access that came with it.
func TestSessionRenews(t *testing.T) {
	d := conformance.Open(t, subject())
	before := d.World.Server().Counts()
	d.Clock.Forward(3 * time.Hour)
	d.Secrets.Sets = nil
	d.Pull()
	after := d.World.Server().Counts()
	if n := after["refreshSession"] - before["refreshSession"]; n != 1 || after["createSession"] != before["createSession"] {
		t.Errorf("renewed %d times, signed in %d times more", n, after["createSession"]-before["createSession"])
	}
	refresh, access := slices.Index(d.Secrets.Sets, "refresh_token"), slices.Index(d.Secrets.Sets, "access_token")
	if refresh < 0 || access < refresh {
		t.Errorf("kept in the order %q", d.Secrets.Sets)
	}
}

// TestSessionOutlivesItsRefresh: when that has ended too, the app password makes
// a new session and no person is asked.
func TestSessionOutlivesItsRefresh(t *testing.T) {
	d := conformance.Open(t, subject())
	d.Clock.Forward(120 * 24 * time.Hour)
	d.Pull()
	if n := d.World.Server().Counts()["createSession"]; n != 2 {
		t.Errorf("signed in %d times", n)
	}
}

// TestTroubleIsNoEnd: while the server can't renew, the sign-in has not ended.
func TestTroubleIsNoEnd(t *testing.T) {
	d := conformance.Open(t, subject())
	d.World.Server().Inject(simulator.Expired, "getAuthorFeed", 1)
	d.World.Server().Inject(simulator.FailAfter, "refreshSession", 1)
	if err := d.TryPull(t.Context()); platforms.ClassOf(err) != platforms.ClassTransient {
		t.Errorf("a server with trouble: %v", err)
	}
	d.World.Server().Calm()
	d.Pull()
}

// TestRefusedPasswordIsOfferedOnce: the network counts attempts.
func TestRefusedPasswordIsOfferedOnce(t *testing.T) {
	d := conformance.Open(t, subject())
	before := d.World.Server().Counts()["createSession"]
	ad := connect(t, d, &conformance.Keyring{Held: map[string]string{"password": "wrng-wrng-wrng-wrng"}}, nil)
	for range 5 {
		err := ad.(platforms.Puller).Pull(t.Context(), nil, platforms.Window{}, conformance.NewSink())
		if platforms.ClassOf(err) != platforms.ClassAuth || !strings.Contains(err.Error(), "app password") {
			t.Fatalf("a wrong password: %v", err)
		}
	}
	if n := d.World.Server().Counts()["createSession"] - before; n != 1 {
		t.Errorf("a wrong password was offered %d times", n)
	}
}

// TestWrongSecrets catches the main password, another account's and a handle
// that leads elsewhere, each before anything is kept.
func TestWrongSecrets(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	impostor := platforms.Person{ID: "9001", Name: "Harbour Council", Handle: "harb0ur-council.example"}
	w.Comment(impostor, "", "Hello", d.Clock.Now())
	for what, c := range map[string]struct {
		password string
		settings map[string]string
		said     string
	}{
		"the main password": {w.MainPassword(), nil, "main password"},
		"another handle":    {d.World.Secrets()["password"], map[string]string{"identity": "harb0ur-council.example"}, "not to harb0ur-council.example"},
		"another id":        {d.World.Secrets()["password"], map[string]string{"identity": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}, "not to did:plc:"},
		"of another kind":   {"eyJhbGciOiJFUzI1NiJ9.e30.x", nil, "no app password"},
		"none":              {"", nil, "No app password"},
	} {
		keyring := &conformance.Keyring{Held: map[string]string{"password": c.password}}
		_, err := whoIs(t, connect(t, d, keyring, c.settings))
		class := platforms.ClassAuth
		if strings.HasPrefix(what, "another") {
			class = platforms.ClassIdentity
		}
		if platforms.ClassOf(err) != class || !strings.Contains(err.Error(), c.said) {
			t.Errorf("%s: %v", what, err)
		}
		if len(keyring.Sets) > 0 {
			t.Errorf("%s: %q were kept", what, keyring.Sets)
		}
	}
	keyring := &conformance.Keyring{Held: map[string]string{"password": " \"" + d.World.Secrets()["password"] + "\"\r\n"}}
	if _, err := whoIs(t, connect(t, d, keyring, nil)); err != nil {
		t.Errorf("the right password with what was copied along: %v", err)
	}
}

// TestNewPasswordMakesNewSession: after connecting again the old session is not
// used any more.
func TestNewPasswordMakesNewSession(t *testing.T) {
	d := conformance.Open(t, subject())
	held := d.Secrets.All()
	held["password"] = "gone-gone-gone-gone"
	if _, err := whoIs(t, connect(t, d, &conformance.Keyring{Held: held}, nil)); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("with a password that was taken back: %v", err)
	}
}

// TestWithoutMessages: an app password without that right reads all the rest,
// and when a new one has it, what was missed comes too.
func TestWithoutMessages(t *testing.T) {
	d := conformance.Open(t, subject())
	w := world(d)
	w.WithoutMessages(true)
	d.Reopen(subject())
	caps := d.Adapter.Capabilities()
	if caps.Messages.OK || caps.Private.OK || !caps.Reply.OK || !strings.Contains(caps.Messages.Reason, "direct messages") || caps.Messages.Link == "" {
		t.Fatalf("%+v", caps.Messages)
	}
	amina := platforms.Person{ID: "1001", Name: "Amina Sall", Handle: "amina.sall"}
	public, private := w.Comment(amina, "", "Hello", d.Clock.Now().Add(-time.Hour)), w.Message(amina, "In private", d.Clock.Now().Add(-time.Hour))
	d.Pull()
	if _, there := d.Sink.Items[public]; !there {
		t.Error("the mention is missing")
	}
	if _, there := d.Sink.Items[private]; there {
		t.Error("the private message came without the right to it")
	}
	w.WithoutMessages(false)
	d.Clock.Forward(time.Minute)
	d.Pull()
	if _, there := d.Sink.Items[private]; !there || !d.Adapter.Capabilities().Messages.OK {
		t.Errorf("with the right to it the private message is still missing: %+v", d.Adapter.Capabilities().Messages)
	}
	_, err := whoIs(t, connect(t, d, d.Secrets, map[string]string{"messages": "no"}))
	if err != nil {
		t.Error(err)
	}
}

// locked is a keyring that can't be opened.
type locked struct{}

func (locked) Get(context.Context, string) (string, error) {
	return "", errors.New("the keyring is locked")
}
func (locked) Set(context.Context, string, string) error { return errors.New("the keyring is locked") }

// TestLockedKeyring: without its sign-in nothing is sent, and that is certain.
func TestLockedKeyring(t *testing.T) {
	d, _, comment := desk(t)
	s := sealed(t, d, answerTo(comment, "Until 2 pm. ^GM"))
	ad := connect(t, d, locked{}, nil)
	if o := ad.(platforms.Sender).Send(t.Context(), s, func() error { return nil }); o.Verdict != platforms.NotSent || len(o.Why) < 10 {
		t.Errorf("%+v", o)
	}
	if _, err := whoIs(t, ad); err == nil {
		t.Error("signed in without the keyring")
	}
}
