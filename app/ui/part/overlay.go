package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/theme"
)

// overlay lays a card over the window. The toolkit keeps the keyboard inside
// the topmost overlay and gives it back to where it was.
type overlay struct {
	widget.BaseWidget
	on      fyne.Canvas
	card    fyne.CanvasObject
	place   func(window fyne.Size) (fyne.Position, fyne.Size)
	outside func() // a tap beside the card; nil: nothing happens
	leave   func() // Esc that no part in the card had a use for; nil: outside
	shade   *canvas.Rectangle
	veil    fyne.ThemeColorName
}

func newOverlay(c fyne.Canvas, card fyne.CanvasObject, place func(fyne.Size) (fyne.Position, fyne.Size), outside func()) *overlay {
	o := &overlay{on: c, card: card, place: place, outside: outside, shade: canvas.NewRectangle(nil), veil: theme.Veil}
	o.ExtendBaseWidget(o)
	return o
}

func (o *overlay) open(focus fyne.Focusable) {
	o.on.Overlays().Add(o)
	o.Resize(o.on.Size())
	if focus != nil {
		o.on.Focus(focus)
	}
}

func (o *overlay) close() { o.on.Overlays().Remove(o) }

// Leave closes what lies over the window, as Esc does. The window calls it on
// the topmost overlay for an Esc that came to itself.
func (o *overlay) Leave() {
	switch {
	case o.leave != nil:
		o.leave()
	case o.outside != nil:
		o.outside()
	}
}

// Tapped implements fyne.Tappable: nothing under the overlay gets the tap.
func (o *overlay) Tapped(e *fyne.PointEvent) {
	at, size := o.card.Position(), o.card.Size()
	inside := e.Position.X >= at.X && e.Position.Y >= at.Y && e.Position.X < at.X+size.Width && e.Position.Y < at.Y+size.Height
	if !inside && o.outside != nil {
		o.outside()
	}
}

// CreateRenderer implements fyne.Widget.
func (o *overlay) CreateRenderer() fyne.WidgetRenderer { return &overlayRenderer{o} }

type overlayRenderer struct{ o *overlay }

func (r *overlayRenderer) Layout(size fyne.Size) {
	r.o.shade.FillColor = theme.Color(r.o.veil)
	r.o.shade.Resize(size)
	at, s := r.o.place(size)
	r.o.card.Move(at)
	r.o.card.Resize(s)
}

func (r *overlayRenderer) MinSize() fyne.Size { return fyne.Size{} }
func (r *overlayRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.o.shade, r.o.card}
}
func (r *overlayRenderer) Destroy() {}
func (r *overlayRenderer) Refresh() {
	r.Layout(r.o.Size())
	r.o.card.Refresh()
	canvas.Refresh(r.o)
}

// raised is the ground of what floats: the one shadow.
func raised(content fyne.CanvasObject) *fyne.Container {
	box := NewFrame(theme.Surface, theme.LineTone, theme.RadiusCard)
	box.Raised = true
	return Stack(box, content)
}

// escape closes on Esc and leaves other keys alone.
func escape(close func()) func(*fyne.KeyEvent) bool {
	return func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyEscape {
			return false
		}
		close()
		return true
	}
}

// DialogSpec says what a dialog asks.
type DialogSpec struct {
	Title   string
	Words   string            // what will happen, and whether it can be taken back
	Content fyne.CanvasObject // under the words, or nil
	Fields  []*Entry          // those in Content, so that Esc leaves from them too
	Confirm string            // repeats the deed: "Block Grebe House Gaz"; never "OK"
	Cancel  string            // "Cancel" if empty
	Danger  bool              // the deed cannot be taken back
	OnDone  func(confirmed bool)
}

// Dialog asks before something that cannot be taken back. Cancel has the first
// focus; Tab stays inside; Esc cancels.
type Dialog struct {
	over    *overlay
	confirm *Button
	done    func(bool)
}

// ShowDialog opens a dialog over a window.
func ShowDialog(c fyne.Canvas, s DialogSpec) *Dialog {
	d := &Dialog{done: s.OnDone}
	if s.Cancel == "" {
		s.Cancel = "Cancel"
	}
	look := Primary
	if s.Danger {
		look = DangerLook
	}
	cancel := NewButton(ButtonSpec{Label: s.Cancel}, func() { d.close(false) })
	d.confirm = NewButton(ButtonSpec{Label: s.Confirm, Look: look}, func() { d.close(true) })
	leave := escape(func() { d.close(false) })
	cancel.OnKey, d.confirm.OnKey = leave, leave
	for _, f := range s.Fields {
		f.OnKey = leave
	}
	column := Column(8, NewWrapped(s.Title, theme.Heading, theme.Text))
	if s.Words != "" {
		column.Add(NewWrapped(s.Words, theme.Dense, theme.Text2))
	}
	if s.Content != nil {
		column.Add(s.Content)
	}
	column.Add(Pad(8, 0, 0, 0, Row(8, Spring(), cancel, d.confirm)))
	card := raised(Pad(20, 20, 16, 20, column))
	d.over = newOverlay(c, card, func(window fyne.Size) (fyne.Position, fyne.Size) {
		w := min(theme.Units(460), window.Width-theme.Units(32))
		size := fyne.NewSize(w, min(HeightFor(card, w), window.Height))
		return fyne.NewPos(whole((window.Width-w)/2), whole((window.Height-size.Height)/3)), size
	}, nil)
	d.over.leave = d.Close
	d.over.open(cancel)
	return d
}

// SetConfirmEnabled lets the deed be done only when its fields allow it.
func (d *Dialog) SetConfirmEnabled(on bool) { d.confirm.setDisabled(!on) }

// Close leaves the dialog without the deed.
func (d *Dialog) Close() { d.close(false) }

func (d *Dialog) close(confirmed bool) {
	if d.over == nil {
		return
	}
	d.over.close()
	d.over = nil
	if d.done != nil {
		d.done(confirmed)
	}
}

// Drawer is a panel at the window's right, over it: the details column where
// the window is too narrow for it.
type Drawer struct {
	over    *overlay
	onClose func()
}

// ShowDrawer opens a drawer of a width in units. A tap beside it closes it;
// first, if not nil, gets the keyboard. onClose may be nil.
func ShowDrawer(c fyne.Canvas, width float32, content fyne.CanvasObject, first fyne.Focusable, onClose func()) *Drawer {
	d := &Drawer{onClose: onClose}
	box := NewFrame(theme.Sunken, theme.LineTone, 0)
	box.Raised = true
	cross := newCross("Close", d.Close)
	cross.OnKey = escape(d.Close)
	head := Row(0, Spring(), cross)
	if first == nil {
		first = cross
	}
	card := Stack(box, Column(0, Pad(6, 8, 0, 8, head), Grow(content)))
	d.over = newOverlay(c, card, func(window fyne.Size) (fyne.Position, fyne.Size) {
		w := min(theme.Units(width), window.Width)
		return fyne.NewPos(window.Width-w, 0), fyne.NewSize(w, window.Height)
	}, d.Close)
	d.over.open(first)
	return d
}

// Close takes the drawer away; the keyboard goes back to where it was.
func (d *Drawer) Close() {
	if d.over == nil {
		return
	}
	d.over.close()
	d.over = nil
	if d.onClose != nil {
		d.onClose()
	}
}
