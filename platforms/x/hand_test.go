package x_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/x"
)

// byHand is an account without the API, whose server would be anything but X.
func byHand(t *testing.T) *x.Adapter {
	t.Helper()
	ad, err := x.New([]byte(`{"identity":" @RiversideDC ","server":"http://127.0.0.1:1"}`), nil, func() time.Time { return start })
	if err != nil {
		t.Fatal(err)
	}
	return ad.(*x.Adapter)
}

// TestByHandIsTheDefault: without the API nothing is asked, no secret is needed,
// everything has its reason and the place where a person does it.
func TestByHandIsTheDefault(t *testing.T) {
	a := byHand(t)
	if !a.Capabilities().ProbedAt.IsZero() {
		t.Error("abilities are known before it was connected")
	}
	who, err := a.Identity(t.Context())
	if err != nil || who != (platforms.Identity{ID: "riversidedc", Name: "@RiversideDC", URL: "https://x.com/RiversideDC"}) {
		t.Fatalf("%+v (%v)", who, err)
	}
	c := a.Capabilities()
	if !c.ProbedAt.Equal(start) || c.ReplyRule == "" {
		t.Errorf("%+v", c)
	}
	for name, ability := range conformance.Abilities(c) {
		if ability.OK || len(ability.Reason) < 20 || !strings.HasPrefix(ability.Link, "https://x.com/") {
			t.Errorf("%s: %+v", name, ability)
		}
	}
	sink := conformance.NewSink()
	if err := a.Pull(t.Context(), nil, platforms.Window{}, sink); err != nil || sink.Batches != 0 {
		t.Errorf("%d batches (%v)", sink.Batches, err)
	}
	steps := 0
	if _, err := a.Test(t.Context(), true, func(s platforms.Step) {
		steps++
		if !s.OK {
			t.Errorf("%+v", s)
		}
	}); err != nil || steps != 1 {
		t.Errorf("%d steps (%v)", steps, err)
	}
	if until, err := a.Expires(t.Context()); err != nil || !until.IsZero() {
		t.Errorf("ends %v (%v)", until, err)
	}
}

// TestByHandRefuses: whatever needs the API is refused with the way to do it.
func TestByHandRefuses(t *testing.T) {
	a, ctx := byHand(t), t.Context()
	out := platforms.Outgoing{Text: "Yes. ^GM", ReplyTo: &platforms.Parent{ID: "1234567890123456789"}}
	_, sealing := a.Seal(ctx, out, start)
	_, proving := a.Prove(ctx, platforms.Sealed{}, start)
	_, checking := a.Recheck(ctx, []string{"1"})
	_, threading := a.Thread(ctx, platforms.Target{ID: "1"})
	_, measuring := a.PostMetrics(ctx, []string{"1"})
	_, counting := a.AccountMetrics(ctx)
	_, listing := a.Blocks(ctx)
	_, authorising := a.Authorize(ctx, "http://127.0.0.1:41811/x", "s", "v")
	for name, err := range map[string]error{"seal": sealing, "prove": proving, "recheck": checking, "thread": threading, "post metrics": measuring,
		"account metrics": counting, "blocks": listing, "withdraw": a.Withdraw(ctx, "1"), "moderate": a.Moderate(ctx, platforms.Hide, platforms.Target{ID: "1"}), "sign-in": authorising} {
		class := platforms.ClassOf(err)
		if class != platforms.ClassPermission && class != platforms.ClassRefused || len(err.Error()) < 20 {
			t.Errorf("%s: %v", name, err)
		}
	}
	committed := false
	o := a.Send(ctx, platforms.Sealed{}, func() error { committed = true; return nil })
	if o.Verdict != platforms.NeedsPerson || committed || o.Why == "" {
		t.Errorf("%+v, committed %v", o, committed)
	}
}

