package outbox

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"sync"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/event"
	"commsdesk/platforms"
)

// dispatching is the named rule by which sends move on by themselves.
var dispatching = act.Rule("outbox")

// Dispatcher carries out what is in the outbox: it sends what is due, looks for
// what is unconfirmed and files what was sent. Each account has its own lane,
// so that one that doesn't answer stops no other. Two dispatchers over one
// workspace never both send a message: each step names the version it saw.
type Dispatcher struct {
	store     Store
	door      act.Door
	gate      Gate
	companion Companion
	accounts  Accounts
	bus       *event.Bus
	cfg       Config

	wake  chan struct{}
	lanes sync.WaitGroup

	// life ends the loop, the Gate, looks and filing; work ends the attempts
	// under way. Both are nil before Start.
	life, work       context.Context
	endLife, endWork context.CancelFunc
	ended            chan struct{}
	deaf             func()

	mu       sync.Mutex
	busy     map[lane]bool
	pausedTo map[lane]time.Time
	// hurry are waiting sends to be tried before their time, with the version that
	// waits: a look that read them earlier must not use it up.
	hurry map[string]int64
	// refusedAt is when an account last said that a person must sign in.
	refusedAt map[string]refusedAccount
	// retries are local: how often, and until when not to, look or file.
	retries map[string]retry
}

// lane is a line of work of one account.
type lane struct {
	channel string
	kind    laneKind
}

type laneKind int

const (
	sendLane laneKind = iota // attempts
	lookLane                 // looks and filings
)

type retry struct {
	tries int
	at    time.Time
}

type refusedAccount struct {
	at     time.Time
	class  platforms.Class
	reason Reason
}

// NewDispatcher returns a dispatcher that is not started; an error when cfg
// can't be worked with. bus may be nil: then only Wake wakes it.
func NewDispatcher(store Store, door act.Door, gate Gate, companion Companion, accounts Accounts, bus *event.Bus, cfg Config) (*Dispatcher, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	return &Dispatcher{store: store, door: door, gate: gate, companion: companion, accounts: accounts, bus: bus,
		cfg: cfg, wake: make(chan struct{}, 1), busy: map[lane]bool{}, pausedTo: map[lane]time.Time{},
		hurry: map[string]int64{}, refusedAt: map[string]refusedAccount{}, retries: map[string]retry{}}, nil
}

// Start settles what the last run left behind (see Recover) and begins to work
// until Stop. It may be called once.
func (d *Dispatcher) Start(ctx context.Context) error {
	if d.life != nil {
		return errors.New("outbox: the dispatcher was started before")
	}
	if err := d.Recover(ctx); err != nil {
		return err
	}
	d.life, d.endLife = context.WithCancel(context.WithoutCancel(ctx))
	d.work, d.endWork = context.WithCancel(context.WithoutCancel(ctx))
	d.ended, d.deaf = make(chan struct{}), func() {}
	if d.bus != nil {
		d.deaf = d.bus.Listen(func(c event.Change) {
			if c.Topic == event.Sends {
				d.Wake()
			}
		})
	}
	go d.loop()
	return nil
}

