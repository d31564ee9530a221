package outbox_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/app"
	"commsdesk/app/outbox"
	"commsdesk/platforms"
)

// bubble runs f with a started dispatcher in a bubble of its own time.
func bubble(t *testing.T, f func(p *place)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		defer p.stop()
		p.start()
		f(p)
	})
}

// after lets time pass and everything due be done.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestASendGoesWhenItsGraceIsOver(t *testing.T) {
	bubble(t, func(p *place) {
		s := p.submit("a")
		after(9 * time.Second)
		p.is(s.ID, outbox.Queued)
		if p.net.tried() != 0 {
			t.Fatal("tried within the grace")
		}
		after(2 * time.Second)
		got := p.is(s.ID, outbox.Sent)
		if p.net.got(s.Token) != 1 || got.Filed != outbox.FiledDone || got.Attempts != 1 || got.SettledAt.IsZero() {
			t.Errorf("%+v", got)
		}
		if got.CommittedAt.IsZero() || got.Detail != "250 2.0.0 queued" {
			t.Errorf("committed %v, detail %q", got.CommittedAt, got.Detail)
		}
		if len(p.beside.seen) != 1 || p.beside.seen[0] != outbox.EvAccept.Kind() {
			t.Errorf("companions of %v", p.beside.seen)
		}
		drafts, err := p.sends.Drafts(context.Background(), "")
		if err != nil || len(drafts) != 0 {
			t.Errorf("drafts left: %v, %v", drafts, err)
		}
	})
}

func TestUndoWithinTheGraceAndTooLate(t *testing.T) {
	bubble(t, func(p *place) {
		s := p.submit("a")
		after(3 * time.Second)
		d, err := p.desk.Withdraw(context.Background(), gm, s.ID)
		if err != nil || d.Text != "It is Tuesday." || d.From != s.ID {
			t.Fatalf("draft %+v, %v", d, err)
		}
		drafts, _ := p.sends.Drafts(context.Background(), "")
		if len(drafts) != 1 || drafts[0].Text != "It is Tuesday." {
			t.Fatalf("drafts: %+v", drafts)
		}
		after(time.Minute)
		p.is(s.ID, outbox.Withdrawn)
		if p.net.tried() != 0 {
			t.Error("a withdrawn message was tried")
		}

		late := p.submit("a")
		after(11 * time.Second)
		_, err = p.desk.Withdraw(context.Background(), gm, late.ID)
		if app.KindOf(err) != app.Wrong || !strings.HasPrefix(app.Say(err), "Too late: ") {
			t.Errorf("undo of a sent message: %v", err)
		}
	})
}

func TestARefusingSealKeepsTheDraft(t *testing.T) {
	bubble(t, func(p *place) {
		d := outbox.Draft{ID: p.ids.New(), Channel: "a", Text: "refuse", To: []outbox.Person{{ID: "x@home.example"}}}
		_, err := p.desk.Submit(context.Background(), gm, outbox.Letter{ID: p.ids.New(), Draft: d, Text: "refuse"}, 0)
		if app.KindOf(err) != app.Wrong || app.Say(err) != "The text says refuse. Write something else." {
			t.Errorf("%v", err)
		}
		drafts, _ := p.sends.Drafts(context.Background(), "")
		if len(drafts) != 1 || drafts[0].Text != "refuse" {
			t.Errorf("drafts: %+v", drafts)
		}
		d.Text = "better"
		p.drafts.Edit(gm, d)
		after(time.Second)
		if drafts, _ = p.sends.Drafts(context.Background(), ""); drafts[0].Text != "better" {
			t.Error("typing after a refusal is not saved")
		}
	})
}

func notSent(class platforms.Class) *platforms.Outcome {
	return &platforms.Outcome{Verdict: platforms.NotSent, Class: class, Why: "The server asks us to wait.", Detail: "451 later"}
}

