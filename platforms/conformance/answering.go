package conformance

import (
	"cmp"
	"context"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/web"
)

const answer = "Yes, your street is in it. ^GM"

// answers: one answer arrives once, below what it answers, and comes back as
// ours.
func answers(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	d.Pull()
	asked := d.item(sc.first)
	sealed := d.seal(reply(asked, answer))
	o, commits := d.send(t.Context(), sealed)
	// A mail's id is the one that we gave it.
	id := cmp.Or(o.RemoteID, sealed.Token)
	if o.Verdict != platforms.Accepted || o.RemoteID == "" && asked.Kind != platforms.KindMail || commits != 1 {
		t.Fatalf("%+v, committed %d times", o, commits)
	}
	ours := d.World.Ours()
	if len(ours) != 1 || !web.Matches(answer, unaddressed(ours[0].Text)) || ours[0].Private != asked.Private {
		t.Fatalf("the network has %+v", ours)
	}
	if o.Permalink == "" && !s.Pageless {
		t.Error("it says not where the answer stands")
	}
	d.Clock.Forward(time.Hour)
	d.Pull()
	it := d.item(id)
	if it.Direction != platforms.FromUs || it.ThreadRoot != d.item(sc.first).ThreadRoot {
		t.Errorf("our answer came back as %s in %q", it.Direction, it.ThreadRoot)
	}
	refused(t, s, d, sc)
}

// unaddressed takes the leading @names off, which some networks ask for.
func unaddressed(text string) string {
	for len(text) > 0 && text[0] == '@' {
		i := 0
		for i < len(text) && text[i] != ' ' {
			i++
		}
		text = text[min(i+1, len(text)):]
	}
	return text
}

// refused: an empty answer, one to nothing, one whose commit could not be kept,
// and one that the network shut the door to.
func refused(t *testing.T, s Subject, d *Desk, sc scene) {
	t.Helper()
	sender := d.Adapter.(platforms.Sender)
	if _, err := sender.Seal(t.Context(), reply(d.item(sc.second), "  \n"), d.Clock.Now()); err == nil {
		t.Error("an empty answer was sealed")
	} else {
		sentence(t, "an empty answer", err)
	}
	before := len(d.World.Ours())
	o := sender.Send(t.Context(), d.seal(reply(d.item(sc.second), "Never sent. ^GM")), func() error { return errStore })
	if o.Verdict != platforms.NotSent || len(d.World.Ours()) != before {
		t.Errorf("without its commit it went all the same: %+v", o)
	}
	if d.World.Shut(sc.second) {
		sealed, err := sender.Seal(t.Context(), reply(d.item(sc.second), "Too late. ^GM"), d.Clock.Now())
		if err == nil {
			o, _ := d.send(t.Context(), sealed)
			if o.Verdict != platforms.Refused && o.Verdict != platforms.NeedsPerson || len(o.Why) < 10 {
				t.Errorf("a shut door: %+v", o)
			}
		} else {
			sentence(t, "a shut door", err)
		}
	}
	if len(d.World.Ours()) != before {
		t.Error("something refused is at the network")
	}
}

// expectation is how an attempt under a fault must end.
type expectation struct {
	fault    simulator.Fault
	times    int
	verdicts []platforms.Verdict
	// arrived: -1 must not, 1 must, 0 may.
	arrived int
}

var expectations = []expectation{
	{simulator.RateLimited, 1, []platforms.Verdict{platforms.NotSent}, -1},
	{simulator.FailAfter, 1, []platforms.Verdict{platforms.Unconfirmed}, 1},
	{simulator.HangAfter, 1, []platforms.Verdict{platforms.Unconfirmed}, 1},
	{simulator.Cut, 1, []platforms.Verdict{platforms.Unconfirmed, platforms.Accepted}, 1},
	{simulator.Expired, 1, []platforms.Verdict{platforms.Accepted, platforms.NeedsPerson}, 0},
	{simulator.Expired, -1, []platforms.Verdict{platforms.NeedsPerson}, -1},
	{simulator.Revoked, 1, []platforms.Verdict{platforms.NeedsPerson, platforms.Refused}, -1},
	{simulator.GoneParent, 1, []platforms.Verdict{platforms.Refused}, -1},
	{simulator.Blank, 1, []platforms.Verdict{platforms.Unconfirmed}, 1},
	{simulator.Drip, 1, []platforms.Verdict{platforms.Accepted}, 1},
	{simulator.Skewed, 1, []platforms.Verdict{platforms.Accepted}, 1},
}

