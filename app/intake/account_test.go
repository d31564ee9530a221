package intake_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/app/channel"
	"commsdesk/app/intake"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/sim"
)

// account is a mailbox that says of itself what the test wants.
type account struct {
	*sim.Account
	caps  platforms.Capabilities
	id    string // who is signed in, once asked
	fails error
	ends  time.Time
	lost  []string // what it no longer gives

	who, pulls, alone, asked atomic.Int32
}

func (a *account) Capabilities() platforms.Capabilities {
	c := a.caps
	if a.who.Load() > 0 {
		c.ProbedAt = monday
	}
	return c
}

func (a *account) Identity(context.Context) (platforms.Identity, error) {
	a.who.Add(1)
	return platforms.Identity{ID: a.id}, nil
}

func (a *account) Pull(ctx context.Context, cursor []byte, w platforms.Window, sink platforms.Sink) error {
	if w.Messages {
		a.alone.Add(1)
		return nil
	}
	a.pulls.Add(1)
	if len(a.lost) > 0 {
		if err := sink.Deliver(ctx, platforms.Batch{Cursor: cursor, Lost: a.lost}); err != nil {
			return err
		}
	}
	if a.fails != nil {
		return a.fails
	}
	return a.Account.Pull(ctx, cursor, w, sink)
}

func (a *account) Expires(context.Context) (time.Time, error) {
	a.asked.Add(1)
	if a.ends.IsZero() {
		return a.ends, errors.New("not told")
	}
	return a.ends, nil
}

// as wraps the mailbox of a channel.
func (o *office) as(c channel.Channel, w *sim.Account) *account {
	a := &account{Account: w, id: c.Identity}
	before := o.wrapped
	o.wrapped = func(ad platforms.Adapter) platforms.Adapter {
		if ad == platforms.Adapter(w) {
			return a
		}
		if before != nil {
			return before(ad)
		}
		return ad
	}
	return a
}

// TestAnotherAccountIsNotRead: who signed in is asked once, before anything is.
func TestAnotherAccountIsNotRead(t *testing.T) {
	o := newOffice(t)
	c, w := o.connect(press, many(2)...)
	a := o.as(c, w)
	o.pull(c)
	o.pull(c)
	if a.who.Load() != 1 || len(o.rows()) != 2 {
		t.Fatalf("asked %d times, %d conversations", a.who.Load(), len(o.rows()))
	}
	other, w := o.connect("museum@borough.example", many(3)...)
	a = o.as(other, w)
	a.id = "stranger"
	if _, err := o.reader().Once(context.Background(), other, nil); platforms.ClassOf(err) != platforms.ClassIdentity {
		t.Fatalf("got %v", err)
	}
	if h := o.health(other); h.State != channel.WrongWho || h.Sentence == "" || a.pulls.Load() != 0 || len(o.rows()) != 2 {
		t.Errorf("health %+v after %d pulls", h, a.pulls.Load())
	}
	if err := o.reader().Tail(context.Background(), c.ID); err != nil {
		t.Error(err)
	}
}

func TestASignInThatEndsIsSaid(t *testing.T) {
	o := newOffice(t)
	c, w := o.connect(press)
	a := o.as(c, w)
	a.ends = monday.Add(20 * 24 * time.Hour)
	o.pull(c)
	if h := o.health(c); h.State != channel.Valid || !h.Expires.Equal(a.ends) {
		t.Errorf("health %+v", h)
	}
	o.set(monday.Add(30 * time.Minute))
	o.pull(c)
	if a.asked.Load() != 1 {
		t.Errorf("asked %d times within the hour", a.asked.Load())
	}
	o.set(monday.Add(7 * 24 * time.Hour))
	o.pull(c)
	if h := o.health(c); h.State != channel.Expiring || h.Sentence == "" || !h.State.Reads() {
		t.Errorf("health %+v", h)
	}
	a.ends = time.Time{} // it can't tell: what it said holds
	o.set(monday.Add(8 * 24 * time.Hour))
	o.pull(c)
	if h := o.health(c); h.State != channel.Expiring || h.Expires.IsZero() {
		t.Errorf("health %+v", h)
	}
}