func TestNotNowWaitsLongerAndLongerThenAsksAPerson(t *testing.T) {
	bubble(t, func(p *place) {
		p.net.always = func(string) attempt { return attempt{before: notSent(platforms.ClassTransient)} }
		s := p.submit("a")
		after(10 * time.Second)
		began := time.Now()
		for i, want := range []time.Duration{30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, time.Hour} {
			got := p.is(s.ID, outbox.WaitingTry)
			if wait := time.Until(got.WaitUntil); wait < want-time.Second || wait > want {
				t.Fatalf("try %d: waits %v, want %v", i+1, wait, want)
			}
			if got.Why != "The server asks us to wait." || got.Detail != "451 later" {
				t.Fatalf("words %q, %q", got.Why, got.Detail)
			}
			after(want)
		}
		after(8 * time.Hour)
		got := p.is(s.ID, outbox.Held)
		if got.HoldKind != outbox.HoldAge || !strings.Contains(got.Why, "one working day") {
			t.Errorf("held: %q %q", got.HoldKind, got.Why)
		}
		if held := got.DelayedSince; held.Sub(began).Abs() > time.Second {
			t.Errorf("delayed since %v, began %v", held, began)
		}
		tries := p.net.tried()
		after(24 * time.Hour)
		if p.net.tried() != tries {
			t.Error("a held message was tried")
		}
		p.net.mu.Lock()
		p.net.always = nil
		p.net.mu.Unlock()
		if _, err := p.desk.Release(context.Background(), gm, s.ID, false); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		p.is(s.ID, outbox.Sent)
	})
}

func TestTheNetworksOwnTimeIsKeptTo(t *testing.T) {
	bubble(t, func(p *place) {
		at := time.Now().Add(3 * time.Hour)
		o := notSent(platforms.ClassRate)
		o.RetryAt = at
		p.net.script("a", attempt{before: o})
		s := p.submit("a")
		after(11 * time.Second)
		if got := p.is(s.ID, outbox.WaitingTry); !got.WaitUntil.Equal(at) {
			t.Errorf("waits until %v, want %v", got.WaitUntil, at)
		}
		after(3 * time.Hour)
		p.is(s.ID, outbox.Sent)
	})
}

func TestOfflineIsTriedAtOnceWhenBackOnline(t *testing.T) {
	bubble(t, func(p *place) {
		p.net.script("a", attempt{before: notSent(platforms.ClassOffline)}, attempt{before: notSent(platforms.ClassOffline)},
			attempt{before: notSent(platforms.ClassOffline)})
		s := p.submit("a")
		after(10*time.Second + 30*time.Second + 2*time.Minute + time.Second)
		p.is(s.ID, outbox.WaitingTry)
		if err := p.runner.Online(context.Background(), "a"); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		p.is(s.ID, outbox.Sent)
	})
}

// outdated is a store of which one look at the outbox gets what an earlier one got.
type outdated struct {
	outbox.Store
	kept []outbox.Send
	give bool
}

func (o *outdated) Sends(ctx context.Context, states []outbox.State, limit int) ([]outbox.Send, error) {
	if o.give && slices.Contains(states, outbox.Queued) {
		o.give = false
		return o.kept, nil
	}
	return o.Store.Sends(ctx, states, limit)
}

// TestALateLookUsesNoHurryUp: a look that read the send before it waited finds it
// changed, and leaves it to the next look to try it at once.
func TestALateLookUsesNoHurryUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		defer func() { p.stop() }()
		store := &outdated{Store: p.sends}
		var err error
		if p.runner, err = outbox.NewDispatcher(store, p.store, &p.gate, p.beside, p.net, p.bus, p.config()); err != nil {
			t.Fatal(err)
		}
		p.start()
		p.net.script("a", attempt{before: notSent(platforms.ClassOffline)})
		s := p.submit("a")
		store.kept = []outbox.Send{p.is(s.ID, outbox.Queued)}
		after(11 * time.Second)
		p.is(s.ID, outbox.WaitingTry)
		store.give = true
		if err := p.runner.Online(context.Background(), "a"); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		p.is(s.ID, outbox.Sent)
	})
}

