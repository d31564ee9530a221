package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// FormSpec says what a form over a window asks before something is written down.
type FormSpec struct {
	Title string
	Words string // what it is for; may be empty
	Rows  []fyne.CanvasObject
	// Text and Fields are the boxes among the rows, so that Esc leaves from them
	// too; Text, if not nil, or else the first of Fields gets the keyboard.
	Text    *Composer
	Fields  []*Entry
	Confirm string // repeats the deed: "Record the answer"
	Cancel  string // "Cancel" if empty
	// Do does it. done takes the form away, or shows a sentence that says what is
	// wrong in it; what was typed stays then.
	Do func(done func(problem string))
}

// ShowForm opens a form over a window.
func ShowForm(c fyne.Canvas, s FormSpec) *Panel {
	var panel *Panel
	problem := NewProblem()
	var confirm *Button
	confirm = NewButton(ButtonSpec{Label: s.Confirm, Look: Primary}, func() {
		confirm.Disable()
		s.Do(func(words string) {
			confirm.Enable()
			if words == "" {
				panel.Close()
				return
			}
			SetProblem(problem, words)
			panel.Refit()
			Reveal(problem)
		})
	})
	if s.Cancel == "" {
		s.Cancel = "Cancel"
	}
	leave := escape(func() { panel.Close() })
	cancel := NewButton(ButtonSpec{Label: s.Cancel}, func() { panel.Close() })
	cancel.OnKey, confirm.OnKey = leave, leave
	p := PanelSpec{Title: s.Title, Width: 520}
	for i, f := range s.Fields {
		f.OnKey = leave
		if i == 0 {
			p.First = f.Target()
		}
	}
	if s.Text != nil {
		s.Text.OnKey, p.First = leave, s.Text.Target()
	}
	column := Column(10)
	if s.Words != "" {
		column.Add(NewWrapped(s.Words, theme.Dense, theme.Text2))
	}
	for _, r := range s.Rows {
		column.Add(r)
	}
	column.Add(problem)
	column.Add(Pad(4, 0, 0, 0, Row(8, Spring(), cancel, confirm)))
	p.Content = column
	panel = ShowPanel(c, p)
	return panel
}

// FramedText puts a text box of many lines into the frame that a box of one line
// has.
func FramedText(text *Composer) fyne.CanvasObject {
	frame := NewFrame(theme.Surface, theme.Control, theme.RadiusControl)
	before := text.OnFocus
	text.OnFocus = func(on bool) {
		if before != nil {
			before(on)
		}
		frame.Stroke, frame.StrokeWidth = theme.Control, 1
		if on {
			frame.Stroke, frame.StrokeWidth = theme.Accent, theme.FocusWidth
		}
		frame.Refresh()
	}
	return Stack(frame, Pad(2, 6, 2, 6, text))
}
