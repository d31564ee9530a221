package facebook_test

import (
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

const hour = time.Hour

// TestMessengerWindow shows until when an answer is taken, and what is said after.
func TestMessengerWindow(t *testing.T) {
	d := open(t)
	id := d.page.Message(ada, "Is the pool open?", d.ago(23*hour))
	d.Pull()
	it := d.pulled(id)
	if !it.ReplyUntil.Equal(it.ReceivedAt.Add(24*hour)) || !strings.Contains(it.ReplyAfter, "24 hours") {
		t.Errorf("open until %v: %q", it.ReplyUntil, it.ReplyAfter)
	}
	sealed := d.sealed(to(it, "Until nine. ^GM", false))
	d.Clock.Forward(2 * hour)
	d.refused(to(it, "Until nine. ^GM", false), "Messenger took an answer to this until 30 November at 11:00 UTC, 24 hours after")
	// What was sealed in time and goes late is refused by Facebook, in plain words.
	if o := d.sent(sealed); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "the time for it is over") {
		t.Errorf("too late: %+v", o)
	}
	// A later message opens the window for the earlier one too.
	d.page.Message(ada, "Hello?", d.ago(hour))
	d.Pull()
	if o := d.sent(d.sealed(to(it, "Until nine. ^GM", false))); o.Verdict != platforms.Accepted {
		t.Errorf("open again: %+v", o)
	}
}

// TestHumanAgent shows the seven days of an app that has the feature.
func TestHumanAgent(t *testing.T) {
	d := open(t, humanAgent)
	id := d.page.Message(ada, "Is the pool open?", d.ago(20*hour))
	d.Pull()
	it := d.pulled(id)
	if !it.ReplyUntil.Equal(it.ReceivedAt.Add(7*24*hour)) || !strings.Contains(it.ReplyAfter, "7 days") {
		t.Errorf("open until %v: %q", it.ReplyUntil, it.ReplyAfter)
	}
	d.Clock.Forward(4 * 24 * hour)
	s := d.sealed(to(it, "It is. ^GM", false))
	if !strings.Contains(string(s.Bytes), `"tagged":true`) {
		t.Errorf("sealed without the tag: %s", s.Bytes)
	}
	if o := d.sent(s); o.Verdict != platforms.Accepted {
		t.Errorf("%+v", o)
	}
	d.Clock.Forward(3 * 24 * hour)
	d.refused(to(it, "It is. ^GM", false), "7 days after")
}

// TestNetworkShutsTheWindow shows a refusal that only the network knows of.
func TestNetworkShutsTheWindow(t *testing.T) {
	d := open(t)
	id := d.page.Message(ada, "Is the pool open?", d.ago(hour))
	d.Pull()
	s := d.sealed(to(d.pulled(id), "It is. ^GM", false))
	d.page.Shut(id)
	if o := d.sent(s); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "in the browser") {
		t.Errorf("%+v", o)
	}
	d.page.Server().Inject(simulator.GoneParent, "message", 1)
	if o := d.sent(s); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "can't be reached") {
		t.Errorf("somebody who left: %+v", o)
	}
}

// TestPrivateAnswers shows the one private answer to a comment or visitor's post.
func TestPrivateAnswers(t *testing.T) {
	d := open(t)
	post := d.page.Post("The pool is open", d.ago(10*24*hour))
	old := d.page.Comment(ada, post, "And on Sundays?", d.ago(8*24*hour))
	fresh := d.page.Comment(ada, post, "And at night?", d.ago(2*hour))
	wall := d.page.Comment(bilal, "", "My bin was not emptied", d.ago(hour))
	elsewhere := d.page.Tag(bilal, "Look what they did", d.ago(hour))
	d.Pull()
	for _, id := range []string{fresh, wall} {
		o := d.sent(d.sealed(to(d.pulled(id), "Please write your address. ^GM", true)))
		if o.Verdict != platforms.Accepted || o.Permalink == "" {
			t.Fatalf("%s: %+v", id, o)
		}
		o = d.sent(d.sealed(to(d.pulled(id), "And your name. ^GM", true)))
		if o.Verdict != platforms.Refused || !strings.Contains(o.Why, "one private answer") {
			t.Errorf("a second one to %s: %+v", id, o)
		}
	}
	d.refused(to(d.pulled(old), "Late. ^GM", true), "7 days after it was written")
	d.refused(to(d.pulled(elsewhere), "Hm. ^GM", true), "somebody else's page")
	ours := d.page.Ours()
	if len(ours) != 2 || !ours[0].Private || ours[0].To == "" {
		t.Fatalf("the network has %+v", ours)
	}
	// It opens a conversation; the person's answer there opens the window.
	d.Pull()
	if it := d.pulled(ours[0].ID); it.Direction != platforms.FromUs || len(it.To) != 1 || it.To[0].ID != ours[0].To {
		t.Errorf("our private answer came back as %+v", it)
	}
}

// TestLengthOfMessages shows that private messages are shorter than answers.
func TestLengthOfMessages(t *testing.T) {
	d := open(t)
	id := d.page.Message(ada, "Is the pool open?", d.ago(hour))
	d.Pull()
	d.refused(to(d.pulled(id), strings.Repeat("a", 2001), false), "1 too many")
	if o := d.sent(d.sealed(to(d.pulled(id), strings.Repeat("a", 2000), false))); o.Verdict != platforms.Accepted {
		t.Errorf("%+v", o)
	}
	d.refused(platforms.Outgoing{Text: "Out of the blue"}, "did not write first")
}
