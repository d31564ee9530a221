package facebook

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/picture"
)

// The shapes of what is sent.
const (
	asComment = "comment"
	asMessage = "message"
	asPrivate = "private"
	asPost    = "post"
)

// letter is what will be sent, whole, as it is kept.
type letter struct {
	Shape string `json:"shape"`
	// Token names it among ours; Facebook takes no token of our own.
	Token string `json:"token"`
	Text  string `json:"text"`
	// Parent is the comment or post that is answered, Root the comment it stands
	// below, Post the post above both.
	Parent string `json:"parent,omitempty"`
	Root   string `json:"root,omitempty"`
	Post   string `json:"post,omitempty"`
	// Talk and To are the conversation and the person of a private message. Tagged
	// says that it goes under the human agent's tag.
	Talk   string `json:"talk,omitempty"`
	To     string `json:"to,omitempty"`
	Tagged bool   `json:"tagged,omitempty"`
	// OfPost: the private answer is to a visitor's post and not to a comment.
	OfPost bool   `json:"of_post,omitempty"`
	Link   string `json:"link,omitempty"`
	// At is when Facebook shall publish it, in seconds since 1970; 0 now.
	At     int64   `json:"at,omitempty"`
	Photos []photo `json:"photos,omitempty"`
	// Film is there for a post that shows one.
	Film *film `json:"film,omitempty"`
}

// picture describes one of a post's photos.
type photo struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Alt  string `json:"alt"`
}

// Seal checks an answer or post and fixes what will be sent.
func (a *Account) Seal(_ context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	l := letter{Token: rand.Text(), Text: strings.TrimSpace(out.Text)}
	sealed := platforms.Sealed{Token: l.Token, From: a.config.Identity}
	var err error
	switch {
	case l.Text == "":
		err = platforms.Refuse("There is nothing in it yet. Write some words first.")
	case len(out.Files) > 0:
		err = platforms.Refuse("An answer on Facebook takes no files from here. Put them on the council's web site and write the link.")
	case out.Post != nil:
		sealed.Media = slices.Clone(out.Post.Media)
		err = a.sealPost(&l, *out.Post, at)
	case out.ReplyTo == nil || out.ReplyTo.ID == "":
		err = platforms.Refuse("A Page can't write to somebody who did not write first. Answer a comment or message.")
	case out.ReplyTo.Private:
		err = a.sealMessage(&l, *out.ReplyTo, at)
	case out.Private:
		err = a.sealPrivate(&l, *out.ReplyTo, at)
	default:
		err = a.sealComment(&l, *out.ReplyTo)
	}
	if err != nil {
		return platforms.Sealed{}, err
	}
	if l.To != "" {
		sealed.Recipients = []string{l.To}
	}
	if sealed.Bytes, err = json.Marshal(l); err != nil {
		return platforms.Sealed{}, fmt.Errorf("write what is to be sent: %w", err)
	}
	return sealed, nil
}

// tooLong is the error of a text over a limit, nil within it.
func (a *Account) tooLong(text string, most int, what string) error {
	if over := a.Length(text) - most; over > 0 {
		return platforms.Refuse(fmt.Sprintf("%s on Facebook may have %d characters. This has %d too many; shorten it.", what, most, over))
	}
	return nil
}

func (a *Account) sealComment(l *letter, to platforms.Parent) error {
	l.Shape, l.Parent, l.Root, l.Post = asComment, to.ID, to.Root, orWords(to.Context, to.Root)
	if to.Kind == platforms.KindMention || to.Kind == platforms.KindPost {
		l.Post = to.ID
	}
	l.To = to.From.ID
	return a.tooLong(l.Text, commentMost, "An answer")
}

// sealMessage checks the window: nothing is sealed that Facebook will refuse.
func (a *Account) sealMessage(l *letter, to platforms.Parent, at time.Time) error {
	l.Shape, l.Parent, l.Talk, l.To = asMessage, to.ID, to.Root, to.From.ID
	if err := a.tooLong(l.Text, messageMost, "A private message"); err != nil {
		return err
	}
	if strings.HasPrefix(l.To, hiddenAuthor) {
		return platforms.Refuse("Facebook does not say who wrote this, so it can be answered in the browser only. Open the conversation there.")
	}
	if to.At.IsZero() {
		return nil
	}
	wrote := a.lastWrote(l.To, to.At)
	switch late := at.Sub(wrote); {
	case late <= window:
	case a.config.HumanAgent == "yes" && late <= longWindow:
		l.Tagged = true
	default:
		return platforms.Refuse(fmt.Sprintf("Messenger took an answer to this until %s, %s after the person's last message. Open the conversation in the browser, or ask them to write again.",
			wrote.Add(a.window()).Format("2 January at 15:04 UTC"), a.windowWords()))
	}
	return nil
}

// sealPrivate is the one private answer to something public.
func (a *Account) sealPrivate(l *letter, to platforms.Parent, at time.Time) error {
	l.Shape, l.Parent, l.To = asPrivate, to.ID, to.From.ID
	l.OfPost = to.Ref == refVisitor
	switch {
	case to.Ref == refTagged:
		return platforms.Refuse("A post on somebody else's page can't be answered in private. Answer it in public, or open the person's profile.")
	case !to.At.IsZero() && at.Sub(to.At) > longWindow:
		return platforms.Refuse("Facebook takes a private answer to this until " + to.At.Add(longWindow).Format("2 January at 15:04 UTC") +
			", 7 days after it was written. Answer in public and ask the person to write to the Page.")
	}
	return a.tooLong(l.Text, messageMost, "A private message")
}

// mediaTypes are the pictures that a post takes.
func mediaTypes() []string {
	return []string{"image/jpeg", "image/png", "image/gif", "image/tiff", "image/heif", "image/heic", "image/webp"}
}

func (a *Account) sealPost(l *letter, post platforms.Post, at time.Time) error {
	l.Shape, l.Link = asPost, strings.TrimSpace(post.Link)
	if err := a.tooLong(l.Text, postMost, "A post"); err != nil {
		return err
	}
	if l.Link != "" && len(post.Media) > 0 {
		return platforms.Refuse("A post on Facebook shows either pictures or the card of a link, and a film likewise. Write the link into the text, or leave the pictures or the film out.")
	}
	if len(post.Media) > photosMost {
		return platforms.Refuse(fmt.Sprintf("A post on Facebook takes %d pictures. Leave %d out.", photosMost, len(post.Media)-photosMost))
	}
	if slices.ContainsFunc(post.Media, isFilm) {
		if err := l.sealFilm(post); err != nil {
			return err
		}
		return l.sealTime(post.At, at)
	}
	for i, m := range post.Media {
		if err := picture.Check(m, i, "Facebook", platforms.PictureLimits{Types: mediaTypes(), MaxBytes: photoMost}); err != nil {
			return err
		}
		l.Photos = append(l.Photos, photo{Name: m.Name, Type: picture.TypeOf(m), Alt: m.Alt})
	}
	return l.sealTime(post.At, at)
}

// sealTime sets when Facebook shall publish by itself; zero: now.
func (l *letter) sealTime(when, now time.Time) error {
	if when.IsZero() {
		return nil
	}
	if wait := when.Sub(now); wait < soonest || wait > latest {
		return platforms.Refuse("Facebook publishes by itself between 10 minutes and 30 days from now. Choose another time, or publish it now.")
	}
	l.At = when.Unix()
	return nil
}
