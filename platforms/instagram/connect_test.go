package instagram_test

import (
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/instagram/sim"
)

// TestAPastedKeyIsTidied: blanks, quotes and line ends around it do no harm.
func TestAPastedKeyIsTidied(t *testing.T) {
	for name, start := range map[string]func(platforms.Clock) (*sim.World, error){"page": sim.New, "alone": sim.NewLogin} {
		t.Run(name, func(t *testing.T) {
			d := open(t, start, func(d *desk) { d.secrets.Held["access_token"] = " “" + d.secrets.Held["access_token"] + "”\r\n" })
			if who := d.signIn(); who != d.w.Account() {
				t.Errorf("%+v", who)
			}
		})
	}
}

// TestAPagesOwnKeyWorks: it opens the one Page it belongs to.
func TestAPagesOwnKeyWorks(t *testing.T) {
	d := open(t, sim.New, func(d *desk) {
		d.w.PageKey = true
		d.secrets.Held = d.w.Secrets()
	})
	if who := d.signIn(); who != d.w.Account() {
		t.Errorf("%+v", who)
	}
	id := d.w.Message(amina, "Hello", d.now.Add(-time.Minute))
	if _, ok := d.pull()[id]; !ok {
		t.Error("the private message was not brought")
	}
}

// TestWrongKeysAreNamed: none, one for the other route, one for another account
// or Page.
func TestWrongKeysAreNamed(t *testing.T) {
	cases := map[string]struct {
		change func(d *desk)
		class  platforms.Class
		says   string
	}{
		"none":            {func(d *desk) { d.secrets.Held["access_token"] = "" }, platforms.ClassAuth, "no access key"},
		"other route":     {func(d *desk) { d.secrets.Held["access_token"] = "IGAAother" }, platforms.ClassAuth, "the other way in"},
		"dead":            {func(d *desk) { d.secrets.Held["access_token"] = "EAAdead" }, platforms.ClassAuth, "Make a new access key"},
		"another account": {func(d *desk) { d.config["identity"] = "@southfield" }, platforms.ClassIdentity, "not @southfield"},
		"another Page":    {func(d *desk) { d.config["page"] = "Southfield" }, platforms.ClassRefused, "no Page called Southfield"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := open(t, sim.New, c.change)
			_, err := d.a.Identity(t.Context())
			if platforms.ClassOf(err) != c.class || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", platforms.ClassOf(err), err)
			}
		})
	}
	alone := open(t, sim.NewLogin, func(d *desk) { d.secrets.Held["access_token"] = " " })
	if _, err := alone.a.Identity(t.Context()); platforms.ClassOf(err) != platforms.ClassAuth || !strings.Contains(err.Error(), "no access key") {
		t.Errorf("no key by Instagram alone: %v", err)
	}
	d := open(t, sim.New, func(d *desk) { d.config["identity"], d.config["page"] = "@Northfield.Council", "northfieldcouncil" })
	d.signIn()
}

// TestSettingsAreChecked: what can't be meant is refused with a sentence.
func TestSettingsAreChecked(t *testing.T) {
	for _, raw := range []string{`{"route":"tiktok"}`, `{"human_agent":"perhaps"}`, `{"version":"v3"}`, `{"server":"http://example.org"}`, `{`} {
		d := open(t, sim.New, nil)
		_ = d
		if _, err := newFrom(raw); err == nil {
			t.Errorf("%s was accepted", raw)
		}
	}
}

// TestWhatIsNotGrantedIsSaid: each missing right takes its abilities away, with
// the reason, and leaves the others.
func TestWhatIsNotGrantedIsSaid(t *testing.T) {
	d := open(t, sim.New, func(d *desk) { d.w.Scopes = []string{"instagram_basic", "pages_show_list"} })
	d.signIn()
	c := d.a.Capabilities()
	for name, a := range map[string]platforms.Ability{"comments": c.Comments, "hide": c.Hide, "publish": c.Publish, "figures": c.PostMetrics,
		"messages": c.Messages, "block": c.Block, "withdraw": c.Withdraw} {
		if a.OK || a.Link == "" || len(a.Reason) < 20 {
			t.Errorf("%s: %+v", name, a)
		}
	}
	d.says(c.Publish.Reason, "instagram_content_publish")
}

// TestWithoutTheInboxTheRestComes: Meta has not granted private messages.
func TestWithoutTheInboxTheRestComes(t *testing.T) {
	d := open(t, sim.New, func(d *desk) { d.w.NoInbox = true })
	d.signIn()
	if c := d.a.Capabilities(); c.Messages.OK || c.Private.OK || c.Block.OK || !c.Comments.OK || c.Messages.Link == "" {
		t.Errorf("%+v", c)
	}
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	id := d.w.Comment(amina, post, "When?", d.now.Add(-time.Minute))
	if _, ok := d.pull()[id]; !ok {
		t.Error("the comment was not brought")
	}
}

// TestInboxTakenAwayLater: the right is revoked while the program runs; comments
// come all the same and the error says what is missing.
func TestInboxTakenAwayLater(t *testing.T) {
	d := open(t, sim.New, nil)
	d.signIn()
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	id := d.w.Comment(amina, post, "When?", d.now.Add(-time.Minute))
	d.w.NoInbox = true
	sink := newSink()
	err := d.a.Pull(t.Context(), nil, platforms.Window{PromiseFrom: d.now.Add(-24 * time.Hour), OldestFrom: d.now.AddDate(-1, 0, 0)}, sink)
	if platforms.ClassOf(err) != platforms.ClassPermission {
		t.Errorf("%v", err)
	}
	if _, ok := sink.Items[id]; !ok {
		t.Error("the comment was not brought")
	}
}

// TestAccessRenewsItself: by Instagram alone a key that holds for 60 days is
// traded at half of its life, and its end is told only when that fails.
func TestAccessRenewsItself(t *testing.T) {
	d := open(t, sim.NewLogin, nil)
	d.signIn()
	first := d.secrets.All()["access_token"]
	if end, err := d.a.Expires(t.Context()); err != nil || !end.IsZero() {
		t.Errorf("it ends %v (%v)", end, err)
	}
	for range 4 { // eight months
		d.now = d.now.Add(59 * 24 * time.Hour)
		if _, err := d.a.AccountMetrics(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if d.secrets.All()["access_token"] == first {
		t.Error("the key was never renewed")
	}
	d.again()
	d.signIn()
	d.now = d.now.Add(61 * 24 * time.Hour) // the PC was off for too long
	_, err := d.a.AccountMetrics(t.Context())
	if platforms.ClassOf(err) != platforms.ClassAuth {
		t.Errorf("a dead key: %v", err)
	}
}

// TestAYoungKeyIsKept: one made today can't be renewed yet and is used as it is.
func TestAYoungKeyIsKept(t *testing.T) {
	d := open(t, sim.NewLogin, nil)
	d.now = d.now.Add(-48 * time.Hour).Add(time.Hour) // the key is an hour old
	d.signIn()
	if n := d.w.Server().Counts()["refresh"]; n != 1 {
		t.Errorf("asked %d times", n)
	}
	d.now = d.now.Add(40 * 24 * time.Hour)
	d.signIn()
	if n := d.w.Server().Counts()["refresh"]; n != 2 {
		t.Errorf("asked %d times", n)
	}
}
