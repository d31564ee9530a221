package reply_test

import (
	"errors"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/platforms"
)

func TestAnAnswerSettlesTheTurnItSaw(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		after(time.Minute)
		d, err := o.reply.Begin(ctx, gm.Officer, "bins")
		if err != nil {
			t.Fatal(err)
		}
		if d.Subject != "Re: Bins" || len(d.To) != 1 || d.To[0].ID != "colin@home.example" || !reflect.DeepEqual(d.Seen, []string{"m1"}) {
			t.Fatalf("draft %+v", d)
		}
		d.Text, d.Quote = "It goes on Tuesday.", true
		o.drafts.Edit(gm, d)
		after(time.Second)
		s := o.submit(d)
		if o.row("bins").Status != inbox.Open {
			t.Error("pressing Send settled the turn")
		}
		after(time.Minute)
		s = o.is(s.ID, outbox.Sent)
		if s.Text != "It goes on Tuesday.\n\n^GM" || s.Initials != "GM" || s.Parent != "m1" || !reflect.DeepEqual(s.Covers, []string{"m1"}) {
			t.Errorf("send %+v", s)
		}
		row := o.row("bins")
		if row.Status != inbox.Answered || row.Turn != nil || !row.Settled[0].Settled.Equal(s.CommittedAt) || row.Settled[0].How != inbox.ByReply {
			t.Errorf("row %+v", row)
		}
		out := o.wire.sealed[0]
		want := platforms.Outgoing{To: []platforms.Person{{ID: "colin@home.example", Name: "Colin Prewett"}}, Subject: "Re: Bins",
			Text: s.Text, ReplyTo: &platforms.Parent{ID: "m1@home.example", Root: "m1@home.example", Subject: "Bins", Kind: "mail",
				From: platforms.Person{ID: "colin@home.example", Name: "Colin Prewett"}, At: time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)},
			Quote: &platforms.Quote{Who: "Colin Prewett", When: "Mon 30 Nov 2026 10:00", Text: "Words of m1"}}
		if !reflect.DeepEqual(out, want) {
			t.Errorf("sealed %+v\nwant   %+v", out, want)
		}
		record, _ := o.store.Record(ctx, "bins")
		var kinds []act.Kind
		for _, e := range record {
			kinds = append(kinds, e.Act.Kind)
		}
		if !reflect.DeepEqual(kinds, []act.Kind{inbox.AnswerAccepted, inbox.Replied, inbox.DraftBegun}) {
			t.Errorf("record %v", kinds)
		}
	})
}

func TestAnAnswerThatCannotGoStaysADraft(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		d, _ := o.reply.Begin(ctx, gm.Officer, "bins")
		d.Text = "  "
		if _, err := o.reply.Send(ctx, gm, d); app.KindOf(err) != app.Wrong {
			t.Errorf("empty: %v", err)
		}
		d.Text, d.Officer = "Hello", "nobody"
		if _, err := o.reply.Send(ctx, gm, d); app.KindOf(err) != app.Wrong {
			t.Errorf("unknown officer: %v", err)
		}
		sends, _ := o.sends.Sends(ctx, nil, 0)
		record, _ := o.store.Record(ctx, "bins")
		if len(sends) != 0 || len(record) != 0 {
			t.Errorf("%d sends, %d acts", len(sends), len(record))
		}
	})
}

func TestReplyToAllAndNewMail(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		d, err := o.reply.Begin(ctx, gm.Officer, "bins")
		if err != nil {
			t.Fatal(err)
		}
		c, err := o.reply.Composing(ctx, d)
		if d = c.Aimed("", true); err != nil || len(d.Cc) != 1 || d.Cc[0].ID != "maisie@home.example" {
			t.Fatalf("%+v, %v", d, err)
		}
		n := o.reply.BeginNew(gm.Officer, box)
		n.To, n.Subject, n.Text = []outbox.Person{{ID: "ward@desk.example"}}, "Ward walk", "On Friday at 10:00."
		s := o.submit(n)
		after(time.Minute)
		if got := o.is(s.ID, outbox.Sent); got.Conversation != "" || got.Purpose != outbox.New {
			t.Errorf("%+v", got)
		}
		if out := o.wire.sealed[0]; out.ReplyTo != nil || out.Subject != "Ward walk" {
			t.Errorf("%+v", out)
		}
	})
}

