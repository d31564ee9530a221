package outbox

import (
	"context"
	"fmt"

	"commsdesk/app"
	"commsdesk/platforms"
)

// unfiledWithin is how many of the newest sent messages are looked through for
// a copy in Sent that is still to be made.
const unfiledWithin = 100

// file puts the copy of a sent message into Sent, looked up there first. It is
// tried again for one working day; then it is said that there is none. It never
// changes the outcome.
func (d *Dispatcher) file(ctx context.Context, s Send) error {
	filed, err := d.fileOnce(ctx, s)
	why := any(nil)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		d.cfg.Log.Warn("file a copy in Sent", "send", s.ID, "error", err)
		if d.cfg.Clock().Before(d.cfg.Hours.Due(s.SettledAt)) {
			d.tryLater(s.ID)
			return nil
		}
		filed, why = FiledMissing, Reason{Why: "No copy came into Sent within one working day. The message was sent all the same."}
	}
	_, err = d.door.Do(ctx, s.Do(dispatching, EvFile, FiledEffect{Filed: filed}, why))
	if err = d.skip(err); err == nil {
		d.forget(s.ID)
	}
	return err
}

func (d *Dispatcher) fileOnce(ctx context.Context, s Send) (Filed, error) {
	adapter, err := d.accounts.Adapter(ctx, s.Channel)
	if err != nil {
		return "", err
	}
	filer, ok := adapter.(platforms.Filer)
	if !ok {
		return FiledNot, nil
	}
	sealed, err := d.store.Sealed(ctx, s.ID)
	if app.KindOf(err) == app.NotFound {
		return FiledNot, nil
	}
	if err != nil {
		return "", fmt.Errorf("read the bytes of send %s: %w", s.ID, err)
	}
	byServer, err := filer.File(ctx, sealed.platform())
	switch {
	case err != nil:
		return "", err
	case byServer:
		return FiledServer, nil
	}
	return FiledDone, nil
}

// tryLater delays the next try to look or file; local, and forgotten at a stop.
func (d *Dispatcher) tryLater(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.retries[id]
	r.at = d.cfg.Clock().Add(step(d.cfg.FileDelays, r.tries))
	r.tries++
	d.retries[id] = r
}

func (d *Dispatcher) forget(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.retries, id)
}
