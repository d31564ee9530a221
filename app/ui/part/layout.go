package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/ui/theme"
)

// heightForWidth is had by parts whose height follows their width: the toolkit
// itself asks for a smallest size only.
type heightForWidth interface{ HeightForWidth(w float32) float32 }

type preferrer interface{ PreferredSize() fyne.Size }

// layouts of this package, which know more than fyne.Layout does.
type arrangement interface {
	fyne.Layout
	heightFor(objects []fyne.CanvasObject, w float32) float32
	preferred(objects []fyne.CanvasObject) fyne.Size
}

// HeightFor returns the height that an object needs at a width.
func HeightFor(o fyne.CanvasObject, w float32) float32 {
	if h, ok := o.(heightForWidth); ok {
		return h.HeightForWidth(w)
	}
	if c, ok := o.(*fyne.Container); ok {
		if a, ok := c.Layout.(arrangement); ok {
			return a.heightFor(c.Objects, w)
		}
	}
	return o.MinSize().Height
}

// preferred returns the size at which an object shortens and wraps nothing.
func preferred(o fyne.CanvasObject) fyne.Size {
	if p, ok := o.(preferrer); ok {
		return p.PreferredSize()
	}
	if c, ok := o.(*fyne.Container); ok {
		if a, ok := c.Layout.(arrangement); ok {
			return a.preferred(c.Objects)
		}
	}
	return o.MinSize()
}

// grower marks an object that takes the room left in a Row or Column.
type grower struct{ stack }

// Grow lets an object take the room that is left in its Row or Column.
func Grow(o fyne.CanvasObject) fyne.CanvasObject { return container.New(&grower{}, o) }

// Spring is an empty object that takes the room left in a Row or Column.
func Spring() fyne.CanvasObject { return container.New(&grower{}) }

func grows(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(*grower)
	return ok
}

// Stack lays objects over each other, the first at the bottom.
func Stack(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stack{}, objects...)
}

type stack struct{}

func (*stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.Position{})
	}
}

func (*stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range shown(objects) {
		m = m.Max(o.MinSize())
	}
	return m
}

func (*stack) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	var h float32
	for _, o := range shown(objects) {
		h = max(h, HeightFor(o, w))
	}
	return h
}

func (*stack) preferred(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range shown(objects) {
		m = m.Max(preferred(o))
	}
	return m
}

func shown(objects []fyne.CanvasObject) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o.Visible() {
			out = append(out, o)
		}
	}
	return out
}

// Pad puts room around an object.
func Pad(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&inset{top, right, bottom, left}, o)
}

type inset struct{ top, right, bottom, left float32 }

func (p *inset) around() fyne.Size {
	return fyne.NewSize(theme.Units(p.left)+theme.Units(p.right), theme.Units(p.top)+theme.Units(p.bottom))
}

func (p *inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(theme.Units(p.left), theme.Units(p.top)))
		o.Resize(size.Subtract(p.around()))
	}
}

func (p *inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return (&stack{}).MinSize(objects).Add(p.around())
}

func (p *inset) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	return (&stack{}).heightFor(objects, w-p.around().Width) + p.around().Height
}

func (p *inset) preferred(objects []fyne.CanvasObject) fyne.Size {
	return (&stack{}).preferred(objects).Add(p.around())
}

// Sized gives an object a fixed width and height; 0 leaves that side free.
func Sized(w, h float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&fixed{w, h}, o)
}

type fixed struct{ w, h float32 }

func (f *fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	(&stack{}).Layout(objects, size)
}

func (f *fixed) fix(s fyne.Size) fyne.Size {
	if f.w > 0 {
		s.Width = theme.Units(f.w)
	}
	if f.h > 0 {
		s.Height = theme.Units(f.h)
	}
	return s
}

func (f *fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return f.fix((&stack{}).MinSize(objects))
}

func (f *fixed) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	if f.h > 0 {
		return theme.Units(f.h)
	}
	return (&stack{}).heightFor(objects, w)
}

func (f *fixed) preferred(objects []fyne.CanvasObject) fyne.Size {
	return f.fix((&stack{}).preferred(objects))
}

// AtMost keeps an object no wider than so many units, at the left of its room:
// lines that are too long are hard to read.
func AtMost(w float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&atMost{w}, o)
}

type atMost struct{ w float32 }

func (a *atMost) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	size.Width = min(size.Width, theme.Units(a.w))
	(&stack{}).Layout(objects, size)
}

func (a *atMost) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return (&stack{}).MinSize(objects)
}

func (a *atMost) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	return (&stack{}).heightFor(objects, min(w, theme.Units(a.w)))
}

func (a *atMost) preferred(objects []fyne.CanvasObject) fyne.Size {
	p := (&stack{}).preferred(objects)
	p.Width = min(p.Width, theme.Units(a.w))
	return p
}

// VLine returns a decorative hairline from top to bottom.
func VLine() fyne.CanvasObject {
	return container.New(&least{fyne.NewSize(1, 0)}, NewBox(theme.LineTone, 0))
}

// HLine returns a decorative hairline across.
func HLine() fyne.CanvasObject { return HRule(theme.LineTone) }

// HRule returns a hairline across in any colour.
func HRule(tone fyne.ThemeColorName) fyne.CanvasObject {
	return container.New(&least{fyne.NewSize(0, 1)}, NewBox(tone, 0))
}

// least is a stack with a smallest size that does not scale.
type least struct{ min fyne.Size }

func (l *least) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	(&stack{}).Layout(objects, size)
}
func (l *least) MinSize([]fyne.CanvasObject) fyne.Size          { return l.min }
func (l *least) heightFor([]fyne.CanvasObject, float32) float32 { return l.min.Height }
func (l *least) preferred([]fyne.CanvasObject) fyne.Size        { return l.min }

// NewScroll returns content that scrolls up and down, as wide as its room.
func NewScroll(content fyne.CanvasObject) *container.Scroll {
	l := &scrolled{content: content}
	s := container.NewVScroll(container.New(l, content, &canvas.Rectangle{}))
	l.scroll = s
	remember(s)
	return s
}

// scrolled gives wrapped content its height at the scroll's own width, so that
// one pass of layout is enough.
type scrolled struct {
	scroll  *container.Scroll
	content fyne.CanvasObject
}

func (s *scrolled) width() float32 {
	if w := s.scroll.Size().Width; w > 0 {
		return w
	}
	return s.content.MinSize().Width
}

func (s *scrolled) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(s.content.MinSize().Width, HeightFor(s.content, s.width()))
}

func (s *scrolled) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s.content.Move(fyne.Position{})
	s.content.Resize(fyne.NewSize(size.Width, max(size.Height, HeightFor(s.content, size.Width))))
}
