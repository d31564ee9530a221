package flickr

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"commsdesk/platforms"
	"commsdesk/platforms/picture"
	"commsdesk/platforms/web"
)

// sealed is what will be sent: a comment under a photo, or a photo.
type sealed struct {
	Version int `json:"version"`
	// Token is ours alone; Flickr takes no such thing.
	Token   string  `json:"token"`
	Photo   string  `json:"photo,omitempty"` // under which a comment goes
	Text    string  `json:"text,omitempty"`
	Publish *upload `json:"publish,omitempty"`
	// At is when it was sealed: an older photo of the same bytes is another post.
	At time.Time `json:"at,omitzero"`
}

// upload is a photo or film to be published.
type upload struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Name        string `json:"name"`
	Type        string `json:"type"`
	Size        int64  `json:"size"`
}

// Seal checks and builds what will be sent (platforms.Sender).
func (a *Adapter) Seal(_ context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	s := sealed{Version: 1, Token: rand.Text(), At: at.UTC()}
	to, media := []string(nil), []platforms.Media(nil)
	if out.Private {
		return platforms.Sealed{}, platforms.Refuse("Flickr gives programs no access to private messages. Write there by hand, or answer in public.")
	}
	if out.Post != nil {
		u, err := a.sealUpload(out)
		if err != nil {
			return platforms.Sealed{}, err
		}
		s.Publish, media = u, out.Post.Media
	} else {
		if err := sealComment(out, &s); err != nil {
			return platforms.Sealed{}, err
		}
		if out.ReplyTo.Kind != platforms.KindPost {
			to = []string{out.ReplyTo.From.ID}
		}
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return platforms.Sealed{}, fmt.Errorf("seal for Flickr: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	from := a.cfg.Identity
	if a.me != nil {
		from = a.me.id
	}
	return platforms.Sealed{Token: s.Token, From: from, Recipients: to, Bytes: raw, Media: media}, nil
}

func sealComment(out platforms.Outgoing, s *sealed) error {
	text := strings.TrimSpace(out.Text)
	switch {
	case out.ReplyTo == nil:
		return platforms.Refuse("On Flickr a text stands below a photo. Choose what you answer.")
	case text == "":
		return platforms.Refuse("The text is empty. Write something first.")
	case len(out.Files) > 0:
		return platforms.Refuse("Flickr takes no files with a comment. Put a link into the text instead.")
	}
	s.Photo = out.ReplyTo.Context
	switch {
	case out.ReplyTo.Kind == platforms.KindPost:
		s.Photo = out.ReplyTo.ID
	case s.Photo == "":
		s.Photo = photoOf(out.ReplyTo.ID)
	}
	if s.Photo == "" {
		return platforms.Refuse("It is not known under which photo this comment stands. Open the conversation again.")
	}
	// The name that goes before it is ours to fit in, so only the text is counted.
	if over := web.UTF16Length(text) - commentMost; over > 0 {
		return platforms.Refuse(fmt.Sprintf("The text is %d characters too long for a comment: Commsdesk sends %d at most. Shorten it.", over, commentMost))
	}
	s.Text = text
	if out.ReplyTo.Kind != platforms.KindPost {
		s.Text = address(out.ReplyTo.From, text)
	}
	return nil
}

// sealUpload checks a post, which on Flickr is one photo or film.
func (a *Adapter) sealUpload(out platforms.Outgoing) (*upload, error) {
	media := out.Post.Media
	switch {
	case !out.Post.At.IsZero():
		return nil, platforms.Refuse("Flickr publishes at once. Take the time off, and publish it when it is due.")
	case len(media) == 0:
		return nil, platforms.Refuse("On Flickr a post is a photo or a film. Add one.")
	case len(media) > 1:
		return nil, platforms.Refuse(fmt.Sprintf("Flickr takes one photo at a time, and there are %d files. Make a post of each.", len(media)))
	}
	m := media[0]
	kind := picture.TypeOf(m)
	isFilm := slices.Contains(filmTypes, kind)
	a.mu.Lock()
	most := a.largest(a.photoMost, photoMost)
	if isFilm {
		most = a.largest(a.videoMost, videoMost)
	}
	a.mu.Unlock()
	switch {
	case strings.HasPrefix(kind, "video/") && !isFilm:
		return nil, platforms.Refuse("Flickr does not take this type of film. Save it as MP4, and add it again.")
	case m.Size <= 0 || m.Open == nil:
		return nil, platforms.Refuse("The file is empty or can't be read. Add it again.")
	case isFilm && m.Size > carriedMost && m.Size <= most:
		return nil, platforms.Refuse(fmt.Sprintf("The file has %d MB, and Commsdesk uploads files of up to %d MB. Upload it on Flickr's own page, or save it in a smaller size.", m.Size>>20, carriedMost>>20))
	case isFilm && m.Size > most:
		return nil, platforms.Refuse(fmt.Sprintf("The file has %d MB, and the council's Flickr account takes %d MB. Save it in a smaller size.", m.Size>>20, most>>20))
	}
	if !isFilm {
		if err := picture.Check(m, 0, title, platforms.PictureLimits{Types: photoTypes, MaxBytes: most}); err != nil {
			return nil, err
		}
	}
	u := &upload{Name: m.Name, Type: kind, Size: m.Size}
	u.Title, u.Description = heading(out, m.Alt)
	switch {
	case u.Title == "":
		return nil, platforms.Refuse("A photo needs a title: write it in the first line.")
	case utf8.RuneCountInString(u.Title) > titleMost:
		return nil, platforms.Refuse(fmt.Sprintf("The title, which is the first line, is longer than the %d characters that Flickr takes. Shorten the first line.", titleMost))
	case utf8.RuneCountInString(u.Description) > descriptionMost:
		return nil, platforms.Refuse(fmt.Sprintf("The text is longer than the %d characters that Flickr takes. Shorten it.", descriptionMost))
	}
	return u, nil
}

// heading is a photo's title, its subject or first line, and its description: the
// rest, the link, and what the picture shows for people who can't see it.
func heading(out platforms.Outgoing, alt string) (first, rest string) {
	text := strings.TrimSpace(platforms.Clean(out.Text))
	first, rest = strings.TrimSpace(platforms.Clean(out.Subject)), text
	if first == "" {
		first, rest, _ = strings.Cut(text, "\n")
		first, rest = strings.TrimSpace(first), strings.TrimSpace(rest)
	}
	if link := out.Post.Link; link != "" && !strings.Contains(rest, link) {
		rest = strings.TrimSpace(rest + "\n\n" + link)
	}
	if alt = strings.TrimSpace(platforms.Clean(alt)); alt != "" && !strings.Contains(rest, alt) {
		rest = strings.TrimSpace(rest + "\n\nThe picture shows: " + alt)
	}
	return first, rest
}

func unseal(msg platforms.Sealed) (sealed, error) {
	var s sealed
	if err := json.Unmarshal(msg.Bytes, &s); err != nil || s.Version != 1 || s.Publish != nil && len(msg.Media) != 1 {
		return s, platforms.Refuse("What was to be sent can't be read any more. Nothing was sent. Take it back to a draft and send that.")
	}
	return s, nil
}