func TestRefusedNamesTheAddressAndCanBecomeADraft(t *testing.T) {
	bubble(t, func(p *place) {
		p.net.script("a", attempt{before: &platforms.Outcome{Verdict: platforms.Refused, Class: platforms.ClassRefused,
			Why: "Nobody got it.", Detail: "550 no such user", Address: "colin@home.example"}})
		s := p.submit("a")
		after(time.Minute)
		got := p.is(s.ID, outbox.Rejected)
		if got.Address != "colin@home.example" || got.Detail != "550 no such user" || got.Filed != outbox.FiledNot {
			t.Errorf("%+v", got)
		}
		if _, err := p.desk.Withdraw(context.Background(), gm, s.ID); err != nil {
			t.Fatal(err)
		}
		p.is(s.ID, outbox.Withdrawn)
	})
}

func TestOneRefusedSignInIsEnough(t *testing.T) {
	bubble(t, func(p *place) {
		signIn := &platforms.Outcome{Verdict: platforms.NeedsPerson, Class: platforms.ClassAuth, Why: "Sign in again."}
		p.net.script("a", attempt{before: signIn})
		first, second := p.submit("a"), p.submit("a")
		other := p.submit("b")
		after(time.Minute)
		for _, id := range []string{first.ID, second.ID} {
			if got := p.is(id, outbox.Held); got.HoldKind != outbox.HoldSignIn || got.Why != "Sign in again." {
				t.Errorf("held: %q %q", got.HoldKind, got.Why)
			}
		}
		p.is(other.ID, outbox.Sent)
		if p.net.tried() != 2 {
			t.Errorf("%d attempts: the refused account was asked again", p.net.tried())
		}
		n, err := p.desk.Resume(context.Background(), gm, "a")
		if err != nil || n != 2 {
			t.Fatalf("resumed %d, %v", n, err)
		}
		after(time.Second)
		p.is(first.ID, outbox.Sent)
		p.is(second.ID, outbox.Sent)
	})
}

func TestTheGateHoldsAndAnywayLetsGo(t *testing.T) {
	bubble(t, func(p *place) {
		p.gate.set(outbox.GateAnswer{Kind: outbox.HoldWroteAgain, Why: "They wrote again.", Keys: []string{"m9"}}, nil)
		s := p.submit("a")
		after(time.Minute)
		got := p.is(s.ID, outbox.Held)
		if got.HoldKind != outbox.HoldWroteAgain || got.GateKeys[0] != "m9" || p.net.tried() != 0 {
			t.Fatalf("%+v", got)
		}
		p.gate.set(outbox.GateAnswer{Go: true}, nil)
		got, err := p.desk.Release(context.Background(), gm, s.ID, true)
		if err != nil || !got.Anyway || got.Seen[len(got.Seen)-1] != "m9" {
			t.Fatalf("%+v, %v", got, err)
		}
		after(time.Second)
		p.is(s.ID, outbox.Sent)
	})
}

func TestWhenTheTailCannotBeReadTheSendWaits(t *testing.T) {
	bubble(t, func(p *place) {
		p.gate.set(outbox.GateAnswer{}, &platforms.Error{Class: platforms.ClassOffline, Sentence: "The server can't be reached."})
		s := p.submit("a")
		after(11 * time.Second)
		if got := p.is(s.ID, outbox.WaitingTry); got.Why != "The server can't be reached." || got.Class != "offline" {
			t.Errorf("%q %q", got.Why, got.Class)
		}
		p.gate.set(outbox.GateAnswer{}, app.NewError(app.SignIn, "Sign in again."))
		after(time.Minute)
		p.is(s.ID, outbox.Held)
		if p.net.tried() != 0 {
			t.Error("it went past the Gate")
		}
	})
}

func TestAStuckAccountStopsNoOther(t *testing.T) {
	bubble(t, func(p *place) {
		answer := make(chan struct{})
		p.net.script("stuck", attempt{takes: true, standAfter: answer})
		slow, fast := p.submit("stuck"), p.submit("free")
		after(5 * time.Minute)
		got := p.is(slow.ID, outbox.Committed)
		if wait := got.Elapsed(time.Now()); wait < 4*time.Minute || wait > 5*time.Minute {
			t.Errorf("waiting for the server's answer for %v", wait)
		}
		p.is(fast.ID, outbox.Sent)
		close(answer)
		synctest.Wait()
		p.is(slow.ID, outbox.Sent)
	})
}

