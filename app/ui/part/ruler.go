package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/theme"
)

// RulerSpan is a stretch of time on a ruler, open or closed.
type RulerSpan struct {
	Minutes float32 // its length; open spans are drawn in proportion
	Closed  bool
	Name    string // of a closed one: "weekend, closed"
}

// RulerMarkKind says what a mark on a ruler stands for.
type RulerMarkKind int

// The marks. Where labels would collide, the later kinds give way.
const (
	MarkReceived RulerMarkKind = iota
	MarkDue
	MarkNow
	MarkEdge // a closing or an opening
)

// RulerMark is a moment on a ruler: so many minutes into one of its spans.
type RulerMark struct {
	Kind  RulerMarkKind
	Span  int
	At    float32
	Words string // "Fri 11:40, received"
}

// RulerData is what a ruler shows. The spans run from the receipt to the due
// time, or to now if that is later.
type RulerData struct {
	Spans  []RulerSpan
	Marks  []RulerMark
	Tone   Tone
	Spoken string
}

// Ruler is the working-day ruler: received, closing, the closed gap, opening,
// now and due. It shows why a deadline is what it is. 52 units high.
type Ruler struct {
	widget.BaseWidget
	data RulerData
}

var _ fyne.Accessible = (*Ruler)(nil)

// NewRuler returns a ruler.
func NewRuler(d RulerData) *Ruler {
	r := &Ruler{data: d}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows other times.
func (r *Ruler) Set(d RulerData) {
	r.data = d
	r.Refresh()
}

// AccessibilityLabel implements fyne.Accessible.
func (r *Ruler) AccessibilityLabel() string { return r.data.Spoken }

// AccessibilityRole implements fyne.Accessible.
func (r *Ruler) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (r *Ruler) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	return &rulerRenderer{ruler: r}
}

// Distances of the drawing, in units.
const (
	rulerHigh    = 52
	rulerTop     = 20 // of the bar
	rulerBar     = 8
	rulerBelow   = 33 // of the labels under it
	rulerGap     = 8  // least room between two labels
	rulerTick    = 14
	rulerMostGap = 0.3 // of the width for all closed spans together
)

type rulerRenderer struct {
	ruler   *Ruler
	objects []fyne.CanvasObject
}

func (r *rulerRenderer) MinSize() fyne.Size {
	return fyne.NewSize(theme.Units(200), theme.Units(rulerHigh))
}
func (r *rulerRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *rulerRenderer) Destroy()                     {}
func (r *rulerRenderer) Refresh() {
	r.Layout(r.ruler.Size())
	canvas.Refresh(r.ruler)
}

func (r *rulerRenderer) Layout(size fyne.Size) {
	r.objects = r.objects[:0]
	d := r.ruler.data
	if len(d.Spans) == 0 || size.Width <= 0 {
		return
	}
	starts := spanStarts(d.Spans, size.Width)
	now := starts[len(starts)-1]
	for _, m := range d.Marks {
		if m.Kind == MarkNow {
			now = markAt(m, d.Spans, starts)
		}
	}
	for i, s := range d.Spans {
		r.drawSpan(s, starts[i], starts[i+1], now, i == 0)
	}
	r.drawMarks(starts)
	r.drawLabels(starts, size.Width)
}

// spanStarts returns where each span begins and, last, where all end. Closed
// spans are as wide as their names, but never take more than their part.
func spanStarts(spans []RulerSpan, room float32) []float32 {
	var minutes, closed float32
	widths := make([]float32, len(spans))
	for i, s := range spans {
		if s.Closed {
			widths[i] = width(s.Name, theme.Small) + theme.Units(2*rulerGap)
			closed += widths[i]
		} else {
			minutes += s.Minutes
		}
	}
	squeeze := min(1, room*rulerMostGap/max(1, closed))
	left := room - closed*squeeze
	starts := make([]float32, len(spans)+1)
	for i, s := range spans {
		if s.Closed {
			widths[i] *= squeeze
		} else {
			widths[i] = left * s.Minutes / max(1, minutes)
		}
		starts[i+1] = starts[i] + widths[i]
	}
	return starts
}

func markAt(m RulerMark, spans []RulerSpan, starts []float32) float32 {
	part := m.At / max(1, spans[m.Span].Minutes)
	return starts[m.Span] + max(0, min(1, part))*(starts[m.Span+1]-starts[m.Span])
}

