package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// TabSpec is one tab of a composer.
type TabSpec struct {
	ID    string
	Label string
	Icon  theme.IconName
	Key   string
}

// Tabs choose what a composer writes: the open one is bold and underlined.
type Tabs struct {
	composite
	OnChanged func(id string)
	selected  string
}

type tab struct {
	press
	icon *Icon
	line *Line
	rule *Box
}

// NewTabs returns tabs with one open. rest, if not nil, stands at the right:
// "Draft saved 9:47".
func NewTabs(specs []TabSpec, selected string, rest fyne.CanvasObject) *Tabs {
	t := &Tabs{selected: selected}
	row := RowFill(4)
	for _, s := range specs {
		row.Add(t.newTab(s))
	}
	row.Add(Spring())
	if rest != nil {
		row.Add(rest)
	}
	t.compose(t, Sized(0, 38, Stack(Column(0, Spring(), HLine()), Pad(0, 12, 0, 8, row))), nil)
	return t
}

func (t *Tabs) newTab(s TabSpec) *tab {
	b := &tab{icon: NewIcon(s.Icon, theme.Text, 16), line: NewRigid(), rule: NewBox(theme.Accent, 0)}
	b.OnTapped = func() { t.choose(s.ID) }
	cap := NewKeyCap(s.Key)
	Show(cap, s.Key != "")
	content := Column(0, Grow(Pad(0, 8, 0, 8, Row(6, b.icon, b.line, cap))), Sized(0, 2, b.rule))
	b.composePress(b, theme.RadiusTag, content, func() {
		letters, ink := theme.Dense, theme.Text2
		b.name = s.Label
		if t.selected == s.ID {
			letters, ink = theme.DenseBold, theme.Text
			b.name += ", open"
		}
		b.icon.Tone = ink
		b.line.setRuns([]Run{{Text: s.Label, Type: letters, Tone: ink}})
		b.rule.Fill = theme.Transparent
		if t.selected == s.ID {
			b.rule.Fill = theme.Accent
		}
	})
	return b
}

// Selected returns the id of the open tab.
func (t *Tabs) Selected() string { return t.selected }

// SetSelected opens another tab; it does not call OnChanged.
func (t *Tabs) SetSelected(id string) {
	t.selected = id
	t.Refresh()
}

func (t *Tabs) choose(id string) {
	if t.selected == id {
		return
	}
	t.SetSelected(id)
	if t.OnChanged != nil {
		t.OnChanged(id)
	}
}

// ComposerCard is the frame of a composer: tabs, the text, what is known about
// it, and its buttons. Its edge is the focus ring of the text.
type ComposerCard struct {
	composite
	frame   *Box
	focused bool
}

// NewComposerCard lays a composer out; head, about and foot may be nil. It
// takes over the text's OnFocus.
func NewComposerCard(head fyne.CanvasObject, text *Composer, about, foot fyne.CanvasObject) *ComposerCard {
	c := &ComposerCard{frame: NewFrame(theme.Surface, theme.Control, theme.RadiusCard)}
	column := Column(0)
	if head != nil {
		column.Add(head)
	}
	column.Add(Grow(Pad(6, 10, 4, 10, text)))
	if about != nil {
		column.Add(Pad(2, 14, 8, 14, about))
	}
	if foot != nil {
		column.Add(HLine())
		column.Add(Stack(NewBox(theme.Sunken, theme.RadiusCard-2), Pad(9, 12, 9, 12, foot)))
	}
	c.compose(c, Stack(Pad(2, 2, 2, 2, column), c.frame), func() {
		c.frame.Fill, c.frame.Stroke, c.frame.StrokeWidth = theme.Transparent, theme.Control, 1
		if c.focused {
			c.frame.Stroke, c.frame.StrokeWidth = theme.Accent, 3
		}
	})
	c.root = Stack(NewBox(theme.Surface, theme.RadiusCard), c.root)
	text.OnFocus = func(on bool) {
		c.focused = on
		c.Refresh()
	}
	return c
}