func TestUnconfirmedIsLookedForAndNeverSentAgainByItself(t *testing.T) {
	bubble(t, func(p *place) {
		p.about = outbox.About{Server: "smtp.desk.example", Usual: 8 * time.Second}
		p.net.script("a", attempt{takes: true, after: platforms.Outcome{Verdict: platforms.Unconfirmed}})
		s := p.submit("a")
		after(11 * time.Second)
		at := p.is(s.ID, outbox.Unconfirmed).CommittedAt
		if want := "We do not know if this mail went. smtp.desk.example had all of it at 00:00 and did not answer."; p.send(s.ID).Why != want {
			t.Errorf("says %q", p.send(s.ID).Why)
		}
		for i, wait := range []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour} {
			if got := p.send(s.ID); got.Looks != i || !got.LookAt.Equal(at.Add(wait)) {
				t.Fatalf("look %d: %d looks so far, next %v after commit", i, got.Looks, got.LookAt.Sub(at))
			}
			time.Sleep(time.Until(at.Add(wait)))
			after(time.Second)
		}
		got := p.is(s.ID, outbox.Unconfirmed)
		want := "We do not know if this mail went. smtp.desk.example had all of it at 00:00 and did not answer. No copy has come back by 01:00, usually 8 seconds."
		if got.Looks != 4 || !got.LookAt.IsZero() || got.Why != want {
			t.Errorf("%d looks, next %v, says %q", got.Looks, got.LookAt, got.Why)
		}
		after(48 * time.Hour)
		if p.is(s.ID, outbox.Unconfirmed); p.net.tried() != 1 || p.net.got(s.Token) != 1 {
			t.Errorf("%d tries", p.net.tried())
		}
		p.net.mu.Lock()
		p.net.proof = func(string) (platforms.Proof, error) {
			return platforms.Proof{Live: true, Where: "It lies in Sent.", At: time.Now()}, nil
		}
		p.net.mu.Unlock()
		found, err := p.runner.LookNow(context.Background(), s.ID)
		if err != nil || found.State != outbox.Sent || found.Proof != "It lies in Sent." {
			t.Errorf("%+v, %v", found, err)
		}
		if !found.CommittedAt.Equal(at) {
			t.Error("it is dated to something else than its attempt")
		}
	})
}

// TestOneCopyProvesOneSend: two answers of the same words in one place look alike
// on many networks. Of two whose fate is unknown, one copy proves one.
func TestOneCopyProvesOneSend(t *testing.T) {
	bubble(t, func(p *place) {
		p.net.script("a", attempt{takes: true, after: platforms.Outcome{Verdict: platforms.Unconfirmed}}, attempt{after: platforms.Outcome{Verdict: platforms.Unconfirmed}})
		first, second := p.submit("a"), p.submit("a")
		after(30 * time.Second)
		p.is(first.ID, outbox.Unconfirmed)
		p.is(second.ID, outbox.Unconfirmed)
		p.net.mu.Lock()
		p.net.proof = func(string) (platforms.Proof, error) {
			return platforms.Proof{Live: true, Where: "It stands below the post.", At: time.Now(), RemoteID: "copy-1"}, nil
		}
		p.net.mu.Unlock()
		for range 2 { // a second look at what was found changes nothing
			if found, err := p.runner.LookNow(context.Background(), first.ID); err != nil || found.State != outbox.Sent || found.RemoteID != "copy-1" {
				t.Errorf("%+v, %v", found, err)
			}
		}
		if found, err := p.runner.LookNow(context.Background(), second.ID); err != nil || found.State != outbox.Unconfirmed {
			t.Errorf("the other's copy was taken for it: %+v, %v", found, err)
		}
		p.net.mu.Lock()
		p.net.proof = func(string) (platforms.Proof, error) {
			return platforms.Proof{Live: true, Where: "It stands below the post.", At: time.Now(), RemoteID: "copy-2"}, nil
		}
		p.net.mu.Unlock()
		if found, err := p.runner.LookNow(context.Background(), second.ID); err != nil || found.State != outbox.Sent {
			t.Errorf("its own copy was not: %+v, %v", found, err)
		}
	})
}

