package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"path"
	"slices"
	"strings"

	"commsdesk/platforms"
)

// qualities are those of JPEG that are tried before the picture is made smaller.
var qualities = []int{88, 76}

// sideMost is the longer side of a copy in points at most: no network shows more.
const sideMost = 4096

// sideLeast is the shorter side in points below which a copy shows nothing.
const sideLeast = 32

// Convert makes a copy of a picture that keeps to l: a JPEG, or a PNG where it is a
// drawing or transparent in parts, PNG is taken and it fits; upright, without what the
// file tells beside the picture, never larger than it was. Of a moving picture it is
// the first one. Alt and URL stay. Its error is a sentence for people.
func Convert(m platforms.Media, l platforms.PictureLimits) (platforms.Media, error) {
	content, _, err := Read(m, fileMost)
	if err != nil {
		return m, err
	}
	cant := func(why string, err error) error {
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: called(m) + why + " Open it, save it smaller as a JPEG and choose that.", Err: err}
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(content))
	switch {
	case err != nil:
		return m, cant(" can't be read as a picture.", err)
	case !opens(size):
		return m, cant(" is too large to be opened here.", nil)
	}
	whole, format, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return m, cant(" is damaged and can't be read to its end.", err)
	}
	turn, drawn := orientation(content), format != "jpeg" && fewColours(whole)
	if l.MaxBytes <= 0 {
		l.MaxBytes = math.MaxInt64
	}
	by := within(size.Width, size.Height, l.MaxPixels)
	for {
		w, h := scaled(size.Width, by), scaled(size.Height, by)
		if by < 1 && min(w, h) < min(sideLeast, size.Width, size.Height) {
			return m, cant(" can't be made small enough.", nil)
		}
		made, kind := encode(upright(scale(whole, w, h), turn), drawn, l)
		over := float64(len(made)) / float64(l.MaxBytes)
		if over <= 1 {
			return copyOf(m, made, kind), nil
		}
		by *= max(0.3, min(0.9, 0.95/math.Sqrt(over))) // bytes go with the points
	}
}

// within is the factor by which a picture has to be scaled to have at most so many
// points and no side above sideMost, 1 for none.
func within(w, h int, most int64) float64 {
	by := min(1, sideMost/float64(max(w, h)))
	if points := float64(w) * float64(h); most > 0 && points > float64(most) {
		by = min(by, math.Sqrt(float64(most)/points))
	}
	return by
}

func scaled(side int, by float64) int { return max(1, int(float64(side)*by)) }

// scale draws a picture smaller: each point is the average of those that it stands
// for. It goes row by row: the scalers of x/image keep 32 bytes for each point of the
// width after and the height before, half a gigabyte for a photograph.
func scale(from image.Image, w, h int) *image.RGBA {
	b, to := from.Bounds(), image.NewRGBA(image.Rect(0, 0, w, h))
	if b.Dx() == w && b.Dy() == h {
		draw.Draw(to, to.Rect, from, b.Min, draw.Src)
		return to
	}
	row, sums := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1)), make([]float64, 4*w)
	for y := range b.Dy() {
		draw.Draw(row, row.Rect, from, image.Pt(b.Min.X, b.Min.Y+y), draw.Src)
		// In steps of 1/b.Dy() of a row of the copy: this row adds h, one is full at b.Dy().
		had := y * h % b.Dy()
		here := min(h, b.Dy()-had)
		add(sums, row.Pix, w, float64(here)/float64(b.Dy()))
		if had+h < b.Dy() {
			continue
		}
		full := to.Pix[y*h/b.Dy()*to.Stride:]
		for i, sum := range sums {
			full[i] = uint8(min(255, sum+0.5))
		}
		clear(sums)
		if here < h {
			add(sums, row.Pix, w, float64(h-here)/float64(b.Dy()))
		}
	}
	return to
}

// add adds a row of points, narrowed to w and weighed by part, to sums.
func add(sums []float64, pix []uint8, w int, part float64) {
	wide := len(pix) / 4
	each := part / float64(wide)
	for x := range wide {
		had := x * w % wide
		here := min(w, wide-had)
		into := sums[4*(x*w/wide):]
		for c := range 4 {
			into[c] += float64(pix[4*x+c]) * float64(here) * each
		}
		if here < w {
			for c := range 4 {
				into[4+c] += float64(pix[4*x+c]) * float64(w-here) * each
			}
		}
	}
}

// fewColours tells a drawing, which JPEG smears, by the points of a grid.
func fewColours(img image.Image) bool {
	const most, grid = 64, 500
	b, seen := img.Bounds(), map[color.Color]bool{}
	for y := b.Min.Y; y < b.Max.Y; y += max(1, b.Dy()/grid) {
		for x := b.Min.X; x < b.Max.X; x += max(1, b.Dx()/grid) {
			if seen[img.At(x, y)] = true; len(seen) > most {
				return false
			}
		}
	}
	return true
}

// upright turns a picture as its orientation says (CIPA DC-008 4.6.4).
func upright(from *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return from
	}
	w, h := from.Rect.Dx(), from.Rect.Dy()
	if turn >= 5 {
		w, h = h, w
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			to.SetRGBA(x, y, at(from, turn, x, y))
		}
	}
	return to
}

// at is the point of from that stands at x, y once it is turned.
func at(from *image.RGBA, turn, x, y int) color.RGBA {
	right, down := from.Rect.Dx()-1, from.Rect.Dy()-1
	switch turn {
	case 2:
		x = right - x
	case 3:
		x, y = right-x, down-y
	case 4:
		y = down - y
	case 5:
		x, y = y, x
	case 6:
		x, y = y, down-x
	case 7:
		x, y = right-y, down-x
	case 8:
		x, y = right-y, x
	}
	return from.RGBAAt(x, y)
}

// encode writes a picture, better where that fits; one that is drawn, or transparent
// in parts, as PNG where that is taken and fits.
func encode(img *image.RGBA, drawn bool, l platforms.PictureLimits) (made []byte, kind string) {
	var b bytes.Buffer
	opaque := img.Opaque()
	if (drawn || !opaque) && slices.Contains(l.Types, "image/png") && png.Encode(&b, img) == nil && int64(b.Len()) <= l.MaxBytes {
		return b.Bytes(), "image/png"
	}
	if !opaque {
		paper := image.NewRGBA(img.Rect)
		draw.Draw(paper, paper.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(paper, paper.Rect, img, image.Point{}, draw.Over)
		img = paper
	}
	for _, quality := range qualities {
		b.Reset()
		_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}) // memory takes all; no side is too long
		if int64(b.Len()) <= l.MaxBytes {
			break
		}
	}
	return b.Bytes(), "image/jpeg"
}

func copyOf(m platforms.Media, made []byte, kind string) platforms.Media {
	base := strings.TrimSuffix(m.Name, path.Ext(m.Name))
	if base == "" {
		base = "picture"
	}
	m.Name, m.Type, m.Size = base+map[string]string{"image/png": ".png", "image/jpeg": ".jpg"}[kind], kind, int64(len(made))
	m.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(made)), nil }
	return m
}
