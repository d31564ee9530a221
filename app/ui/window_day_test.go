package ui_test

import (
	"image"
	"strings"
	"testing"
	"time"

	"commsdesk/app/ui/uitest"
)

// sampleDesk opens the sample desk as an officer does who starts the program for
// the first time, and returns its window.
func sampleDesk(t *testing.T, clock *uitest.Clock) (desk, *uitest.Window) {
	t.Helper()
	d := desk{uitest.NewPC(t, uitest.Place{Clock: clock}), t}
	w := d.Open()
	if title := w.Title(); title != "Welcome · Commsdesk" {
		t.Errorf("an empty workspace opens with %q", title)
	}
	w.Keys("alt+t")
	d.Until("the sample desk has taken the first page's place", w.Alone)
	d.Dir += "-sample"
	w.Find()
	d.ready(w)
	return d, w
}

// ready waits until the queue is in the window.
func (d desk) ready(w *uitest.Window) {
	d.t.Helper()
	d.Until("the title counts who is waiting", func() bool { return strings.Contains(w.Title(), "need a reply · Queue") })
	w.Drawn()
}

// find goes to a conversation by its subject.
func (d desk) find(w *uitest.Window, c row) {
	d.t.Helper()
	words := c.Subject
	if words == "" { // on networks there are none
		words, _, _ = strings.Cut(strings.TrimPrefix(c.From, "@"), " ")
	}
	w.Press("ctrl+k")
	w.Type(words)
	w.Drawn()
	w.Press("Return")
}

// middle is the part of the screen between list and details.
var middle = image.Rect(484, 20, 1082, 740)

// compose brings the keyboard to the reply.
func compose(w *uitest.Window) {
	w.Keys("r")
	w.Ringed(middle)
}

// TestWindowDay is a short day in the real window: after each step the command
// line says what became of it.
func TestWindowDay(t *testing.T) {
	clock := uitest.NewClock(t, monday)
	d, w := sampleDesk(t, clock)
	queue := d.queue()
	if !strings.HasPrefix(w.Title(), "Sample data · "+count(len(queue))+" need a reply") {
		t.Errorf("the title %q does not count the %d that wait", w.Title(), len(queue))
	}

	triage(d, w, queue[1])
	answered := reply(d, w, queue[0])
	begun := queue[3]
	w = typeAndDie(d, w, clock, begun)
	settleUnconfirmed(d, w)

	// The grace is over: both replies went, whole.
	clock.Turn(time.Minute)
	w.Keys("F5")
	for _, c := range []row{answered, begun} {
		d.sendIs(c.ID, "sent")
	}
	w.Keys("F5") // the thread's copy is the one in Sent
	d.becomes(answered.ID, "the reply is in the thread", said("Friday. Thank you for telling us."))
	d.becomes(begun.ID, "the reply begun before the power cut is whole", said("It is 14 months. The list is long."))

	w.Press("ctrl+1")
	d.find(w, answered)
	w.Keys("e")
	d.becomes(answered.ID, "it is done", state("done"))
	w.Keys("ctrl+z")
	d.becomes(answered.ID, "Undo brought it back", state("answered"))
	w.Quit()
	d.verify()
}

// triage sorts the second conversation by keys alone.
func triage(d desk, w *uitest.Window, c row) {
	d.t.Helper()
	w.Press("j", "y")
	w.Keys("s")
	d.becomes(c.ID, "it is a service request", is("service-request"))
	w.Drawn()
	w.Press("t", "r")
	w.Keys("Return")
	d.becomes(c.ID, "it is tagged", has("Roads"))
	w.Drawn()
	w.Press("n")
	w.Type("Lamp 14, reported to the county.")
	w.Keys("ctrl+Return")
	d.becomes(c.ID, "the note is in the record", recorded("note"))
	w.Drawn()
	w.Keys("l")
	d.becomes(c.ID, "it is Gemma's", assigned("GM"))
	w.Drawn()
	w.Press("a")
	w.Keys("c")
	d.becomes(c.ID, "it is the Customer Service Centre's", assigned("csc"))
	w.Drawn()
	w.Keys("ctrl+z")
	d.becomes(c.ID, "Undo gave it back", assigned("GM"))
	w.Drawn()
	w.Press("k")
}

// reply answers the first conversation, takes it back within the grace, and
// sends it again with more in it.
func reply(d desk, w *uitest.Window, c row) row {
	d.t.Helper()
	compose(w)
	w.Type("Hello, the crew comes back on Friday.")
	w.Keys("ctrl+Return")
	d.sendIs(c.ID, "queued")
	w.Drawn()
	w.Keys("ctrl+z")
	d.Until("the reply was taken back", func() bool { _, there := d.sendOf(c.ID); return !there })
	w.Ringed(middle)
	w.Type(" Thank you for telling us.")
	w.Keys("ctrl+Return")
	d.sendIs(c.ID, "queued")
	w.Drawn()
	return c
}

// typeAndDie has the power fail in the middle of a word, and finishes the reply
// after the restart.
func typeAndDie(d desk, w *uitest.Window, clock *uitest.Clock, c row) *uitest.Window {
	d.t.Helper()
	d.find(w, c)
	compose(w)
	const words = "It is 14 months. The list is long."
	w.Type(words[:16])
	d.draft(clock, c.ID, words[:16])
	w.Type(words[16:20])
	w.Kill()
	d.verify()
	w = d.Open()
	d.ready(w)
	kept := d.draft(clock, c.ID, words[:16])
	if !strings.HasPrefix(words, kept) {
		d.t.Fatalf("the draft came back as %q", kept)
	}
	d.find(w, c)
	compose(w)
	w.Type(words[len(kept):])
	w.Keys("ctrl+Return")
	d.sendIs(c.ID, "queued")
	w.Drawn()
	return w
}

// settleUnconfirmed looks again at the mail whose outcome is not known, and
// then says that it went.
func settleUnconfirmed(d desk, w *uitest.Window) {
	d.t.Helper()
	unknown := func() (found []send) {
		for _, s := range d.outbox() {
			if s.State == "unconfirmed" && s.Kind == "mail" {
				found = append(found, s)
			}
		}
		return found
	}
	before := unknown()
	if len(before) != 1 {
		d.t.Fatalf("%d mails are unconfirmed, want 1", len(before))
	}
	w.Press("ctrl+shift+n", "Return", "3")
	if after := unknown(); len(after) != 1 || after[0].Attempts != before[0].Attempts {
		d.t.Errorf("looking again changed %+v to %+v", before, after)
	}
	w.Keys("1")
	d.sendIs(before[0].Conversation, "sent")
	w.Drawn()
}
