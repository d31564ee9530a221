package part

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"commsdesk/app/ui/theme"
)

// MenuItem is one line of a menu.
type MenuItem struct {
	Label    string
	Key      string // a letter or digit that chooses it at once; other keys are only shown
	Icon     theme.IconName
	Initials string // an avatar before the label
	Checked  bool   // the one that holds now
	Divider  bool   // a hairline above it
	Do       func()
}

// Menu is a list of deeds or choices over a window. It has the keyboard: arrows
// move, Enter chooses, Esc leaves, an item's own key chooses it at once, and
// another letter goes to the next item that begins with it.
type Menu struct {
	composite
	items  []MenuItem
	rows   []*menuRow
	active int
	over   *overlay
}

var _ fyne.Focusable = (*Menu)(nil)

const (
	menuRowHigh  = 30
	menuLeast    = 180 // narrowest
	menuDistance = 2   // from what it belongs to
)

// ShowMenu opens a menu under an object, or over it where there is no room
// below. Without items it does nothing and returns nil.
func ShowMenu(under fyne.CanvasObject, items ...MenuItem) *Menu {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(under)
	if c == nil || len(items) == 0 {
		return nil
	}
	at, size := d.AbsolutePositionForObject(under), under.Size()
	return showMenu(c, at, size, items)
}

// ShowMenuAt opens a menu at an absolute position, as for the second button of
// the pointer.
func ShowMenuAt(c fyne.Canvas, at fyne.Position, items ...MenuItem) *Menu {
	if len(items) == 0 {
		return nil
	}
	return showMenu(c, at, fyne.Size{}, items)
}

func showMenu(c fyne.Canvas, at fyne.Position, of fyne.Size, items []MenuItem) *Menu {
	m := &Menu{items: items, active: -1}
	column := Column(0)
	for i, item := range items {
		r := newMenuRow(m, i, item)
		m.rows = append(m.rows, r)
		if item.Divider {
			column.Add(Pad(3, 0, 3, 0, HLine()))
		}
		column.Add(r)
		if item.Checked {
			m.active = i
		}
	}
	card := raised(NewScroll(Pad(4, 0, 4, 0, column)))
	m.compose(m, card, nil)
	m.over = newOverlay(c, m, func(window fyne.Size) (fyne.Position, fyne.Size) {
		return placeMenu(window, at, of, preferred(column).Add(fyne.NewSize(0, theme.Units(8))))
	}, m.Close)
	m.over.veil = theme.Transparent
	m.over.open(m)
	return m
}

// placeMenu puts a menu of a size below what it belongs to, above it if there
// is more room, and inside the window always.
func placeMenu(window fyne.Size, at fyne.Position, of, want fyne.Size) (fyne.Position, fyne.Size) {
	gap := theme.Units(menuDistance)
	size := fyne.NewSize(min(window.Width, max(of.Width, want.Width, theme.Units(menuLeast))), want.Height)
	below, above := window.Height-at.Y-of.Height-gap, at.Y-gap
	pos := fyne.NewPos(max(0, min(at.X, window.Width-size.Width)), at.Y+of.Height+gap)
	if size.Height > below && above > below {
		size.Height = min(size.Height, above)
		pos.Y = at.Y - gap - size.Height
		return pos, size
	}
	size.Height = min(size.Height, below)
	return pos, size
}

// Close leaves the menu; the keyboard goes back to where it was.
func (m *Menu) Close() {
	if m.over != nil {
		m.over.close()
		m.over = nil
	}
}

func (m *Menu) choose(i int) {
	if i < 0 || i >= len(m.items) {
		return
	}
	m.Close()
	if do := m.items[i].Do; do != nil {
		do()
	}
}

func (m *Menu) activate(i int) {
	m.active = i
	for _, r := range m.rows {
		r.Refresh()
	}
}

// FocusGained implements fyne.Focusable.
func (m *Menu) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (m *Menu) FocusLost() {}

// TypedKey implements fyne.Focusable.
func (m *Menu) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		m.activate((m.active + 1) % len(m.items))
	case fyne.KeyUp:
		m.activate((max(0, m.active) + len(m.items) - 1) % len(m.items))
	case fyne.KeyHome:
		m.activate(0)
	case fyne.KeyEnd:
		m.activate(len(m.items) - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		m.choose(m.active)
	case fyne.KeyEscape:
		m.Close()
	}
}

// TypedRune implements fyne.Focusable.
func (m *Menu) TypedRune(r rune) {
	typed := strings.ToLower(string(r))
	for i, item := range m.items {
		if strings.ToLower(item.Key) == typed {
			m.choose(i)
			return
		}
	}
	for step := 1; step <= len(m.items); step++ {
		i := (m.active + step + len(m.items)) % len(m.items)
		if strings.HasPrefix(strings.ToLower(m.items[i].Label), typed) {
			m.activate(i)
			return
		}
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (m *Menu) AccessibilityLabel() string { return "Menu" }

// AccessibilityRole implements fyne.Accessible.
func (m *Menu) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

type menuRow struct {
	composite
	menu  *Menu
	index int
}

func newMenuRow(m *Menu, i int, item MenuItem) *menuRow {
	r := &menuRow{menu: m, index: i}
	box, tick := NewBox(theme.Tint, 0), NewIcon(theme.IconCheck, theme.Accent, 16)
	letters := theme.Dense
	if item.Checked {
		letters = theme.DenseBold
	} else {
		tick.Tone = theme.Transparent // keeps its place, so that labels are in line
	}
	row := Row(8, tick)
	switch {
	case item.Initials != "":
		row.Add(NewAvatar(item.Initials, 20))
	case item.Icon != "":
		row.Add(NewIcon(item.Icon, theme.Text2, 18))
	}
	row.Add(Grow(NewText(item.Label, letters, theme.Text)))
	if item.Key != "" {
		row.Add(NewKeyCap(item.Key))
	}
	edge := RowFill(0, Sized(3, 0, NewBox(theme.Accent, 0)), Spring())
	r.compose(r, Sized(0, menuRowHigh, Stack(box, edge, Pad(0, 12, 0, 10, row))), func() {
		Show(box, m.active == i)
		Show(edge, m.active == i)
	})
	return r
}

// Tapped implements fyne.Tappable.
func (r *menuRow) Tapped(*fyne.PointEvent) { r.menu.choose(r.index) }

// MouseIn implements desktop.Hoverable.
func (r *menuRow) MouseIn(*desktop.MouseEvent) { r.menu.activate(r.index) }

// MouseMoved implements desktop.Hoverable.
func (r *menuRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *menuRow) MouseOut() {}

// AccessibilityLabel implements fyne.Accessible.
func (r *menuRow) AccessibilityLabel() string { return r.menu.items[r.index].Label }

// AccessibilityRole implements fyne.Accessible.
func (r *menuRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
