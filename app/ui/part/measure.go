package part

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/rivo/uniseg"

	"commsdesk/app/ui/theme"
)

// Run is a stretch of text in one style and colour.
type Run struct {
	Text string
	Type theme.Type
	Tone fyne.ThemeColorName
	Gap  float32 // units before it, on top of the words' own spaces
}

// maxLineRunes bounds what one line ever measures: no line shows more.
const maxLineRunes = 400

const ellipsis = "…"

// oneLine makes text fit for a single line: runs of white space become one
// space, control and direction marks go (they could make a name read as
// another), and what no line can show is cut off.
func oneLine(s string) string {
	var b strings.Builder
	space, n := false, 0
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r), isDirectionMark(r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		if n++; n == maxLineRunes {
			break
		}
	}
	return b.String()
}

func isDirectionMark(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F
}

// measure returns the size of text in a style at the text size in force, and
// its baseline's distance from the top.
func measure(text string, t theme.Type) (fyne.Size, float32) {
	return fyne.CurrentApp().Driver().RenderedTextSize(text, letterSize(t), t.Style(), nil)
}

func width(text string, t theme.Type) float32 {
	if text == "" {
		return 0
	}
	size, _ := measure(text, t)
	return size.Width
}

// letterSize is the em of a style at the text size in force.
func letterSize(t theme.Type) float32 {
	return t.Size * float32(theme.Current().Percent()) / 100
}

// truncate cuts text between graphemes so that it and an ellipsis fit in the
// width; text that fits is returned whole.
func truncate(text string, t theme.Type, room float32) string {
	full := width(text, t)
	if full <= room {
		return text
	}
	ends := []int{0} // where the nth grapheme ends
	for g := uniseg.NewGraphemes(text); g.Next(); {
		_, to := g.Positions()
		ends = append(ends, to)
	}
	cut := func(n int) string { return strings.TrimRight(text[:ends[n]], " ") + ellipsis }
	fits := func(n int) bool { return width(cut(n), t) <= room }
	// Measuring is dear: begin where letters of mean width would end.
	n := max(0, min(len(ends)-2, int(float32(len(ends)-1)*room/full)))
	for n > 0 && !fits(n) {
		n--
	}
	for n < len(ends)-2 && fits(n+1) {
		n++
	}
	return cut(n)
}

// paintText sets a canvas text to a run's looks.
func paintText(ct *canvas.Text, text string, t theme.Type, tone fyne.ThemeColorName) {
	ct.Text = text
	ct.TextSize = letterSize(t)
	ct.TextStyle = t.Style()
	ct.Color = theme.Color(tone)
}