// Stop begins nothing new and waits for attempts under way, breaking them off
// when ctx ends: an attempt before the point of no return goes back to the
// queue, one after it becomes unconfirmed. It returns when all is on disk.
func (d *Dispatcher) Stop(ctx context.Context) {
	if d.life == nil {
		return
	}
	d.deaf()
	d.endLife()
	<-d.ended
	done := make(chan struct{})
	go func() {
		d.lanes.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	d.endWork()
	<-done
}

// Wake has the outbox looked through now. It never blocks.
func (d *Dispatcher) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Online says that the account's servers can be reached again: what waits for
// that alone is tried now.
func (d *Dispatcher) Online(ctx context.Context, channel string) error {
	waiting, err := d.store.Sends(ctx, []State{WaitingTry}, 0)
	if err != nil {
		return fmt.Errorf("read waiting sends: %w", err)
	}
	d.mu.Lock()
	for _, s := range waiting {
		if s.Channel == channel && s.Class == string(platforms.ClassOffline) {
			d.hurry[s.ID] = s.Version
		}
	}
	d.mu.Unlock()
	d.Wake()
	return nil
}

// tick bounds how long the loop sleeps while something is to be done: a
// laptop's sleep stops the timer, not the clock on the wall.
const tick = time.Minute

func (d *Dispatcher) loop() {
	defer close(d.ended)
	for {
		next, err := d.runOnce(d.life)
		now := d.cfg.Clock()
		if err != nil && d.life.Err() == nil {
			d.cfg.Log.Error("look through the outbox", "error", err)
			next = now.Add(d.cfg.Pause)
		}
		if !d.sleep(earliest(next, now.Add(tick)), !next.IsZero()) {
			return
		}
		if slept := !next.IsZero() && d.cfg.Clock().Sub(next) > d.cfg.OverAge; slept {
			if err := d.ageAll(d.life); err != nil {
				d.cfg.Log.Error("hold what is too old", "error", err)
			}
		}
	}
}

// sleep waits for a wake or, when there is something to come, for its moment;
// false when the dispatcher ends.
func (d *Dispatcher) sleep(until time.Time, something bool) bool {
	var due <-chan time.Time
	if something {
		t := time.NewTimer(max(0, until.Sub(d.cfg.Clock())))
		defer t.Stop()
		due = t.C
	}
	select {
	case <-d.life.Done():
		return false
	case <-d.wake:
	case <-due:
	}
	return true
}

// runOnce starts the lanes that have something due and returns when the next
// thing will be, zero for nothing to come.
func (d *Dispatcher) runOnce(ctx context.Context) (next time.Time, err error) {
	moving, err := d.store.Sends(ctx, []State{Queued, WaitingTry, Unconfirmed}, 0)
	if err != nil {
		return next, fmt.Errorf("read the outbox: %w", err)
	}
	sent, err := d.store.Sends(ctx, []State{Sent}, unfiledWithin)
	if err != nil {
		return next, fmt.Errorf("read what was sent: %w", err)
	}
	now := d.cfg.Clock()
	due := map[lane][]Send{}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range append(moving, sent...) {
		l, at := d.dueAt(s)
		if at.IsZero() || d.busy[l] {
			continue // a busy lane wakes the loop when it ends
		}
		if at = latest(at, d.pausedTo[l]); at.After(now) {
			next = earliest(next, at)
			continue
		}
		due[l] = append(due[l], s)
	}
	for l, sends := range due {
		sort.SliceStable(sends, func(i, j int) bool { return sends[i].NotBefore.Before(sends[j].NotBefore) })
		d.busy[l] = true
		d.lanes.Add(1)
		go d.drive(l, sends)
	}
	return next, nil
}

// dueAt is when something must be done about the send, and in which lane; zero
// for never. The caller holds d.mu.
func (d *Dispatcher) dueAt(s Send) (lane, time.Time) {
	switch {
	case s.State == Queued:
		return lane{s.Channel, sendLane}, s.NotBefore
	case s.State == WaitingTry && d.hurry[s.ID] == s.Version:
		return lane{s.Channel, sendLane}, s.NotBefore
	case s.State == WaitingTry:
		return lane{s.Channel, sendLane}, s.WaitUntil
	case s.State == Unconfirmed && !s.LookAt.IsZero():
		return lane{s.Channel, lookLane}, latest(s.LookAt, d.retries[s.ID].at)
	case s.State == Sent && s.Filed == FiledPending:
		return lane{s.Channel, lookLane}, latest(s.SettledAt, d.retries[s.ID].at)
	}
	return lane{}, time.Time{}
}

// drive does one lane's work, one send after the other.
func (d *Dispatcher) drive(l lane, sends []Send) {
	defer d.lanes.Done()
	defer d.Wake()
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.busy, l)
	}()
	for _, s := range sends {
		if d.life.Err() != nil {
			return
		}
		var err error
		switch {
		case l.kind == sendLane:
			err = d.attempt(d.life, s)
		case s.State == Unconfirmed:
			err = d.lookInTurn(d.life, s)
		default:
			err = d.file(d.life, s)
		}
		if err != nil {
			d.cfg.Log.Error("work on a send", "send", s.ID, "error", err)
			d.mu.Lock()
			d.pausedTo[l] = d.cfg.Clock().Add(d.cfg.Pause)
			d.mu.Unlock()
			return
		}
	}
}

// earliest ignores the zero time.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
