package queue

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// pane is what scrolls in the middle and has the keyboard as one focus stop:
// arrows scroll, letters act on the conversation, Esc leaves to the list.
type pane struct {
	widget.BaseWidget
	press  func(key string) bool
	leave  func()
	scroll *container.Scroll
	ring   *part.Box
	name   string
}

var (
	_ fyne.Focusable  = (*pane)(nil)
	_ fyne.Tappable   = (*pane)(nil)
	_ fyne.Accessible = (*pane)(nil)
)

func newPane(content fyne.CanvasObject, press func(string) bool, leave func()) *pane {
	p := &pane{press: press, leave: leave, scroll: part.NewScroll(content), ring: part.NewBox(theme.Transparent, 0)}
	p.ring.Stroke, p.ring.StrokeWidth = theme.Accent, theme.FocusWidth
	p.ring.Hide()
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *pane) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(p.scroll, p.ring))
}

// FocusGained implements fyne.Focusable.
func (p *pane) FocusGained() { p.ring.Show() }

// FocusLost implements fyne.Focusable.
func (p *pane) FocusLost() { p.ring.Hide() }

// Tapped implements fyne.Tappable: a tap beside the words gives the keyboard.
func (p *pane) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p)
	}
}

// TypedRune implements fyne.Focusable.
func (p *pane) TypedRune(r rune) {
	if r != ' ' { // Space acts as a key
		p.press(strings.ToUpper(string(r)))
	}
}

// TypedKey implements fyne.Focusable.
func (p *pane) TypedKey(e *fyne.KeyEvent) {
	line, page := theme.Units(60), p.scroll.Size().Height-theme.Units(40)
	switch e.Name {
	case fyne.KeyDown:
		p.by(line)
	case fyne.KeyUp:
		p.by(-line)
	case fyne.KeyPageDown, fyne.KeySpace:
		p.by(page)
	case fyne.KeyPageUp:
		p.by(-page)
	case fyne.KeyHome:
		p.to(0)
	case fyne.KeyEnd:
		p.to(p.scroll.Content.Size().Height)
	case fyne.KeyEscape:
		p.leave()
	default:
		if len(e.Name) == 1 || p.press(string(e.Name)) { // letters act as runes
			return
		}
		if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil && c.OnTypedKey() != nil {
			c.OnTypedKey()(e)
		}
	}
}

func (p *pane) by(dy float32) { p.to(p.scroll.Offset.Y + dy) }

func (p *pane) to(y float32) {
	most := max(0, p.scroll.Content.Size().Height-p.scroll.Size().Height)
	p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(most, y))))
}

// AccessibilityLabel implements fyne.Accessible.
func (p *pane) AccessibilityLabel() string { return p.name }

// AccessibilityRole implements fyne.Accessible.
func (p *pane) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }
