package outbox_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/outbox"
)

func fields(row string) []string { return strings.Fields(row) }

func same(a, b outbox.Send) bool { return reflect.DeepEqual(a, b) }

func effectOf(e outbox.Event) any {
	later := app.Millis(noon.Add(time.Hour))
	switch e {
	case outbox.EvQueue:
		return outbox.QueuedEffect{Channel: "mailbox-1", Network: "mailbox", Conversation: "c1", Purpose: outbox.Reply,
			Officer: "o1", Initials: "GM", Covers: []string{"m1"}, Parent: "m1", Seen: []string{"m1"},
			Token: "t@desk.example", NotBefore: later, Draft: "d1"}
	case outbox.EvWithdraw:
		return outbox.WithdrawnEffect{Draft: "d2"}
	case outbox.EvInterrupt, outbox.EvAgain:
		return outbox.GraceEffect{NotBefore: later}
	case outbox.EvRelease:
		return outbox.ReleasedEffect{NotBefore: later, Anyway: true}
	case outbox.EvAccept:
		return outbox.AcceptedEffect{Filed: outbox.FiledPending}
	case outbox.EvRefuse:
		return outbox.RefusedEffect{Class: "refused"}
	case outbox.EvPostpone:
		return outbox.PostponedEffect{Until: later, Class: "transient"}
	case outbox.EvHold:
		return outbox.HeldEffect{Kind: "wrote-again", Keys: []string{"m2"}}
	case outbox.EvLose, outbox.EvLook:
		return outbox.LookEffect{LookAt: later}
	case outbox.EvProve:
		return outbox.ProvedEffect{By: outbox.ByLook}
	case outbox.EvReturn:
		return outbox.ReturnedEffect{Message: "m3"}
	case outbox.EvFile:
		return outbox.FiledEffect{Filed: outbox.FiledDone}
	}
	return nil
}

func contentOf(e outbox.Event) any {
	switch e {
	case outbox.EvQueue:
		return outbox.QueuedContent{To: []outbox.Person{{ID: "colin@home.example"}}, Subject: "Re: bins",
			Text: "It is Tuesday.\n\n^GM"}
	case outbox.EvWithdraw, outbox.EvStart, outbox.EvCommit, outbox.EvInterrupt, outbox.EvAgain, outbox.EvFile:
		return nil
	}
	return outbox.Reason{Why: "why", Detail: "451 later", Where: "in Sent"}
}

// journal makes acts of events, a minute apart.
func journal(events ...outbox.Event) []act.Act {
	var acts []act.Act
	for i, e := range events {
		a := outbox.Send{ID: "S1"}.Do(act.Who{Officer: "o1"}, e, effectOf(e), contentOf(e))
		a.At = noon.Add(time.Duration(i) * time.Minute)
		acts = append(acts, a)
	}
	return acts
}

func fold(acts []act.Act) outbox.Send {
	var s outbox.Send
	for _, a := range acts {
		s.Apply(a)
	}
	return s
}

