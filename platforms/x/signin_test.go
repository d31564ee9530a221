package x_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/x"
	"commsdesk/platforms/x/sim"
)

// TestConformanceNewNames is the suite with the field names of August 2026.
func TestConformanceNewNames(t *testing.T) {
	conformance.Run(t, subject(sim.Options{Dialect: sim.Post}))
}

// TestConformanceKeys is the suite with pasted keys; a clock that is 11 minutes
// off is among its faults.
func TestConformanceKeys(t *testing.T) { conformance.Run(t, subject(sim.Options{Keys: true})) }

// TestDialectIsFound connects to an X that knows only the other names than the
// setting's: one question is refused, everything after is understood.
func TestDialectIsFound(t *testing.T) {
	for _, speaks := range []string{sim.Tweet, sim.Post} {
		t.Run(speaks, func(t *testing.T) {
			d := open(t, sim.Options{Dialect: speaks}, func(c map[string]string) {
				c["dialect"] = map[string]string{sim.Tweet: sim.Post, sim.Post: sim.Tweet}[speaks]
			})
			d.world.Post("The library is open", start.Add(-3*time.Hour))
			id := d.world.Comment(amina, "", "Is it?", start.Add(-time.Hour))
			if _, err := d.a.Identity(t.Context()); err != nil {
				t.Fatal(err)
			}
			d.pull()
			if it := d.sink.Items[id]; it.From.Handle != "amina_sall" || it.Text == "" {
				t.Errorf("the mention came as %+v", it)
			}
			if v := d.world.Server().Violations(); len(v) != 1 || !strings.Contains(v[0], ".fields") {
				t.Errorf("X did not understand %q", v)
			}
		})
	}
}

// TestBrowserSignIn signs in through the page, on a registered port, and reads;
// the refresh token is kept before the access is used, and each only once.
func TestBrowserSignIn(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	d.secrets.Held = map[string]string{}
	if _, err := d.a.Identity(t.Context()); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Fatalf("without a sign-in: %v", err)
	}
	if err := signin.Browser(t.Context(), d.a, browse(t)); err != nil {
		t.Fatal(err)
	}
	who, err := d.a.Identity(t.Context())
	if err != nil || who != d.world.Account() {
		t.Fatalf("%+v (%v)", who, err)
	}
	for range 3 {
		before := d.secrets.Held["refresh_token"]
		d.secrets.Sets = nil
		d.clock.forward(3 * time.Hour)
		d.pull()
		if !slices.Equal(d.secrets.Sets, []string{"refresh_token", "access_token"}) || d.secrets.Held["refresh_token"] == before {
			t.Fatalf("kept in this order: %v", d.secrets.Sets)
		}
	}
	d.world.SignOut()
	d.clock.forward(3 * time.Hour)
	if err := d.tryPull(); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("signed out at X: %v", err)
	}
	if d.secrets.Held["refresh_token"] == "" {
		t.Error("a kept secret was emptied")
	}
}

// browse is a browser that follows X's page back to this PC.
func browse(t *testing.T) func(string) error {
	return func(page string) error {
		u, err := url.Parse(page)
		if err != nil {
			return err
		}
		q := u.Query()
		for _, p := range x.Describe().Permissions {
			if !slices.Contains(strings.Fields(q.Get("scope")), p.Name) {
				t.Errorf("the right %s is described and not asked for", p.Name)
			}
		}
		go func() {
			res, err := http.Get(page)
			if err == nil {
				_ = res.Body.Close()
			}
			if err != nil || res.StatusCode != http.StatusOK {
				t.Errorf("the browser got %v (%v)", res, err)
			}
		}()
		return nil
	}
}

// TestCodeOfAnother: a code without its verifier is worth nothing.
func TestCodeOfAnother(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	before := d.secrets.Held["refresh_token"]
	err := d.a.Exchange(t.Context(), "http://127.0.0.1:41811/x", "verifier", url.Values{"code": {"stolen"}})
	if platforms.ClassOf(err) != platforms.ClassAuth || d.secrets.Held["refresh_token"] != before {
		t.Errorf("%v", err)
	}
	if err := d.a.Exchange(t.Context(), "http://127.0.0.1:41811/x", "verifier", url.Values{}); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("no code: %v", err)
	}
}

