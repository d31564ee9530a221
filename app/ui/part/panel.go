package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// PanelSpec says what a panel holds.
type PanelSpec struct {
	Title   string
	Content fyne.CanvasObject
	Width   float32 // 460 if 0
	First   fyne.Focusable
	OnClose func() // after it has closed, however that came; may be nil
}

// Panel is a dialog with content of its own: a form, a list, the keys. It holds
// the keyboard; Esc and its cross leave it.
type Panel struct {
	over    *overlay
	onClose func()
}

// ShowPanel opens a panel over a window. What is too high for it scrolls.
func ShowPanel(c fyne.Canvas, s PanelSpec) *Panel {
	p := &Panel{onClose: s.OnClose}
	if s.Width == 0 {
		s.Width = 460
	}
	cross := newCross("Close", p.Close)
	head := Pad(10, 10, 4, 20, Row(8, Grow(NewText(s.Title, theme.Heading, theme.Text)), cross))
	body := Pad(4, 20, 18, 20, s.Content)
	scroll := NewScroll(body)
	cross.OnKey = func(e *fyne.KeyEvent) bool { return escape(p.Close)(e) || scrollBy(scroll, e) }
	card := raised(Column(0, head, Grow(scroll)))
	p.over = newOverlay(c, card, func(window fyne.Size) (fyne.Position, fyne.Size) {
		w := min(theme.Units(s.Width), window.Width-theme.Units(32))
		h := min(HeightFor(head, w)+HeightFor(body, w), window.Height-theme.Units(32))
		return fyne.NewPos(whole((window.Width-w)/2), whole((window.Height-h)/3)), fyne.NewSize(w, h)
	}, nil)
	if s.First == nil {
		s.First = cross
	}
	p.over.leave = p.Close
	p.over.open(s.First)
	return p
}

// Refit gives the panel the height that its content needs now.
func (p *Panel) Refit() {
	if p.over != nil {
		p.over.Refresh()
	}
}

// Close takes the panel away; the keyboard goes back to where it was.
func (p *Panel) Close() {
	if p.over == nil {
		return
	}
	p.over.close()
	p.over = nil
	if p.onClose != nil {
		p.onClose()
	}
}
