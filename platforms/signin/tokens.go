// Package signin is how accounts sign in through the browser and stay signed in:
// one loopback page for every network, and the rules by which tokens are kept
// (DESIGN 9).
package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
)

// The items under which tokens are kept in the keyring.
const (
	RefreshItem = "refresh_token"
	AccessItem  = "access_token"
)

// Tokens are what a sign-in brought. Refresh is "" where there is none, Expiry
// zero where the access never ends.
type Tokens struct {
	Access  string    `json:"access"`
	Refresh string    `json:"-"`
	Expiry  time.Time `json:"expiry"`
	// Until is when the whole sign-in ends unless a person renews it (UTC), zero
	// when never or unknown.
	Until time.Time `json:"until"`
	Scope string    `json:"scope,omitempty"`
}

// early is how long before its end an access is renewed.
const early = 2 * time.Minute

// Keeper holds the tokens of one account. Renewing happens one at a time; a new
// refresh token is in the keyring before the access that came with it is used;
// an empty value never replaces one. It is safe for several goroutines.
type Keeper struct {
	Secrets platforms.Secrets
	Clock   platforms.Clock
	// Network is the network's title, for sentences.
	Network string
	// Renew trades a refresh token for new tokens. Only an error of class Auth
	// means that the sign-in is over.
	Renew func(ctx context.Context, refresh string) (Tokens, error)
	// RenewAccess is Renew for networks that renew the access itself and know no
	// refresh token; it is asked from half of its life on. May be nil.
	RenewAccess func(ctx context.Context, access string) (Tokens, error)

	mu     sync.Mutex
	have   *Tokens
	signed string // the access of the last Sign
	// owed are tokens that the network gave and the keyring would not take yet:
	// the refresh token before them may be used up, and using it again ends the
	// sign-in at some networks. Nothing is asked for until they are kept.
	owed *Tokens
}

// Keep stores what a sign-in brought: first the refresh token, then the rest.
func (k *Keeper) Keep(ctx context.Context, t Tokens) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.owed = nil // whatever it was, a person signed in anew
	err := k.keep(ctx, t)
	if err != nil {
		k.owed = nil // and is told that it did not work
	}
	return err
}

func (k *Keeper) keep(ctx context.Context, t Tokens) error {
	if t.Access == "" {
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: k.Network + " answered without a sign-in. What was kept before stays.", Err: errors.New("no access token")}
	}
	k.owed = &t
	if t.Refresh != "" {
		if err := k.Secrets.Set(ctx, RefreshItem, t.Refresh); err != nil {
			return fmt.Errorf("keep the sign-in: %w", err)
		}
	}
	raw, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("keep the sign-in: %w", err)
	}
	if err := k.Secrets.Set(ctx, AccessItem, string(raw)); err != nil {
		return fmt.Errorf("keep the sign-in: %w", err)
	}
	k.have, k.owed = &t, nil
	return nil
}

// load reads what is kept; a pasted bare token counts as an access without end.
func (k *Keeper) load(ctx context.Context) (Tokens, error) {
	if k.owed != nil {
		if err := k.keep(ctx, *k.owed); err != nil {
			return Tokens{}, err
		}
	}
	if k.have != nil {
		return *k.have, nil
	}
	raw, err := k.Secrets.Get(ctx, AccessItem)
	if err != nil {
		return Tokens{}, err
	}
	var t Tokens
	if raw != "" && json.Unmarshal([]byte(raw), &t) != nil {
		t = Tokens{Access: raw}
	}
	if t.Access != "" { // else one may still come into the keyring
		k.have = &t
	}
	return t, nil
}

// Access returns an access token that holds, renewing it first when it has run
// out. An error of class Auth says that a person must sign in again.
func (k *Keeper) Access(ctx context.Context) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.Clock()
	t, err := k.load(ctx)
	if err != nil && k.RenewAccess != nil && k.have != nil && now.Before(k.have.Expiry) {
		return k.have.Access, nil // the one before what is owed to the keyring holds as well
	}
	if err != nil {
		return "", err
	}
	if t.Access != "" && (t.Expiry.IsZero() || now.Add(early).Before(t.Expiry)) {
		if k.RenewAccess == nil || t.Until.IsZero() || now.Before(t.Until.Add(-30*24*time.Hour)) {
			return t.Access, nil
		}
		fresh, err := k.renew(ctx, t)
		switch {
		case err == nil:
			return fresh.Access, nil
		case platforms.ClassOf(err) == platforms.ClassAuth:
			return "", err
		}
		return t.Access, nil // it still holds; the next call asks again
	}
	if t, err = k.renew(ctx, t); err != nil {
		return "", err
	}
	return t.Access, nil
}

