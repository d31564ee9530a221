package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// ChoiceSpec says what a ChoiceCard offers.
type ChoiceSpec struct {
	Icon      theme.IconName
	Label     string // "It is live"
	Key       string // "1"
	Words     string // what will happen
	Suggested string // why the desk suggests it, or empty
}

// ChoiceCard is one of a few answers to a question, with what each will do.
type ChoiceCard struct{ press }

// NewChoiceCard returns an answer that calls tapped. Lay answers in a RowFill
// of Grow, so that all are of one size.
func NewChoiceCard(s ChoiceSpec, tapped func()) *ChoiceCard {
	c := &ChoiceCard{}
	c.OnTapped, c.name = tapped, s.Label+". "+s.Words
	frame := NewFrame(theme.Surface, theme.Control, theme.RadiusCard)
	ink := theme.Text
	column := Column(4)
	if s.Suggested != "" {
		frame.Stroke, frame.StrokeWidth, ink = theme.Accent, 2, theme.Accent
	}
	column.Add(RowTop(9, Pad(1, 0, 0, 0, NewIcon(s.Icon, ink, 18)), Grow(NewWrapped(s.Label, theme.BodyBold, theme.Text)), NewKeyCap(s.Key)))
	column.Add(NewWrapped(s.Words, theme.Dense, theme.Text2))
	if s.Suggested != "" {
		column.Add(NewWrapped("Suggested: "+s.Suggested, theme.SmallBold, theme.Accent))
	}
	c.composePress(c, theme.RadiusCard, Stack(frame, Pad(12, 14, 12, 14, column)), func() {
		frame.Fill = theme.Surface
		if c.hovered {
			frame.Fill = theme.Sunken
		}
		if c.disabled {
			frame.Fill = theme.Bg
		}
		c.ring.Stroke = theme.Accent
		c.ring.StrokeWidth = 3 // told apart from the edge of a suggested one
	})
	return c
}

// EmptyState says what is true when there is nothing to show, and the one next
// step.
func EmptyState(icon theme.IconName, tone Tone, title, words string, next fyne.CanvasObject) fyne.CanvasObject {
	column := Column(6,
		Row(8, NewIcon(icon, tone.ink(), 20), Grow(NewText(title, theme.BodyBold, theme.Text))),
		NewWrapped(words, theme.Dense, theme.Text2))
	if next != nil {
		column.Add(Pad(8, 0, 0, 0, Leading(next)))
	}
	return Card(CardSpec{Content: column})
}

// EventLine is a line of what happened: when, a symbol, words, and perhaps a
// link.
func EventLine(when string, icon theme.IconName, tone Tone, words string, link *Link) fyne.CanvasObject {
	ink := tone.ink()
	if tone == Calm {
		ink = theme.Text2
	}
	row := RowTop(8, Sized(70, 0, NewText(when, theme.Dense, theme.Text3)))
	if icon != "" {
		row.Add(Pad(1, 6, 0, 0, NewIcon(icon, ink, 16)))
	}
	row.Add(Grow(NewWrapped(words, theme.Dense, theme.Text)))
	if link != nil {
		row.Add(Pad(-3, 0, -3, 0, link)) // 24 high in a line of 18
	}
	return row
}

// FormRow is a control under its bold name and quiet explanation.
func FormRow(name, hint string, control fyne.CanvasObject) fyne.CanvasObject {
	column := Column(2, NewText(name, theme.DenseBold, theme.Text))
	if hint != "" {
		column.Add(NewWrapped(hint, theme.Small, theme.Text2))
	}
	column.Add(Pad(3, 0, 0, 0, control))
	return column
}
