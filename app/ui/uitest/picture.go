package uitest

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
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

// mostColours is how many colours a paletted PNG file can have.
const mostColours = 256

// paletted is an area of a frame in 256 colours, a third of the size. A window
// has few: the rest are the soft edges of letters, which take the nearest.
func paletted(f *image.RGBA, area image.Rectangle) *image.Paletted {
	seen := map[color.RGBA]int{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			seen[f.RGBAAt(x, y)]++
		}
	}
	palette := paletteOf(seen)
	index := map[color.RGBA]uint8{}
	for c := range seen {
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

// paletteOf chooses colours one by one: always the one that is missed most, by
// how often it is seen and how far it is from the chosen ones. A small green word
// stays green so.
func paletteOf(seen map[color.RGBA]int) color.Palette {
	all := slices.SortedFunc(maps.Keys(seen), func(a, b color.RGBA) int {
		return cmp.Or(seen[b]-seen[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	far := make([]int, len(all)) // from the nearest colour chosen, squared
	for i := range far {
		far[i] = math.MaxInt32
	}
	var palette color.Palette
	for len(palette) < min(mostColours, len(all)) {
		next, most := 0, -1
		for i, c := range all {
			if missed := far[i] * seen[c]; missed > most {
				next, most = i, missed
			}
		}
		palette = append(palette, all[next])
		for i, c := range all {
			r, g, b := int(c.R)-int(all[next].R), int(c.G)-int(all[next].G), int(c.B)-int(all[next].B)
			far[i] = min(far[i], r*r+g*g+b*b)
		}
	}
	return palette
}
