package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/theme"
)

// Tone says how a thing stands. Words say it too, always.
type Tone int

// The tones of deadline words, bars, group heads and badges.
const (
	Calm    Tone = iota // nothing to worry about
	Soon                // under two hours left, or needs a look
	Late                // overdue, rejected, signed out
	Good                // sent, in time
	Unknown             // unconfirmed: nobody knows
	Idle                // waiting, closed, not begun
	Chosen              // what the desk suggests
)

// ink is the colour of words in a tone.
func (t Tone) ink() fyne.ThemeColorName {
	switch t {
	case Soon:
		return theme.Warn
	case Late:
		return theme.Danger
	case Good:
		return theme.OK
	case Unknown:
		return theme.Unsure
	case Idle:
		return theme.Text2
	case Chosen:
		return theme.Accent
	}
	return theme.Text
}

// Ink returns the tone's colour for words and symbols.
func (t Tone) Ink() fyne.ThemeColorName { return t.ink() }

// ground is the tint behind words in a tone.
func (t Tone) ground() fyne.ThemeColorName {
	switch t {
	case Soon:
		return theme.WarnTint
	case Late:
		return theme.DangerTint
	case Good:
		return theme.OKTint
	case Unknown:
		return theme.UnsureTint
	case Chosen:
		return theme.Tint
	}
	return theme.Sunken
}

func (t Tone) bar() fyne.ThemeColorName {
	switch t {
	case Soon:
		return theme.WarnBar
	case Calm, Idle:
		return theme.Control
	}
	return t.ink()
}

// TimeBar shows the share of the working day used, 84 by 4 units. It repeats
// the deadline's words and steps when it is set, never by itself.
type TimeBar struct {
	widget.BaseWidget
	share float32
	tone  Tone
	wide  float32
}

// NewTimeBar returns a bar of a width in units (84 in rows) with a share from
// 0 to 1.
func NewTimeBar(wide, share float32, tone Tone) *TimeBar {
	b := &TimeBar{share: share, tone: tone, wide: wide}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows another share and tone.
func (b *TimeBar) Set(share float32, tone Tone) {
	if b.share != share || b.tone != tone {
		b.share, b.tone = share, tone
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *TimeBar) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	r := &barRenderer{bar: b, track: canvas.NewRectangle(nil), used: canvas.NewRectangle(nil)}
	r.paint()
	return r
}

type barRenderer struct {
	bar         *TimeBar
	track, used *canvas.Rectangle
}

func (r *barRenderer) paint() {
	r.track.FillColor = theme.Color(theme.Track)
	r.used.FillColor = theme.Color(r.bar.tone.bar())
	r.track.CornerRadius, r.used.CornerRadius = theme.Units(2), theme.Units(2)
}

func (r *barRenderer) Layout(size fyne.Size) {
	h := theme.Units(4)
	y := whole((size.Height - h) / 2)
	used := size.Width * max(0, min(1, r.bar.share))
	if used > 0 {
		used = max(used, h)
	}
	r.track.Move(fyne.NewPos(0, y))
	r.track.Resize(fyne.NewSize(size.Width, h))
	r.used.Move(fyne.NewPos(0, y))
	r.used.Resize(fyne.NewSize(used, h))
}

func (r *barRenderer) MinSize() fyne.Size {
	return fyne.NewSize(theme.Units(r.bar.wide), theme.Units(4))
}

func (r *barRenderer) Refresh() {
	r.paint()
	r.Layout(r.bar.Size())
	canvas.Refresh(r.bar)
}

func (r *barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.track, r.used} }
func (r *barRenderer) Destroy()                     {}
