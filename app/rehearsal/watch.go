package rehearsal

import (
	"context"
	"sync/atomic"
	"time"

	"commsdesk/app/event"
)

// saveAfter is how soon a changed world is saved.
const saveAfter = 2 * time.Second

// Watch saves the world of a sample desk soon after something was sent or came.
// The returned function ends that and saves what is not saved yet. On any other
// desk it does nothing.
func Watch(ctx context.Context, s Stage) (stop func() error, err error) {
	if !s.Program.Snapshot().Sample {
		return func() error { return nil }, nil
	}
	w, err := s.World(ctx)
	if err != nil {
		return func() error { return nil }, err
	}
	changed := make(chan struct{}, 1)
	var heard atomic.Bool
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	unlisten := s.Program.Bus.Listen(func(c event.Change) {
		if c.Topic == event.Sends || c.Topic == event.Conversations {
			heard.Store(true)
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	})
	go func() {
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(saveAfter):
			}
			if err := Keep(ctx, s.Program.Store, w); err != nil {
				s.Program.Log.Warn("could not save the sample world", "error", err)
			}
		}
	}()
	return func() error {
		unlisten()
		cancel()
		<-done
		if !heard.Load() { // a reading command must not put an old world over a new one
			return nil
		}
		return Keep(context.WithoutCancel(ctx), s.Program.Store, w)
	}, nil
}
