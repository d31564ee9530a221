package x

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"commsdesk/platforms"
	"commsdesk/platforms/picture"
)

// sealed is what goes out, in the final words. It is kept as JSON.
type sealed struct {
	Version int `json:"version"`
	// What is one of the three.
	What string `json:"what"`
	Text string `json:"text"`
	// Parent is the post that is answered; Person who, and Conversation where, a
	// private message goes to.
	Parent       string    `json:"parent,omitempty"`
	Person       string    `json:"person,omitempty"`
	Conversation string    `json:"conversation,omitempty"`
	Media        []carried `json:"media,omitempty"`
	At           time.Time `json:"at"`
}

// carried is a file of a post; its bytes lie beside the sealed ones.
type carried struct {
	Type string `json:"type"`
	Alt  string `json:"alt,omitempty"`
}

const (
	anAnswer  = "answer"
	aMessage  = "message"
	aPost     = "post"
	sealedNow = 1
)

// price is what sending it costs.
func (s sealed) price() kind {
	linked := len(links(s.Text)) > 0
	switch {
	case s.What == aMessage:
		return writeDM
	case s.What == anAnswer && !(linked && linkedAnswerCosts):
		return writeAnswer
	case linked:
		return writeLinked
	}
	return writePost
}

// Seal checks an answer, private message or post, and builds what will be sent.
// Its errors say what to change or do instead. Who is signed in is asked when it is
// not known yet; without a line or a sign-in it stays open, so that one can write.
func (a *Adapter) Seal(ctx context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	if err := a.byHand(); err != nil {
		return platforms.Sealed{}, err
	}
	me, err := a.account(ctx)
	switch platforms.ClassOf(err) {
	case "", platforms.ClassOffline, platforms.ClassAuth, platforms.ClassTransient, platforms.ClassRate: // one can write
	default:
		return platforms.Sealed{}, err
	}
	s := sealed{Version: sealedNow, Text: strings.TrimSpace(strings.ReplaceAll(out.Text, "\r\n", "\n")), At: at.UTC()}
	var auto []string
	var media []platforms.Media
	switch {
	case len(out.Files) > 0:
		return platforms.Sealed{}, platforms.Refuse("Files can't go with an answer on X. Put the file on the council's website and give its address.")
	case out.Post != nil:
		media, err = s.post(out.Post)
	case out.ReplyTo == nil && !out.Private:
		return platforms.Sealed{}, platforms.Refuse("There is nothing to answer. Choose the post that this answers, or publish it as a post.")
	case out.Private || out.ReplyTo.Private:
		err = s.message(out, me)
	default:
		auto, err = a.answer(&s, *out.ReplyTo)
	}
	if err == nil {
		err = s.fits(auto)
	}
	if err == nil {
		err = a.costs.allows(s.price())
	}
	if err != nil {
		return platforms.Sealed{}, err
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return platforms.Sealed{}, fmt.Errorf("seal for X: %w", err)
	}
	msg := platforms.Sealed{Token: random(16), From: me.id, Bytes: raw, Media: media}
	if who := s.Person; who != "" {
		msg.Recipients = []string{who}
	} else if out.ReplyTo != nil && out.ReplyTo.From.ID != "" {
		msg.Recipients = []string{out.ReplyTo.From.ID}
	}
	return msg, nil
}

// answer makes s an answer to parent. On a self-serve plan X takes one only to
// somebody who called upon us; who did is known from reading it.
func (a *Adapter) answer(s *sealed, parent platforms.Parent) (auto []string, err error) {
	r := readRef(parent.Ref)
	s.What, s.Parent = anAnswer, parent.ID
	if r.Latest != "" {
		s.Parent = r.Latest
	}
	if s.Parent = PostID(s.Parent); s.Parent == "" {
		return nil, platforms.Refuse("What is to be answered is no post on X. Open it by its link and answer there, then confirm it here.")
	}
	if a.c.Access == SelfServe && r.Known && !r.Summoned {
		return nil, platforms.Refuse("On the council's self-serve plan X refuses this answer: the author neither mentioned the council nor quoted a post of it. Open it on X, answer there and confirm it here.")
	}
	if parent.From.Handle != "" {
		auto = append(auto, parent.From.Handle)
	}
	return append(auto, r.Names...), nil
}

// message makes s a private message.
func (s *sealed) message(out platforms.Outgoing, me account) error {
	s.What = aMessage
	if out.ReplyTo != nil {
		s.Person = out.ReplyTo.From.ID
		if out.ReplyTo.Private {
			s.Conversation = out.ReplyTo.Root
		}
	}
	if (s.Person == "" || me.id == "" || s.Person == me.id) && len(out.To) > 0 {
		s.Person = out.To[0].ID
	}
	// A conversation of two is named by both; only groups are addressed by it.
	if strings.Contains(s.Conversation, "-") || !number(s.Conversation) || len(s.Conversation) < 15 {
		s.Conversation = ""
	}
	if s.Conversation == "" && (!number(s.Person) || s.Person == me.id) {
		return platforms.Refuse("It is not known who shall get this private message. Open the conversation on X and write there.")
	}
	return nil
}

