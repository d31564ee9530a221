package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// OutboxData is what one row of the outbox shows.
type OutboxData struct {
	Network string
	Text    string // our words
	About   string // "Reply to Dawn Fellowes, ^GM"
	Icon    theme.IconName
	State   Words // {"X did not answer", ", 9:41"}
	Tone    Tone
	Spoken  string
}

// OutboxRow is one send in the outbox, 56 units high.
type OutboxRow struct {
	composite
	data   OutboxData
	state  RowState
	ground *rowGround
	tile   *NetworkTile
	text   *Line
	about  *Line
	icon   *Icon
	words  *Line
}

// NewOutboxRow returns an empty row.
func NewOutboxRow() *OutboxRow {
	r := &OutboxRow{ground: newRowGround(), tile: NewNetworkTile("", 20), icon: NewIcon("", theme.Text, 14)}
	r.text, r.about, r.words = NewLine(), NewLine(), NewRigid()
	lines := Column(0,
		Sized(0, 20, r.text),
		Sized(0, 20, Row(8, Grow(r.about), Row(4, r.icon, r.words))),
	)
	content := Row(0, Grow(RowTop(8, r.tile, Grow(lines))))
	r.compose(r, r.ground.over(theme.OutboxRow, Pad(0, 16, 0, 16, content)), r.paint)
	return r
}

// Set shows another send.
func (r *OutboxRow) Set(d OutboxData) {
	r.data = d
	r.Refresh()
}

// SetState implements ListRow.
func (r *OutboxRow) SetState(s RowState) {
	if r.state != s {
		r.state = s
		r.Refresh()
	}
}

func (r *OutboxRow) paint() {
	d := &r.data
	edge, tint := theme.Accent, theme.Tint
	if d.Tone == Unknown {
		edge, tint = theme.Unsure, theme.UnsureTint
	}
	r.ground.paint(r.state, edge, tint)
	r.tile.network = d.Network
	r.text.setRuns([]Run{{Text: d.Text, Type: theme.Dense, Tone: theme.Text}})
	r.about.setRuns([]Run{{Text: d.About, Type: theme.Small, Tone: theme.Text3}})
	ink := d.Tone.ink()
	if d.Tone == Calm || d.Tone == Good {
		ink = theme.Text2 // it went well, or will: nothing to look at
	}
	r.icon.Name, r.icon.Tone = d.Icon, ink
	Show(r.icon, d.Icon != "")
	r.words.setRuns(d.State.runs(theme.Small, theme.SmallBold, ink, ink))
}

// AccessibilityLabel implements fyne.Accessible.
func (r *OutboxRow) AccessibilityLabel() string { return r.data.Spoken }

// AccessibilityRole implements fyne.Accessible.
func (r *OutboxRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
