package instagram

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// The kinds of what is sent.
const (
	sendReply   = "reply"   // below a comment
	sendComment = "comment" // below a post of ours
	sendMention = "mention" // below somebody's picture whose caption names us
	sendMessage = "message" // in a private conversation
	sendPrivate = "private" // the one private answer to a comment
	sendPost    = "post"
)

// payload is Sealed.Bytes: everything that the requests are made of.
type payload struct {
	Version int    `json:"v"`
	Kind    string `json:"kind"`
	Text    string `json:"text"`
	// Target is the comment, picture or person it goes to; Person who is answered
	// in private, for the proof.
	Target string `json:"target,omitempty"`
	Person string `json:"person,omitempty"`
	// Post is the address of the picture it stands under.
	Post string `json:"post,omitempty"`
	// Asked is when the resident wrote (UTC): which window holds.
	Asked time.Time `json:"asked,omitzero"`
	Media []medium  `json:"media,omitempty"`
}

// medium is one picture or film of a post.
type medium struct {
	Film bool   `json:"film,omitempty"`
	URL  string `json:"url,omitempty"`
	Alt  string `json:"alt,omitempty"`
	Size int64  `json:"size,omitempty"`
}

// Seal checks what is to be sent and fixes its bytes.
func (a *Adapter) Seal(_ context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	p := payload{Version: 1, Text: strings.TrimSpace(platforms.Clean(out.Text))}
	sealed := platforms.Sealed{Token: rand.Text()}
	var err error
	switch {
	case out.Post != nil:
		sealed.Media, err = a.sealPost(&p, out.Post)
	case p.Text == "":
		err = platforms.Refuse("There are no words in this answer. Write some.")
	case len(out.Files) > 0:
		err = platforms.Refuse("Instagram takes no files with an answer from other programs. Put a web address into the text, or answer in the Instagram app.")
	case out.Private || out.ReplyTo != nil && out.ReplyTo.Private:
		err = a.sealPrivate(&p, out, at)
	case out.ReplyTo == nil:
		err = platforms.Refuse("Instagram publishes no words without a picture or film. Make a post of it and add one.")
	default:
		err = sealPublic(&p, *out.ReplyTo)
	}
	if err != nil {
		return platforms.Sealed{}, err
	}
	if sealed.Bytes, err = json.Marshal(p); err != nil {
		return platforms.Sealed{}, fmt.Errorf("seal for Instagram: %w", err)
	}
	a.mu.Lock()
	if a.account != nil {
		sealed.From = "@" + a.account.username
	}
	a.mu.Unlock()
	if out.ReplyTo != nil && out.ReplyTo.From.ID != "" {
		sealed.Recipients = []string{out.ReplyTo.From.ID}
	}
	return sealed, nil
}

// sealPublic answers below a comment or picture. Instagram has one level of
// answers: below an answer, the text goes under the topmost comment and begins
// with the name of the person meant.
func sealPublic(p *payload, to platforms.Parent) error {
	r := readRef(to.Ref)
	p.Kind, p.Target, p.Post, p.Asked = sendReply, to.ID, r.Post, to.At
	switch to.Kind {
	case platforms.KindPost:
		p.Kind = sendComment
	case platforms.KindMention:
		p.Kind = sendMention
		if !r.Names {
			return platforms.Refuse("Instagram lets other programs answer a picture only where its caption names the council, not where it is merely tagged. Open the picture in the browser, answer there and record it here.")
		}
	default:
		if to.Root != "" && to.Root != to.ID {
			p.Target = to.Root
			p.Text = addressed(p.Text, to.From.Handle)
		}
	}
	if n := web.UTF16Length(p.Text); n > commentMost {
		return platforms.Refuse(fmt.Sprintf("Instagram takes answers of up to %d characters; this one has %d. Take %d out.", commentMost, n, n-commentMost))
	}
	return nil
}

// addressed puts @name before a text that does not begin with it.
func addressed(words, handle string) string {
	if handle == "" || strings.HasPrefix(strings.ToLower(words), "@"+strings.ToLower(handle)) {
		return words
	}
	return "@" + handle + " " + words
}

// sealPrivate answers in a conversation, or in private to a comment.
func (a *Adapter) sealPrivate(p *payload, out platforms.Outgoing, at time.Time) error {
	if n := len(p.Text); n > messageMost {
		return platforms.Refuse(fmt.Sprintf("Instagram takes private messages of up to %d bytes; this one has %d, %d too many. Letters with accents count 2, emoji 4. Shorten it, or send it in two parts.", messageMost, n, n-messageMost))
	}
	to := out.ReplyTo
	switch {
	case to == nil && len(out.To) == 1 && out.To[0].ID != "":
		p.Kind, p.Target, p.Person = sendMessage, out.To[0].ID, out.To[0].ID
		return nil
	case to == nil:
		return platforms.Refuse("Instagram takes private messages to one person who wrote to the council before. Answer one of their messages.")
	case to.Private:
		p.Kind, p.Target, p.Person, p.Asked = sendMessage, to.From.ID, to.From.ID, to.At
		if !to.At.IsZero() && at.Sub(to.At) > a.window() {
			return platforms.Refuse("The time for a private answer is over since " + to.At.Add(a.window()).UTC().Format("2 January 15:04") + " UTC. " + a.afterwards())
		}
		return nil
	case to.Kind != platforms.KindComment:
		return platforms.Refuse("Instagram takes a private answer to comments under the council's own posts only. Open the person's profile in the browser and write from there.")
	}
	p.Kind, p.Target, p.Person, p.Asked, p.Post = sendPrivate, to.ID, to.From.ID, to.At, readRef(to.Ref).Post
	if !to.At.IsZero() && at.Sub(to.At) > humanWindow {
		return platforms.Refuse("Instagram takes a private answer to a comment for 7 days. Answer below the comment and ask the person to write to the council in private.")
	}
	return nil
}
