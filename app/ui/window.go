package ui

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// localWindow is where this PC keeps the window's size, in units.
const localWindow = "window"

// firstSize is the window's size at the first start: the design's own.
var firstSize = fyne.NewSize(1366, 738)

// restoreWindow gives the window the size that it had.
func (u *UI) restoreWindow() {
	size := firstSize
	words, err := u.p.Store.Local(u.ctx, localWindow)
	if err != nil {
		u.opts.Log.Warn("could not read the window's size", "error", err)
	}
	var w, h float32
	if _, err := fmt.Sscanf(words, "%fx%f", &w, &h); err == nil && w >= 640 && h >= 480 {
		size = fyne.NewSize(w, h)
	}
	u.kept = size
	u.size = size
	u.win.Resize(size)
	if words == "" {
		u.win.CenterOnScreen()
	}
}

// sized notes the size that the window has now: all of it, since the content's
// is less by the menu's height, and the window would shrink at each start.
func (u *UI) sized() { u.size = u.win.Canvas().Size() }

// saveWindow keeps the size for the next start, also when the program is ending.
func (u *UI) saveWindow() {
	if u.size == u.kept {
		return
	}
	u.kept = u.size
	words := fmt.Sprintf("%.0fx%.0f", u.size.Width, u.size.Height)
	u.inBackground(func(ctx context.Context) {
		if err := u.p.Store.SetLocal(context.WithoutCancel(ctx), localWindow, words); err != nil {
			u.opts.Log.Warn("could not keep the window's size", "error", err)
		}
	})
}

// look is how everything looks: a theme is made anew when it changes.
type look struct {
	mode    theme.Mode
	percent int
}

// lookOf reads the look from the words of the settings.
func lookOf(appearance string, percent int) look {
	l := look{percent: percent}
	switch appearance {
	case "light":
		l.mode = theme.Light
	case "dark":
		l.mode = theme.Dark
	}
	return l
}

// applyLook shows the settings' appearance and text size at once.
func (u *UI) applyLook() {
	s := u.p.Snapshot().Settings
	if l := lookOf(s.Appearance, s.TextSize); l != u.look {
		u.look = l
		u.app.Settings().SetTheme(theme.New(l.mode, l.percent))
		u.menuFor = "" // a new menu bar takes the room that it needs now
	}
}
