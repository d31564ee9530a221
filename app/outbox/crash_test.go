package outbox_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"commsdesk/app"
	"commsdesk/app/outbox"
	"commsdesk/platforms"
)

func TestACrashInEachPhase(t *testing.T) {
	for name, c := range map[string]struct {
		fault   string
		wait    time.Duration
		before  outbox.State
		after   outbox.State
		settled outbox.State
		got     int
	}{
		"in grace":            {"none", 3 * time.Second, outbox.Queued, outbox.Queued, outbox.Sent, 1},
		"before the point":    {"stand-before", 11 * time.Second, outbox.Sending, outbox.Queued, outbox.Sent, 1},
		"after, accepted":     {"stand-after-taken", 11 * time.Second, outbox.Committed, outbox.Unconfirmed, outbox.Unconfirmed, 1},
		"after, not accepted": {"stand-after", 11 * time.Second, outbox.Committed, outbox.Unconfirmed, outbox.Unconfirmed, 0},
		"while waiting":       {"later", 11 * time.Second, outbox.WaitingTry, outbox.WaitingTry, outbox.Sent, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPlace(t)
				defer func() { p.stop() }()
				p.start()
				p.net.script("a", faultOf(c.fault))
				s := p.submit("a")
				after(c.wait)
				p.is(s.ID, c.before)
				p.crash()
				p.is(s.ID, c.before)
				reopened := time.Now()
				if err := p.runner.Recover(context.Background()); err != nil {
					t.Fatal(err)
				}
				got := p.is(s.ID, c.after)
				if grace := got.NotBefore.Sub(reopened).Round(time.Second); c.after == outbox.Queued && grace != 10*time.Second {
					t.Errorf("grace of %v after a crash", grace)
				}
				p.start()
				after(2 * time.Hour)
				got = p.is(s.ID, c.settled)
				if p.net.got(s.Token) != c.got {
					t.Errorf("the recipient got it %d times, want %d", p.net.got(s.Token), c.got)
				}
				if want := "and Commsdesk stopped before an answer came."; c.after == outbox.Unconfirmed && !contains(got.Why, want) {
					t.Errorf("says %q", got.Why)
				}
			})
		})
	}
}

// TestStartedAgainAndAgain: a fresh grace at each start would hold an answer back
// for as long as the program is started every few seconds.
func TestStartedAgainAndAgain(t *testing.T) {
	bubble(t, func(p *place) {
		s := p.submit("a")
		for range 5 {
			after(4 * time.Second)
			p.crash()
			p.start()
		}
		after(time.Second)
		p.is(s.ID, outbox.Sent)
		if n := p.net.got(s.Token); n != 1 {
			t.Errorf("the recipient got it %d times", n)
		}
	})
}

func TestStopInGoodOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		defer func() { p.stop() }()
		p.start()
		answer := make(chan struct{})
		p.net.script("waits", attempt{takes: true, standAfter: answer})
		p.net.script("stands", attempt{takes: true, standBefore: make(chan struct{})})
		waits, stands := p.submit("waits"), p.submit("stands")
		after(15 * time.Second)
		patience, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		go func() {
			time.Sleep(10 * time.Second)
			close(answer)
		}()
		p.runner.Stop(patience)
		// The one whose answer came in time is sent; the other never got to the
		// point of no return.
		p.is(waits.ID, outbox.Sent)
		p.is(stands.ID, outbox.Queued)
		if p.net.got(waits.Token) != 1 || p.net.got(stands.Token) != 0 {
			t.Error("what is said is not what happened")
		}
	})
}