// Refused is told that the network refused this access token. It renews it,
// unless somebody else has done so meanwhile. nil means: ask again.
func (k *Keeper) Refused(ctx context.Context, access string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	t, err := k.load(ctx)
	if err != nil {
		return err
	}
	if t.Access != "" && t.Access != access {
		return nil
	}
	_, err = k.renew(ctx, t)
	return err
}

// Sign is Access for a request that is signed with it: should the network refuse
// it, Again knows which one it was.
func (k *Keeper) Sign(ctx context.Context) (string, error) {
	access, err := k.Access(ctx)
	if err != nil {
		return "", err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.signed = access
	return access, nil
}

// Again is Refused for the access of the last Sign. nil means: ask again.
func (k *Keeper) Again(ctx context.Context) error {
	k.mu.Lock()
	signed := k.signed
	k.mu.Unlock()
	return k.Refused(ctx, signed)
}

// renewTime is how long a renewal may take. It goes on when its caller stops: a
// rotated refresh token that nobody keeps ends the sign-in.
const renewTime = 20 * time.Second

func (k *Keeper) renew(ctx context.Context, t Tokens) (Tokens, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTime)
	defer cancel()
	ended := &platforms.Error{Class: platforms.ClassAuth, Sentence: "The sign-in to " + k.Network + " has ended. Sign in again; what is here stays."}
	if k.RenewAccess != nil {
		if t.Access == "" {
			return t, ended
		}
		fresh, err := k.RenewAccess(ctx, t.Access)
		if err == nil {
			err = k.keep(ctx, fresh)
		}
		return fresh, err
	}
	refresh, err := k.Secrets.Get(ctx, RefreshItem)
	if err != nil {
		return t, err
	}
	if refresh == "" || k.Renew == nil {
		return t, ended
	}
	fresh, err := k.Renew(ctx, refresh)
	if err != nil {
		return t, err
	}
	if fresh.Until.IsZero() {
		fresh.Until = t.Until
	}
	if err := k.keep(ctx, fresh); err != nil {
		return t, err
	}
	return fresh, nil
}

// Until is when a person must sign in again (UTC), zero for never or unknown.
func (k *Keeper) Until(ctx context.Context) (time.Time, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	t, err := k.load(ctx)
	return t.Until, err
}

// FromOAuth2 makes Tokens of what golang.org/x/oauth2 returned.
func FromOAuth2(t *oauth2.Token) Tokens {
	scope, _ := t.Extra("scope").(string)
	return Tokens{Access: t.AccessToken, Refresh: t.RefreshToken, Expiry: t.Expiry.UTC(), Scope: scope}
}

// OAuth2Error classes what golang.org/x/oauth2 returned: only the network's own
// word that the grant is over ends a sign-in (RFC 6749 5.2). Nothing of the
// exchange is in it.
func OAuth2Error(network string, err error) error {
	if err == nil {
		return nil
	}
	var r *oauth2.RetrieveError
	if !errors.As(err, &r) {
		return &platforms.Error{Class: platforms.ClassOffline, Sentence: network + " can't be reached to renew the sign-in. It will be tried again.", Err: errors.New("the exchange of tokens did not end")}
	}
	cause := errors.New("token endpoint: " + codeOf(r.ErrorCode))
	switch r.ErrorCode {
	case "invalid_grant", "interaction_required", "login_required", "consent_required":
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: "The sign-in to " + network + " has ended. Sign in again; what is here stays.", Err: cause}
	case "invalid_client", "unauthorized_client":
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: network + " does not know the application that the council registered. Check its id and secret.", Err: cause}
	case "temporarily_unavailable", "server_error", "slow_down":
		return &platforms.Error{Class: platforms.ClassTransient, Sentence: network + " has trouble of its own. The sign-in will be renewed later.", Err: cause}
	case "invalid_request", "invalid_scope", "unsupported_grant_type":
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: network + " does not accept this sign-in. Check the application's settings there.", Err: cause}
	}
	if r.Response != nil && r.Response.StatusCode < 500 && r.Response.StatusCode != 429 && r.ErrorCode != "" {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: network + " refused the sign-in.", Err: cause}
	}
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: network + " has trouble of its own. The sign-in will be renewed later.", Err: cause}
}

// codeOf is an error's code for the record; whatever else stands in its place
// is none (RFC 6749 5.2 allows a sentence there).
func codeOf(code string) string {
	if len(code) > 40 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_-") != "" {
		return "no code"
	}
	return code
}
