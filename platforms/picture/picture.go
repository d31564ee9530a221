// Package picture says whether a network takes a picture, and makes a copy of it
// that it takes: of another type, smaller, upright, without the place where it was
// taken.
package picture

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // decodes GIF pictures
	_ "image/jpeg" // decodes JPEG pictures
	_ "image/png"  // decodes PNG pictures
	"io"
	"math"
	"net/http"
	"slices"
	"strings"

	_ "golang.org/x/image/bmp"  // decodes BMP pictures
	_ "golang.org/x/image/tiff" // decodes TIFF pictures
	_ "golang.org/x/image/webp" // decodes WebP pictures

	"commsdesk/platforms"
)

const (
	// fileMost is the largest file that is looked into, in bytes.
	fileMost = 200 << 20
	// sniffed is how many bytes tell a type (net/http's DetectContentType).
	sniffed = 512
	// pixelsMost is the largest picture that is opened: a small file can hold one
	// that fills a PC's memory.
	pixelsMost = 64_000_000
)

// convertible are the types that can be opened here.
var convertible = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/tiff"}

// TypeOf is a file's type as it was declared, in small letters and without
// parameters.
func TypeOf(m platforms.Media) string {
	kind, _, _ := strings.Cut(m.Type, ";")
	switch kind = strings.ToLower(strings.TrimSpace(kind)); kind {
	case "image/jpg", "image/pjpeg":
		return "image/jpeg"
	case "image/x-ms-bmp", "image/x-bmp":
		return "image/bmp"
	}
	return kind
}

// Check says why the network called where does not take the picture at index of a
// post's media (platforms.ThumbIndex for the card's): an Error of class Refused,
// with an Offer where Convert can make a copy that it takes. nil: it takes it.
func Check(m platforms.Media, index int, where string, l platforms.PictureLimits) error {
	kind, name := TypeOf(m), called(m)
	takes := slices.Contains(l.Types, kind)
	unread := platforms.Refuse(name + " is empty or can't be read on this PC. Choose it again.")
	switch {
	case m.Open == nil || m.Size <= 0:
		return unread
	case !takes && !slices.Contains(convertible, kind):
		return platforms.Refuse(name + " is of a type that " + where + " does not take" + advice(kind))
	}
	size, actual, err := measure(m)
	offer := func(what string, made string) error {
		if actual == "image/gif" {
			made += " If it moves, the copy stands still."
		}
		e := platforms.Refuse(name + what + " " + made + " The original stays as it is.")
		if err == nil && opens(size) && m.Size <= fileMost {
			e.Offer = &platforms.Offer{Index: index, Limits: l}
		} else {
			e.Sentence = name + what + " Save it smaller, as a JPEG, and choose that."
		}
		return e
	}
	const smaller, jpeg = "Commsdesk can make a smaller copy.", "Commsdesk can make a copy as JPEG."
	switch {
	case actual == "":
		return unread
	case err != nil && (!takes || !strings.HasPrefix(actual, "image/")):
		return &platforms.Error{Class: platforms.ClassRefused, Err: err,
			Sentence: name + " can't be read as a picture: it may be damaged, or of another type than its name says. Open it, save it as a JPEG and choose that."}
	case !takes:
		return offer(" is of a type that "+where+" does not take.", jpeg)
	case err == nil && !slices.Contains(l.Types, actual):
		return offer(" is not of the type that its name says, and "+where+" does not take what it is.", jpeg)
	case l.MaxBytes > 0 && m.Size > l.MaxBytes:
		return offer(fmt.Sprintf(" has %s, and %s takes %s.", bytesWords(m.Size, math.Ceil), where, bytesWords(l.MaxBytes, math.Floor)), smaller)
	case err == nil && l.MaxPixels > 0 && int64(size.Width) > l.MaxPixels/int64(size.Height):
		return offer(fmt.Sprintf(" has %d by %d points, more than %s takes.", size.Width, size.Height, where), smaller)
	}
	return nil
}

// opens tells that a picture is small enough to be opened. Width and height come from
// a file that may say anything, so they are not multiplied.
func opens(size image.Config) bool {
	return size.Width > 0 && size.Height > 0 && size.Width <= pixelsMost/size.Height
}

func called(m platforms.Media) string {
	if name := strings.Join(strings.Fields(platforms.Clean(m.Name)), " "); name != "" {
		return "“" + name + "”"
	}
	return "The picture"
}

// advice ends a sentence on a type that can't be converted here.
func advice(kind string) string {
	switch {
	case kind == "image/heic" || kind == "image/heif":
		return ", and Commsdesk can't open it. On the phone choose Settings, Camera, Formats, “Most Compatible”; on a PC open it and save it as a JPEG."
	case strings.HasPrefix(kind, "image/"):
		return ", and Commsdesk can't open it. Open it, save it as a JPEG and choose that."
	}
	return ". It is no picture. Save what it shows as a JPEG and choose that."
}

// bytesWords are n bytes in KB or MB, rounded: a size up and a limit down, so that
// what is too large never reads like what is taken.
func bytesWords(n int64, round func(float64) float64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%.0f KB", round(float64(n)/(1<<10)))
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", round(float64(n)/(1<<20)*10)/10), ".0") + " MB"
}

// measure is a picture's size in points and its type, by what is in it. With an error
// the type is what its first bytes look like, since some pictures can't be read here
// and are for the network to judge; "" when the file can't be opened.
func measure(m platforms.Media) (size image.Config, kind string, err error) {
	f, err := m.Open()
	if err != nil {
		return size, "", fmt.Errorf("open a picture: %w", err)
	}
	defer func() { _ = f.Close() }()
	first := make([]byte, sniffed)
	n, _ := io.ReadFull(f, first) // a shorter file is whole
	first = first[:n]
	size, format, err := image.DecodeConfig(io.LimitReader(io.MultiReader(bytes.NewReader(first), f), fileMost))
	if err == nil && (size.Width <= 0 || size.Height <= 0) {
		err = fmt.Errorf("a picture of %d by %d points", size.Width, size.Height)
	}
	if err != nil {
		return size, http.DetectContentType(first), err
	}
	return size, "image/" + format, nil
}

// Read returns a file's bytes, at most most of them, and its type as its first bytes
// tell. Its error is a sentence for people.
func Read(m platforms.Media, most int64) (content []byte, kind string, err error) {
	unread := platforms.Refuse(called(m) + " can't be read on this PC any more. Choose it again.")
	if m.Open == nil {
		return nil, "", unread
	}
	f, err := m.Open()
	if err != nil {
		return nil, "", unread
	}
	defer func() { _ = f.Close() }()
	content, err = io.ReadAll(io.LimitReader(f, most+1))
	if err != nil || len(content) == 0 || int64(len(content)) > most {
		return nil, "", unread
	}
	return content, http.DetectContentType(content), nil
}
