package ui

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// faultCode is the exit code of a window that could not open its desk.
const faultCode = 1

// ShowFault shows why the desk can't be opened, in a window of its own, until
// it is closed. It returns the program's exit code.
func ShowFault(a fyne.App, sentence string) int {
	a.Settings().SetTheme(theme.New(theme.FollowSystem, 100))
	w := a.NewWindow("Commsdesk")
	w.SetPadded(false)
	w.SetMaster()
	w.SetContent(faultPage(sentence, a.Quit))
	w.Resize(fyne.NewSize(560, 260))
	w.CenterOnScreen()
	w.ShowAndRun()
	return faultCode
}

// faultPage is the sentence and the one way out.
func faultPage(sentence string, quit func()) fyne.CanvasObject {
	words := part.Column(10,
		part.Row(10, part.NewIcon(theme.IconErrorFill, theme.Danger, 22), part.Grow(part.NewWrapped("This desk can’t be opened", theme.Heading, theme.Text))),
		part.NewWrapped(sentence, theme.Body, theme.Text))
	foot := part.Row(0, part.Spring(), part.NewButton(part.ButtonSpec{Label: "Quit", Look: part.Primary}, quit))
	return part.Stack(part.NewBox(theme.Bg, 0), part.Pad(20, 20, 20, 20,
		part.Card(part.CardSpec{Pad: 20, Content: part.Column(16, part.Grow(part.NewScroll(words)), foot)})))
}
