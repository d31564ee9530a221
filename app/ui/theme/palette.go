package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	toolkit "fyne.io/fyne/v2/theme"
)

// tone is one colour in the light and in the dark theme, as 0xRRGGBB.
type tone struct{ light, dark uint32 }

// palette is the only place of the program that holds colour values.
var palette = map[fyne.ThemeColorName]tone{
	Bg:         {0xF1F4F5, 0x0F171B},
	Surface:    {0xFFFFFF, 0x162025},
	Sunken:     {0xF7F9FA, 0x1B272D},
	LineTone:   {0xD9E0E3, 0x2C3A42},
	Control:    {0x7A8992, 0x71858F},
	Text:       {0x14232B, 0xE8EEF1},
	Text2:      {0x45565F, 0xB7C4CA},
	Text3:      {0x5B6B74, 0x98A8B0},
	Accent:     {0x0B5A75, 0x74C7E0},
	OnAccent:   {0xFFFFFF, 0x05222C},
	Tint:       {0xE2F0F5, 0x12333F},
	Danger:     {0xB3261E, 0xFF9C91},
	DangerTint: {0xFCECEA, 0x3B1D1B},
	Warn:       {0x8A4B00, 0xF3B861},
	WarnTint:   {0xFFF2DB, 0x33270F},
	WarnBar:    {0xC97A00, 0xD99A3A},
	OK:         {0x1B6B3A, 0x84D3A0},
	OKTint:     {0xE4F3E9, 0x153022},
	Unsure:     {0x6A3AA8, 0xC8A8F7},
	UnsureTint: {0xF2ECFA, 0x2B2140},
	Note:       {0xFFF8E1, 0x2E2914},
	NoteLine:   {0xE6CF8A, 0x5C5120},
	Track:      {0xDDE4E7, 0x2F3E46},

	Rail:         {0x0E3A49, 0x0A232C},
	RailActive:   {0x1C5265, 0x164353},
	RailText:     {0xDCEAEF, 0xD3E3E9},
	OnRail:       {0xFFFFFF, 0xFFFFFF},
	BadgeWork:    {0xFFFFFF, 0xFFFFFF},
	OnBadgeWork:  {0x0E3A49, 0x0E3A49},
	BadgeFault:   {0xFFD98A, 0xFFD98A},
	OnBadgeFault: {0x3A2600, 0x3A2600},
	ButtonHover:  {0xE9EFF1, 0x22313A},
	PrimaryHover: {0x094B62, 0x93D5E8},

	NetworkText:   {0xFFFFFF, 0xFFFFFF},
	tileX:         {0x3B4C56, 0x3B4C56},
	tileFacebook:  {0x2B5BA8, 0x2B5BA8},
	tileInstagram: {0x9C2F6E, 0x9C2F6E},
	tileYouTube:   {0xA3262A, 0xA3262A},
	tileLinkedIn:  {0x1F6391, 0x1F6391},
	tileFlickr:    {0x7A3E9D, 0x7A3E9D},
	tileBluesky:   {0x1A66B3, 0x1A66B3},
	tileMastodon:  {0x5A4BC4, 0x5A4BC4},
	tileThreads:   {0x44464A, 0x44464A},
	tileNextdoor:  {0x3F6B1F, 0x3F6B1F},
	tileWhatsApp:  {0x16694F, 0x16694F},
	tileByHand:    {0x6B5030, 0x6B5030},
	tileMailbox:   {0x4A5B64, 0x4A5B64},
}

// borrowed says which of our colours the toolkit's other names take.
var borrowed = map[fyne.ThemeColorName]fyne.ThemeColorName{
	toolkit.ColorNameMenuBackground:      Surface,
	toolkit.ColorNameOverlayBackground:   Surface,
	toolkit.ColorNameHeaderBackground:    Sunken,
	toolkit.ColorNameButton:              Surface,
	toolkit.ColorNameDisabledButton:      Bg,
	toolkit.ColorNameDisabled:            Text3,
	toolkit.ColorNameHyperlink:           Accent,
	toolkit.ColorNameFocus:               Accent,
	toolkit.ColorNameHover:               ButtonHover,
	toolkit.ColorNamePressed:             Tint,
	toolkit.ColorNameScrollBar:           Control,
	toolkit.ColorNameScrollBarBackground: Transparent,
	toolkit.ColorNameForegroundOnError:   Surface,
	toolkit.ColorNameForegroundOnSuccess: Surface,
	toolkit.ColorNameForegroundOnWarning: Surface,
}

// ink returns a token's colour for the wanted variant, and whether it is ours.
func ink(name fyne.ThemeColorName, dark bool) (color.Color, bool) {
	if other, ok := borrowed[name]; ok {
		name = other
	}
	switch name {
	case Transparent:
		return color.NRGBA{}, true
	case toolkit.ColorNameShadow: // drawn at the edges of what scrolls
		return color.NRGBA{R: 0x14, G: 0x23, B: 0x2B, A: 0x14}, true
	case Lift, Veil:
		if dark {
			return color.NRGBA{A: 0x90}, true
		}
		return color.NRGBA{R: 0x14, G: 0x23, B: 0x2B, A: 0x48}, true
	}
	t, ok := palette[name]
	if !ok {
		return nil, false
	}
	v := t.light
	if dark {
		v = t.dark
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}, true
}
