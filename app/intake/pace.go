package intake

import (
	"context"
	"math"
	"time"
)

const (
	// slowBy is how much longer the pauses are while nobody is at the desk or the PC
	// runs on its battery (platforms.md 0.3), and slowMost how long a pause may become
	// by it: what is written meanwhile has to be read in good time.
	slowBy   = 4
	slowMost = time.Hour
	// lookEvery is how often a pause is looked at: the timers of a PC that sleeps stand
	// still, and somebody may have come back.
	lookEvery = 15 * time.Second
	never     = time.Duration(math.MaxInt64)
)

// steady is the pace of a pause that nothing changes.
func steady(pause time.Duration) time.Duration { return pause }

// paced is how long a pause is now.
func (r *Runner) paced(pause time.Duration) time.Duration {
	if r.slow == nil || !r.slow() {
		return pause
	}
	return slowed(pause)
}

func slowed(pause time.Duration) time.Duration { return max(pause, min(slowBy*pause, slowMost)) }

// slowest is the longest pause between pulls of an account that all is well with;
// poll as for pollOf.
func (r *Runner) slowest(poll time.Duration) time.Duration {
	if r.slow == nil {
		return r.pollOf(poll)
	}
	return slowed(r.pollOf(poll))
}

// between waits for the next whole pull. Where private messages may be read more
// often, each messages, they are read alone in between; what is wrong with them is
// for the whole pull to find out, which follows at once. It returns false when ctx
// ended.
func (l *loop) between(ctx context.Context, pause, messages time.Duration, pace func(time.Duration) time.Duration) bool {
	for messages > 0 && pause > messages {
		if woken, goesOn := l.rest(ctx, messages, pace); woken || !goesOn {
			return goesOn
		}
		pause -= messages
		if l.r.messages(ctx, l.ch) != nil {
			return ctx.Err() == nil
		}
	}
	_, goesOn := l.rest(ctx, pause, pace)
	return goesOn
}

// rest waits until the loop is woken or the pause is over, which is as long as pace
// says at the moment; time that the PC slept counts. goesOn is false when ctx ended.
func (l *loop) rest(ctx context.Context, pause time.Duration, pace func(time.Duration) time.Duration) (woken, goesOn bool) {
	for gone := time.Duration(0); ; {
		step := min(pace(pause)-gone, lookEvery)
		if step <= 0 {
			return false, true
		}
		before := l.r.clock()
		select {
		case <-ctx.Done():
			return false, false
		case <-l.wake:
			return true, true
		case <-time.After(step):
			gone += max(step, l.r.clock().Sub(before))
		}
	}
}
