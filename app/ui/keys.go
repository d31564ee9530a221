package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"commsdesk/app/ui/screen"
)

// watchKeys listens to the keys that come to the window itself: those that no
// part has a use for, and those that come while nothing has the keyboard.
func (u *UI) watchKeys() {
	u.win.Canvas().SetOnTypedKey(u.typedKey)
	u.win.Canvas().SetOnTypedRune(func(r rune) { u.press(string(r)) })
}

func (u *UI) typedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		u.escape()
		return
	}
	if u.shell == nil {
		return
	}
	words := string(e.Name)
	if shiftDown() {
		words = "Shift+" + words
	}
	for _, a := range u.actions() {
		if a.Shortcut == words {
			u.run(a)
			return
		}
	}
}

// shiftDown asks the window system, since a typed key carries no modifiers.
func shiftDown() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// leaver is what lies over the window and knows how to go.
type leaver interface{ Leave() }

// escape leaves what is on top: a dialog, then a text box, then what was said.
func (u *UI) escape() {
	if top, ok := u.win.Canvas().Overlays().Top().(leaver); ok {
		top.Leave()
		return
	}
	if u.shell == nil || u.covered() {
		return
	}
	if _, text := u.win.Canvas().Focused().(undoable); text {
		if panes := u.current().Panes(); len(panes) > 0 {
			u.win.Canvas().Focus(panes[0])
		}
		return
	}
	if s, ok := u.current().(screen.Leaver); ok && s.Leave() {
		return
	}
	u.shell.leave()
}
