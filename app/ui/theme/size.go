package theme

import (
	"fyne.io/fyne/v2"
	toolkit "fyne.io/fyne/v2/theme"
)

// Type is one named style of text. Size and Line are units at 100 %.
type Type struct {
	Size float32 // height of the letters' em
	Line float32 // distance from one line to the next
	Bold bool    // SemiBold
	Mono bool    // code and fingerprints
}

// The named styles. Nothing is smaller than 12.
var (
	Figure    = Type{Size: 44, Line: 52, Bold: true} // the one report figure
	Display   = Type{Size: 28, Line: 36, Bold: true} // first run, headline number
	Title     = Type{Size: 20, Line: 28, Bold: true} // page name
	Heading   = Type{Size: 16, Line: 24, Bold: true} // person, card
	Body      = Type{Size: 14, Line: 20}             // messages, replies
	BodyBold  = Type{Size: 14, Line: 20, Bold: true}
	Dense     = Type{Size: 13, Line: 18} // rows, buttons, tables
	DenseBold = Type{Size: 13, Line: 18, Bold: true}
	Small     = Type{Size: 12, Line: 16} // times, tags, key caps, status bar
	SmallBold = Type{Size: 12, Line: 16, Bold: true}
	Code      = Type{Size: 13, Line: 18, Mono: true}
)

// Style returns the toolkit's form of the style's weight.
func (t Type) Style() fyne.TextStyle {
	return fyne.TextStyle{Bold: t.Bold, Monospace: t.Mono}
}

// Heights and widths of the design's parts, in units at 100 %.
const (
	TitleStrip  = 56
	ControlSize = 32 // button, input
	SmallSize   = 26 // small button
	LargeSize   = 36 // first run
	TagSize     = 20
	KeyCapSize  = 18
	GroupHead   = 28
	QueueRow    = 96
	OutboxRow   = 56
	TableRow    = 34
	StatusBar   = 28
	RailItem    = 58
	RailWidth   = 80
	PagePad     = 20
	CardPad     = 16
	CardGap     = 12

	RadiusTag     = 4
	RadiusControl = 6
	RadiusCard    = 8
	RadiusFirst   = 10
	FocusWidth    = 2
)

// sizes are the toolkit's own names, in units at 100 %.
var sizes = map[fyne.ThemeSizeName]float32{
	toolkit.SizeNameText:            14,
	toolkit.SizeNameHeadingText:     20,
	toolkit.SizeNameSubHeadingText:  16,
	toolkit.SizeNameCaptionText:     12,
	toolkit.SizeNameInlineIcon:      18,
	toolkit.SizeNameInnerPadding:    8,
	toolkit.SizeNamePadding:         4,
	toolkit.SizeNameLineSpacing:     3, // makes 14 on 20: the letters' box is 17 high
	toolkit.SizeNameScrollBar:       10,
	toolkit.SizeNameScrollBarSmall:  4,
	toolkit.SizeNameScrollBarRadius: 4,
	toolkit.SizeNameInputRadius:     RadiusControl,
	toolkit.SizeNameButtonRadius:    RadiusControl,
	toolkit.SizeNameSelectionRadius: 3,
	toolkit.SizeNameCardRadius:      RadiusCard,
	toolkit.SizeNameDialogRadius:    RadiusCard,
	toolkit.SizeNamePopupRadius:     RadiusControl,
	toolkit.SizeNameMenuRadius:      RadiusControl,
}
