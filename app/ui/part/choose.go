package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// Option is one choice of a Select or a SegmentedFilter.
type Option struct {
	ID       string
	Label    string
	Initials string // an avatar before the label, in a Select
	Key      string // a letter that chooses it in a Select's menu
}

// Select is a box that opens a menu of options.
type Select struct {
	press
	// OnChanged is called when a person chooses another option.
	OnChanged func(id string)

	spoken   string
	options  []Option
	selected string
	frame    *Box
	avatar   *Avatar
	label    *Line
}

// NewSelect returns a box with a spoken name and one option chosen.
func NewSelect(name string, options []Option, selected string) *Select {
	s := &Select{spoken: name, options: options, selected: selected}
	s.frame = NewFrame(theme.Surface, theme.Control, theme.RadiusControl)
	s.avatar, s.label = NewAvatar("", 20), NewLine()
	s.OnTapped = s.Open
	row := Row(6, s.avatar, Grow(s.label), NewIcon(theme.IconKeyboardArrowDown, theme.Text, 18))
	s.composePress(s, theme.RadiusControl, Sized(0, theme.ControlSize, Stack(s.frame, Pad(0, 7, 0, 9, row))), s.paint)
	return s
}

func (s *Select) paint() {
	o := s.option()
	s.frame.Fill = theme.Surface
	if s.hovered && !s.disabled {
		s.frame.Fill = theme.ButtonHover
	}
	s.avatar.initials = o.Initials
	Show(s.avatar, o.Initials != "")
	ink := theme.Text
	if s.disabled {
		ink = theme.Text3
	}
	s.label.setRuns([]Run{{Text: o.Label, Type: theme.Dense, Tone: ink}})
	s.name = s.spoken + ": " + o.Label
}

func (s *Select) option() Option {
	for _, o := range s.options {
		if o.ID == s.selected {
			return o
		}
	}
	return Option{}
}

// Selected returns the id of the chosen option.
func (s *Select) Selected() string { return s.selected }

// Set shows other options, or another one as chosen; it does not call
// OnChanged.
func (s *Select) Set(options []Option, selected string) {
	s.options, s.selected = options, selected
	s.Refresh()
}

// Open shows the menu under the box.
func (s *Select) Open() {
	items := make([]MenuItem, len(s.options))
	for i, o := range s.options {
		items[i] = MenuItem{Label: o.Label, Key: o.Key, Initials: o.Initials, Checked: o.ID == s.selected, Do: func() { s.choose(o.ID) }}
	}
	ShowMenu(s, items...)
}

func (s *Select) choose(id string) {
	if id == s.selected {
		return
	}
	s.selected = id
	s.Refresh()
	if s.OnChanged != nil {
		s.OnChanged(id)
	}
}

// TypedKey implements fyne.Focusable: Down opens the menu too.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDown {
		s.Tapped(nil)
		return
	}
	s.press.TypedKey(e)
}

// SegmentedFilter is a row of choices of which one holds: "All 10 | Mine 4".
type SegmentedFilter struct {
	composite
	OnChanged func(id string)
	selected  string
	row       *fyne.Container
	segments  []*segment
}

// NewSegmentedFilter returns a filter with one option chosen.
func NewSegmentedFilter(options []Option, selected string) *SegmentedFilter {
	f := &SegmentedFilter{selected: selected, row: RowFill(0)}
	f.compose(f, Stack(NewFrame(theme.Bg, theme.LineTone, theme.RadiusControl), Pad(1, 1, 1, 1, f.row)), nil)
	f.Set(options, selected)
	return f
}

// Set shows other options or counts; it does not call OnChanged.
func (f *SegmentedFilter) Set(options []Option, selected string) {
	f.selected = selected
	if len(options) != len(f.segments) {
		f.segments, f.row.Objects = nil, nil
		for range options {
			s := newSegment(f)
			f.segments = append(f.segments, s)
			f.row.Add(s)
		}
	}
	for i, o := range options {
		f.segments[i].option = o
	}
	f.Refresh()
}

// Selected returns the id of the chosen option.
func (f *SegmentedFilter) Selected() string { return f.selected }

func (f *SegmentedFilter) choose(id string) {
	if id == f.selected {
		return
	}
	f.selected = id
	f.Refresh()
	if f.OnChanged != nil {
		f.OnChanged(id)
	}
}

type segment struct {
	press
	filter *SegmentedFilter
	option Option
	box    *Box
	label  *Line
}

func newSegment(f *SegmentedFilter) *segment {
	s := &segment{filter: f, box: NewFrame(theme.Surface, theme.Control, theme.RadiusControl-1), label: NewRigid()}
	s.label.Align = fyne.TextAlignCenter
	s.OnTapped = func() { f.choose(s.option.ID) }
	s.composePress(s, theme.RadiusControl, Sized(0, 26, Stack(s.box, Pad(0, 10, 0, 10, s.label))), func() {
		on := s.option.ID == f.selected
		Show(s.box, on)
		letters, ink := theme.Dense, theme.Text2
		if on {
			letters, ink = theme.DenseBold, theme.Text
		}
		s.label.setRuns([]Run{{Text: s.option.Label, Type: letters, Tone: ink}})
		s.name = s.option.Label
		if on {
			s.name += ", chosen"
		}
	})
	return s
}
