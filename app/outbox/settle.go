package outbox

import (
	"context"
	"fmt"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/platforms"
)

// settle writes down how an attempt ended, together with what belongs beside
// it. It does not give up while the program runs: an outcome that is known and
// not written would later be called unknown. When the program ends first, the
// next start says "unconfirmed", which is then the truth of what is on disk.
func (d *Dispatcher) settle(ctx context.Context, id string, adapter platforms.Adapter, o platforms.Outcome, committed bool) error {
	whole := context.WithoutCancel(ctx)
	wait := time.Second
	for again := 0; ; {
		err := d.settleOnce(whole, ctx.Err() != nil, id, adapter, o, committed)
		if err == nil || app.KindOf(err) == app.NotFound {
			return err
		}
		if app.KindOf(err) == app.Conflict && again < patience {
			again++ // something came in meanwhile: read again
			continue
		}
		d.cfg.Log.Error("write an outcome", "send", id, "verdict", string(o.Verdict), "error", err)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
		wait = min(2*wait, 30*time.Second)
	}
}

func (d *Dispatcher) settleOnce(ctx context.Context, stopped bool, id string, adapter platforms.Adapter, o platforms.Outcome, committed bool) error {
	s, err := d.store.Send(ctx, id)
	if err != nil {
		return fmt.Errorf("read send %s: %w", id, err)
	}
	acts := d.outcome(s, adapter, o, committed, stopped)
	if o.Verdict != platforms.NeedsPerson {
		d.mu.Lock()
		delete(d.refusedAt, s.Channel)
		d.mu.Unlock()
	}
	if len(acts) == 0 {
		return nil
	}
	return doBeside(ctx, d.door, d.companion, s, acts...)
}

// outcome words an attempt's end as acts; none when the send has moved on,
// because proof came in while the answer was awaited. stopped tells that the
// program broke the attempt off.
func (d *Dispatcher) outcome(s Send, adapter platforms.Adapter, o platforms.Outcome, committed, stopped bool) []act.Act {
	if s.State == Sent && o.Verdict == platforms.Accepted {
		return []act.Act{s.Do(dispatching, EvAccept, AcceptedEffect{RemoteID: o.RemoteID, Permalink: o.Permalink}, Reason{Detail: o.Detail})}
	}
	if s.State != Sending && s.State != Committed {
		return nil
	}
	r := Reason{Why: o.Why, Detail: o.Detail, Address: o.Address}
	switch o.Verdict {
	case platforms.NotSent:
		if stopped {
			return d.brokenOff(s, o, r)
		}
		return []act.Act{d.later(s, o.Class, o.RetryAt, r)}
	case platforms.NeedsPerson:
		d.noteRefusal(s, o.Class, r)
		return []act.Act{s.Do(dispatching, EvHold, HeldEffect{Kind: holdKind(o.Class), Class: string(o.Class)}, r)}
	case platforms.Refused:
		return []act.Act{s.Do(dispatching, EvRefuse, RefusedEffect{Class: string(o.Class)}, r)}
	}
	// Accepted, unconfirmed, and whatever can't be classified: the point was
	// passed, also where an adapter forgot to say so.
	var acts []act.Act
	if !committed {
		a := s.Do(dispatching, EvCommit, nil, nil)
		a.At = d.cfg.Clock()
		acts = append(acts, a)
		s.Apply(a)
	}
	if o.Verdict == platforms.Accepted {
		effect := AcceptedEffect{Filed: filingOf(adapter), RemoteID: o.RemoteID, Permalink: o.Permalink}
		return append(acts, s.Do(dispatching, EvAccept, effect, Reason{Detail: o.Detail}))
	}
	return append(acts, d.lose(s, string(platforms.ClassUnconfirmed), r))
}

// brokenOff puts an attempt that the program itself ended back to the queue;
// one that the server had answered meanwhile waits.
func (d *Dispatcher) brokenOff(s Send, o platforms.Outcome, r Reason) []act.Act {
	if s.State == Committed {
		return []act.Act{d.later(s, o.Class, o.RetryAt, r)}
	}
	return []act.Act{s.Do(dispatching, EvInterrupt, GraceEffect{NotBefore: app.Millis(d.cfg.Clock().Add(d.cfg.Grace))}, nil)}
}

// classStopped is the cause when the program ended before an answer came.
const classStopped = "stopped"

// lose is the act that says that nobody knows.
func (d *Dispatcher) lose(s Send, class string, r Reason) act.Act {
	s.Class = class
	r.Why = d.unknownWords(s)
	return s.Do(dispatching, EvLose, LookEffect{LookAt: app.Millis(d.firstLook(s)), Class: class}, r)
}

// filingOf says what is to be done about the copy in Sent.
func filingOf(adapter platforms.Adapter) Filed {
	if adapter.Capabilities().FilesInSent.OK {
		return FiledServer
	}
	if _, ok := adapter.(platforms.Filer); ok {
		return FiledPending
	}
	return FiledNot
}
