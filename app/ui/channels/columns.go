package channels

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// Widths in units at 100 % (DESIGN-LANGUAGE 3).
const (
	detailsFrom  = 1200 // below it table and details show one at a time
	wideFrom     = 1700
	lowUnder     = 560 // a lower window has its room for the rows alone
	detailsWide  = 318
	detailsWider = 380
)

// columns lays the details beside the table, or in its place.
type columns struct {
	c         *Channels
	line      fyne.CanvasObject
	inDetails bool // where they show one at a time, the details are shown
	single    bool
}

// Layout implements fyne.Layout.
func (l *columns) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	wide := size.Width*100/float32(theme.Current().Percent()) + theme.RailWidth
	l.single = wide < detailsFrom
	part.Show(l.c.foot, size.Height*100/float32(theme.Current().Percent()) >= lowUnder)
	table, details := l.c.table, l.c.details.box
	part.Show(table, !l.single || !l.inDetails)
	part.Show(details, !l.single || l.inDetails)
	part.Show(l.line, !l.single)
	l.c.details.setBack(l.single)
	w := theme.Units(detailsWide)
	switch {
	case l.single:
		w = size.Width
	case wide >= wideFrom:
		w = theme.Units(detailsWider)
	}
	left := float32(0)
	if table.Visible() {
		left = size.Width
		if details.Visible() {
			left -= w
		}
		table.Resize(fyne.NewSize(left, size.Height))
	}
	details.Move(fyne.NewPos(left, 0))
	details.Resize(fyne.NewSize(w, size.Height))
	l.line.Move(fyne.NewPos(left, 0))
	l.line.Resize(fyne.NewSize(1, size.Height))
}

// MinSize implements fyne.Layout.
func (l *columns) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Units(404), theme.Units(360))
}

// toDetails shows the details, or the table, where they show one at a time.
func (l *columns) toDetails(on bool) {
	if l.inDetails != on {
		l.inDetails = on
		l.c.body.Refresh()
	}
}