func TestARedirectIsCounted(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		d, err := o.reply.BeginRedirect(ctx, gm.Officer, "bins", "", "online")
		if err != nil || d.Text != "Hello Colin, you can report this at Do It Online." {
			t.Fatalf("%+v, %v", d, err)
		}
		s := o.submit(d)
		after(time.Minute)
		o.is(s.ID, outbox.Sent)
		if row := o.row("bins"); row.Settled[0].How != inbox.ByRedirect {
			t.Errorf("settled by %s", row.Settled[0].How)
		}
		if _, err := o.reply.BeginRedirect(ctx, gm.Officer, "bins", "", "gone"); app.KindOf(err) != app.NotFound {
			t.Errorf("unknown redirect: %v", err)
		}
	})
}

func TestTheGateStopsWhatCrossed(t *testing.T) {
	elsewhere := func() inbox.Message {
		m := letter("e1")
		m.Direction, m.From = inbox.Own, inbox.Person{ID: own}
		return m
	}
	for name, c := range map[string]struct {
		news func() inbox.Message
		kind string
	}{
		"the resident wrote":     {func() inbox.Message { return letter("m2") }, outbox.HoldWroteAgain},
		"somebody else answered": {elsewhere, outbox.HoldAnswered},
		"old mail came late": {func() inbox.Message {
			m := letter("h1")
			m.History = true
			return m
		}, ""},
		"an automatic reply": {func() inbox.Message {
			m := letter("a1")
			m.Auto = "auto-reply"
			return m
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(o *office) {
				o.arrive(letter("m1"))
				s := o.answer("bins", "It goes on Tuesday.")
				o.news(nil, c.news())
				after(time.Minute)
				if c.kind == "" {
					o.is(s.ID, outbox.Sent)
					return
				}
				s = o.is(s.ID, outbox.Held)
				if s.HoldKind != c.kind || len(s.GateKeys) != 1 || o.wire.sent != 0 {
					t.Fatalf("%q %v, %d sent", s.HoldKind, s.GateKeys, o.wire.sent)
				}
				// What is read once stops nothing more, though the server is gone.
				o.news(errors.New("gone"))
				if _, err := o.outbox.Release(ctx, gm, s.ID, true); err != nil {
					t.Fatal(err)
				}
				after(time.Second)
				o.is(s.ID, outbox.Sent)
				if row := o.row("bins"); c.kind == outbox.HoldWroteAgain && (row.Turn == nil || row.Turn.Messages[0] != "m2") {
					t.Error("the answer settled a message that its officer had not seen when it was written")
				}
			})
		})
	}
}

func TestAnAnswerCoversOnlyWhatItsOfficerSaw(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		d, _ := o.reply.Begin(ctx, gm.Officer, "bins")
		after(time.Minute)
		o.arrive(letter("m2")) // while somebody types
		d.Text = "It goes on Tuesday."
		if s := o.submit(d); !reflect.DeepEqual(s.Covers, []string{"m1"}) || s.Parent != "m1" {
			t.Errorf("covers %v, answers %s", s.Covers, s.Parent)
		}
	})
}

func TestAnywayStillStopsForWhatCameAfter(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		s := o.answer("bins", "It goes on Tuesday.")
		o.news(nil, letter("m2"))
		after(time.Minute)
		o.is(s.ID, outbox.Held)
		o.arrive(letter("m3"))
		if _, err := o.outbox.Release(ctx, gm, s.ID, true); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if got := o.is(s.ID, outbox.Held); !reflect.DeepEqual(got.GateKeys, []string{"m3"}) {
			t.Errorf("stopped by %v", got.GateKeys)
		}
	})
}

