package reply_test

import (
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/platforms"
)

// onNetwork makes the office one of a network with accounts instead of addresses.
func (o *office) onNetwork() { o.account = reply.Account{Network: "bluesky", Address: "did:us"} }

// comment is a resident's, under a post of ours, in the conversation "bins".
func comment(key string) inbox.Message {
	m := letter(key)
	bo := inbox.Person{ID: "did:bo", Name: "Bo", Handle: "bo.example"}
	m.Kind, m.BodyHash, m.Subject, m.To, m.From, m.AnswerTo = "comment", "", "", nil, bo, bo
	m.RemoteID, m.ThreadRoot, m.Context, m.Ref, m.Parents = key, "c1", "post", "cid-"+key, []string{"post"}
	return m
}

// pulled is our answer as the network gives it back.
func pulled(id, parent, words string, at time.Time) inbox.Message {
	m := comment(id)
	m.Direction, m.Text, m.Start, m.Parents = inbox.Own, words, at, []string{parent, "post"}
	m.From, m.AnswerTo, m.To = inbox.Person{ID: "did:us"}, inbox.Person{ID: "did:us"}, []inbox.Person{{ID: "did:bo"}}
	m.Permalink = "https://network.example/" + id
	return m
}

// copies are our own messages of a conversation, with the send each belongs to.
func (o *office) copies(conversation string) map[string]string {
	o.t.Helper()
	_, ms, err := o.store.Conversation(ctx, conversation)
	if err != nil {
		o.t.Fatal(err)
	}
	found := map[string]string{}
	for _, m := range ms {
		if m.Direction == inbox.Own {
			found[m.Key] = m.Send
		}
	}
	return found
}

// settledBy asks that the conversation was answered once, and how.
func (o *office) settledBy(conversation string, how inbox.How) {
	o.t.Helper()
	if r := o.row(conversation); r.Status != inbox.Answered || len(r.Settled) != 1 || r.Settled[0].How != how {
		o.t.Errorf("got %s, settled %+v, want once by %s", r.Status, r.Settled, how)
	}
	if r, err := o.store.Verify(ctx); err != nil || !r.Clean() {
		o.t.Errorf("verify: %s %v", r.Fault, err)
	}
}

func TestOurAnswerPulledBackIsTheSend(t *testing.T) {
	unknown := platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed}
	for name, c := range map[string]struct {
		outcome platforms.Outcome
		before  outbox.State // before it is pulled back
		pulled  func(s outbox.Send) inbox.Message
	}{
		"accepted, by the network's id": {platforms.Outcome{Verdict: platforms.Accepted, RemoteID: "r9", Permalink: "https://network.example/r9"}, outbox.Sent,
			func(outbox.Send) inbox.Message { return pulled("r9", "c1", "Tuesday. ^GM", time.Now()) }},
		"accepted without an id, by its words": {platforms.Outcome{Verdict: platforms.Accepted}, outbox.Sent,
			func(outbox.Send) inbox.Message { return pulled("r9", "c1", "On tuesday.\n^GM", time.Now()) }},
		"unconfirmed, by its words after a mention": {unknown, outbox.Unconfirmed,
			func(outbox.Send) inbox.Message { return pulled("r9", "c1", "@bo.example On Tuesday. ^GM", time.Now()) }},
		"unconfirmed, by its own id": {unknown, outbox.Unconfirmed,
			func(s outbox.Send) inbox.Message { return pulled("at://did:us/posts/"+s.Token, "c1", "", time.Now()) }},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(o *office) {
				o.onNetwork()
				o.arrive(comment("c1"))
				o.wire.next = c.outcome
				s := o.answer("bins", "On Tuesday.")
				after(11 * time.Second)
				s = o.is(s.ID, c.before)
				m := c.pulled(s)
				o.arrive(m)
				o.arrive(m)
				s = o.is(s.ID, outbox.Sent)
				if s.RemoteID != m.RemoteID || s.Permalink != m.Permalink {
					t.Errorf("the send is known as %q at %q", s.RemoteID, s.Permalink)
				}
				if got := o.copies("bins"); len(got) != 1 || got[m.Key] != s.ID {
					t.Errorf("our messages are %v, want the copy of %s", got, s.ID)
				}
				o.settledBy("bins", inbox.ByReply)
			})
		})
	}
}

// TestWhatCannotBeTheSendIsAnAnswerFromElsewhere: other words, another reader,
// before it left.
func TestWhatCannotBeTheSendIsAnAnswerFromElsewhere(t *testing.T) {
	for name, edit := range map[string]func(m *inbox.Message){
		"other words": func(m *inbox.Message) { m.Text = "On Wednesday. ^GM" },
		"too early":   func(m *inbox.Message) { m.Start = m.Start.Add(-5 * time.Minute) },
		"elsewhere": func(m *inbox.Message) {
			m.Parents, m.ThreadRoot, m.To = []string{"x"}, "x", []inbox.Person{{ID: "did:cy"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(o *office) {
				o.onNetwork()
				first := comment("c1")
				first.Start = first.Start.Add(-time.Hour)
				o.arrive(first)
				o.wire.next = platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed}
				s := o.answer("bins", "On Tuesday.")
				after(11 * time.Second)
				m := pulled("r9", "c1", "On Tuesday. ^GM", time.Now())
				edit(&m)
				o.arrive(m)
				o.is(s.ID, outbox.Unconfirmed)
				if got := o.copies("bins"); got["r9"] != "" {
					t.Errorf("taken for the send: %v", got)
				}
				if r := o.row("bins"); (name == "elsewhere") != (r.Turn != nil) {
					t.Errorf("got %+v", r)
				}
			})
		})
	}
}

