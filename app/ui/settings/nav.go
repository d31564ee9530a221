package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

const navHigh = 40

// navRow is a section's name at the left.
type navRow struct {
	widget.BaseWidget
	root  fyne.CanvasObject
	box   *part.Box
	edge  *part.Box
	icon  *part.Icon
	name  *part.Line
	label string
}

func newNavRow() *navRow {
	r := &navRow{box: part.NewBox(theme.Surface, 0), edge: part.NewBox(theme.Accent, 0),
		icon: part.NewIcon("", theme.Text2, 18), name: part.NewText("", theme.Dense, theme.Text)}
	r.edge.Hide()
	r.root = part.Stack(r.box, part.RowFill(0, part.Sized(3, 0, r.edge), part.Spring()),
		part.Pad(0, 12, 0, 18, part.Row(10, r.icon, part.Grow(r.name))))
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *navRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.root) }

func (r *navRow) set(s section) {
	r.label = s.name
	r.icon.Name = s.icon
	r.icon.Refresh()
	r.name.SetText(s.name)
}

// SetState implements part.ListRow.
func (r *navRow) SetState(s part.RowState) {
	r.box.Fill, r.box.Stroke, r.box.StrokeWidth = theme.Surface, theme.Transparent, 0
	letters := theme.Dense
	switch {
	case s.Selected:
		r.box.Fill, letters = theme.Tint, theme.DenseBold
	case s.Hovered:
		r.box.Fill = theme.ButtonHover
	}
	if s.Focused {
		r.box.Stroke, r.box.StrokeWidth = theme.Accent, theme.FocusWidth
	}
	if s.Selected {
		r.edge.Show()
	} else {
		r.edge.Hide()
	}
	r.name.Set(part.Run{Text: r.label, Type: letters, Tone: theme.Text})
	r.box.Refresh()
}

// AccessibilityLabel implements fyne.Accessible.
func (r *navRow) AccessibilityLabel() string { return r.label }

// AccessibilityRole implements fyne.Accessible.
func (r *navRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
