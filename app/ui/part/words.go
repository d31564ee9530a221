package part

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/theme"
)

// blockLimit is the most bytes of text that one label gets: the toolkit lays
// out 10 KB in 16 ms and 1 MB in 12 s.
const blockLimit = 8 * 1024

// selectableWords is wrapped text that can be selected and copied. It is plain
// text, always: the toolkit's Markdown fetches pictures.
type selectableWords struct {
	widget.BaseWidget
	label *widget.Label
	over  *container.ThemeOverride
}

func newWords(text string) *selectableWords {
	l := widget.NewLabel(text)
	l.Wrapping, l.Selectable = fyne.TextWrapWord, true
	w := &selectableWords{label: l, over: container.NewThemeOverride(l, bare{})}
	w.ExtendBaseWidget(w)
	return w
}

// HeightForWidth returns the height that the words take at a width.
func (w *selectableWords) HeightForWidth(width float32) float32 {
	if w.label.Size().Width != width {
		w.label.Resize(fyne.NewSize(width, w.label.Size().Height))
	}
	return w.label.MinSize().Height
}

// CreateRenderer implements fyne.Widget.
func (w *selectableWords) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(w.over)
}

// block cuts the first piece of at most blockLimit bytes off a text: at a line
// end where there is one, else at a space, else between graphemes.
func block(text string) (piece, rest string) {
	if len(text) <= blockLimit {
		return text, ""
	}
	piece = text[:blockLimit]
	cut := strings.LastIndexByte(piece, '\n')
	if cut <= 0 {
		cut = strings.LastIndexByte(piece, ' ')
	}
	if cut <= 0 {
		cut = len(fit(text, blockLimit))
	}
	if cut <= 0 {
		// One letter under thousands of accents.
		for cut = blockLimit; !utf8.RuneStart(text[cut]); cut-- {
		}
	}
	return text[:cut], strings.TrimPrefix(strings.TrimPrefix(text[cut:], "\n"), " ")
}

// longWords is selectable text of any length: its first block, and the next at
// each press of "Show more".
type longWords struct {
	composite
	column *fyne.Container
	more   fyne.CanvasObject
	rest   string
}

func newLongWords(text string) *longWords {
	piece, rest := block(text)
	w := &longWords{column: Column(0, newWords(piece)), rest: rest}
	w.more = Leading(NewButton(ButtonSpec{Label: "Show more", Icon: theme.IconKeyboardArrowDown, Look: Quiet, Height: theme.SmallSize}, w.next))
	w.column.Add(w.more)
	w.compose(w, w.column, func() { Show(w.more, w.rest != "") })
	return w
}

func (w *longWords) next() {
	last := len(w.column.Objects) - 1
	var piece string
	piece, w.rest = block(w.rest)
	w.column.Objects = append(w.column.Objects[:last:last], newWords(piece), w.more)
	w.Refresh()
}

// fold is words that are out of sight until asked for.
type fold struct {
	composite
	column *fyne.Container
	button *Button
	what   string
	text   string
	open   bool
}

func newFold(what, text string) *fold {
	f := &fold{what: what, text: text, column: Column(4)}
	f.button = NewButton(ButtonSpec{Label: "Show " + what, Icon: theme.IconMoreHoriz, Look: Quiet, Height: theme.SmallSize}, f.toggle)
	f.column.Add(Leading(f.button))
	f.compose(f, f.column, nil)
	return f
}

func (f *fold) toggle() {
	f.open = !f.open
	f.column.Objects = f.column.Objects[:1:1]
	f.button.SetLabel("Show " + f.what)
	if f.open {
		f.button.SetLabel("Hide " + f.what)
		edge := Sized(2, 0, NewBox(theme.Track, 1))
		f.column.Add(RowFill(10, edge, Grow(newLongWords(f.text))))
	}
	f.Refresh()
}
