package part

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"commsdesk/app/ui/theme"
)

// TestLiveChangeOfThemeLooksLikeAFreshStart changes colours and text size under
// every part, as Settings does: nothing may keep its old looks.
func TestLiveChangeOfThemeLooksLikeAFreshStart(t *testing.T) {
	for _, s := range sheets() {
		t.Run(s.name, func(t *testing.T) {
			a := desk(t, theme.Dark, 150)
			want := window(t, s.make(), s.w*1.5, s.h*1.5).Canvas().Capture()

			a.Settings().SetTheme(theme.New(theme.Light, 100))
			win := window(t, s.make(), s.w, s.h)
			win.Canvas().Capture()
			a.Settings().SetTheme(theme.New(theme.Dark, 150))
			win.Resize(fyne.NewSize(s.w*1.5, s.h*1.5))
			win.Content().Refresh()
			got := win.Canvas().Capture()
			if n := differing(got, want); n > 0 {
				save(t, "live-"+s.name, got)
				save(t, "fresh-"+s.name, want)
				t.Errorf("%d pixels differ from a fresh start", n)
			}
		})
	}
}

func differing(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx()*a.Bounds().Dy() + 1
	}
	n := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return n
}

// save keeps a picture for the eye, where a folder for it is named.
func save(t *testing.T, name string, img image.Image) {
	dir := os.Getenv("COMMSDESK_GALLERY")
	if dir == "" {
		return
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
