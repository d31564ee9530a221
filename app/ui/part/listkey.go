package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

var (
	_ fyne.Focusable  = (*List)(nil)
	_ desktop.Keyable = (*List)(nil)
	_ fyne.Accessible = (*List)(nil)
)

// FocusGained implements fyne.Focusable. With nothing selected, the first row
// is.
func (l *List) FocusGained() {
	l.focused = true
	if l.selected < 0 {
		l.step(-1, 1)
	}
	l.restate()
}

// FocusLost implements fyne.Focusable.
func (l *List) FocusLost() {
	l.focused, l.shift = false, false
	l.restate()
}

// KeyDown implements desktop.Keyable: keys that are typed carry no modifiers.
func (l *List) KeyDown(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = true
	}
}

// KeyUp implements desktop.Keyable.
func (l *List) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = false
	}
}

// TypedRune implements fyne.Focusable: single letters act on runes, so that a
// letter that opens a text box is not typed into it too.
func (l *List) TypedRune(r rune) {
	switch {
	case l.Letters && (r == 'j' || r == 'J'):
		l.step(l.selected, 1)
	case l.Letters && (r == 'k' || r == 'K'):
		l.step(l.selected, -1)
	case r == ' ': // Space acts as a key
	case l.OnRune != nil:
		l.OnRune(r)
	}
}

// TypedKey implements fyne.Focusable.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		l.arrow(1)
	case fyne.KeyUp:
		l.arrow(-1)
	case fyne.KeyPageDown:
		l.page(1)
	case fyne.KeyPageUp:
		l.page(-1)
	case fyne.KeyHome:
		l.step(-1, 1)
	case fyne.KeyEnd:
		l.step(l.rows.Len(), -1)
	case fyne.KeySpace:
		l.mark(l.selected, !l.marked(l.selected))
	case fyne.KeyReturn, fyne.KeyEnter:
		if l.selected >= 0 && l.OnActivated != nil {
			l.OnActivated(l.selected)
		}
	default:
		if l.OnKey != nil && !windowKey(e) {
			l.OnKey(e)
			return
		}
		passOn(l, e)
	}
}

func (l *List) arrow(by int) {
	if !l.shift {
		l.step(l.selected, by)
		return
	}
	l.mark(l.selected, true)
	if l.step(l.selected, by) {
		l.mark(l.selected, true)
	}
}

// step selects the next selectable row after or before i, if there is one.
func (l *List) step(i, by int) bool {
	for i += by; i >= 0 && i < l.rows.Len(); i += by {
		if l.selectable(i) {
			l.Select(i)
			return true
		}
	}
	return false
}

// page moves by what is in sight, less one row, so that the eye keeps its place.
func (l *List) page(by int) {
	from, to := l.inSight()
	target := max(0, min(l.rows.Len()-1, l.selected+by*max(1, to-from-2)))
	if l.selectable(target) {
		l.Select(target)
		return
	}
	if !l.step(target, by) {
		l.step(target, -by)
	}
}

func (l *List) selectable(i int) bool {
	return l.rows.Selectable == nil || l.rows.Selectable(i)
}

func (l *List) marked(i int) bool {
	return i >= 0 && l.rows.Marked != nil && l.rows.Marked(i)
}

func (l *List) mark(i int, on bool) {
	if i < 0 || l.OnMark == nil || l.marked(i) == on {
		return
	}
	l.OnMark(i, on)
	l.restate()
}

// AccessibilityLabel implements fyne.Accessible.
func (l *List) AccessibilityLabel() string { return l.name }

// AccessibilityRole implements fyne.Accessible.
func (l *List) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// slot holds one row's widget and takes the pointer for it.
type slot struct {
	widget.BaseWidget
	list    *List
	kind    int
	index   int
	row     ListRow
	hovered bool
}

func newSlot(l *List, kind int, row ListRow) *slot {
	s := &slot{list: l, kind: kind, row: row}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *slot) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.row) }

// Tapped selects the row and brings the keyboard to the list.
func (s *slot) Tapped(*fyne.PointEvent) {
	if !s.list.selectable(s.index) {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.list); c != nil {
		c.Focus(s.list)
	}
	s.list.Select(s.index)
}

// TappedSecondary selects the row and asks for its menu.
func (s *slot) TappedSecondary(e *fyne.PointEvent) {
	s.Tapped(e)
	if s.list.OnMenu != nil && s.list.selectable(s.index) {
		s.list.OnMenu(s.index, e.AbsolutePosition)
	}
}

func (s *slot) hover(on bool) {
	s.hovered = on
	s.row.SetState(s.list.state(s.index, s))
}

// MouseIn implements desktop.Hoverable.
func (s *slot) MouseIn(*desktop.MouseEvent) { s.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (s *slot) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *slot) MouseOut() { s.hover(false) }
