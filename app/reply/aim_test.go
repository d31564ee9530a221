package reply_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
)

// by has the comment written by somebody else, later.
func by(m inbox.Message, id, name string, later time.Duration) inbox.Message {
	m.From = inbox.Person{ID: id, Name: name}
	m.AnswerTo, m.Start = m.From, m.Start.Add(later)
	return m
}

// TestAChosenMessageIsAnswered: the network is told of that one and of who wrote
// it, the choice lives in the draft, the send and the draft that comes back, and
// all that the officer had seen is settled by it.
func TestAChosenMessageIsAnswered(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		o.arrive(comment("c1"), by(comment("c2"), "did:cy", "Cy", time.Second), by(comment("c3"), "did:di", "Di", 2*time.Second))
		d, err := o.reply.BeginTo(ctx, gm.Officer, "bins", "c1")
		if err != nil || d.Answers != "c1" || len(d.To) != 1 || d.To[0].ID != "did:bo" {
			t.Fatalf("began %+v %v", d, err)
		}
		d.Text = "On Tuesday."
		o.drafts.Edit(gm, d)
		after(time.Second)
		if kept, err := o.sends.Drafts(ctx, "bins"); err != nil || len(kept) != 1 || kept[0].Answers != "c1" {
			t.Errorf("kept %+v %v", kept, err)
		}
		s := o.submit(d)
		if p := o.wire.sealed[0].ReplyTo; p.ID != "c1" || p.Ref != "cid-c1" || p.From.ID != "did:bo" {
			t.Errorf("the network is told %+v", p)
		}
		if s.Parent != "c1" || s.Answers != "c1" || !reflect.DeepEqual(s.Covers, []string{"c1", "c2", "c3"}) {
			t.Errorf("send %+v", s)
		}
		back, err := o.outbox.Withdraw(ctx, gm, s.ID)
		if err != nil || back.Answers != "c1" {
			t.Fatalf("back as %+v %v", back, err)
		}
		s = o.submit(back)
		after(time.Minute)
		o.is(s.ID, outbox.Sent)
		o.settledBy("bins", inbox.ByReply)
	})
}

// TestAPrivateAnswerGoesToWhomItAnswers, whoever was meant before.
func TestAPrivateAnswerGoesToWhomItAnswers(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		o.arrive(comment("c1"), by(comment("c2"), "did:cy", "Cy", time.Second))
		d, err := o.reply.Begin(ctx, gm.Officer, "bins")
		if err != nil || d.To[0].ID != "did:cy" {
			t.Fatalf("began %+v %v", d, err)
		}
		d.Text, d.Private, d.Answers = "Please ring us.", true, "c1"
		o.submit(d)
		if out := o.wire.sealed[0]; !out.Private || out.ReplyTo.ID != "c1" || len(out.To) != 1 || out.To[0].ID != "did:bo" {
			t.Errorf("sealed %+v, answers %+v", out, out.ReplyTo)
		}
	})
}

// TestTheGateStopsAnAnswerToAChosenMessage when anybody wrote in the thread, and
// what it then shows is not settled unless it was seen.
func TestTheGateStopsAnAnswerToAChosenMessage(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		o.arrive(comment("c1"), by(comment("c2"), "did:cy", "Cy", time.Second))
		d, err := o.reply.BeginTo(ctx, gm.Officer, "bins", "c1")
		if err != nil {
			t.Fatal(err)
		}
		d.Text = "On Tuesday."
		s := o.submit(d)
		o.news(nil, by(comment("c3"), "did:di", "Di", time.Minute))
		after(time.Minute)
		if s = o.is(s.ID, outbox.Held); s.HoldKind != outbox.HoldWroteAgain || !reflect.DeepEqual(s.GateKeys, []string{"c3"}) {
			t.Errorf("held %+v", s)
		}
		if _, err := o.outbox.Release(ctx, gm, s.ID, true); err != nil {
			t.Fatal(err)
		}
		o.runner.Wake()
		after(time.Minute)
		o.is(s.ID, outbox.Sent)
		if r := o.row("bins"); r.Turn == nil || !reflect.DeepEqual(r.Turn.Messages, []string{"c3"}) {
			t.Errorf("left open %+v", r.Turn)
		}
	})
}

// TestAMessageThatCameLaterCanBeChosen by an officer who began before: it then
// counts as seen.
func TestAMessageThatCameLaterCanBeChosen(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		o.arrive(comment("c1"))
		d, err := o.reply.Begin(ctx, gm.Officer, "bins")
		if err != nil {
			t.Fatal(err)
		}
		o.arrive(by(comment("c2"), "did:cy", "Cy", time.Second))
		d.Text, d.Answers = "On Tuesday.", "c2"
		s := o.submit(d)
		after(time.Minute)
		if s = o.is(s.ID, outbox.Sent); s.Parent != "c2" || !reflect.DeepEqual(s.Covers, []string{"c1", "c2"}) {
			t.Errorf("send %+v", s)
		}
	})
}

