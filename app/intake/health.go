package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/platforms"
)

// SkewSaid is from which difference on a wrong clock is said and corrected
// (DESIGN 3).
const SkewSaid = 5 * time.Minute

// skew is the median of the newest measured differences between this PC's
// clock and the server's; 0 under SkewSaid or with fewer than three.
func (r *Runner) skew(ctx context.Context, id string) time.Duration {
	s, err := r.store.Skews(ctx, id)
	if err != nil || len(s) < 3 {
		return 0
	}
	slices.Sort(s)
	d := time.Duration(s[len(s)/2]) * time.Second
	if d.Abs() < SkewSaid {
		return 0
	}
	return d
}

// gapFrom is from which stretch without a pull it is written down as a gap,
// though nothing failed: the program was closed or the PC slept.
const gapFrom = 15 * time.Minute

// noteSuccess writes down that a whole pull ended well, and closes the gap that
// it ends.
func (r *Runner) noteSuccess(ctx context.Context, c channel.Channel, s Summary) {
	now := r.clock()
	var last time.Time
	r.editHealth(ctx, c.ID, func(h *channel.Health) {
		last = h.LastPull
		state, sentence := wordHealth(nil, s.SkewSeconds)
		if h.Expires = s.expires; endsSoon(h.Expires, now) {
			state, sentence = channel.Expiring, strings.TrimSpace(sentenceExpiring+" "+sentence)
		}
		note(h, state, sentence, now)
		h.SkewSeconds = s.SkewSeconds
		h.LastPull, h.There, h.Here, h.Folders = now, s.There, s.Here, s.folders
	})
	if err := r.closeGap(ctx, c.ID, last, now, s); err != nil {
		r.log.Warn("could not note a gap", "channel", c.ID, "error", err)
	}
}

// closeGap ends the gap before a pull. What the network holds beyond what is here
// is what the gap cost.
func (r *Runner) closeGap(ctx context.Context, id string, last, now time.Time, s Summary) error {
	gaps, err := r.channels.Gaps(ctx, id, 1)
	if err != nil {
		return err
	}
	open := len(gaps) > 0 && gaps[0].To.IsZero()
	if !open && !last.IsZero() && (len(s.lost) > 0 || now.Sub(last) >= gapFrom+r.slowest(s.poll)) {
		if err := r.channels.OpenGap(ctx, id, last, ""); err != nil {
			return err
		}
		open = true
	}
	if !open {
		return nil
	}
	if err := r.channels.NoteLost(ctx, id, s.lost); err != nil {
		return err
	}
	expected := 0
	if s.told {
		expected = s.fresh + max(0, s.There-s.Here)
	}
	return r.channels.CloseGap(ctx, id, now, expected, s.fresh)
}

// sentenceExpiring is said of a sign-in that ends soon; when is in Health.Expires.
const sentenceExpiring = "The sign-in for this account ends soon. Sign in again before it does, and nothing is missed."

func endsSoon(expires, now time.Time) bool {
	return !expires.IsZero() && expires.Sub(now) <= channel.ExpiringFrom
}

// noteFailure writes down that a pull failed, when it is tried again by itself
// (zero: not), and that a gap is open, of which what is lost can't be had again.
func (r *Runner) noteFailure(ctx context.Context, c channel.Channel, err error, again time.Time, lost []string) {
	var last time.Time
	r.editHealth(ctx, c.ID, func(h *channel.Health) {
		last = h.LastPull
		state, sentence := wordHealth(err, 0)
		note(h, state, sentence, r.clock())
		h.NextTry = again
		var pe *platforms.Error
		if errors.As(err, &pe) && pe.Certificate != nil {
			h.ExpectedCert, h.PresentedCert = pe.Certificate.Expected, pe.Certificate.Presented
		}
	})
	if last.IsZero() {
		return // it was never read: nothing is missing yet
	}
	if err := errors.Join(r.channels.OpenGap(ctx, c.ID, last, ""), r.channels.NoteLost(ctx, c.ID, lost)); err != nil {
		r.log.Warn("could not note a gap", "channel", c.ID, "error", err)
	}
}

// note sets the state and clears what belonged to the one before.
func note(h *channel.Health, state channel.State, sentence string, now time.Time) {
	if h.State != state {
		h.Since = now
	}
	h.State, h.Sentence = state, sentence
	h.Done, h.Total, h.NextTry = 0, 0, time.Time{}
	h.ExpectedCert, h.PresentedCert = "", ""
}

func (r *Runner) editHealth(ctx context.Context, id string, edit func(*channel.Health)) {
	r.health.Lock() // a tail may fail beside a pull that goes on
	defer r.health.Unlock()
	all, err := r.channels.Health(ctx)
	if err == nil {
		h := all[id]
		edit(&h)
		err = r.channels.SetHealth(ctx, id, h)
	}
	if err != nil {
		r.log.Warn("could not note a channel's health", "channel", id, "error", err)
		return
	}
	r.changed(id)
}

// wordHealth makes a state and a sentence of a pull's outcome.
func wordHealth(err error, skewSeconds int64) (channel.State, string) {
	if err == nil {
		if skewSeconds != 0 {
			return channel.Valid, skewSentence(skewSeconds)
		}
		return channel.Valid, ""
	}
	var pe *platforms.Error
	sentence := app.Say(err)
	if errors.As(err, &pe) {
		sentence = pe.Sentence
	}
	switch platforms.ClassOf(err) {
	case platforms.ClassAuth, platforms.ClassCertificate, platforms.ClassPolicy, platforms.ClassPayment:
		return channel.NeedsYou, sentence
	case platforms.ClassIdentity:
		return channel.WrongWho, sentence
	case platforms.ClassPermission:
		return channel.NoRight, sentence
	case platforms.ClassOffline:
		return channel.Offline, sentence
	}
	if app.KindOf(err) == app.SignIn {
		return channel.NeedsYou, sentence
	}
	return channel.Waiting, sentence
}

func skewSentence(seconds int64) string {
	word := "ahead of"
	if seconds < 0 {
		word, seconds = "behind", -seconds
	}
	return fmt.Sprintf("This PC's clock is %d minutes %s the server's. Due times are corrected for it. Ask IT to set the clock.", seconds/60, word)
}
