package program

import (
	"context"
	"time"

	"commsdesk/app/event"
	"commsdesk/app/outbox"
	"commsdesk/platforms"
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
	again, err := p.reachableAgain(ctx)
	if err != nil {
		return err
	}
	if err := p.Dispatcher.Start(ctx); err != nil {
		return err
	}
	defer p.StopSending(ctx)
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
			delays, hurried := again[s.ID]
			hurried = hurried && s.State == outbox.WaitingTry && s.Delays == delays
			due = due || filing || hurried || dueNow(s, now)
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

// StopSending begins nothing new and waits for attempts under way. Once ctx has
// ended, because somebody pressed Ctrl C, they get stopPatience more and are
// then broken off: back to the queue, or unconfirmed.
func (p *Program) StopSending(ctx context.Context) {
	patient, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(stopPatience, end) })()
	p.Dispatcher.Stop(patient)
}

// stopPatience is enough for an answer that is on its way.
const stopPatience = 2 * time.Second

// reachableAgain has what waited only for a server tried at once where the
// channel could just be read. It returns those sends with how often each was
// postponed so far: one more time, and it was tried.
func (p *Program) reachableAgain(ctx context.Context) (map[string]int, error) {
	waiting, err := p.Sends.Sends(ctx, []outbox.State{outbox.WaitingTry}, 0)
	if err != nil {
		return nil, err
	}
	health, err := p.Channels.Health(ctx)
	if err != nil {
		return nil, err
	}
	again := map[string]int{}
	for _, s := range waiting {
		if s.Class != string(platforms.ClassOffline) || !health[s.Channel].State.Reads() {
			continue
		}
		if err := p.Dispatcher.Online(ctx, s.Channel); err != nil {
			return nil, err
		}
		again[s.ID] = s.Delays
	}
	return again, nil
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
