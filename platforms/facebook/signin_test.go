package facebook_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/facebook"
	"commsdesk/platforms/facebook/sim"
)

var (
	museum  = sim.Page{ID: "204321", Name: "Sample Museum", Username: "samplemuseum", Token: "EAAsimulatedMuseum"}
	library = sim.Page{ID: "304321", Name: "Sample Library", Username: "samplelibrary", Token: "EAAsimulatedLibrary"}
)

// TestWhatIsPasted goes through what a council may paste: the right keys in any
// dress are taken, the wrong ones are told with the next step.
func TestWhatIsPasted(t *testing.T) {
	cases := []struct {
		name, pasted, identity string
		pages                  []sim.Page
		class                  platforms.Class
		words                  string
	}{
		{"a system user's key", sim.SystemToken, "", nil, "", ""},
		{"a Page's own key", sim.PageToken, "", nil, "", ""},
		{"with blanks, quotes and line ends", " \"" + sim.PageToken[:10] + "\r\n" + sim.PageToken[10:] + "\" ", "", nil, "", ""},
		{"several Pages, one meant by its name", sim.SystemToken, "sample COUNCIL", []sim.Page{museum}, "", ""},
		{"several Pages, one meant by its address", sim.SystemToken, "https://www.facebook.com/samplecouncil/", []sim.Page{museum}, "", ""},
		{"several Pages, one meant by its number", sim.SystemToken, "104321", []sim.Page{museum}, "", ""},
		{"several Pages, none meant", sim.SystemToken, "", []sim.Page{museum, library}, platforms.ClassRefused, "Sample Council, Sample Museum, Sample Library. Type which one"},
		{"another Page's key", museum.Token, "104321", []sim.Page{museum}, platforms.ClassIdentity, "belongs to the Page Sample Museum"},
		{"a system user without the Page", sim.SystemToken, "Sample Theatre", []sim.Page{museum}, platforms.ClassIdentity, "not the Page of this channel"},
		{"nothing", "  ", "", nil, platforms.ClassAuth, "No access key"},
		{"an app's key", "4321|abcdef", "", nil, platforms.ClassAuth, "key of the app itself"},
		{"an Instagram key", "IGQWRinvented", "", nil, platforms.ClassAuth, "for Instagram or Threads"},
		{"an app's number", "1234567890", "", nil, platforms.ClassAuth, "no access key"},
		{"an app's secret", strings.Repeat("0a1b2c3d", 4), "", nil, platforms.ClassAuth, "app's secret"},
		{"a key that ended", "EAAlongAgo", "", nil, platforms.ClassAuth, "run out"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := open(t)
			for _, p := range c.pages {
				d.page.AddPage(p)
			}
			if err := d.Secrets.Set(t.Context(), "access_token", c.pasted); err != nil {
				t.Fatal(err)
			}
			config := d.page.Config()
			config["identity"] = c.identity
			a := d.build(config)
			who, err := a.Identity(t.Context())
			if c.class == "" {
				if err != nil || who != d.page.Account() {
					t.Errorf("got %+v (%v)", who, err)
				}
				return
			}
			says(t, err, c.class, c.words)
		})
	}
}

// TestASystemUserWithoutPages is told what to assign.
func TestASystemUserWithoutPages(t *testing.T) {
	d := open(t)
	d.page.Revoke("pages_show_list")
	_, err := d.build(d.page.Config()).Identity(t.Context())
	says(t, err, platforms.ClassAuth, "assign the Page to the system user")
}

