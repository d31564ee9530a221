package part

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/theme"
)

// Line is one line of text in one or more runs on a common baseline. What does
// not fit ends in an ellipsis, from the last run backwards.
type Line struct {
	widget.BaseWidget
	Align fyne.TextAlign
	Rigid bool // never shortened: its smallest width is its whole width
	runs  []Run
}

var _ fyne.Accessible = (*Line)(nil)

// NewLine returns a line of runs.
func NewLine(runs ...Run) *Line {
	l := &Line{}
	l.ExtendBaseWidget(l)
	l.setRuns(runs)
	return l
}

// NewText returns a line of one run.
func NewText(text string, t theme.Type, tone fyne.ThemeColorName) *Line {
	return NewLine(Run{Text: text, Type: t, Tone: tone})
}

// NewRigid returns a line that is never shortened, such as a time.
func NewRigid(runs ...Run) *Line {
	l := NewLine(runs...)
	l.Rigid = true
	return l
}

// Set shows other runs.
func (l *Line) Set(runs ...Run) {
	if l.setRuns(runs) {
		l.Refresh()
	}
}

// SetText changes the words of the first run.
func (l *Line) SetText(text string) {
	runs := slices.Clone(l.runs)
	runs[0].Text = text
	l.Set(runs...)
}

// SetTone changes the colour of all runs.
func (l *Line) SetTone(tone fyne.ThemeColorName) {
	runs := slices.Clone(l.runs)
	for i := range runs {
		runs[i].Tone = tone
	}
	l.Set(runs...)
}

func (l *Line) setRuns(runs []Run) (changed bool) {
	runs = slices.Clone(runs)
	for i := range runs {
		// The spaces at a run's ends part it from its neighbours.
		text := oneLine(runs[i].Text)
		if text != "" && strings.HasPrefix(runs[i].Text, " ") {
			text = " " + text
		}
		if text != "" && strings.HasSuffix(runs[i].Text, " ") {
			text += " "
		}
		runs[i].Text = text
	}
	if slices.Equal(runs, l.runs) {
		return false
	}
	l.runs = runs
	return true
}

// Text returns the whole line, as people read it.
func (l *Line) Text() string {
	var b strings.Builder
	for i, r := range l.runs {
		if i > 0 && r.Gap > 0 && r.Text != "" {
			b.WriteByte(' ')
		}
		b.WriteString(r.Text)
	}
	return b.String()
}

// AccessibilityLabel implements fyne.Accessible.
func (l *Line) AccessibilityLabel() string { return l.Text() }

// AccessibilityRole implements fyne.Accessible.
func (l *Line) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// PreferredSize is the size at which nothing is shortened.
func (l *Line) PreferredSize() fyne.Size {
	var size fyne.Size
	for i, r := range l.runs {
		size.Width += width(r.Text, r.Type)
		if i > 0 {
			size.Width += theme.Units(r.Gap)
		}
		size.Height = max(size.Height, theme.Units(r.Type.Line))
	}
	size.Width = float32(int(size.Width + 0.999))
	return size
}

// Shortened says whether the line at its present width ends in an ellipsis.
func (l *Line) Shortened() bool { return l.PreferredSize().Width > l.Size().Width }

// CreateRenderer implements fyne.Widget.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	return &lineRenderer{line: l}
}

type lineRenderer struct {
	line  *Line
	texts []*canvas.Text
}

func (r *lineRenderer) MinSize() fyne.Size {
	size := r.line.PreferredSize()
	if !r.line.Rigid {
		size.Width = min(size.Width, theme.Units(24))
	}
	return size
}

// shown returns the runs' texts as they fit in the width.
func (r *lineRenderer) shown(room float32) []string {
	runs := r.line.runs
	out := make([]string, len(runs))
	for i, run := range runs {
		if i > 0 {
			room -= theme.Units(run.Gap)
		}
		w := width(run.Text, run.Type)
		if w <= room+0.5 {
			out[i], room = run.Text, room-w
			continue
		}
		if room > width(ellipsis, run.Type) {
			out[i] = truncate(run.Text, run.Type, room)
		}
		break
	}
	return out
}

func (r *lineRenderer) Layout(size fyne.Size) {
	runs := r.line.runs
	for len(r.texts) < len(runs) {
		r.texts = append(r.texts, canvas.NewText("", theme.Color(theme.Text)))
	}
	r.texts = r.texts[:len(runs)]
	if len(runs) == 0 {
		return
	}
	shown := r.shown(size.Width)
	sizes, baselines := make([]fyne.Size, len(runs)), make([]float32, len(runs))
	var total, above, below float32
	for i, run := range runs {
		paintText(r.texts[i], shown[i], run.Type, run.Tone)
		sizes[i], baselines[i] = measure(shown[i], run.Type)
		if shown[i] == "" {
			sizes[i].Width = 0
			continue
		}
		if i > 0 {
			total += theme.Units(run.Gap)
		}
		total += sizes[i].Width
		above, below = max(above, baselines[i]), max(below, sizes[i].Height-baselines[i])
	}
	x, y := float32(0), whole((size.Height-above-below)/2)
	switch r.line.Align {
	case fyne.TextAlignTrailing:
		x = size.Width - total
	case fyne.TextAlignCenter:
		x = whole((size.Width - total) / 2)
	}
	for i, run := range runs {
		if i > 0 && shown[i] != "" {
			x += theme.Units(run.Gap)
		}
		r.texts[i].Move(fyne.NewPos(x, y+above-baselines[i]))
		r.texts[i].Resize(sizes[i])
		x += sizes[i].Width
	}
}

func (r *lineRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.texts))
	for i, t := range r.texts {
		out[i] = t
	}
	return out
}

func (r *lineRenderer) Refresh() {
	r.Layout(r.line.Size())
	for _, t := range r.texts {
		t.Refresh()
	}
	canvas.Refresh(r.line)
}

func (r *lineRenderer) Destroy() {}
