package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// CheckRow is a choice that is on or off, with its words and quiet words.
type CheckRow struct {
	press
	// OnChanged is called when a person turns it on or off.
	OnChanged func(on bool)
	on        bool
	words     string
	icon      *Icon
	line      *Paragraph
}

// NewCheckRow returns a choice.
func NewCheckRow(words, hint string, on bool) *CheckRow {
	c := &CheckRow{on: on, words: words, icon: NewIcon(theme.IconCheckBoxFill, theme.Accent, 20)}
	c.line = NewParagraph(choiceRuns(words, hint)...)
	c.OnTapped = func() {
		c.SetOn(!c.on)
		if c.OnChanged != nil {
			c.OnChanged(c.on)
		}
	}
	c.composePress(c, theme.RadiusTag, Pad(3, 4, 3, 0, RowTop(8, c.icon, Grow(Pad(1, 0, 1, 0, c.line)))), func() {
		c.icon.Name, c.icon.Tone = theme.IconCheckBoxOutlineBlank, theme.Control
		c.name = c.words + ", off"
		if c.on {
			c.icon.Name, c.icon.Tone = theme.IconCheckBoxFill, theme.Accent
			c.name = c.words + ", on"
		}
	})
	return c
}

func choiceRuns(words, hint string) []Run {
	runs := []Run{{Text: words, Type: theme.Dense, Tone: theme.Text}}
	if hint != "" {
		runs = append(runs, Run{Text: "  " + hint, Type: theme.Dense, Tone: theme.Text2})
	}
	return runs
}

// On says whether the choice is on.
func (c *CheckRow) On() bool { return c.on }

// SetOn turns it on or off; it does not call OnChanged.
func (c *CheckRow) SetOn(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// RadioList is a list of choices of which one holds.
type RadioList struct {
	composite
	OnChanged func(id string)
	selected  string
	rows      []*radioRow
}

// RadioOption is one choice of a RadioList.
type RadioOption struct{ ID, Words, Hint string }

type radioRow struct {
	press
	list *RadioList
	id   string
	icon *Icon
}

// NewRadioList returns a list with one choice holding.
func NewRadioList(options []RadioOption, selected string) *RadioList {
	l := &RadioList{selected: selected}
	column := Column(2)
	for _, o := range options {
		r := &radioRow{list: l, id: o.ID, icon: NewIcon(theme.IconRadioButtonChecked, theme.Accent, 20)}
		r.OnTapped = func() { l.choose(r.id) }
		line := NewParagraph(choiceRuns(o.Words, o.Hint)...)
		r.composePress(r, theme.RadiusTag, Pad(3, 4, 3, 0, RowTop(8, r.icon, Grow(Pad(1, 0, 1, 0, line)))), func() {
			r.icon.Name, r.icon.Tone, r.name = theme.IconRadioButtonUnchecked, theme.Control, o.Words
			if r.id == l.selected {
				r.icon.Name, r.icon.Tone, r.name = theme.IconRadioButtonChecked, theme.Accent, o.Words+", chosen"
			}
		})
		l.rows = append(l.rows, r)
		column.Add(r)
	}
	l.compose(l, column, nil)
	return l
}

// Selected returns the id of the choice that holds.
func (l *RadioList) Selected() string { return l.selected }

// SetSelected lets another choice hold; it does not call OnChanged.
func (l *RadioList) SetSelected(id string) {
	l.selected = id
	l.Refresh()
}

func (l *RadioList) choose(id string) {
	if l.selected == id {
		return
	}
	l.SetSelected(id)
	if l.OnChanged != nil {
		l.OnChanged(id)
	}
}

// DayToggle is a small button that stays in: a day on which the desk is open.
type DayToggle struct {
	press
	// OnChanged is called when a person turns it on or off.
	OnChanged func(on bool)
	on        bool
}

// NewDayToggle returns a toggle with a short label and a spoken name.
func NewDayToggle(label, name string, on bool) *DayToggle {
	d := &DayToggle{on: on}
	box, line := NewBox(theme.Surface, theme.RadiusControl), NewRigid()
	line.Align = fyne.TextAlignCenter
	d.OnTapped = func() {
		d.SetOn(!d.on)
		if d.OnChanged != nil {
			d.OnChanged(d.on)
		}
	}
	d.composePress(d, theme.RadiusControl, Sized(40, theme.ControlSize, Stack(box, line)), func() {
		box.Fill, box.Stroke, box.StrokeWidth = theme.Surface, theme.Control, 1
		ink, state := theme.Text, ", closed"
		d.ring.Stroke = theme.Accent
		if d.on {
			box.Fill, box.Stroke, ink, state = theme.Accent, theme.Accent, theme.OnAccent, ", open"
			d.ring.Stroke = theme.Text
		}
		line.setRuns([]Run{{Text: label, Type: theme.DenseBold, Tone: ink}})
		d.name = name + state
	})
	return d
}

// On says whether the toggle is in.
func (d *DayToggle) On() bool { return d.on }

// SetOn turns it on or off; it does not call OnChanged.
func (d *DayToggle) SetOn(on bool) {
	if d.on != on {
		d.on = on
		d.Refresh()
	}
}
