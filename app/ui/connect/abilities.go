package connect

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// AbilityList shows what an account can do, and for each thing it can't the
// reason and a way outside. open opens a page in the browser.
func AbilityList(can program.Abilities, open func(link string)) fyne.CanvasObject {
	yes, no := part.Wrap(8), part.Column(8)
	for _, a := range can.List {
		if a.OK {
			yes.Add(part.Row(4, part.NewIcon(theme.IconCheck, theme.OK, 16), part.NewRigid(part.Run{Text: a.Words, Type: theme.Dense, Tone: theme.Text})))
			continue
		}
		words := part.Column(0, part.NewWrapped(a.Words+": no", theme.Dense, theme.Text), part.NewWrapped(a.Reason, theme.Small, theme.Text2))
		if a.Link != "" {
			words.Add(part.Leading(part.NewLink("Do it there", func() { open(a.Link) })))
		}
		no.Add(part.RowTop(6, part.NewIcon(theme.IconRemove, theme.Text2, 16), part.Grow(words)))
	}
	column := part.Column(10)
	if len(yes.Objects) > 0 {
		column.Add(yes)
	}
	if len(no.Objects) > 0 {
		column.Add(no)
	}
	return column
}
