package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// RowState is how a list shows a row.
type RowState struct {
	Selected bool // the row that keys act on
	Marked   bool // one of many marked for one deed
	Focused  bool // selected, and the list has the keyboard
	Hovered  bool // under the pointer
}

// rowGround is what lies under a row: colour, edge, ring and separator.
type rowGround struct {
	box, edge, ring *Box
}

func newRowGround() *rowGround {
	g := &rowGround{box: NewBox(theme.Surface, 0), edge: NewBox(theme.Accent, 0), ring: newRing(0)}
	return g
}

// over lays the row's content on its ground.
func (g *rowGround) over(height float32, content fyne.CanvasObject) *fyne.Container {
	edge := RowFill(0, Sized(3, 0, g.edge), Spring())
	line := Column(0, Spring(), HLine())
	return Sized(0, height, Stack(g.box, line, edge, content, g.ring))
}

func (g *rowGround) paint(s RowState, edge, tint fyne.ThemeColorName) {
	g.box.Fill = theme.Surface
	switch {
	case s.Selected:
		g.box.Fill = tint
	case s.Marked:
		g.box.Fill = theme.Tint
	case s.Hovered:
		g.box.Fill = theme.Sunken
	}
	g.edge.Fill = edge
	Show(g.edge, s.Selected)
	Show(g.ring, s.Focused)
}

// Words are a bold beginning and a plain rest: "36 min late", ", was due 9:12".
type Words struct{ Bold, Rest string }

func (w Words) runs(t, bold theme.Type, ink, rest fyne.ThemeColorName) []Run {
	return []Run{{Text: w.Bold, Type: bold, Tone: ink}, {Text: w.Rest, Type: t, Tone: rest}}
}

// GroupHead heads a group of rows, 28 units high. A tap on it calls OnTapped;
// it takes no focus, the list's keys fold it.
type GroupHead struct {
	composite
	OnTapped func()
	data     GroupData
	icon     *Icon
	words    *Line
}

// GroupData says what a group head shows.
type GroupData struct {
	Label  string         // "Due today"
	Count  string         // "4, soonest first"
	Icon   theme.IconName // "" shows a fold mark instead
	Tone   Tone
	Folded bool
}

var _ fyne.Tappable = (*GroupHead)(nil)

// NewGroupHead returns an empty head.
func NewGroupHead() *GroupHead {
	h := &GroupHead{icon: NewIcon(theme.IconKeyboardArrowDown, theme.Text2, 16), words: NewLine()}
	ground := Stack(NewBox(theme.Sunken, 0), Column(0, Spring(), HLine()))
	h.compose(h, Sized(0, theme.GroupHead, Stack(ground, Pad(0, 16, 0, 16, Row(7, h.icon, Grow(h.words))))), func() {
		ink := h.data.Tone.ink()
		if h.data.Tone == Calm {
			ink = theme.Text2
		}
		h.icon.Name, h.icon.Tone = h.data.Icon, ink
		if h.data.Icon == "" {
			h.icon.Name = theme.IconKeyboardArrowDown
			if h.data.Folded {
				h.icon.Name = theme.IconChevronRight
			}
		}
		h.words.setRuns([]Run{
			{Text: h.data.Label, Type: theme.SmallBold, Tone: ink},
			{Text: h.data.Count, Type: theme.Small, Tone: theme.Text3, Gap: 8},
		})
	})
	return h
}

// Set shows another group.
func (h *GroupHead) Set(d GroupData) {
	h.data = d
	h.Refresh()
}

// SetState implements ListRow; a head looks the same in every state.
func (h *GroupHead) SetState(RowState) {}

// Tapped implements fyne.Tappable.
func (h *GroupHead) Tapped(*fyne.PointEvent) {
	if h.OnTapped != nil {
		h.OnTapped()
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (h *GroupHead) AccessibilityLabel() string { return h.data.Label + " " + h.data.Count }

// AccessibilityRole implements fyne.Accessible.
func (h *GroupHead) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