func TestOurOwnEarlierAnswerStopsNothing(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		first := o.answer("bins", "It goes on Tuesday.")
		after(time.Minute)
		// The second is begun before the copy of the first has come back.
		second := o.answer("bins", "And on Friday.")
		o.news(nil, copyOf(o.is(first.ID, outbox.Sent)))
		after(time.Minute)
		o.is(second.ID, outbox.Sent)
	})
}

func TestTwoDraftsOfOneConversationDoNotBothGo(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		one, _ := o.reply.Begin(ctx, gm.Officer, "bins")
		two, _ := o.reply.Begin(ctx, gm.Officer, "bins")
		one.Text, two.Text = "Tuesday.", "Friday."
		a := o.submit(one)
		after(time.Minute)
		o.is(a.ID, outbox.Sent)
		b := o.submit(two)
		after(time.Minute)
		if got := o.is(b.ID, outbox.Held); got.HoldKind != outbox.HoldAnswered {
			t.Errorf("held for %q", got.HoldKind)
		}
	})
}

func TestWhenTheTailIsOutOfReachTheAnswerWaits(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		o.news(&platforms.Error{Class: platforms.ClassOffline, Sentence: "The server can't be reached."})
		s := o.answer("bins", "It goes on Tuesday.")
		after(time.Minute)
		o.is(s.ID, outbox.WaitingTry)
		o.news(nil)
		after(time.Hour)
		o.is(s.ID, outbox.Sent)
	})
}

func TestACopyProvesAnUnconfirmedAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		proof func(s outbox.Send) inbox.Message
		where string
		filed outbox.Filed
	}{
		"in Sent": {copyOf, "It lies in Sent.", outbox.FiledServer},
		"back in the Inbox": {func(s outbox.Send) inbox.Message {
			m := copyOf(s)
			m.Direction, m.Claimed = inbox.In, true
			return m
		}, "A copy of it came back.", outbox.FiledNot},
		"an automatic reply": {func(s outbox.Send) inbox.Message {
			m := letter("auto")
			m.Auto, m.Parents = "auto-reply", []string{s.Token}
			return m
		}, "A message that answers it came in.", outbox.FiledNot},
		"an answer": {func(s outbox.Send) inbox.Message {
			m := letter("m2")
			m.Parents = []string{s.Token, "m1@home.example"}
			return m
		}, "A message that answers it came in.", outbox.FiledNot},
		"a report of delay": {func(s outbox.Send) inbox.Message { return bounceOf(s, false) },
			"A report about its delivery came in.", outbox.FiledNot},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(o *office) {
				o.arrive(letter("m1"))
				o.wire.next = platforms.Outcome{Verdict: platforms.Unconfirmed}
				s := o.answer("bins", "It goes on Tuesday.")
				after(30 * time.Second)
				s = o.is(s.ID, outbox.Unconfirmed)
				if o.row("bins").Turn == nil {
					t.Fatal("an answer of which nothing is known settled the turn")
				}
				o.arrive(c.proof(s))
				synctest.Wait()
				got := o.is(s.ID, outbox.Sent)
				if got.Proof != c.where || got.Returned || got.Filed != c.filed {
					t.Errorf("proof %q, returned %v, filed %q", got.Proof, got.Returned, got.Filed)
				}
				row := o.row("bins")
				if len(row.Settled) != 1 || !row.Settled[0].Settled.Equal(s.CommittedAt) {
					t.Errorf("settled %+v, want at the attempt %v", row.Settled, s.CommittedAt)
				}
			})
		})
	}
}