// TestAChosenMessageMayBeGone: nothing is sent then, and the officer is told.
func TestAChosenMessageMayBeGone(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		o.arrive(comment("c1"), by(comment("c2"), "did:cy", "Cy", time.Second))
		if _, err := o.reply.BeginTo(ctx, gm.Officer, "bins", "nowhere"); app.KindOf(err) != app.NotFound {
			t.Errorf("began an answer to nothing: %v", err)
		}
		d, err := o.reply.BeginTo(ctx, gm.Officer, "bins", "c1")
		if err != nil {
			t.Fatal(err)
		}
		d.Text = "On Tuesday."
		deleted := comment("c1")
		deleted.DeletedAt = time.Now().Add(time.Minute)
		o.arrive(deleted)
		moved := d
		moved.Answers = "nowhere"
		for says, d := range map[string]outbox.Draft{"deleted": d, "not in this conversation": moved} {
			if _, err := o.reply.Send(ctx, gm, d); app.KindOf(err) != app.Wrong || !strings.Contains(app.Say(err), says) {
				t.Errorf("%s: %v", says, err)
			}
			c, err := o.reply.Composing(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			if got := kinds(c); !strings.Contains(got, "gone!") {
				t.Errorf("%s: the checks find %q", says, got)
			}
		}
		if len(o.wire.sealed) != 0 {
			t.Errorf("sealed %+v", o.wire.sealed)
		}
	})
}

// TestALetterInAThreadCanBeChosen: people, subject and quote are that one's.
func TestALetterInAThreadCanBeChosen(t *testing.T) {
	bubble(t, func(o *office) {
		second := by(letter("m2"), "maisie@home.example", "Maisie Prewett", time.Second)
		second.Subject = "Boxes"
		o.arrive(letter("m1"), second)
		d, err := o.reply.Begin(ctx, gm.Officer, "bins")
		if err != nil || d.Subject != "Re: Boxes" {
			t.Fatalf("began %+v %v", d, err)
		}
		c, err := o.reply.Composing(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		c.Draft.Text, c.Draft.Quote = "On Tuesday.", true
		aimed := c.Aimed("m1", true)
		if aimed.Text != "On Tuesday." || aimed.Subject != "Re: Bins" || aimed.To[0].ID != "colin@home.example" || len(aimed.Cc) != 1 || aimed.Cc[0].ID != "maisie@home.example" {
			t.Errorf("to all of the first: %+v", aimed)
		}
		if c.Draft = aimed; !answers(c, "m1") {
			t.Errorf("answers another: %+v", c.Draft)
		}
		s := o.submit(c.Aimed("m1", false))
		out := o.wire.sealed[0]
		if s.Parent != "m1" || out.ReplyTo.ID != "m1@home.example" || out.Quote.Text != "Words of m1" || len(out.Cc) != 0 {
			t.Errorf("sealed %+v, answers %+v", out, out.ReplyTo)
		}
		c.Draft = aimed
		if back := c.Aimed("", false); back.Answers != "" || back.To[0].ID != "maisie@home.example" || back.Subject != "Re: Boxes" || back.Cc != nil {
			t.Errorf("back to the newest: %+v", back)
		}
		if same := c.Aimed("nowhere", false); !reflect.DeepEqual(same, aimed) {
			t.Errorf("aimed at nothing: %+v", same)
		}
	})
}

func answers(c reply.Composing, key string) bool {
	m, ok := c.Answered()
	return ok && m.Key == key
}

// TestEachMessageHasItsOwnWindow.
func TestEachMessageHasItsOwnWindow(t *testing.T) {
	bubble(t, func(o *office) {
		o.onNetwork()
		first := comment("c1")
		first.ReplyUntil = time.Now().Add(time.Hour)
		o.arrive(first, by(comment("c2"), "did:cy", "Cy", time.Second))
		after(2 * time.Hour)
		for key, want := range map[string]string{"": "", "c1": "window-shut", "c2": ""} {
			d, err := o.reply.BeginTo(ctx, gm.Officer, "bins", key)
			if err != nil {
				t.Fatal(err)
			}
			d.Text = "On Tuesday."
			c, err := o.reply.Composing(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			if got := kinds(c); got != want {
				t.Errorf("answering %q: the checks find %q, want %q", key, got, want)
			}
		}
	})
}
