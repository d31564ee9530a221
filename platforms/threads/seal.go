package threads

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
)

// payload is Sealed.Bytes: everything that the requests are made of.
type payload struct {
	Version int    `json:"v"`
	Text    string `json:"text"`
	// Target is what is answered, "" for a post.
	Target string   `json:"target,omitempty"`
	Link   string   `json:"link,omitempty"`
	Media  []medium `json:"media,omitempty"`
}

// medium is one picture or film of a post.
type medium struct {
	Film bool   `json:"film,omitempty"`
	URL  string `json:"url"`
	Alt  string `json:"alt,omitempty"`
}

// Seal checks what is to be sent and fixes its bytes.
func (a *Adapter) Seal(_ context.Context, out platforms.Outgoing, _ time.Time) (platforms.Sealed, error) {
	p := payload{Version: 1, Text: strings.TrimSpace(platforms.Clean(out.Text))}
	sealed := platforms.Sealed{Token: rand.Text()}
	var err error
	switch {
	case out.Private:
		err = platforms.Refuse("Threads' private messages are closed to other programs. Write in the Threads app (" + home + "messages) and record it here.")
	case out.Post != nil:
		sealed.Media, err = sealPost(&p, out.Post)
	case len(out.Files) > 0:
		err = platforms.Refuse("Threads takes no files from this PC. Put a web address into the text.")
	case p.Text == "":
		err = platforms.Refuse("There are no words in this answer. Write some.")
	case out.ReplyTo != nil:
		p.Target = out.ReplyTo.ID
	}
	if err == nil {
		err = words(p)
	}
	if err != nil {
		return platforms.Sealed{}, err
	}
	if sealed.Bytes, err = json.Marshal(p); err != nil {
		return platforms.Sealed{}, fmt.Errorf("seal for Threads: %w", err)
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

// words checks length and links.
func words(p payload) error {
	if n := counted(p.Text); n > textMost {
		return platforms.Refuse(fmt.Sprintf("Threads takes up to %d characters; this text has %d, %d too many. An emoji counts 4 or more. Shorten it, or put the rest on a web page and link to it.", textMost, n, n-textMost))
	}
	different := map[string]bool{}
	for _, l := range links(p.Text) {
		different[l.URL] = true
	}
	if p.Link != "" {
		different[p.Link] = true
	}
	if len(different) > linksMost {
		return platforms.Refuse(fmt.Sprintf("Threads takes up to %d links in a post; there are %d. Take some out.", linksMost, len(different)))
	}
	return nil
}

// sealPost checks a post.
func sealPost(p *payload, post *platforms.Post) ([]platforms.Media, error) {
	p.Link = strings.TrimSpace(post.Link)
	switch {
	case !post.At.IsZero():
		return nil, platforms.Refuse("Threads takes no date from other programs. Take the time off, and publish it when it is due.")
	case p.Text == "" && p.Link == "" && len(post.Media) == 0:
		return nil, platforms.Refuse("There is nothing in this post. Write some words.")
	case len(post.Media) > mediaMost:
		return nil, platforms.Refuse(fmt.Sprintf("Threads takes up to %d pictures and films in a post; there are %d. Take %d out.", mediaMost, len(post.Media), len(post.Media)-mediaMost))
	}
	// A card for a link is made of posts without pictures alone.
	if len(post.Media) > 0 && p.Link != "" {
		if !strings.Contains(p.Text, p.Link) {
			p.Text = strings.TrimSpace(p.Text + "\n\n" + p.Link)
		}
		p.Link = ""
	}
	for _, m := range post.Media {
		one, err := sealMedium(m)
		if err != nil {
			return nil, err
		}
		p.Media = append(p.Media, one)
	}
	return slices.Clone(post.Media), nil
}

// onTheWeb ends what is said of a picture that a copy would cure.
const onTheWeb = "Threads fetches it from the web, so Commsdesk can't make a copy that fits: save it smaller, a picture as JPEG and a film as MP4, and put that on the web."

// sealMedium checks one picture or film, which Threads fetches from the web.
func sealMedium(m platforms.Media) (medium, error) {
	one := medium{URL: strings.TrimSpace(m.URL), Alt: strings.TrimSpace(m.Alt)}
	name := m.Name
	if name == "" {
		name = "one of the files"
	}
	switch m.Type {
	case "image/jpeg", "image/png":
	case "video/mp4", "video/quicktime":
		one.Film = true
	default:
		return one, platforms.Refuse("Threads takes JPEG and PNG pictures and MP4 or MOV films; " + name + " is neither. " + onTheWeb)
	}
	switch u, err := url.Parse(one.URL); {
	case one.URL == "":
		return one, platforms.Refuse("Threads fetches pictures and films from the web and takes none from this PC. What can be done: put " + name +
			" on the council's web site and give its address here; or publish it on the Facebook Page first and give the address of the picture there; or copy the words and publish by hand on Threads, then record the post here.")
	case err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil:
		return one, platforms.Refuse("The address of " + name + " must begin with https:// and be open to everybody.")
	case one.Film && m.Size > videoMost:
		return one, platforms.Refuse("Threads takes films of up to 1 GB and 5 minutes; " + name + " is larger. Shorten it or save it smaller.")
	case !one.Film && m.Size > imageMost:
		return one, platforms.Refuse("Threads takes pictures of up to 8 MB; " + name + " is larger. " + onTheWeb)
	case counted(one.Alt) > altMost:
		return one, platforms.Refuse(fmt.Sprintf("Threads takes descriptions of up to %d characters; that of %s has %d.", altMost, name, counted(one.Alt)))
	}
	return one, nil
}
