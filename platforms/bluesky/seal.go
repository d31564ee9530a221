package bluesky

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"commsdesk/platforms"
)

// letterVersion is the form of sealed bytes.
const letterVersion = 1

// letter is a sealed message: all of its request but what only the network can
// say (the names of uploaded pictures, the accounts behind handles).
type letter struct {
	Version int `json:"version"`
	// Key is the record's key of a post, and of a private message a mark of ours
	// alone.
	Key   string `json:"key"`
	Text  string `json:"text"`
	Marks []mark `json:"marks,omitempty"`
	At    string `json:"at"`
	// Reply is what a post answers.
	Reply    *replyRef     `json:"reply,omitempty"`
	Pictures []pictureMeta `json:"pictures,omitempty"`
	Card     *card         `json:"card,omitempty"`
	// Thumb is the card's picture, the last of the media.
	Thumb *pictureMeta `json:"thumb,omitempty"`
	// Private messages go to Convo or, where that is not known, to the person To.
	Private bool   `json:"private,omitempty"`
	Convo   string `json:"convo,omitempty"`
	To      string `json:"to,omitempty"`
}

// Length counts as the network does: in what people see as letters, long links
// cut short when that makes a text fit.
func (a *Account) Length(text string) int {
	text = strings.TrimSpace(platforms.Clean(text))
	text, _ = shortened(text, marks(text, func(string) string { return "" }), postGraphemes)
	return uniseg.GraphemeClusterCount(text)
}

// Seal checks a message and builds its final form. Nothing leaves this PC.
func (a *Account) Seal(_ context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	l := letter{Version: letterVersion, Key: a.keys.next(at), At: stamp(at), Text: strings.TrimSpace(platforms.Clean(out.Text))}
	var media []platforms.Media
	var to string
	var err error
	switch {
	case len(out.Files) > 0:
		err = platforms.Refuse("Bluesky takes no files along with an answer. Put the file on the council's web site and link to it.")
	case out.Post != nil:
		media, err = l.post(*out.Post)
	case out.Private || out.ReplyTo != nil && out.ReplyTo.Private:
		to, err = l.private(out)
	case out.ReplyTo != nil:
		to, err = out.ReplyTo.From.ID, l.answer(*out.ReplyTo)
	default:
		err = platforms.Refuse("Choose what this answers, or make it a post.")
	}
	if err != nil {
		return platforms.Sealed{}, err
	}
	if err := l.words(a.handles(out)); err != nil {
		return platforms.Sealed{}, err
	}
	raw, err := json.Marshal(l)
	if err != nil {
		return platforms.Sealed{}, platforms.Refuse("This message could not be prepared for Bluesky. Copy its words and write it anew.")
	}
	sealed := platforms.Sealed{Token: l.Key, From: orDefault(a.session.known().did, a.config.login()), Bytes: raw, Media: media}
	if to != "" {
		sealed.Recipients = []string{to}
	}
	return sealed, nil
}

// handles gives the accounts of handles that are known without asking.
func (a *Account) handles(out platforms.Outgoing) func(string) string {
	return func(handle string) string {
		if out.ReplyTo != nil && strings.EqualFold(out.ReplyTo.From.Handle, handle) && isDID(out.ReplyTo.From.ID) {
			return out.ReplyTo.From.ID
		}
		return a.people.byHandle(handle)
	}
}

// words checks the text and marks what leads somewhere in it.
func (l *letter) words(known func(string) string) error {
	if l.Text == "" && len(l.Pictures) == 0 && l.Card == nil {
		return platforms.Refuse("There is nothing to send yet. Write a text.")
	}
	graphemes, size, what := postGraphemes, postBytes, "a post or answer"
	if l.Private {
		graphemes, size, what = messageGraphemes, messageBytes, "a private message"
	}
	l.Text, l.Marks = shortened(l.Text, marks(l.Text, known), graphemes)
	if n := uniseg.GraphemeClusterCount(l.Text); n > graphemes {
		return platforms.Refuse(fmt.Sprintf("The text has %d letters and %s on Bluesky takes %d. Take out %d, or put the rest on a web page and link to it.", n, what, graphemes, n-graphemes))
	}
	if len(l.Text) > size {
		return platforms.Refuse(fmt.Sprintf("The text is short enough, but its signs take %d bytes and %s on Bluesky takes %d. Use fewer emoji.", len(l.Text), what, size))
	}
	return nil
}

// answer makes it an answer to a post.
func (l *letter) answer(p platforms.Parent) error {
	if _, collection, _, ok := atURI(p.ID); !ok || collection != postRecords {
		return platforms.Refuse("What this answers is no post on Bluesky. Open it there to answer.")
	}
	h := readPointer(p.Ref)
	l.Reply = &replyRef{Parent: ref{URI: p.ID, CID: h.CID}}
	if h.Root != nil {
		l.Reply.Root = *h.Root
	} else {
		l.Reply.Root = l.Reply.Parent
	}
	return nil
}

// private makes it a private message and says to whom.
func (l *letter) private(out platforms.Outgoing) (to string, err error) {
	l.Private = true
	if p := out.ReplyTo; p != nil {
		l.To = p.From.ID
		if p.Private {
			l.Convo = p.Root
		}
	} else if len(out.To) > 0 {
		l.To = out.To[0].ID
	}
	if l.Convo == "" && !isDID(l.To) {
		return "", platforms.Refuse("It is not known to whom this private message goes. Answer a message or post of theirs.")
	}
	return l.To, nil
}

// post makes it a post of our own, and returns its files in their order.
func (l *letter) post(p platforms.Post) ([]platforms.Media, error) {
	if !p.At.IsZero() {
		return nil, platforms.Refuse("Bluesky publishes at once and can't keep a post until later. Send it when it is due.")
	}
	if len(p.Media) > imagesMost {
		return nil, platforms.Refuse(fmt.Sprintf("A post on Bluesky takes %d pictures, and this one has %d. Take some out, or make two posts.", imagesMost, len(p.Media)))
	}
	for i, m := range p.Media {
		meta, err := checkPicture(m, i, imageBytes)
		if err != nil {
			return nil, err
		}
		l.Pictures = append(l.Pictures, meta)
	}
	media := slices.Clone(p.Media)
	if p.Link == "" {
		return media, nil
	}
	if !safeLink(p.Link) {
		return nil, platforms.Refuse("The link of this post can't be used. It begins with https://.")
	}
	if len(p.Media) > 0 {
		if strings.Contains(l.Text, p.Link) {
			return media, nil
		}
		return nil, platforms.Refuse("Bluesky shows either pictures or the card of a link. Put the link into the text, or take the pictures out.")
	}
	l.Card = &card{URI: p.Link, Title: strings.TrimSpace(platforms.Clean(p.Title)), Description: strings.TrimSpace(platforms.Clean(p.Description))}
	if l.Card.Title == "" {
		u, _ := url.Parse(p.Link) // it was parsed above
		l.Card.Title = u.Hostname()
	}
	if p.Thumb != nil {
		meta, err := checkPicture(*p.Thumb, platforms.ThumbIndex, thumbBytes)
		if err != nil {
			return nil, err
		}
		l.Thumb = &meta
		media = append(media, *p.Thumb)
	}
	return media, nil
}
