package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"commsdesk/platforms"
)

func media(name, kind string, raw []byte) platforms.Media {
	return platforms.Media{Alt: "Stalls on the square", URL: "https://council.example/a.jpg", File: platforms.File{Name: name, Type: kind, Size: int64(len(raw)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}}
}

// scene has a red, a green, a blue and a white quarter; the see-through ones have a
// corner that shows what is below.
func scene(w, h int, seeThrough bool) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{255, 0, 0, 255}
			switch {
			case x >= w/2 && y >= h/2:
				c = color.NRGBA{255, 255, 255, 255}
			case x >= w/2:
				c = color.NRGBA{0, 255, 0, 255}
			case y >= h/2:
				c = color.NRGBA{0, 0, 255, 255}
			}
			if seeThrough && x < w/8 && y < h/8 {
				c.A = 0
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func noise(w, h int) *image.NRGBA {
	img, random := image.NewNRGBA(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(random.Uint32())
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

func encoded(t testing.TB, write func(w io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, img image.Image) []byte {
	return encoded(t, func(w io.Writer) error { return jpeg.Encode(w, img, &jpeg.Options{Quality: 95}) })
}

func pngOf(t testing.TB, img image.Image) []byte {
	return encoded(t, func(w io.Writer) error { return png.Encode(w, img) })
}

func opened(t *testing.T, m platforms.Media) image.Image {
	t.Helper()
	content, kind, err := Read(m, fileMost)
	if err != nil || kind != m.Type || int64(len(content)) != m.Size {
		t.Fatalf("the copy says %s of %d bytes and is %s of %d (%v)", m.Type, m.Size, kind, len(content), err)
	}
	img, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// quarters are the colours in the middle of the four quarters: r, g, b, w.
func quarters(img image.Image) string {
	var out strings.Builder
	b := img.Bounds()
	for _, at := range [][2]int{{1, 1}, {3, 1}, {1, 3}, {3, 3}} {
		r, g, bl, _ := img.At(b.Min.X+b.Dx()*at[0]/4, b.Min.Y+b.Dy()*at[1]/4).RGBA()
		high := func(v uint32) bool { return v > 0x8000 }
		switch {
		case high(r) && high(g) && high(bl):
			out.WriteByte('w')
		case high(r):
			out.WriteByte('r')
		case high(g):
			out.WriteByte('g')
		case high(bl):
			out.WriteByte('b')
		default:
			out.WriteByte('?')
		}
	}
	return out.String()
}

var onlyJPEG = platforms.PictureLimits{Types: []string{"image/jpeg"}}

// webpScene and webpPhoto are scene(120, 80, false) as WebP, without and with loss.
const (
	webpScene = "UklGRjoAAABXRUJQVlA4TC4AAAAvd8ATAB8gEEjeHzqN+RcQFPwf3fxHZA+ASIDEk570pJEDhIj+T8BoqZGEnhoJ"
	webpPhoto = "UklGRsAAAABXRUJQVlA4ILQAAABQCQCdASp4AFAAPm0wlEckIyIhKmgAgA2JYwDUiit+AfhLpmvwd/WChQK7/3QD+AAQvGugyVMzMxQo/RZZnNWyBRn86K8AX0KSWv7EaZl5JtqOAAD+8Js0byMPj6JKxzcAoL/x77EyeZyHWeA4EqM0FDivtzyOnBPi5sJ54V3zVEwpVfD/ncdfebGZbkIFq3ABJGv/7EVKT8P7us1oXQcVVP4kOwhnX0HWJhCAncXQD1UAAAA="
)

func decoded(t *testing.T, words string) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(words)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestEveryType becomes what is taken, with the same in it, its words and address.
func TestEveryType(t *testing.T) {
	img := scene(120, 80, false)
	for name, c := range map[string]struct {
		kind string
		raw  []byte
	}{
		"a.jpeg": {"image/jpeg", jpegOf(t, img)},
		"a.png":  {"image/png", pngOf(t, img)},
		"a.gif":  {"image/gif", encoded(t, func(w io.Writer) error { return gif.Encode(w, img, nil) })},
		"a.bmp":  {"image/bmp", encoded(t, func(w io.Writer) error { return bmp.Encode(w, img) })},
		"a.webp": {"image/webp", decoded(t, webpScene)},
		"b.webp": {"image/webp", decoded(t, webpPhoto)},
		"a.tiff": {"image/tiff", encoded(t, func(w io.Writer) error { return tiff.Encode(w, img, nil) })},
	} {
		m := media(name, c.kind, c.raw)
		made, err := Convert(m, onlyJPEG)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := opened(t, made)
		if made.Name != name[:1]+".jpg" || made.Alt != m.Alt || made.URL != m.URL || got.Bounds().Dx() != 120 || got.Bounds().Dy() != 80 || quarters(got) != "rgbw" {
			t.Errorf("%s became %+v of %v with %s", name, made, got.Bounds(), quarters(got))
		}
		if err := Check(made, 0, "the network", onlyJPEG); err != nil {
			t.Errorf("%s: the copy is not taken: %v", name, err)
		}
	}
}

// exif is a JPEG's segment with how it is turned and where it was taken.
func exif(turn byte) []byte {
	tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0}
	tiff = append(tiff, "GPS 51.95N 0.28W of a resident's garden"...)
	seg := append([]byte("Exif\x00\x00"), tiff...)
	return append([]byte{0xff, 0xe1, byte((len(seg) + 2) >> 8), byte(len(seg) + 2)}, seg...)
}

// TestUpright: each way in which a camera can have been held; what the file tells of
// the place is gone.
func TestUpright(t *testing.T) {
	turned := map[byte]string{1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb"}
	plain := jpegOf(t, scene(120, 80, false))
	for turn, want := range turned {
		raw := append(append(append([]byte{}, plain[:2]...), exif(turn)...), plain[2:]...)
		made, err := Convert(media("a.jpg", "image/jpeg", raw), onlyJPEG)
		if err != nil {
			t.Errorf("turned %d: %v", turn, err)
			continue
		}
		got := opened(t, made)
		if wide := got.Bounds().Dx() == 120; quarters(got) != want || wide != (turn < 5) {
			t.Errorf("turned %d: %s of %v, want %s", turn, quarters(got), got.Bounds(), want)
		}
		if content, _, _ := Read(made, fileMost); bytes.Contains(content, []byte("GPS")) || bytes.Contains(content, []byte("Exif")) {
			t.Errorf("turned %d: the copy still tells where it was taken", turn)
		}
	}
}

// TestUprightInEveryFile: the other files that can say how a picture is turned.
func TestUprightInEveryFile(t *testing.T) {
	tiffs := func(turn byte) []byte { return exif(turn)[10:] } // without marker, size and name
	whole := pngOf(t, scene(120, 80, false))
	note := append([]byte("eXIf"), tiffs(6)...)
	note = binary.BigEndian.AppendUint32(append(binary.BigEndian.AppendUint32(nil, uint32(len(note)-4)), note...), crc32.ChecksumIEEE(note))
	web := append(decoded(t, webpScene), "EXIF"...)
	web = append(binary.LittleEndian.AppendUint32(web, uint32(len(tiffs(6)))), tiffs(6)...)
	binary.LittleEndian.PutUint32(web[4:], uint32(len(web)-8))
	scan := encoded(t, func(w io.Writer) error { return tiff.Encode(w, scene(120, 80, false), nil) })
	list := scan[binary.LittleEndian.Uint32(scan[4:]):] // its entries; the further one fits in order after the 6th
	binary.LittleEndian.PutUint32(scan[4:], uint32(len(scan)))
	scan = binary.LittleEndian.AppendUint16(scan, binary.LittleEndian.Uint16(list)+1)
	scan = append(append(scan, list[2:2+12*6]...), 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0)
	scan = append(scan, list[2+12*6:]...)
	for kind, raw := range map[string][]byte{"image/png": append(append(append([]byte{}, whole[:33]...), note...), whole[33:]...), "image/webp": web, "image/tiff": scan} {
		made, err := Convert(media("a", kind, raw), onlyJPEG)
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if got := opened(t, made); quarters(got) != "brwg" || got.Bounds().Dx() != 80 {
			t.Errorf("%s: %s of %v", kind, quarters(got), got.Bounds())
		}
		if content, _, _ := Read(made, fileMost); bytes.Contains(content, []byte("GPS")) {
			t.Errorf("%s: the copy still tells where it was taken", kind)
		}
	}
}

// TestItFits: bytes and points, for pictures that pack badly, and never larger than it was.
func TestItFits(t *testing.T) {
	badly := pngOf(t, noise(900, 700))
	for _, l := range []platforms.PictureLimits{
		{MaxBytes: 976_560}, {MaxBytes: 100 << 10}, {MaxBytes: 20 << 10}, {MaxPixels: 100_000}, {MaxPixels: 100_000, MaxBytes: 30 << 10}, {},
	} {
		l.Types = []string{"image/jpeg", "image/png"}
		made, err := Convert(media("a.png", "image/png", badly), l)
		if err != nil {
			t.Errorf("%+v: %v", l, err)
			continue
		}
		b := opened(t, made).Bounds()
		if l.MaxBytes > 0 && made.Size > l.MaxBytes || l.MaxPixels > 0 && int64(b.Dx()*b.Dy()) > l.MaxPixels || b.Dx() > 900 {
			t.Errorf("%+v: %d bytes of %v", l, made.Size, b)
		}
		if ratio := float64(b.Dx()) / float64(b.Dy()); ratio < 1.2 || ratio > 1.4 {
			t.Errorf("%+v: it was drawn out to %v", l, b)
		}
	}
	for size, img := range map[string]image.Image{"one point": scene(1, 1, false), "a thin line": scene(4000, 2, false)} {
		made, err := Convert(media("a.png", "image/png", pngOf(t, img)), platforms.PictureLimits{Types: []string{"image/jpeg"}, MaxBytes: 1 << 20})
		if err != nil || opened(t, made).Bounds() != img.Bounds() {
			t.Errorf("%s: %+v (%v)", size, made, err)
		}
	}
}

// TestSeeThrough: parts that show what is below stay so where PNG is taken, and are
// white elsewhere.
func TestSeeThrough(t *testing.T) {
	m := media("logo.png", "image/png", pngOf(t, scene(160, 160, true)))
	made, err := Convert(m, platforms.PictureLimits{Types: []string{"image/png", "image/jpeg"}})
	if err != nil || made.Type != "image/png" {
		t.Fatalf("%+v (%v)", made, err)
	}
	if _, _, _, a := opened(t, made).At(2, 2).RGBA(); a != 0 {
		t.Error("the corner is no longer see-through")
	}
	if made, err = Convert(m, onlyJPEG); err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := opened(t, made).At(2, 2).RGBA(); r < 0xf000 || g < 0xf000 || b < 0xf000 {
		t.Errorf("the corner is %x %x %x", r, g, b)
	}
}

// TestFewColours: a drawing stays sharp as PNG where that is taken and fits; a
// photograph becomes a JPEG.
func TestFewColours(t *testing.T) {
	both := platforms.PictureLimits{Types: []string{"image/png", "image/jpeg"}, MaxPixels: 5000, MaxBytes: 60_000}
	for name, c := range map[string]struct {
		img  image.Image
		most int64
		want string
	}{
		"a drawing": {scene(120, 80, false), both.MaxBytes, "image/png"},
		"a photo":   {noise(120, 80), both.MaxBytes, "image/jpeg"},
		"no room":   {chequers(120, 80), 2000, "image/jpeg"},
	} {
		l := both
		l.MaxBytes = c.most
		made, err := Convert(media("a.png", "image/png", pngOf(t, c.img)), l)
		if err != nil || made.Type != c.want || made.Size > l.MaxBytes {
			t.Errorf("%s: %s of %d bytes (%v)", name, made.Type, made.Size, err)
		}
	}
}

// chequers is a picture of two colours in no order, too much for a small PNG.
func chequers(w, h int) image.Image {
	img, random := image.NewGray(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(3, 4))
	for i := range img.Pix {
		img.Pix[i] = 120 + byte(random.Uint32()&1)*20
	}
	return img
}

// bomb is a small PNG that says it has so many points.
func bomb(w, h uint32) []byte {
	head := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h), 8, 6, 0, 0, 0)
	chunk := append([]byte("IHDR"), head...)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(out, chunk...), crc32.ChecksumIEEE(chunk))
}

// TestRefusals: each says what to do, and offers a copy only where one can be made.
func TestRefusals(t *testing.T) {
	limits := platforms.PictureLimits{Types: []string{"image/jpeg", "image/png", "image/heif"}, MaxBytes: 4000, MaxPixels: 1_000_000}
	good := jpegOf(t, scene(60, 40, false))
	missing := media("gone.jpg", "image/jpeg", good)
	missing.Open = func() (io.ReadCloser, error) { return nil, io.ErrUnexpectedEOF }
	for what, c := range map[string]struct {
		m      platforms.Media
		says   string
		offers bool
	}{
		"taken":           {media("a.jpg", "image/jpeg", good), "", false},
		"parameters":      {media("a.jpg", "Image/JPG; q=1", good), "", false},
		"can't be opened": {media("a.heif", "image/heif", []byte("\x00\x00\x00\x18ftypheic")), "can't be read as a picture", false},
		"another type":    {media("a.bmp", "image/bmp", encoded(t, func(w io.Writer) error { return bmp.Encode(w, scene(60, 40, false)) })), "a copy as JPEG", true},
		"another name":    {media("a.jpg", "image/jpeg", encoded(t, func(w io.Writer) error { return bmp.Encode(w, scene(60, 40, false)) })), "not of the type that its name says", true},
		"heavy":           {media("a.png", "image/png", pngOf(t, noise(80, 80))), "has 19 KB, and the network takes 3 KB. Commsdesk can make a smaller copy. The original stays as it is.", true},
		"moving":          {media("a.gif", "image/gif", encoded(t, func(w io.Writer) error { return gif.Encode(w, scene(60, 40, false), nil) })), "Commsdesk can make a copy as JPEG. If it moves, the copy stands still.", true},
		"wide":            {media("a.png", "image/png", bomb(2000, 1000)), "has 2000 by 1000 points", true},
		"a bomb":          {media("a.png", "image/png", bomb(60_000, 60_000)), "Save it smaller", false},
		"HEIC":            {media("a.heic", "image/heic", []byte("x")), "Most Compatible", false},
		"a program":       {media("a.exe", "application/x-msdownload", []byte("MZ")), "It is no picture", false},
		"a web page":      {media("a.jpg", "image/jpeg", []byte("<html></html>")), "save it as a JPEG", false},
		"nothing":         {media("a.jpg", "image/jpeg", nil), "Choose it again", false},
		"gone":            {missing, "Choose it again", false},
		"without a name":  {media("\u202e\n", "image/jpeg", nil), "The picture is empty", false},
	} {
		err := Check(c.m, 2, "the network", limits)
		var refused *platforms.Error
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", what, err)
		case c.says == "":
		case !errors.As(err, &refused) || refused.Class != platforms.ClassRefused || !strings.Contains(refused.Sentence, c.says):
			t.Errorf("%s: %v", what, err)
		case (refused.Offer != nil) != c.offers || c.offers && refused.Offer.Index != 2:
			t.Errorf("%s: offers %+v", what, refused.Offer)
		}
	}
	for what, m := range map[string]platforms.Media{
		"cut short": media("a.jpg", "image/jpeg", good[:len(good)/2]), "a bomb": media("a.png", "image/png", bomb(60_000, 60_000)),
		"words": media("a.jpg", "image/jpeg", []byte("words")), "nothing": media("a.jpg", "image/jpeg", nil), "gone": missing,
		"no room": media("a.png", "image/png", pngOf(t, noise(80, 80))),
	} {
		l := onlyJPEG
		if what == "no room" {
			l.MaxBytes = 100
		}
		_, err := Convert(m, l)
		var refused *platforms.Error
		if !errors.As(err, &refused) || refused.Class != platforms.ClassRefused || len(refused.Sentence) < 20 {
			t.Errorf("converting, %s: %v", what, err)
		}
	}
}

// FuzzConvert: whatever is in a file, a copy fits or there is a sentence.
func FuzzConvert(f *testing.F) {
	f.Add(jpegOf(f, scene(40, 30, false)))
	f.Add(pngOf(f, scene(40, 30, true)))
	f.Add(bomb(3000, 3000))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l := platforms.PictureLimits{Types: []string{"image/jpeg", "image/png"}, MaxBytes: 2000, MaxPixels: 1000}
		made, err := Convert(media("a.jpg", "image/jpeg", raw), l)
		if err == nil && (made.Size > l.MaxBytes || Check(made, 0, "the network", l) != nil) {
			t.Errorf("a copy of %d bytes: %v", made.Size, Check(made, 0, "the network", l))
		}
	})
}

// BenchmarkConvert makes a copy of a photograph of 24 million points for a network
// that takes 1 MB.
func BenchmarkConvert(b *testing.B) {
	raw := jpegOf(b, noise(6000, 4000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Convert(media("a.jpg", "image/jpeg", raw), platforms.PictureLimits{Types: []string{"image/jpeg"}, MaxBytes: 976_560}); err != nil {
			b.Fatal(err)
		}
	}
}
