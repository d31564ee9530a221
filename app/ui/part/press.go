package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"commsdesk/app/ui/theme"
)

// press is a composite that is pressed by pointer, Enter or Space, and shows
// where the keyboard is by a ring.
type press struct {
	composite
	// OnTapped is called on a press; nil does nothing.
	OnTapped func()
	// OnKey sees keys first; true keeps them from the part.
	OnKey func(*fyne.KeyEvent) bool

	self     fyne.Widget
	name     string // spoken
	ring     *Box
	focused  bool
	hovered  bool
	disabled bool
}

var (
	_ fyne.Focusable     = (*press)(nil)
	_ fyne.Tappable      = (*press)(nil)
	_ fyne.Accessible    = (*press)(nil)
	_ desktop.Hoverable  = (*press)(nil)
	_ desktop.Cursorable = (*press)(nil)
)

// newRing returns a focus ring, out of sight until asked for.
func newRing(radius float32) *Box {
	b := NewBox(theme.Transparent, radius)
	b.Stroke, b.StrokeWidth = theme.Accent, theme.FocusWidth
	b.Hide()
	return b
}

// composePress lays the ring over the tree.
func (p *press) composePress(self fyne.Widget, radius float32, root fyne.CanvasObject, update func()) {
	p.self, p.ring = self, newRing(radius)
	p.compose(self, Stack(root, p.ring), func() {
		if p.focused && !p.disabled {
			p.ring.Show()
		} else {
			p.ring.Hide()
		}
		if update != nil {
			update()
		}
	})
}

// Enable lets the part be pressed again.
func (p *press) Enable() { p.setDisabled(false) }

// Disable greys the part; it cannot be pressed.
func (p *press) Disable() { p.setDisabled(true) }

// Disabled implements fyne.Disableable.
func (p *press) Disabled() bool { return p.disabled }

func (p *press) setDisabled(d bool) {
	if p.disabled != d {
		p.disabled = d
		p.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (p *press) Tapped(*fyne.PointEvent) {
	if !p.disabled && p.OnTapped != nil {
		p.OnTapped()
	}
}

// FocusGained implements fyne.Focusable.
func (p *press) FocusGained() {
	p.focused = true
	p.Refresh()
	Reveal(p.self)
}

// FocusLost implements fyne.Focusable.
func (p *press) FocusLost() { p.focused = false; p.Refresh() }

// TypedRune implements fyne.Focusable; Space arrives as a key too.
func (p *press) TypedRune(rune) {}

// TypedKey implements fyne.Focusable. A key that presses nothing goes to the
// window.
func (p *press) TypedKey(e *fyne.KeyEvent) {
	if p.OnKey != nil && p.OnKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.Tapped(nil)
	default:
		passOn(p.self, e)
	}
}

// MouseIn implements desktop.Hoverable.
func (p *press) MouseIn(*desktop.MouseEvent) { p.hovered = true; p.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *press) MouseOut() { p.hovered = false; p.Refresh() }

// Cursor implements desktop.Cursorable.
func (p *press) Cursor() desktop.Cursor {
	if p.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// SetSpokenName changes the accessible name, for a part whose words alone do
// not say what it does.
func (p *press) SetSpokenName(name string) { p.name = name }

// AccessibilityLabel implements fyne.Accessible.
func (p *press) AccessibilityLabel() string { return p.name }

// AccessibilityRole implements fyne.Accessible.
func (p *press) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