// attempts sends what make seals under each fault aimed at call, and sees that
// the verdict tells what happened and nothing arrived twice.
func attempts(t *testing.T, s Subject, call string, skip simulator.Fault, make func(d *Desk) platforms.Outgoing) {
	t.Helper()
	for _, e := range expectations {
		if e.fault == skip {
			continue
		}
		name := string(e.fault)
		if e.times < 0 {
			name += " for good"
		}
		t.Run(name, func(t *testing.T) {
			d := Open(t, s)
			sealed := d.seal(make(d))
			before := len(d.World.Ours())
			d.World.Server().Inject(e.fault, call, e.times)
			var o platforms.Outcome
			var commits int
			if e.fault == simulator.HangAfter {
				d.untilHung(func(ctx context.Context) { o, commits = d.send(ctx, sealed) })
			} else {
				o, commits = d.send(t.Context(), sealed)
			}
			judge(t, s, e, o, commits, len(d.World.Ours())-before, d.Clock.Now())
			if o.Verdict != platforms.Unconfirmed || !s.Proves || len(d.World.Ours()) == before {
				return
			}
			d.World.Server().Calm()
			d.Clock.Forward(time.Minute)
			proof, err := d.Adapter.(platforms.Prover).Prove(t.Context(), sealed, Start)
			if err != nil || !proof.Live || proof.Where == "" {
				t.Errorf("it is there and was not found: %+v (%v)", proof, err)
			}
		})
	}
}

func judge(t *testing.T, s Subject, e expectation, o platforms.Outcome, commits, arrived int, now time.Time) {
	t.Helper()
	fits := false
	for _, v := range e.verdicts {
		fits = fits || v == o.Verdict
	}
	if !fits {
		t.Errorf("the verdict is %s (%s, %s), want %v", o.Verdict, o.Class, o.Why, e.verdicts)
	}
	if arrived > 1 || commits > 1 {
		t.Errorf("it arrived %d times, committed %d times", arrived, commits)
	}
	if e.arrived > 0 && arrived != 1 || e.arrived < 0 && arrived != 0 {
		t.Errorf("it arrived %d times", arrived)
	}
	if arrived == 1 && commits != 1 {
		t.Error("it arrived without the point of no return being written down")
	}
	if o.Verdict != platforms.Accepted && o.Verdict != platforms.Unconfirmed && len(o.Why) < 10 {
		t.Errorf("no reason for people: %+v", o)
	}
	if e.fault == simulator.RateLimited && (s.Untimed == "" && !o.RetryAt.After(now) || s.Untimed != "" && !o.RetryAt.IsZero()) {
		t.Errorf("asked to wait, it says not until when, or what nobody told it: %+v", o)
	}
	if o.Verdict == platforms.NotSent && arrived != 0 || o.Verdict == platforms.Refused && arrived != 0 || o.Verdict == platforms.Accepted && arrived != 1 {
		t.Errorf("the verdict %s is not true: %d arrived", o.Verdict, arrived)
	}
}

// answeringFaults: each fault on the request that makes an answer.
func answeringFaults(t *testing.T, s Subject) {
	attempts(t, s, s.Replies, "", func(d *Desk) platforms.Outgoing {
		sc := d.play()
		d.Pull()
		return reply(d.item(sc.first), answer)
	})
	t.Run("server gone", func(t *testing.T) {
		d := Open(t, s)
		sc := d.play()
		d.Pull()
		sealed := d.seal(reply(d.item(sc.first), answer))
		d.World.Server().Close()
		o, _ := d.send(t.Context(), sealed)
		if o.Verdict != platforms.NotSent {
			t.Errorf("nobody was there, and the verdict is %+v", o)
		}
	})
}

// private messages: answered in private, under each fault.
func private(t *testing.T, s Subject) {
	write := func(d *Desk) platforms.Outgoing {
		id := d.World.Message(cerys, "Can you call me?", d.Clock.Now().Add(-10*time.Minute))
		if id == "" {
			d.T.Skip("residents can't begin a private conversation here")
		}
		d.Pull()
		return reply(d.item(id), "We will call you today. ^GM")
	}
	d := Open(t, s)
	o, commits := d.send(t.Context(), d.seal(write(d)))
	if o.Verdict != platforms.Accepted || commits != 1 {
		t.Fatalf("%+v, committed %d times", o, commits)
	}
	ours := d.World.Ours()
	if len(ours) != 1 || !ours[0].Private || ours[0].To == "" {
		t.Fatalf("the network has %+v", ours)
	}
	attempts(t, s, s.Messages, simulator.GoneParent, write)
	messagesAlone(t, s)
}

