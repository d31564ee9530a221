package journey

import (
	"slices"
	"testing"
	"time"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/screen"
	"commsdesk/platforms"
)

// answers has an officer answer Tom in public on a network that ends the attempt so.
func answers(t *testing.T, l look, ends *platforms.Outcome, private bool) (*office, *square) {
	t.Helper()
	o := newOffice(t, l, nil)
	s := able("facebook", "Borough council")
	o.joins(s, comments(s)...)
	s.then(ends, platforms.Proof{})
	o.chosen("Tom")
	if private {
		o.keys("p")
	} else {
		o.keys("r")
	}
	o.keys("It starts on Tuesday 8 December.")
	o.shortcut("Ctrl+Enter")
	o.later(11 * time.Second)
	o.until("it stands still", func() bool {
		switch o.send().State {
		case outbox.Sent, outbox.Unconfirmed, outbox.Rejected, outbox.Held:
			return true
		}
		return false
	})
	o.show(screen.Outbox, o.send().ID)
	return o, s
}

var silence = &platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed}

func TestUnconfirmedReplyOnANetwork(t *testing.T) {
	o, s := answers(t, usual, silence, false)
	o.sees("Reply to Tom Ashdown on Facebook")
	o.sees("We do not know if this reply is live")
	o.sees("We sent it at 9:48 and Facebook did not answer. It may be live, or it may be lost.")
	o.sees("Who wrote")
	o.sees("“Which week does the purple-lid bin start?”")
	o.sees("It is not live, send again")
	o.keys("3")
	o.until("it was looked for", func() bool { return o.send().Looks == 1 })
	o.sees("Looked on Facebook: not found")
	o.sees("At 9:48 it was not among our newest replies there.")

	// Sent again it is looked for first: what is there already goes no second time.
	s.then(nil, platforms.Proof{Live: true, Where: "under what it answers, on Facebook", RemoteID: "ours-1", Permalink: "https://facebook.example/ours-1"})
	o.keys("2")
	o.until("it is found", func() bool { return o.send().State == outbox.Sent })
	o.sees("It is known to be live: under what it answers, on Facebook.")
	if s.tries != 1 || o.did != "Found: it is live. Nothing was sent." {
		t.Errorf("%d attempts, it says %q", s.tries, o.did)
	}
	o.tap("Open on Facebook")
	if !slices.Equal(o.opened, []string{"https://facebook.example/ours-1"}) {
		t.Errorf("opened %q", o.opened)
	}
	if o.row("Tom").Status != inbox.Answered {
		t.Errorf("the conversation is %s", o.row("Tom").Status)
	}
}

func TestAbsentOnANetworkIsSentAgain(t *testing.T) {
	o, s := answers(t, usual, silence, false)
	o.sees("What should we do?")
	s.then(nil, platforms.Proof{Absent: true})
	o.keys("3")
	o.until("it was looked for", func() bool { return o.send().Looks == 1 })
	o.sees("Facebook says that it is not there.")
	o.sees("Suggested: it is not there")
	token := o.send().Token
	o.keys("2")
	o.until("it is sent", func() bool { return o.send().State == outbox.Sent })
	if s.tries != 2 || o.send().Token != token || len(o.sends()) != 1 {
		t.Errorf("%d attempts, %d messages, token %q then %q", s.tries, len(o.sends()), token, o.send().Token)
	}
	o.sees("Facebook accepted it")
}

func TestUnconfirmedPrivateMessage(t *testing.T) {
	o, _ := answers(t, usual, silence, true)
	o.sees("Private message to Tom Ashdown on Facebook")
	o.sees("We do not know if this private message went")
	o.keys("1")
	o.until("it is sent", func() bool { return o.send().State == outbox.Sent })
	o.sees("GM says it went")
	if o.send().Filed != outbox.FiledNot {
		t.Errorf("it is filed %q on a network", o.send().Filed)
	}
}

func TestTheCommentWasDeletedMeanwhile(t *testing.T) {
	o, _ := answers(t, usual, &platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassGone,
		Why: "What you answer is no longer on Facebook: it was deleted meanwhile. Nothing was published."}, false)
	o.sees("This reply was not sent: what it answers was deleted")
	o.sees("Deleted meanwhile, 9:48")
	o.keys("d")
	o.until("it is a draft again", func() bool { return len(o.sends()) == 0 || o.send().State == outbox.Withdrawn })
}

func TestHeldForANetworksSignIn(t *testing.T) {
	o, _ := answers(t, usual, &platforms.Outcome{Verdict: platforms.NeedsPerson, Class: platforms.ClassAuth,
		Why: "Facebook signed us out. Nothing was sent. Sign in again on the Channels page."}, false)
	o.sees("Held: Facebook signed us out")
	o.sees("Sign-in ended")
	o.sees("Open the channel")
}
