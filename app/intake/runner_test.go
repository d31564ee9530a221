package intake_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/sim"
)

// counted counts how an adapter is used, and can hold a whole pull after its
// first batch.
type counted struct {
	*sim.Account
	pulls, tails, watches, inside, most atomic.Int32

	mu   sync.Mutex
	hold chan struct{} // closed to go on
	held chan struct{} // closed when held
}

func (c *counted) Pull(ctx context.Context, cursor []byte, w platforms.Window, sink platforms.Sink) error {
	if w.Tail {
		c.tails.Add(1)
		return c.Account.Pull(ctx, cursor, w, sink)
	}
	c.pulls.Add(1)
	n := c.inside.Add(1)
	defer c.inside.Add(-1)
	for m := c.most.Load(); n > m && !c.most.CompareAndSwap(m, n); m = c.most.Load() {
	}
	c.mu.Lock()
	hold, held := c.hold, c.held
	c.hold = nil
	c.mu.Unlock()
	if hold != nil {
		sink = &holding{Sink: sink, hold: hold, held: held}
	}
	return c.Account.Pull(ctx, cursor, w, sink)
}

func (c *counted) Watch(ctx context.Context) error {
	c.watches.Add(1)
	return c.Account.Watch(ctx)
}

type holding struct {
	platforms.Sink
	hold, held chan struct{}
	once       sync.Once
}

func (h *holding) Deliver(ctx context.Context, b platforms.Batch) error {
	err := h.Sink.Deliver(ctx, b)
	h.once.Do(func() { close(h.held); <-h.hold })
	return err
}

// count wraps the adapter of every channel.
func (o *office) count() map[string]*counted {
	all := map[string]*counted{}
	for id, w := range o.worlds {
		all[id] = &counted{Account: w}
	}
	o.wrapped = func(a platforms.Adapter) platforms.Adapter {
		for _, c := range all {
			if c.Account == a {
				return c
			}
		}
		return a
	}
	return all
}

// until waits for a condition that changes with what the store announces or
// with what adapters are asked.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it never came to this: ", what)
		}
	}
}

// swift reads again at once, so that whatever would hammer does.
var swift = intake.Config{Poll: time.Millisecond, RetryFirst: time.Millisecond, RetryMost: 2 * time.Millisecond}

func many(n int) (items []platforms.Item) {
	for i := range n {
		items = append(items, mail(fmt.Sprint("m", i), fmt.Sprint("r", i, "@home.example"), fmt.Sprint("Matter ", i), fmt.Sprint("words ", i), ago(time.Duration(i+1)*time.Minute)))
	}
	return items
}

// TestTheTailWaitsForNoLongPull: the Gate asks for the tail while a first pull
// is under way.
func TestTheTailWaitsForNoLongPull(t *testing.T) {
	o := newOffice(t)
	c, w := o.connect(press, many(95)...)
	a := o.count()[c.ID]
	a.hold, a.held = make(chan struct{}), make(chan struct{})
	goOn := a.hold
	whole := make(chan error, 1)
	go func() {
		_, err := o.reader().Once(context.Background(), c, nil)
		whole <- err
	}()
	<-a.held
	cursor, _ := o.Cursor(context.Background(), c.ID)
	w.Receive(mail("new", ada, "Bin", "just now", monday))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := o.runner.Tail(ctx, c.ID); err != nil {
		t.Fatalf("the tail waits for the long pull: %v", err)
	}
	if o.talks()["just now"] == "" {
		t.Fatal("the tail did not bring what came last")
	}
	if after, _ := o.Cursor(context.Background(), c.ID); string(after) != string(cursor) {
		t.Errorf("the tail moved the long pull's cursor from %s to %s", cursor, after)
	}
	close(goOn)
	if err := <-whole; err != nil {
		t.Fatal(err)
	}
	if got := len(o.rows()); got != 96 {
		t.Errorf("%d conversations in the end, want 96", got)
	}
	if err := o.runner.Tail(context.Background(), c.ID); err != nil {
		t.Fatal(err)
	}
	if s := o.pull(c); s.There != 96 || s.Here != 96 {
		t.Errorf("there %d, here %d", s.There, s.Here)
	}
	o.verified()
}

