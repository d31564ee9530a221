package intake_test

import (
	"context"
	"testing"
	"time"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/platforms"
)

// answer writes down a send up to the point of no return, has the adapter send it,
// and then says that no answer came.
func (o *office) answer(m inbox.Message, ad platforms.Adapter, text string) (id string, outcome platforms.Outcome) {
	o.t.Helper()
	ctx := context.Background()
	sender := ad.(platforms.Sender)
	sealed, err := sender.Seal(ctx, platforms.Outgoing{Private: m.Private, To: []platforms.Person{platforms.Person(m.AnswerTo)}, Text: text,
		ReplyTo: &platforms.Parent{ID: m.RemoteID, Root: m.ThreadRoot, References: nil, Ref: m.Ref, Context: m.Context, Kind: m.Kind,
			Private: m.Private, From: platforms.Person(m.From), At: m.Start}}, o.clock())
	if err != nil {
		o.t.Fatal(err)
	}
	id = "send-" + m.Key
	do := func(e outbox.Event, effect, content any) {
		o.t.Helper()
		s, err := o.Outbox().Send(ctx, id)
		if err != nil {
			o.t.Fatal(err)
		}
		if _, err := o.Do(ctx, s.Do(gm, e, effect, content)); err != nil {
			o.t.Fatal(err)
		}
	}
	queued := gm.New(outbox.EvQueue.Kind(), outbox.Subject(id), outbox.QueuedEffect{Channel: m.Channel, Network: ad.Network(), Conversation: m.Conversation,
		Purpose: outbox.Reply, Officer: gm.Officer, Initials: "GM", Covers: []string{m.Key}, Parent: m.Key, Token: sealed.Token},
		outbox.QueuedContent{To: []outbox.Person{outbox.Person(m.AnswerTo)}, Text: text})
	if _, err := o.Outbox().Queue(ctx, outbox.Sealed{Token: sealed.Token, From: sealed.From, Recipients: sealed.Recipients, Bytes: sealed.Bytes}, id, "", queued); err != nil {
		o.t.Fatal(err)
	}
	do(outbox.EvStart, nil, nil)
	outcome = sender.Send(ctx, sealed, func() error { do(outbox.EvCommit, nil, nil); return nil })
	if outcome.Verdict == platforms.Accepted {
		do(outbox.EvLose, outbox.LookEffect{}, nil)
	}
	return id, outcome
}

// TestOurAnswerIsFoundOnEveryNetwork: sent, no answer heard, pulled back: it is the
// send, shown once, with what its network calls it.
func TestOurAnswerIsFoundOnEveryNetwork(t *testing.T) {
	for _, n := range networks {
		t.Run(n.network.Name, func(t *testing.T) {
			o := newOffice(t)
			o.cites = &reply.Citations{Sends: o.Outbox(), Beside: &reply.Companion{Desk: o.Store}}
			c, world := o.joinNetwork(n)
			post := world.Post("Our news of the day", ago(5*time.Hour))
			asked := []string{world.Comment(person("Ada"), post, "Ada asks about bins", ago(4*time.Hour))}
			if talk := world.Message(person("Dee"), "Dee asks in private", ago(time.Hour)); talk != "" {
				asked = append(asked, talk)
			}
			o.pull(c)
			answered := 0
			for _, words := range []string{"Ada asks", "Dee asks"}[:len(asked)] {
				in, m := o.saying(words)
				if m == nil {
					continue // the account may not read these
				}
				o.set(o.clock().Add(time.Minute))
				id, outcome := o.answer(*m, o.networks[c.ID], "It comes on Tuesday: https://council.example/bins?week=49 ^GM")
				if outcome.Verdict != platforms.Accepted {
					t.Logf("%s: %s %s", words, outcome.Verdict, outcome.Why)
					continue
				}
				answered++
				o.set(o.clock().Add(time.Minute))
				o.pull(c)
				s, err := o.Outbox().Send(context.Background(), id)
				if err != nil || s.State != outbox.Sent || s.RemoteID == "" {
					t.Errorf("%s: the send is %s, known as %q (%v)", words, s.State, s.RemoteID, err)
				}
				_, ms, err := o.Conversation(context.Background(), in)
				if err != nil {
					t.Fatal(err)
				}
				ours := 0
				for _, m := range ms {
					if m.Direction == inbox.Own {
						if ours++; m.Send != id {
							t.Errorf("%s: our message %q belongs to %q", words, m.Text, m.Send)
						}
					}
				}
				if r := o.row(in); ours != 1 || r.Status != inbox.Answered || len(r.Settled) != 1 || r.Settled[0].How != inbox.ByReply {
					t.Errorf("%s: %d of ours, %s, settled %+v", words, ours, r.Status, r.Settled)
				}
			}
			if answered == 0 {
				t.Error("nothing could be answered")
			}
			o.verified()
		})
	}
}
