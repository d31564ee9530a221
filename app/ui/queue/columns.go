package queue

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// The widths of the window, in units at 100 %, at which columns give way, and
// those of the columns (DESIGN-LANGUAGE 3).
const (
	detailsFrom  = 1200 // below it the details are a drawer
	twoFrom      = 960  // below it list and thread show one at a time
	wideFrom     = 1700
	lowUnder     = 600 // a window lower than it has few rows for a reply
	listWide     = 404
	listWider    = 460
	detailsWide  = 284
	detailsWider = 340
)

// columns lays list, thread and details side by side, as many as there is room
// for.
type columns struct {
	q          *Queue
	first      fyne.CanvasObject // hairlines
	second     fyne.CanvasObject
	inThread   bool // of list and thread, one at a time, the thread is shown
	hidden     bool // an officer put the details away
	single     bool // list and thread show one at a time
	drawerOnly bool // no room for the details
	drawer     *part.Drawer
}

func newColumns(q *Queue) *columns {
	return &columns{q: q, first: part.VLine(), second: part.VLine()}
}

func (c *columns) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.q.list.box, c.q.thread.box, c.q.details.box, c.first, c.second}
}

// windowWidth is the width of the window in units at 100 %, from that of the
// screen beside the rail.
func windowWidth(content float32) float32 {
	return content*100/float32(theme.Current().Percent()) + theme.RailWidth
}

// Layout implements fyne.Layout.
func (c *columns) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	wide := windowWidth(size.Width)
	c.single, c.drawerOnly = wide < twoFrom, wide < detailsFrom
	list, details := theme.Units(listWide), theme.Units(detailsWide)
	if wide >= wideFrom {
		list, details = theme.Units(listWider), theme.Units(detailsWider)
	}
	part.Show(c.q.list.box, !c.single || !c.inThread)
	part.Show(c.q.thread.box, !c.single || c.inThread)
	part.Show(c.q.details.box, !c.drawerOnly && !c.hidden)
	part.Show(c.first, !c.single)
	part.Show(c.second, c.q.details.box.Visible())
	c.q.thread.setBack(c.single)
	c.q.compose.setLow(size.Height*100/float32(theme.Current().Percent()) < lowUnder)
	if c.single {
		list = size.Width
	}
	thread := size.Width
	if c.q.list.box.Visible() {
		thread -= list
	}
	if c.q.details.box.Visible() {
		thread -= details
	}
	x := float32(0)
	put := func(o fyne.CanvasObject, w float32) {
		if o.Visible() {
			o.Move(fyne.NewPos(x, 0))
			o.Resize(fyne.NewSize(w, size.Height))
			x += w
		}
	}
	put(c.q.list.box, list)
	put(c.q.thread.box, thread)
	put(c.q.details.box, details)
	line := func(o, before fyne.CanvasObject) {
		o.Move(before.Position())
		o.Resize(fyne.NewSize(1, size.Height))
	}
	line(c.first, c.q.thread.box)
	line(c.second, c.q.details.box)
}

// MinSize implements fyne.Layout: a window of one column is the smallest.
func (c *columns) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Units(listWide), theme.Units(360))
}

func (c *columns) again() { c.q.content.Objects[1].Refresh() }

// toThread shows the thread, or the list, where they show one at a time.
func (c *columns) toThread(on bool) {
	if c.inThread != on {
		c.inThread = on
		c.again()
	}
}

// toggleDetails shows or puts away the details: as a column, or as a drawer
// where there is no room for one.
func (c *columns) toggleDetails() {
	if !c.drawerOnly {
		c.hidden = !c.hidden
		c.again()
		return
	}
	c.openDrawer()
}

// openDrawer lays the details over the window.
func (c *columns) openDrawer() {
	if c.drawer != nil || c.q.env.Window == nil {
		return
	}
	c.drawer = part.ShowDrawer(c.q.env.Window.Canvas(), detailsWide, c.q.details.scroll, nil, func() {
		c.drawer = nil
		c.q.details.home()
	})
}

// closeDrawer takes the drawer away, if there is one.
func (c *columns) closeDrawer() {
	if c.drawer != nil {
		c.drawer.Close()
	}
}

// needDetails makes sure that the details can be seen.
func (c *columns) needDetails() {
	if c.drawerOnly {
		c.openDrawer()
		return
	}
	if c.hidden {
		c.toggleDetails()
	}
}
