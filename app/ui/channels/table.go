package channels

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// rowHigh is the height of a channel's row, headHigh that of the table's head
// (DESIGN-LANGUAGE 3), in units.
const (
	rowHigh  = 52
	headHigh = 35
)

// column is one of the table, in units. Where there is no room for all, those
// with the highest rank go first; names and purposes share what is left.
type column struct {
	name  string
	width float32
	rank  int
}

// The columns in their order (picture 06).
var tableColumns = []column{
	{"Channel", 150, 0}, {"Joined", 59, 7}, {"What it is for", 98, 5}, {"Kind", 102, 4}, {"Sign-in", 178, 0},
	{"Last in", 90, 3}, {"Gaps", 66, 6}, {"There / here", 112, 2},
}

const (
	nameColumn    = 0
	purposeColumn = 2
	columnGap     = 12
	sidePad       = 20
)

// widths returns how wide each column is in so many units; 0: not shown.
func widths(room float32) []float32 {
	out := make([]float32, len(tableColumns))
	need := float32(sidePad + columnGap)
	for i, c := range tableColumns {
		out[i] = c.width
		need += c.width
	}
	for need > room {
		worst := -1
		for i, c := range tableColumns {
			if out[i] > 0 && c.rank > 0 && (worst < 0 || c.rank > tableColumns[worst].rank) {
				worst = i
			}
		}
		if worst < 0 {
			break
		}
		need -= out[worst]
		out[worst] = 0
	}
	left := max(0, room-need)
	if out[purposeColumn] > 0 {
		out[purposeColumn] += left * 0.4
		left *= 0.6
	}
	out[nameColumn] += left
	return out
}

// cells lays a row's cells into the columns.
type cells struct{}

// Layout implements fyne.Layout.
func (cells) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := theme.Units(sidePad)
	for i, w := range widths(size.Width * 100 / float32(theme.Current().Percent())) {
		part.Show(objects[i], w > 0)
		if w == 0 {
			continue
		}
		o, wide := objects[i], theme.Units(w-columnGap)
		high := min(size.Height, part.HeightFor(o, wide))
		o.Resize(fyne.NewSize(wide, high))
		o.Move(fyne.NewPos(x, (size.Height-high)/2))
		x += theme.Units(w)
	}
}

// MinSize implements fyne.Layout: the narrowest window has names and sign-ins.
func (cells) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(theme.Units(340), 0) }

func tableHead() fyne.CanvasObject {
	var names []fyne.CanvasObject
	for _, c := range tableColumns {
		names = append(names, part.NewText(c.name, theme.SmallBold, theme.Text2))
	}
	return part.Stack(part.NewBox(theme.Surface, 0), part.Column(0, part.HLine(), part.Grow(container.New(cells{}, names...)), part.HLine()))
}

// cell is a symbol and words that may take two lines.
type cell struct {
	root  fyne.CanvasObject
	icon  *part.Icon
	words *part.Paragraph
}

func newCell() *cell {
	c := &cell{icon: part.NewIcon("", theme.Text, 16), words: part.NewWrapped("", theme.Dense, theme.Text)}
	c.root = part.Row(5, c.icon, part.Grow(c.words))
	return c
}

func (c *cell) set(s said) {
	letters, ink := theme.Dense, s.tone.Ink()
	if s.loud && s.tone != part.Good {
		letters = theme.DenseBold
	}
	c.icon.Name, c.icon.Tone = s.icon, ink
	part.Show(c.icon, s.icon != "")
	c.icon.Refresh()
	c.words.Set(part.Run{Text: s.words, Type: letters, Tone: ink})
	c.root.Refresh()
}

// row is a channel in the table.
type row struct {
	widget.BaseWidget
	data   rowData
	root   fyne.CanvasObject
	all    *fyne.Container // the cells
	ground *part.Box
	edge   *part.Box
	ring   *part.Box // where the keyboard is
	tile   *part.NetworkTile
	title  *part.Line
	who    *part.Line
	joined *part.Line
	for_   *part.Line
	last   *part.Line
	kind   *cell
	signIn *cell
	gaps   *cell
	counts *cell
}

var _ part.ListRow = (*row)(nil)

func newRow() *row {
	r := &row{ground: part.NewBox(theme.Surface, 0), edge: part.NewBox(theme.Accent, 0), ring: part.NewBox(theme.Transparent, 0), tile: part.NewNetworkTile("", 22),
		title: part.NewText("", theme.DenseBold, theme.Text), who: part.NewText("", theme.Small, theme.Text3),
		joined: part.NewText("", theme.Dense, theme.Text), for_: part.NewText("", theme.Dense, theme.Text), last: part.NewText("", theme.Dense, theme.Text),
		kind: newCell(), signIn: newCell(), gaps: newCell(), counts: newCell()}
	r.edge.Hide()
	r.ring.Stroke, r.ring.StrokeWidth = theme.Accent, theme.FocusWidth
	r.ring.Hide()
	name := part.Row(8, r.tile, part.Grow(part.Column(0, r.title, r.who)))
	r.all = container.New(cells{}, name, r.joined, r.for_, r.kind.root, r.signIn.root, r.last, r.gaps.root, r.counts.root)
	r.root = part.Stack(r.ground, part.RowFill(0, part.Sized(3, 0, r.edge), part.Spring()), part.Column(0, part.Grow(r.all), part.HLine()), r.ring)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.root) }

func (r *row) set(d rowData) {
	r.data = d
	r.tile.Set(d.network)
	r.title.SetText(d.title)
	r.who.SetText(d.account)
	r.joined.SetText(d.joined)
	r.for_.SetText(d.purpose)
	r.last.SetText(d.last)
	r.kind.set(d.kind)
	r.signIn.set(d.signIn)
	r.gaps.set(d.gaps)
	r.counts.set(d.counts)
	r.all.Refresh() // a cell may have become a line longer
}

// SetState implements part.ListRow.
func (r *row) SetState(s part.RowState) {
	r.ground.Fill = theme.Surface
	switch {
	case s.Selected:
		r.ground.Fill = theme.Tint
	case s.Hovered:
		r.ground.Fill = theme.Sunken
	}
	part.Show(r.ring, s.Focused)
	part.Show(r.edge, s.Selected)
	r.ground.Refresh()
}

// AccessibilityLabel implements fyne.Accessible.
func (r *row) AccessibilityLabel() string { return r.data.spoken }

// AccessibilityRole implements fyne.Accessible.
func (r *row) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
