package theme

import (
	"bytes"
	"encoding/xml"
	"io"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/go-text/typesetting/font"

	"commsdesk/assets"
)

func TestFontsHoldWhatTheScreensWrite(t *testing.T) {
	const needed = "AZaz09:,.…’‘“”–—-→←↑↓↵⏎✓✗·×•£€$%&@^~ÀÉÑßŵŷŁğőșțŻ½²"
	for name, data := range map[string][]byte{"regular": assets.FontRegular, "semibold": assets.FontSemiBold} {
		face, err := font.ParseTTF(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, r := range needed {
			if _, ok := face.NominalGlyph(r); !ok {
				t.Errorf("%s has no %q", name, r)
			}
		}
	}
}

func TestFiguresAreOfOneWidth(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(New(Light, 100))
	for _, bold := range []bool{false, true} {
		style := fyne.TextStyle{Bold: bold}
		want := fyne.MeasureText("11:11", 13, style)
		for _, s := range []string{"00:00", "23:59", "18:47", "64.90", "72,35"} {
			if got := fyne.MeasureText(s, 13, style); got.Width != want.Width {
				t.Errorf("bold %v: %s is %f wide, 11:11 is %f: a countdown would jitter", bold, s, got.Width, want.Width)
			}
		}
	}
}

func TestLineOfBodyTextIsTwenty(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(New(Light, 100))
	for _, bold := range []bool{false, true} {
		got := fyne.MeasureText("Hg", Body.Size, fyne.TextStyle{Bold: bold}).Height
		if got < 19.5 || got > 20.5 {
			t.Errorf("bold %v: a line of 14 is %f high, want 20", bold, got)
		}
	}
}

func TestEveryIconIsThereAndRecolours(t *testing.T) {
	a := test.NewTempApp(t)
	for _, name := range allIcons {
		if _, err := assets.IconSVG(string(name)); err != nil {
			t.Error(err)
			continue
		}
		a.Settings().SetTheme(New(Light, 100))
		light := Icon(name, Danger).Content()
		a.Settings().SetTheme(New(Dark, 100))
		dark := Icon(name, Danger).Content()
		if bytes.Equal(light, dark) {
			t.Errorf("%s looks the same in light and dark", name)
		}
		if !bytes.Contains(bytes.ToLower(light), []byte("#b3261e")) {
			t.Errorf("%s does not take the token's colour", name)
		}
		wellFormed(t, string(name), light)
	}
}

func wellFormed(t *testing.T, name string, svg []byte) {
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
	}
}

func TestUnknownIconIsSaid(t *testing.T) {
	if _, err := assets.IconSVG("no-such-icon"); err == nil {
		t.Error("an unknown icon gave no error")
	}
}
