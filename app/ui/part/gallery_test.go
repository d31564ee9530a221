package part

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"commsdesk/app/ui/part/layoutcheck"
	"commsdesk/app/ui/theme"
)

// desk starts a test app in the desk's theme.
func desk(t testing.TB, mode theme.Mode, percent int) fyne.App {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(mode, percent))
	return a
}

// window shows content at a size.
func window(t testing.TB, content fyne.CanvasObject, w, h float32) fyne.Window {
	win := test.NewTempWindow(t, content)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return win
}

type sheet struct {
	name string
	w, h float32
	make func() fyne.CanvasObject
	then func(fyne.Canvas) // what to open over it, or nil
}

// TestGallery renders every part, light and dark, at two text sizes.
func TestGallery(t *testing.T) {
	dir := os.Getenv("COMMSDESK_GALLERY")
	if dir == "" {
		t.Skip("set COMMSDESK_GALLERY to a folder to render the parts into it")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	all := sheets()
	for name, open := range floating() {
		all = append(all, sheet{name, 800, 560, queueSheet, open})
	}
	for _, s := range all {
		for _, look := range []struct {
			name string
			mode theme.Mode
		}{{"light", theme.Light}, {"dark", theme.Dark}} {
			for _, percent := range []int{100, 150} {
				t.Run(fmt.Sprintf("%s-%s-%d", s.name, look.name, percent), func(t *testing.T) {
					desk(t, look.mode, percent)
					scale := float32(percent) / 100
					win := window(t, s.make(), s.w*scale, s.h*scale)
					if s.then != nil {
						s.then(win.Canvas())
					}
					f, err := os.Create(filepath.Join(dir, filepath.Base(t.Name())+".png"))
					if err != nil {
						t.Fatal(err)
					}
					defer f.Close()
					if err := png.Encode(f, win.Canvas().Capture()); err != nil {
						t.Fatal(err)
					}
				})
			}
		}
	}
}

// TestPartsFit lays every part out, at the smallest and largest text size, and finds nothing
// clipped, covered or too small to hit.
func TestPartsFit(t *testing.T) {
	for _, s := range sheets() {
		for _, percent := range []int{100, 150} {
			t.Run(fmt.Sprintf("%s-%d", s.name, percent), func(t *testing.T) {
				desk(t, theme.Light, percent)
				scale := float32(percent) / 100
				win := window(t, s.make(), s.w*scale, s.h*scale)
				for _, p := range layoutcheck.Problems(win.Canvas()) {
					t.Error(p)
				}
				for _, p := range layoutcheck.SmallTargets(win.Canvas()) {
					t.Error(p)
				}
			})
		}
	}
}
