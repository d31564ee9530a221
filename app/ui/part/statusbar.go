package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// StatusData is one statement of the status bar.
type StatusData struct {
	Icon     theme.IconName // or
	Network  string         // a tile, as theme.Mark knows it
	Key      string         // a key cap before the words
	Words    Words
	Tone     Tone // of symbol and bold words; the rest is quiet
	Divider  bool // a hairline before it
	Measured bool // a bar of Share follows the words, as of a long first reading
	Share    float32
	OnTapped func()
}

// StatusBar is the line at the window's foot, 28 units high: things that flow
// by themselves.
type StatusBar struct {
	composite
	row *fyne.Container
}

// NewStatusBar returns an empty bar.
func NewStatusBar() *StatusBar {
	s := &StatusBar{row: Row(12)}
	s.compose(s, Sized(0, theme.StatusBar, Stack(NewBox(theme.Surface, 0), Column(0, HLine(), Spring()), Pad(0, 12, 0, 12, s.row))), nil)
	return s
}

// Set shows other statements, those on the left and those on the right.
func (s *StatusBar) Set(left, right []StatusData) {
	objects := []fyne.CanvasObject{}
	add := func(all []StatusData) {
		for _, d := range all {
			if d.Divider {
				objects = append(objects, Sized(0, 14, VLine()))
			}
			objects = append(objects, newStatus(d))
		}
	}
	add(left)
	objects = append(objects, Spring())
	add(right)
	s.row.Objects = objects
	s.Refresh()
}

func newStatus(d StatusData) fyne.CanvasObject {
	ink := d.Tone.ink()
	row := Row(6)
	switch {
	case d.Network != "":
		row.Add(NewNetworkTile(d.Network, 18))
	case d.Icon != "":
		row.Add(NewIcon(d.Icon, ink, 16))
	}
	if d.Key != "" {
		row.Add(NewKeyCap(d.Key))
	}
	words := NewLine(d.Words.runs(theme.Small, theme.SmallBold, ink, theme.Text2)...)
	words.Rigid = d.Words.Rest == "" // what is quiet gives way first
	row.Add(words)
	if d.Measured {
		row.Add(NewTimeBar(84, d.Share, Chosen))
	}
	if d.OnTapped == nil {
		return row
	}
	p := &press{name: words.Text()}
	p.OnTapped = d.OnTapped
	p.composePress(p, theme.RadiusTag, Sized(0, 24, row), nil)
	return p
}
