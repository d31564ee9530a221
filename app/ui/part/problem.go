package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// NewProblem is the place of a sentence that says what is wrong in a form; it
// takes no room before SetProblem.
func NewProblem() *fyne.Container {
	c := Column(0)
	c.Hide()
	return c
}

// SetProblem shows a sentence in its place; "" takes it away. Refresh what the
// place lies in after it.
func SetProblem(place *fyne.Container, words string) {
	place.Objects = nil
	Show(place, words != "")
	if words != "" {
		place.Objects = []fyne.CanvasObject{Row(8, NewIcon(theme.IconErrorFill, theme.Danger, 18), Grow(NewWrapped(words, theme.Dense, theme.Danger)))}
	}
}
