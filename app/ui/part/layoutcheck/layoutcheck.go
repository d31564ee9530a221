// Package layoutcheck finds what is clipped, overlapping or too small to hit on
// a canvas, for the tests of screens. It is linked into tests only.
package layoutcheck

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// slack is how far, in units, letters' boxes may pass each other or their
// place: a box has empty room above and below its letters.
const slack = 3

// LeastTarget is the smallest side of what can be clicked, in units (WCAG 2.2,
// 2.5.8).
const LeastTarget = 24

// Problems returns a sentence for each text that does not fit in its place or
// covers another, and for each object that got less room than it needs, on the
// content of a canvas and on each of its overlays. An empty answer is good.
func Problems(c fyne.Canvas) []string {
	var out []string
	for _, layer := range layers(c) {
		w := &walk{}
		w.object(layer, fyne.Position{}, rect{0, 0, layer.Size().Width, layer.Size().Height}, "")
		out = append(out, w.problems...)
		out = append(out, overlaps(w.texts)...)
	}
	return out
}

// SmallTargets returns a sentence for each visible object that can be tapped
// and is smaller than LeastTarget on a side.
func SmallTargets(c fyne.Canvas) []string {
	var out []string
	for _, layer := range layers(c) {
		w := &walk{}
		w.object(layer, fyne.Position{}, rect{0, 0, layer.Size().Width, layer.Size().Height}, "")
		out = append(out, w.small...)
	}
	return out
}

func layers(c fyne.Canvas) []fyne.CanvasObject {
	out := append([]fyne.CanvasObject{}, c.Overlays().List()...)
	if c.Content() != nil {
		out = append(out, c.Content())
	}
	return out
}

type rect struct{ x0, y0, x1, y1 float32 }

func (r rect) and(o rect) rect {
	return rect{max(r.x0, o.x0), max(r.y0, o.y0), min(r.x1, o.x1), min(r.y1, o.y1)}
}

func (r rect) empty() bool { return r.x0 >= r.x1 || r.y0 >= r.y1 }

func (r rect) String() string {
	return fmt.Sprintf("%.0f,%.0f to %.0f,%.0f", r.x0, r.y0, r.x1, r.y1)
}

type placed struct {
	words string
	seen  rect // the part that is not clipped
}

type walk struct {
	texts    []placed
	problems []string
	small    []string
}

// object checks one object and all in it; clip is what of the canvas it may
// draw on, in is the path of types to it.
func (w *walk) object(o fyne.CanvasObject, at fyne.Position, clip rect, in string) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	size := o.Size()
	r := rect{at.X, at.Y, at.X + size.Width, at.Y + size.Height}
	name := path(in, o)
	if t, ok := o.(*canvas.Text); ok {
		w.text(t, r, clip, in)
		return
	}
	if r.and(clip).empty() {
		return
	}
	w.room(o, r, name)
	switch o := o.(type) {
	case *container.Scroll:
		inner := r.and(clip)
		w.object(o.Content, at, inner, name)
	case *fyne.Container:
		for _, child := range o.Objects {
			w.object(child, at, clip, name)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			w.object(child, at, clip, name)
		}
	}
}

// path names an object by its own type and those of the few it lies in.
func path(in string, o fyne.CanvasObject) string {
	parts := strings.Split(in, "/")
	if len(parts) > 3 {
		parts = parts[len(parts)-3:]
	}
	return strings.Join(append(parts, strings.TrimPrefix(fmt.Sprintf("%T", o), "*")), "/")
}

// room checks that an object got what it needs, and can be hit.
func (w *walk) room(o fyne.CanvasObject, r rect, name string) {
	switch o.(type) {
	case *container.Scroll: // what it needs is a taste of the toolkit's
		return
	case fyne.Widget, *fyne.Container:
	default:
		return
	}
	need := o.MinSize()
	if r.x1-r.x0 < need.Width-1 || r.y1-r.y0 < need.Height-1 {
		w.problems = append(w.problems, fmt.Sprintf("%s at %s needs %.0f by %.0f", name, r, need.Width, need.Height))
	}
	if _, ok := o.(fyne.Tappable); ok && !isText(o) && (r.x1-r.x0 < LeastTarget || r.y1-r.y0 < LeastTarget) {
		w.small = append(w.small, fmt.Sprintf("%s at %s is too small to hit", name, r))
	}
}

// isText says whether an object takes taps only to select its letters, as the
// selection inside the toolkit's label does.
func isText(o fyne.CanvasObject) bool {
	return strings.HasSuffix(fmt.Sprintf("%T", o), "Selectable")
}

func (w *walk) text(t *canvas.Text, r, clip rect, in string) {
	if t.Text == "" {
		return
	}
	need := t.MinSize()
	r.x1, r.y1 = max(r.x1, r.x0+need.Width), max(r.y1, r.y0+need.Height)
	seen := r.and(clip)
	if seen.empty() {
		return
	}
	if r.x0 < clip.x0-1 || r.x1 > clip.x1+1 {
		w.problems = append(w.problems, fmt.Sprintf("%q at %s passes its place, %s, in %s", t.Text, r, clip, in))
	}
	w.texts = append(w.texts, placed{t.Text, seen})
}

func overlaps(texts []placed) []string {
	var out []string
	for i, a := range texts {
		for _, b := range texts[i+1:] {
			both := a.seen.and(b.seen)
			if both.x1-both.x0 > slack && both.y1-both.y0 > max(2*slack, (b.seen.y1-b.seen.y0)/6) {
				out = append(out, fmt.Sprintf("%q at %s covers %q at %s", a.words, a.seen, b.words, b.seen))
			}
		}
	}
	return out
}
