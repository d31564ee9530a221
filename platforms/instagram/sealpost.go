package instagram

import (
	"fmt"
	"image/jpeg"
	"net/url"
	"slices"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// noAddress is said of a picture that lies nowhere on the web.
const noAddress = "Instagram fetches pictures from the web and takes none from this PC. What can be done: " +
	"put the picture on the council's web site and give its address here; " +
	"or publish it on the Facebook Page first and give the address of the picture there; " +
	"or copy the words and publish by hand in the Instagram app, then record the post here."

// onTheWeb ends what is said of a picture that a copy would cure.
const onTheWeb = "Instagram fetches it from the web, so Commsdesk can't make a copy that fits: save it smaller, as a JPEG, and put that on the web."

// noUpload is said of a film on this PC by Instagram alone.
const noUpload = "By Instagram alone, films must lie at a public web address. Put the film on the council's web site and give its address, " +
	"use the way in through the Page, or publish by hand in the Instagram app and record it here."

// sealPost checks a post: Instagram takes none without a picture or film.
func (a *Adapter) sealPost(p *payload, post *platforms.Post) ([]platforms.Media, error) {
	p.Kind = sendPost
	if post.Link != "" && !strings.Contains(p.Text, post.Link) {
		p.Text = strings.TrimSpace(p.Text + "\n\n" + post.Link)
	}
	switch {
	case !post.At.IsZero():
		return nil, platforms.Refuse("Instagram takes no date from other programs. Take the time off, and publish it when it is due.")
	case len(post.Media) == 0:
		return nil, platforms.Refuse("Instagram publishes no words without a picture or film. Add one.")
	case len(post.Media) > mediaMost:
		return nil, platforms.Refuse(fmt.Sprintf("Instagram takes up to %d pictures and films in a post; there are %d. Take %d out.", mediaMost, len(post.Media), len(post.Media)-mediaMost))
	}
	if err := caption(p.Text); err != nil {
		return nil, err
	}
	for _, m := range post.Media {
		one, err := sealMedium(m)
		if err == nil && one.Film && one.URL == "" && a.config.Route == Login {
			err = platforms.Refuse(noUpload)
		}
		if err != nil {
			return nil, err
		}
		p.Media = append(p.Media, one)
	}
	return slices.Clone(post.Media), nil
}

// caption checks the words (platforms.md 4.3).
func caption(words string) error {
	if n := web.UTF16Length(words); n > captionMost {
		return platforms.Refuse(fmt.Sprintf("Instagram takes up to %d characters below a picture; there are %d. Take %d out.", captionMost, n, n-captionMost))
	}
	if n := len(hashtags.FindAllString(words, -1)); n > hashtagsMost {
		return platforms.Refuse(fmt.Sprintf("Instagram takes up to %d hashtags; there are %d. Take %d out.", hashtagsMost, n, n-hashtagsMost))
	}
	if n := len(mentions.FindAllString(words, -1)); n > namesMost {
		return platforms.Refuse(fmt.Sprintf("Instagram takes up to %d names with @; there are %d. Take %d out.", namesMost, n, n-namesMost))
	}
	return nil
}

// sealMedium checks one picture or film.
func sealMedium(m platforms.Media) (medium, error) {
	one := medium{URL: strings.TrimSpace(m.URL), Alt: strings.TrimSpace(m.Alt), Size: m.Size}
	name := m.Name
	if name == "" {
		name = "one of the files"
	}
	switch m.Type {
	case "image/jpeg":
	case "video/mp4", "video/quicktime":
		one.Film = true
	case "image/png", "image/webp", "image/gif", "image/heic", "image/tiff":
		return one, platforms.Refuse("Instagram takes pictures as JPEG only; " + name + " is another type. " + onTheWeb)
	default:
		return one, platforms.Refuse("Instagram takes JPEG pictures and MP4 or MOV films; " + name + " is neither.")
	}
	if one.URL != "" {
		if u, err := url.Parse(one.URL); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			return one, platforms.Refuse("The address of " + name + " must begin with https:// and be open to everybody.")
		}
	}
	switch {
	case one.Film && m.Size > videoBytes:
		return one, platforms.Refuse(fmt.Sprintf("Instagram takes films of up to %d MB; %s is larger. Shorten it or save it smaller.", videoBytes>>20, name))
	case !one.Film && m.Size > imageBytes:
		return one, platforms.Refuse(fmt.Sprintf("Instagram takes pictures of up to %d MB; %s is larger. "+onTheWeb, imageBytes>>20, name))
	case one.URL == "" && !one.Film:
		return one, platforms.Refuse(noAddress)
	case one.URL == "" && m.Open == nil:
		return one, platforms.Refuse("The film " + name + " is neither on this PC nor at a web address. Choose it again.")
	case !one.Film && web.UTF16Length(one.Alt) > altMost:
		return one, platforms.Refuse(fmt.Sprintf("Instagram takes descriptions of up to %d characters; that of %s has %d.", altMost, name, web.UTF16Length(one.Alt)))
	}
	if one.Film {
		one.Alt = "" // it has descriptions for pictures alone
		return one, nil
	}
	return one, shape(m, name)
}

// shape checks a picture's proportions where its bytes are here: Instagram takes
// 4:5 (upright) to 1.91:1 (across).
func shape(m platforms.Media, name string) error {
	if m.Open == nil {
		return nil
	}
	file, err := m.Open()
	if err != nil {
		return platforms.Refuse("The picture " + name + " can't be read on this PC. Choose it again.")
	}
	defer func() { _ = file.Close() }()
	c, err := jpeg.DecodeConfig(file)
	if err != nil {
		return platforms.Refuse("The picture " + name + " is no JPEG, whatever its name says. Save it as JPEG.")
	}
	if ratio := float64(c.Width) / float64(c.Height); ratio < 0.8 || ratio > 1.91 {
		return platforms.Refuse(fmt.Sprintf("Instagram takes pictures between 4:5 (upright) and 1.91:1 (across); %s is %d by %d. Cut it.", name, c.Width, c.Height))
	}
	return nil
}
