package intake

import (
	"context"
	"time"

	"commsdesk/app/channel"
	"commsdesk/platforms"
)

// loop reads one channel.
type loop struct {
	r      *Runner
	ch     channel.Channel
	cancel context.CancelFunc
	wake   chan struct{}
}

func (l *loop) kick() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// pullLoop pulls, then sleeps until it is woken or the pause is over. A
// channel that needs a person is not tried again by itself: a wrong password
// that is repeated locks the account.
func (l *loop) pullLoop(ctx context.Context) {
	pause := l.r.cfg.RetryFirst
	var last time.Time // end of the last whole pull
	for {
		// Mail that waited while the PC slept says nothing about its clock.
		live := !last.IsZero() && l.r.clock().Sub(last) < 3*l.r.cfg.Poll
		_, err := l.r.once(ctx, l.ch, live, l.progress(ctx))
		if ctx.Err() != nil {
			return
		}
		last = time.Time{}
		if err == nil {
			last = l.r.clock()
		}
		var timer <-chan time.Time
		switch {
		case err == nil:
			pause = l.r.cfg.RetryFirst
			timer = time.After(l.r.cfg.Poll)
		case needsPerson(platforms.ClassOf(err)):
			// Only a person's kick goes on.
		default:
			timer = time.After(pause)
			pause = min(2*pause, l.r.cfg.RetryMost)
		}
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		case <-timer:
		}
	}
}

// watchLoop wakes the pull loop whenever the network says there is news.
func (l *loop) watchLoop(ctx context.Context) {
	pause := l.r.cfg.RetryFirst
	for ctx.Err() == nil {
		ad, err := l.r.accounts.Adapter(ctx, l.ch.ID)
		if err == nil {
			w, ok := ad.(platforms.Watcher)
			if !ok {
				return
			}
			if err = w.Watch(ctx); err == nil && ctx.Err() == nil {
				l.kick()
				pause = l.r.cfg.RetryFirst
				continue
			}
		}
		if cl := platforms.ClassOf(err); needsPerson(cl) || cl == platforms.ClassPermission {
			pause = l.r.cfg.RetryMost
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
			pause = min(2*pause, l.r.cfg.RetryMost)
		}
	}
}

// progress shows a long pull in the channel's health.
func (l *loop) progress(ctx context.Context) func(done, total int) {
	return func(done, total int) {
		l.r.editHealth(ctx, l.ch.ID, func(h *channel.Health) { h.Done, h.Total = done, total })
	}
}

func needsPerson(c platforms.Class) bool {
	return c == platforms.ClassAuth || c == platforms.ClassCertificate || c == platforms.ClassPolicy
}
