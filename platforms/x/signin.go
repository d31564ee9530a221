package x

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// Loopback is one of three fixed addresses: X takes only those that the council
// registered.
func (a *Adapter) Loopback() platforms.Loopback {
	return platforms.Loopback{Ports: ports, Path: callback}
}

// Authorize returns X's sign-in page for the council's own application.
func (a *Adapter) Authorize(_ context.Context, redirect, state, verifier string) (string, error) {
	if a.c.Way != ByAPI || a.c.SignIn != SignInPage || a.c.ClientID == "" {
		return "", platforms.Refuse("This account does not sign in through the browser. Set the way to api and the sign-in to page first, and paste the client ID.")
	}
	site := siteBase
	if a.c.Server != apiBase {
		site = strings.TrimRight(a.c.Server, "/")
	}
	q := url.Values{"response_type": {"code"}, "client_id": {a.c.ClientID}, "redirect_uri": {redirect}, "state": {state},
		"scope": {strings.Join(scopeNames(), " ")}, "code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}, "code_challenge_method": {"S256"}}
	return site + "/i/oauth2/authorize?" + q.Encode(), nil
}

func scopeNames() []string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = s.Name
	}
	return names
}

// Exchange trades the code for the sign-in and keeps it. X takes a code for 30
// seconds.
func (a *Adapter) Exchange(ctx context.Context, redirect, verifier string, answer url.Values) error {
	code := answer.Get("code")
	if code == "" {
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "X's page sent no sign-in back. Nothing was changed; try again."}
	}
	t, err := a.grant(ctx, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect},
		"code_verifier": {verifier}, "client_id": {a.c.ClientID}})
	if err != nil {
		return err
	}
	if t.Refresh == "" {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "X gave a sign-in of two hours only. Sign in again and accept all rights, the one to stay signed in too."}
	}
	if err := a.keeper.Keep(ctx, t); err != nil {
		return err
	}
	a.mu.Lock()
	a.me = account{}
	a.mu.Unlock()
	for _, c := range []*web.Client{a.reads, a.messages, a.writes, a.grants} {
		c.Resume()
	}
	return nil
}

// renew trades the refresh token, which is used up by it, for new ones.
func (a *Adapter) renew(ctx context.Context, refresh string) (signin.Tokens, error) {
	return a.grant(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}, "client_id": {a.c.ClientID}})
}

// grant asks X's token endpoint as a public client.
func (a *Adapter) grant(ctx context.Context, form url.Values) (signin.Tokens, error) {
	var t struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Seconds int    `json:"expires_in"`
		Scope   string `json:"scope"`
	}
	now := a.clock().UTC()
	_, err := a.grants.JSON(ctx, web.Request{Method: http.MethodPost, Path: "/2/oauth2/token", Form: form, Unsigned: true}, &t)
	switch platforms.ClassOf(err) {
	case "":
	case platforms.ClassUnconfirmed:
		return signin.Tokens{}, &platforms.Error{Class: platforms.ClassTransient, Sentence: "X did not answer clearly when the sign-in was renewed. It will be tried again.", Err: errors.New("no answer of the sign-in")}
	case platforms.ClassRefused:
		return signin.Tokens{}, &platforms.Error{Class: platforms.ClassRefused, Sentence: "X does not accept this sign-in. Check the client ID and the three callback addresses at console.x.com.", Err: errors.Unwrap(err)}
	default:
		return signin.Tokens{}, err
	}
	out := signin.Tokens{Access: t.Access, Refresh: t.Refresh, Scope: t.Scope}
	if t.Seconds > 0 {
		out.Expiry = now.Add(time.Duration(t.Seconds) * time.Second)
	}
	return out, nil
}

// Expires is zero: the sign-in renews itself, pasted keys never end.
func (a *Adapter) Expires(ctx context.Context) (time.Time, error) {
	if a.c.Way != ByAPI || a.c.SignIn == SignInKeys {
		return time.Time{}, nil
	}
	return a.keeper.Until(ctx)
}
