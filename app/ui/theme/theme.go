// Package theme is how the desk looks: colours, type, sizes and icons, light
// and dark. No other package holds a colour value.
package theme

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	toolkit "fyne.io/fyne/v2/theme"

	"commsdesk/assets"
)

// Mode says which of the two looks to use.
type Mode int

// The modes that Settings offers.
const (
	FollowSystem Mode = iota
	Light
	Dark
)

// Scales are the text sizes that Settings offers, in per cent.
var Scales = []int{100, 115, 130, 150}

// Theme implements fyne.Theme. It never changes: another look is another
// Theme, handed to the toolkit's settings.
type Theme struct {
	mode  Mode
	scale float32
}

var _ fyne.Theme = (*Theme)(nil)

var (
	regular  = fyne.NewStaticResource("Inter-Regular.otf", assets.FontRegular)
	semiBold = fyne.NewStaticResource("Inter-SemiBold.otf", assets.FontSemiBold)
)

// New returns the theme in a mode at a text size in per cent. A size that is
// not one of Scales becomes 100.
func New(mode Mode, percent int) *Theme {
	scale := float32(1)
	for _, s := range Scales {
		if s == percent {
			scale = float32(s) / 100
		}
	}
	return &Theme{mode: mode, scale: scale}
}

// Current returns the theme in force, or the standard one where the toolkit
// still runs its own (before the window is set up).
func Current() *Theme {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return t
	}
	return standard
}

var standard = New(FollowSystem, 100)

// Color returns a token's colour in the look now in force.
func Color(name fyne.ThemeColorName) color.Color {
	return Current().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// Units turns a length of the design (units at 100 % text size) into one at
// the text size in force, rounded to whole units so that edges stay sharp.
func Units(v float32) float32 {
	s := Current().scale
	if s == 1 {
		return v
	}
	return float32(math.Round(float64(v * s)))
}

// Percent returns the theme's text size in per cent.
func (t *Theme) Percent() int { return int(t.scale*100 + 0.5) }

// Mode returns the mode that the theme was made with.
func (t *Theme) Mode() Mode { return t.mode }

// Color implements fyne.Theme. A name that the desk has no token for gets the
// toolkit's own colour.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.mode {
	case Light:
		variant = toolkit.VariantLight
	case Dark:
		variant = toolkit.VariantDark
	}
	if c, ok := ink(name, variant == toolkit.VariantDark); ok {
		return c
	}
	return toolkit.DefaultTheme().Color(name, variant)
}

// Font implements fyne.Theme: Inter for everything but code and symbols. There
// are no italics.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace, style.Symbol:
		return toolkit.DefaultTheme().Font(style)
	case style.Bold:
		return semiBold
	}
	return regular
}

// Icon implements fyne.Theme with the desk's symbols for what the toolkit's
// own widgets show, and the toolkit's for the rest.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	if own, ok := toolkitIcons[name]; ok {
		return Icon(own, Text)
	}
	return toolkit.DefaultTheme().Icon(name)
}

// Size implements fyne.Theme. All sizes but hairlines follow the text size.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if v, ok := sizes[name]; ok {
		return v * t.scale
	}
	switch name {
	case toolkit.SizeNameSeparatorThickness, toolkit.SizeNameInputBorder, toolkit.SizeNameSplitThickness:
		return 1
	}
	return toolkit.DefaultTheme().Size(name)
}
