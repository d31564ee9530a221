package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// windowKey tells keys that belong to the window wherever the keyboard is: the
// toolkit hands them to the focused part alone, since they have no modifier.
func windowKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
		fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		return true
	}
	return false
}

// passOn gives a key that a part has no use for to its window.
func passOn(from fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(from); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// passShortcut gives a shortcut to the window: the toolkit hands those of the
// window's canvas to a focused text box instead.
func passShortcut(from fyne.CanvasObject, s fyne.Shortcut) {
	if _, ours := s.(*desktop.CustomShortcut); !ours {
		return
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(from).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}
