package journey

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/screen"
	"commsdesk/platforms"
)

// morning is what lies in the mailbox as the day begins.
func morning() []platforms.Item {
	return []platforms.Item{
		from("Colin Prewett", "Brown bin", "Third week running our brown bin on Bedford Road was not emptied.", 72*time.Hour+36*time.Minute),
		from("Tom Ashdown", "Purple lid", "I just moved here. Which week does the purple-lid bin start?", 70*time.Hour),
		from("Ola Brandt", "Council tax form", "Is the council tax support form down? It loses everything.", 30*time.Minute),
	}
}

func TestTriageByKeys(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("Colin Prewett")
	o.sees("36 min late")
	o.sees("Third week running")
	o.keys("y")
	o.keys("s")
	o.until("the type is set", func() bool { return o.row("Colin").Type == inbox.ServiceRequest })
	if o.did != "Type set to Service request." {
		t.Errorf("it says %q", o.did)
	}
	o.takeBack()
	o.until("the type is taken back", func() bool { return o.row("Colin").Type == inbox.Untriaged })
	o.keys("j")
	o.sees("First reply due 11:48 today")
	o.keys("ac")
	o.until("it is assigned", func() bool { return o.row("Tom").Assignee == "team:csc" })
	o.sees("Is the council tax support form down") // the next one is open
	o.keys("x")
	o.until("no reply is expected", func() bool { return o.row("Ola").Status == inbox.NoReply })
	o.takeBack()
	o.until("it is open again", func() bool { return o.row("Ola").Status == inbox.Open })
	o.keys("e")
	if len(o.said) != 0 || o.row("Ola").Status != inbox.Open {
		t.Errorf("E on an unanswered one: said %q, status %s", o.said, o.row("Ola").Status)
	}
}

func TestReplySendAndUndo(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("jr")
	o.keys("Your first collection is Tuesday 8 December.")
	o.sees("Draft saved")
	if n := len(o.drafts()); n != 1 {
		t.Fatalf("%d drafts are on disk", n)
	}
	o.shortcut("Ctrl+Enter")
	o.until("it is queued", func() bool { return o.send().State == outbox.Queued })
	if o.did != "Sending in 10 s." {
		t.Errorf("it says %q", o.did)
	}
	o.sees("Is the council tax support form down") // on to the next
	o.takeBack()
	o.sees("Which week does the purple-lid bin start")
	o.until("the text is back in the box", func() bool { return o.inSight("Your first collection is Tuesday 8 December.") })
	o.until("the keyboard is in the text", func() bool { return o.window.Canvas().Focused() != nil })
	o.shortcut("Ctrl+Enter")
	o.until("it is queued", func() bool { return o.send().State == outbox.Queued })
	o.later(11 * time.Second)
	o.until("it went", func() bool { return o.send().State == outbox.Sent })
	if got := o.row("Tom"); got.Status != inbox.Answered || len(got.Settled) != 1 {
		t.Errorf("the conversation is %s with %d settled turns", got.Status, len(got.Settled))
	}
	if n := o.world.Accepted()[o.send().Token]; n != 1 {
		t.Errorf("the server took it %d times", n)
	}
	if !strings.HasSuffix(o.send().Text, "\n\n^GM") {
		t.Errorf("the text ends %q", o.send().Text)
	}
	o.undo()
	o.until("it says that it is too late", func() bool { return len(o.said) > 0 && strings.HasPrefix(o.said[0], "Too late") })
}

func TestDraftOutlivesTheProgram(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("r")
	o.keys("Sorry about the bin. ")
	o.sees("Draft saved")
	o.keys("We come tomorrow.") // the last words are not on disk yet
	o.restart()
	o.sees("36 min late")
	o.sees("Sorry about the bin. We come tomorrow.")
	o.sees("Draft saved 9:48")
	if n := len(o.drafts()); n != 1 {
		t.Errorf("%d drafts are on disk", n)
	}
}

func TestTypedTextStaysWithItsConversation(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("r")
	o.keys("About the bin.")
	o.key(fyne.KeyEscape) // to the thread
	o.keys("j")
	o.until("the box is empty", func() bool { return o.inSight("Which week") && !o.inSight("About the bin.") })
	o.keys("k")
	o.until("the text is there again", func() bool { return o.inSight("About the bin.") })
	o.keys("d")
	o.keys("1")
	o.until("the redirect's words are there", func() bool { return o.inSight("Hello Colin, the quickest way is our Do It Online page") })
	o.sees("1 more draft")
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("it went", func() bool { return o.send().State == outbox.Sent })
	if s := o.send(); s.Purpose != outbox.Redirect || o.row("Colin").Settled[0].How != inbox.ByRedirect {
		t.Errorf("purpose %s, settled by %v", s.Purpose, o.row("Colin").Settled)
	}
	if d := o.drafts(); len(d) != 1 || d[0].Text != "About the bin." {
		t.Errorf("the first draft is not kept: %+v", d)
	}
}

func TestGateShowsBothAndKeepsTheText(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("r")
	o.keys("We come tomorrow.")
	o.sees("Draft saved")
	o.program.Intake.Stop() // so that only the Gate finds the news
	again := from("Colin Prewett", "Re: Brown bin", "It is emptied now, thank you.", 0)
	again.ThreadRoot, again.Parents = o.message("Colin").RemoteID, []string{o.message("Colin").RemoteID}
	o.world.Receive(again)
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("the Gate stops it", func() bool { return o.send().State == outbox.Held })
	o.show(screen.Queue, o.row("Colin").ID)
	o.sees("The resident wrote again since you began to write")
	o.tap("Keep as draft")
	o.until("the text is in the box", func() bool { return o.inSight("Draft saved") && o.inSight("We come tomorrow.") })
	if d := o.drafts(); len(d) != 1 || d[0].Text != "We come tomorrow." {
		t.Errorf("the drafts are %+v", d)
	}
}

func TestOneAnswerForManyAndUndo(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.key(fyne.KeySpace)
	o.keys("j")
	o.key(fyne.KeySpace)
	o.sees("2 marked")
	o.keys("bx")
	o.until("both are settled", func() bool {
		return o.row("Colin").Status == inbox.NoReply && o.row("Tom").Status == inbox.NoReply
	})
	if o.did != "No reply expected: 2." {
		t.Errorf("it says %q", o.did)
	}
	o.sees("Is the council tax support form down")
	o.takeBack()
	o.until("both are open", func() bool { return o.row("Colin").Status == inbox.Open && o.row("Tom").Status == inbox.Open })
}

func TestNoteTagAndPressDeadline(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("n")
	o.keys("The round was late. ")
	o.shortcut("Ctrl+Enter")
	o.sees("added a note")
	o.sees("The round was late.")
	if s := o.sends(); len(s) != 0 {
		t.Fatalf("a note was sent: %+v", s)
	}
	o.keys("t")
	o.keys("w")
	o.key(fyne.KeyReturn)
	o.until("it is tagged", func() bool { return len(o.row("Colin").Tags) == 1 })
	o.keys("yp")
	o.sees("Journalist’s deadline")
}

// TestFastKeys types faster than a conversation is read.
func TestFastKeys(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	for _, r := range "jr" {
		o.window.Canvas().Focused().TypedRune(r)
	}
	o.settled()
	o.keys("Tuesday.")
	o.until("the right one has a draft", func() bool {
		d := o.drafts()
		return len(d) == 1 && d[0].Text == "Tuesday." && d[0].Conversation == o.row("Tom").ID
	})
}
