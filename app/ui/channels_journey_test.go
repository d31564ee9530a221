package ui

import (
	"strings"
	"testing"

	"commsdesk/app/channel"
	"commsdesk/app/ui/screen"
)

// shop opens the channels of a desk with nine networks.
func shop(t *testing.T) (*office, *UI) {
	t.Helper()
	o := newOffice(t)
	o.settle(true)
	o.street()
	u := o.open(Options{OpenBrowser: func(link string) error {
		o.page.mu.Lock()
		defer o.page.mu.Unlock()
		o.page.browsed = append(o.page.browsed, link)
		return nil
	}}, 1366, 738)
	u.goTo(placeChannels, "")
	o.drain()
	return o, u
}

func (o *office) shows(words string) bool { return strings.Contains(o.words(), words) }

func TestChannelsSayWhatWorks(t *testing.T) {
	o, u := shop(t)
	for _, words := range []string{"8 of 10 work", "Flickr (northherts) signed us out on Sunday at 22:14", "Renew by 12 Dec", "Asked to wait until 10:05",
		"Can’t be reached since 9:02", "Until 3 Mar 2027", "61 / 60", "Sign in to Flickr"} {
		o.sees(words)
	}
	if u.win.Title() != "8 of 10 channels work · Channels · Commsdesk" {
		t.Errorf("the title is %q", u.win.Title())
	}
	if n := u.railView().top[2].data.Count; n != 1 {
		t.Errorf("the rail counts %d channels that need a person", n)
	}
	u.goTo(placeChannels, o.channelOf("bluesky").ID)
	o.drain()
	for _, words := range []string{"1 message is not here yet, counted at 9:47", "An answer may have 300 characters.", "Delete a comment: no", "Hide it instead.",
		"Deleted posts are to be forgotten within 24 hours.", "Private answers are taken for 7 days"} {
		o.sees(words)
	}
}

func TestAChannelIsConnectedFromItsDescription(t *testing.T) {
	o, u := shop(t)
	u.goTo(placeChannels, screen.AddChannel)
	o.drain()
	o.tap("Choose Bluesky")
	o.drain()
	o.sees("Everybody can see whom an account blocks on Bluesky.")
	o.tap("Connect")
	o.sees("Read the warning first")
	o.tap("I have read this, off")
	o.tap("Connect")
	o.sees("Fill in “Handle”.")
	o.box("Handle")
	o.typed("museum.council.example")
	o.box("App password")
	o.typed(" wrong-key ")
	o.box("Service")
	o.typed("Museum")
	o.tap("Broadcast")
	o.tap("Connect")
	o.until("it was refused", func() bool { return u.busy == 0 && o.shows("did not take this key") })
	o.sees("museum.council.example") // what was typed stays
	o.box("App password")
	for range "wrong-key  " {
		o.key("BackSpace")
	}
	o.typed(" " + rightKey + "\t")
	o.tap("Connect")
	o.until("it is connected", func() bool { return u.busy == 0 && o.shows("is connected.") })
	o.sees("This is what it can do")
	o.sees("Only the author can delete a comment there.")
	o.tap("Show the channel")
	o.drain()
	o.sees("Museum 1 channel") // with a second service, each has its head
	var made channel.Channel
	all, _ := o.p.Channels.Channels(ctx, false)
	for _, c := range all {
		if c.Identity == "museum.council.example" {
			made = c
		}
	}
	if made.Service != "Museum" || !made.Broadcast || !made.Unpromised || !strings.Contains(string(made.Config), `"handle":"museum.council.example"`) {
		t.Errorf("kept %+v with %s", made, made.Config)
	}
}

func TestSigningInAgainWaitsForTheBrowser(t *testing.T) {
	o, u := shop(t)
	o.tap("Sign in to Flickr: Flickr (northherts) signed us out on Sunday at 22:14")
	o.drain()
	o.tap("Open the sign-in page")
	o.until("the page was opened", func() bool { return len(o.browsed()) == 1 })
	o.sees("Waiting for you in the browser.")
	o.tap("Stop waiting")
	o.until("it was stopped", func() bool { return u.busy == 0 })
	o.sees("You stopped waiting. Nothing was changed")
	o.tap("Open the sign-in page")
	o.until("the page was opened again", func() bool { return len(o.browsed()) == 2 })
	o.page.allow <- rightKey
	o.until("it is signed in", func() bool { return u.busy == 0 && o.shows("is signed in again") })
	o.tap("Show the channel")
	o.drain()
	o.sees("northherts")
}