// post makes s a post of our own.
func (s *sealed) post(p *platforms.Post) ([]platforms.Media, error) {
	s.What = aPost
	if !p.At.IsZero() {
		return nil, platforms.Refuse("X does not publish later by itself. Take the time off, and publish it when it is due.")
	}
	if p.Link != "" && !strings.Contains(s.Text, p.Link) {
		s.Text = strings.TrimSpace(s.Text + " " + p.Link)
	}
	if err := checkMedia(p.Media); err != nil {
		return nil, err
	}
	for _, m := range p.Media {
		s.Media = append(s.Media, carried{Type: picture.TypeOf(m), Alt: strings.TrimSpace(m.Alt)})
	}
	return slices.Clone(p.Media), nil
}

// fits checks words and length in X's own counting.
func (s sealed) fits(auto []string) error {
	if s.Text == "" && len(s.Media) == 0 {
		return platforms.Refuse("There is no text yet. Write something first.")
	}
	if s.What == aMessage {
		if n := utf8.RuneCountInString(s.Text); n > messageMost {
			return platforms.Refuse(fmt.Sprintf("This private message has %d characters; X takes 10,000. Shorten it by %d.", n, n-messageMost))
		}
		return nil
	}
	if n := Weigh(s.Text, auto...); n > weights.most {
		return platforms.Refuse(fmt.Sprintf("X counts %d characters here and takes %d: a web address counts 23, an emoji 2. Shorten it by %d.", n, weights.most, n-weights.most))
	} else if n == 0 && len(s.Media) == 0 {
		return platforms.Refuse("Only names stand there, which X adds by itself. Write something first.")
	}
	if n := cashtags(s.Text); n > 1 {
		return platforms.Refuse("X takes one word with a dollar sign before it in a post, as in $BP. Write the others without.")
	}
	return nil
}

// cashtags counts words like $BP.
func cashtags(text string) (n int) {
	for _, word := range strings.Fields(text) {
		word = strings.TrimRight(word, ".,;:!?)")
		if len(word) < 2 || len(word) > 7 || word[0] != '$' {
			continue
		}
		if strings.Trim(word[1:], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == "" {
			n++
		}
	}
	return n
}

func stillLimits() platforms.PictureLimits {
	return platforms.PictureLimits{Types: stills, MaxBytes: imageMost}
}

// checkGIF checks a moving picture. The copy that is offered of one stands still, so
// it has to keep to the limits of those.
func checkGIF(m platforms.Media, index int) error {
	err := picture.Check(m, index, "X", platforms.PictureLimits{Types: []string{"image/gif"}, MaxBytes: gifMost})
	var refused *platforms.Error
	if errors.As(err, &refused) && refused.Offer != nil {
		refused.Offer.Limits = stillLimits()
	}
	return err
}

// checkMedia checks number, types, sizes and descriptions of a post's files.
func checkMedia(media []platforms.Media) error {
	moving := 0
	for i, m := range media {
		most := int64(0)
		switch {
		case picture.TypeOf(m) == "image/gif":
			if err := checkGIF(m, i); err != nil {
				return err
			}
			moving++
		case strings.HasPrefix(m.Type, "video/") && slices.Contains(mediaTypes, m.Type):
			moving, most = moving+1, videoMost
		default:
			if err := picture.Check(m, i, "X", stillLimits()); err != nil {
				return err
			}
		}
		if most > 0 && m.Size > most {
			return platforms.Refuse(fmt.Sprintf("This file has %.1f MB; X takes %d MB of this type. Save it smaller.", float64(m.Size)/(1<<20), most>>20))
		}
		if m.Size <= 0 || m.Open == nil {
			return platforms.Refuse("This file is empty or can't be opened. Choose it again.")
		}
		if n := utf8.RuneCountInString(m.Alt); n > altMost {
			return platforms.Refuse(fmt.Sprintf("The description of a picture has %d characters; X takes %d.", n, altMost))
		}
	}
	if len(media) > mediaMost {
		return platforms.Refuse(fmt.Sprintf("X takes %d pictures in a post. Take %d away.", mediaMost, len(media)-mediaMost))
	}
	if moving > 0 && len(media) > 1 {
		return platforms.Refuse("X takes a film or moving picture only alone. Take the other files away.")
	}
	return nil
}
