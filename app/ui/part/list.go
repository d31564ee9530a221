package part

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/theme"
)

// ListRow is what a List shows in a row.
type ListRow interface {
	fyne.Widget
	// SetState shows how the row stands in its list; it keeps the row's data.
	SetState(RowState)
}

// Rows feeds a List. Its functions are called on the UI goroutine and must
// return at once: a row's data is in memory before the list is told of it.
type Rows struct {
	Len    func() int
	Kind   func(i int) int        // rows of one kind share widgets
	Height func(kind int) float32 // units, all rows of a kind alike
	New    func(kind int) ListRow
	Bind   func(i int, row ListRow) // fills a widget with row i
	// Selectable says whether the keys stop at row i; nil: at all rows.
	Selectable func(i int) bool
	// Marked says whether row i is marked; nil: no row ever is.
	Marked func(i int) bool
}

// List is a virtual list of rows of several heights: it holds widgets for what
// is in sight only. The toolkit's own takes seconds over mixed heights, and
// swallows letters.
//
// It has the keyboard as one focus stop: J, K, arrows, Page Up, Page Down,
// Home and End move; Shift with an arrow, and Space, mark; Enter activates.
// Everything else goes to OnKey and OnRune.
type List struct {
	widget.BaseWidget
	OnSelected  func(i int)
	OnActivated func(i int)
	OnMark      func(i int, on bool)
	OnMenu      func(i int, at fyne.Position) // the second mouse button, at an absolute position
	OnRune      func(r rune)                  // a letter that the list has no use for
	OnKey       func(key *fyne.KeyEvent)      // a key that the list has no use for
	Letters     bool                          // J and K move; Settings can turn letters off

	rows     Rows
	name     string
	tops     []float64 // prefix sums: tops[i] is where row i begins, the last is the whole height
	percent  int       // text size that tops were made for
	selected int
	focused  bool
	shift    bool

	scroll *container.Scroll
	body   *fyne.Container
	live   map[int]*slot
	spare  map[int][]*slot
}

// NewList returns a list with a spoken name.
func NewList(name string, rows Rows) *List {
	l := &List{rows: rows, name: name, selected: -1, Letters: true, live: map[int]*slot{}, spare: map[int][]*slot{}}
	l.body = container.New(&listBody{l})
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.arrange() }
	l.ExtendBaseWidget(l)
	l.sum()
	return l
}

// listBody tells the scroll how high all rows together are.
type listBody struct{ l *List }

func (b *listBody) Layout([]fyne.CanvasObject, fyne.Size) {}
func (b *listBody) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, float32(b.l.total()))
}

func (l *List) total() float64 { return l.tops[len(l.tops)-1] }

func (l *List) sum() {
	n := l.rows.Len()
	heights := map[int]float64{}
	l.tops = append(l.tops[:0], 0)
	l.percent = theme.Current().Percent()
	for i := range n {
		k := l.rows.Kind(i)
		h, ok := heights[k]
		if !ok {
			h = float64(theme.Units(l.rows.Height(k)))
			heights[k] = h
		}
		l.tops = append(l.tops, l.tops[i]+h)
	}
}

// Reload tells the list that its rows have changed, in number or content. The
// selection stays at its index; call Select when it should follow an id.
func (l *List) Reload() {
	l.sum()
	for i, s := range l.live {
		l.park(i, s)
	}
	if l.selected >= l.rows.Len() {
		l.selected = -1
	}
	l.scroll.Refresh()
	l.clampOffset()
	l.arrange()
}

// ReloadRow shows row i anew, in place.
func (l *List) ReloadRow(i int) {
	if s, ok := l.live[i]; ok {
		l.rows.Bind(i, s.row)
		s.row.SetState(l.state(i, s))
	}
}

func (l *List) clampOffset() {
	most := max(0, float32(l.total())-l.scroll.Size().Height)
	if l.scroll.Offset.Y > most {
		l.scroll.ScrollToOffset(fyne.NewPos(0, most))
	}
}

