package ui

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// ShowFault opens a window that says why the workspace can't be opened, and
// returns the exit code 1 when it is closed.
func ShowFault(a fyne.App, sentence string) int {
	a.Settings().SetTheme(theme.New(theme.FollowSystem, 100))
	w := a.NewWindow("Commsdesk")
	quit := part.NewButton(part.ButtonSpec{Label: "Quit", Look: part.Primary}, a.Quit)
	w.SetContent(part.Pad(24, 24, 24, 24, part.Column(16,
		part.NewText("Commsdesk can't open this workspace", theme.Title, theme.Text),
		part.NewWrapped(sentence, theme.Body, theme.Text2), part.Row(8, quit))))
	w.Resize(fyne.NewSize(560, 260))
	w.CenterOnScreen()
	w.Show()
	w.Canvas().Focus(quit)
	a.Run()
	return 1
}
