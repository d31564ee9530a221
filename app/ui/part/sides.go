package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/ui/theme"
)

// Sides lays two objects beside each other, the second as wide as said (0: both
// alike), or under each other where there is less room than least: forms stay
// whole at large text. All lengths are units.
func Sides(gap, least, second float32, a, b fyne.CanvasObject) *fyne.Container {
	return container.New(&sides{gap, least, second}, a, b)
}

type sides struct{ gap, least, second float32 }

// widths returns what each object gets of w; ok is false when they go under
// each other.
func (s *sides) widths(w float32) (first, second float32, ok bool) {
	if w < theme.Units(s.least) {
		return w, w, false
	}
	gap := theme.Units(s.gap)
	second = theme.Units(s.second)
	if s.second == 0 {
		second = whole((w - gap) / 2)
	}
	return w - gap - second, second, true
}

func (s *sides) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	a, b := objects[0], objects[1]
	wa, wb, beside := s.widths(size.Width)
	a.Move(fyne.Position{})
	if beside {
		a.Resize(fyne.NewSize(wa, size.Height))
		b.Move(fyne.NewPos(wa+theme.Units(s.gap), 0))
		b.Resize(fyne.NewSize(wb, size.Height))
		return
	}
	ha := HeightFor(a, wa)
	a.Resize(fyne.NewSize(wa, ha))
	b.Move(fyne.NewPos(0, ha+theme.Units(s.gap)))
	b.Resize(fyne.NewSize(wb, max(0, size.Height-ha-theme.Units(s.gap))))
}

func (s *sides) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), max(a.Height, b.Height))
}

func (s *sides) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	wa, wb, beside := s.widths(w)
	ha, hb := HeightFor(objects[0], wa), HeightFor(objects[1], wb)
	if beside {
		return max(ha, hb)
	}
	return ha + theme.Units(s.gap) + hb
}

func (s *sides) preferred(objects []fyne.CanvasObject) fyne.Size {
	a, b := preferred(objects[0]), preferred(objects[1])
	return fyne.NewSize(a.Width+theme.Units(s.gap)+b.Width, max(a.Height, b.Height))
}

// Narrow keeps an object at most so wide, in the middle, with at least some
// room left and right, in units.
func Narrow(most, room float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&narrowed{most, room}, o)
}

type narrowed struct{ most, room float32 }

func (c *narrowed) width(w float32) float32 {
	return max(0, min(theme.Units(c.most), w-2*theme.Units(c.room)))
}

func (c *narrowed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := c.width(size.Width)
	for _, o := range objects {
		o.Move(fyne.NewPos(whole((size.Width-w)/2), 0))
		o.Resize(fyne.NewSize(w, size.Height))
	}
}

func (c *narrowed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return (&stack{}).MinSize(objects).AddWidthHeight(2*theme.Units(c.room), 0)
}

func (c *narrowed) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	return (&stack{}).heightFor(objects, c.width(w))
}

func (c *narrowed) preferred(objects []fyne.CanvasObject) fyne.Size {
	p := (&stack{}).preferred(objects)
	return fyne.NewSize(min(p.Width, theme.Units(c.most))+2*theme.Units(c.room), p.Height)
}
