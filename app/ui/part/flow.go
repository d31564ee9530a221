package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/ui/theme"
)

// Row lays objects side by side, each centred in height. Objects that can be
// shortened give way from the right; Grow takes what is left.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap}, objects...)
}

// RowTop is a Row whose objects stand at the top.
func RowTop(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap, top: true}, objects...)
}

// RowFill is a Row whose objects are all as high as the row.
func RowFill(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&row{gap: gap, fill: true}, objects...)
}

type row struct {
	gap       float32
	top, fill bool
}

// widths shares out a width. Objects get what they prefer; if that is too much,
// the rightmost that can be shortened give way first. Those that grow share
// what is left equally, so that cards side by side are alike.
func (r *row) widths(objects []fyne.CanvasObject, room float32) []float32 {
	out := make([]float32, len(objects))
	room -= r.gaps(len(objects))
	var growing []int
	wanted := float32(0) // by those that grow, before they give way
	for i, o := range objects {
		if grows(o) {
			growing = append(growing, i)
			wanted += preferred(o).Width
			continue
		}
		out[i] = preferred(o).Width
		room -= out[i]
	}
	if len(growing) > 1 {
		wanted = 0 // equal shares count for more than single wishes
		for _, i := range growing {
			wanted += objects[i].MinSize().Width
		}
	}
	for i := len(objects) - 1; i >= 0 && room < wanted; i-- {
		if grows(objects[i]) {
			continue
		}
		give := min(wanted-room, max(0, out[i]-objects[i].MinSize().Width))
		out[i], room = out[i]-give, room+give
	}
	for n, i := range growing {
		out[i] = max(objects[i].MinSize().Width, room/float32(len(growing)-n))
		room -= out[i]
	}
	return out
}

func (r *row) gaps(n int) float32 { return theme.Units(r.gap) * float32(max(0, n-1)) }

func (r *row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects = shown(objects)
	x := float32(0)
	for i, w := range r.widths(objects, size.Width) {
		o := objects[i]
		h := min(size.Height, HeightFor(o, w))
		y := whole((size.Height - h) / 2)
		switch {
		case r.fill:
			y, h = 0, size.Height
		case r.top:
			y = 0
		}
		o.Move(fyne.NewPos(whole(x), y))
		o.Resize(fyne.NewSize(w, h))
		x += w + theme.Units(r.gap)
	}
}

func (r *row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	objects = shown(objects)
	m := fyne.NewSize(r.gaps(len(objects)), 0)
	for _, o := range objects {
		s := o.MinSize()
		m.Width += s.Width
		m.Height = max(m.Height, s.Height)
	}
	return m
}

func (r *row) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	objects = shown(objects)
	var h float32
	for i, ow := range r.widths(objects, w) {
		h = max(h, HeightFor(objects[i], ow))
	}
	return h
}

func (r *row) preferred(objects []fyne.CanvasObject) fyne.Size {
	objects = shown(objects)
	p := fyne.NewSize(r.gaps(len(objects)), 0)
	for _, o := range objects {
		s := preferred(o)
		p.Width += s.Width
		p.Height = max(p.Height, s.Height)
	}
	return p
}

// Column lays objects under each other, each as wide as the column and as high
// as it needs at that width; Grow takes what is left.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&column{gap}, objects...)
}

type column struct{ gap float32 }

func (c *column) gaps(n int) float32 { return theme.Units(c.gap) * float32(max(0, n-1)) }

func (c *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects = shown(objects)
	left, growing := size.Height-c.heightFor(objects, size.Width), 0
	for _, o := range objects {
		if grows(o) {
			growing++
		}
	}
	y := float32(0)
	for _, o := range objects {
		h := HeightFor(o, size.Width)
		if grows(o) {
			h += left / float32(growing)
		}
		o.Move(fyne.NewPos(0, whole(y)))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + theme.Units(c.gap)
	}
}

func (c *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	objects = shown(objects)
	m := fyne.NewSize(0, c.gaps(len(objects)))
	for _, o := range objects {
		s := o.MinSize()
		m.Height += s.Height
		m.Width = max(m.Width, s.Width)
	}
	return m
}

func (c *column) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	objects = shown(objects)
	h := c.gaps(len(objects))
	for _, o := range objects {
		h += HeightFor(o, w)
	}
	return h
}

func (c *column) preferred(objects []fyne.CanvasObject) fyne.Size {
	objects = shown(objects)
	p := fyne.NewSize(0, c.gaps(len(objects)))
	for _, o := range objects {
		s := preferred(o)
		p.Height += s.Height
		p.Width = max(p.Width, s.Width)
	}
	return p
}

// Leading keeps an object at its own width at the left.
func Leading(o fyne.CanvasObject) fyne.CanvasObject { return Row(0, o, Spring()) }

// Wrap lays objects in rows of one gap, starting a new row where one is full,
// as tags do.
func Wrap(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrap{gap: gap}, objects...)
}

type wrap struct{ gap float32 }

// place walks the objects as they wrap at a width and returns their height.
func (f *wrap) place(objects []fyne.CanvasObject, w float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	gap := theme.Units(f.gap)
	var x, y, high float32
	for _, o := range shown(objects) {
		s := preferred(o)
		s.Width = min(s.Width, w)
		if x > 0 && x+s.Width > w {
			x, y, high = 0, y+high+gap, 0
		}
		put(o, fyne.NewPos(x, y), s)
		x, high = x+s.Width+gap, max(high, s.Height)
	}
	return y + high
}

func (f *wrap) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.place(objects, size.Width, func(o fyne.CanvasObject, p fyne.Position, s fyne.Size) {
		o.Move(p)
		o.Resize(s)
	})
}

func (f *wrap) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	return f.place(objects, w, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

// MinSize is the size of the largest object: each may have a row of its own.
func (f *wrap) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return (&stack{}).MinSize(objects)
}

func (f *wrap) preferred(objects []fyne.CanvasObject) fyne.Size {
	return (&row{gap: f.gap}).preferred(objects)
}

// middle lays objects side by side in the middle of their room.
func middle(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&centred{row{gap: gap}}, objects...)
}

type centred struct{ row }

func (c *centred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.row.Layout(objects, size)
	spare := size.Width - c.preferred(objects).Width
	if spare <= 0 {
		return
	}
	for _, o := range objects {
		o.Move(o.Position().AddXY(whole(spare/2), 0))
	}
}
