package intake

import (
	"context"
	"time"

	"commsdesk/app/channel"
	"commsdesk/platforms"
)

// whose asks, when the account was not asked yet since the program started, whose
// it is: a sign-in to another one must not fill this channel. What the account can
// do is found out along with it.
func whose(ctx context.Context, c channel.Channel, ad platforms.Adapter) error {
	id, ok := ad.(platforms.Identifier)
	if !ok || !ad.Capabilities().ProbedAt.IsZero() {
		return nil
	}
	who, err := id.Identity(ctx)
	if err != nil || who.ID == c.Identity {
		return err
	}
	return &platforms.Error{Class: platforms.ClassIdentity, Sentence: "This channel is signed in to another account than before, so nothing was read. " +
		"What is here is safe. Sign in to the right account, or connect the other one as a channel of its own."}
}

// pollOf is the usual pause between pulls of an account whose network lets us read
// it every poll at most; 0: as usual.
func (r *Runner) pollOf(poll time.Duration) time.Duration {
	if r.cfg.PollMost > 0 {
		poll = min(poll, r.cfg.PollMost)
	}
	if poll <= 0 {
		return r.cfg.Poll
	}
	return poll
}

// pauseBetween is pollOf, up to a tenth more or less where the network set it
// (platforms.md 0.3).
func (r *Runner) pauseBetween(poll time.Duration) time.Duration {
	pause := r.pollOf(poll)
	if poll <= 0 {
		return pause
	}
	return time.Duration(float64(pause) * (0.9 + 0.2*r.cfg.Jitter()))
}

// askEndEvery is how often a network is asked how long the sign-in holds.
const askEndEvery = time.Hour

// endOf is when the account's sign-in ends, zero for never or not known. That it
// can't be told is no fault of the pull.
func (r *Runner) endOf(ctx context.Context, c channel.Channel, w *way, ad platforms.Adapter) time.Time {
	e, ok := ad.(platforms.Expirer)
	now := r.clock()
	if anew := w.anew.Swap(false); !ok || !anew && !w.askedEnd.IsZero() && now.Sub(w.askedEnd) < askEndEvery {
		return w.end
	}
	end, err := e.Expires(ctx)
	if err != nil {
		r.log.Warn("could not ask how long a sign-in holds", "channel", c.ID, "error", err)
		return w.end
	}
	w.askedEnd, w.end = now, end.UTC()
	return w.end
}
