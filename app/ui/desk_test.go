package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
	"commsdesk/app/ui/theme"
	"commsdesk/platforms/mailbox/sim"
)

func TestFirstRunLeadsToTheQueue(t *testing.T) {
	o := newOffice(t)
	u := o.open(Options{}, 1366, 738)
	if u.win.Title() != "Welcome · Commsdesk" {
		t.Errorf("the title is %q", u.win.Title())
	}
	o.typed("press")
	o.key(fyne.KeyReturn)
	o.sees("Enter the shared mailbox's address in full")
	o.typed("@council.example")
	o.box("Your name")
	o.typed("Gemma Marlow")
	o.sees("^GM")
	o.sees("So a question that arrives on Friday at 16:30 is due on Monday at 16:30.")
	o.key(fyne.KeyReturn)
	o.sees("imap.council.example")
	o.tap("Start")
	o.sees("Type the mailbox's password.")
	o.world.Break(sim.Faults{AuthEnded: true})
	o.box("Password")
	o.typed("wrong")
	o.key(fyne.KeyReturn)
	o.drain()
	o.sees("Sign-in")
	o.world.Break(sim.Faults{})
	o.tap("Test")
	o.drain()
	o.sees("Everything works.")
	o.tap("Start")
	o.until("the desk is shown", func() bool { return u.shell != nil && u.facts.read })
	if u.officer.Initials != "GM" || u.who().Officer == "" || u.at != placeQueue {
		t.Errorf("%+v sits at %s", u.officer, u.at)
	}
	if chans, _ := o.p.Channels.Channels(ctx, false); len(chans) != 1 {
		t.Errorf("%d mailboxes are connected", len(chans))
	}
}

func TestSampleDeskSaysWhatStoppedIt(t *testing.T) {
	o := newOffice(t)
	opened := make(chan bool, 1)
	o.open(Options{OpenSample: func() error { opened <- true; return errors.New("no room") }}, 1366, 738)
	o.tap("Open the sample desk")
	o.until("it was opened", func() bool { return len(opened) == 1 })
	o.drain()
	o.sees("Something went wrong inside Commsdesk.")
}

