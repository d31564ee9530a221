package part

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/rivo/uniseg"

	"commsdesk/app/ui/theme"
)

// Paragraph is wrapped text in one or more runs, for the desk's own sentences.
// A resident's words go into a Message, where they can be selected.
type Paragraph struct {
	widget.BaseWidget
	runs  []Run
	lines []textLine // as wrapped for wrapped
	at    float32    // the width and text size that lines were made for
	scale int
}

var _ fyne.Accessible = (*Paragraph)(nil)

type textLine []Run

// NewParagraph returns wrapped text. A line feed in a run starts a new line.
func NewParagraph(runs ...Run) *Paragraph {
	p := &Paragraph{runs: runs}
	p.ExtendBaseWidget(p)
	return p
}

// NewWrapped returns wrapped text of one run.
func NewWrapped(text string, t theme.Type, tone fyne.ThemeColorName) *Paragraph {
	return NewParagraph(Run{Text: text, Type: t, Tone: tone})
}

// Set shows other runs.
func (p *Paragraph) Set(runs ...Run) {
	p.runs, p.lines = runs, nil
	p.Refresh()
}

// SetText changes the words of the first run.
func (p *Paragraph) SetText(text string) {
	runs := append([]Run(nil), p.runs...)
	runs[0].Text = text
	p.Set(runs...)
}

// Text returns the words.
func (p *Paragraph) Text() string {
	var b strings.Builder
	for _, r := range p.runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// AccessibilityLabel implements fyne.Accessible.
func (p *Paragraph) AccessibilityLabel() string { return p.Text() }

// AccessibilityRole implements fyne.Accessible.
func (p *Paragraph) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// HeightForWidth returns the height that the text takes at a width.
func (p *Paragraph) HeightForWidth(w float32) float32 {
	return float32(len(p.wrap(w))) * p.lineHeight()
}

func (p *Paragraph) lineHeight() float32 {
	var h float32
	for _, r := range p.runs {
		h = max(h, theme.Units(r.Type.Line))
	}
	return h
}

// PreferredSize is the size at which nothing is wrapped.
func (p *Paragraph) PreferredSize() fyne.Size {
	lines := breakLines(p.runs, 0)
	var w float32
	for _, l := range lines {
		var sum float32
		for _, r := range l {
			sum += width(r.Text, r.Type)
		}
		w = max(w, sum)
	}
	return fyne.NewSize(float32(int(w+0.999)), float32(len(lines))*p.lineHeight())
}

func (p *Paragraph) wrap(w float32) []textLine {
	if s := theme.Current().Percent(); p.lines == nil || p.at != w || p.scale != s {
		p.lines, p.at, p.scale = breakLines(p.runs, w), w, s
	}
	return p.lines
}

// breakLines wraps runs at a width; 0 wraps at line feeds only.
func breakLines(runs []Run, room float32) []textLine {
	b := breaker{room: room, lines: []textLine{nil}}
	for _, r := range runs {
		for i, part := range strings.Split(r.Text, "\n") {
			if i > 0 {
				b.feed()
			}
			for _, word := range words(part) {
				b.add(word, r)
			}
		}
	}
	return b.lines
}

// words splits text after its spaces, so that joined they give it back.
func words(s string) []string {
	var out []string
	for len(s) > 0 {
		i := strings.IndexByte(s, ' ')
		if i < 0 {
			return append(out, s)
		}
		for i < len(s) && s[i] == ' ' {
			i++
		}
		out, s = append(out, s[:i]), s[i:]
	}
	return out
}

type breaker struct {
	room, used float32
	lines      []textLine
}

func (b *breaker) feed() {
	b.lines, b.used = append(b.lines, nil), 0
}

func (b *breaker) add(word string, style Run) {
	w := width(word, style.Type)
	bare := width(strings.TrimRight(word, " "), style.Type)
	if b.room > 0 && b.used > 0 && b.used+bare > b.room {
		b.feed()
	}
	if b.room > 0 && bare > b.room {
		b.addLong(word, style)
		return
	}
	b.put(word, w, style)
}

// addLong cuts a word that no line can hold between its graphemes.
func (b *breaker) addLong(word string, style Run) {
	for g := uniseg.NewGraphemes(word); g.Next(); {
		w := width(g.Str(), style.Type)
		if b.used > 0 && b.used+w > b.room {
			b.feed()
		}
		b.put(g.Str(), w, style)
	}
}

func (b *breaker) put(text string, w float32, style Run) {
	last := len(b.lines) - 1
	line := b.lines[last]
	if n := len(line); n > 0 && line[n-1].Type == style.Type && line[n-1].Tone == style.Tone {
		line[n-1].Text += text
	} else {
		line = append(line, Run{Text: text, Type: style.Type, Tone: style.Tone})
	}
	b.lines[last], b.used = line, b.used+w
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return &paragraphRenderer{p: p}
}

type paragraphRenderer struct {
	p     *Paragraph
	texts []fyne.CanvasObject
}

func (r *paragraphRenderer) MinSize() fyne.Size {
	w := r.p.Size().Width
	if w <= 0 {
		w = r.p.PreferredSize().Width
	}
	return fyne.NewSize(theme.Units(40), r.p.HeightForWidth(w))
}

func (r *paragraphRenderer) Layout(size fyne.Size) {
	r.texts = r.texts[:0]
	h := r.p.lineHeight()
	for i, line := range r.p.wrap(size.Width) {
		x, above, below := float32(0), float32(0), float32(0)
		for _, run := range line {
			s, base := measure(run.Text, run.Type)
			above, below = max(above, base), max(below, s.Height-base)
		}
		top := float32(i)*h + whole((h-above-below)/2)
		for _, run := range line {
			s, base := measure(run.Text, run.Type)
			t := canvas.NewText("", theme.Color(run.Tone))
			paintText(t, run.Text, run.Type, run.Tone)
			t.Move(fyne.NewPos(x, top+above-base))
			t.Resize(s)
			x += s.Width
			r.texts = append(r.texts, t)
		}
	}
}

func (r *paragraphRenderer) Refresh() {
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.texts }
func (r *paragraphRenderer) Destroy()                     {}
