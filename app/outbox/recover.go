package outbox

import (
	"context"
	"fmt"

	"commsdesk/app"
	"commsdesk/app/act"
)

// Recover settles what a crash or stop left behind (DESIGN 4): an attempt
// before the point of no return goes back to the queue with a fresh grace, one
// after it is unconfirmed, a row still in grace gets a fresh one, once, and what
// has grown too old to go by itself is held. It must not run beside another
// dispatcher of the same workspace.
func (d *Dispatcher) Recover(ctx context.Context) error {
	left, err := d.store.Sends(ctx, []State{Sending, Committed, Queued, WaitingTry}, 0)
	if err != nil {
		return fmt.Errorf("read what the last run left: %w", err)
	}
	for _, s := range left {
		if acts := d.leftBehind(s); len(acts) > 0 {
			if _, err := d.door.Do(ctx, acts...); err != nil {
				return fmt.Errorf("settle send %s after a stop: %w", s.ID, err)
			}
		}
	}
	return nil
}

// leftBehind are the acts about one row that an earlier run left.
func (d *Dispatcher) leftBehind(s Send) []act.Act {
	now := d.cfg.Clock()
	fresh := s.Do(dispatching, EvInterrupt, GraceEffect{NotBefore: app.Millis(now.Add(d.cfg.Grace))}, nil)
	switch s.State {
	case Committed:
		return []act.Act{d.lose(s, classStopped, Reason{})}
	case Sending:
		s.Apply(fresh)
		return append([]act.Act{fresh}, d.tooOld(s)...)
	case Queued:
		if held := d.tooOld(s); held != nil {
			return held
		}
		// Else it would never go where the program is started every few seconds.
		if once := s.NotBefore.Sub(s.QueuedAt) <= d.cfg.Grace; once && now.Before(s.NotBefore) {
			return []act.Act{fresh}
		}
		return nil
	}
	return d.tooOld(s)
}

// tooOld holds a row that should have gone long ago or before the desk closed:
// an answer of yesterday must not go by itself when the program is opened.
func (d *Dispatcher) tooOld(s Send) []act.Act {
	now, expected := d.cfg.Clock(), s.QueuedAt
	if s.State == WaitingTry {
		expected = s.WaitUntil
	}
	if now.Sub(expected) <= d.cfg.OverAge && !d.cfg.Hours.Closed(s.QueuedAt, now) {
		return nil
	}
	why := fmt.Sprintf("You pressed Send %s. Send now, or take it back to a draft.", d.cfg.Hours.When(now, s.QueuedAt))
	return []act.Act{s.Do(dispatching, EvHold, HeldEffect{Kind: HoldAge}, Reason{Why: why})}
}

// ageAll holds what grew too old while the PC slept under a running program.
func (d *Dispatcher) ageAll(ctx context.Context) error {
	rows, err := d.store.Sends(ctx, []State{Queued, WaitingTry}, 0)
	if err != nil {
		return fmt.Errorf("read the outbox: %w", err)
	}
	for _, s := range rows {
		if held := d.tooOld(s); held != nil {
			if _, err := d.door.Do(ctx, held...); d.skip(err) != nil {
				return fmt.Errorf("hold send %s: %w", s.ID, err)
			}
		}
	}
	return nil
}
