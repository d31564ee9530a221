package desktop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"image"
	"image/draw"
	"image/png"
	"io"
	"log"
	"slices"
	"sync"

	"github.com/esiqveland/notify"
	"github.com/godbus/dbus/v5"
)

// clickable is how many notifications are remembered for a click: they stay in
// the desktop's list long after they have shown.
const clickable = 500

// desk is the freedesktop notification server, on a connection of our own to
// the session bus. Notifier calls show once at a time.
type desk struct {
	onClick func(key string)

	mu       sync.Mutex
	link     *link
	keys     map[uint32]string
	order    []uint32
	finished bool
}

// link is one connection to the session bus.
type link struct {
	conn   *dbus.Conn
	server notify.Notifier
}

func newDesk(onClick func(string)) *desk {
	return &desk{onClick: onClick, keys: map[uint32]string{}}
}

// show sends note with a default action, which is what a click on it invokes.
// Where the server has no actions, or doesn't take the call, beeep tries its
// ways, without clicks.
func (d *desk) show(ctx context.Context, note Notification) error {
	l, err := d.connect(ctx)
	if err != nil {
		// Without a bus beeep would start one that nobody listens on.
		return err
	}
	// The server may never answer: closing the connection ends the wait.
	stop := context.AfterFunc(ctx, func() { _ = l.conn.Close() })
	defer stop()
	// Asked each time: another desktop shell may have taken over.
	abilities, err := l.server.GetCapabilities()
	if slices.Contains(abilities, "body-markup") {
		note.Body = html.EscapeString(note.Body)
	}
	if err == nil && slices.Contains(abilities, "actions") {
		if err = d.send(l, note); err == nil {
			return nil
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if beeepErr := byBeeep(note); beeepErr != nil {
		return errors.Join(beeepErr, err)
	}
	return nil
}

// connect returns the connection, made anew after the bus went away.
func (d *desk) connect(ctx context.Context) (*link, error) {
	d.mu.Lock()
	l, finished := d.link, d.finished
	d.mu.Unlock()
	if finished {
		return nil, ErrClosed
	}
	if l != nil && l.conn.Connected() {
		return l, nil
	}
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, fmt.Errorf("find the session bus: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if l, err = d.listen(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.finished {
		_ = conn.Close()
		return nil, ErrClosed
	}
	d.link = l
	return l, nil
}

func (d *desk) listen(conn *dbus.Conn) (*link, error) {
	if err := conn.Auth(nil); err != nil {
		return nil, fmt.Errorf("sign in to the session bus: %w", err)
	}
	if err := conn.Hello(); err != nil {
		return nil, fmt.Errorf("greet the session bus: %w", err)
	}
	server, err := notify.New(conn, notify.WithOnAction(d.clicked), notify.WithLogger(log.New(io.Discard, "", 0)))
	if err != nil {
		return nil, fmt.Errorf("listen on the session bus: %w", err)
	}
	return &link{conn, server}, nil
}

func (d *desk) send(l *link, note Notification) error {
	out := notify.Notification{
		AppName:       AppName,
		AppIcon:       note.IconPath,
		Summary:       note.Title,
		Body:          note.Body,
		Actions:       []notify.Action{notify.NewDefaultAction("Open")},
		ExpireTimeout: notify.ExpireTimeoutSetByNotificationServer,
	}
	out.SetUrgency(notify.UrgencyNormal)
	if note.IconPath == "" && len(note.IconPNG) > 0 {
		picture, err := pixels(note.IconPNG)
		if err != nil {
			return err
		}
		out.AddHint(notify.HintImageDataRGBA(picture))
	}
	// Held over the call, so that a click can't come before its id is known.
	d.mu.Lock()
	defer d.mu.Unlock()
	id, err := l.server.SendNotification(out)
	if err != nil {
		return err
	}
	if _, known := d.keys[id]; !known {
		d.order = append(d.order, id)
	}
	d.keys[id] = note.Key
	if len(d.order) > clickable {
		delete(d.keys, d.order[0])
		d.order = d.order[1:]
	}
	return nil
}

// clicked takes an action of any notification on the desktop, ours or not. It
// waits for a send under way, whose id it may be.
func (d *desk) clicked(signal *notify.ActionInvokedSignal) {
	d.mu.Lock()
	key, ours := d.keys[signal.ID]
	d.mu.Unlock()
	if ours && signal.ActionKey == "default" {
		d.onClick(key)
	}
}

func (d *desk) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.finished = true
	if d.link != nil {
		_ = d.link.conn.Close()
	}
}

// pixels decodes a PNG into the form that the image-data hint carries.
func pixels(data []byte) (*image.RGBA, error) {
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read the notification's icon: %w", err)
	}
	out := image.NewRGBA(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	draw.Draw(out, out.Bounds(), picture, picture.Bounds().Min, draw.Src)
	return out, nil
}