// TestATailThatIsNotReached gives the Gate its error and the channel its state;
// one that may not wait comes back.
func TestATailThatIsNotReached(t *testing.T) {
	o := newOffice(t)
	c, w := o.connect(press, many(1)...)
	o.pull(c)
	w.Break(sim.Faults{Offline: true})
	if err := o.reader().Tail(context.Background(), c.ID); platforms.ClassOf(err) != platforms.ClassOffline {
		t.Fatalf("got %v", err)
	}
	if h := o.health(c); h.State != channel.Offline {
		t.Errorf("the state is %s", h.State)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := o.reader().Tail(ended, c.ID); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := o.reader().Tail(context.Background(), "mailbox-none"); err == nil {
		t.Error("a channel that is not connected has a tail")
	}
}

// TestAWrongPasswordIsTriedOnce, however eager the loops are; another channel
// goes on meanwhile, and a person's kick tries again.
func TestAWrongPasswordIsTriedOnce(t *testing.T) {
	o := newOffice(t)
	o.cfg = swift
	bad, w := o.connect("bad@borough.example")
	good, _ := o.connect(press, many(3)...)
	all := o.count()
	w.Break(sim.Faults{AuthEnded: true})
	if err := o.reader().Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	until(t, "the bad one needs somebody", func() bool { return o.health(bad).State == channel.NeedsYou })
	enough := all[good.ID].pulls.Load() + 30
	until(t, "the good one is read on", func() bool { return all[good.ID].pulls.Load() > enough })
	if b := all[bad.ID]; b.pulls.Load() != 1 || b.watches.Load() != 0 {
		t.Fatalf("%d pulls and %d watches with a wrong password, want 1 and 0", b.pulls.Load(), b.watches.Load())
	}
	if h := o.health(bad); h.Sentence == "" || !h.NextTry.IsZero() {
		t.Errorf("health %+v", h)
	}
	w.Break(sim.Faults{})
	o.runner.Now()
	until(t, "it works again", func() bool { return o.health(bad).State == channel.Valid })
	until(t, "it is watched", func() bool { return all[bad.ID].watches.Load() > 0 })
}

// TestARefusedWatchIsNotRepeated while reading goes on: each would be another
// sign-in.
func TestARefusedWatchIsNotRepeated(t *testing.T) {
	for _, class := range []platforms.Class{platforms.ClassAuth, platforms.ClassRefused, platforms.ClassPermission} {
		o := newOffice(t)
		o.cfg = swift
		c, _ := o.connect(press)
		a := &noWatch{counted: o.count()[c.ID], class: class}
		o.wrapped = func(platforms.Adapter) platforms.Adapter { return a }
		if err := o.reader().Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		until(t, "it is read on", func() bool { return a.pulls.Load() > 30 && a.refused.Load() > 0 })
		if n := a.refused.Load(); n != 1 {
			t.Errorf("%s: watching was tried %d times, want once", class, n)
		}
		o.runner.Stop()
	}
}

type noWatch struct {
	*counted
	class   platforms.Class
	refused atomic.Int32
}

func (n *noWatch) Watch(context.Context) error {
	n.refused.Add(1)
	return &platforms.Error{Class: n.class, Sentence: "No."}
}

// TestGapsAreSaidAloud: from the last pull that went well to the next, whether
// reading failed or the PC slept.
func TestGapsAreSaidAloud(t *testing.T) {
	o := newOffice(t)
	c, w := o.connect(press, many(2)...)
	gaps := func() []channel.Gap {
		all, err := o.Gaps(context.Background(), c.ID, 10)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	w.Break(sim.Faults{Offline: true})
	if _, err := o.reader().Once(context.Background(), c, nil); err == nil || len(gaps()) != 0 {
		t.Fatalf("a channel never read has a gap: %v", gaps())
	}
	w.Break(sim.Faults{})
	o.pull(c)
	o.set(monday.Add(time.Minute))
	w.Break(sim.Faults{Offline: true})
	for range 3 {
		_, _ = o.reader().Once(context.Background(), c, nil)
	}
	if g := gaps(); len(g) != 1 || !g[0].From.Equal(monday) || !g[0].To.IsZero() {
		t.Fatalf("got %+v", g)
	}
	if h := o.health(c); h.State != channel.Offline || !h.LastPull.Equal(monday) || !h.Since.Equal(monday.Add(time.Minute)) {
		t.Errorf("health %+v", h)
	}
	w.Break(sim.Faults{})
	o.set(monday.Add(3 * time.Minute))
	w.Receive(mail("late", ada, "Bin", "meanwhile", monday.Add(2*time.Minute)))
	o.pull(c)
	if g := gaps(); len(g) != 1 || !g[0].To.Equal(monday.Add(3*time.Minute)) || g[0].Fetched != 1 {
		t.Fatalf("got %+v", g)
	}
	o.set(monday.Add(4 * time.Minute))
	o.pull(c)
	if g := gaps(); len(g) != 1 {
		t.Fatalf("an ordinary pause is a gap: %+v", g)
	}
	o.set(monday.Add(3 * time.Hour)) // the PC slept
	o.pull(c)
	if g := gaps(); len(g) != 2 || !g[0].From.Equal(monday.Add(4*time.Minute)) || !g[0].To.Equal(monday.Add(3*time.Hour)) {
		t.Fatalf("got %+v", g)
	}
}

// TestHealthSaysWhatAndWhen: each class of failure has its state, its sentence
// and the time of the next try.
func TestHealthSaysWhatAndWhen(t *testing.T) {
	later := monday.Add(40 * time.Minute)
	for _, x := range []struct {
		err   error
		state channel.State
		next  time.Time
	}{
		{&platforms.Error{Class: platforms.ClassOffline, Sentence: "Away."}, channel.Offline, monday.Add(time.Minute)},
		{&platforms.Error{Class: platforms.ClassRate, Sentence: "Too much.", Until: later}, channel.Waiting, later},
		{&platforms.Error{Class: platforms.ClassPermission, Sentence: "Not allowed."}, channel.NoRight, monday.Add(time.Minute)},
		{&platforms.Error{Class: platforms.ClassAuth, Sentence: "Sign in."}, channel.NeedsYou, time.Time{}},
		{&platforms.Error{Class: platforms.ClassCertificate, Sentence: "Another one.", Certificate: &platforms.Certificate{Expected: "AA", Presented: "BB"}}, channel.NeedsYou, time.Time{}},
		{errors.New("broken pipe"), channel.Waiting, monday.Add(time.Minute)},
	} {
		o := newOffice(t)
		o.cfg = intake.Config{RetryFirst: time.Minute}
		c, w := o.connect(press)
		o.wrapped = func(platforms.Adapter) platforms.Adapter { return failing{w, x.err} }
		if err := o.reader().Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		until(t, "it has a state", func() bool { return o.health(c).State != "" })
		h := o.health(c)
		if h.State != x.state || h.Sentence == "" || !h.NextTry.Equal(x.next) {
			t.Errorf("%v: %s, %q, next %v; want %s, %v", x.err, h.State, h.Sentence, h.NextTry, x.state, x.next)
		}
		if certificate := x.state == channel.NeedsYou && h.PresentedCert != ""; certificate != (platforms.ClassOf(x.err) == platforms.ClassCertificate) {
			t.Errorf("%v: certificates %q %q", x.err, h.ExpectedCert, h.PresentedCert)
		}
		o.runner.Stop()
	}
}

type failing struct {
	*sim.Account
	err error
}

func (f failing) Pull(context.Context, []byte, platforms.Window, platforms.Sink) error { return f.err }

// TestClockDifferenceIsMeasuredFromNewMailAlone: old mail that somebody moves
// into the Inbox keeps its stamp and says nothing.
func TestClockDifferenceIsMeasuredFromNewMailAlone(t *testing.T) {
	o := newOffice(t)
	o.cfg = intake.Config{Poll: time.Hour, RetryFirst: time.Hour}
	c, w := o.connect(press, many(2)...)
	if err := o.reader().Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	until(t, "it is read", func() bool { return o.health(c).State == channel.Valid })
	skews := func() []int64 {
		s, err := o.Skews(context.Background(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	w.Receive(mail("moved", ada, "Old", "moved in", ago(20*24*time.Hour)))
	until(t, "the moved mail is here", func() bool { return o.talks()["moved in"] != "" })
	w.Receive(mail("new", ada, "New", "new", ago(30*time.Second)))
	until(t, "the new mail is measured", func() bool { return len(skews()) > 0 })
	if s := skews(); len(s) != 1 || s[0] != 30 {
		t.Errorf("measured %v, want 30 seconds alone", s)
	}
}

// TestPullsNeverOverlap, whoever asks; and loops come and go safely.
func TestPullsNeverOverlap(t *testing.T) {
	o := newOffice(t)
	o.cfg = swift
	c, w := o.connect(press, many(30)...)
	a := o.count()[c.ID]
	if err := o.reader().Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	ask := func(do func(n int)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range 15 {
				do(n)
			}
		}()
	}
	ask(func(int) { _, _ = o.runner.Once(context.Background(), c, nil) })
	ask(func(int) { _ = o.runner.Tail(context.Background(), c.ID) })
	ask(func(int) { o.runner.Add(c) })
	ask(func(int) { o.runner.Now() })
	ask(func(n int) { w.Receive(mail(fmt.Sprint("x", n), ada, "More", fmt.Sprint("more ", n), monday)) })
	wg.Wait()
	o.pull(c)
	if a.most.Load() != 1 {
		t.Errorf("%d whole pulls at once", a.most.Load())
	}
	if got := len(o.talks()); got != 45 {
		t.Errorf("%d messages, want 45", got)
	}
	o.runner.Remove(c.ID)
	o.runner.Stop()
	o.runner.Add(c)
	if n := a.pulls.Load(); a.inside.Load() != 0 {
		t.Errorf("a pull is under way after Stop (%d so far)", n)
	}
	o.verified()
}

// TestAnOfficersActMeanwhileIsRespected: the batch is threaded again.
func TestAnOfficersActMeanwhileIsRespected(t *testing.T) {
	o := newOffice(t)
	c, w := o.connect(press, mail("e1", eve, "Invoice", "forged", ago(2*time.Hour), "a1"))
	o.pull(c)
	id := o.talks()["forged"]
	s := &meddling{office: o, id: id}
	r := intake.New(intake.Ports{Store: s, Channels: o.Store, Accounts: o, CalendarNumber: func() int { return 1 },
		HistoryMonths: func() int { return 12 }, Clock: o.clock}, intake.Config{})
	w.Receive(mail("a1", ada, "Brown bin", "first", ago(3*time.Hour)))
	if _, err := r.Once(context.Background(), c, nil); err != nil {
		t.Fatal(err)
	}
	in := o.talks()
	if in["forged"] != id || in["first"] == id || in["first"] == "" {
		t.Errorf("strangers were joined: %v", in)
	}
	o.verified()
}

// meddling is a store in which an officer acts between threading and storing.
type meddling struct {
	*office
	id    string
	acted bool
}

func (m *meddling) Store(ctx context.Context, f intake.Facts) error {
	if !m.acted && len(f.Moved) > 0 {
		m.acted = true
		if _, err := m.Do(ctx, gm.New(inbox.Noted, act.Subject{Type: act.Conversation, ID: m.id}, nil, inbox.NoteContent{Text: "Seen"})); err != nil {
			return err
		}
	}
	return m.office.Store.Store(ctx, f)
}
