package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// noteHealth writes down how a pull ended, and the gap it opened or closed.
func (r *Runner) noteHealth(ctx context.Context, c channel.Channel, s Summary, err error) {
	now := r.clock()
	var last time.Time
	r.editHealth(ctx, c.ID, func(h *channel.Health) {
		last = h.LastPull
		state, sentence := wordHealth(err, s)
		if h.State != state {
			h.Since = now
		}
		h.State, h.Sentence, h.SkewSeconds = state, sentence, s.SkewSeconds
		h.Done, h.Total, h.NextTry = 0, 0, time.Time{}
		h.ExpectedCert, h.PresentedCert = "", ""
		if err == nil {
			h.LastPull, h.There, h.Here, h.Folders = now, s.There, s.Here, s.folders
			return
		}
		var pe *platforms.Error
		if errors.As(err, &pe) {
			h.NextTry = pe.Until
			if pe.Certificate != nil {
				h.ExpectedCert, h.PresentedCert = pe.Certificate.Expected, pe.Certificate.Presented
			}
		}
	})
	if err == nil {
		err = r.channels.CloseGap(ctx, c.ID, now, s.Fetched)
	} else if !last.IsZero() {
		err = r.channels.OpenGap(ctx, c.ID, last, "")
	} else {
		err = nil
	}
	if err != nil {
		r.log.Warn("could not note a gap", "channel", c.ID, "error", err)
	}
}

func (r *Runner) editHealth(ctx context.Context, id string, edit func(*channel.Health)) {
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
func wordHealth(err error, s Summary) (channel.State, string) {
	if err == nil {
		if s.SkewSeconds != 0 {
			return channel.Valid, skewSentence(s.SkewSeconds)
		}
		return channel.Valid, ""
	}
	var pe *platforms.Error
	sentence := app.Say(err)
	if errors.As(err, &pe) {
		sentence = pe.Sentence
	}
	switch platforms.ClassOf(err) {
	case platforms.ClassAuth, platforms.ClassCertificate, platforms.ClassPolicy:
		return channel.NeedsYou, sentence
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
	return fmt.Sprintf("This PC's clock is %d minutes %s the mail server's. Due times are corrected for it. Ask IT to set the clock.", seconds/60, word)
}
