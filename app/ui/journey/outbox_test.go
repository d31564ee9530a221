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
	"commsdesk/platforms/mailbox/sim"
)

// silent is a world whose server swallows a message with these words without
// an answer; kept: it took it all the same.
func silent(words string, times int, kept bool) []sim.Rule {
	return []sim.Rule{{Words: words, Times: times, Verdict: platforms.Unconfirmed, Kept: kept}}
}

// unconfirmed is a desk that looks at a message whose outcome is not known. Only
// looks find copies: the mailbox is no longer read by itself.
func unconfirmed(t *testing.T, rules []sim.Rule) *office {
	t.Helper()
	o := newOffice(t, usual, rules, morning()...)
	o.sees("36 min late")
	o.program.Intake.Stop()
	o.sendTo("Tom", "It starts on Tuesday 8 December.", outbox.Unconfirmed)
	o.show(screen.Outbox, o.send().ID)
	o.sees("We do not know if this mail went")
	o.sees("smtp.council.example had all of it at 9:48 and did not answer")
	o.sees("No answer. Marked unconfirmed, not sent again.")
	return o
}

func TestUnconfirmedItWent(t *testing.T) {
	o := unconfirmed(t, silent("starts on Tuesday", 0, false))
	o.later(30 * time.Second)
	o.keys("1")
	o.until("it is sent", func() bool { return o.send().State == outbox.Sent })
	o.sees("GM says it went")
	turn := o.row("Tom").Settled[0]
	if !turn.Settled.Equal(o.send().CommittedAt) || !turn.Settled.Equal(monday) {
		t.Errorf("the clock stopped at %s, the attempt was at %s", turn.Settled, o.send().CommittedAt)
	}
}

func TestUnconfirmedSendAgain(t *testing.T) {
	o := unconfirmed(t, silent("starts on Tuesday", 1, false))
	token := o.send().Token
	o.keys("2")
	o.until("it is sent", func() bool { return o.send().State == outbox.Sent })
	if got := o.send(); got.Token != token || len(o.sends()) != 1 {
		t.Errorf("another message was sent: token %q, then %q", token, got.Token)
	}
}

func TestUnconfirmedLookAgainFindsIt(t *testing.T) {
	o := unconfirmed(t, silent("starts on Tuesday", 0, true))
	o.keys("3")
	o.until("it is found", func() bool { return o.send().State == outbox.Sent })
	o.sees("It is known to have gone: in Sent.")
	if o.row("Tom").Status != inbox.Answered {
		t.Errorf("the conversation is %s", o.row("Tom").Status)
	}
}

func TestUnconfirmedLookAgainFindsNothing(t *testing.T) {
	o := unconfirmed(t, silent("starts on Tuesday", 0, false))
	o.keys("3")
	o.until("it was looked for", func() bool { return o.send().Looks == 1 })
	o.sees("Looked for a copy: none yet")
	if o.send().State != outbox.Unconfirmed || !strings.HasPrefix(o.did, "Looked again: no copy yet") {
		t.Errorf("state %s, it says %q", o.send().State, o.did)
	}
}

func TestRejectedGoesBackToDraft(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.world.Break(sim.Faults{RefuseRecipient: "tom.ashdown@post.example"})
	o.sendTo("Tom", "It starts on Tuesday.", outbox.Rejected)
	o.show(screen.Outbox, o.send().ID)
	o.sees("This mail was not sent")
	o.sees("tom.ashdown@post.example does not exist")
	o.keys("d")
	o.until("the text can be changed", func() bool {
		return o.at == screen.Queue && o.inSight("It starts on Tuesday.") && o.inSight("Draft saved")
	})
	if d := o.drafts(); len(d) != 1 || d[0].Text != "It starts on Tuesday." {
		t.Errorf("the drafts are %+v", d)
	}
}

func TestUndoFromTheOutbox(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.keys("r")
	o.keys("On our way.")
	o.shortcut("Ctrl+Enter")
	o.until("it is queued", func() bool { return o.send().State == outbox.Queued })
	o.show(screen.Outbox, o.send().ID)
	o.sees("Sending in 10 seconds")
	o.sees("10 seconds, undo")
	o.later(4 * time.Second)
	o.sees("Sending in 6 seconds") // a second's tick of its own
	o.keys("d")
	o.until("the text is back", func() bool { return o.at == screen.Queue && o.inSight("On our way.") })
	if len(o.sends()) != 0 {
		t.Errorf("it is still on its way: %+v", o.sends())
	}
}

func TestOfflineItWaitsAndGoes(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.world.Break(sim.Faults{Offline: true})
	o.keys("r")
	o.keys("On our way.")
	o.shortcut("Ctrl+Enter")
	o.until("it is queued", func() bool { return o.send().State != "" })
	o.later(11 * time.Second)
	o.until("it waits", func() bool { return o.send().State == outbox.WaitingTry })
	o.show(screen.Outbox, o.send().ID)
	o.sees("Waiting to send")
	o.world.Break(sim.Faults{})
	o.keys("s")
	o.until("it went", func() bool { return o.send().State == outbox.Sent })
	o.sees("The server accepted it")
	o.key(fyne.KeyReturn)
	o.until("its conversation is open", func() bool { return o.at == screen.Queue && o.inSight("Brown bin") })
}

func TestNewMail(t *testing.T) {
	o := newOffice(t, usual, nil, morning()...)
	o.sees("36 min late")
	o.shortcut("Ctrl+N")
	o.keys("Nia Probert <nia@post.example>, wrong address")
	o.key(fyne.KeyReturn) // to the copies
	o.key(fyne.KeyReturn) // to the subject
	o.keys("Opening of the museum")
	o.key(fyne.KeyReturn)
	o.keys("The museum opens on Saturday.")
	o.sees("wrong address")
	if !o.press("Ctrl+Enter") || len(o.said) == 0 {
		t.Error("a wrong address was not refused")
	}
	o.settled()
	if len(o.sends()) != 0 {
		t.Fatal("it was sent to a wrong address")
	}
	o.restart() // the begun mail is not lost
	o.sees("36 min late")
	d := o.drafts()
	if len(d) != 1 || d[0].Subject != "Opening of the museum" {
		t.Fatalf("the drafts are %+v", d)
	}
	o.sees("1 new mail is not sent yet")
	o.tap("Open the mail that was begun")
	o.sees("The museum opens on Saturday.")
	o.until("the mail is open", func() bool { return !o.inSight("1 new mail is not sent yet") })
}
