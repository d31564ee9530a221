package program

import (
	"context"
	"time"

	"commsdesk/app/event"
	"commsdesk/app/outbox"
)

// SendDue settles what an earlier run left behind, sends what is due, looks
// for what is unconfirmed, files copies, and returns when nothing more is due
// now. It is for commands; a window's dispatcher does the same all the time.
func (p *Program) SendDue(ctx context.Context) error {
	changed := make(chan struct{}, 1)
	stop := p.Bus.Listen(func(c event.Change) {
		if c.Topic == event.Sends {
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	})
	defer stop()
	if err := p.Dispatcher.Start(ctx); err != nil {
		return err
	}
	defer p.Dispatcher.Stop(context.WithoutCancel(ctx))
	deadline := time.After(sendDueLimit)
	begun := p.Clock()
	for {
		sends, err := p.Sends.Sends(ctx, nil, 0)
		if err != nil {
			return err
		}
		now, due := p.Clock(), false
		for _, s := range sends {
			filing := s.State == outbox.Sent && s.Filed == outbox.FiledPending && now.Sub(begun) < filingLimit
			due = due || filing || dueNow(s, now)
		}
		if !due {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline:
			return nil
		case <-changed:
		case <-time.After(time.Second):
		}
	}
}

// sendDueLimit is longer than the wait for a server's last answer (RFC 5321:
// ten minutes), so that only filing can be left for the next run.
const sendDueLimit = 15 * time.Minute

// filingLimit is how long a copy in Sent is waited for; it is the next run's
// after that.
const filingLimit = 20 * time.Second

func dueNow(s outbox.Send, now time.Time) bool {
	switch s.State {
	case outbox.Queued:
		return !s.NotBefore.After(now)
	case outbox.Sending, outbox.Committed:
		return true
	case outbox.WaitingTry:
		return !s.WaitUntil.After(now)
	case outbox.Unconfirmed:
		return !s.LookAt.IsZero() && !s.LookAt.After(now)
	}
	return false
}