// TestANetworkSaysHowOftenToRead, with up to a tenth more or less.
func TestANetworkSaysHowOftenToRead(t *testing.T) {
	for name, x := range map[string]struct {
		poll, most time.Duration
		jitter     float64
		// fast: it is read again at once.
		fast bool
	}{
		"as usual":       {0, 0, 0, true},
		"rarely":         {time.Hour, 0, 0, false},
		"on a rehearsal": {time.Hour, time.Millisecond, 1, true},
	} {
		o := newOffice(t)
		o.cfg = swift
		o.cfg.PollMost, o.cfg.Jitter = x.most, func() float64 { return x.jitter }
		c, w := o.connect(press)
		quiet, qw := o.connect("other@borough.example")
		a, b := o.as(c, w), o.as(quiet, qw)
		a.caps.Poll = x.poll
		if err := o.reader().Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		until(t, "both were read", func() bool { return a.pulls.Load() > 0 && b.pulls.Load() > 40 })
		if fast := a.pulls.Load() > 5; fast != x.fast {
			t.Errorf("%s: read %d times while another was read %d times", name, a.pulls.Load(), b.pulls.Load())
		}
		o.runner.Stop()
	}
}

// TestOneChannelStopsNoOther: ten accounts, each failing in another way, and one
// that goes on receiving; then each works again in turn.
func TestOneChannelStopsNoOther(t *testing.T) {
	states := map[platforms.Class]channel.State{
		platforms.ClassAuth: channel.NeedsYou, platforms.ClassIdentity: channel.WrongWho, platforms.ClassPermission: channel.NoRight,
		platforms.ClassCertificate: channel.NeedsYou, platforms.ClassRate: channel.Waiting, platforms.ClassQuota: channel.Waiting,
		platforms.ClassPayment: channel.NeedsYou, platforms.ClassOffline: channel.Offline, platforms.ClassTransient: channel.Waiting,
		platforms.ClassPolicy: channel.NeedsYou,
	}
	o := newOffice(t)
	o.cfg = intake.Config{Poll: 5 * time.Millisecond, RetryFirst: 5 * time.Millisecond, RetryMost: 20 * time.Millisecond}
	good, world := o.connect(press)
	bad := map[platforms.Class]*account{}
	channels := map[platforms.Class]channel.Channel{}
	for class := range states {
		c, w := o.connect(string(class) + "@borough.example")
		a := o.as(c, w)
		a.fails = &platforms.Error{Class: class, Sentence: "Not now."}
		if class == platforms.ClassRate || class == platforms.ClassQuota {
			a.fails = &platforms.Error{Class: class, Sentence: "Too much.", Until: monday.Add(time.Hour)}
		}
		bad[class], channels[class] = a, c
	}
	if err := o.reader().Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	n := 0
	for class, state := range states {
		until(t, string(class)+" has its state", func() bool { return o.health(channels[class]).State == state })
		n++
		world.Receive(mail(fmt.Sprint("m", n), ada, fmt.Sprint("Matter ", n), fmt.Sprint("words ", n), monday))
		until(t, "the good one is read on", func() bool { return len(o.rows()) == n && o.health(good).State == channel.Valid })
		if h := o.health(channels[class]); state == channel.NeedsYou && (!h.NextTry.IsZero() || bad[class].pulls.Load() != 1) {
			t.Errorf("%s was tried %d times, next %v", class, bad[class].pulls.Load(), h.NextTry)
		} else if class == platforms.ClassRate && !h.NextTry.Equal(monday.Add(time.Hour)) {
			t.Errorf("%s is tried next at %v", class, h.NextTry)
		}
	}
	o.runner.Stop()
	for class, c := range channels {
		bad[class].fails = nil
		if _, err := o.runner.Once(context.Background(), c, nil); err != nil || o.health(c).State != channel.Valid {
			t.Errorf("%s: %v, %+v", class, err, o.health(c))
		}
	}
	o.verified()
}

