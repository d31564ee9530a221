package youtube

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
	"commsdesk/platforms/web"
)

// sealed is what will be sent: an answer, a comment of our own below a film, or
// a film.
type sealed struct {
	Version int `json:"version"`
	// Token is ours alone; YouTube takes no such thing.
	Token string `json:"token"`
	// Parent is the topmost comment of the thread that is answered, Video the film
	// under which a comment of our own goes; one of them, or Film. Under is the
	// film above an answer, for its address.
	Parent string `json:"parent,omitempty"`
	Under  string `json:"under,omitempty"`
	Video  string `json:"video,omitempty"`
	Text   string `json:"text,omitempty"`
	Film   *film  `json:"film,omitempty"`
}

// film is what an upload says about itself.
type film struct {
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Privacy     string    `json:"privacy"`
	PublishAt   time.Time `json:"publish_at"`
	Type        string    `json:"type"`
	Size        int64     `json:"size"`
}

// Seal checks and builds what will be sent (platforms.Sender).
func (a *Adapter) Seal(_ context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	s := sealed{Version: 1, Token: rand.Text()}
	to, media := []string(nil), []platforms.Media(nil)
	switch {
	case out.Private:
		return platforms.Sealed{}, platforms.Refuse("YouTube has no private messages. Answer in public, or ask the person to write by mail.")
	case out.Post != nil:
		f, err := a.sealFilm(out, at)
		if err != nil {
			return platforms.Sealed{}, err
		}
		s.Film, media = f, out.Post.Media
	case out.ReplyTo == nil:
		return platforms.Sealed{}, platforms.Refuse("On YouTube a text stands below a comment or a film. Choose what you answer.")
	default:
		if err := checkComment(out); err != nil {
			return platforms.Sealed{}, err
		}
		s.Text = strings.TrimSpace(out.Text)
		if out.ReplyTo.Kind == platforms.KindPost {
			s.Video = out.ReplyTo.ID
		} else {
			s.Parent, s.Under = parentOf(*out.ReplyTo), out.ReplyTo.Context
			to = []string{out.ReplyTo.From.ID}
		}
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return platforms.Sealed{}, fmt.Errorf("seal for YouTube: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	from := a.cfg.Identity
	if a.me != nil {
		from = a.me.id
	}
	return platforms.Sealed{Token: s.Token, From: from, Recipients: to, Bytes: raw, Media: media}, nil
}

// parentOf is the topmost comment of the thread: YouTube takes answers to no
// other.
func parentOf(p platforms.Parent) string {
	if p.Root != "" {
		return p.Root
	}
	return topOf(p.ID)
}

func checkComment(out platforms.Outgoing) error {
	switch n := web.UTF16Length(strings.TrimSpace(out.Text)); {
	case n == 0:
		return platforms.Refuse("The text is empty. Write something first.")
	case n > commentMost:
		return platforms.Refuse(fmt.Sprintf("The text is %d characters too long for a comment on YouTube, which takes %d. Shorten it, or write the rest in a second comment.", n-commentMost, commentMost))
	case len(out.Files) > 0:
		return platforms.Refuse("YouTube takes no files with a comment. Put a link into the text instead.")
	case out.ReplyTo.ID == "":
		return platforms.Refuse("It is not known which comment this answers. Open the conversation again.")
	}
	return nil
}

// sealFilm checks a post, which on YouTube is one film.
func (a *Adapter) sealFilm(out platforms.Outgoing, at time.Time) (*film, error) {
	media := out.Post.Media
	switch {
	case len(media) == 0:
		return nil, platforms.Refuse("On YouTube a post is a film. Add one.")
	case len(media) > 1:
		return nil, platforms.Refuse(fmt.Sprintf("YouTube takes one film at a time, and there are %d files. Make a post of each.", len(media)))
	case !slices.Contains(filmTypes, strings.ToLower(media[0].Type)):
		return nil, platforms.Refuse("YouTube takes films only, and this file is none that it knows. Save it as MP4 and add it again.")
	case media[0].Size <= 0 || media[0].Open == nil:
		return nil, platforms.Refuse("The film is empty or can't be read. Add it again.")
	case media[0].Size > videoMost:
		return nil, platforms.Refuse("The film is larger than the 256 GB that YouTube takes. Save it in a smaller size.")
	}
	f := &film{Privacy: "private", Type: strings.ToLower(media[0].Type), Size: media[0].Size}
	f.Title, f.Description = words(out)
	switch {
	case f.Title == "":
		return nil, platforms.Refuse("A film needs a title: write it in the first line.")
	case utf8.RuneCountInString(f.Title) > titleMost:
		return nil, platforms.Refuse(fmt.Sprintf("The title, which is the first line, is %d characters too long: YouTube takes %d. Shorten the first line.", utf8.RuneCountInString(f.Title)-titleMost, titleMost))
	case len(f.Description) > descriptionMost:
		return nil, platforms.Refuse(fmt.Sprintf("The description is %d bytes too long: YouTube takes %d. Shorten it.", len(f.Description)-descriptionMost, descriptionMost))
	case strings.ContainsAny(f.Title+f.Description, "<>"):
		return nil, platforms.Refuse("YouTube takes no < and > in titles and descriptions. Write them in words.")
	}
	switch when := out.Post.At; {
	case when.IsZero() && a.cfg.audited():
		f.Privacy = "public"
	case when.IsZero():
	case !when.After(at):
		return nil, platforms.Refuse("The moment for publishing has passed. Choose one in the future.")
	case !a.cfg.audited():
		return nil, platforms.Refuse("Until YouTube has audited the council's project, films that come this way stay private, so YouTube can't publish them by itself. Send it without a moment, and choose the moment in YouTube Studio.")
	default:
		f.PublishAt = when.UTC() // a film that waits is private till then
	}
	return f, nil
}

// words are a film's title and description: its subject, or else the first line,
// and the whole text with the link.
func words(out platforms.Outgoing) (heading, description string) {
	text := strings.TrimSpace(platforms.Clean(out.Text))
	heading = strings.TrimSpace(platforms.Clean(out.Subject))
	description = text
	if heading == "" {
		var rest string
		heading, rest, _ = strings.Cut(text, "\n")
		heading, description = strings.TrimSpace(heading), strings.TrimSpace(rest)
	}
	if link := out.Post.Link; link != "" && !strings.Contains(description, link) {
		description = strings.TrimSpace(description + "\n\n" + link)
	}
	return heading, description
}

func unseal(msg platforms.Sealed) (sealed, error) {
	var s sealed
	if err := json.Unmarshal(msg.Bytes, &s); err != nil || s.Version != 1 || s.Film != nil && len(msg.Media) != 1 {
		return s, platforms.Refuse("What was to be sent can't be read any more. Nothing was sent. Take it back to a draft and send that.")
	}
	return s, nil
}
