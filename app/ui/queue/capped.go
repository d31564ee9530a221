package queue

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// capped keeps its content, at the left, to a width that can be read.
type capped struct {
	widget.BaseWidget
	content fyne.CanvasObject
	most    float32 // units at 100 % text size
}

func newCapped(content fyne.CanvasObject, most float32) *capped {
	c := &capped{content: content, most: most}
	c.ExtendBaseWidget(c)
	return c
}

func (c *capped) wide(room float32) float32 { return min(room, theme.Units(c.most)) }

// HeightForWidth is the height that the content needs at a width.
func (c *capped) HeightForWidth(w float32) float32 { return part.HeightFor(c.content, c.wide(w)) }

// CreateRenderer implements fyne.Widget.
func (c *capped) CreateRenderer() fyne.WidgetRenderer { return &cappedRenderer{c} }

type cappedRenderer struct{ c *capped }

func (r *cappedRenderer) Layout(size fyne.Size) {
	r.c.content.Resize(fyne.NewSize(r.c.wide(size.Width), size.Height))
}
func (r *cappedRenderer) MinSize() fyne.Size { return r.c.content.MinSize() }
func (r *cappedRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.content}
}
func (r *cappedRenderer) Refresh() {
	r.Layout(r.c.Size())
	r.c.content.Refresh()
}
func (r *cappedRenderer) Destroy() {}
