package x_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/x"
	"commsdesk/platforms/x/sim"
)

// TestSuccessWithAnErrorInside: X says 200, or 201, and what it says within
// counts.
func TestSuccessWithAnErrorInside(t *testing.T) {
	answers := map[string]string{
		"GET /2/users/me":                `{"data":{"id":"902100417","username":"RiversideDC","name":"Riverside"}}`,
		"POST /2/users/1001/dm/block":    `{"data":{"blocked":false}}`,
		"PUT /2/tweets/12/hidden":        `{"errors":[{"type":"https://api.x.com/2/problems/resource-not-found","value":"12"}]}`,
		"POST /2/users/902100417/muting": `{"errors":[{"type":"https://api.x.com/2/problems/disallowed-resource"}]}`,
		"POST /2/tweets":                 `{"errors":[{"detail":"You are not allowed to reply to this."}]}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(answers[r.Method+" "+r.URL.Path]))
	}))
	defer server.Close()
	raw, err := json.Marshal(map[string]string{"way": "api", "sign_in": "keys", "server": server.URL})
	if err != nil {
		t.Fatal(err)
	}
	secrets := &conformance.Keyring{Held: map[string]string{"oauth1_key": "k", "oauth1_key_secret": "s", "oauth1_access": "902100417-o", "oauth1_access_secret": "s"}}
	ad, err := x.New(raw, secrets, func() time.Time { return start })
	if err != nil {
		t.Fatal(err)
	}
	a := ad.(*x.Adapter)
	defer func() { _ = a.Close() }()
	at := platforms.Target{ID: "12", Context: "11", From: platforms.Person{ID: "1001"}}
	for m, want := range map[platforms.Measure]platforms.Class{
		platforms.Block: platforms.ClassUnconfirmed, platforms.Hide: platforms.ClassGone, platforms.Mute: platforms.ClassPermission,
	} {
		if err := a.Moderate(t.Context(), m, at); platforms.ClassOf(err) != want {
			t.Errorf("%s: %v, want %s", m, err, want)
		}
	}
	sealed, err := a.Seal(t.Context(), platforms.Outgoing{Text: "Yes", ReplyTo: &platforms.Parent{ID: "12"}}, start)
	if err != nil {
		t.Fatal(err)
	}
	if o := a.Send(t.Context(), sealed, func() error { return nil }); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "Open it on X") {
		t.Errorf("%+v", o)
	}
}

// TestMeasuresRefused: what X has no measure for is refused with the reason.
func TestMeasuresRefused(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	id := d.world.Comment(amina, "", "Rude words", start.Add(-time.Hour))
	d.pull()
	it := d.item(id)
	at := platforms.Target{ID: it.RemoteID, Ref: it.Ref, Kind: it.Kind, From: it.From}
	for m, words := range map[platforms.Measure]string{platforms.Delete: "nobody delete", platforms.Hide: "own posts", "flog": "no such measure"} {
		if err := d.a.Moderate(t.Context(), m, at); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", m, err)
		}
	}
	at.From = platforms.Person{}
	if err := d.a.Moderate(t.Context(), platforms.Mute, at); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("nobody was muted: %v", err)
	}
	if c := d.a.Capabilities(); !c.Block.OK || !strings.Contains(c.Block.Reason, "private messages only") || c.Block.Link == "" {
		t.Errorf("the block says not what it is: %+v", c.Block)
	}
}