// TestOpener builds the pages on x.com where a person answers.
func TestOpener(t *testing.T) {
	var a platforms.Opener = byHand(t)
	text := "Yes, on Tuesday & Friday + bank holidays. ^GM"
	for name, p := range map[string]platforms.Parent{
		"by id":          {ID: "1234567890123456789"},
		"by link":        {ID: "https://x.com/amina_sall/status/1234567890123456789?s=20"},
		"by link in ref": {ID: "0f3a", Ref: "https://twitter.com/amina_sall/status/1234567890123456789"},
		"newest version": {ID: "1234567890123456000", Ref: `{"k":true,"l":"1234567890123456789"}`},
	} {
		u, err := url.Parse(a.OpenReply(p, text))
		if err != nil || u.Host != "x.com" || u.Path != "/intent/post" || u.Query().Get("in_reply_to") != "1234567890123456789" || u.Query().Get("text") != text || strings.Contains(u.RawQuery, "+") {
			t.Errorf("%s: %v (%v)", name, u, err)
		}
	}
	if got := a.OpenReply(platforms.Parent{}, "New"); got != "https://x.com/intent/post?text=New" {
		t.Errorf("a new post: %s", got)
	}
	if got := a.OpenReply(platforms.Parent{ID: "a note of ours"}, "New"); got != "" {
		t.Errorf("an answer to nothing on X: %s", got)
	}
	private := platforms.Parent{ID: "dm:12", Private: true, From: platforms.Person{ID: "77"}}
	if got := a.OpenReply(private, "Hello you"); got != "https://x.com/messages/compose?recipient_id=77&text=Hello%20you" {
		t.Errorf("a private message: %s", got)
	}
	for want, target := range map[string]platforms.Target{
		"https://x.com/amina_sall/status/12": {ID: "12", From: platforms.Person{Handle: "amina_sall"}},
		"https://x.com/i/status/12":          {ID: "12", From: platforms.Person{Handle: "javascript:"}},
		"https://x.com/messages/12-34":       {ID: "dm:5", Root: "12-34", Private: true},
		"https://x.com/messages":             {ID: "dm:5", Root: "../settings", Private: true},
		"":                                   {ID: "a note of ours"},
	} {
		if got := a.OpenItem(target); got != want {
			t.Errorf("%+v opens at %q, want %q", target, got, want)
		}
	}
}

// TestSettings forgives what people paste and says what is wrong.
func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		settings map[string]string
		words    string
	}{
		"by hand":            {map[string]string{"identity": "https://x.com/RiversideDC?lang=en"}, ""},
		"by hand, no name":   {map[string]string{}, "Give the name"},
		"not a name":         {map[string]string{"identity": "Riverside Council"}, "no account name"},
		"another way":        {map[string]string{"identity": "a", "way": "telepathy"}, "browser, api"},
		"no client":          {map[string]string{"way": "API"}, "client ID"},
		"keys":               {map[string]string{"way": "api", "sign_in": " keys\n"}, ""},
		"a cap with letters": {map[string]string{"way": "api", "sign_in": "keys", "monthly_cap_usd": "lots"}, "US dollars"},
		"a negative cap":     {map[string]string{"way": "api", "sign_in": "keys", "monthly_cap_usd": "-1"}, "US dollars"},
		"no cap":             {map[string]string{"way": "api", "sign_in": "keys", "monthly_cap_usd": "None"}, ""},
		"not safe":           {map[string]string{"identity": "a", "server": "http://example.org"}, "https"},
	} {
		raw, err := json.Marshal(c.settings)
		if err != nil {
			t.Fatal(err)
		}
		_, err = x.New(raw, nil, func() time.Time { return start })
		if c.words == "" && err != nil || c.words != "" && (err == nil || !strings.Contains(err.Error(), c.words)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := x.New([]byte("["), nil, nil); err == nil {
		t.Error("nonsense was read")
	}
}

// TestDescribed: the clause on government use is said in plain words, and the
// way without the API is the one that stands there.
func TestDescribed(t *testing.T) {
	n := x.Describe()
	if !strings.Contains(n.Warning, "government") || !strings.Contains(n.Warning, "Enterprise") || !strings.Contains(strings.Join(n.Needs, " "), "consent") {
		t.Errorf("%q", n.Warning)
	}
	if n.Settings[0].Key != "way" || n.Settings[0].Value != x.ByHand {
		t.Errorf("%+v", n.Settings[0])
	}
	for _, port := range byHand(t).Loopback().Ports {
		if want := "http://127.0.0.1:" + itoa(port) + byHand(t).Loopback().Path; !strings.Contains(strings.Join(n.Steps, " "), want) {
			t.Errorf("the steps do not name %s", want)
		}
	}
	for _, f := range n.Secrets {
		if !f.Optional {
			t.Errorf("%s is demanded, though by hand nothing is", f.Key)
		}
	}
}
