package part

import (
	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// Look says how loud a button is.
type Look int

// The looks of a button. A page has one Primary at most.
const (
	Secondary  Look = iota // edged
	Primary                // filled with the accent
	Quiet                  // words only, in the accent
	DangerLook             // filled with danger: the deed cannot be taken back
)

// ButtonSpec says what a button is. Only Label is needed; a button without a
// word needs Name.
type ButtonSpec struct {
	Label  string
	Name   string // spoken, if the label alone does not say it
	Icon   theme.IconName
	Key    string // shown as a key cap: "R", "Ctrl ↵"
	Look   Look
	Height float32 // theme.ControlSize if 0
}

// Button is a push button. It is pressed by pointer, Enter or Space.
type Button struct {
	press
	spec  ButtonSpec
	box   *Box
	icon  *Icon
	label *Line
	cap   *KeyCap
}

// NewButton returns a button that calls tapped.
func NewButton(spec ButtonSpec, tapped func()) *Button {
	if spec.Height == 0 {
		spec.Height = theme.ControlSize
	}
	b := &Button{spec: spec, box: NewBox(theme.Surface, theme.RadiusControl)}
	b.OnTapped = tapped
	b.icon = NewIcon(spec.Icon, theme.Text, 18)
	b.label = NewRigid(Run{Text: spec.Label, Type: b.letters(), Tone: theme.Text})
	b.cap = NewKeyCap(spec.Key)
	row := middle(7, b.icon, b.label, b.cap)
	b.composePress(b, theme.RadiusControl, Sized(0, spec.Height, Stack(b.box, Pad(0, b.side(), 0, b.side(), row))), b.paint)
	return b
}

func (b *Button) letters() theme.Type {
	if b.spec.Height <= theme.SmallSize {
		return theme.SmallBold
	}
	return theme.DenseBold
}

// side is the room left and right of the words.
func (b *Button) side() float32 {
	switch {
	case b.spec.Look == Quiet:
		return 6
	case b.spec.Label == "":
		return 7
	case b.spec.Height <= theme.SmallSize:
		return 9
	case b.spec.Height >= theme.LargeSize:
		return 18
	}
	return 12
}

// SetLabel changes the words.
func (b *Button) SetLabel(label string) {
	b.spec.Label = label
	b.Refresh()
}

// SetIcon changes the symbol.
func (b *Button) SetIcon(name theme.IconName) {
	b.spec.Icon = name
	b.Refresh()
}

// SetLook makes the button louder or quieter. Between Quiet and the others the
// room around the words stays as it was made.
func (b *Button) SetLook(look Look) {
	b.spec.Look = look
	b.Refresh()
}

// AccessibilityLabel implements fyne.Accessible.
func (b *Button) AccessibilityLabel() string {
	switch {
	case b.name != "":
		return b.name
	case b.spec.Name != "":
		return b.spec.Name
	}
	return b.spec.Label
}

func (b *Button) paint() {
	fill, edge, ink := b.tones()
	b.box.Fill, b.box.Stroke, b.box.StrokeWidth = fill, edge, 0
	if edge != "" {
		b.box.StrokeWidth = 1
	}
	b.ring.Stroke = theme.Accent
	if b.spec.Look == Primary || b.spec.Look == DangerLook {
		b.ring.Stroke = theme.Text // the accent would not show on itself
	}
	b.icon.Name, b.icon.Tone = b.spec.Icon, ink
	Show(b.icon, b.spec.Icon != "")
	b.label.setRuns([]Run{{Text: b.spec.Label, Type: b.letters(), Tone: ink}})
	Show(b.label, b.spec.Label != "")
	b.cap.tint(ink, b.spec.Look == Primary || b.spec.Look == DangerLook)
	Show(b.cap, b.spec.Key != "")
}

func (b *Button) tones() (fill, edge, ink fyne.ThemeColorName) {
	hot := b.hovered && !b.disabled
	switch {
	case b.disabled && b.spec.Look == Quiet:
		return theme.Transparent, "", theme.Text3
	case b.disabled:
		return theme.Bg, theme.LineTone, theme.Text3
	case b.spec.Look == Primary && hot:
		return theme.PrimaryHover, "", theme.OnAccent
	case b.spec.Look == Primary:
		return theme.Accent, "", theme.OnAccent
	case b.spec.Look == DangerLook:
		return theme.Danger, "", theme.Surface
	case b.spec.Look == Quiet && hot:
		return theme.ButtonHover, "", theme.Accent
	case b.spec.Look == Quiet:
		return theme.Transparent, "", theme.Accent
	case hot:
		return theme.ButtonHover, theme.Control, theme.Text
	}
	return theme.Surface, theme.Control, theme.Text
}

// Show shows an object, or hides it; one that is so already is left alone.
func Show(o fyne.CanvasObject, visible bool) {
	if visible != o.Visible() {
		if visible {
			o.Show()
		} else {
			o.Hide()
		}
	}
}
