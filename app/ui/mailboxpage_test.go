package ui

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"commsdesk/app/channel"
	"commsdesk/app/ui/theme"
	"commsdesk/platforms"
	"commsdesk/platforms/all"
)

// pagedMailbox is the simulated mailbox for those who signed in on a page.
type pagedMailbox struct {
	all.Simulated
	secrets platforms.Secrets
}

// mailboxOf is the simulated mailbox as a channel's settings want it: with a
// password, or with a page.
func mailboxOf(world all.Simulated, c channel.Channel, secrets platforms.Secrets) platforms.Adapter {
	var settings struct {
		Way string `json:"sign_in"`
	}
	_ = json.Unmarshal(c.Config, &settings) // what can't be read has a password
	if settings.Way == "" {
		return world
	}
	return pagedMailbox{world, secrets}
}

func (m pagedMailbox) Identity(ctx context.Context) (platforms.Identity, error) {
	if key, err := m.secrets.Get(ctx, "access_token"); err != nil || key != rightKey {
		return platforms.Identity{}, &platforms.Error{Class: platforms.ClassAuth, Sentence: "You are signed in as somebody else, and the mail server does not let this account in."}
	}
	return m.Simulated.Identity(ctx)
}

func (m pagedMailbox) Loopback() platforms.Loopback { return platforms.Loopback{} }

func (m pagedMailbox) Authorize(context.Context, string, string, string) (string, error) {
	return "https://login.example.org/sign-in", nil
}

func (m pagedMailbox) Exchange(ctx context.Context, _, _ string, answer url.Values) error {
	return m.secrets.Set(ctx, "access_token", answer.Get("key"))
}

// TestFirstRunSignsInOnAPage: the mailbox's provider has a page of its own, IT is
// told what to do, the wrong account can be put right, and nobody signs in twice.
func TestFirstRunSignsInOnAPage(t *testing.T) {
	o := newOffice(t)
	var opened []string
	u := o.open(Options{OpenBrowser: func(page string) error { opened = append(opened, page); return nil }}, 1366, 738)
	o.typed("press@council.example")
	o.box("Your name")
	o.typed("Gemma Marlow")
	o.key(fyne.KeyReturn)
	o.sees("imap.council.example")
	o.tap("How the mailbox signs in: With a password")
	o.tap("On Microsoft 365’s page")
	o.sees("outlook.office365.com")
	o.tap("What IT must do")
	o.sees("IMAP.AccessAsUser.All")
	o.sees("Set-Mailbox press@council.example -MessageCopyForSentAsEnabled $true")
	o.tap("Open the sign-in page")
	o.sees("Enter the application (client) ID.")
	o.box("Application (client) ID")
	o.typed("11111111-2222-3333-4444-555555555555")
	o.tap("Start")
	o.sees("Press “Open the sign-in page” and sign in there first.")

	o.tap("Open the sign-in page")
	o.until("the page was opened", func() bool { return len(opened) == 1 })
	o.sees("Waiting for you in the browser.")
	o.page.allow <- "wrong-key"
	o.drain()
	o.sees("signed in as somebody else")
	o.tap("Open the sign-in page")
	o.until("the page was opened again", func() bool { return len(opened) == 2 })
	o.tap("Stop waiting")
	o.drain()
	o.sees("You stopped waiting.")
	o.tap("Open the sign-in page")
	o.until("the page was opened once more", func() bool { return len(opened) == 3 })
	o.page.allow <- rightKey
	o.drain()
	o.sees("Signed in.")
	if strings.Contains(o.words(), "sign in there first") {
		t.Error("what was missing is still said")
	}
	o.picture("firstrun-page")

	o.tap("Test")
	o.drain()
	o.sees("Everything works.")
	o.tap("Start")
	o.until("the desk is shown", func() bool { return u.shell != nil && u.facts.read })
	chans, err := o.p.Channels.Channels(ctx, false)
	if err != nil || len(chans) != 1 {
		t.Fatalf("%d mailboxes are connected, %v", len(chans), err)
	}
	for _, words := range []string{`"sign_in":"microsoft365"`, `"client_id":"11111111-2222-3333-4444-555555555555"`, `"imap_host":"outlook.office365.com"`} {
		if !strings.Contains(string(chans[0].Config), words) {
			t.Errorf("%s is not in the settings %s", words, chans[0].Config)
		}
	}
	if len(opened) != 3 {
		t.Errorf("the page was opened %d times, want 3", len(opened))
	}
}

// TestThePagesOfEveryProviderFit in windows and text sizes, with all that is
// said.
func TestThePagesOfEveryProviderFit(t *testing.T) {
	for _, s := range sizes[1:3] {
		t.Run(fmt.Sprintf("%.0f-%d", s.wide, s.percent), func(t *testing.T) {
			o := newOffice(t)
			o.open(Options{}, s.wide, s.high)
			o.app.Settings().SetTheme(theme.New(theme.Light, s.percent))
			o.u.win.Content().Refresh()
			o.typed("press@council.example")
			o.box("Your name")
			o.typed("Gemma Marlow")
			o.tap("Continue to the mailbox")
			before := "With a password"
			for i, way := range []string{"On Microsoft 365’s page", "On Google’s page", "On the council’s own sign-in page"} {
				o.tap("How the mailbox signs in: " + before)
				o.tap(way)
				if i == 0 {
					o.tap("What IT must do")
				}
				o.tap("Open the sign-in page") // it says what is missing
				o.fits(fmt.Sprintf("page-%d-%.0f-%d", i, s.wide, s.percent))
				before = way
			}
			o.tap("How the mailbox signs in: " + before)
			o.tap("With a password")
			o.box("Password")
			o.sees("imap.council.example")
		})
	}
}

// TestAMailboxOnAPageSignsInAgainThere: no password is asked for, and the page of
// its provider is opened.
func TestAMailboxOnAPageSignsInAgainThere(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{OpenBrowser: func(string) error { return nil }}, 1366, 738)
	c := o.channelOf("mailbox")
	c.Config = json.RawMessage(strings.Replace(string(c.Config), "{", `{"sign_in":"google","client_id":"x",`, 1))
	if err := o.p.Configure(ctx, u.who(), c); err != nil {
		t.Fatal(err)
	}
	u.goTo(placeChannels, c.ID)
	o.drain()
	o.tap("Sign in again")
	o.sees("Your browser opens Google’s own page. Sign in there as yourself")
	if strings.Contains(o.words(), "Password") {
		t.Error("it asks for a password")
	}
	o.tap("Open the sign-in page")
	o.page.allow <- rightKey
	o.until("it is signed in", func() bool { return u.busy == 0 && o.shows("is signed in again") })
}
