package mastodon_test

import (
	"context"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mastodon/sim"
)

// watch waits for the next announcement.
func (d *desk) watch() error {
	d.T.Helper()
	ctx, cancel := context.WithTimeout(d.T.Context(), 20*time.Second)
	defer cancel()
	err := d.a.Watch(ctx)
	if ctx.Err() != nil {
		d.T.Fatal("nothing was announced")
	}
	return err
}

// next waits until the stream announced something and pulls.
func (d *desk) next() {
	d.T.Helper()
	if err := d.watch(); err != nil {
		d.T.Fatalf("watch: %v", err)
	}
	d.Pull()
}

func TestWatch(t *testing.T) {
	for _, sockets := range []bool{false, true} {
		name := "over HTTP"
		if sockets {
			name = "over a WebSocket"
		}
		t.Run(name, func(t *testing.T) {
			d := open(t, func(w *sim.World) { w.Sockets(sockets, false) })
			d.Pull()
			d.next()                                // opened: what came in between is fetched
			for n := 0; d.w.Listeners() != 1; n++ { // the server notes it a moment after it answered
				if n == 500 {
					t.Fatalf("%d streams are open", d.w.Listeners())
				}
				time.Sleep(10 * time.Millisecond)
			}
			id := d.w.Comment(amina, "", "@council hello", d.Clock.Now())
			d.next()
			d.item(id)
			d.Clock.Forward(time.Minute)
			d.w.Edit(id, "@council hello there", d.Clock.Now())
			d.next()
			if it := d.item(id); it.Text != "@council hello there" || it.EditedAt.IsZero() {
				t.Errorf("edited: %+v", it)
			}
			d.w.Remove(id, d.Clock.Now())
			d.next()
			if it := d.item(id); it.DeletedAt.IsZero() {
				t.Errorf("deleted: %+v", it)
			}
			ours := d.w.Post("From a browser", d.Clock.Now())
			d.next()
			d.item(ours)
			// What came while the stream was down is found by the cursor.
			d.w.Drop()
			missed := d.w.Message(piet, "Are you there?", d.Clock.Now())
			refusal(t, "a dropped stream", d.watch(), platforms.ClassTransient)
			d.next()
			d.item(missed)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := d.a.Watch(ctx); err != nil {
				t.Errorf("ended by us: %v", err)
			}
			if err := d.a.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestNoStream: a server without one is asked at intervals instead.
func TestNoStream(t *testing.T) {
	d := open(t, func(w *sim.World) { w.Software = "pixelfed" })
	refusal(t, "no stream named", d.watch(), platforms.ClassRefused)
	d = open(t, func(w *sim.World) { w.Sockets(false, true) })
	if err := d.watch(); err == nil {
		t.Error("a stream that is not there was opened")
	}
	d.w.Sockets(false, false)
	d.Secrets.Held["access_token"] = "not-a-key-of-this-server-at-all-0001"
	d.renew(`{"server":"` + d.w.Server().URL() + `"}`)
	refusal(t, "signed out", d.watch(), platforms.ClassAuth)
}
