package flickr_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/flickr"
	"commsdesk/platforms/flickr/sim"
	"commsdesk/platforms/signin"
)

func open(t *testing.T) (*conformance.Desk, *sim.World) {
	t.Helper()
	d := conformance.Open(t, subject)
	return d, d.World.(*sim.World)
}

// visit opens a page as a browser does and returns what it shows.
func visit(ctx context.Context, t *testing.T, page string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("the page ended with status %d (%v)", res.StatusCode, err)
	}
	return string(body)
}

// connect makes an adapter with other settings and secrets.
func connect(t *testing.T, w *sim.World, secrets *conformance.Keyring, change map[string]string) platforms.Adapter {
	t.Helper()
	config := maps.Clone(w.Config())
	maps.Copy(config, change)
	raw, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	ad, err := flickr.New(raw, secrets, start)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ad.Close() })
	return ad
}

func whoIs(t *testing.T, ad platforms.Adapter) error {
	t.Helper()
	_, err := ad.(platforms.Identifier).Identity(t.Context())
	return err
}

// TestSignIn goes through the browser, its state riding in the callback's own
// query, with a key and secret that were pasted carelessly.
func TestSignIn(t *testing.T) {
	t.Parallel()
	_, w := open(t)
	secrets := &conformance.Keyring{Held: map[string]string{"api_secret": "\t" + w.Secrets()["api_secret"] + " \r\n"}}
	ad := connect(t, w, secrets, map[string]string{"api_key": " '" + w.Config()["api_key"] + "'\n", "identity": "example council"})
	if err := whoIs(t, ad); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("before the sign-in: %v", err)
	}
	err := signin.Browser(t.Context(), ad.(platforms.SignInner), func(page string) error {
		if !strings.Contains(page, "perms=delete") {
			t.Errorf("the page %s names no rights", page)
		}
		if !strings.Contains(visit(t.Context(), t, page), "You can close this page") {
			t.Error("the browser did not come back")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	who, err := ad.(platforms.Identifier).Identity(t.Context())
	if err != nil || who != w.Account() {
		t.Errorf("signed in as %+v (%v)", who, err)
	}
	w.EndSignIn()
	if err := whoIs(t, ad); platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("after the right was taken away: %v", err)
	}
	if v := w.Server().Violations(); len(v) > 0 {
		t.Errorf("not in the description: %q", v)
	}
}

// TestPastedCode: where the browser can't come back, the page shows nine digits,
// which hold once; the sign-in survives a restart.
func TestPastedCode(t *testing.T) {
	t.Parallel()
	_, w := open(t)
	secrets := &conformance.Keyring{Held: map[string]string{"api_secret": w.Secrets()["api_secret"]}}
	byCode := func(entered func(shown string) string) error {
		var shown string
		return signin.ByCode(t.Context(), connect(t, w, secrets, nil).(platforms.CodeSignInner), func(page string) error {
			shown = regexp.MustCompile(`\d{3}-\d{3}-\d{3}`).FindString(visit(t.Context(), t, page))
			return nil
		}, func(context.Context) (string, error) { return entered(shown), nil })
	}
	var e *platforms.Error
	if err := byCode(func(string) string { return "000-000-000" }); !errors.As(err, &e) || e.Class != platforms.ClassRefused || !strings.Contains(e.Sentence, "code") {
		t.Errorf("a wrong code: %v", err)
	}
	used := ""
	if err := byCode(func(shown string) string { used = shown; return " " + shown + "\n" }); err != nil {
		t.Fatal(err)
	}
	if err := whoIs(t, connect(t, w, secrets, nil)); err != nil {
		t.Fatal(err)
	}
	before := secrets.Held["access_token"]
	if err := byCode(func(string) string { return used }); platforms.ClassOf(err) != platforms.ClassRefused || secrets.Held["access_token"] != before {
		t.Errorf("a code that was used: %v", err)
	}
	if err := byCode(func(shown string) string { return shown }); err != nil || secrets.Held["access_token"] == before {
		t.Errorf("a new code was not traded (%v)", err)
	}
}

// TestWrongKeys: each ends in a sentence that says what to do, without the key.
func TestWrongKeys(t *testing.T) {
	t.Parallel()
	_, w := open(t)
	for _, tc := range []struct {
		name           string
		change, secret map[string]string
		says           string
	}{
		{"another secret", nil, map[string]string{"api_secret": "anothersecret123"}, "does not know the key"},
		{"another key", map[string]string{"api_key": "11111111111111111111111111111111"}, nil, "does not know the key"},
		{"no secret", nil, map[string]string{"api_secret": " "}, "below the key"},
		{"another account", map[string]string{"identity": "99999999@N00"}, nil, "council's account"},
		{"spoilt sign-in", nil, map[string]string{"access_token": "{"}, "can't be read"},
	} {
		secrets := &conformance.Keyring{Held: w.Secrets()}
		maps.Copy(secrets.Held, tc.secret)
		err := whoIs(t, connect(t, w, secrets, tc.change))
		var e *platforms.Error
		want := platforms.ClassAuth
		if tc.name == "another account" {
			want = platforms.ClassIdentity
		}
		if !errors.As(err, &e) || e.Class != want || !strings.Contains(e.Sentence, tc.says) || strings.Contains(err.Error(), "anothersecret") {
			t.Errorf("%s: %v", tc.name, err)
		}
		if tc.name == "another secret" || tc.name == "another key" {
			_, err = connect(t, w, secrets, tc.change).(platforms.SignInner).Authorize(t.Context(), "oob", "", "")
			if platforms.ClassOf(err) != platforms.ClassAuth {
				t.Errorf("%s, signing in: %v", tc.name, err)
			}
		}
	}
	for config, says := range map[string]string{
		`{`:                                  "can't be read",
		`{}`:                                 "key is missing",
		`{"api_key":"0123456789abcdef"}`:     "looks like the secret",
		`{"api_key":"k","server":"ftp://x"}`: "https",
	} {
		if _, err := flickr.New([]byte(config), &conformance.Keyring{}, start); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", config, err)
		}
	}
}