func TestRailFollowsTheStore(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	if u.facts.open != 2 {
		t.Fatalf("%d need a reply", u.facts.open)
	}
	if u.win.Title() != "2 need a reply · Queue · Commsdesk" {
		t.Errorf("the title is %q", u.win.Title())
	}
	rows, err := o.p.Store.Queue(ctx, inbox.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.p.Inbox.NoReply(ctx, u.who(), rows[0].ID); err != nil {
		t.Fatal(err)
	}
	o.until("one is left", func() bool { return u.facts.open == 1 })
	if u.win.Title() != "1 needs a reply · Queue · Commsdesk" {
		t.Errorf("the title is %q", u.win.Title())
	}
}

func TestAnotherOfficerSitsDown(t *testing.T) {
	o := newOffice(t)
	gm := o.settle(true)
	u := o.open(Options{}, 1366, 738)
	o.tap("Gemma Marlow sits here. Change")
	o.tap("Ravi Tandy")
	o.drain()
	if u.officer.Initials != "RT" || u.who().Officer == gm.ID {
		t.Errorf("%+v sits here", u.officer)
	}
	if id, _ := o.p.Store.Local(ctx, localOfficer); id != u.officer.ID {
		t.Errorf("the next start would find %q", id)
	}
	u.undoLast()
	o.drain()
	if u.officer.ID != gm.ID {
		t.Errorf("undo left %+v", u.officer)
	}
}

func TestUndoGoesToTheTextBoxThatHasTheKeyboard(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	undone := 0
	u.did("Something was done.", func() { undone++ })
	u.goTo(placeSettings, "record")
	o.drain()
	o.box("Passphrase")
	o.typed("ab")
	u.undoLast()
	if undone != 0 {
		t.Error("the deed was undone instead of the typing")
	}
	u.win.Canvas().Unfocus()
	u.undoLast()
	u.undoLast()
	if undone != 1 {
		t.Errorf("the deed was undone %d times", undone)
	}
}

func TestSingleLettersCanBeTurnedOff(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	if !u.press("?") || !u.covered() {
		t.Error("? does not open the keys")
	}
	if u.press("?") {
		t.Error("a letter acts under a dialog")
	}
	o.key(fyne.KeyEscape)
	if u.covered() {
		t.Error("Esc leaves the dialog open")
	}
	if err := o.p.SetSetting(ctx, u.who(), "single_keys", false); err != nil {
		t.Fatal(err)
	}
	if u.press("?") {
		t.Error("a letter acts though letters are off")
	}
	u.typedKey(&fyne.KeyEvent{Name: fyne.KeyF1})
	if !u.covered() {
		t.Error("F1 does not open the keys")
	}
}

func TestSettingsCountAtOnceAndGoBack(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	u.goTo(placeSettings, "looks")
	o.tap("150 %")
	o.until("the text is large", func() bool { return theme.Current().Percent() == 150 })
	u.undoLast()
	o.until("the text is as before", func() bool { return theme.Current().Percent() == 100 })

	u.goTo(placeSettings, "hours")
	o.tap("Friday, open")
	o.sees("So a question that arrives on Thursday at 16:30 is due on Monday at 16:30.")
	o.tap("Save the hours")
	o.until("the hours count", func() bool { return len(o.p.Snapshot().Calendar.Week[5]) == 0 })
	o.drain()
	u.undoLast()
	o.until("the hours are as before", func() bool { return len(o.p.Snapshot().Calendar.Week[5]) == 1 })
	if v := o.p.Snapshot().Calendar; v.Rule != calendar.OneWorkingDay || v.Number != 4 {
		t.Errorf("the hours are version %d by rule %d", v.Number, v.Rule)
	}
}

func TestNoticesAreClosedAndBroughtBack(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	if len(u.facts.notices) != 1 {
		t.Fatalf("there are %d notices", len(u.facts.notices))
	}
	u.showNotices()
	o.sees("Tom Ashdown. Message, mailbox. Due 11:40. Not assigned.")
	o.key(fyne.KeyDelete)
	o.until("it is away", func() bool { return len(u.facts.notices) == 0 && u.busy == 0 })
	o.sees("Nothing needs you")
	u.undoLast()
	o.until("it is back", func() bool { return len(u.facts.notices) == 1 && u.busy == 0 })
	o.key(fyne.KeyEscape)
	u.showNotices()
	o.tap("Open: " + u.facts.notices[0].Title + ". Tom Ashdown. " + u.facts.notices[0].Body)
	o.drain()
	if u.covered() || u.at != placeQueue {
		t.Errorf("the notice led to %s", u.at)
	}
}

func TestNotificationOpensItsConversation(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	u.goTo(placeSettings, "")
	u.OpenKey(u.facts.notices[0].Key)
	o.drain()
	if u.at != placeQueue {
		t.Errorf("it opened %s", u.at)
	}
	o.sees("Which week does the purple-lid bin start?")
}

func TestClosingAsksOnceAndRemembers(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	u.closing()
	o.sees("Keep Commsdesk running?")
	o.tap("Do this each time, off")
	o.tap("Keep running")
	o.until("it is remembered", func() bool { return o.p.Snapshot().Settings.OnClose == "tray" })
	o.drain()
	u.closing()
	if u.covered() {
		t.Error("it asks again")
	}
}

func TestMissingKeyringIsSaidWithAWayOn(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	kept := false
	u := o.open(Options{Keyring: func(context.Context) (string, string) { return "absent", "This computer has no password store." },
		KeepForThisRun: func() { kept = true }}, 1366, 738)
	o.drain()
	o.sees("Passwords can't be kept.")
	o.tap("Keep for this run")
	o.drain()
	if !kept || strings.Contains(o.words(), "Passwords can't be kept.") || u.undo != nil {
		t.Error("the banner stays")
	}
}

func TestCommandListFindsConversations(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	o.drain()
	u.goTo(placeSettings, "")
	u.showPalette()
	o.typed("museum")
	o.drain()
	o.sees("Leanne Okoro")
	o.key(fyne.KeyReturn)
	o.drain()
	if u.at != placeQueue {
		t.Errorf("it opened %s", u.at)
	}
	o.sees("Can I hire the museum room?")
}

func TestLinksOfOtherKindsStayClosed(t *testing.T) {
	o := newOffice(t)
	o.settle(false)
	var opened []string
	u := o.open(Options{OpenBrowser: func(l string) error { opened = append(opened, l); return nil }}, 1366, 738)
	for _, bad := range []string{"file:///etc/passwd", "javascript:alert(1)", "smb://host/x", "relative"} {
		if u.openLink(bad) == nil {
			t.Errorf("%s was opened", bad)
		}
	}
	if err := u.openLink("https://www.gov.uk/bank-holidays"); err != nil || len(opened) != 1 {
		t.Errorf("%v, opened %q", err, opened)
	}
}

func TestWindowKeepsItsSize(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	u.win.Resize(fyne.NewSize(1200, 700))
	u.saveWindow()
	u.cancel()
	u.work.Wait()
	if words, _ := o.p.Store.Local(ctx, localWindow); words != "1200x700" {
		t.Errorf("the next window is %q", words)
	}
}