// TestSigningInWithACode: the browser can't come back, so the page shows a code.
// A wrong one changes nothing.
func TestSigningInWithACode(t *testing.T) {
	o, u := shop(t)
	o.tap("Sign in to Flickr: Flickr (northherts) signed us out on Sunday at 22:14")
	o.drain()
	for n, code := range []string{"wrong-key", rightKey} {
		o.tap("Open the sign-in page")
		o.until("the page was opened", func() bool { return len(o.browsed()) == 2*n+1 })
		o.tap("The browser can’t come back? Use a code instead")
		o.until("the page was opened for a code", func() bool { return len(o.browsed()) == 2*n+2 })
		o.sees("The page then shows a code.")
		o.tap("Copy the address")
		if got := o.app.Clipboard().Content(); got != o.browsed()[0] {
			t.Errorf("%q was copied", got)
		}
		o.box("Code")
		o.typed(code)
		o.tap("Go on")
		o.until("it was tried", func() bool { return u.busy == 0 })
		if code != rightKey {
			o.sees("The network did not take this key. Nothing was changed.")
		}
	}
	o.sees("is signed in again")
}

func TestTheCouncilsOwnAppIsTypedOnce(t *testing.T) {
	o, u := shop(t)
	u.goTo(placeChannels, screen.AddChannel)
	o.tap("Choose LinkedIn")
	o.drain()
	o.sees("What is the council’s own was taken from North Herts Council")
	o.sees("council-app")
	o.sees("Leave it empty to use the one kept for North Herts Council.")
	o.tap("I have read this, off")
	o.tap("Show 4 more, which may stay as they are")
	o.box("Page")
	o.typed("museum-page")
	o.tap("Open the sign-in page")
	o.until("the page was opened", func() bool { return len(o.browsed()) == 1 })
	o.page.allow <- rightKey
	o.until("it is connected", func() bool { return u.busy == 0 && o.shows("is connected.") })
}

func TestXByHandOpensNoSignInPage(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	u.goTo(placeChannels, screen.AddChannel)
	o.tap("Choose X")
	o.drain()
	o.tap("I have read this, off")
	o.box("Account")
	o.typed("@council")
	o.tap("Connect")
	o.until("it is connected", func() bool { return u.busy == 0 && o.shows("is connected.") })
	if len(o.page.opened) != 0 || !o.p.ByHand(o.channelOf("x")) {
		t.Errorf("opened %q", o.page.opened)
	}
	o.tap("Show the channel")
	o.drain()
	o.sees("By hand")
	o.sees("Nobody can count this for us")
}

func TestTheRegisterIsChangedAndBroughtBack(t *testing.T) {
	o, u := shop(t)
	u.goTo(placeChannels, o.channelOf("facebook").ID)
	o.drain()
	o.tap("Edit register")
	o.box("Joined")
	o.typed("x")
	o.tap("Save the register")
	o.sees("Write the day of joining like 1 Mar 2011")
	o.key("BackSpace")
	o.box("Owner")
	o.typed(", press desk")
	o.tap("Save the register")
	o.until("it is saved", func() bool { return o.channelOf("facebook").Owner != "Communications team" && u.busy == 0 })
	o.drain()
	o.sees("Communications team")
	u.undoLast()
	o.until("it is as before", func() bool { return o.channelOf("facebook").Owner == "Communications team" })
	o.drain()
	o.tap("Under the promise, on")
	o.until("it runs no clock", func() bool { return o.channelOf("facebook").Unpromised })
}

func TestAChannelIsTestedAndDisconnected(t *testing.T) {
	o, u := shop(t)
	id := o.channelOf("mastodon").ID
	u.goTo(placeChannels, id)
	o.drain()
	o.tap("Test")
	o.drain()
	o.sees("Signed in as North Herts Council.")
	o.tap("Disconnect")
	o.sees("What came so far is kept")
	o.tap("Disconnect @northherts@council.example")
	o.until("it is gone", func() bool {
		all, _ := o.p.Channels.Channels(ctx, false)
		return len(all) == 9 && u.busy == 0
	})
	o.drain()
	o.sees("of 9 work")
}

func TestAMailboxIsLookedAfterOnItsChannel(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	id := o.channelOf("mailbox").ID
	u.goTo(placeChannels, id)
	o.drain()
	o.sees("it works")
	o.tap("Servers")
	o.sees("imap.council.example")
	o.key("Escape")
	o.tap("Sign in again")
	o.sees("Sign in as press@council.example")
	o.tap("Sign in")
	o.sees("Fill in “Password”.")
	o.box("Password")
	o.typed("secret")
	o.tap("Sign in")
	o.until("it is signed in", func() bool { return u.busy == 0 && o.shows("is signed in again") })
}
