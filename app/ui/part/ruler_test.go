package part

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/part/layoutcheck"
	"commsdesk/app/ui/theme"
)

func rendererOf(w fyne.Widget) fyne.WidgetRenderer { return test.WidgetRenderer(w) }

// rulerAt is a ruler of Friday 11:40 to Monday 11:40, so many minutes into
// Monday's part.
func rulerAt(now float32) RulerData {
	return RulerData{Tone: Soon, Spans: []RulerSpan{{Minutes: 320}, {Minutes: 3840, Closed: true, Name: "weekend, closed"}, {Minutes: 160}},
		Marks: []RulerMark{{MarkReceived, 0, 0, "Fri 11:40, received"}, {MarkEdge, 0, 320, "17:00"}, {MarkEdge, 2, 0, "9:00"}, {MarkNow, 2, now, "now"}, {MarkDue, 2, 160, "Mon 11:40, due"}}}
}

func TestRulerLabelsNeverCollide(t *testing.T) {
	for _, percent := range []int{100, 150} {
		desk(t, theme.Light, percent)
		for w := theme.Units(200); w < 900; w += 45 {
			for now := float32(0); now <= 160; now += 20 {
				r := NewRuler(rulerAt(now))
				win := window(t, r, w, theme.Units(rulerHigh))
				for _, p := range layoutcheck.Problems(win.Canvas()) {
					t.Errorf("%g wide, now %g, %d %%: %s", w, now, percent, p)
				}
			}
		}
	}
}

func TestRulerKeepsWhatMattersMost(t *testing.T) {
	desk(t, theme.Light, 100)
	r := NewRuler(rulerAt(48))
	window(t, r, 558, rulerHigh)
	if got := seen(r); got != "Fri 11:40, received|Mon 11:40, due|now|17:00|9:00|weekend, closed" {
		t.Errorf("wide: %q", got)
	}
	r.Resize(fyne.NewSize(260, rulerHigh))
	if got := seen(r); got != "Fri 11:40, received|Mon 11:40, due|now" && got != "Fri 11:40, received|Mon 11:40, due|now|weekend, closed" {
		t.Errorf("narrow: %q", got)
	}
}

func TestRulerDrawsOpenTimeInProportion(t *testing.T) {
	desk(t, theme.Light, 100)
	spans := []RulerSpan{{Minutes: 300}, {Minutes: 9000, Closed: true, Name: "weekend, closed"}, {Minutes: 100}}
	starts := spanStarts(spans, 600)
	first, gap, last := starts[1]-starts[0], starts[2]-starts[1], starts[3]-starts[2]
	if ratio := first / last; ratio < 2.99 || ratio > 3.01 {
		t.Errorf("300 and 100 minutes are %f and %f", first, last)
	}
	if starts[3] < 599.9 || starts[3] > 600.1 || gap > 600*rulerMostGap+0.1 {
		t.Errorf("ends at %f, the gap takes %f", starts[3], gap)
	}
}

func TestRulerFillsUpToNow(t *testing.T) {
	desk(t, theme.Light, 100)
	for now, want := range map[float32]int{0: 1, 48: 2} {
		r := NewRuler(rulerAt(now))
		window(t, r, 558, rulerHigh)
		used := 0
		for _, o := range rendererOf(r).Objects() {
			if rect, ok := o.(*canvas.Rectangle); ok && rect.FillColor == theme.Color(theme.WarnBar) && rect.Size().Width > 0 {
				used++
			}
		}
		if used != want {
			t.Errorf("now %g: %d spans are used, want %d", now, used, want)
		}
	}
}

func TestRulerWithManyClosuresStaysInside(t *testing.T) {
	desk(t, theme.Light, 100)
	d := RulerData{Tone: Late}
	for i := range 6 {
		d.Spans = append(d.Spans, RulerSpan{Minutes: 80}, RulerSpan{Minutes: 900, Closed: true, Name: fmt.Sprint("bank holiday ", i)})
		d.Marks = append(d.Marks, RulerMark{MarkEdge, 2 * i, 80, "17:00"})
	}
	r := NewRuler(d)
	win := window(t, r, 500, rulerHigh)
	if p := layoutcheck.Problems(win.Canvas()); len(p) > 0 {
		t.Errorf("got %q", p)
	}
	empty := NewRuler(RulerData{})
	window(t, empty, 500, rulerHigh)
}
