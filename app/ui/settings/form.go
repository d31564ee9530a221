package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/ui/part"
)

// change is one act of this page: what is said when it is done, and its way
// back (nil: none).
type change struct {
	words    string
	do, undo func(ctx context.Context) error
}

// form asks for a few things in a panel, which stays open with what was typed
// until the change is accepted. read makes the change of the fields, on the UI
// goroutine.
func (s *Settings) form(title, confirm string, fields []*part.Entry, content fyne.CanvasObject, read func() change) {
	var closed func()
	problem := part.NewProblem()
	save := part.NewButton(part.ButtonSpec{Label: confirm, Look: part.Primary}, nil)
	cancel := part.NewButton(part.ButtonSpec{Label: "Cancel"}, func() { closed() })
	column := part.Column(12, content, problem, part.Row(8, part.Spring(), cancel, save))
	save.OnTapped = func() {
		c := read()
		save.Disable()
		s.env.Work(c.do, func(err error) {
			save.Enable()
			if err != nil {
				part.SetProblem(problem, app.Say(err))
				column.Refresh()
				part.Reveal(problem)
				return
			}
			closed()
			s.did(c.words, c.undo)
		})
	}
	for _, f := range fields {
		f.OnSubmitted = func(string) { save.Tapped(nil) }
	}
	closed = s.env.Dialog(title, column)
	if len(fields) > 0 {
		s.env.Window.Canvas().Focus(fields[0].Target())
	}
}
