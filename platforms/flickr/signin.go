package flickr

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/dghubble/oauth1"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// outOfBand is the redirect with which Flickr shows nine digits instead of
// sending the browser back.
const outOfBand = "oob"

// access is what a sign-in brought; it has no end.
type access struct {
	Token  string `json:"token"`
	Secret string `json:"secret"`
	Rights string `json:"rights"`
}

// pending is a sign-in under way.
type pending struct{ token, secret string }

// CodePage is the redirect with which Flickr's page shows nine digits.
func (a *Adapter) CodePage() (redirect, key string) { return outOfBand, "oauth_verifier" }

// Loopback is any port: Flickr sends the browser back to wherever it was told.
func (a *Adapter) Loopback() platforms.Loopback { return platforms.Loopback{Path: "/flickr"} }

// oauth is the council's own application, calling back to redirect.
func (a *Adapter) oauth(ctx context.Context, redirect string) (*oauth1.Config, error) {
	secret, err := a.secrets.Get(ctx, secretItem)
	if err != nil {
		return nil, err
	}
	if secret = web.Pasted(secret); secret == "" {
		return nil, &platforms.Error{Class: platforms.ClassAuth, Sentence: "The secret that belongs to the key is missing. It stands on Flickr's page of your apps, below the key."}
	}
	return &oauth1.Config{ConsumerKey: a.cfg.Key, ConsumerSecret: secret, CallbackURL: redirect,
		Endpoint:   oauth1.Endpoint{RequestTokenURL: a.signURL + "request_token", AuthorizeURL: a.signURL + "authorize", AccessTokenURL: a.signURL + "access_token"},
		HTTPClient: &http.Client{Transport: a.open.Transport()}}, nil
}

// ours takes our error out of the library's, which may hold the whole answer.
func ours(err error) error {
	var e *platforms.Error
	if errors.As(err, &e) {
		return e
	}
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: "Flickr did not answer as expected. Nothing was changed; try again.", Err: errors.New("the exchange of keys did not end")}
}

// Authorize asks Flickr for a sign-in and returns the page to open. OAuth 1.0a
// knows no state, so it rides in the query of the address that is called back.
// verifier is of no use to it.
func (a *Adapter) Authorize(ctx context.Context, redirect, state, _ string) (string, error) {
	if redirect != outOfBand {
		redirect += "?" + url.Values{"state": {state}}.Encode()
	}
	o, err := a.oauth(ctx, redirect)
	if err != nil {
		return "", err
	}
	token, secret, err := o.RequestToken()
	if err != nil {
		return "", ours(err)
	}
	a.mu.Lock()
	a.begun = &pending{token, secret}
	a.mu.Unlock()
	page, err := o.AuthorizationURL(token)
	if err != nil {
		return "", ours(err)
	}
	q := page.Query()
	q.Set("perms", rights)
	page.RawQuery = q.Encode()
	return page.String(), nil
}

// Exchange trades what the page brought back, or a pasted code, for a sign-in.
func (a *Adapter) Exchange(ctx context.Context, _, _ string, answer url.Values) error {
	a.mu.Lock()
	p := a.begun
	a.mu.Unlock()
	if p == nil {
		return platforms.Refuse("No sign-in to Flickr is under way. Begin it again.")
	}
	if token := answer.Get("oauth_token"); token != "" && token != p.token {
		return platforms.Refuse("Flickr's page belongs to another sign-in than the one that was begun last. Begin it again.")
	}
	code := strings.ReplaceAll(web.Pasted(answer.Get("oauth_verifier")), "-", "")
	if code == "" {
		return platforms.Refuse("Flickr's page did not sign you in. Begin it again.")
	}
	o, err := a.oauth(ctx, "")
	if err != nil {
		return err
	}
	token, secret, err := o.AccessToken(p.token, p.secret, code)
	if err != nil {
		return ours(err)
	}
	kept, err := json.Marshal(access{Token: token, Secret: secret, Rights: rights})
	if err != nil {
		return fmt.Errorf("keep the sign-in: %w", err)
	}
	if err := a.secrets.Set(ctx, accessItem, string(kept)); err != nil {
		return err
	}
	a.mu.Lock()
	a.have, a.me, a.begun = nil, nil, nil
	a.mu.Unlock()
	a.web.Resume()
	return nil
}

// ready sees that there is a sign-in.
func (a *Adapter) ready(ctx context.Context) error {
	a.mu.Lock()
	known := a.have != nil
	a.mu.Unlock()
	if known {
		return nil
	}
	raw, err := a.secrets.Get(ctx, accessItem)
	if err != nil {
		return err
	}
	var have access
	if raw != "" && json.Unmarshal([]byte(raw), &have) != nil {
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: "The sign-in to Flickr that is kept can't be read. Sign in again; what is here stays."}
	}
	if have.Token == "" {
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: "Nobody has signed in to Flickr yet. Press Sign in."}
	}
	a.mu.Lock()
	a.have = &have
	a.mu.Unlock()
	return nil
}

// signArgs are what an upload signs: all of its fields but the file.
type signArgs struct{}

// capture keeps what the library would have sent.
type capture struct{ header string }

var errCaptured = errors.New("captured")

// RoundTrip takes the signature and sends nothing.
func (c *capture) RoundTrip(r *http.Request) (*http.Response, error) {
	c.header = r.Header.Get("Authorization")
	return nil, errCaptured
}

// sign puts the signature of OAuth 1.0a on a request. The library signs requests
// on their way only, so it is given one that goes nowhere.
func (a *Adapter) sign(ctx context.Context, r *http.Request, body []byte) error {
	o, err := a.oauth(ctx, "")
	if err != nil {
		return err
	}
	a.mu.Lock()
	have := a.have
	a.mu.Unlock()
	if have == nil {
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: endedWords}
	}
	form, kind := string(body), r.Header.Get("Content-Type")
	if args, ok := ctx.Value(signArgs{}).(url.Values); ok {
		form, kind = args.Encode(), "application/x-www-form-urlencoded"
	}
	twin, err := http.NewRequestWithContext(ctx, r.Method, r.URL.String(), io.NopCloser(strings.NewReader(form)))
	if err != nil {
		return fmt.Errorf("sign a request: %w", errCaptured)
	}
	twin.Header.Set("Content-Type", kind)
	kept := &capture{}
	client := oauth1.NewClient(context.WithValue(ctx, oauth1.HTTPClient, &http.Client{Transport: kept}), o, oauth1.NewToken(have.Token, have.Secret))
	res, err := client.Transport.RoundTrip(twin)
	if res != nil {
		_ = res.Body.Close()
	}
	if !errors.Is(err, errCaptured) || kept.header == "" {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The request to Flickr could not be signed. Nothing was sent."}
	}
	r.Header.Set("Authorization", kept.header)
	return nil
}