// TestPastedKeys finds keys of the wrong kind, forgives what pasting adds, and
// says what the keys may not do.
func TestPastedKeys(t *testing.T) {
	d := open(t, sim.Options{Keys: true, Level: "read-write"}, nil)
	good := map[string]string{}
	for k, v := range d.secrets.Held {
		good[k] = v
		d.secrets.Held[k] = " \"" + v + "\"\r\n"
	}
	if _, err := d.a.Identity(t.Context()); err != nil {
		t.Fatalf("keys with spaces and quotes: %v", err)
	}
	c := d.a.Capabilities()
	if c.Messages.OK || c.Private.OK || !c.Reply.OK || c.Messages.Reason == "" {
		t.Errorf("keys without private messages: %+v", c.Messages)
	}
	d.pull()
	if d.world.Server().Counts()["dms"] != 0 {
		t.Error("private messages were asked for without the right")
	}
	for name, change := range map[string]func(map[string]string){
		"missing": func(s map[string]string) { s["oauth1_key_secret"] = " " },
		"swapped": func(s map[string]string) {
			s["oauth1_key"], s["oauth1_access"] = s["oauth1_access"], s["oauth1_key"]
		},
		"bearer":    func(s map[string]string) { s["oauth1_access"] = "AAAAAAAAAAAAAAAAAAAAA-simulated" },
		"no access": func(s map[string]string) { s["oauth1_access"] = "simulated" },
		"refused":   func(s map[string]string) { s["oauth1_access_secret"] = "another" },
	} {
		held := map[string]string{}
		for k, v := range good {
			held[k] = v
		}
		change(held)
		d.secrets.Held = held
		_, err := d.a.Identity(t.Context())
		var e *platforms.Error
		if !errors.As(err, &e) || e.Class != platforms.ClassAuth || len(e.Sentence) < 20 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLookAlike: another account is said to be another, a look-alike above all.
func TestLookAlike(t *testing.T) {
	for want, words := range map[string]string{"Rivers1deDC": "looks like", "Millford": "not for @Millford", "@RiversideDC": "", "902100417": "", "https://x.com/riversidedc/": ""} {
		d := open(t, sim.Options{}, func(c map[string]string) { c["identity"] = want })
		_, err := d.a.Identity(context.Background())
		if words != "" {
			o := d.a.Send(t.Context(), platforms.Sealed{Bytes: []byte(`{"version":1,"what":"post","text":"x"}`)}, func() error { return nil })
			if o.Verdict != platforms.NeedsPerson || d.world.Server().Counts()["create"] != 0 {
				t.Errorf("%s: sent as another: %+v", want, o)
			}
		}
		if words != "" && platforms.ClassOf(err) != platforms.ClassIdentity {
			t.Errorf("%s: class %s", want, platforms.ClassOf(err))
		}
		if words == "" && err != nil || words != "" && (err == nil || !strings.Contains(err.Error(), words)) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestWaitingForOneKindStopsNoOther: while X takes no posts for a quarter of an
// hour, the sign-in is renewed and residents are read.
func TestWaitingForOneKindStopsNoOther(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	first := d.world.Comment(amina, "", "Is the pool open?", start.Add(-time.Hour))
	d.pull()
	d.world.Server().Inject(simulator.RateLimited, "create", 1)
	if _, o := d.send(d.answer(first, "Yes. ^GM")); o.Verdict != platforms.NotSent || o.Class != platforms.ClassRate {
		t.Fatalf("%+v", o)
	}
	second := d.world.Comment(bertie, "", "And on Sunday?", start.Add(time.Minute))
	d.world.Server().Inject(simulator.Expired, "own", 1) // so the sign-in is renewed
	renewed := d.world.Server().Counts()["token"]
	d.clock.forward(5 * time.Minute)
	d.pull()
	d.item(second)
	if d.world.Server().Counts()["token"] == renewed {
		t.Error("the sign-in was not renewed")
	}
}
