package threads_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/threads"
)

// TestAPastedKeyIsTidied: blanks, quotes and line ends around it do no harm.
func TestAPastedKeyIsTidied(t *testing.T) {
	d := open(t, func(d *desk) { d.secrets.Held["access_token"] = "\r\n \"" + d.secrets.Held["access_token"] + "\" " })
	if who := d.signIn(); who != d.w.Account() {
		t.Errorf("%+v", who)
	}
}

// TestWrongKeysAreNamed: none, a dead one, another profile's.
func TestWrongKeysAreNamed(t *testing.T) {
	cases := map[string]struct {
		change func(d *desk)
		class  platforms.Class
		says   string
	}{
		"none":            {func(d *desk) { d.secrets.Held["access_token"] = "" }, platforms.ClassAuth, "no access key"},
		"dead":            {func(d *desk) { d.secrets.Held["access_token"] = "THAAdead" }, platforms.ClassAuth, "Make a new access key"},
		"another profile": {func(d *desk) { d.config["identity"] = "@southfield" }, platforms.ClassIdentity, "not @southfield"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := open(t, c.change)
			_, err := d.a.Identity(t.Context())
			if platforms.ClassOf(err) != c.class || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", platforms.ClassOf(err), err)
			}
		})
	}
	for _, raw := range []string{`{"app_id":"not a number"}`, `{"server":"http://example.org"}`, `{`} {
		if _, err := threads.New([]byte(raw), &conformance.Keyring{}, noon); err == nil {
			t.Errorf("%s was accepted", raw)
		}
	}
}

// TestSignInByBrowser goes the whole way: page, code, short key, long key.
func TestSignInByBrowser(t *testing.T) {
	d := open(t, func(d *desk) { d.secrets.Held["access_token"] = "" })
	browser := func(page string) error {
		go func() {
			res, err := http.Get(page) //nolint:noctx // a person's browser
			if err == nil {
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
		}()
		return nil
	}
	if err := signin.Browser(t.Context(), d.a, browser); err != nil {
		t.Fatal(err)
	}
	if who := d.signIn(); who != d.w.Account() {
		t.Errorf("%+v", who)
	}
	d.now = d.now.Add(50 * 24 * time.Hour) // longer than the short key holds
	if _, err := d.a.AccountMetrics(t.Context()); err != nil {
		t.Error(err)
	}
	// Without the app's secret, or refused in the browser, it says what to do.
	d.secrets.Held["app_secret"] = ""
	if _, err := d.a.Authorize(t.Context(), "http://127.0.0.1:1/threads", "s", "v"); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("%v", err)
	}
	if err := d.a.Exchange(t.Context(), "http://127.0.0.1:1/threads", "v", map[string][]string{"error": {"access_denied"}}); platforms.ClassOf(err) != platforms.ClassPermission {
		t.Errorf("%v", err)
	}
	d.secrets.Held["app_secret"] = "another"
	err := d.a.Exchange(t.Context(), "http://127.0.0.1:1/threads", "v", map[string][]string{"code": {"used"}})
	if platforms.ClassOf(err) != platforms.ClassRefused || !strings.Contains(err.Error(), "127.0.0.1:1/threads") {
		t.Errorf("%v", err)
	}
}

// TestAccessRenewsItself: a key that holds for 60 days is traded at half of its
// life, and its end is told only when that fails.
func TestAccessRenewsItself(t *testing.T) {
	for name, mute := range map[string]bool{"its end is told": false, "its end is not told": true} {
		t.Run(name, func(t *testing.T) {
			d := open(t, func(d *desk) { d.w.Mute = mute })
			d.signIn()
			if end, err := d.a.Expires(t.Context()); err != nil || !end.IsZero() {
				t.Errorf("it ends %v (%v)", end, err)
			}
			for range 4 {
				d.now = d.now.Add(55 * 24 * time.Hour)
				if _, err := d.a.AccountMetrics(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if n := d.w.Server().Counts()["refresh"]; n < 4 {
				t.Errorf("renewed %d times", n)
			}
			d.again()
			d.signIn()
			d.now = d.now.Add(61 * 24 * time.Hour)
			if _, err := d.a.AccountMetrics(t.Context()); platforms.ClassOf(err) != platforms.ClassAuth {
				t.Errorf("a dead key: %v", err)
			}
		})
	}
}

// TestWhatIsNotGrantedIsSaid: each missing right takes its abilities away,
// whether Threads names the rights or they must be tried.
func TestWhatIsNotGrantedIsSaid(t *testing.T) {
	for name, mute := range map[string]bool{"named": false, "tried": true} {
		t.Run(name, func(t *testing.T) {
			d := open(t, func(d *desk) { d.w.Mute, d.w.Scopes = mute, []string{"threads_basic"} })
			d.signIn()
			c := d.a.Capabilities()
			for name, a := range map[string]platforms.Ability{"comments": c.Comments, "mentions": c.Mentions, "publish": c.Publish, "reply": c.Reply, "figures": c.PostMetrics} {
				if a.OK || a.Link == "" {
					t.Errorf("%s: %+v", name, a)
				}
			}
			d.says(c.Mentions.Reason, "threads_manage_mentions")
			post := d.w.Post("Bins", d.now.Add(-time.Hour))
			d.w.Comment(amina, post, "When?", d.now.Add(-time.Minute))
			d.pull() // what is not granted is not asked for
		})
	}
}
