package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"commsdesk/app/ui/theme"
)

// Banner is a statement across a page: sample data, offline, or what went
// wrong, what is safe and what to do. Buttons may follow.
func Banner(icon theme.IconName, tone Tone, words Words, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	row := Row(8, NewIcon(icon, tone.ink(), 18), Grow(NewParagraph(words.runs(theme.Dense, theme.DenseBold, tone.ink(), theme.Text)...)))
	for _, b := range buttons {
		row.Add(b)
	}
	return Stack(NewBox(tone.ground(), 0), Column(0, Spring(), HLine()), Pad(7, 16, 7, 16, row))
}

// Hint is an explanation on a tint inside a card, as of the promise's example.
func Hint(icon theme.IconName, runs ...Run) fyne.CanvasObject {
	return Stack(NewBox(theme.Tint, theme.RadiusControl),
		Pad(10, 14, 10, 14, Row(12, NewIcon(icon, theme.Accent, 20), Grow(NewParagraph(runs...)))))
}

// UndoLine says what has just been done and offers to undo it. Its place is
// over the foot of a page.
type UndoLine struct {
	composite
	words  *Line
	button *Button
}

// NewUndoLine returns a hidden line.
func NewUndoLine() *UndoLine {
	u := &UndoLine{words: NewText("", theme.Dense, theme.Text)}
	u.button = NewButton(ButtonSpec{Label: "Undo", Icon: theme.IconUndo, Key: "Ctrl Z", Look: Quiet, Height: theme.SmallSize}, nil)
	box := NewFrame(theme.Surface, theme.Control, theme.RadiusControl)
	box.Raised = true
	u.compose(u, Sized(0, 38, Stack(box, Pad(0, 6, 0, 14, Row(10, Grow(u.words), u.button)))), nil)
	u.Hide()
	return u
}

// Say shows what was done: "Assigned to CSC." With undo nil there is no way
// back, and no button.
func (u *UndoLine) Say(words string, undo func()) {
	u.words.SetText(words)
	u.button.OnTapped = undo
	u.button.SetSpokenName("Undo: " + words)
	Show(u.button, undo != nil)
	u.Show()
	u.Refresh()
	canvas.Refresh(u)
}
