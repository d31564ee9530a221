package ui_test

import (
	"strings"
	"testing"
	"time"

	"commsdesk/platforms/desktop/bustest"
	"commsdesk/platforms/mailbox/smtptest"
)

// shownAtLast waits until the desktop was asked to show n notifications, checks
// that none says what a resident is called or wrote, and returns the newest.
func (o *office) shownAtLast(n int, title string) bustest.Call {
	o.t.Helper()
	o.Until("the desktop shows “"+title+"”", func() bool { return len(o.Bus.Calls()) >= n })
	calls := o.Bus.Calls()
	for _, c := range calls {
		for _, private := range []string{"Nia", "Bowen", "resident.example", "lamp", "bin", "hall", "dog", "Soon"} {
			if strings.Contains(strings.ToLower(c.Title+c.Body), strings.ToLower(private)) {
				o.t.Errorf("a notification says %q: %q, %q", private, c.Title, c.Body)
			}
		}
	}
	last := calls[len(calls)-1]
	if len(calls) != n || last.Title != title {
		o.t.Fatalf("the desktop was asked to show %d notifications, the last %q; want %d and %q", len(calls), last.Title, n, title)
	}
	return last
}

// TestNotifications follows what the desktop is asked to show on a Monday: each
// once, though the program restarts, and a click leads to what it is about.
func TestNotifications(t *testing.T) {
	o := newOffice(t, monday)
	o.connect()
	friday := func(h, m int) time.Time { return time.Date(2026, 11, 27, h, m, 0, 0, time.UTC) }
	o.arrives("Lamp", "The lamp is out.", friday(10, 0))
	o.arrives("Bins", "My bin was left.", friday(12, 30))
	o.arrives("Hall", "Is the hall free?", friday(13, 0))
	w := o.Open()
	lamp := o.waits("Lamp")
	o.waits("Hall")
	o.ready(w)
	first := o.shownAtLast(1, "Reply due in 12 min")
	if first.Body != "Message, mailbox. Due 10:00. Not assigned." {
		t.Errorf("the notification says %q", first.Body)
	}

	w.Press("j", "ctrl+3") // something else is chosen, and another place shown
	o.Until("the outbox is shown", func() bool { return strings.HasSuffix(w.Title(), "Outbox · Commsdesk") })
	if err := o.Bus.Click(first.ID); err != nil {
		t.Fatal(err)
	}
	o.Until("a click leads to the queue", func() bool { return strings.HasSuffix(w.Title(), "Queue · Commsdesk") })
	w.Drawn()
	w.Keys("l")
	o.becomes(lamp.ID, "the conversation that was clicked is the chosen one", assigned("GM"))
	w.Quit()

	// The password comes from the password store, and what was told stays told.
	w = o.Open()
	o.ready(w)
	o.arrives("Dog", "Whose dog is this?", friday(10, 1))
	dog := o.waits("Dog")
	o.shownAtLast(2, "Reply due in 13 min")

	// The PC sleeps: one summary on wake.
	o.turn(3*time.Hour + 30*time.Minute)
	o.Run("note", dog.ID, "--officer", "GM", "--text", "Asked the warden.")
	if s := o.shownAtLast(3, "4 replies fell due while Commsdesk was not running"); s.Body != "The oldest was due 10:00." {
		t.Errorf("the summary says %q", s.Body)
	}

	o.smtp.Behave(smtptest.At(smtptest.Dot, smtptest.Act{Drop: true}))
	if _, errs, code := o.Try("", "reply", dog.ID, "--officer", "GM", "--text", "Soon."); code != 4 {
		t.Fatalf("a reply without an answer ended with %d: %s", code, errs)
	}
	o.shownAtLast(4, "We do not know if a reply went")

	// The password is not right any more: it is noticed when the server ends the
	// connections, tried by the
	// reader and the watcher once, told once.
	o.Try("not the password\n", "sync", "--once", "--password-stdin")
	asked := o.imap.SignIns()
	o.imap.Restart()
	w.Keys("F5")
	o.shownAtLast(5, "The mailbox needs you to sign in")
	w.Press("ctrl+3")
	o.turn(time.Hour)
	o.Run("tag", dog.ID, "Waste")
	w.Press("ctrl+1")
	if n := o.imap.SignIns() - asked; n > 2 {
		t.Errorf("the wrong password was tried %d times, want once by the reader and once by the watcher", n)
	}
	w.Quit()
	asked = o.imap.SignIns()
	w = o.Open()
	o.ready(w)
	o.Until("the notice waits in the panel too", func() bool {
		kinds := map[string]int{}
		for _, n := range o.notices() {
			kinds[n.Kind]++
		}
		return kinds["sign-in"] == 1 && kinds["unconfirmed"] == 1
	})
	w.Quit()
	if n := o.imap.SignIns() - asked; n > 1 {
		t.Errorf("a restart tried the wrong password %d times, want once", n)
	}
	o.shownAtLast(5, "The mailbox needs you to sign in")
	o.verify()
}
