package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// QueueData is what one row of the queue shows.
type QueueData struct {
	Network   string // as theme.Mark knows it
	Name      string
	Kind      string // "comment", "press"
	Badge     string // "wrote again", or empty
	BadgeTone Tone
	Deadline  Words  // {"due 11:40", ", 1 h 52 left"}
	Tone      Tone   // of the deadline and the bar
	Preview   string // the resident's latest words
	Type      string // "Service request"
	Tags      []string
	Assignee  string  // initials; empty says "Unassigned"
	Share     float32 // of the working day used, 0 to 1
	NoClock   bool    // no bar: nothing is promised, or the clock has stopped
	Second    Words   // the second clock's line, or empty
	Spoken    string  // the row's one accessible name
}

// maxRowTags is how many tags a row tries to show; the rest are counted.
const maxRowTags = 2

// QueueRow is one conversation in the queue, 96 units high, whatever it shows.
type QueueRow struct {
	composite
	data  QueueData
	state RowState

	ground         *rowGround
	tile           *NetworkTile
	mark           *Icon
	name, deadline *Line
	badge          *Badge
	preview        *Line
	kind           *Line
	tags           []*Tag
	more           *Line
	assignee       *Avatar
	nobody         *Line
	bar            *TimeBar
	second         *fyne.Container
	secondWords    *Line
}

// NewQueueRow returns an empty row.
func NewQueueRow() *QueueRow {
	r := &QueueRow{ground: newRowGround(), tile: NewNetworkTile("", 22), mark: NewIcon(theme.IconCheckBoxFill, theme.Accent, 22)}
	r.name, r.preview, r.kind = NewLine(), NewLine(), NewRigid()
	r.deadline = NewRigid()
	r.badge = NewBadge("", Chosen)
	r.more = NewRigid()
	r.assignee = NewAvatar("", 22)
	r.nobody = NewRigid(Run{Text: "Unassigned", Type: theme.Small, Tone: theme.Text2})
	r.bar = NewTimeBar(84, 0, Calm)
	r.secondWords = NewLine()
	r.second = Pad(2, 0, 0, 0, Sized(0, 18, Row(4, NewIcon(theme.IconHourglassFill, theme.Warn, 14), Grow(r.secondWords))))

	meta := Row(7, r.kind)
	for range maxRowTags {
		t := NewTag("", "", nil)
		r.tags = append(r.tags, t)
		meta.Add(t)
	}
	meta.Objects = append(meta.Objects, r.more, Spring(), r.assignee, r.nobody, r.bar)
	lines := Column(0,
		Sized(0, 20, Row(8, Grow(Row(6, r.name, r.badge)), r.deadline)),
		Sized(0, 20, r.preview),
		Pad(3, 0, 0, 0, Sized(0, 22, meta)),
		r.second,
	)
	content := Row(0, Grow(RowTop(8, Stack(r.tile, r.mark), Grow(lines))))
	r.compose(r, r.ground.over(theme.QueueRow, Pad(0, 16, 0, 16, content)), r.paint)
	return r
}

// Set shows another conversation.
func (r *QueueRow) Set(d QueueData) {
	r.data = d
	r.Refresh()
}

// SetState implements ListRow.
func (r *QueueRow) SetState(s RowState) {
	if r.state != s {
		r.state = s
		r.Refresh()
	}
}

func (r *QueueRow) paint() {
	d := &r.data
	r.ground.paint(r.state, theme.Accent, theme.Tint)
	r.tile.network = d.Network
	Show(r.tile, !r.state.Marked)
	Show(r.mark, r.state.Marked)
	r.name.setRuns([]Run{
		{Text: d.Name, Type: theme.BodyBold, Tone: theme.Text},
		{Text: d.Kind, Type: theme.Small, Tone: theme.Text3, Gap: 8},
	})
	r.badge.text, r.badge.tone = d.Badge, d.BadgeTone
	Show(r.badge, d.Badge != "")
	ink := d.Tone.ink()
	r.deadline.setRuns(d.Deadline.runs(theme.Small, r.deadlineWeight(), ink, ink))
	r.preview.setRuns([]Run{{Text: d.Preview, Type: theme.Dense, Tone: theme.Text}})
	r.kind.setRuns([]Run{{Text: d.Type, Type: theme.Small, Tone: theme.Text2}})
	for i, t := range r.tags {
		if i < len(d.Tags) {
			t.label.setRuns([]Run{{Text: d.Tags[i], Type: theme.Small, Tone: theme.Text2}})
		}
		Show(t, i < len(d.Tags))
	}
	if hidden := len(d.Tags) - maxRowTags; hidden > 0 {
		r.more.setRuns([]Run{{Text: "+" + digits(hidden), Type: theme.Small, Tone: theme.Text2}})
	}
	Show(r.more, len(d.Tags) > maxRowTags)
	r.assignee.initials = d.Assignee
	Show(r.assignee, d.Assignee != "")
	Show(r.nobody, d.Assignee == "")
	r.bar.share, r.bar.tone = d.Share, d.Tone
	Show(r.bar, !d.NoClock)
	r.secondWords.setRuns(d.Second.runs(theme.Small, theme.SmallBold, theme.Warn, theme.Text2))
	r.second.Hidden = d.Second == Words{}
}

// deadlineWeight: only a deadline that presses is bold.
func (r *QueueRow) deadlineWeight() theme.Type {
	if r.data.Tone == Calm || r.data.Tone == Idle {
		return theme.Small
	}
	return theme.SmallBold
}

// AccessibilityLabel implements fyne.Accessible.
func (r *QueueRow) AccessibilityLabel() string { return r.data.Spoken }

// AccessibilityRole implements fyne.Accessible.
func (r *QueueRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
