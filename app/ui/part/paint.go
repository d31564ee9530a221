// Package part holds the desk's own widgets. They take plain data and give
// callbacks; they know no subject of the desk and start nothing of their own.
//
// All lengths are units of the design at 100 % text size; parts scale them.
// Colours are the theme's tokens. A part that must show new data has a Set
// method; call it on the UI goroutine.
package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/theme"
)

// Box is a filled rectangle, its edge and its round corners. Change its fields
// and call Refresh.
type Box struct {
	widget.BaseWidget
	Fill, Stroke fyne.ThemeColorName
	StrokeWidth  float32 // hairlines stay 1 unit at every text size
	Radius       float32
	Raised       bool // the one shadow, for menus, dialogs and drawers
}

// NewBox returns a rectangle of one colour with round corners and no edge.
func NewBox(fill fyne.ThemeColorName, radius float32) *Box {
	b := &Box{Fill: fill, Radius: radius}
	b.ExtendBaseWidget(b)
	return b
}

// NewFrame returns a rectangle with a hairline edge.
func NewFrame(fill, stroke fyne.ThemeColorName, radius float32) *Box {
	b := NewBox(fill, radius)
	b.Stroke, b.StrokeWidth = stroke, 1
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *Box) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	r := &boxRenderer{box: b, rect: canvas.NewRectangle(theme.Color(b.Fill))}
	r.paint()
	return r
}

type boxRenderer struct {
	box  *Box
	rect *canvas.Rectangle
}

func (r *boxRenderer) paint() {
	b := r.box
	r.rect.FillColor = theme.Color(b.Fill)
	r.rect.CornerRadius = theme.Units(b.Radius)
	r.rect.StrokeWidth = b.StrokeWidth
	r.rect.StrokeColor = theme.Color(theme.Transparent)
	if b.Stroke != "" {
		r.rect.StrokeColor = theme.Color(b.Stroke)
	}
	r.rect.Shadow = canvas.Shadow{}
	if b.Raised {
		r.rect.Shadow = canvas.Shadow{Color: theme.Color(theme.Lift), BlurRadius: 14, Offset: fyne.NewPos(0, 4)}
	}
}

func (r *boxRenderer) Layout(size fyne.Size)        { r.rect.Resize(size) }
func (r *boxRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *boxRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *boxRenderer) Destroy()                     {}
func (r *boxRenderer) Refresh() {
	r.paint()
	r.rect.Refresh()
}

// Icon is one symbol of the theme. Change its fields and call Refresh. It
// always stands beside a word; the part around it has the accessible name.
type Icon struct {
	widget.BaseWidget
	Name theme.IconName
	Tone fyne.ThemeColorName
	Side float32
}

// NewIcon returns a symbol: side is 14, 16, 18 or 22 units.
func NewIcon(name theme.IconName, tone fyne.ThemeColorName, side float32) *Icon {
	i := &Icon{Name: name, Tone: tone, Side: side}
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	i.ExtendBaseWidget(i)
	img := canvas.NewImageFromResource(theme.Icon(i.Name, i.Tone))
	img.FillMode = canvas.ImageFillContain
	return &iconRenderer{icon: i, image: img, name: i.Name, ink: theme.Color(i.Tone)}
}

type iconRenderer struct {
	icon  *Icon
	image *canvas.Image
	name  theme.IconName
	ink   color.Color
}

func (r *iconRenderer) Layout(size fyne.Size) {
	r.draw()
	side := theme.Units(r.icon.Side)
	r.image.Resize(fyne.NewSquareSize(side))
	r.image.Move(fyne.NewPos(whole((size.Width-side)/2), whole((size.Height-side)/2)))
}

// draw draws the symbol anew when its name or colour changed: that is dear, and
// rows are refreshed often. It comes before a resize, since the toolkit keeps
// drawings by name and size: one resized in the old colour would be taken for
// the new one.
func (r *iconRenderer) draw() {
	if ink := theme.Color(r.icon.Tone); r.name != r.icon.Name || r.ink != ink {
		r.name, r.ink = r.icon.Name, ink
		r.image.Resource = theme.Icon(r.name, r.icon.Tone)
		r.image.Refresh()
	}
}

func (r *iconRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(theme.Units(r.icon.Side))
}

func (r *iconRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.image} }
func (r *iconRenderer) Destroy()                     {}
func (r *iconRenderer) Refresh()                     { r.Layout(r.icon.Size()) }

// whole rounds to whole units, so that text and edges stay sharp.
func whole(v float32) float32 { return float32(int(v + 0.5)) }
