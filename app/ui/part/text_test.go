package part

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/theme"
)

// seenTexts returns the texts that an object draws, in order.
func seenTexts(o fyne.CanvasObject) []*canvas.Text {
	if !o.Visible() {
		return nil
	}
	switch o := o.(type) {
	case *canvas.Text:
		if o.Text == "" {
			return nil
		}
		return []*canvas.Text{o}
	case *fyne.Container:
		var out []*canvas.Text
		for _, c := range o.Objects {
			out = append(out, seenTexts(c)...)
		}
		return out
	case fyne.Widget:
		var out []*canvas.Text
		for _, c := range test.WidgetRenderer(o).Objects() {
			out = append(out, seenTexts(c)...)
		}
		return out
	}
	return nil
}

func seen(o fyne.CanvasObject) string {
	var out []string
	for _, t := range seenTexts(o) {
		out = append(out, t.Text)
	}
	return strings.Join(out, "|")
}

func TestLineShortensFromTheLastRun(t *testing.T) {
	desk(t, theme.Light, 100)
	name := Run{Text: "Colin Prewett", Type: theme.BodyBold, Tone: theme.Text}
	l := NewLine(name, Run{Text: "comment under our post", Type: theme.Small, Tone: theme.Text3, Gap: 8})
	full := l.PreferredSize().Width
	window(t, Row(0, l), full+10, 30)
	for _, c := range []struct{ room, is string }{{"all", "Colin Prewett|comment under our post"}, {"less", "Colin Prewett|comment under…"}, {"little", "Colin P…"}} {
		room := map[string]float32{"all": full, "less": width("Colin Prewett", theme.BodyBold) + 8 + width("comment under…", theme.Small) + 1, "little": width("Colin P…", theme.BodyBold) + 1}[c.room]
		l.Resize(fyne.NewSize(room, 20))
		if got := seen(l); got != c.is {
			t.Errorf("%s room: got %q, want %q", c.room, got, c.is)
		}
	}
	if !l.Shortened() {
		t.Error("a shortened line does not say so")
	}
}

func TestTruncateFillsItsRoomAndKeepsGraphemesWhole(t *testing.T) {
	desk(t, theme.Light, 100)
	for _, text := range []string{
		"Third week running our brown bin on Bedford Road has not been emptied",
		"iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
		"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
		strings.Repeat("👩‍👩‍👧", 40),
	} {
		for _, room := range []float32{5, 40, 123, 250} {
			got := truncate(text, theme.Dense, room)
			if w := width(got, theme.Dense); w > room && got != ellipsis {
				t.Errorf("%q is %f wide, in %g", got, w, room)
			}
			kept := strings.TrimSuffix(got, ellipsis)
			if !strings.HasPrefix(text, kept) || strings.HasSuffix(kept, "\u200d") {
				t.Errorf("%q is not a whole beginning", got)
			}
			if next := text[len(kept):]; len(kept) > 0 && width(kept+fit(next, 18)+ellipsis, theme.Dense) < room-25 {
				t.Errorf("%q leaves room in %g", got, room)
			}
		}
	}
	if got := truncate("short", theme.Dense, 200); got != "short" {
		t.Errorf("what fits became %q", got)
	}
}

func TestOneLineCleansWhatResidentsWrite(t *testing.T) {
	for in, want := range map[string]string{
		"two\nlines\t and  spaces ": "two lines and spaces",
		"bell\x07 and null\x00":     "bell and null",
		"user\u202Egnp.exe":         "usergnp.exe",
		"":                          "",
		"\n\n":                      "",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := oneLine(strings.Repeat("x", 1<<20)); len(got) != maxLineRunes {
		t.Errorf("a megabyte became %d bytes", len(got))
	}
}

func TestLineKeepsTheSpaceBetweenRuns(t *testing.T) {
	desk(t, theme.Light, 100)
	l := NewLine(Run{Text: "Instagram stops replies then.", Type: theme.SmallBold, Tone: theme.Warn}, Run{Text: " Our own deadline is 17:00", Type: theme.Small, Tone: theme.Text2})
	if got := l.Text(); got != "Instagram stops replies then. Our own deadline is 17:00" {
		t.Errorf("got %q", got)
	}
	if got := NewLine(Run{Text: "214", Type: theme.SmallBold}, Run{Text: "of 280", Type: theme.Small, Gap: 4}).Text(); got != "214 of 280" {
		t.Errorf("got %q", got)
	}
}

func TestParagraphWrapsAtWordsAndLosesNone(t *testing.T) {
	desk(t, theme.Light, 100)
	p := NewParagraph(Run{Text: "So a question that arrives on ", Type: theme.Dense, Tone: theme.Text},
		Run{Text: "Friday at 16:30", Type: theme.DenseBold, Tone: theme.Text}, Run{Text: " is due on Monday.", Type: theme.Dense, Tone: theme.Text})
	window(t, Column(0, p), 150, 200)
	for _, w := range []float32{80, 150, 400} {
		p.Resize(fyne.NewSize(w, p.HeightForWidth(w)))
		var b strings.Builder
		for _, x := range seenTexts(p) {
			b.WriteString(x.Text)
			if x.Position().X+x.Size().Width > w+4 { // a space may hang over
				t.Errorf("%q passes %g", x.Text, w)
			}
		}
		if got := b.String(); got != p.Text() {
			t.Errorf("in %g: got %q", w, got)
		}
		if lines := len(p.lines); p.HeightForWidth(w) != float32(lines)*18 {
			t.Errorf("%d lines are %f high", lines, p.HeightForWidth(w))
		}
	}
	if one, many := p.HeightForWidth(1000), p.HeightForWidth(80); one != 18 || many < 90 {
		t.Errorf("heights %f and %f", one, many)
	}
}

func TestParagraphCutsWordsThatNoLineHolds(t *testing.T) {
	desk(t, theme.Light, 100)
	p := NewWrapped("See "+strings.Repeat("x", 200)+" there", theme.Dense, theme.Text)
	p.Resize(fyne.NewSize(100, 18))
	for _, x := range p.wrap(100) {
		if w := width(x[0].Text, theme.Dense); w > 104 {
			t.Errorf("%q is %f wide", x[0].Text, w)
		}
	}
}

func TestThemeChangeRecoloursText(t *testing.T) {
	a := desk(t, theme.Light, 100)
	row := NewQueueRow()
	row.Set(QueueData{Network: "x", Name: "Tom Ashdown", Deadline: Words{"due 11:40", ", 1 h 52 left"}, Tone: Soon})
	window(t, row, 404, theme.QueueRow)
	before := seenTexts(row)[1].Color
	a.Settings().SetTheme(theme.New(theme.Dark, 130))
	row.Refresh()
	name := seenTexts(row)[1]
	if name.Text != "Tom Ashdown" || name.Color == before || name.Color != theme.Color(theme.Text) {
		t.Errorf("%q: %v before, %v after", name.Text, before, name.Color)
	}
	if name.TextSize != 14*1.3 {
		t.Errorf("size at 130 %% is %g", name.TextSize)
	}
}
