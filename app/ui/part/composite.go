package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// composite is a widget drawn by a tree of smaller parts. Embed it, build the
// tree and call compose in the constructor.
type composite struct {
	widget.BaseWidget
	root   fyne.CanvasObject
	update func() // sets the tree's parts from the widget's state
}

func (c *composite) compose(self fyne.Widget, root fyne.CanvasObject, update func()) {
	c.root, c.update = root, update
	c.ExtendBaseWidget(self)
	if update != nil {
		update()
	}
}

// HeightForWidth returns the height that the part needs at a width.
func (c *composite) HeightForWidth(w float32) float32 { return HeightFor(c.root, w) }

// PreferredSize is the size at which the part shortens and wraps nothing.
func (c *composite) PreferredSize() fyne.Size { return preferred(c.root) }

// CreateRenderer implements fyne.Widget.
func (c *composite) CreateRenderer() fyne.WidgetRenderer {
	if c.update != nil {
		c.update()
	}
	return &compositeRenderer{c}
}

type compositeRenderer struct{ c *composite }

func (r *compositeRenderer) Layout(size fyne.Size) { r.c.root.Resize(size) }
func (r *compositeRenderer) MinSize() fyne.Size    { return r.c.root.MinSize() }
func (r *compositeRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.root}
}

func (r *compositeRenderer) Refresh() {
	if r.c.update != nil {
		r.c.update()
	}
	r.c.root.Refresh()
	canvas.Refresh(r.c.root)
}

func (r *compositeRenderer) Destroy() {}
