package outbox

import (
	"context"
	"fmt"
	"time"

	"commsdesk/app"
	"commsdesk/platforms"
)

// LookNow looks once more for an unconfirmed message because a person asked,
// and returns the send as it then is. A look that could not be made is an
// error with a sentence.
func (d *Dispatcher) LookNow(ctx context.Context, id string) (Send, error) {
	s, err := d.store.Send(ctx, id)
	if err != nil {
		return Send{}, fmt.Errorf("read send %s: %w", id, err)
	}
	if s.State != Unconfirmed {
		return s, nil
	}
	if err := d.look(ctx, s); d.skip(err) != nil {
		return Send{}, fmt.Errorf("look for send %s: %w", id, forPeople(err))
	}
	return d.store.Send(ctx, id)
}

// lookInTurn makes a planned look; one that can't be made is tried again
// within minutes and counts for nothing.
func (d *Dispatcher) lookInTurn(ctx context.Context, s Send) error {
	err := d.look(ctx, s)
	if err = d.skip(err); err == nil {
		d.forget(s.ID)
		return nil
	}
	if ctx.Err() == nil {
		d.tryLater(s.ID)
		d.cfg.Log.Warn("look for a send", "send", s.ID, "error", err)
	}
	return nil
}

// look asks the network for the message and writes down what was found.
func (d *Dispatcher) look(ctx context.Context, s Send) error {
	adapter, err := d.accounts.Adapter(ctx, s.Channel)
	if err != nil {
		return err
	}
	prover, ok := adapter.(platforms.Prover)
	if !ok {
		a := s.Do(dispatching, EvLook, LookEffect{}, Reason{Why: d.unknownWords(s)})
		_, err := d.door.Do(ctx, a)
		return err
	}
	sealed, err := d.store.Sealed(ctx, s.ID)
	if err != nil {
		return fmt.Errorf("read the bytes of send %s: %w", s.ID, err)
	}
	proof, err := prover.Prove(ctx, sealed.platform(), s.CommittedAt)
	if err != nil {
		return err
	}
	if proof.Live && proof.RemoteID != "" {
		// Where a network knows no mark of ours, the same words to two people in one
		// place look alike: what another send is known by proves nothing for this one.
		other, err := d.store.ByRemoteID(ctx, s.Channel, proof.RemoteID)
		if err != nil && app.KindOf(err) != app.NotFound {
			return fmt.Errorf("look whose copy was found for send %s: %w", s.ID, err)
		}
		if err == nil && other.ID != s.ID {
			proof = platforms.Proof{}
		}
	}
	if proof.Live {
		effect := ProvedEffect{By: ByLook, At: app.Millis(proof.At), Filed: filingOf(adapter), RemoteID: proof.RemoteID, Permalink: proof.Permalink}
		a := s.Do(dispatching, EvProve, effect, Reason{Where: proof.Where})
		return doBeside(ctx, d.door, d.companion, s, a)
	}
	now := d.cfg.Clock()
	effect := LookEffect{LookAt: app.Millis(d.nextLook(s, now)), Absent: proof.Absent}
	_, err = d.door.Do(ctx, s.Do(dispatching, EvLook, effect, Reason{Why: d.lookedWords(s, now, proof.Absent), Detail: s.Detail}))
	return err
}

// firstLook is when a message whose answer did not come is first looked for: at
// the first step after the point of no return, or at once when that has passed.
func (d *Dispatcher) firstLook(s Send) time.Time {
	return latest(s.CommittedAt.Add(d.cfg.Looks[0]), d.cfg.Clock())
}

// nextLook is the first planned moment after now; zero: no more by itself.
func (d *Dispatcher) nextLook(s Send, now time.Time) time.Time {
	for _, after := range d.cfg.Looks {
		if at := s.CommittedAt.Add(after); at.After(now) {
			return at
		}
	}
	return time.Time{}
}

// Elapsed is how long a message in the state Committed has waited for the
// server's answer at now; 0 in every other state.
func (s Send) Elapsed(now time.Time) time.Duration {
	if s.State != Committed {
		return 0
	}
	return max(0, now.Sub(s.CommittedAt))
}