// messagesAlone: where private messages may be read more often than the rest, a pull of
// them brings them and nothing else, and leaves the rest to the next whole one.
func messagesAlone(t *testing.T, s Subject) {
	t.Helper()
	d := Open(t, s)
	c := d.Adapter.Capabilities()
	if c.PollMessages == 0 {
		return
	}
	if c.PollMessages >= c.Poll {
		t.Errorf("private messages each %v, the rest each %v", c.PollMessages, c.Poll)
	}
	d.Pull()
	d.Clock.Forward(c.PollMessages)
	post := d.World.Post("The pool is open", d.Clock.Now().Add(-time.Minute))
	comment := d.World.Comment(cerys, post, "At last", d.Clock.Now().Add(-30*time.Second))
	message := d.World.Message(cerys, "Can you call me?", d.Clock.Now().Add(-20*time.Second))
	w := d.window()
	w.Tail, w.Messages = true, true
	if err := d.Adapter.(platforms.Puller).Pull(t.Context(), d.Sink.Cursor, w, d.Sink); err != nil {
		t.Fatal(err)
	}
	has := func(id string) bool { _, there := d.Sink.Find(id); return there }
	if !has(message) || has(comment) || has(post) {
		t.Errorf("private messages alone brought the message %v, the comment %v, the post %v", has(message), has(comment), has(post))
	}
	d.Pull()
	if !has(comment) || !has(post) {
		t.Errorf("the next whole pull brought the comment %v, the post %v", has(comment), has(post))
	}
}

// proof: what was never sent is not proved, nor by another's like words.
func proof(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	d.Pull()
	if !d.Adapter.Capabilities().Reply.OK {
		t.Skip("nothing can be answered")
	}
	prover := d.Adapter.(platforms.Prover)
	never := d.seal(reply(d.item(sc.second), answer))
	if o, _ := d.send(t.Context(), d.seal(reply(d.item(sc.first), answer))); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	d.World.Comment(amina, sc.second, answer, d.Clock.Now())
	d.Clock.Forward(2 * time.Minute)
	p, err := prover.Prove(t.Context(), never, Start)
	if err != nil || p.Live || p.Absent != s.ProvesAbsence {
		t.Errorf("what was never sent: %+v (%v), absence is provable: %v", p, err, s.ProvesAbsence)
	}
	d.World.Server().Inject(simulator.Cut, "", -1)
	if p, err := prover.Prove(t.Context(), never, Start); err == nil && (p.Live || p.Absent) {
		t.Errorf("from a broken answer it concludes %+v", p)
	}
	if s.Proves {
		t.Run("clocks apart", func(t *testing.T) { proofByTheirClock(t, s) })
	}
}

// proofByTheirClock: what arrived is found, and never called absent, also where
// this PC's clock runs fast.
func proofByTheirClock(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	d.World.Server().Skew(-10 * time.Minute)
	d.Pull()
	sealed := d.seal(reply(d.item(sc.first), answer))
	d.World.Server().Inject(simulator.FailAfter, s.Replies, 1)
	committed := d.Clock.Now()
	if o, _ := d.send(t.Context(), sealed); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("%+v", o)
	}
	if len(d.World.Ours()) == 0 {
		t.Skip("the fault met a request that was refused for its time")
	}
	d.World.Server().Calm()
	d.Clock.Forward(2 * time.Hour)
	p, err := d.Adapter.(platforms.Prover).Prove(t.Context(), sealed, committed)
	if err != nil || !p.Live || p.Absent {
		t.Errorf("it is there, and by this PC's clock it was sent at %v: %+v (%v)", committed, p, err)
	}
}

// length: counted as the network does.
func length(t *testing.T, s Subject) {
	if s.Over == "" || s.Under == "" {
		t.Fatal("the adapter's test gives no texts at the limit")
	}
	d := Open(t, s)
	sc := d.play()
	d.Pull()
	sender := d.Adapter.(platforms.Sender)
	if _, err := sender.Seal(t.Context(), reply(d.item(sc.first), s.Under), d.Clock.Now()); err != nil {
		t.Errorf("a text just within the limit: %v", err)
	}
	_, err := sender.Seal(t.Context(), reply(d.item(sc.first), s.Over), d.Clock.Now())
	if platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("a text over the limit: %v", err)
	}
	if o, _ := d.send(t.Context(), d.seal(reply(d.item(sc.first), s.Under))); o.Verdict != platforms.Accepted {
		t.Errorf("the network refuses a text just within the limit: %+v", o)
	}
}
