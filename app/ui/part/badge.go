package part

import (
	"strconv"

	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

func digits(n int) string { return strconv.Itoa(n) }

// Badge is a word on its tone's tint: "wrote again".
type Badge struct {
	composite
	text string
	tone Tone
	box  *Box
	line *Line
}

// NewBadge returns a badge.
func NewBadge(text string, tone Tone) *Badge {
	b := &Badge{text: text, tone: tone, box: NewBox(theme.Tint, theme.RadiusTag), line: NewRigid()}
	b.compose(b, Sized(0, theme.TagSize, Stack(b.box, Pad(0, 6, 0, 6, b.line))), func() {
		b.box.Fill = b.tone.ground()
		b.line.setRuns([]Run{{Text: b.text, Type: theme.SmallBold, Tone: b.tone.ink()}})
	})
	return b
}

// Set shows another word and tone.
func (b *Badge) Set(text string, tone Tone) {
	b.text, b.tone = text, tone
	b.Refresh()
}

// Outcome is where a send stands, as people are told it.
type Outcome int

// The outcomes. Each has a word, a symbol and a tone, never a colour alone.
const (
	Draft Outcome = iota
	Waiting
	Held
	Sent
	Rejected
	Unconfirmed
)

// Look returns the word, symbol and tone of an outcome.
func (o Outcome) Look() (word string, icon theme.IconName, tone Tone) {
	switch o {
	case Waiting:
		return "Waiting to send", theme.IconSchedule, Idle
	case Held:
		return "Held", theme.IconPauseCircleFill, Soon
	case Sent:
		return "Sent", theme.IconCheckCircleFill, Good
	case Rejected:
		return "Rejected", theme.IconCancelFill, Late
	case Unconfirmed:
		return "Unconfirmed", theme.IconHelpFill, Unknown
	}
	return "Draft", theme.IconDrafts, Idle
}

// StatusChip is an outcome as symbol and word on its tint.
type StatusChip struct {
	composite
	outcome Outcome
	box     *Box
	icon    *Icon
	line    *Line
}

// NewStatusChip returns the chip of an outcome.
func NewStatusChip(o Outcome) *StatusChip {
	c := &StatusChip{outcome: o, box: NewBox(theme.Tint, theme.RadiusTag), icon: NewIcon("", theme.Text, 14), line: NewRigid()}
	c.compose(c, Sized(0, theme.TagSize, Stack(c.box, Pad(0, 8, 0, 7, Row(5, c.icon, c.line)))), func() {
		word, icon, tone := c.outcome.Look()
		c.box.Fill = tone.ground()
		c.icon.Name, c.icon.Tone = icon, tone.ink()
		c.line.setRuns([]Run{{Text: word, Type: theme.SmallBold, Tone: tone.ink()}})
	})
	return c
}

// Set shows another outcome.
func (c *StatusChip) Set(o Outcome) {
	c.outcome = o
	c.Refresh()
}

// AccessibilityLabel implements fyne.Accessible.
func (c *StatusChip) AccessibilityLabel() string {
	word, _, _ := c.outcome.Look()
	return word
}

// AccessibilityRole implements fyne.Accessible.
func (c *StatusChip) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
