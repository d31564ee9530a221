package bluesky

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"encoding/json"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// PostMetrics gives the figures of posts.
func (a *Account) PostMetrics(ctx context.Context, ids []string) ([]platforms.Metrics, error) {
	now := a.clock().UTC()
	posts, err := a.posts(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []platforms.Metrics
	for _, p := range posts {
		const unseen = "Bluesky does not tell how often a post was seen or its link opened."
		out = append(out, platforms.Metrics{ID: p.URI, At: now, Figures: counts(p),
			Absent: map[string]string{platforms.Views: unseen, platforms.Reach: unseen, platforms.Clicks: unseen}})
	}
	return out, nil
}

// AccountMetrics gives the figures of the account.
func (a *Account) AccountMetrics(ctx context.Context) (platforms.Metrics, error) {
	me, err := a.me(ctx)
	if err != nil {
		return platforms.Metrics{}, err
	}
	now := a.clock().UTC()
	p, err := a.profile(ctx, me.did)
	if err != nil {
		return platforms.Metrics{}, err
	}
	out := platforms.Metrics{ID: me.did, At: now, Figures: map[string]int64{},
		Absent: map[string]string{platforms.Views: "Bluesky does not tell how often a profile was seen."}}
	for name, n := range map[string]*int64{platforms.Followers: p.Followers, platforms.Following: p.Follows, platforms.Posts: p.Posts} {
		if n != nil {
			out.Figures[name] = *n
		}
	}
	return out, nil
}

func (a *Account) profile(ctx context.Context, did string) (profile, error) {
	var p profile
	err := a.ask(ctx, call{id: "app.bsky.actor.getProfile", query: url.Values{"actor": {did}}}, &p)
	return p, err
}

// pictureViews are where the network shows the pictures of a post.
type pictureViews struct {
	Images []struct {
		Full string `json:"fullsize"`
	} `json:"images"`
	Items []struct {
		Full string `json:"fullsize"`
	} `json:"items"`
	Media *pictureViews `json:"media"`
}

func (v pictureViews) all() []string {
	var out []string
	for _, i := range append(v.Images, v.Items...) {
		out = append(out, i.Full)
	}
	if v.Media != nil {
		out = append(out, v.Media.all()...)
	}
	return out
}

// Fetch writes a picture of a post, in the size in which the network shows it.
func (a *Account) Fetch(ctx context.Context, at platforms.Location, part string, w io.Writer) error {
	number, picture := strings.CutPrefix(part, "image/")
	n, err := strconv.Atoi(number)
	if !picture || err != nil || n < 0 {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "Films are shown on Bluesky alone. Open the post there."}
	}
	posts, err := a.posts(ctx, []string{at.ID})
	if err != nil {
		return err
	}
	var views pictureViews
	if len(posts) == 0 || json.Unmarshal(posts[0].Embed, &views) != nil || n >= len(views.all()) {
		return &platforms.Error{Class: platforms.ClassGone, Sentence: "This picture is no longer there on Bluesky."}
	}
	answer, err := a.session.client.Do(ctx, web.Request{Method: http.MethodGet, Path: views.all()[n], Unsigned: true})
	if err != nil {
		return err
	}
	if _, err := w.Write(answer.Body); err != nil {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The picture could not be written to this PC.", Err: errors.New("write a picture")}
	}
	return nil
}