func TestWhatGrewOldIsHeldAtStart(t *testing.T) {
	for name, c := range map[string]struct {
		away   time.Duration
		closed bool
		want   outbox.State
	}{
		"a minute away":           {time.Minute, false, outbox.Queued},
		"sixteen minutes away":    {16 * time.Minute, false, outbox.Held},
		"a closing in between":    {time.Minute, true, outbox.Held},
		"over night, and closing": {15 * time.Hour, true, outbox.Held},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPlace(t)
				defer func() { p.stop() }()
				s := p.submit("a") // never started
				time.Sleep(c.away)
				p.closed = func(from, to time.Time) bool { return c.closed && from.Before(to) }
				if err := p.runner.Recover(context.Background()); err != nil {
					t.Fatal(err)
				}
				got := p.is(s.ID, c.want)
				if c.want != outbox.Held {
					return
				}
				if want := "You pressed Send 00:00. Send now, or take it back to a draft."; got.Why != want || got.HoldKind != outbox.HoldAge {
					t.Errorf("%q %q", got.HoldKind, got.Why)
				}
				p.start()
				after(time.Hour)
				p.is(s.ID, outbox.Held)
				if p.net.tried() != 0 {
					t.Error("it went by itself")
				}
			})
		})
	}
}

func TestThePCThatSlept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		var asleep atomic.Int64
		cfg := p.config()
		cfg.Clock = func() time.Time { return time.Now().Add(time.Duration(asleep.Load())) }
		runner, err := outbox.NewDispatcher(p.sends, p.store, &p.gate, p.beside, p.net, p.bus, cfg)
		if err != nil {
			t.Fatal(err)
		}
		p.runner = runner
		defer p.stop()
		p.start()
		s := p.submit("a")
		synctest.Wait()
		asleep.Store(int64(9 * time.Hour)) // the clock on the wall goes on, timers don't
		after(time.Minute)
		if got := p.is(s.ID, outbox.Held); got.HoldKind != outbox.HoldAge || p.net.tried() != 0 {
			t.Errorf("%q after %d tries", got.HoldKind, p.net.tried())
		}
	})
}

// TestNothingArrivesTwice plays any sequence of faults, crashes and people's
// decisions. Whatever happens, the recipient gets a message at most once for
// each time that a person sent it, and what the outbox says is never more than
// what is known.
func TestNothingArrivesTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var broken string
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{"send", "wait", "crash", "undo", "again", "release", "look", "live", "resume"}), 1, 14).Draw(rt, "steps")
		faults := rapid.SliceOfN(rapid.SampledFrom(faultNames), 20, 20).Draw(rt, "faults")
		waits := rapid.SliceOfN(rapid.SampledFrom([]int{1, 8, 11, 35, 400, 4000}), 20, 20).Draw(rt, "waits")
		synctest.Test(t, func(t *testing.T) { broken = playOut(t, steps, faults, waits) })
		if broken != "" {
			rt.Fatal(broken)
		}
	})
}

var faultNames = []string{"none", "none", "offline", "later", "refused", "sign-in", "panic-before", "panic-after",
	"lost-taken", "lost-not-taken", "later-after", "refused-after", "stand-before", "stand-after", "stand-after-taken", "no-word"}

func faultOf(name string) attempt {
	stop := make(chan struct{})
	switch name {
	case "offline":
		return attempt{before: notSent(platforms.ClassOffline)}
	case "later":
		return attempt{before: notSent(platforms.ClassTransient)}
	case "refused":
		return attempt{before: &platforms.Outcome{Verdict: platforms.Refused}}
	case "sign-in":
		return attempt{before: &platforms.Outcome{Verdict: platforms.NeedsPerson, Class: platforms.ClassAuth}}
	case "panic-before":
		return attempt{panicBefore: true}
	case "panic-after":
		return attempt{panicAfter: true, takes: true}
	case "lost-taken":
		return attempt{takes: true, after: platforms.Outcome{Verdict: platforms.Unconfirmed}}
	case "lost-not-taken":
		return attempt{after: platforms.Outcome{Verdict: platforms.Unconfirmed}}
	case "later-after":
		return attempt{after: *notSent(platforms.ClassTransient)}
	case "refused-after":
		return attempt{after: platforms.Outcome{Verdict: platforms.Refused}}
	case "stand-before":
		return attempt{takes: true, standBefore: stop}
	case "stand-after":
		return attempt{standAfter: stop}
	case "stand-after-taken":
		return attempt{takes: true, standAfter: stop}
	case "no-word":
		return attempt{takes: true, after: platforms.Outcome{Verdict: "hm"}}
	}
	return attempt{takes: true}
}