func TestWhatOnlyClaimsToBeOursProvesNothing(t *testing.T) {
	for name, forge := range map[string]func(m *inbox.Message){
		"other words":         func(m *inbox.Message) { m.Text = "Send me your bank details." },
		"other subject":       func(m *inbox.Message) { m.Subject = "Re: Bank" },
		"head alone":          func(m *inbox.Message) { m.Text, m.HeaderOnly = "", true },
		"cites it, is not it": func(m *inbox.Message) { m.Parents, m.RemoteID = []string{m.RemoteID}, "other@home.example" },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(o *office) {
				o.arrive(letter("m1"))
				o.wire.next = platforms.Outcome{Verdict: platforms.Unconfirmed}
				s := o.answer("bins", "It goes on Tuesday.")
				after(30 * time.Second)
				m := copyOf(o.is(s.ID, outbox.Unconfirmed))
				m.Direction, m.Claimed = inbox.In, true
				forge(&m)
				_, linked, err := o.citations.ActsFor(ctx, box, []inbox.Message{m})
				if err != nil || len(linked) != 0 {
					t.Errorf("linked %v, %v", linked, err)
				}
				o.arrive(m)
				o.is(s.ID, outbox.Unconfirmed)
			})
		})
	}
}

func TestABounceOpensTheTurnAgain(t *testing.T) {
	for name, verdict := range map[string]platforms.Verdict{"after yes": platforms.Accepted, "after no answer": platforms.Unconfirmed} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(o *office) {
				o.arrive(letter("m1"))
				start := o.row("bins").Turn.Start
				o.wire.next = platforms.Outcome{Verdict: verdict}
				s := o.answer("bins", "It goes on Tuesday.")
				after(30 * time.Second)
				bounce := bounceOf(s, true)
				o.arrive(bounce)
				o.arrive(bounce) // the same mail, pulled twice
				got := o.is(s.ID, outbox.Sent)
				if !got.Returned || got.ReturnedWhy != "It came back from colin@home.example. The server said: no such user" {
					t.Errorf("returned %v: %q", got.Returned, got.ReturnedWhy)
				}
				row := o.row("bins")
				if row.Turn == nil || !row.Turn.Start.Equal(start) {
					t.Errorf("turn %+v, want one from %v", row.Turn, start)
				}
				// Our copy in Sent is no answer from elsewhere.
				o.arrive(copyOf(s))
				if o.row("bins").Turn == nil {
					t.Error("the copy of what came back settled the turn")
				}
				record, _ := o.sends.SendRecord(ctx, s.ID)
				returned := 0
				for _, a := range record {
					if a.Kind == outbox.EvReturn.Kind() {
						returned++
					}
				}
				if returned != 1 {
					t.Errorf("%d acts say that it came back", returned)
				}
			})
		})
	}
}

func TestABounceFasterThanTheAnswer(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		o.wire.hold = make(chan struct{})
		s := o.answer("bins", "It goes on Tuesday.")
		after(30 * time.Second)
		o.arrive(bounceOf(o.is(s.ID, outbox.Committed), true))
		close(o.wire.hold)
		after(time.Second)
		if got := o.is(s.ID, outbox.Sent); !got.Returned {
			t.Error("the bounce is forgotten")
		}
		if o.row("bins").Turn == nil {
			t.Error("an answer that came back settled the turn")
		}
	})
}

func TestUndoGivesTheDraftBackWithoutInitials(t *testing.T) {
	bubble(t, func(o *office) {
		o.arrive(letter("m1"))
		s := o.answer("bins", "It goes on Tuesday.")
		d, err := o.outbox.Withdraw(ctx, gm, s.ID)
		if err != nil || d.Text != "It goes on Tuesday." || d.Conversation != "bins" {
			t.Fatalf("%+v, %v", d, err)
		}
		again := o.submit(d)
		after(time.Minute)
		if got := o.is(again.ID, outbox.Sent); got.Text != "It goes on Tuesday.\n\n^GM" || o.wire.sent != 1 {
			t.Errorf("%q, %d sent", got.Text, o.wire.sent)
		}
	})
}
