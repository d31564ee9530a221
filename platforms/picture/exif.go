package picture

import (
	"bytes"
	"encoding/binary"
)

// Pictures carry where and with what they were taken. Some networks publish the file
// as it is, so that is taken out before it goes; how the picture is turned stays.

// WithoutTraces returns a picture, of the type kind, without what its file tells
// beside it: place, time, camera. What is no such file is returned as it is.
func WithoutTraces(content []byte, kind string) []byte {
	switch kind {
	case "image/jpeg":
		return jpegWithoutTraces(content)
	case "image/png":
		return pngWithoutTraces(content)
	}
	return content
}

// The markers of a JPEG file (ITU-T T.81 B.1.1.3).
const (
	markStart = 0xd8
	markScan  = 0xda
	markExif  = 0xe1 // also XMP
	markIPTC  = 0xed
	markWords = 0xfe
)

// segments calls each for every segment before the picture's own data, and
// returns where that begins; false for a file that is not built so.
func segments(b []byte, each func(marker byte, whole []byte)) (int, bool) {
	if len(b) < 4 || b[0] != 0xff || b[1] != markStart {
		return 0, false
	}
	at := 2
	for at+4 <= len(b) && b[at] == 0xff {
		if b[at+1] == 0xff { // a fill byte
			at++
			continue
		}
		if b[at+1] == markScan {
			return at, true
		}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end > len(b) || end < at+4 {
			return 0, false
		}
		each(b[at+1], b[at:end])
		at = end
	}
	return 0, false
}

func jpegWithoutTraces(b []byte) []byte {
	out := []byte{0xff, markStart}
	if o := orientation(b); o > 1 {
		out = append(out, turned(o)...)
	}
	at, ok := segments(b, func(marker byte, whole []byte) {
		if marker != markExif && marker != markIPTC && marker != markWords {
			out = append(out, whole...)
		}
	})
	if !ok {
		return b
	}
	return append(out, b[at:]...)
}

// exifHead begins the segment that holds Exif.
var exifHead = []byte("Exif\x00\x00")

// tagOrientation says how the picture is turned (CIPA DC-008 4.6.4).
const tagOrientation = 0x0112

// Sideways tells that a picture lies on its side, so that it is shown with width and
// height changed over.
func Sideways(content []byte) bool { return orientation(content) >= 5 }

// orientation is how a picture is turned, 1 to 8; 0 when its file doesn't say.
func orientation(b []byte) int {
	switch {
	case bytes.HasPrefix(b, pngHead):
		return orientationIn(chunk(b[len(pngHead):], "eXIf", binary.BigEndian, 4, 0))
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return orientationIn(bytes.TrimPrefix(chunk(b[12:], "EXIF", binary.LittleEndian, 0, 1), exifHead))
	case bytes.HasPrefix(b, []byte("II*\x00")) || bytes.HasPrefix(b, []byte("MM\x00*")):
		return orientationIn(b)
	}
	found := 0
	segments(b, func(marker byte, whole []byte) {
		if tiff, ok := bytes.CutPrefix(whole[4:], exifHead); ok && marker == markExif && found == 0 {
			found = orientationIn(tiff)
		}
	})
	return found
}

// chunk is the first chunk called name of a PNG (size, name, data, 4 bytes of check)
// or WebP file (name, size, data, to an even length); nil for none.
func chunk(b []byte, name string, order binary.ByteOrder, check, even int) []byte {
	for len(b) >= 8 {
		title, size := string(b[:4]), int64(order.Uint32(b[4:]))
		if check > 0 {
			title, size = string(b[4:8]), int64(order.Uint32(b))
		}
		if size > int64(len(b)-8) {
			return nil
		}
		if title == name {
			return b[8 : 8+size]
		}
		b = b[min(int64(len(b)), 8+size+int64(check)+size&int64(even)):]
	}
	return nil
}

func orientationIn(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 0
	}
	for n := range int(order.Uint16(tiff[at:])) {
		entry := at + 2 + 12*n
		if entry+12 > len(tiff) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == tagOrientation {
			if o := int(order.Uint16(tiff[entry+8:])); o >= 1 && o <= 8 {
				return o
			}
		}
	}
	return 0
}

// turned is a segment that says how the picture is turned and nothing else.
func turned(o int) []byte {
	tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, tagOrientation >> 8, tagOrientation & 255, 0, 3, 0, 0, 0, 1, 0, byte(o), 0, 0, 0, 0, 0, 0}
	size := 2 + len(exifHead) + len(tiff)
	out := []byte{0xff, markExif, byte(size >> 8), byte(size)}
	return append(append(out, exifHead...), tiff...)
}

// pngHead begins a PNG file (PNG specification 5.2).
var pngHead = []byte("\x89PNG\r\n\x1a\n")

func pngWithoutTraces(b []byte) []byte {
	rest, ok := bytes.CutPrefix(b, pngHead)
	if !ok {
		return b
	}
	out := append([]byte{}, pngHead...)
	for len(rest) >= 12 {
		size := int(binary.BigEndian.Uint32(rest)) + 12
		if size < 12 || size > len(rest) {
			return b
		}
		switch string(rest[4:8]) {
		case "eXIf", "tEXt", "iTXt", "zTXt", "tIME":
		default:
			out = append(out, rest[:size]...)
		}
		rest = rest[size:]
	}
	return out
}
