package uitest

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"slices"
)

// galleryEnv names a folder that gets a picture of the screen when a test fails.
const galleryEnv = "COMMSDESK_GALLERY"

// Save keeps what the window shows, once it is drawn, as a PNG file.
func (w *Window) Save(file string) {
	w.pc.t.Helper()
	w.Drawn()
	w.keep(file, w.place())
}

// place is where on the screen the window lies.
func (w *Window) place() image.Rectangle {
	w.pc.t.Helper()
	var x, y, wide, high, screen int
	words := w.xdotool("getwindowgeometry", "--shell", w.id)
	if _, err := fmt.Sscanf(words, "WINDOW="+w.id+"\nX=%d\nY=%d\nWIDTH=%d\nHEIGHT=%d\nSCREEN=%d", &x, &y, &wide, &high, &screen); err != nil {
		w.pc.t.Fatalf("find the window's place: %v in %q", err, words)
	}
	return image.Rect(x, y, x+wide, y+high)
}

func (w *Window) keep(file string, area image.Rectangle) {
	w.pc.t.Helper()
	frame := w.pc.Display.Frame()
	var out bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, paletted(frame, area.Intersect(frame.Rect)))
	if err == nil {
		err = os.WriteFile(file, out.Bytes(), 0o644)
	}
	if err != nil {
		w.pc.t.Errorf("keep the picture: %v", err)
	}
}

// paletted is an area of a frame in its 256 commonest colours, a third of the
// size. A window has few: the rest are the soft edges of letters, which take the
// nearest.
func paletted(f *image.RGBA, area image.Rectangle) *image.Paletted {
	seen := map[color.RGBA]int{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			seen[f.RGBAAt(x, y)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(seen), func(a, b color.RGBA) int {
		return cmp.Or(seen[b]-seen[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	var palette color.Palette
	for _, c := range all[:min(len(all), 256)] {
		palette = append(palette, c)
	}
	index := map[color.RGBA]uint8{}
	for _, c := range all {
		index[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(image.Rect(0, 0, area.Dx(), area.Dy()), palette)
	for y := range area.Dy() {
		for x := range area.Dx() {
			out.SetColorIndex(x, y, index[f.RGBAAt(area.Min.X+x, area.Min.Y+y)])
		}
	}
	return out
}
