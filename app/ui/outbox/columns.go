package outbox

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// Widths in units at 100 % (DESIGN-LANGUAGE 3).
const (
	twoFrom  = 960 // below it list and page show one at a time
	listWide = 372
)

// columns lays the list beside the page.
type columns struct {
	o      *Outbox
	line   fyne.CanvasObject
	inPage bool
}

// Layout implements fyne.Layout.
func (c *columns) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	single := size.Width*100/float32(theme.Current().Percent())+theme.RailWidth < twoFrom
	part.Show(c.o.listBox, !single || !c.inPage)
	part.Show(c.o.page.box, !single || c.inPage)
	part.Show(c.line, !single)
	c.o.page.setBack(single)
	list := theme.Units(listWide)
	if single {
		list = size.Width
	}
	c.o.listBox.Resize(fyne.NewSize(list, size.Height))
	left := float32(0)
	if c.o.listBox.Visible() {
		left = list
	}
	c.o.page.box.Move(fyne.NewPos(left, 0))
	c.o.page.box.Resize(fyne.NewSize(size.Width-left, size.Height))
	c.line.Move(fyne.NewPos(left, 0))
	c.line.Resize(fyne.NewSize(1, size.Height))
}

// MinSize implements fyne.Layout.
func (c *columns) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Units(listWide), theme.Units(360))
}

// toPage shows the page, or the list, where they show one at a time.
func (c *columns) toPage(on bool) {
	if c.inPage != on {
		c.inPage = on
		c.o.content.Objects[1].Refresh()
	}
}
