package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/platforms"
)

// attempt takes one due send through the Gate, which the end of ctx breaks off,
// and to its network, which d.work does. Its error is the workspace's own; what
// the network says becomes acts.
func (d *Dispatcher) attempt(ctx context.Context, s Send) error {
	d.mu.Lock()
	if d.hurry[s.ID] == s.Version {
		delete(d.hurry, s.ID)
	}
	refused, locked := d.refusedAt[s.Channel]
	d.mu.Unlock()
	// One refused sign-in is enough: the server is not asked again for each
	// message until a person pressed Send again.
	if locked && !s.QueuedAt.After(refused.at) {
		return d.skip(d.hold(ctx, s, holdKind(refused.class), refused.class, nil, refused.reason))
	}
	adapter, err := d.accounts.Adapter(ctx, s.Channel)
	if err != nil {
		return d.skip(d.unable(ctx, s, err))
	}
	sender, ok := adapter.(platforms.Sender)
	if !ok {
		return d.skip(d.hold(ctx, s, "", platforms.ClassPermission, nil, Reason{Why: "This account can only be read. Nothing was sent."}))
	}
	sealed, err := d.store.Sealed(ctx, s.ID)
	if app.KindOf(err) == app.NotFound {
		return d.skip(d.hold(ctx, s, "", platforms.ClassGone, nil, Reason{
			Why: "The message as it was to go out is no longer kept on this PC. Nothing was sent. Take it back to a draft and send that."}))
	}
	if err != nil {
		return fmt.Errorf("read the bytes of send %s: %w", s.ID, err)
	}
	if stopped, err := d.askGate(ctx, s); stopped || err != nil {
		return d.skip(err)
	}
	receipts, err := d.door.Do(ctx, s.Do(dispatching, EvStart, nil, nil))
	if err != nil {
		return d.skip(err)
	}
	s.Version = receipts[0].Version
	outcome, committed := d.send(d.work, sender, s, sealed)
	return d.settle(d.work, s.ID, adapter, outcome, committed)
}

// skip swallows that somebody else changed the send first, whose act stands,
// and that the program ends.
func (d *Dispatcher) skip(err error) error {
	if app.KindOf(err) == app.Conflict || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// askGate reports stopped when the send may not go now; it then waits or is
// held.
func (d *Dispatcher) askGate(ctx context.Context, s Send) (stopped bool, err error) {
	answer, err := d.gate.MayGo(ctx, s)
	switch {
	case ctx.Err() != nil:
		return true, nil
	case err != nil:
		return true, d.unable(ctx, s, err)
	case !answer.Go:
		return true, d.hold(ctx, s, answer.Kind, "", answer.Keys, Reason{Why: answer.Why})
	}
	return false, nil
}

// unable postpones or holds a send that could not even be attempted.
func (d *Dispatcher) unable(ctx context.Context, s Send, cause error) error {
	class, why := classOf(cause), sentenceOf(cause)
	if needsPerson(class) {
		d.noteRefusal(s, class, Reason{Why: why})
		return d.hold(ctx, s, holdKind(class), class, nil, Reason{Why: why, Detail: detailOf(cause)})
	}
	a := d.later(s, class, time.Time{}, Reason{Why: why, Detail: detailOf(cause)})
	_, err := d.door.Do(ctx, a)
	return err
}

func (d *Dispatcher) hold(ctx context.Context, s Send, kind string, class platforms.Class, keys []string, r Reason) error {
	_, err := d.door.Do(ctx, s.Do(dispatching, EvHold, HeldEffect{Kind: kind, Class: string(class), Keys: keys}, r))
	return err
}

// errTwice tells an adapter that it passes the point of no return twice.
var errTwice = errors.New("outbox: commit was called before")

// send makes the one attempt. committed tells whether the point of no return
// is on disk. An adapter that panics is taken by what is known: before the
// point nothing was handed over, after it nobody knows.
func (d *Dispatcher) send(ctx context.Context, sender platforms.Sender, s Send, sealed Sealed) (o platforms.Outcome, committed bool) {
	defer func() {
		if p := recover(); p != nil {
			d.cfg.Log.Error("an adapter broke off", "send", s.ID, "panic", fmt.Sprint(p))
			o = platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient,
				Why: "Sending broke off before anything was handed over. Nothing was sent."}
			if committed {
				o = platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed}
			}
		}
	}()
	called := false
	commit := func() error {
		if called {
			return errTwice
		}
		called = true
		// On disk before it is passed (DESIGN 4): Do returns after the fsync.
		if _, err := d.door.Do(ctx, s.Do(dispatching, EvCommit, nil, nil)); err != nil {
			return err
		}
		committed = true
		return nil
	}
	o = sender.Send(ctx, sealed.platform(), commit)
	return o, committed
}

// later is the act that tries again by itself, or, after one working day of
// that, leaves it to a person.
func (d *Dispatcher) later(s Send, class platforms.Class, retryAt time.Time, r Reason) act.Act {
	now := d.cfg.Clock()
	since := s.DelayedSince
	if s.Delays == 0 {
		since = now
	}
	limit := d.cfg.Hours.Due(since)
	if s.Delays > 0 && !now.Before(limit) {
		r.Why += " We tried for one working day. Send now, or take it back to a draft."
		return s.Do(dispatching, EvHold, HeldEffect{Kind: HoldAge, Class: string(class)}, r)
	}
	until := now.Add(step(d.cfg.Delays, s.Delays))
	if until.After(limit) {
		until = limit
	}
	// A time that the network itself names is kept to, however late.
	until = latest(until, retryAt)
	return s.Do(dispatching, EvPostpone, PostponedEffect{Until: app.Millis(until), Class: string(class)}, r)
}

// noteRefusal remembers that the account needs a person before more is sent.
func (d *Dispatcher) noteRefusal(s Send, class platforms.Class, r Reason) {
	if holdKind(class) == "" {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refusedAt[s.Channel] = refusedAccount{at: d.cfg.Clock(), class: class, reason: r}
}

func detailOf(err error) string {
	var ours *platforms.Error
	if errors.As(err, &ours) && ours.Err != nil {
		return ours.Err.Error()
	}
	return ""
}