// Selected returns the selected row, or -1.
func (l *List) Selected() int { return l.selected }

// Select selects row i and brings it into sight; -1 selects none. It calls
// OnSelected only for another row than before.
func (l *List) Select(i int) {
	if i >= l.rows.Len() {
		return
	}
	was := l.selected
	l.selected = i
	l.restate()
	if i >= 0 {
		l.ScrollTo(i)
	}
	if i != was && i >= 0 && l.OnSelected != nil {
		l.OnSelected(i)
	}
}

// ScrollTo brings row i into sight, moving as little as it can.
func (l *List) ScrollTo(i int) {
	if i < 0 || i >= l.rows.Len() {
		return
	}
	top, bottom := float32(l.tops[i]), float32(l.tops[i+1])
	high := l.scroll.Size().Height
	y := l.scroll.Offset.Y
	switch {
	case top < y:
		y = top
	case bottom > y+high:
		y = bottom - high
	default:
		return
	}
	l.scroll.ScrollToOffset(fyne.NewPos(0, max(0, y)))
	l.arrange()
}

// inSight returns the first row in sight and the one after the last.
func (l *List) inSight() (from, to int) {
	n := l.rows.Len()
	y, high := float64(l.scroll.Offset.Y), float64(l.scroll.Size().Height)
	if n == 0 || high <= 0 {
		return 0, 0
	}
	from = sort.Search(n, func(i int) bool { return l.tops[i+1] > y })
	to = from + sort.Search(n-from, func(i int) bool { return l.tops[from+i] >= y+high })
	return from, to
}

// arrange gives each row in sight a widget, and takes it from those that left.
func (l *List) arrange() {
	from, to := l.inSight()
	for i, s := range l.live {
		if i < from || i >= to {
			l.park(i, s)
		}
	}
	objects := make([]fyne.CanvasObject, 0, to-from)
	w := l.scroll.Size().Width
	for i := from; i < to; i++ {
		s := l.live[i]
		if s == nil {
			s = l.take(i)
		}
		s.Move(fyne.NewPos(0, float32(l.tops[i])))
		s.Resize(fyne.NewSize(w, float32(l.tops[i+1]-l.tops[i])))
		objects = append(objects, s)
	}
	l.body.Objects = objects
	canvas.Refresh(l.body)
}

func (l *List) park(i int, s *slot) {
	delete(l.live, i)
	s.hovered = false
	l.spare[s.kind] = append(l.spare[s.kind], s)
}

func (l *List) take(i int) *slot {
	kind := l.rows.Kind(i)
	var s *slot
	if n := len(l.spare[kind]); n > 0 {
		s = l.spare[kind][n-1]
		l.spare[kind] = l.spare[kind][:n-1]
	} else {
		s = newSlot(l, kind, l.rows.New(kind))
	}
	s.index = i
	l.live[i] = s
	l.rows.Bind(i, s.row)
	s.row.SetState(l.state(i, s))
	return s
}

func (l *List) state(i int, s *slot) RowState {
	sel := i == l.selected
	return RowState{
		Selected: sel,
		Focused:  sel && l.focused,
		Marked:   l.rows.Marked != nil && l.rows.Marked(i),
		Hovered:  s.hovered,
	}
}

func (l *List) restate() {
	for i, s := range l.live {
		s.row.SetState(l.state(i, s))
	}
}

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	return &listRenderer{l}
}

type listRenderer struct{ l *List }

func (r *listRenderer) Layout(size fyne.Size) {
	r.l.scroll.Resize(size)
	r.l.clampOffset()
	r.l.arrange()
}

func (r *listRenderer) MinSize() fyne.Size           { return fyne.NewSquareSize(theme.Units(64)) }
func (r *listRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.l.scroll} }
func (r *listRenderer) Destroy()                     {}
func (r *listRenderer) Refresh() {
	if r.l.percent != theme.Current().Percent() {
		r.l.sum()
		r.l.scroll.Refresh()
	}
	r.l.arrange()
	canvas.Refresh(r.l)
}
