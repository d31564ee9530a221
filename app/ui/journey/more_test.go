package journey

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/platforms"
)

func TestWroteAgainWhileWriting(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("r")
	o.keys("We come tomorrow.")
	o.sees("Nobody else has replied")
	again := from("Colin Prewett", "Re: Brown bin", "And the lid is broken.", 0)
	again.ThreadRoot, again.Parents = o.message("Colin").RemoteID, []string{o.message("Colin").RemoteID}
	o.world.Receive(again)
	o.sees("Colin Prewett wrote again at 9:48, after you began")
	o.sees("We come tomorrow.") // and the text is left alone
	o.tap("I have read it")
	o.sees("Nobody else has replied")
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("it went, and the Gate had nothing to show", func() bool { return o.send().State == outbox.Sent })
	if got := o.row("Colin"); got.Status != inbox.Answered {
		t.Errorf("the conversation is %s: the second message was not covered", got.Status)
	}
}

func TestGateSendAnywayAndDiscard(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("r")
	o.keys("We come tomorrow.")
	o.sees("Draft saved")
	o.program.Intake.Stop()
	again := from("Colin Prewett", "Re: Brown bin", "It is emptied now, thank you.", 0)
	again.ThreadRoot, again.Parents = o.message("Colin").RemoteID, []string{o.message("Colin").RemoteID}
	o.world.Receive(again)
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("the Gate stops it", func() bool { return o.send().State == outbox.Held })
	o.show("outbox", o.send().ID)
	o.sees("It is emptied now, thank you.")
	o.tap("Discard")
	o.until("it is gone", func() bool { return len(o.sends()) == 0 && len(o.drafts()) == 0 && o.undo != nil })
	o.takeBack()
	o.until("the text is back in the queue", func() bool { return o.at == "queue" && o.inSight("We come tomorrow.") })
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("the Gate stops it once more", func() bool { return o.send().State == outbox.Held })
	o.show("queue", o.row("Colin").ID)
	o.sees("It is emptied now, thank you.")
	o.tap("Send anyway")
	o.until("it went", func() bool { return o.send().State == outbox.Sent })
}

func TestNoteInTheDrawer(t *testing.T) {
	o := newOffice(t, looks["1100"], nil, morning()...)
	o.sees("36 min late")
	o.keys("r")
	o.keys("Not to be sent yet.")
	o.key(fyne.KeyEscape)
	o.keys("n")
	o.keys("Rang the county.")
	o.shortcut("Ctrl+Enter")
	o.until("the note is on record and the drawer is away", func() bool { return o.did == "Note added." && !o.inSight("Rang the county.") })
	o.shortcut("Ctrl+I")
	o.sees("GM added a note")
	if o.press("Ctrl+Enter") || len(o.sends()) != 0 {
		t.Error("a reply was sent from under the drawer")
	}
}

func TestDiscardedDraftComesBack(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("r")
	o.keys("We come tomorrow.")
	o.sees("Draft saved")
	o.tap("Discard")
	o.until("it is gone", func() bool { return len(o.drafts()) == 0 && !o.inSight("We come tomorrow.") })
	o.takeBack()
	o.until("it is back", func() bool { return len(o.drafts()) == 1 && o.inSight("We come tomorrow.") })
}

