package bluesky

import (
	"bytes"
	"image"
	_ "image/jpeg" // the shapes of pictures
	_ "image/png"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/picture"
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
func checkPicture(m platforms.Media, index int, most int64) (pictureMeta, error) {
	kind := picture.TypeOf(m)
	if strings.HasPrefix(kind, "video/") {
		return pictureMeta{}, platforms.Refuse(orDefault(m.Name, "The file") + " is a film. Commsdesk sends pictures to Bluesky; put the film on the council's web site or YouTube and link to it.")
	}
	if err := picture.Check(m, index, "Bluesky", platforms.PictureLimits{Types: imageTypes(), MaxBytes: most}); err != nil {
		return pictureMeta{}, err
	}
	content, actual, err := picture.Read(m, most)
	if err != nil {
		return pictureMeta{}, err
	}
	meta := pictureMeta{Type: actual, Alt: strings.TrimSpace(m.Alt)}
	if shape, _, err := image.DecodeConfig(bytes.NewReader(content)); err == nil && shape.Width > 0 && shape.Height > 0 {
		meta.Ratio = &ratio{Width: shape.Width, Height: shape.Height}
		if picture.Sideways(content) {
			meta.Ratio.Width, meta.Ratio.Height = meta.Ratio.Height, meta.Ratio.Width
		}
	}
	return meta, nil
}
