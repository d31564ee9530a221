package linkedin

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/picture"
	"commsdesk/platforms/web"
)

// letter is an answer or a post as it was sealed.
type letter struct {
	Version int    `json:"version"`
	Token   string `json:"token"`
	Text    string `json:"text"`
	// At is when it was sealed (ms).
	At int64 `json:"at"`
	// Below is the post or comment that the request goes to, Object what LinkedIn
	// calls the whole, Parent the comment above, Since when what is answered
	// appeared (ms). All "" for a post.
	Below  string `json:"below,omitempty"`
	Object string `json:"object,omitempty"`
	Parent string `json:"parent,omitempty"`
	Since  int64  `json:"since,omitempty"`
	// Post is there for a post.
	Post *sealedPost `json:"post,omitempty"`
}

type sealedPost struct {
	Link        string   `json:"link,omitempty"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Alts        []string `json:"alts,omitempty"`
	// Thumb: the last of the media is the link's picture.
	Thumb bool `json:"thumb,omitempty"`
}

const letterVersion = 1

// Seal checks an answer or a post and builds what will be sent (platforms.Sender).
func (a *Adapter) Seal(_ context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	l := letter{Version: letterVersion, Token: rand.Text(), Text: strings.TrimSpace(out.Text), At: at.UnixMilli()}
	sealed := platforms.Sealed{Token: l.Token, From: a.sender()}
	var err error
	switch {
	case out.Private:
		return sealed, platforms.Refuse("LinkedIn lets no application write private messages for a page. Write from the page's inbox on LinkedIn: " + adminPage(a.sender()) + "inbox/")
	case len(out.Files) > 0:
		return sealed, platforms.Refuse("An answer on LinkedIn takes no files from here. Publish them on the council's website and link to them.")
	case l.Text == "":
		return sealed, platforms.Refuse("There is nothing in it yet. Write what is to be sent.")
	case out.Post != nil:
		sealed.Media, err = l.post(out.Post, at)
	case out.ReplyTo != nil:
		err = l.answer(out.ReplyTo)
		if out.ReplyTo.From.ID != "" {
			sealed.Recipients = []string{out.ReplyTo.From.ID}
		}
	default:
		err = platforms.Refuse("LinkedIn takes answers and posts. Choose what is to be answered, or publish a post.")
	}
	if err != nil {
		return sealed, err
	}
	if sealed.Bytes, err = json.Marshal(l); err != nil {
		return sealed, fmt.Errorf("seal for LinkedIn: %w", err)
	}
	return sealed, nil
}

// sender is the page, "" before anybody signed in.
func (a *Adapter) sender() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.who == nil {
		return ""
	}
	return a.who.ID
}

// tooLong is the error of a text over its limit, nil within it. That LinkedIn
// counts in UTF-16 units, as its own page does, is a guess: platforms.md 5 says
// “characters”.
func tooLong(what, text string, most int) error {
	if over := web.UTF16Length(text) - most; over > 0 {
		return platforms.Refuse(fmt.Sprintf("%s is %d characters too long: LinkedIn takes %d. Shorten it.", what, over, most))
	}
	return nil
}

// answer fills in what is answered. LinkedIn's threads have one level: an answer to
// a reply goes below the comment at the top.
func (l *letter) answer(p *platforms.Parent) error {
	if err := tooLong("This answer", l.Text, commentMost); err != nil {
		return err
	}
	l.Since = p.At.UnixMilli()
	top := p.Root
	if !isComment(top) {
		top = p.ID
	}
	if object, _, ok := splitComment(top); ok {
		l.Below, l.Object, l.Parent = top, object, top
		return nil
	}
	if !isPost(p.ID) {
		return platforms.Refuse("LinkedIn can't be told what this answers. Answer it on LinkedIn, and record the answer here.")
	}
	l.Below, l.Object = p.ID, p.ID
	return nil
}

// post fills in a post and lists its media, the picture of the link last.
func (l *letter) post(p *platforms.Post, now time.Time) ([]platforms.Media, error) {
	if !p.At.IsZero() && p.At.After(now) {
		return nil, platforms.Refuse("LinkedIn publishes at once only. Publish it when the time has come, or schedule it on the page itself.")
	}
	l.Post = &sealedPost{}
	media := slices.Clone(p.Media)
	if len(media) > imagesMost {
		return nil, platforms.Refuse(fmt.Sprintf("A post on LinkedIn takes %d pictures, and there are %d. Take some out, or make two posts.", imagesMost, len(media)))
	}
	for _, m := range media {
		if web.UTF16Length(m.Alt) > altMost {
			return nil, platforms.Refuse(fmt.Sprintf("The description of “%s” is too long: LinkedIn takes %d characters.", m.Name, altMost))
		}
		l.Post.Alts = append(l.Post.Alts, m.Alt)
	}
	if err := l.link(p, &media); err != nil {
		return nil, err
	}
	for i, m := range media {
		if l.Post.Thumb {
			i = platforms.ThumbIndex
		}
		if err := picturable(m, i); err != nil {
			return nil, err
		}
	}
	return media, tooLong("This post", l.Text, postMost)
}

// link puts the link into a card of our making, or into the words where pictures
// take its place.
func (l *letter) link(p *platforms.Post, media *[]platforms.Media) error {
	if p.Link == "" {
		return nil
	}
	u, err := url.Parse(p.Link)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return platforms.Refuse("The link can't be read. It looks like https://example.org/page.")
	}
	if len(*media) > 0 {
		// LinkedIn shows either pictures or a card.
		if !strings.Contains(l.Text, p.Link) {
			l.Text += "\n\n" + p.Link
		}
		return nil
	}
	l.Post.Link, l.Post.Title, l.Post.Description = p.Link, strings.TrimSpace(p.Title), strings.TrimSpace(p.Description)
	if l.Post.Title == "" {
		l.Post.Title = u.Host + strings.TrimRight(u.Path, "/") // LinkedIn asks for one and reads no page
	}
	if r := []rune(l.Post.Title); len(r) > titleMost {
		l.Post.Title = string(r[:titleMost-1]) + "…"
	}
	if p.Thumb != nil {
		l.Post.Thumb, *media = true, append(*media, *p.Thumb)
	}
	return nil
}

// picturable checks that LinkedIn takes a file as a picture.
func picturable(m platforms.Media, index int) error {
	if strings.HasPrefix(picture.TypeOf(m), "video/") {
		return platforms.Refuse(fmt.Sprintf("Films can't be published on LinkedIn from here. Publish “%s” on the page itself.", m.Name))
	}
	return picture.Check(m, index, "LinkedIn", platforms.PictureLimits{Types: pictureTypes(), MaxPixels: pixelsMost})
}

// unseal reads what Seal built.
func unseal(msg platforms.Sealed) (letter, error) {
	var l letter
	if err := json.Unmarshal(msg.Bytes, &l); err != nil || l.Version != letterVersion {
		return l, &platforms.Error{Class: platforms.ClassRefused, Sentence: "What was to be sent can't be read any more. Take it back to a draft and send that.", Err: err}
	}
	return l, nil
}
