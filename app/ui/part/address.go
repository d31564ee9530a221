package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// NewAddress shows words and a page's address, with a link that copies the address:
// for a browser that this PC can't open.
func NewAddress(words, page string) fyne.CanvasObject {
	copied := NewText("", theme.Small, theme.Text2)
	link := NewLink("Copy the address", func() {
		fyne.CurrentApp().Clipboard().SetContent(page)
		copied.SetText("Copied")
	})
	return Column(2, NewWrapped(words+" "+page, theme.Small, theme.Text2), Row(8, link, copied))
}
