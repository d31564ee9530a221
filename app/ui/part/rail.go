package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// RailData is what an item of the rail shows.
type RailData struct {
	Label  string
	Icon   theme.IconName
	Filled theme.IconName // the symbol of the open page; Icon if empty
	Count  int            // 0 shows no badge
	Fault  bool           // amber: something broke; white: work for a person
	Active bool
	Spoken string // "Queue, 10 need a reply"; Label if empty
}

// RailItem is one page's button in the rail, 58 units high.
type RailItem struct {
	press
	data  RailData
	box   *Box
	edge  *Box
	icon  *Icon
	label *Line
	badge *fyne.Container
	pill  *Box
	count *Line
}

// NewRailItem returns an item that calls tapped.
func NewRailItem(d RailData, tapped func()) *RailItem {
	r := &RailItem{data: d, box: NewBox(theme.RailActive, theme.RadiusCard), edge: NewBox(theme.OnRail, 2)}
	r.OnTapped = tapped
	r.icon = NewIcon(d.Icon, theme.RailText, 22)
	r.label = NewText(d.Label, theme.Small, theme.RailText)
	r.label.Align = fyne.TextAlignCenter
	r.pill, r.count = NewBox(theme.BadgeWork, 9), NewRigid()
	r.count.Align = fyne.TextAlignCenter
	r.badge = Stack(r.pill, Pad(0, 5, 0, 5, r.count))
	box := Pad(0, 6, 0, 6, Stack(r.box, Column(0, Pad(9, 0, 0, 0, r.icon), Pad(3, 0, 0, 0, r.label))))
	badge := Row(0, Sized(47, 0, Spring()), Sized(0, 17, r.badge), Spring())
	edge := RowFill(0, Sized(3, 0, Pad(9, 0, 15, 0, r.edge)), Spring())
	r.composePress(r, theme.RadiusCard, Sized(theme.RailWidth, theme.RailItem, Stack(edge, box, Column(0, Sized(0, 4, Spring()), badge))), r.paint)
	r.ring.Stroke = theme.OnRail // the accent does not show on petrol
	return r
}

// Set shows another state of the page.
func (r *RailItem) Set(d RailData) {
	if r.data != d {
		r.data = d
		r.Refresh()
	}
}

func (r *RailItem) paint() {
	d := r.data
	Show(r.box, d.Active || r.hovered)
	Show(r.edge, d.Active)
	r.icon.Name, r.icon.Tone = d.Icon, theme.RailText
	letters, ink := theme.Small, theme.RailText
	if d.Active {
		letters, ink = theme.SmallBold, theme.OnRail
		r.icon.Tone = theme.OnRail
		if d.Filled != "" {
			r.icon.Name = d.Filled
		}
	}
	r.label.setRuns([]Run{{Text: d.Label, Type: letters, Tone: ink}})
	on := theme.OnBadgeWork
	r.pill.Fill = theme.BadgeWork
	if d.Fault {
		r.pill.Fill, on = theme.BadgeFault, theme.OnBadgeFault
	}
	words := digits(d.Count)
	if d.Count > 99 {
		words = "99+"
	}
	r.count.setRuns([]Run{{Text: words, Type: theme.SmallBold, Tone: on}})
	Show(r.badge, d.Count > 0)
	r.name = d.Spoken
	if r.name == "" {
		r.name = d.Label
	}
}

// RailGround is the rail itself: items at the top, others at its foot.
func RailGround(top, foot []fyne.CanvasObject) fyne.CanvasObject {
	objects := append([]fyne.CanvasObject(nil), top...)
	objects = append(objects, Spring())
	objects = append(objects, foot...)
	return Sized(theme.RailWidth, 0, Stack(NewBox(theme.Rail, 0), Pad(8, 0, 8, 0, Column(0, objects...))))
}

// RailPerson is the officer at the foot of the rail: initials and first name.
type RailPerson struct {
	press
}

// NewRailPerson returns the officer's button.
func NewRailPerson(initials, name string, tapped func()) *RailPerson {
	p := &RailPerson{}
	p.OnTapped, p.name = tapped, name
	letters := NewRigid(Run{Text: initials, Type: theme.SmallBold, Tone: theme.Rail})
	letters.Align = fyne.TextAlignCenter
	circle := Sized(26, 26, Stack(NewBox(theme.OnRail, 13), letters))
	label := NewText(name, theme.Small, theme.RailText)
	label.Align = fyne.TextAlignCenter
	p.composePress(p, theme.RadiusCard, Sized(theme.RailWidth, theme.RailItem, Pad(6, 6, 0, 6,
		Column(4, middle(0, circle), label))), nil)
	p.ring.Stroke = theme.OnRail
	return p
}
