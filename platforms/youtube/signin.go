package youtube

import (
	"context"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// Loopback is any port: Google lets a desktop program listen where it likes.
func (a *Adapter) Loopback() platforms.Loopback { return platforms.Loopback{} }

// Issuer is Google's name in what the browser brings back; a server that stands
// for Google gives none.
func (a *Adapter) Issuer() string {
	if a.cfg.Server != "" {
		return ""
	}
	return "https://accounts.google.com"
}

// oauth is the council's own application.
func (a *Adapter) oauth(ctx context.Context, redirect string) (*oauth2.Config, error) {
	secret, err := a.secrets.Get(ctx, secretItem)
	if err != nil {
		return nil, err
	}
	o := &oauth2.Config{ClientID: a.cfg.ClientID, ClientSecret: web.Pasted(secret), RedirectURL: redirect, Scopes: []string{scope},
		Endpoint: oauth2.Endpoint{AuthURL: signPage, TokenURL: renewPage, AuthStyle: oauth2.AuthStyleInParams}}
	if a.cfg.Server != "" {
		o.Endpoint.AuthURL, o.Endpoint.TokenURL = a.cfg.Server+"/o/oauth2/v2/auth", a.cfg.Server+"/token"
	}
	if o.ClientSecret == "" {
		return nil, &platforms.Error{Class: platforms.ClassAuth, Sentence: "The client secret of the council's Google Cloud project is missing. Enter it again; it begins with GOCSPX-."}
	}
	return o, nil
}

// Authorize is Google's page, on which the person also chooses the channel.
func (a *Adapter) Authorize(ctx context.Context, redirect, state, verifier string) (string, error) {
	o, err := a.oauth(ctx, redirect)
	if err != nil {
		return "", err
	}
	// Google gives a refresh token for sure only after asking for consent.
	return o.AuthCodeURL(state, oauth2.AccessTypeOffline, oauth2.SetAuthURLParam("prompt", "consent"), oauth2.S256ChallengeOption(verifier)), nil
}

// Exchange trades the code for a sign-in and keeps it.
func (a *Adapter) Exchange(ctx context.Context, redirect, verifier string, answer url.Values) error {
	o, err := a.oauth(ctx, redirect)
	if err != nil {
		return err
	}
	t, err := o.Exchange(context.WithValue(ctx, oauth2.HTTPClient, a.plain), answer.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return signin.OAuth2Error(title, err)
	}
	kept := a.tokens(t)
	if kept.Refresh == "" {
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "Google gave a sign-in for one hour only. Sign in again and allow everything that is asked for."}
	}
	if kept.Until.IsZero() && a.cfg.Consent == "testing" {
		kept.Until = a.clock().Add(testingLife).UTC()
	}
	if err := a.keeper.Keep(ctx, kept); err != nil {
		return err
	}
	a.mu.Lock()
	a.me = nil // another channel may have been chosen
	a.mu.Unlock()
	a.web.Resume()
	return nil
}

// renew trades the refresh token for a new access.
func (a *Adapter) renew(ctx context.Context, refresh string) (signin.Tokens, error) {
	o, err := a.oauth(ctx, "")
	if err != nil {
		return signin.Tokens{}, err
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, a.plain)
	t, err := o.TokenSource(ctx, &oauth2.Token{RefreshToken: web.Pasted(refresh)}).Token()
	if err != nil {
		err = signin.OAuth2Error(title, err)
		if a.cfg.Consent == "testing" && platforms.ClassOf(err) == platforms.ClassAuth {
			return signin.Tokens{}, &platforms.Error{Class: platforms.ClassAuth, Err: err,
				Sentence: "The sign-in to YouTube has ended: while the council's sign-in page stands on Testing, Google ends it after 7 days. Sign in again; what is here stays. Publish the page to end this."}
		}
		return signin.Tokens{}, err
	}
	return a.tokens(t), nil
}

// tokens counts an access's life by our clock.
func (a *Adapter) tokens(t *oauth2.Token) signin.Tokens {
	kept, now := signin.FromOAuth2(t), a.clock().UTC()
	kept.Expiry = time.Time{}
	if t.ExpiresIn > 0 {
		kept.Expiry = now.Add(time.Duration(t.ExpiresIn) * time.Second)
	}
	// Google says how long a sign-in holds that does not hold for good.
	if life, ok := t.Extra("refresh_token_expires_in").(float64); ok && life > 0 {
		kept.Until = now.Add(time.Duration(life) * time.Second)
	}
	return kept
}