func TestASendThatWaitedThenWentAndCameBack(t *testing.T) {
	got := fold(journal(outbox.EvQueue, outbox.EvStart, outbox.EvPostpone, outbox.EvStart, outbox.EvCommit,
		outbox.EvAccept, outbox.EvFile, outbox.EvReturn))
	want := outbox.Send{ID: "S1", Channel: "mailbox-1", Network: "mailbox", Conversation: "c1", Purpose: outbox.Reply,
		State: outbox.Sent, Officer: "o1", Initials: "GM", To: []outbox.Person{{ID: "colin@home.example"}},
		Subject: "Re: bins", Text: "It is Tuesday.\n\n^GM", Covers: []string{"m1"}, Parent: "m1", Seen: []string{"m1"},
		Token: "t@desk.example", QueuedAt: noon, NotBefore: noon.Add(time.Hour), CommittedAt: noon.Add(4 * time.Minute),
		SettledAt: noon.Add(5 * time.Minute), Attempts: 2, Delays: 1, DelayedSince: noon.Add(2 * time.Minute),
		Detail: "451 later", Filed: outbox.FiledDone, Returned: true, ReturnedWhy: "why"}
	if !same(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestSendNowInSpiteOfTheGateTakesWhatWasShownAsSeen(t *testing.T) {
	held := fold(journal(outbox.EvQueue, outbox.EvHold))
	if held.State != outbox.Held || held.HoldKind != "wrote-again" || held.GateKeys[0] != "m2" {
		t.Fatalf("held: %+v", held)
	}
	got := fold(journal(outbox.EvQueue, outbox.EvHold, outbox.EvRelease))
	if !got.Anyway || !reflect.DeepEqual(got.Seen, []string{"m1", "m2"}) || got.HoldKind != "" || got.GateKeys != nil {
		t.Errorf("released: %+v", got)
	}
	if !got.QueuedAt.Equal(noon.Add(2 * time.Minute)) {
		t.Errorf("Send was pressed again at %v", got.QueuedAt)
	}
}

func TestLooksAreCountedFromTheLoss(t *testing.T) {
	got := fold(journal(outbox.EvQueue, outbox.EvStart, outbox.EvCommit, outbox.EvLose, outbox.EvLook, outbox.EvLook))
	if got.State != outbox.Unconfirmed || got.Looks != 2 || got.LookAt.IsZero() {
		t.Errorf("%+v", got)
	}
	got = fold(journal(outbox.EvQueue, outbox.EvStart, outbox.EvCommit, outbox.EvLose, outbox.EvLook, outbox.EvProve))
	if got.State != outbox.Sent || !got.LookAt.IsZero() || got.Proof != "in Sent" || got.Why != "" {
		t.Errorf("proved: %+v", got)
	}
}

func TestAMessageThatNeverLeftCannotBeFound(t *testing.T) {
	queued := fold(journal(outbox.EvQueue))
	for _, e := range []outbox.Event{outbox.EvProve, outbox.EvReturn} {
		if err := outbox.Check(queued, queued.Do(act.Who{}, e, effectOf(e), nil)); app.KindOf(err) != app.Wrong {
			t.Errorf("%s of a message that never left: %v", e, err)
		}
	}
	again := fold(journal(outbox.EvQueue, outbox.EvStart, outbox.EvCommit, outbox.EvLose, outbox.EvAgain))
	if err := outbox.Check(again, again.Do(act.Who{}, outbox.EvProve, effectOf(outbox.EvProve), nil)); err != nil {
		t.Errorf("found before it went a second time: %v", err)
	}
}

func TestUndoSaysWhyItIsTooLate(t *testing.T) {
	for _, state := range []outbox.State{outbox.Sending, outbox.Committed, outbox.Sent, outbox.Unconfirmed} {
		s := at(state)
		err := outbox.Check(s, s.Do(act.Who{}, outbox.EvWithdraw, outbox.WithdrawnEffect{Draft: "d"}, nil))
		if !strings.HasPrefix(app.Say(err), "Too late: ") {
			t.Errorf("%s: %q", state, app.Say(err))
		}
	}
}

func TestUnreadableAndUnknownActsHaveNoEffect(t *testing.T) {
	for _, e := range outbox.Events() {
		if effectOf(e) == nil {
			continue
		}
		for _, state := range outbox.States() {
			s := at(state)
			a := s.Do(act.Who{}, e, json.RawMessage(`[1]`), nil)
			if before := s; s.Apply(a) || !same(s, before) {
				t.Errorf("%q: an unreadable %s changed %+v", state, e, s)
			}
		}
	}
	for _, kind := range []act.Kind{"queued/2", "queued", "sang/1", act.Undone} {
		var s outbox.Send
		if s.Apply(act.Act{Kind: kind}) || outbox.Check(s, act.Act{Kind: kind}) == nil {
			t.Errorf("%s was taken for one of ours", kind)
		}
	}
}

// TestStatesNeverDependOnWords folds any sequence of events twice, with the
// words and after their erasure by law.
func TestStatesNeverDependOnWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.SampledFrom(outbox.Events()), 0, 20).Draw(t, "events")
		acts := journal(append([]outbox.Event{outbox.EvQueue}, events...)...)
		whole := fold(acts)
		for i := range acts {
			acts[i].Content = nil
		}
		erased := fold(acts)
		whole.To, whole.Subject, whole.Text = nil, "", ""
		whole.Why, whole.Detail, whole.ReturnedWhy, whole.Proof = "", "", "", ""
		if !same(whole, erased) {
			t.Fatalf("with words %+v\nerased     %+v", whole, erased)
		}
	})
}

// TestWhatTheNetworkCallsItStays: a later answer without an id, or with another,
// takes nothing away.
func TestWhatTheNetworkCallsItStays(t *testing.T) {
	acts := journal(outbox.EvQueue, outbox.EvStart, outbox.EvCommit, outbox.EvProve, outbox.EvAccept, outbox.EvProve)
	acts[3].Effect = json.RawMessage(`{"by":"message","remote_id":"r1","permalink":"https://network.example/r1"}`)
	acts[5].Effect = json.RawMessage(`{"by":"look","remote_id":"r2"}`)
	if s := fold(acts); s.State != outbox.Sent || s.RemoteID != "r1" || s.Permalink != "https://network.example/r1" {
		t.Errorf("got %s %q at %q", s.State, s.RemoteID, s.Permalink)
	}
}
