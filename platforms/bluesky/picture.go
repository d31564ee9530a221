package bluesky

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // the shapes of pictures
	_ "image/png"
	"io"
	"net/http"
	"slices"
	"strings"

	"commsdesk/platforms"
)

// imageTypes are the pictures that a post takes here. The network takes any, but
// shows a GIF standing still and others not in every program.
func imageTypes() []string { return []string{"image/jpeg", "image/png", "image/webp"} }

// pictureMeta is what is sealed of a picture.
type pictureMeta struct {
	Type  string `json:"type"`
	Alt   string `json:"alt"`
	Ratio *ratio `json:"ratio,omitempty"`
}

// checkPicture refuses what the network would not take, and offers what to do.
func checkPicture(m platforms.Media, most int64) (pictureMeta, error) {
	called := orDefault(m.Name, "The picture")
	if strings.HasPrefix(m.Type, "video/") {
		return pictureMeta{}, platforms.Refuse(called + " is a film. Commsdesk sends pictures to Bluesky; put the film on the council's web site or YouTube and link to it.")
	}
	if !slices.Contains(imageTypes(), m.Type) {
		return pictureMeta{}, platforms.Refuse(called + " is of a type that does not show well on Bluesky. Save it as a JPEG and attach that.")
	}
	tooLarge := fmt.Sprintf("%s is too large for Bluesky, which takes pictures of at most %d kB. Save it as a JPEG of 2,000 pixels on its longer side and attach that.", called, most/1000)
	if m.Size > most {
		return pictureMeta{}, platforms.Refuse(tooLarge)
	}
	content, err := readMedia(m, most)
	if errors.Is(err, errLarge) {
		return pictureMeta{}, platforms.Refuse(tooLarge)
	}
	if err != nil {
		return pictureMeta{}, err
	}
	if kind := http.DetectContentType(content); kind != m.Type {
		return pictureMeta{}, platforms.Refuse(called + " is not the type of picture that its name says. Open it, save it as a JPEG and attach that.")
	}
	meta := pictureMeta{Type: m.Type, Alt: strings.TrimSpace(m.Alt)}
	if shape, _, err := image.DecodeConfig(bytes.NewReader(content)); err == nil && shape.Width > 0 && shape.Height > 0 {
		meta.Ratio = &ratio{Width: shape.Width, Height: shape.Height}
		if o := orientation(content); o >= 5 && o <= 8 { // lies on its side
			meta.Ratio.Width, meta.Ratio.Height = meta.Ratio.Height, meta.Ratio.Width
		}
	}
	return meta, nil
}

var errLarge = errors.New("the picture is larger than the limit")

// readMedia reads a file of at most so many bytes.
func readMedia(m platforms.Media, most int64) ([]byte, error) {
	unread := &platforms.Error{Class: platforms.ClassRefused, Sentence: orDefault(m.Name, "The picture") + " can't be read on this PC any more. Attach it again."}
	if m.Open == nil {
		return nil, unread
	}
	r, err := m.Open()
	if err != nil {
		return nil, unread
	}
	defer func() { _ = r.Close() }()
	content, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil || len(content) == 0 {
		return nil, unread
	}
	if int64(len(content)) > most {
		return nil, errLarge
	}
	return content, nil
}