func TestSendAgainSendsTheSameBytes(t *testing.T) {
	bubble(t, func(p *place) {
		p.net.script("a", attempt{after: platforms.Outcome{Verdict: platforms.Unconfirmed}})
		s := p.submit("a")
		before, err := p.sends.Sealed(context.Background(), s.ID)
		if err != nil {
			t.Fatal(err)
		}
		after(time.Minute)
		p.is(s.ID, outbox.Unconfirmed)
		again, err := p.desk.Again(context.Background(), gm, s.ID)
		if err != nil || again.ID != s.ID || again.Token != s.Token {
			t.Fatalf("%+v, %v", again, err)
		}
		after(time.Second)
		p.is(s.ID, outbox.Sent)
		sealed, _ := p.sends.Sealed(context.Background(), s.ID)
		if string(sealed.Bytes) != string(before.Bytes) || p.net.got(s.Token) != 1 || p.net.seals != 1 {
			t.Error("other bytes went out")
		}
		if _, err := p.desk.Again(context.Background(), gm, s.ID); app.KindOf(err) != app.Wrong {
			t.Errorf("a sent message was sent again: %v", err)
		}
	})
}

func TestAPersonCanSayThatItIsLive(t *testing.T) {
	bubble(t, func(p *place) {
		p.net.script("a", attempt{after: platforms.Outcome{Verdict: platforms.Unconfirmed}})
		s := p.submit("a")
		if _, err := p.desk.SayLive(context.Background(), gm, s.ID); app.KindOf(err) != app.Wrong {
			t.Errorf("live before it went: %v", err)
		}
		after(30 * time.Second)
		got, err := p.desk.SayLive(context.Background(), gm, s.ID)
		if err != nil || got.State != outbox.Sent {
			t.Fatalf("%+v, %v", got, err)
		}
		after(time.Second)
		if got = p.send(s.ID); got.Filed != outbox.FiledDone {
			t.Errorf("filed %q", got.Filed)
		}
	})
}

func TestAnAdapterThatBreaksOff(t *testing.T) {
	for name, c := range map[string]struct {
		do   attempt
		want outbox.State
	}{
		"panics before":              {attempt{panicBefore: true}, outbox.WaitingTry},
		"panics after":               {attempt{panicAfter: true, takes: true}, outbox.Unconfirmed},
		"says nothing after":         {attempt{}, outbox.Unconfirmed},
		"says nothing before":        {attempt{before: &platforms.Outcome{}}, outbox.Unconfirmed},
		"unknown word":               {attempt{after: platforms.Outcome{Verdict: "perhaps"}}, outbox.Unconfirmed},
		"accepted without a commit":  {attempt{mute: true, takes: true}, outbox.Sent},
		"temporary after the point":  {attempt{after: *notSent(platforms.ClassTransient)}, outbox.WaitingTry},
		"for good after the point":   {attempt{after: platforms.Outcome{Verdict: platforms.Refused}}, outbox.Rejected},
		"certificate before":         {attempt{before: &platforms.Outcome{Verdict: platforms.NeedsPerson, Class: platforms.ClassCertificate}}, outbox.Held},
		"unconfirmed, never commits": {attempt{before: &platforms.Outcome{Verdict: platforms.Unconfirmed}}, outbox.Unconfirmed},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(p *place) {
				p.net.script("a", c.do)
				s := p.submit("a")
				after(15 * time.Second)
				got := p.is(s.ID, c.want)
				if got.State == outbox.Unconfirmed && (got.CommittedAt.IsZero() || got.LookAt.IsZero()) {
					t.Errorf("%+v", got)
				}
			})
		})
	}
}

