package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// CardSpec says what a card has; only Content is needed.
type CardSpec struct {
	Content fyne.CanvasObject
	Head    fyne.CanvasObject // above a hairline
	Foot    fyne.CanvasObject // below a hairline, on the sunken ground
	Edge    fyne.ThemeColorName
	Radius  float32 // theme.RadiusCard if 0
	Pad     float32 // theme.CardPad if 0
	Flush   bool    // no room around the content, as for rows
}

// Card returns a surface with a hairline edge and no shadow.
func Card(s CardSpec) *fyne.Container {
	if s.Edge == "" {
		s.Edge = theme.LineTone
	}
	if s.Radius == 0 {
		s.Radius = theme.RadiusCard
	}
	if s.Pad == 0 {
		s.Pad = theme.CardPad
	}
	pad := s.Pad
	column := Column(0)
	if s.Head != nil {
		column.Add(Pad(0, pad, 0, pad, Sized(0, 40, Row(0, Grow(s.Head)))))
		column.Add(HLine())
	}
	content := Pad(pad, pad, pad, pad, s.Content)
	if s.Flush {
		content = Pad(0, 1, 1, 1, s.Content)
	}
	column.Add(Grow(content))
	if s.Foot != nil {
		foot := NewBox(theme.Sunken, s.Radius-1)
		column.Add(HLine())
		column.Add(Pad(0, 1, 1, 1, Stack(foot, Pad(10, pad-1, 10, pad-1, s.Foot))))
	}
	return Stack(NewFrame(theme.Surface, s.Edge, s.Radius), column)
}

// CardHead is a card's usual head: a symbol or tile, a bold name, and quiet
// words at the right.
func CardHead(mark fyne.CanvasObject, name, rest string) fyne.CanvasObject {
	row := Row(8)
	if mark != nil {
		row.Add(mark)
	}
	row.Add(Grow(NewText(name, theme.DenseBold, theme.Text)))
	if rest != "" {
		row.Add(NewText(rest, theme.Small, theme.Text3))
	}
	return row
}

// Fact is a line of a card: a quiet name in a column of its own, then what it
// is, in words or as any object.
func Fact(name string, nameWidth float32, value fyne.CanvasObject) fyne.CanvasObject {
	return RowTop(8, Sized(nameWidth, 0, NewText(name, theme.Small, theme.Text3)), Grow(value))
}

// Note is an internal note, on yellow so that nobody takes it for a reply.
type Note struct {
	composite
}

// NewNote returns a note: who wrote it, when, and its words.
func NewNote(initials, when, words string) *Note {
	n := &Note{}
	head := NewLine(Run{Text: initials, Type: theme.SmallBold, Tone: theme.Text},
		Run{Text: when, Type: theme.Small, Tone: theme.Text2, Gap: 5})
	body := newWords(words)
	n.compose(n, Stack(NewFrame(theme.Note, theme.NoteLine, theme.RadiusControl),
		Pad(8, 10, 8, 10, Column(2, head, body))), nil)
	return n
}

// Section heads a part of the details column: a bold name, quiet words, and
// what belongs to it.
func Section(icon theme.IconName, name, rest string, content ...fyne.CanvasObject) fyne.CanvasObject {
	head := Row(6)
	if icon != "" {
		head.Add(NewIcon(icon, theme.Text, 16))
	}
	head.Add(Grow(NewLine(Run{Text: name, Type: theme.DenseBold, Tone: theme.Text},
		Run{Text: rest, Type: theme.Small, Tone: theme.Text3, Gap: 8})))
	all := append([]fyne.CanvasObject{head}, content...)
	return Pad(12, 16, 12, 16, Column(6, all...))
}
