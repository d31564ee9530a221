package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/app/ui/uitest"
)

// account is a channel as commands print it.
type account struct {
	ID, Network, Health string
}

func (d desk) channels() []account {
	d.t.Helper()
	return uitest.Read[[]account](d.PC, "channels")
}

// by is the conversation of somebody on a network.
func (d desk) by(network, name string) row {
	d.t.Helper()
	for _, r := range d.queue() {
		if r.Network == network && strings.HasPrefix(r.From, name) {
			return r
		}
	}
	d.t.Fatalf("%s waits for no answer on %s", name, network)
	return row{}
}

// word goes to the conversation in which words were written.
func (d desk) word(w *uitest.Window, words string) {
	d.t.Helper()
	w.Press("ctrl+k")
	w.Type(words)
	w.Drawn()
	w.Press("Return")
}

// choose carries out a command by its words.
func choose(w *uitest.Window, words string) {
	w.Press("ctrl+k")
	w.Type(words)
	w.Drawn()
	w.Press("Return")
}

// sent presses Send and waits until the outbox has it.
func (d desk) sent(w *uitest.Window, c row, kind string) {
	d.t.Helper()
	w.Keys("ctrl+Return")
	d.sendIs(c.ID, "queued")
	if s, _ := d.sendOf(c.ID); s.Kind != kind || s.Network != c.Network {
		d.t.Errorf("to %s goes a %s on %s, want a %s", c.From, s.Kind, s.Network, kind)
	}
	w.Drawn()
}

// TestWindowNetworks is a day on nine networks in the real window, by keyboard
// alone: after each step the command line says what became of it.
func TestWindowNetworks(t *testing.T) {
	clock := uitest.NewClock(t, monday)
	d, w := sampleDesk(t, clock)
	on := map[string]bool{}
	for _, c := range d.channels() {
		on[c.Network] = true
	}
	for _, network := range []string{"x", "facebook", "instagram", "youtube", "linkedin", "flickr", "bluesky", "mastodon", "threads", "nextdoor", "mailbox"} {
		if !on[network] {
			t.Errorf("the sample desk has no %s", network)
		}
	}

	answers := answerOnNetworks(d, w)
	hideAndShow(d, w)
	captured := captureByHand(d, w)
	settled := settleReply(d, w)
	signInAgain(d, w)

	w.Quit()
	clock.Turn(time.Minute) // the grace is over
	w = d.Open()
	d.ready(w)
	w.Keys("F5")
	for _, c := range answers {
		d.sendIs(c.ID, "sent")
		d.becomes(c.ID, "the answer counts", state("answered"))
	}
	d.becomes(captured, "the answer by hand is kept", state("answered"))
	if s, _ := d.sendOf(settled); s.State != "sent" {
		t.Errorf("after the restart the settled reply is %s", s.State)
	}
	for _, c := range d.channels() {
		if c.Health == "needs-you" {
			t.Errorf("after the restart %s needs somebody", c.Network)
		}
	}
	w.Quit()
	d.verify()
}

// answerOnNetworks replies in public on Bluesky, in private on Facebook, and
// redirects on Mastodon.
func answerOnNetworks(d desk, w *uitest.Window) []row {
	d.t.Helper()
	ola, farida, wim := d.by("bluesky", "Ola"), d.by("facebook", "Farida"), d.by("mastodon", "Wim")
	d.word(w, "count my son")
	compose(w)
	w.Type("Hello Ola, yes, from the day he moved in.")
	d.sent(w, ola, "reply")

	d.word(w, "every two weeks for the brown")
	w.Keys("p")
	w.Ringed(middle)
	w.Type("Hello Farida, yes. Which street is it?")
	d.sent(w, farida, "private message")

	d.word(w, "Which kinds did you plant")
	w.Press("d")
	w.Keys("1")
	w.Ringed(middle)
	d.sent(w, wim, "reply")
	return []row{ola, farida, wim}
}

// measures are the outcomes of the measures in a conversation's record.
func (d desk) measures(id string) (n int) {
	d.t.Helper()
	for _, e := range d.show(id).Record {
		if strings.HasPrefix(e.Kind, "moderated") {
			n++
		}
	}
	return n
}

// hideAndShow hides a comment on Facebook with a reason, and takes that back.
func hideAndShow(d desk, w *uitest.Window) {
	d.t.Helper()
	sheila := d.by("facebook", "Sheila")
	hidden := func() bool {
		return slices.ContainsFunc(d.show(sheila.ID).Messages, func(m message) bool { return m.Hidden })
	}
	d.word(w, "where do I put batteries")
	choose(w, "hide the newest")
	w.Keys("shift+Tab")
	w.Type("It names a neighbour")
	w.Keys("Tab", "Tab", "Return")
	d.Until("the comment is hidden", hidden)
	w.Drawn()
	w.Keys("ctrl+z")
	d.Until("Undo shows it again", func() bool { return !hidden() })
	w.Drawn()
	if n := d.measures(sheila.ID); n < 2 {
		d.t.Errorf("the record has %d measures, want the hiding and the showing", n)
	}
}

// captureByHand writes down what was said on Nextdoor, and the answer given there.
func captureByHand(d desk, w *uitest.Window) string {
	d.t.Helper()
	before := map[string]bool{}
	for _, r := range d.queue() {
		before[r.ID] = true
	}
	w.Press("ctrl+shift+k")
	w.Type("Is the town hall clock stopped for good?")
	w.Keys("Tab")
	w.Type("https://nextdoor.example/p/clock")
	w.Keys("Tab")
	w.Type("Nora Vane")
	w.Keys("Tab", "Tab", "Tab", "Tab", "Tab", "Return") // day, hour, in private, Cancel
	var id string
	d.Until("it is a conversation with its clock", func() bool {
		for _, r := range d.queue() {
			if !before[r.ID] && r.Network == "nextdoor" {
				id = r.ID
			}
		}
		return id != ""
	})
	w.Drawn()
	choose(w, "answered outside")
	w.Type("It runs again from Thursday.")
	w.Keys("Tab", "Tab", "Tab", "Return")
	d.becomes(id, "the answer given there is recorded", state("answered"))
	w.Drawn()
	return id
}

// settleReply says of the reply on Facebook whose outcome is not known that it is
// live, and returns its conversation.
func settleReply(d desk, w *uitest.Window) string {
	d.t.Helper()
	at := slices.IndexFunc(d.outbox(), func(s send) bool { return s.State == "unconfirmed" && s.Network == "facebook" })
	if at < 0 {
		d.t.Fatal("the sample desk has no unconfirmed reply on Facebook")
	}
	was := d.outbox()[at]
	w.Press("ctrl+3")
	w.Keys("3")
	w.Drawn()
	if s, _ := d.sendOf(was.Conversation); s.State != "unconfirmed" || s.Attempts != was.Attempts {
		d.t.Errorf("looking again changed %+v to %+v", was, s)
	}
	w.Keys("1")
	d.sendIs(was.Conversation, "sent")
	w.Drawn()
	return was.Conversation
}

// signInAgain signs in to the one network that signed us out.
func signInAgain(d desk, w *uitest.Window) {
	d.t.Helper()
	out := func() bool {
		return slices.ContainsFunc(d.channels(), func(a account) bool { return a.Health == "needs-you" })
	}
	if !out() {
		d.t.Error("no channel of the sample desk is signed out")
	}
	w.Press("ctrl+5", "End", "s")
	w.Type("anything")
	w.Keys("Return")
	d.Until("Flickr works again", func() bool { return !out() })
	w.Drawn()
}