// TestAppSecretIsOptional shows a Page whose app asks for no proof of its secret,
// and one that asks and doesn't get it.
func TestAppSecretIsOptional(t *testing.T) {
	d := open(t)
	if err := d.Secrets.Set(t.Context(), "app_secret", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.build(d.page.Config()).Identity(t.Context()); err == nil {
		t.Error("the app asked for proof and went without")
	}
	d.page.NeedNoProof()
	if _, err := d.build(d.page.Config()).Identity(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestRightsThatAreMissing turn abilities off, with the right's name, and are said
// in the connection test.
func TestRightsThatAreMissing(t *testing.T) {
	d := open(t, func(w *sim.World, _ map[string]string) {
		w.Revoke("pages_messaging")
		w.Revoke("read_insights")
	})
	c := d.a.Capabilities()
	for name, a := range map[string]platforms.Ability{"messages": c.Messages, "private": c.Private, "post metrics": c.PostMetrics} {
		if a.OK || !strings.Contains(a.Reason, "lacks the right") || a.Link == "" {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if !c.Comments.OK || !c.Reply.OK || !c.Publish.OK {
		t.Errorf("the rest went with it: %+v", c)
	}
	var last platforms.Step
	if _, err := d.a.Test(t.Context(), false, func(s platforms.Step) { last = s }); err == nil || last.OK || !strings.Contains(last.Why, "pages_messaging, read_insights") {
		t.Errorf("step %+v (%v)", last, err)
	}
	if n := len(d.page.Ours()); n != 0 {
		t.Errorf("the test left %d things", n)
	}
}

// TestWhenTheKeyEnds shows that a key's end is told before it comes.
func TestWhenTheKeyEnds(t *testing.T) {
	d := open(t)
	if end, err := d.a.Expires(t.Context()); err != nil || !end.IsZero() {
		t.Errorf("a key without end ends %v (%v)", end, err)
	}
	end := d.Clock.Now().Add(14 * 24 * time.Hour).Truncate(time.Second)
	d.page.EndToken(end)
	a := d.build(d.page.Config())
	if got, err := a.Expires(t.Context()); err != nil || !got.Equal(end) {
		t.Errorf("ends %v, want %v (%v)", got, end, err)
	}
	d.Clock.Forward(15 * 24 * time.Hour)
	_, err := a.Identity(t.Context())
	says(t, err, platforms.ClassAuth, "run out")
}

// TestSettings reads settings as people write them.
func TestSettings(t *testing.T) {
	for _, c := range []struct{ key, value, words string }{
		{"server", "http://graph.example.org", "must begin with https"},
		{"version", "v19.0", "switched off version 19"},
		{"version", "newest", "looks like v25.0"},
		{"human_agent", "perhaps", "either yes or no"},
	} {
		raw, err := json.Marshal(map[string]string{c.key: c.value})
		if err != nil {
			t.Fatal(err)
		}
		_, err = facebook.New(raw, nil, time.Now)
		says(t, err, platforms.ClassRefused, c.words)
	}
}

// TestAllowance shows that the Page is read less often while Meta's allowance is
// nearly used up, and not at all when it is.
func TestAllowance(t *testing.T) {
	d := open(t)
	usual := d.a.Capabilities().Poll
	d.page.Use(80)
	d.Pull()
	if slow := d.a.Capabilities().Poll; usual == 0 || slow != 4*usual {
		t.Errorf("read every %v, usually %v", slow, usual)
	}
	d.page.Use(97)
	says(t, d.TryPull(t.Context()), platforms.ClassRate, "wait")
	d.page.Use(10)
	d.Clock.Forward(6 * time.Minute)
	d.Pull()
	if again := d.a.Capabilities().Poll; again != usual {
		t.Errorf("read every %v, usually %v", again, usual)
	}
}

// TestAnotherVersionAnswers shows that a version that was switched off is noticed.
func TestAnotherVersionAnswers(t *testing.T) {
	d := open(t, func(_ *sim.World, config map[string]string) { config["version"] = "26" })
	var account platforms.Step
	_, err := d.a.Test(t.Context(), false, func(s platforms.Step) {
		if s.Name == "account" {
			account = s
		}
	})
	if err != nil || !strings.Contains(account.Why, "version v25.0 of its interface instead of v26.0") {
		t.Errorf("%+v (%v)", account, err)
	}
}