func TestFilingIsTriedUntilItWorksAndNeverChangesTheOutcome(t *testing.T) {
	bubble(t, func(p *place) {
		p.net.fileErr = errors.New("folder locked")
		s := p.submit("a")
		after(15 * time.Second)
		if got := p.is(s.ID, outbox.Sent); got.Filed != outbox.FiledPending {
			t.Errorf("filed %q", got.Filed)
		}
		after(5 * time.Minute)
		p.net.mu.Lock()
		p.net.fileErr = nil
		p.net.mu.Unlock()
		after(10 * time.Minute)
		if got := p.is(s.ID, outbox.Sent); got.Filed != outbox.FiledDone || p.net.filed[s.Token] != 1 {
			t.Errorf("filed %q, %d copies", got.Filed, p.net.filed[s.Token])
		}
	})
}

func TestAServerThatFilesByItselfIsLeftToIt(t *testing.T) {
	bubble(t, func(p *place) {
		p.net.files = true
		s := p.submit("a")
		after(15 * time.Second)
		if got := p.is(s.ID, outbox.Sent); got.Filed != outbox.FiledServer || p.net.filed[s.Token] != 0 {
			t.Errorf("filed %q, %d copies", got.Filed, p.net.filed[s.Token])
		}
	})
}

func TestProofWhileTheAnswerIsAwaitedSettlesTheSend(t *testing.T) {
	for name, later := range map[string]platforms.Outcome{
		"then yes":       {Verdict: platforms.Accepted, Detail: "250 ok"},
		"then no answer": {Verdict: platforms.Unconfirmed},
		"then no":        {Verdict: platforms.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(p *place) {
				answer := make(chan struct{})
				p.net.script("a", attempt{takes: true, standAfter: answer, after: later})
				s := p.submit("a")
				after(30 * time.Second)
				row := p.is(s.ID, outbox.Committed)
				proved := row.Do(gm, outbox.EvProve, outbox.ProvedEffect{By: outbox.ByMessage}, outbox.Reason{Where: "A copy of it came back."})
				if _, err := p.store.Do(context.Background(), proved); err != nil {
					t.Fatal(err)
				}
				close(answer)
				synctest.Wait()
				got := p.is(s.ID, outbox.Sent)
				if got.Proof != "A copy of it came back." || p.net.got(s.Token) != 1 {
					t.Errorf("%+v", got)
				}
			})
		})
	}
}

func TestTwoDispatchersSendOnce(t *testing.T) {
	bubble(t, func(p *place) {
		second, err := outbox.NewDispatcher(p.sends, p.store, &p.gate, p.beside, p.net, p.bus, p.config())
		if err != nil {
			t.Fatal(err)
		}
		if err := second.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		defer second.Stop(context.Background())
		var ids []string
		for range 10 {
			ids = append(ids, p.submit("a").ID)
		}
		after(time.Minute)
		for _, id := range ids {
			if got := p.is(id, outbox.Sent); p.net.got(got.Token) != 1 || got.Attempts != 1 {
				t.Errorf("went %d times in %d attempts", p.net.got(got.Token), got.Attempts)
			}
		}
	})
}

func TestConfigIsChecked(t *testing.T) {
	good := outbox.Config{Clock: time.Now, Hours: outbox.Hours{Due: func(t time.Time) time.Time { return t },
		Closed: func(_, _ time.Time) bool { return false }, When: func(_, _ time.Time) string { return "" }}}
	for name, spoil := range map[string]func(*outbox.Config){
		"no clock":       func(c *outbox.Config) { c.Clock = nil },
		"no hours":       func(c *outbox.Config) { c.Hours.Due = nil },
		"negative grace": func(c *outbox.Config) { c.Grace = -1 },
		"shrinking":      func(c *outbox.Config) { c.Delays = []time.Duration{2, 1} },
		"no looks":       func(c *outbox.Config) { c.Looks = []time.Duration{} },
	} {
		c := good
		spoil(&c)
		if _, err := outbox.NewDispatcher(nil, nil, nil, nil, nil, nil, c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := outbox.NewDispatcher(nil, nil, nil, nil, nil, nil, good); err != nil {
		t.Error(err)
	}
}
