package rehearsal

import (
	"context"
	"time"

	"commsdesk/app/event"
	"commsdesk/app/program"
)

// saveAfter is how soon a changed world is saved.
const saveAfter = 2 * time.Second

// Watch saves the world whenever something was sent or came, until the
// returned function is called, which saves it once more.
func Watch(ctx context.Context, p *program.Program, w World) (stop func()) {
	changed := make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	unlisten := p.Bus.Listen(func(c event.Change) {
		if c.Topic == event.Sends || c.Topic == event.Conversations {
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	})
	save := func(ctx context.Context) {
		if err := Keep(ctx, p.Store, w); err != nil {
			p.Log.Warn("could not save the sample world", "error", err)
		}
	}
	go func() {
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				save(context.WithoutCancel(ctx))
				return
			case <-changed:
			}
			select {
			case <-ctx.Done():
			case <-time.After(saveAfter):
				save(ctx)
			}
		}
	}()
	return func() { unlisten(); cancel(); <-done }
}
