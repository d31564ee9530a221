package outbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/outbox"
	"commsdesk/platforms"
)

// TestUnknownOnANetwork: what is said of a send on a network whose answer did not
// come, and of each look for it, is what is known there.
func TestUnknownOnANetwork(t *testing.T) {
	tests := []struct {
		name           string
		purpose        outbox.Purpose
		private, talk  bool
		absent         bool
		unknown, after string
	}{
		{"a public reply", outbox.Reply, false, false, false, "We do not know if this reply is live. We sent it at 00:00 and Facebook did not answer.", " At 00:01 it was not among our newest replies there."},
		{"a redirect that is proved absent", outbox.Redirect, false, false, true, "We do not know if this reply is live. We sent it at 00:00 and Facebook did not answer.", " Facebook says at 00:01 that it is not there."},
		{"a private answer to something public", outbox.Reply, true, false, false, "We do not know if this private message went. We sent it at 00:00 and Facebook did not answer.", " At 00:01 it was not in the private conversation there."},
		{"an answer in a private talk", outbox.Reply, false, true, false, "We do not know if this private message went. We sent it at 00:00 and Facebook did not answer.", " At 00:01 it was not in the private conversation there."},
		{"a post", outbox.New, false, false, false, "We do not know if this post is live. We sent it at 00:00 and Facebook did not answer.", " At 00:01 it was not among our newest posts there."},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			bubble(t, func(p *place) {
				p.about = outbox.About{Server: "Facebook"}
				p.net.script("a", attempt{takes: true, after: platforms.Outcome{Verdict: platforms.Unconfirmed}})
				p.net.mu.Lock()
				p.net.proof = func(string) (platforms.Proof, error) { return platforms.Proof{Absent: x.absent}, nil }
				p.net.mu.Unlock()
				d := outbox.Draft{ID: p.ids.New(), Channel: "a", Officer: gm.Officer, Purpose: x.purpose, Private: x.private,
					To: []outbox.Person{{ID: "78123"}}, Text: "It is Tuesday."}
				s, err := p.desk.Submit(context.Background(), gm, outbox.Letter{ID: p.ids.New(), Draft: d, Network: "facebook", Initials: "GM",
					Text: outbox.Sign(d.Text, "GM"), Private: x.private || x.talk}, 10*time.Second)
				if err != nil {
					t.Fatal(err)
				}
				after(11 * time.Second)
				if got := p.is(s.ID, outbox.Unconfirmed); got.Why != x.unknown {
					t.Errorf("says %q", got.Why)
				}
				after(time.Minute)
				if got := p.is(s.ID, outbox.Unconfirmed); got.Why != x.unknown+x.after {
					t.Errorf("after a look it says %q", got.Why)
				}
				live, err := p.desk.SayLive(context.Background(), gm, s.ID)
				if err != nil || live.Filed != outbox.FiledNot {
					t.Errorf("nothing is filed on a network, but it is %q (%v)", live.Filed, err)
				}
			})
		})
	}
}

func TestNoun(t *testing.T) {
	tests := []struct {
		send outbox.Send
		want string
	}{
		{outbox.Send{Network: "mailbox", Purpose: outbox.New}, "mail"},
		{outbox.Send{Network: "mailbox", Purpose: outbox.Reply, Private: true}, "mail"},
		{outbox.Send{Network: "x", Purpose: outbox.Reply}, "reply"},
		{outbox.Send{Network: "x", Purpose: outbox.Redirect}, "reply"},
		{outbox.Send{Network: "x", Purpose: outbox.Redirect, Private: true}, "private message"},
		{outbox.Send{Network: "x", Purpose: outbox.Reply, Talk: true}, "private message"},
		{outbox.Send{Network: "x", Purpose: outbox.New, Talk: true}, "private message"},
		{outbox.Send{Network: "x", Purpose: outbox.New}, "post"},
	}
	for _, x := range tests {
		if got := x.send.Noun(); got != x.want {
			t.Errorf("%+v is a %s, want %s", x.send, got, x.want)
		}
	}
}

// TestWhatWasNotSentIsNotSentAgain: the refusal says what can be done instead.
func TestWhatWasNotSentIsNotSentAgain(t *testing.T) {
	s := at(outbox.Rejected)
	if err := outbox.Check(s, s.Do(act.Who{}, outbox.EvAgain, effectOf(outbox.EvAgain), nil)); !strings.Contains(app.Say(err), "Make it a draft") {
		t.Errorf("it is refused with %v", err)
	}
}
