package part

import (
	"sync"
	"weak"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/ui/theme"
)

// The toolkit does not scroll to what gets the keyboard, and objects know no
// parents; so the scrolls that were made are remembered for as long as they
// live, and asked which of them holds the object.
var (
	scrollsMu sync.Mutex
	scrolls   []weak.Pointer[container.Scroll]
)

func remember(s *container.Scroll) {
	scrollsMu.Lock()
	defer scrollsMu.Unlock()
	kept := scrolls[:0]
	for _, w := range scrolls {
		if w.Value() != nil {
			kept = append(kept, w)
		}
	}
	scrolls = append(kept, weak.Make(s))
}

func remembered() []*container.Scroll {
	scrollsMu.Lock()
	defer scrollsMu.Unlock()
	var out []*container.Scroll
	for _, w := range scrolls {
		if s := w.Value(); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// Reveal scrolls to an object: one that got the keyboard (WCAG 2.2, 2.4.11), or
// news that would else be out of sight. Lay it out first.
func Reveal(o fyne.CanvasObject) {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(o)
	if c == nil {
		return
	}
	at, size := d.AbsolutePositionForObject(o), o.Size()
	for _, s := range remembered() {
		if !s.Visible() || s.Size().Height <= 0 || d.CanvasForObject(s) != c {
			continue
		}
		in := at.Subtract(d.AbsolutePositionForObject(s))
		top := in.Y + s.Offset.Y // in the scroll's content
		inside := in.X >= 0 && in.X+size.Width <= s.Size().Width+1 && top >= 0 && top+size.Height <= s.Content.Size().Height+1
		if inside {
			scrollTo(s, top, size.Height)
		}
	}
}

// scrollTo moves as little as it can, with some room above and below.
func scrollTo(s *container.Scroll, top, height float32) {
	room := theme.Units(24)
	y := s.Offset.Y
	y = max(y, top+height+room-s.Size().Height)
	y = min(y, max(0, top-room))
	if y != s.Offset.Y {
		s.ScrollToOffset(fyne.NewPos(0, y))
	}
}

// scrollBy scrolls by arrow and page keys; false for other keys.
func scrollBy(s *container.Scroll, e *fyne.KeyEvent) bool {
	step := theme.Units(40)
	switch e.Name {
	case fyne.KeyDown:
	case fyne.KeyUp:
		step = -step
	case fyne.KeyPageDown:
		step = s.Size().Height - step
	case fyne.KeyPageUp:
		step -= s.Size().Height
	default:
		return false
	}
	s.ScrollToOffset(fyne.NewPos(0, s.Offset.Y+step))
	return true
}
