package linkedin_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/linkedin"
	"commsdesk/platforms/linkedin/sim"
)

func query(page string) (url.Values, error) {
	u, err := url.Parse(page)
	if err != nil {
		return nil, err
	}
	return u.Query(), nil
}

const year = 365 * 24 * time.Hour

// TestSignIn: both ways of signing in, and that the year of the sign-in is not
// prolonged by using it.
func TestSignIn(t *testing.T) {
	for _, way := range []string{"secret", "pkce"} {
		t.Run(way, func(t *testing.T) {
			d := open(t, map[string]string{"sign_in": way})
			delete(d.keys.Held, "access_token")
			delete(d.keys.Held, "refresh_token")
			if way == "pkce" {
				delete(d.keys.Held, "client_secret")
			}
			says(t, d.identity(), platforms.ClassAuth, "Sign in again")
			signIn(t, d)
			if err := d.identity(); err != nil {
				t.Fatal(err)
			}
			until := conformance.Start.Add(year)
			if got, err := d.a.(platforms.Expirer).Expires(t.Context()); err != nil || !got.Equal(until) {
				t.Errorf("the sign-in ends %v (%v), want %v", got, err, until)
			}
			// After 59 days the access holds, after 61 it is renewed by itself.
			d.now = d.now.AddDate(0, 0, 59)
			if err := d.identity(); err != nil || d.world.Server().Counts()["sign-in"] != 1 {
				t.Errorf("within 60 days: %v, %d exchanges", err, d.world.Server().Counts()["sign-in"])
			}
			d.now = d.now.AddDate(0, 0, 2)
			if err := d.identity(); err != nil || d.world.Server().Counts()["sign-in"] != 2 {
				t.Errorf("after 61 days: %v, %d exchanges", err, d.world.Server().Counts()["sign-in"])
			}
			d.reopen(map[string]string{"sign_in": way})
			if got, _ := d.a.(platforms.Expirer).Expires(t.Context()); !got.Equal(until) {
				t.Errorf("renewed, the sign-in ends %v, want %v", got, until)
			}
			d.now = until.Add(time.Hour)
			says(t, d.identity(), platforms.ClassAuth, "Sign in again")
			if v := d.world.Server().Violations(); len(v) > 0 {
				t.Errorf("outside the description: %q", v)
			}
		})
	}
}

// TestAuthorizePage: the page of each way, at LinkedIn itself.
func TestAuthorizePage(t *testing.T) {
	for way, start := range map[string]string{"secret": "https://www.linkedin.com/oauth/v2/authorization?", "pkce": "https://www.linkedin.com/oauth/native-pkce/authorization?"} {
		a, err := linkedin.New([]byte(`{"client_id":"abc","sign_in":"`+way+`"}`), &conformance.Keyring{Held: map[string]string{}}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		page, err := a.(platforms.SignInner).Authorize(t.Context(), "http://127.0.0.1:8917/linkedin", "a-state", "a-verifier")
		if err != nil || !strings.HasPrefix(page, start) {
			t.Errorf("%s: %s (%v)", way, page, err)
		}
		q, _ := query(page)
		if (q.Get("code_challenge") != "") != (way == "pkce") || q.Get("state") != "a-state" || !strings.Contains(q.Get("scope"), "rw_organization_admin") {
			t.Errorf("%s: %v", way, q)
		}
		ports := a.(platforms.SignInner).Loopback().Ports
		if (len(ports) == 0) != (way == "pkce") {
			t.Errorf("%s: the ports %v", way, ports)
		}
	}
	a, err := linkedin.New([]byte(`{}`), &conformance.Keyring{Held: map[string]string{}}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.(platforms.SignInner).Authorize(t.Context(), "http://127.0.0.1:8917/linkedin", "s", "v")
	says(t, err, platforms.ClassRefused, "client ID")
}

// TestSecretsOfTheWrongKind: what was pasted in the wrong place is named, and what
// came along when pasting does no harm.
func TestSecretsOfTheWrongKind(t *testing.T) {
	d := open(t, nil)
	d.keys.Held["access_token"] = "  \"" + d.world.Secrets()["access_token"] + "\"\r\n"
	if err := d.identity(); err != nil {
		t.Errorf("with blanks and quotes: %v", err)
	}
	for name, held := range map[string]map[string]string{
		"the secret as access key": {"access_token": d.world.Secrets()["client_secret"]},
		"the client ID as secret":  {"client_secret": d.world.Config()["client_id"]},
		"a sentence as access key": {"access_token": "Your access key is below"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, nil)
			for k, v := range held {
				d.keys.Held[k] = v
			}
			says(t, d.identity(), platforms.ClassAuth, "pasted")
		})
	}
}

// TestRoles: a role that is not enough, no page, another page, several pages.
func TestRoles(t *testing.T) {
	d := open(t, nil)
	d.world.SetRole("CURATOR")
	says(t, d.identity(), platforms.ClassPermission, "curator", "super admin")
	d.world.SetRole("")
	says(t, d.identity(), platforms.ClassPermission, "manages no page")
	d.world.SetRole("ADMINISTRATOR")
	d.reopen(map[string]string{"identity": "9999"})
	says(t, d.identity(), platforms.ClassIdentity, "9999", "5150")
	d.world.Manages(2)
	d.reopen(nil)
	says(t, d.identity(), platforms.ClassRefused, "several pages", "5150", "7000")
	for _, page := range []string{"5150", sim.Org, "https://www.linkedin.com/company/5150/admin/", "https://www.linkedin.com/company/northmere-council/", "northmere-council"} {
		d.reopen(map[string]string{"page": page, "identity": page})
		if err := d.identity(); err != nil {
			t.Errorf("the page given as %q: %v", page, err)
		}
	}
}

// TestSettings: what is wrong with settings is said before anything is asked.
func TestSettings(t *testing.T) {
	for name, config := range map[string]string{
		"a version that is none": `{"version":"2026-09"}`,
		"a way that is none":     `{"sign_in":"password"}`,
		"an allowance of words":  `{"member_calls":"many"}`,
		"a page of words":        `{"page":"Northmere Council page"}`,
		"names perhaps":          `{"names":"perhaps"}`,
		"a server without https": `{"server":"http://example.org"}`,
	} {
		if _, err := linkedin.New([]byte(config), nil, time.Now); platforms.ClassOf(err) != platforms.ClassRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestADeadVersion: LinkedIn ends dated versions; which setting to change is said.
func TestADeadVersion(t *testing.T) {
	d := open(t, map[string]string{"version": "202508"})
	d.world.EndVersion("202508")
	says(t, d.identity(), platforms.ClassPermission, "202508", "settings")
	d.reopen(nil)
	if err := d.identity(); err != nil {
		t.Errorf("with a newer version: %v", err)
	}
}
