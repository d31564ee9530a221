package linkedin_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/signin"
)

// TestEveryFactIsUsed does all that the adapter can: no call leaves the table of
// facts, and none of the table stands there unused. LinkedIn publishes no
// description in machine form that the table could be compared with.
func TestEveryFactIsUsed(t *testing.T) {
	d := open(t, nil)
	signIn(t, d)
	first := d.world.Post("The office is closed on Friday", conformance.Start.Add(-2*time.Hour))
	id := d.world.Comment(resident, first, "All day?", conformance.Start.Add(-time.Hour))
	if _, err := d.a.(platforms.Tester).Test(t.Context(), false, func(platforms.Step) {}); err != nil {
		t.Fatal(err)
	}
	d.mustPull()
	if o := d.answer(d.item(id), "Yes. ^GM"); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	o := d.send(platforms.Outgoing{Text: "New opening times", Post: &platforms.Post{Media: []platforms.Media{picture(t, "Times", 4, 4)}}})
	if o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	target := platforms.Target{ID: id, Root: id, Context: first, Kind: platforms.KindComment}
	for _, try := range []func() error{
		func() error { _, err := d.a.(platforms.ThreadPuller).Thread(t.Context(), target); return err },
		func() error {
			_, err := d.a.(platforms.Rechecker).Recheck(t.Context(), []string{id, first})
			return err
		},
		func() error { return d.a.(platforms.Moderator).Moderate(t.Context(), platforms.Delete, target) },
		func() error { return d.a.(platforms.Withdrawer).Withdraw(t.Context(), o.RemoteID) },
		func() error {
			_, err := d.a.(platforms.PostMeter).PostMetrics(t.Context(), []string{first})
			return err
		},
		func() error { _, err := d.a.(platforms.AccountMeter).AccountMetrics(t.Context()); return err },
	} {
		if err := try(); err != nil {
			t.Fatal(err)
		}
	}
	if v := d.world.Server().Violations(); len(v) > 0 {
		t.Errorf("outside the description: %q", v)
	}
	counts := d.world.Server().Counts()
	for _, c := range d.world.Calls() {
		if counts[c.Name] == 0 {
			t.Errorf("the fact %q is never used", c.Name)
		}
	}
}

// TestTheSimulatorIsStrict: LinkedIn's headers and its way of writing names are
// asked for.
func TestTheSimulatorIsStrict(t *testing.T) {
	d := open(t, nil)
	post := d.world.Post("Words", conformance.Start.Add(-time.Hour))
	encoded := strings.ReplaceAll(post, ":", "%3A")
	for name, c := range map[string]struct {
		path, version, protocol string
		status                  int
	}{
		"all is well":         {"/rest/posts/" + encoded, "202609", "2.0.0", 200},
		"no version":          {"/rest/posts/" + encoded, "", "2.0.0", 400},
		"no protocol":         {"/rest/posts/" + encoded, "202609", "", 400},
		"a name not encoded":  {"/rest/posts/" + post, "202609", "2.0.0", 400},
		"a list encoded":      {"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A5150&shares=List%28" + encoded + "%29", "202609", "2.0.0", 400},
		"an unknown field":    {"/rest/posts/" + encoded + "?fields=id", "202609", "2.0.0", 400},
		"a path nobody knows": {"/rest/shares/1", "202609", "2.0.0", 400},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.world.Server().URL()+c.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+d.world.Secrets()["access_token"])
			if c.version != "" {
				r.Header.Set("Linkedin-Version", c.version)
			}
			if c.protocol != "" {
				r.Header.Set("X-Restli-Protocol-Version", c.protocol)
			}
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()
			if body, _ := io.ReadAll(res.Body); res.StatusCode != c.status {
				t.Errorf("status %d, want %d: %s", res.StatusCode, c.status, body)
			}
		})
	}
}

// TestTheWorldIsKept: a simulated LinkedIn goes on after a restart.
func TestTheWorldIsKept(t *testing.T) {
	d := open(t, nil)
	post := d.world.Post("Words", conformance.Start.Add(-time.Hour))
	id := d.world.Comment(resident, post, "Really?", conformance.Start.Add(-time.Minute))
	saved, err := d.world.Save()
	if err != nil {
		t.Fatal(err)
	}
	fresh := open(t, nil)
	if err := fresh.world.Load(saved); err != nil {
		t.Fatal(err)
	}
	fresh.mustPull()
	if it := fresh.item(id); it.Text != "Really?" || it.Context != post || it.From.Name != resident.Name {
		t.Errorf("%+v", it)
	}
	if err := fresh.world.Load([]byte("{")); err == nil {
		t.Error("half a world was loaded")
	}
}

// signIn goes through the loopback sign-in, with a browser that says yes.
func signIn(t *testing.T, d *desk) {
	t.Helper()
	err := signin.Browser(t.Context(), d.a.(platforms.SignInner), func(page string) error { return consent(t.Context(), d, page) })
	if err != nil {
		t.Fatal(err)
	}
}

func consent(ctx context.Context, d *desk, page string) error {
	q, err := query(page)
	if err != nil {
		return err
	}
	back := q.Get("redirect_uri")
	if !strings.HasPrefix(back, "http://127.0.0.1:") {
		return io.ErrUnexpectedEOF
	}
	if !strings.HasSuffix(back, "/linkedin") {
		back += "/"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, back+"?code="+d.world.Consent(q.Get("code_challenge"))+"&state="+q.Get("state"), nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	return res.Body.Close()
}
