// Package held shows a message of ours that the Gate stopped: what came in
// between beside our own words, and the three ways on (DESIGN 4).
package held

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// Words are one side: whose words, when, and the words.
type Words struct{ Who, When, Text string }

// Data is what crossed with what.
type Data struct {
	// Why is the send's own sentence.
	Why string
	// Theirs came in between, oldest first; Ours is what was stopped.
	Theirs []Words
	Ours   Words
}

// Choices are the three ways on.
type Choices struct{ SendAnyway, KeepAsDraft, Discard func() }

// Card shows both sides and the choices.
func Card(d Data, c Choices) fyne.CanvasObject {
	theirs := part.Column(8)
	for _, w := range d.Theirs {
		theirs.Add(side(w))
	}
	both := part.RowTop(16, part.Grow(theirs), part.Grow(side(d.Ours)))
	buttons := part.Wrap(8,
		part.NewButton(part.ButtonSpec{Label: "Send anyway", Icon: theme.IconSend}, c.SendAnyway),
		part.NewButton(part.ButtonSpec{Label: "Keep as draft", Icon: theme.IconDrafts, Look: part.Primary}, c.KeepAsDraft),
		part.NewButton(part.ButtonSpec{Label: "Discard", Icon: theme.IconDelete}, c.Discard))
	return part.Card(part.CardSpec{Edge: theme.Warn, Content: part.Column(12,
		part.RowTop(8, part.NewIcon(theme.IconPauseCircleFill, theme.Warn, 18), part.Grow(part.NewWrapped(d.Why, theme.DenseBold, theme.Warn))),
		both, buttons)})
}

func side(w Words) fyne.CanvasObject {
	return part.Column(2,
		part.NewLine(part.Run{Text: w.Who, Type: theme.DenseBold, Tone: theme.Text}, part.Run{Text: w.When, Type: theme.Small, Tone: theme.Text3, Gap: 8}),
		part.NewWrapped(short(w.Text), theme.Body, theme.Text))
}

// most is how much of each side is shown: the thread has all of it.
const most = 1200

func short(text string) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
