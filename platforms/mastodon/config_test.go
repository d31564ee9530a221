package mastodon_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mastodon"
	"commsdesk/platforms/mastodon/sim"
)

func TestServerAddress(t *testing.T) {
	d := open(t, nil)
	good := []string{"social.example", " https://social.example/ ", "https://social.example/@council", "@council@social.example", "council@Social.Example",
		"\"social.example\"", "https://social.example/web/home?x=1", "https://social.example:8443/"}
	bad := []string{"", "   ", "council", "@council", "http://social.example", "https://", "ftp://social.example", "https://council:pw@social.example", "sосial.example"}
	for _, typed := range append(good, bad...) {
		raw, err := json.Marshal(map[string]string{"server": typed})
		if err != nil {
			t.Fatal(err)
		}
		a, err := mastodon.New(raw, d.Secrets, d.Clock.Now)
		if slices.Contains(good, typed) != (err == nil) {
			t.Errorf("%q: %v", typed, err)
		}
		if err != nil {
			refusal(t, typed, err, platforms.ClassRefused)
		} else {
			_ = a.Close()
		}
	}
}

func TestNotAMastodonServer(t *testing.T) {
	d := open(t, nil)
	answers := map[string]http.HandlerFunc{
		"a web page": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html><body>Welcome to the council"))
		},
		"nothing there": http.NotFound,
		"another API": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"name":"something else","version":"1"}`))
		},
		"a list": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`[]`)) },
		"leads somewhere else": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://www.council.example/", http.StatusMovedPermanently)
		},
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(answer)
			defer server.Close()
			d.renew(`{"server":"` + server.URL + `"}`)
			_, err := d.a.Identity(t.Context())
			refusal(t, name, err, platforms.ClassRefused)
			if err == nil || !strings.Contains(err.Error(), "no Mastodon server") {
				t.Errorf("it says %v", err)
			}
			_, err = d.a.Authorize(t.Context(), "http://127.0.0.1:41781/mastodon", "s", "v")
			refusal(t, "signing in there", err, platforms.ClassRefused)
			bad := 0
			if _, err := d.a.Test(t.Context(), false, func(s platforms.Step) {
				if !s.OK && s.Name == "name" && len(s.Why) > 20 {
					bad++
				}
			}); err == nil || bad != 1 {
				t.Errorf("the connection test says %v, %d steps", err, bad)
			}
		})
	}
}

func TestPastedKeys(t *testing.T) {
	d := open(t, nil)
	key := d.w.Secrets()["access_token"]
	config := `{"server":"` + d.w.Server().URL() + `"}`
	for _, pasted := range []string{key, "  " + key + "\n", `"` + key + `"`, "Bearer " + key, "\u00a0" + key + "\r\n"} {
		d.Secrets.Held["access_token"] = pasted
		d.renew(config)
		if who, err := d.a.Identity(t.Context()); err != nil || who != d.w.Account() {
			t.Errorf("%q: %+v (%v)", pasted, who, err)
		}
	}
	for what, pasted := range map[string]string{"a password": "correct horse battery", "an address": "officer@council.example", "a scrap": "abc123",
		"a made-up key": "not-a-key-of-this-server-at-all-0001", "nothing": ""} {
		d.Secrets.Held["access_token"] = pasted
		d.renew(config)
		_, err := d.a.Identity(t.Context())
		refusal(t, what, err, platforms.ClassAuth)
		if pasted != "" && err != nil && strings.Contains(err.Error(), pasted) {
			t.Errorf("%s stands in the error: %v", what, err)
		}
	}
}

func TestExpectedIdentity(t *testing.T) {
	d := open(t, nil)
	for typed, want := range map[string]bool{"@council@social.example": true, "council@social.example": true, "COUNCIL": true, "https://social.example/@council": true,
		"109100000000000001": true, "@parish@social.example": false, "@council@other.example": false, "сouncil": false} {
		raw, err := json.Marshal(map[string]string{"server": d.w.Server().URL(), "identity": typed})
		if err != nil {
			t.Fatal(err)
		}
		d.renew(string(raw))
		_, err = d.a.Identity(t.Context())
		if want != (err == nil) {
			t.Errorf("expecting %q: %v", typed, err)
		}
		if !want {
			refusal(t, typed, err, platforms.ClassIdentity)
			account := false
			_, _ = d.a.Test(t.Context(), false, func(s platforms.Step) { account = s.Name == "account" && !s.OK })
			if !account {
				t.Errorf("expecting %q, the connection test does not name the account", typed)
			}
		}
	}
}

// TestRights: what the sign-in may not do is found out, and said by its name.
func TestRights(t *testing.T) {
	d := open(t, nil)
	d.w.Allow("read:accounts read:statuses read:notifications")
	d.renew(`{"server":"` + d.w.Server().URL() + `"}`)
	if _, err := d.a.Identity(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := d.a.Capabilities()
	for name, able := range map[string]platforms.Ability{"reply": c.Reply, "publish": c.Publish, "mute": c.Mute, "block": c.Block, "blocks": c.ListBlocks, "private": c.Private, "withdraw": c.Withdraw} {
		if able.OK || !strings.Contains(able.Reason, "right") || able.Link == "" {
			t.Errorf("%s: %+v", name, able)
		}
	}
	if !c.Mentions.OK || !c.Thread.OK {
		t.Errorf("it may read, and says %+v, %+v", c.Mentions, c.Thread)
	}
	err := d.a.Moderate(t.Context(), platforms.Block, platforms.Target{ID: "1", From: amina})
	refusal(t, "blocking without the right", err, platforms.ClassPermission)
	last := platforms.Step{}
	if _, err := d.a.Test(t.Context(), false, func(s platforms.Step) { last = s }); err == nil || last.Name != "permission" || last.OK {
		t.Errorf("the connection test ends with %+v (%v)", last, err)
	}
	d.w.Allow("read write") // the broad rights of older servers
	if _, err := d.a.Identity(t.Context()); err != nil || !d.a.Capabilities().Reply.OK || !d.a.Capabilities().ListBlocks.OK {
		t.Errorf("with broad rights: %+v (%v)", d.a.Capabilities(), err)
	}
}

// TestCompatibles: servers of other makes are what they say, not what they are
// called.
func TestCompatibles(t *testing.T) {
	for _, make := range []string{"old", "gotosocial", "pixelfed"} {
		t.Run(make, func(t *testing.T) {
			d := open(t, func(w *sim.World) { w.Software = make })
			c := d.a.Capabilities()
			if pixelfed := make == "pixelfed"; c.Private.OK == pixelfed || c.Schedule.OK == pixelfed || c.Watch.OK == pixelfed {
				t.Errorf("%+v", c)
			}
			post := d.w.Post("The pool is open", d.ago(50*time.Minute))
			first := d.w.Comment(amina, post, "Until when?", d.ago(40*time.Minute))
			below := d.w.Comment(piet, first, "I wonder too", d.ago(30*time.Minute))
			d.Pull()
			if a, b := d.item(first), d.item(below); a.Context != post || b.ThreadRoot != first {
				t.Errorf("the thread is %+v, %+v", a, b)
			}
			if o := d.send(d.seal(answerTo(d.item(below), "Until 8 in the evening. ^GM"))); o.Verdict != platforms.Accepted {
				t.Errorf("%+v", o)
			}
			d.w.Remove(first, d.Clock.Now())
			items, err := d.a.Recheck(t.Context(), []string{first, below})
			if err != nil || len(items) != 2 {
				t.Errorf("%d items (%v)", len(items), err)
			}
			_, err = d.a.Seal(t.Context(), platforms.Outgoing{Text: "Only words", Post: &platforms.Post{}}, d.Clock.Now())
			if (err != nil) != (make == "pixelfed") {
				t.Errorf("a post without a picture: %v", err)
			}
		})
	}
}
