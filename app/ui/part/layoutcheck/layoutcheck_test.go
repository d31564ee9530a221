package layoutcheck_test

import (
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"commsdesk/app/ui/part/layoutcheck"
)

func show(t *testing.T, o fyne.CanvasObject, w, h float32) fyne.Canvas {
	test.NewTempApp(t)
	win := test.NewTempWindow(t, o)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return win.Canvas()
}

func text(words string, x, y float32) *canvas.Text {
	t := canvas.NewText(words, color.Black)
	t.Move(fyne.NewPos(x, y))
	t.Resize(t.MinSize())
	return t
}

func TestGoodLayoutHasNoProblems(t *testing.T) {
	c := show(t, container.NewWithoutLayout(text("one", 0, 0), text("two", 0, 30)), 200, 100)
	if p := layoutcheck.Problems(c); len(p) != 0 {
		t.Errorf("got %q", p)
	}
}

func TestOverlapIsFound(t *testing.T) {
	c := show(t, container.NewWithoutLayout(text("one", 0, 0), text("two", 5, 4)), 200, 100)
	p := layoutcheck.Problems(c)
	if len(p) != 1 || !strings.Contains(p[0], `"one"`) || !strings.Contains(p[0], "covers") {
		t.Errorf("got %q", p)
	}
}

func TestTextPastTheWindowIsFound(t *testing.T) {
	c := show(t, container.NewWithoutLayout(text("a line that is much too long for it", 60, 0)), 100, 100)
	if p := layoutcheck.Problems(c); !strings.Contains(strings.Join(p, "\n"), "passes its place") {
		t.Errorf("got %q", p)
	}
}

func TestObjectWithTooLittleRoomIsFound(t *testing.T) {
	b := widget.NewButton("Assign to somebody else", nil)
	b.Resize(fyne.NewSize(30, 20))
	c := show(t, container.NewWithoutLayout(b), 400, 100)
	if p := layoutcheck.Problems(c); len(p) == 0 {
		t.Error("a clipped button was not found")
	}
	if s := layoutcheck.SmallTargets(c); len(s) != 1 {
		t.Errorf("small targets: got %q", s)
	}
}

func TestWhatIsScrolledAwayIsNoProblem(t *testing.T) {
	column := container.NewVBox()
	for range 40 {
		column.Add(widget.NewLabel("row"))
	}
	c := show(t, container.NewVScroll(column), 200, 100)
	if p := layoutcheck.Problems(c); len(p) != 0 {
		t.Errorf("got %q", p)
	}
}