// TestAGapTellsWhatItCost: how many the network holds of it, and how many of them
// are here now.
func TestAGapTellsWhatItCost(t *testing.T) {
	o := newOffice(t)
	c, w := o.connect(press, many(4)...)
	o.pull(c)
	o.set(monday.Add(3 * time.Hour))
	for n := range 3 {
		w.Receive(mail(fmt.Sprint("late", n), ada, fmt.Sprint("Bin ", n), fmt.Sprint("meanwhile ", n), monday.Add(time.Hour)))
	}
	w.Break(sim.Faults{Doubled: true})
	o.pull(c)
	gaps, err := o.Gaps(context.Background(), c.ID, 1)
	if err != nil || len(gaps) != 1 || gaps[0].Expected != 3 || gaps[0].Fetched != 3 {
		t.Errorf("got %+v %v", gaps, err)
	}
}

// TestAGapTellsWhatIsLost: what the network no longer gives stands with the gap, once,
// though a pull failed in between; without a gap one is noted for it.
func TestAGapTellsWhatIsLost(t *testing.T) {
	o := newOffice(t)
	c, w := o.connect(press)
	a := o.as(c, w)
	o.pull(c)
	const old = "Private messages older than 30 days can't be had again."
	gaps := func() []channel.Gap {
		all, err := o.Gaps(context.Background(), c.ID, 9)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	o.set(monday.Add(time.Hour))
	a.lost, a.fails = []string{old, old}, &platforms.Error{Class: platforms.ClassOffline, Sentence: "Not now."}
	if _, err := o.reader().Once(context.Background(), c, nil); err == nil {
		t.Fatal("it was read")
	}
	if g := gaps(); len(g) != 1 || !g[0].To.IsZero() || !slices.Equal(g[0].Lost, []string{old}) {
		t.Fatalf("while it is open: %+v", g)
	}
	o.set(monday.Add(2 * time.Hour))
	a.lost, a.fails = []string{old, "Answers older than 7 days can't be had again."}, nil
	o.pull(c)
	if g := gaps(); len(g) != 1 || g[0].To.IsZero() || len(g[0].Lost) != 2 {
		t.Errorf("after it: %+v", g)
	}
	o.set(monday.Add(2*time.Hour + time.Minute))
	a.lost = []string{old}
	o.pull(c)
	if g := gaps(); len(g) != 2 || g[0].To.Sub(g[0].From) != time.Minute || len(g[0].Lost) != 1 {
		t.Errorf("without a gap: %+v", g)
	}
	a.lost = nil
	o.set(monday.Add(2*time.Hour + 2*time.Minute))
	o.pull(c)
	if g := gaps(); len(g) != 2 {
		t.Errorf("with nothing lost: %+v", g)
	}
}

// TestPrivateMessagesAreReadInBetween, where the network lets them be read more often
// than the rest, and not where it does not.
func TestPrivateMessagesAreReadInBetween(t *testing.T) {
	o := newOffice(t)
	o.cfg = swift
	o.cfg.Jitter = func() float64 { return 0 }
	c, w := o.connect(press)
	other, ow := o.connect("other@borough.example")
	a, b := o.as(c, w), o.as(other, ow)
	a.caps.Poll, b.caps.Poll = time.Hour, time.Hour
	a.caps.PollMessages = time.Millisecond
	if err := o.reader().Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	defer func() { o.runner.Stop() }()
	until(t, "private messages were read alone", func() bool { return a.alone.Load() > 20 })
	if a.pulls.Load() != 1 || b.alone.Load() != 0 || b.pulls.Load() != 1 {
		t.Errorf("read whole %d and %d times, the other's messages alone %d times", a.pulls.Load(), b.pulls.Load(), b.alone.Load())
	}
}
