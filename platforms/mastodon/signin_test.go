package mastodon_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mastodon/sim"
	"commsdesk/platforms/signin"
)

// browser is an officer's browser: it opens the page, where Authorise is
// pressed, and follows it back. It keeps the page's address and the words shown.
type browser struct{ page, shown string }

func (b *browser) open(page string) error {
	b.page = page
	res, err := http.Get(page)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	words, err := io.ReadAll(res.Body)
	b.shown = string(words)
	if err == nil && res.StatusCode != http.StatusOK {
		err = errors.New(b.shown)
	}
	return err
}

func signedOut(t *testing.T, set func(*sim.World)) *desk {
	d := open(t, set)
	clear(d.Secrets.Held)
	d.renew(`{"server":"` + d.w.Server().URL() + `"}`)
	return d
}

func TestSignInThroughTheBrowser(t *testing.T) {
	for software, challenge := range map[string]bool{"": true, "old": false, "gotosocial": false, "pixelfed": false} {
		t.Run(software, func(t *testing.T) {
			d := signedOut(t, func(w *sim.World) { w.Software = software })
			_, err := d.a.Identity(t.Context())
			refusal(t, "before", err, platforms.ClassAuth)
			b := &browser{}
			if err := signin.Browser(t.Context(), d.a, b.open); err != nil {
				t.Fatal(err)
			}
			if who, err := d.a.Identity(t.Context()); err != nil || who != d.w.Account() {
				t.Fatalf("%+v (%v)", who, err)
			}
			page, err := url.Parse(b.page)
			if err != nil || page.Query().Get("state") == "" || page.Query().Has("code_challenge") != challenge {
				t.Errorf("the page was %s (%v)", b.page, err)
			}
			if !strings.Contains(b.shown, "Thank you") {
				t.Errorf("the browser shows %q", b.shown)
			}
			// Again: the server is not told a second time who this is.
			if err := signin.Browser(t.Context(), d.a, b.open); err != nil {
				t.Fatal(err)
			}
			if n := d.w.Server().Counts()["register"]; n != 1 {
				t.Errorf("registered %d times", n)
			}
			// Unless it forgot.
			d.w.Forget()
			if err := signin.Browser(t.Context(), d.a, b.open); err != nil {
				t.Fatal(err)
			}
			if n := d.w.Server().Counts()["register"]; n != 2 {
				t.Errorf("forgotten, registered %d times", n)
			}
			if at, err := d.a.Expires(t.Context()); err != nil || !at.IsZero() {
				t.Errorf("the sign-in ends at %v (%v)", at, err)
			}
		})
	}
}

var shownCode = regexp.MustCompile(`<code>(.+)</code>`)

// TestPastedCode: where the browser can't come back, the page shows a code.
func TestPastedCode(t *testing.T) {
	d := signedOut(t, nil)
	byCode := func(entered func(shown string) string) error {
		b := &browser{}
		return signin.ByCode(t.Context(), d.a, b.open, func(context.Context) (string, error) {
			return entered(shownCode.FindStringSubmatch(b.shown)[1]), nil
		})
	}
	if err := byCode(func(shown string) string { return " " + shown + "\n" }); err != nil {
		t.Fatal(err)
	}
	d.renew(`{"server":"` + d.w.Server().URL() + `"}`) // what it brought outlives a restart
	for range 2 {
		if who, err := d.a.Identity(t.Context()); err != nil || who != d.w.Account() {
			t.Fatalf("%+v (%v)", who, err)
		}
	}
	if n := d.w.Server().Counts()["token"]; n != 1 {
		t.Errorf("the code was traded %d times", n)
	}
	// A wrong code is said, and the sign-in that holds goes on.
	if err := byCode(func(string) string { return "code-of-another-day" }); err == nil || !strings.Contains(err.Error(), "does not take this code") {
		t.Errorf("a wrong code: %v", err)
	}
	refusal(t, "no code", byCode(func(string) string { return " " }), platforms.ClassRefused)
	if _, err := d.a.Identity(t.Context()); err != nil {
		t.Errorf("after a wrong code: %v", err)
	}
}

func TestCodeWithPKCE(t *testing.T) {
	d := signedOut(t, nil)
	verifier := strings.Repeat("v", 50)
	trade := func(verifier string) error {
		page, err := d.a.Authorize(t.Context(), "urn:ietf:wg:oauth:2.0:oob", "state", strings.Repeat("v", 50))
		if err != nil {
			return err
		}
		b := &browser{}
		if err := b.open(page); err != nil {
			return err
		}
		return d.a.Exchange(t.Context(), "urn:ietf:wg:oauth:2.0:oob", verifier, url.Values{"code": {shownCode.FindStringSubmatch(b.shown)[1]}})
	}
	refusal(t, "another's verifier", trade(strings.Repeat("w", 50)), platforms.ClassRefused)
	refusal(t, "no code", d.a.Exchange(t.Context(), "x", "y", url.Values{}), platforms.ClassRefused)
	if err := trade(verifier); err != nil {
		t.Fatal(err)
	}
	if _, err := d.a.Identity(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestKeyOfAnApplication: a key that belongs to no account is told from others.
func TestKeyOfAnApplication(t *testing.T) {
	d := signedOut(t, nil)
	res, err := http.PostForm(d.w.Server().URL()+"/api/v1/apps", url.Values{"client_name": {"x"}, "redirect_uris": {"urn:ietf:wg:oauth:2.0:oob"}})
	if err != nil {
		t.Fatal(err)
	}
	var app struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	err = json.NewDecoder(res.Body).Decode(&app)
	_ = res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	if res, err = http.PostForm(d.w.Server().URL()+"/oauth/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {app.ID}, "client_secret": {app.Secret}}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Key string `json:"access_token"`
	}
	err = json.NewDecoder(res.Body).Decode(&got)
	_ = res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	d.Secrets.Held["access_token"] = got.Key
	_, err = d.a.Identity(t.Context())
	refusal(t, "an application's key", err, platforms.ClassAuth)
	if err == nil || !strings.Contains(err.Error(), "belongs to an application") {
		t.Errorf("it says %v", err)
	}
}

func TestSignInEndsWithTheAdapter(t *testing.T) {
	d := open(t, nil)
	if err := d.a.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := d.a.Identity(t.Context())
	refusal(t, "after Close", err, platforms.ClassTransient)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	refusal(t, "watching after Close", d.a.Watch(ctx), platforms.ClassTransient)
}
