package youtube_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/youtube"
	"commsdesk/platforms/youtube/sim"
)

// browse is a person who says yes on Google's page.
func browse(ctx context.Context, t *testing.T) func(page string) error {
	return func(page string) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
		if err != nil {
			return err
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		if res.StatusCode != http.StatusOK {
			t.Errorf("the sign-in ended with status %d", res.StatusCode)
		}
		return res.Body.Close()
	}
}

// connect makes an adapter with other settings and secrets.
func connect(t *testing.T, d *conformance.Desk, secrets *conformance.Keyring, change map[string]string) platforms.Adapter {
	t.Helper()
	config := maps.Clone(d.World.Config())
	maps.Copy(config, change)
	raw, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	ad, err := youtube.New(raw, secrets, d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ad.Close() })
	return ad
}

// TestSignIn goes through the browser, with a secret that was pasted carelessly.
func TestSignIn(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	secrets := &conformance.Keyring{Held: map[string]string{"client_secret": " \"" + w.Secrets()["client_secret"] + "\"\r\n"}}
	ad := connect(t, d, secrets, map[string]string{"consent": "testing", "identity": "@ExampleCouncil"})
	if _, err := ad.(platforms.Identifier).Identity(t.Context()); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("before the sign-in: %v", err)
	}
	if err := signin.Browser(t.Context(), ad.(platforms.SignInner), browse(t.Context(), t)); err != nil {
		t.Fatal(err)
	}
	who, err := ad.(platforms.Identifier).Identity(t.Context())
	if err != nil || who != w.Account() {
		t.Errorf("signed in as %+v (%v)", who, err)
	}
	if len(secrets.Sets) < 2 || secrets.Sets[0] != signin.RefreshItem || secrets.Sets[1] != signin.AccessItem {
		t.Errorf("kept in the order %q", secrets.Sets)
	}
	until, err := ad.(platforms.Expirer).Expires(t.Context())
	if err != nil || !until.Equal(d.Clock.Now().AddDate(0, 0, 7)) {
		t.Errorf("a sign-in on Testing holds until %v (%v)", until, err)
	}
	d.Clock.Forward(2 * time.Hour)
	if _, err := ad.(platforms.Identifier).Identity(t.Context()); err != nil {
		t.Errorf("an access that ran out was not renewed: %v", err)
	}
	if again, err := ad.(platforms.Expirer).Expires(t.Context()); err != nil || !again.Equal(until) {
		t.Errorf("renewed, it holds until %v (%v)", again, err)
	}
	w.EndSignIn()
	d.Clock.Forward(2 * time.Hour)
	_, err = ad.(platforms.Identifier).Identity(t.Context())
	var e *platforms.Error
	if !errors.As(err, &e) || e.Class != platforms.ClassAuth || !strings.Contains(e.Sentence, "7 days") {
		t.Errorf("after Google ended it: %v", err)
	}
	if v := w.Server().Violations(); len(v) > 0 {
		t.Errorf("not in the description: %q", v)
	}
}

// TestTwoRefusedAtOnce: of two calls whose access was refused, one renews it.
func TestTwoRefusedAtOnce(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	before := w.Server().Counts()[sim.Token]
	d.Clock.Forward(59 * time.Minute)
	done := make(chan error, 8)
	for range 8 {
		go func() {
			_, err := d.Adapter.(platforms.AccountMeter).AccountMetrics(t.Context())
			done <- err
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := w.Server().Counts()[sim.Token] - before; n != 1 {
		t.Errorf("the access was renewed %d times", n)
	}
}

// TestWrongAccounts: another channel than expected, no channel at all, an
// application that Google does not know.
func TestWrongAccounts(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	for _, tc := range []struct {
		name   string
		change map[string]string
		spoil  func(k *conformance.Keyring)
		says   string
	}{
		{"another channel", map[string]string{"identity": "@anothercouncil"}, func(*conformance.Keyring) {}, "choose the council's channel"},
		{"no client secret", nil, func(k *conformance.Keyring) { k.Held["client_secret"], k.Held["access_token"] = "", "" }, "client secret"},
		{"another secret", nil, func(k *conformance.Keyring) { k.Held["client_secret"], k.Held["access_token"] = "GOCSPX-other", "" }, "does not know the application"},
	} {
		secrets := &conformance.Keyring{Held: w.Secrets()}
		tc.spoil(secrets)
		_, err := connect(t, d, secrets, tc.change).(platforms.Identifier).Identity(t.Context())
		var e *platforms.Error
		if !errors.As(err, &e) || (e.Class == platforms.ClassIdentity) != (tc.change != nil) || !strings.Contains(e.Sentence, tc.says) || strings.Contains(err.Error(), "GOCSPX-other") {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
	w.Server().Inject(simulator.Revoked, sim.Threads, -1)
	if _, err := d.Adapter.(platforms.Identifier).Identity(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := d.Adapter.Capabilities(); c.Hide.OK || c.Comments.OK || !c.PostMetrics.OK || c.Hide.Reason == "" {
		t.Errorf("without the right to manage comments it can %+v", c)
	}
}

// TestSettings: what is wrong with them is said.
func TestSettings(t *testing.T) {
	t.Parallel()
	for config, says := range map[string]string{
		`[]`:                                 "can't be read",
		`{}`:                                 "client id is missing",
		`{"client_id":"GOCSPX-abc"}`:         "client secret",
		`{"client_id":"a","audited":"soon"}`: "yes or no",
		`{"client_id":"a","consent":"open"}`: "internal, production or testing",
		`{"client_id":"a","units":"many"}`:   "whole number",
		`{"client_id":"a","server":"http://council.example"}`: "https",
	} {
		if _, err := youtube.New([]byte(config), &conformance.Keyring{}, subjectClock); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", config, err)
		}
	}
}