// playOut plays the steps and returns what is wrong, "" for nothing.
func playOut(t *testing.T, steps, faults []string, waits []int) string {
	p := newPlace(t)
	defer func() { p.stop() }()
	tries := 0
	p.net.always = func(string) attempt {
		tries++
		return faultOf(faults[tries%len(faults)])
	}
	p.start()
	var ids []string
	pressed, live := map[string]int{}, map[string]bool{}
	ctx := context.Background()
	for i, step := range steps {
		last := ""
		if len(ids) > 0 {
			last = ids[i%len(ids)]
		}
		switch {
		case step == "send":
			s := p.submit("a")
			ids = append(ids, s.ID)
			pressed[s.ID] = 1
		case step == "wait":
		case step == "crash":
			p.crash()
			p.start()
		case last == "":
		case step == "undo":
			p.desk.Withdraw(ctx, gm, last)
		case step == "again":
			if _, err := p.desk.Again(ctx, gm, last); err == nil {
				pressed[last]++
			}
		case step == "release":
			p.desk.Release(ctx, gm, last, true)
		case step == "look":
			p.runner.LookNow(ctx, last)
		case step == "live":
			if _, err := p.desk.SayLive(ctx, gm, last); err == nil {
				live[last] = true
			}
		case step == "resume":
			p.desk.Resume(ctx, gm, "a")
		}
		after(time.Duration(waits[i%len(waits)]) * time.Second)
	}
	for _, id := range ids {
		s := p.send(id)
		got := p.net.got(s.Token)
		switch {
		case got > pressed[id]:
			return fmt.Sprintf("%s arrived %d times, a person sent it %d times", s.State, got, pressed[id])
		case s.State == outbox.Sent && got == 0 && !live[id]:
			return "a message is called sent and nobody got it"
		case pressed[id] == 1 && got > 0 && s.State != outbox.Sent && s.State != outbox.Unconfirmed && s.State != outbox.Committed:
			return fmt.Sprintf("a message that arrived is called %s", s.State)
		}
	}
	return ""
}

// TestNothingPassesThePointThatIsNotOnDisk takes the disk away between the
// start of an attempt and its commit.
func TestNothingPassesThePointThatIsNotOnDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		defer func() { p.stop() }()
		p.start()
		goOn := make(chan struct{})
		p.net.script("a", attempt{takes: true, standBefore: goOn})
		s := p.submit("a")
		after(15 * time.Second)
		p.is(s.ID, outbox.Sending)
		p.store.Close()
		close(goOn)
		synctest.Wait()
		if p.net.got(s.Token) != 0 {
			t.Fatal("it was handed over though its commit was not on disk")
		}
		p.crash()
		p.start()
		after(time.Minute)
		p.is(s.ID, outbox.Sent)
		if p.net.got(s.Token) != 1 {
			t.Errorf("arrived %d times", p.net.got(s.Token))
		}
	})
}

// TestProofStopsASecondAttempt lets a copy turn up when a message is being sent
// again, before the point of no return.
func TestProofStopsASecondAttempt(t *testing.T) {
	bubble(t, func(p *place) {
		goOn := make(chan struct{})
		p.net.script("a", faultOf("lost-taken"), attempt{takes: true, standBefore: goOn})
		s := p.submit("a")
		after(30 * time.Second)
		if _, err := p.desk.Again(context.Background(), gm, s.ID); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		row := p.is(s.ID, outbox.Sending)
		proved := row.Do(gm, outbox.EvProve, outbox.ProvedEffect{By: outbox.ByMessage}, nil)
		if _, err := p.store.Do(context.Background(), proved); err != nil {
			t.Fatal(err)
		}
		close(goOn)
		after(time.Minute)
		p.is(s.ID, outbox.Sent)
		if p.net.got(s.Token) != 1 {
			t.Errorf("arrived %d times", p.net.got(s.Token))
		}
		stale := row.Do(gm, outbox.EvReturn, outbox.ReturnedEffect{}, nil)
		if _, err := p.store.Do(context.Background(), stale); app.KindOf(err) != app.Conflict {
			t.Errorf("an act on a row that had changed: %v", err)
		}
	})
}
