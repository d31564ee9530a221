package linkedin

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
)

// The two ways of signing in. LinkedIn knows PKCE for native applications alone,
// at an address of its own, and trips over its parameters elsewhere.
const (
	signInSecret = "secret"
	signInNative = "pkce"

	secretItem = "client_secret"
	// exchangeTime is how long an exchange of keys may take.
	exchangeTime = 30 * time.Second
)

// Loopback is any port for a native application; one with a secret names its
// addresses to LinkedIn beforehand.
func (a *Adapter) Loopback() platforms.Loopback {
	if a.config.SignIn == signInNative {
		return platforms.Loopback{}
	}
	var ports []int
	for p := firstPort; p <= lastPort; p++ {
		ports = append(ports, p)
	}
	return platforms.Loopback{Ports: ports, Path: loopbackPath}
}

// Authorize returns LinkedIn's page for this application.
func (a *Adapter) Authorize(_ context.Context, redirect, state, verifier string) (string, error) {
	if a.config.ClientID == "" {
		return "", platforms.Refuse("The client ID of the council's own LinkedIn application is missing. It stands on the application's “Auth” page at developer.linkedin.com.")
	}
	o := a.exchange(redirect, "")
	if a.config.SignIn == signInNative {
		return o.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)), nil
	}
	return o.AuthCodeURL(state), nil
}

// Exchange trades the code for keys and keeps them.
func (a *Adapter) Exchange(ctx context.Context, redirect, verifier string, answer url.Values) error {
	secret, err := a.secret(ctx)
	if err != nil {
		return err
	}
	var more []oauth2.AuthCodeOption
	if a.config.SignIn == signInNative {
		more = append(more, oauth2.VerifierOption(verifier))
	}
	t, err := a.exchange(redirect, secret).Exchange(a.plain(ctx), answer.Get("code"), more...)
	if err != nil {
		return signin.OAuth2Error(title, err)
	}
	if err := a.keeper.Keep(ctx, a.tokens(t)); err != nil {
		return err
	}
	a.web.Resume()
	a.mu.Lock()
	a.who = nil // somebody else may have signed in
	a.mu.Unlock()
	return nil
}

// exchange describes the council's application.
func (a *Adapter) exchange(redirect, secret string) *oauth2.Config {
	page := pathAuthorize
	if a.config.SignIn == signInNative {
		page = pathNative
	}
	return &oauth2.Config{ClientID: a.config.ClientID, ClientSecret: secret, RedirectURL: redirect, Scopes: scopes,
		Endpoint: oauth2.Endpoint{AuthURL: a.oauth + page, TokenURL: a.oauth + pathToken, AuthStyle: oauth2.AuthStyleInParams}}
}

// secret is the application's, "" for a native one.
func (a *Adapter) secret(ctx context.Context) (string, error) {
	if a.config.SignIn == signInNative {
		return "", nil
	}
	secret, err := a.secrets.Get(ctx, secretItem)
	if err != nil {
		return "", err
	}
	if secret == "" {
		return "", &platforms.Error{Class: platforms.ClassAuth, Sentence: "The secret of the council's LinkedIn application is missing. It stands on the application's “Auth” page; enter it again and sign in."}
	}
	return secret, nil
}

// renew gets a new access key by the refresh key (signin.Keeper).
func (a *Adapter) renew(ctx context.Context, refresh string) (signin.Tokens, error) {
	secret, err := a.secret(ctx)
	if err != nil {
		return signin.Tokens{}, err
	}
	t, err := a.exchange("", secret).TokenSource(a.plain(ctx), &oauth2.Token{RefreshToken: refresh}).Token()
	if err != nil {
		return signin.Tokens{}, signin.OAuth2Error(title, err)
	}
	return a.tokens(t), nil
}

// plain is ctx with the HTTP client for exchanges.
func (a *Adapter) plain(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Timeout: exchangeTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }})
}

// tokens are what LinkedIn gave. The sign-in ends with the refresh key, whose year
// is not prolonged by using it; without one it ends with the access.
func (a *Adapter) tokens(t *oauth2.Token) signin.Tokens {
	out := signin.FromOAuth2(t)
	now := a.clock().UTC()
	// The library measures by the PC's clock; ours is the one that is kept by.
	if t.ExpiresIn > 0 {
		out.Expiry = now.Add(time.Duration(t.ExpiresIn) * time.Second)
	}
	if s, ok := t.Extra("refresh_token_expires_in").(float64); ok && s > 0 {
		out.Until = now.Add(time.Duration(s) * time.Second)
	} else if t.RefreshToken == "" {
		out.Until = out.Expiry
	}
	return out
}

// Expires is the end of the year for which LinkedIn renews the sign-in by itself,
// or of the access where it doesn't.
func (a *Adapter) Expires(ctx context.Context) (time.Time, error) { return a.keeper.Until(ctx) }

// wrongKind recognises a pasted secret of another kind; "" when there is nothing
// amiss to see.
func (a *Adapter) wrongKind(ctx context.Context) (string, error) {
	access, err := a.secrets.Get(ctx, signin.AccessItem)
	if err != nil {
		return "", err
	}
	secret, err := a.secrets.Get(ctx, secretItem)
	if err != nil {
		return "", err
	}
	switch {
	case access != "" && access == secret:
		return "The application's secret was pasted where the access key belongs. Sign in through the browser instead; the access key comes by itself.", nil
	case secret != "" && secret == a.config.ClientID:
		return "The client ID was pasted where the application's secret belongs. Both stand on the application's “Auth” page; the secret is the one that is hidden there.", nil
	case strings.Contains(access, " ") && !json.Valid([]byte(access)):
		return "What was pasted as the access key is a text of several words. Sign in through the browser instead; the access key comes by itself.", nil
	}
	return "", nil
}