func TestFilesComeAndGo(t *testing.T) {
	item := from("Tom Ashdown", "Calendar", "Here is the calendar.", time.Hour)
	item.Attachments = []platforms.Attachment{{Part: "2", Name: "calendar.pdf", Type: "application/pdf", Size: 240_000}}
	o := newOffice(t, usual, nil, item)
	o.sees("calendar.pdf")
	o.pick = filepath.Join(t.TempDir(), "calendar.pdf")
	o.tap("Save calendar.pdf")
	o.until("it is saved", func() bool { return strings.HasPrefix(o.did, "Saved calendar.pdf") })
	if saved, err := os.ReadFile(o.pick); err != nil || len(saved) == 0 {
		t.Errorf("saved %d bytes, %v", len(saved), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(o.pick)); len(left) != 1 {
		t.Errorf("files left behind: %v", left)
	}
	o.pick = filepath.Join(t.TempDir(), "plan.txt")
	if err := os.WriteFile(o.pick, []byte("first round"), 0o600); err != nil {
		t.Fatal(err)
	}
	o.keys("r")
	o.keys("See the attached plan.")
	o.sees("The text speaks of an attachment, and none is attached.")
	o.shortcut("Ctrl+Shift+U")
	o.sees("plan.txt, 11 bytes")
	o.until("the warning is gone", func() bool { return !o.inSight("none is attached") })
	o.shortcut("Ctrl+Enter")
	o.until("it is queued", func() bool { return o.send().State == outbox.Queued })
	if f := o.send().Files; len(f) != 1 || f[0].Name != "plan.txt" {
		t.Errorf("sent files %+v", f)
	}
}

func TestAnswerToAll(t *testing.T) {
	item := from("Tom Ashdown", "Street party", "May we close the road?", time.Hour)
	item.Cc = []platforms.Person{{ID: "nia@post.example", Name: "Nia Probert"}, {ID: own}}
	o := newOffice(t, usual, nil, item)
	o.sees("May we close the road?")
	o.sees("Reply to all")
	if !o.press("R") {
		t.Fatal("R did nothing")
	}
	o.until("the resident alone is answered", func() bool { return o.inSight("To Tom Ashdown") && !o.inSight("Nia Probert") })
	o.tap("Reply to all")
	o.sees("Nia Probert <nia@post.example>")
	o.keys("Yes, on a Sunday.")
	o.shortcut("Ctrl+Enter")
	o.until("it is queued", func() bool { return o.send().State == outbox.Queued })
	if s := o.send(); len(s.To) != 1 || len(s.Cc) != 1 || s.Cc[0].ID != "nia@post.example" {
		t.Errorf("to %+v, copies %+v", s.To, s.Cc)
	}
}

func TestOldMailBecomesWork(t *testing.T) {
	o := newOffice(t, usual, nil, from("Ola Brandt", "An old question", "Nobody answered this in October.", 30*24*time.Hour))
	o.until("it is here", func() bool { return len(o.all()) == 1 })
	o.sees("Older")
	o.keys("]")
	o.sees("An old question")
	o.keys("j")
	o.sees("Came before this desk’s promise began")
	o.tap("Make work of this")
	o.until("it is work", func() bool { return o.row("Ola").Status == inbox.Open })
	o.sees("First reply due Tue 9:48")
	o.takeBack()
	o.until("it is history again", func() bool { return o.row("Ola").Status == inbox.History })
}

func TestStrangersAreSuggestedNeverMerged(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	stranger := from("Nia Probert", "My allotment", "How long is the list?", 0)
	stranger.ThreadRoot, stranger.Parents = o.message("Tom").RemoteID, []string{o.message("Tom").RemoteID}
	o.world.Receive(stranger)
	o.until("it is here", func() bool { return len(o.all()) == 4 })
	o.show("queue", o.row("Nia").ID)
	o.sees("May belong to another conversation.")
	o.tap("Open it")
	o.sees("Which week does the purple-lid bin start?")
}

func TestRowsMoveUnderTheSelection(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("j")
	o.sees("Which week does the purple-lid bin start?")
	tom := o.row("Tom").ID
	if _, err := o.program.Inbox.SetPressDeadline(ctx, o.who(), tom, monday.Add(-2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	o.until("it is on top", func() bool { return o.inSight("Overdue 2") })
	o.keys("l")
	o.until("the same conversation is acted on", func() bool { return o.row("Tom").Assignee != "" })
	if o.row("Colin").Assignee != "" || o.row("Ola").Assignee != "" {
		t.Error("another conversation was assigned")
	}
	o.keys("[") // folds Overdue, so that the selection moves on
	o.sees("Is the council tax support form down")
	o.key(fyne.KeyReturn)
	if !o.press("N") {
		t.Error("the thread has no keys")
	}
}
