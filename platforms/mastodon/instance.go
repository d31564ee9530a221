package mastodon

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// server is what a server says of itself.
type server struct {
	// domain is the one in its accounts' names, which need not be its address.
	domain string
	// api is api_versions.mastodon, 0 where there is none.
	api int
	// pixelfed servers differ in what their sign-in and messages are.
	pixelfed  bool
	limits    limits
	streaming *url.URL // http or https; nil for none
	asked     time.Time
}

// ask reads what the server is: version 2 of the description, else version 1.
func (a *Adapter) ask(ctx context.Context) (*server, error) {
	var in instance
	err := a.describe(ctx, "/api/v2/instance", &in)
	if class := platforms.ClassOf(err); class == platforms.ClassGone || class == platforms.ClassRefused {
		in = instance{}
		err = a.describe(ctx, "/api/v1/instance", &in)
	}
	switch platforms.ClassOf(err) {
	case "":
	case platforms.ClassGone, platforms.ClassRefused:
		return nil, a.notMastodon(err)
	default:
		return nil, err
	}
	s := readInstance(&in, a.base)
	s.asked = a.clock()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.server = s
	return s, nil
}

func (a *Adapter) describe(ctx context.Context, path string, in *instance) error {
	answer, err := a.call(ctx, web.Request{Method: http.MethodGet, Path: path, Unsigned: true}, nil)
	if err != nil {
		return err
	}
	if json.Unmarshal(answer.Body, in) != nil || in.Version == "" || in.Domain == "" && in.URI == "" {
		return platforms.Refuse("This is no description of a Mastodon server.")
	}
	return nil
}

func (a *Adapter) notMastodon(cause error) error {
	return &platforms.Error{Class: platforms.ClassRefused, Err: cause,
		Sentence: "At " + a.base.Host + " is no Mastodon server and none that understands the same apps. Open the account in a browser and copy the address from there: it can differ from what stands in the account's name."}
}

// known is the server as asked within the last day; when it can't be reached,
// as it was before.
func (a *Adapter) known(ctx context.Context) (*server, error) {
	a.mu.Lock()
	s := a.server
	a.mu.Unlock()
	if s != nil && a.clock().Sub(s.asked) < 24*time.Hour {
		return s, nil
	}
	fresh, err := a.ask(ctx)
	if err != nil && s != nil {
		return s, nil
	}
	return fresh, err
}

func readInstance(in *instance, base *url.URL) *server {
	s := &server{domain: in.Domain, limits: in.Configuration, pixelfed: strings.Contains(in.Version, pixelfed)}
	if s.domain == "" {
		s.domain = strings.TrimPrefix(strings.TrimPrefix(in.URI, "https://"), "http://")
	}
	s.domain, _, _ = strings.Cut(strings.ToLower(platforms.Clean(s.domain)), "/")
	if in.API != nil {
		s.api = in.API.Mastodon
	}
	l := &s.limits
	fill(&l.Statuses.MaxCharacters, in.MaxChars, defaultCharacters)
	fill(&l.Statuses.URLCharacters, defaultURLLength)
	fill(&l.Statuses.MaxMedia, defaultMedia)
	fill(&l.Media.Description, defaultDescription)
	fill(&l.Media.ImageBytes, defaultImageBytes)
	fill(&l.Media.VideoBytes, defaultVideoBytes)
	if len(l.Media.Types) == 0 {
		l.Media.Types = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"}
	}
	address := l.URLs.Streaming
	var old struct {
		Streaming string `json:"streaming_api"`
	}
	if address == "" && json.Unmarshal(in.URLs, &old) == nil {
		address = old.Streaming
	}
	if !s.pixelfed {
		s.streaming = streamBase(address, base)
	}
	return s
}

func fill[N int | int64](to *N, from ...N) {
	for _, v := range from {
		if *to <= 0 {
			*to = v
		}
	}
}

// streamBase makes the http address of a stream from the ws one that the server
// names; nil when it names none, or one that is not safe.
func streamBase(address string, base *url.URL) *url.URL {
	u, err := url.Parse(address)
	if address == "" || err != nil || u.Host == "" {
		return nil
	}
	switch u.Scheme {
	case "wss", "https":
		u.Scheme = "https"
	case "ws", "http":
		if base.Scheme != "http" { // only on this PC
			return nil
		}
		u.Scheme = "http"
	default:
		return nil
	}
	safe, err := web.ParseBase(u.Scheme + "://" + u.Host + strings.TrimRight(u.Path, "/"))
	if err != nil {
		return nil
	}
	return safe
}