// TestPulledBackBeforeTheNetworkAnswered: the copy comes while the answer is
// awaited, in other words than were sent; once the id is known they are one.
func TestPulledBackBeforeTheNetworkAnswered(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		o.arrive(comment("c1"))
		o.wire.next, o.wire.hold = platforms.Outcome{Verdict: platforms.Accepted, RemoteID: "r9"}, make(chan struct{})
		s := o.answer("bins", "On Tuesday.")
		after(11 * time.Second)
		o.is(s.ID, outbox.Committed)
		o.arrive(pulled("r9", "c1", "Shortened by the network", time.Now()))
		close(o.wire.hold)
		after(time.Second)
		o.is(s.ID, outbox.Sent)
		if got := o.copies("bins"); len(got) != 1 || got["r9"] != s.ID {
			t.Errorf("our messages are %v, want the copy of %s", got, s.ID)
		}
		o.settledBy("bins", inbox.ByReply)
	})
}

// TestAnAnswerToOursProvesIt by the network's id.
func TestAnAnswerToOursProvesIt(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		o.arrive(comment("c1"))
		o.wire.next = platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed}
		s := o.answer("bins", "On Tuesday.")
		after(11 * time.Second)
		s = o.is(s.ID, outbox.Unconfirmed)
		thanks := comment("c2")
		thanks.Parents = []string{"at://did:us/posts/" + s.Token, "c1", "post"}
		o.arrive(thanks)
		if s = o.is(s.ID, outbox.Sent); s.RemoteID != "" || s.Filed != outbox.FiledNot {
			t.Errorf("got %+v", s)
		}
		if r := o.row("bins"); r.Turn == nil || len(r.Settled) != 1 || r.Settled[0].How != inbox.ByReply {
			t.Errorf("got %+v", r)
		}
	})
}

// TestAnAnswerTellsTheNetworkWhatItAnswers, with all that the adapter kept; no
// subject, no quoting, no addresses.
func TestAnAnswerTellsTheNetworkWhatItAnswers(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		old, deleted := comment("c1"), comment("c2")
		deleted.Start, deleted.DeletedAt = deleted.Start.Add(time.Second), time.Now()
		o.arrive(old, deleted)
		d, err := o.reply.Begin(ctx, gm.Officer, "bins")
		if err != nil || d.Subject != "" || len(d.To) != 1 || d.To[0].ID != "did:bo" || d.Cc != nil {
			t.Fatalf("began %+v %v", d, err)
		}
		d.Text, d.Private, d.Quote = "On Tuesday.", true, true
		s := o.submit(d)
		out := o.wire.sealed[0]
		p := out.ReplyTo
		if !out.Private || out.Quote != nil || out.Subject != "" || p == nil || p.ID != "c1" || p.Root != "c1" || p.Ref != "cid-c1" || p.Context != "post" ||
			p.Kind != "comment" || p.Private || p.From.Handle != "bo.example" || !p.At.Equal(old.Start) {
			t.Errorf("sealed %+v, parent %+v", out, p)
		}
		if back, err := o.outbox.Withdraw(ctx, gm, s.ID); err != nil || !back.Private {
			t.Errorf("back as %+v %v", back, err)
		}
	})
}

func TestComposingKnowsTheAccount(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		m := comment("c1")
		m.ReplyUntil, m.ReplyAfter = time.Now().Add(time.Hour), "Answer under the post."
		o.arrive(m)
		d, err := o.reply.Begin(ctx, gm.Officer, "bins")
		if err != nil {
			t.Fatal(err)
		}
		d.Text = "Größe"
		composing := func() reply.Composing {
			t.Helper()
			c, err := o.reply.Composing(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		if c := composing(); c.Account.Known || c.Limit() != 0 || c.Length() != 10 || len(c.Shut) != 0 || c.Talk || c.Mail {
			t.Errorf("not asked yet: %+v", c)
		}
		o.wire.caps = platforms.Capabilities{ProbedAt: time.Now(), Reply: platforms.Yes(), Private: platforms.No("Not here.", "https://network.example"),
			MaxText: 11, MaxMessage: 20, Counter: platforms.CountBytes}
		c := composing()
		if c.Limit() != 11 || c.Length() != 12 || c.Unit() != "bytes" {
			t.Errorf("%d of %d %s", c.Length(), c.Limit(), c.Unit())
		}
		if c.Draft.Private = true; c.Limit() != 20 {
			t.Errorf("in private %d", c.Limit())
		}
		if _, err := o.reply.Send(ctx, gm, d); app.KindOf(err) != app.Wrong || len(o.wire.sealed) != 0 {
			t.Errorf("got %v", err)
		}
		after(time.Hour)
		if c := composing(); c.Shut[m.Key] != "The network took answers to this until Mon 30 Nov 2026 11:00. Answer under the post." {
			t.Errorf("shut: %q", c.Shut)
		}
	})
}
