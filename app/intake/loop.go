package intake

import (
	"context"
	"errors"
	"time"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/platforms"
)

// loop reads one channel.
type loop struct {
	r      *Runner
	ch     channel.Channel
	cancel context.CancelFunc
	wake   chan struct{}
	// reached says that a pull went well after none had, or after one failed.
	reached chan struct{}
}

func (l *loop) kick() {
	signal(l.wake)
}

// pullLoop pulls, then sleeps until it is woken or the pause is over. A
// channel that needs a person is not tried again by itself: a wrong password
// that is repeated locks the account.
func (l *loop) pullLoop(ctx context.Context) {
	pause := l.r.cfg.RetryFirst
	failed := true
	var last time.Time     // end of the last whole pull
	var poll time.Duration // how often the network lets us read at most
	for {
		// Mail that waited while the PC slept says nothing about its clock.
		live := !last.IsZero() && l.r.clock().Sub(last) < 3*l.r.slowest(poll)
		wait, wakes := time.Duration(0), true
		s, err := l.r.once(ctx, l.ch, reading{live: live, progress: l.progress(ctx), retry: func(err error) time.Time {
			now := l.r.clock()
			if wait, wakes = l.pauseAfter(err, pause, now); !wakes {
				return time.Time{}
			}
			return now.Add(wait)
		}})
		if ctx.Err() != nil {
			return
		}
		poll = s.poll
		pace, messages := steady, time.Duration(0)
		if err == nil {
			wait, pace, messages = l.r.pauseBetween(poll), l.r.paced, s.pollMessages
			last, pause = l.r.clock(), l.r.cfg.RetryFirst
			if failed {
				signal(l.reached)
			}
		} else {
			last, pause = time.Time{}, min(2*pause, max(l.r.cfg.RetryMost, poll))
		}
		if failed = err != nil; !wakes {
			wait = never
		}
		if !l.between(ctx, wait, messages, pace) {
			return
		}
	}
}

// pauseAfter is how long to wait after a pull that failed; wakes is false when
// only a person can go on. When the network itself named a time, it is kept to.
func (l *loop) pauseAfter(err error, pause time.Duration, now time.Time) (wait time.Duration, wakes bool) {
	if needsPerson(platforms.ClassOf(err)) || app.KindOf(err) == app.SignIn {
		return 0, false
	}
	var pe *platforms.Error
	if errors.As(err, &pe) && pe.Until.After(now.Add(pause)) {
		return pe.Until.Sub(now), true
	}
	return pause, true
}

// watchLoop wakes the pull loop whenever the network says there is news. It
// begins once the channel could be read; where watching itself is refused, it
// tries again only after reading had failed and works anew, so that a wrong
// password is not repeated by it.
func (l *loop) watchLoop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.reached:
		}
		l.watch(ctx)
	}
}

func (l *loop) watch(ctx context.Context) {
	pause := l.r.cfg.RetryFirst
	for ctx.Err() == nil {
		ad, err := l.r.accounts.Adapter(ctx, l.ch.ID)
		if err == nil {
			w, ok := ad.(platforms.Watcher)
			if !ok {
				return
			}
			if err = w.Watch(ctx); err == nil {
				l.kick()
				pause = l.r.cfg.RetryFirst
				continue
			}
		}
		switch cl := platforms.ClassOf(err); {
		case needsPerson(cl), cl == platforms.ClassPermission, cl == platforms.ClassRefused:
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
			pause = min(2*pause, l.r.cfg.RetryMost)
		}
	}
}

// shownEvery is how often the progress of a long pull is written down at most.
const shownEvery = time.Second

// progress shows a long pull in the channel's health.
func (l *loop) progress(ctx context.Context) func(done, total int) {
	var shown time.Time
	return func(done, total int) {
		now := l.r.clock()
		if !shown.IsZero() && now.Sub(shown) < shownEvery {
			return
		}
		shown = now
		l.r.editHealth(ctx, l.ch.ID, func(h *channel.Health) { h.Done, h.Total = done, total })
	}
}

func needsPerson(c platforms.Class) bool {
	switch c {
	case platforms.ClassAuth, platforms.ClassIdentity, platforms.ClassCertificate, platforms.ClassPolicy, platforms.ClassPayment:
		return true
	}
	return false
}

// signal leaves word in c, which holds one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
