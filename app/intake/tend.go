package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/platforms"
)

// How often stored messages are asked for again (platforms.md 12): the young ones
// some times a day, the older ones weekly.
const (
	youngFor     = 30 * 24 * time.Hour
	recheckYoung = 6 * time.Hour
	recheckOlder = 7 * 24 * time.Hour
)

// tendLoop looks after what is stored of one channel.
func (l *loop) tendLoop(ctx context.Context) {
	for {
		if err := l.r.tend(ctx, l.ch); err != nil && ctx.Err() == nil {
			l.r.log.Warn("could not look after what is stored", "channel", l.ch.ID, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(l.r.cfg.Tend):
		}
	}
}

// tend forgets what may be kept no longer, unless the network gives it again, and
// asks what became of the rest when it is time to.
func (r *Runner) tend(ctx context.Context, c channel.Channel) error {
	if err := r.expire(ctx, c); err != nil {
		return err
	}
	ad, again, err := r.rechecker(ctx, c)
	if err != nil || again == nil {
		return err
	}
	last, err := r.lastRechecks(ctx, c.ID)
	if err != nil {
		return err
	}
	now := r.clock()
	young := now.Add(-youngFor)
	if now.Sub(app.FromMillis(last.Young)) >= recheckYoung {
		if err := r.recheckFrom(ctx, c, ad, again, young, now.Add(time.Minute)); err != nil {
			return err
		}
		last.Young = app.Millis(now)
		if err := r.noteRechecks(ctx, c.ID, last); err != nil {
			return err
		}
	}
	if now.Sub(app.FromMillis(last.Older)) >= recheckOlder {
		if err := r.recheckFrom(ctx, c, ad, again, now.AddDate(0, -r.historyMonths(), 0), young); err != nil {
			return err
		}
		last.Older = app.Millis(now)
		return r.noteRechecks(ctx, c.ID, last)
	}
	return nil
}

// expire asks once more for the words that may be kept no longer, and forgets those
// that did not come again: whether the network can be reached or not.
func (r *Runner) expire(ctx context.Context, c channel.Channel) error {
	ids, err := r.store.Perishing(ctx, c.ID, r.clock())
	if err != nil || len(ids) == 0 {
		return err
	}
	ad, again, err := r.rechecker(ctx, c)
	if err == nil && again != nil {
		err = r.recheck(ctx, c, ad, again, ids)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		r.log.Info("words that may be kept no longer could not be asked for again", "channel", c.ID, "error", err)
	}
	_, err = r.store.Forget(ctx, c.ID, r.clock())
	return err
}

// Refetch asks for the words of a conversation that were forgotten because its
// network lets us keep them for a while only. It does nothing where none were.
func (r *Runner) Refetch(ctx context.Context, channelID, conversation string) error {
	ids, err := r.store.Forgotten(ctx, channelID, conversation)
	if err != nil || len(ids) == 0 {
		return err
	}
	c, err := r.connected(ctx, channelID)
	if err != nil {
		return err
	}
	ad, again, err := r.rechecker(ctx, c)
	if err != nil {
		return err
	}
	if again == nil {
		return app.NewError(app.Wrong, "This network does not give the words again. Open the message there.")
	}
	return r.recheck(ctx, c, ad, again, ids)
}

// rechecker is the account's, nil when it can't be asked so.
func (r *Runner) rechecker(ctx context.Context, c channel.Channel) (platforms.Adapter, platforms.Rechecker, error) {
	ad, err := r.accounts.Adapter(ctx, c.ID)
	if err != nil {
		return nil, nil, err
	}
	again, ok := ad.(platforms.Rechecker)
	if !ok {
		return ad, nil, nil
	}
	if err := whose(ctx, c, ad); err != nil {
		return ad, nil, err
	}
	if caps := ad.Capabilities(); !caps.ProbedAt.IsZero() && !caps.Recheck.OK {
		return ad, nil, nil
	}
	return ad, again, nil
}

func (r *Runner) recheckFrom(ctx context.Context, c channel.Channel, ad platforms.Adapter, again platforms.Rechecker, from, to time.Time) error {
	ids, err := r.store.Recheckable(ctx, c.ID, from, to)
	if err != nil {
		return err
	}
	return r.recheck(ctx, c, ad, again, ids)
}

// recheck stores the messages with these ids as they are now, and that some are
// gone.
func (r *Runner) recheck(ctx context.Context, c channel.Channel, ad platforms.Adapter, again platforms.Rechecker, ids []string) error {
	s := &sink{r: r, ch: c, way: r.way(c.ID), skew: r.skew(ctx, c.ID), keepFor: ad.Capabilities().KeepFor}
	for chunk := range slices.Chunk(ids, platforms.RecheckMost) {
		items, err := again.Recheck(ctx, chunk)
		if err != nil {
			return fmt.Errorf("ask for %d messages of %s again: %w", len(chunk), c.ID, err)
		}
		if len(items) == 0 {
			continue
		}
		if err := s.Deliver(ctx, platforms.Batch{Items: items}); err != nil {
			return err
		}
	}
	return nil
}

// rechecks is when a channel's messages were last asked for again (UTC ms).
type rechecks struct {
	Young int64 `json:"young"`
	Older int64 `json:"older"`
}

func recheckKey(channel string) string { return "recheck/" + channel }

func (r *Runner) lastRechecks(ctx context.Context, channel string) (rechecks, error) {
	var last rechecks
	kept, err := r.store.Local(ctx, recheckKey(channel))
	if err != nil || kept == "" || json.Unmarshal([]byte(kept), &last) != nil {
		return rechecks{}, err // what can't be read is asked for again
	}
	return last, nil
}

func (r *Runner) noteRechecks(ctx context.Context, channel string, last rechecks) error {
	kept, err := json.Marshal(last)
	if err != nil {
		return fmt.Errorf("note what was asked for again: %w", err)
	}
	return r.store.SetLocal(ctx, recheckKey(channel), string(kept))
}
