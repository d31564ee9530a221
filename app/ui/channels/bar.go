package channels

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// barHigh is the height of a bar of the meter, in units.
const barHigh = 8

// newBar shows a share, from 0 to 1, of the whole width. It repeats the count
// beside its name.
func newBar(share float32, tone part.Tone) fyne.CanvasObject {
	ink := theme.Control
	if tone == part.Chosen {
		ink = theme.Accent
	}
	bar := container.New(&shared{share}, part.NewBox(theme.Track, barHigh/2), part.NewBox(ink, barHigh/2))
	return part.Sized(0, barHigh, bar)
}

// shared lays the second object over a share of the first.
type shared struct{ share float32 }

// Layout implements fyne.Layout.
func (s *shared) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	objects[1].Resize(fyne.NewSize(size.Width*max(0, min(1, s.share)), size.Height))
}

// MinSize implements fyne.Layout.
func (s *shared) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, theme.Units(barHigh)) }