func (r *rulerRenderer) rect(tone fyne.ThemeColorName, x0, y, x1, h, radius float32) *canvas.Rectangle {
	rect := canvas.NewRectangle(theme.Color(tone))
	rect.CornerRadius = radius
	rect.Move(fyne.NewPos(whole(x0), y))
	rect.Resize(fyne.NewSize(whole(x1)-whole(x0), h))
	r.objects = append(r.objects, rect)
	return rect
}

func (r *rulerRenderer) drawSpan(s RulerSpan, from, to, now float32, first bool) {
	top, high := theme.Units(rulerTop), theme.Units(rulerBar)
	if s.Closed {
		r.rect(theme.Track, from, top+whole(high/2)-1, to, 2, 0)
		return
	}
	round := func(rect *canvas.Rectangle) {
		if first {
			rect.TopLeftCornerRadius, rect.BottomLeftCornerRadius = high/2, high/2
		}
	}
	round(r.rect(theme.Track, from, top, to, high, 0))
	if now > from {
		round(r.rect(r.ruler.data.Tone.bar(), from, top, min(now, to), high, 0))
	}
}

func (r *rulerRenderer) drawMarks(starts []float32) {
	d := r.ruler.data
	tick := theme.Units(rulerTick)
	y := theme.Units(rulerTop) + theme.Units(rulerBar)/2 - tick/2
	for _, m := range d.Marks {
		x := min(markAt(m, d.Spans, starts), starts[len(starts)-1]-2)
		switch m.Kind {
		case MarkNow:
			r.rect(theme.Text, x, y, x+2, tick, 0)
		case MarkDue:
			r.rect(d.Tone.ink(), x, y, x+2, tick, 0)
		}
	}
}

// label is a text that wants a place; it stays if nothing more important is
// there already.
type label struct {
	words  string
	letter theme.Type
	tone   fyne.ThemeColorName
	x      float32 // of its middle, start or end
	align  fyne.TextAlign
	above  bool
}

func (r *rulerRenderer) drawLabels(starts []float32, room float32) {
	var taken [2][][2]float32 // above, below
	for _, l := range r.labels(starts) {
		size, _ := measure(l.words, l.letter)
		x := l.x
		switch l.align {
		case fyne.TextAlignCenter:
			x -= size.Width / 2
		case fyne.TextAlignTrailing:
			x -= size.Width
		}
		x = max(0, min(x, room-size.Width))
		row := &taken[1]
		middle := theme.Units(rulerBelow) + theme.Units(8)
		if l.above {
			row, middle = &taken[0], theme.Units(9)
		}
		if l.words == "" || !free(*row, x, x+size.Width) {
			continue
		}
		*row = append(*row, [2]float32{x, x + size.Width})
		t := canvas.NewText("", nil)
		paintText(t, l.words, l.letter, l.tone)
		t.Move(fyne.NewPos(whole(x), whole(middle-size.Height/2)))
		t.Resize(size)
		r.objects = append(r.objects, t)
	}
}

func free(taken [][2]float32, from, to float32) bool {
	gap := theme.Units(rulerGap)
	for _, t := range taken {
		if from < t[1]+gap && to+gap > t[0] {
			return false
		}
	}
	return true
}

// labels returns all labels, the more important first.
func (r *rulerRenderer) labels(starts []float32) []label {
	d := r.ruler.data
	var out []label
	for kind := MarkReceived; kind <= MarkEdge; kind++ {
		for _, m := range d.Marks {
			if m.Kind != kind {
				continue
			}
			l := label{words: m.Words, letter: theme.Small, tone: theme.Text2, x: markAt(m, d.Spans, starts)}
			switch {
			case kind == MarkNow:
				l.letter, l.tone, l.align, l.above = theme.SmallBold, theme.Text, fyne.TextAlignCenter, true
			case kind == MarkDue:
				l.letter, l.tone, l.align = theme.SmallBold, d.Tone.ink(), fyne.TextAlignTrailing
			case kind == MarkEdge && m.At > 0:
				l.align = fyne.TextAlignTrailing // a closing
			}
			out = append(out, l)
		}
	}
	for i, s := range d.Spans {
		if s.Closed {
			out = append(out, label{words: s.Name, letter: theme.Small, tone: theme.Text3,
				x: (starts[i] + starts[i+1]) / 2, align: fyne.TextAlignCenter, above: true})
		}
	}
	return out
}
