package threads

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

func (a *Adapter) newKeeper() *signin.Keeper {
	return &signin.Keeper{Secrets: a.secrets, Clock: a.clock, Network: Title, RenewAccess: a.renewAccess}
}

// wireKey is an access key as Threads hands it out.
type wireKey struct {
	Token string `json:"access_token"`
	Ends  int64  `json:"expires_in"`
}

func (a *Adapter) tokens(k wireKey) (signin.Tokens, error) {
	if k.Token == "" || k.Ends <= 0 {
		return signin.Tokens{}, &platforms.Error{Class: platforms.ClassTransient, Sentence: "Threads answered without a new access key. The old one is kept.", Err: errors.New("no access token")}
	}
	until := a.clock().Add(time.Duration(k.Ends) * time.Second).UTC()
	return signin.Tokens{Access: k.Token, Expiry: until, Until: until}, nil
}

// renewAccess trades an access key that is at least a day old for one that holds
// 60 days more. Meta's collection puts the key among the parameters.
func (a *Adapter) renewAccess(ctx context.Context, access string) (signin.Tokens, error) {
	var fresh wireKey
	_, err := a.api.JSON(ctx, web.Request{Method: http.MethodGet, Path: a.config.api() + "/refresh_access_token", Unsigned: true,
		Query: url.Values{"grant_type": {"th_refresh_token"}, "access_token": {access}}}, &fresh)
	if err != nil {
		return signin.Tokens{}, err
	}
	return a.tokens(fresh)
}

// learnEnd finds out when a freshly pasted access key ends: as Threads says, else
// by renewing it. One that is too young for that was made within the last day.
func (a *Adapter) learnEnd(ctx context.Context, said time.Time) error {
	until, err := a.keeper.Until(ctx)
	if err != nil || !until.IsZero() {
		return err
	}
	access, err := a.keeper.Access(ctx)
	if err != nil {
		return err
	}
	if !said.IsZero() {
		return a.keeper.Keep(ctx, signin.Tokens{Access: access, Expiry: said, Until: said})
	}
	fresh, err := a.renewAccess(ctx, access)
	switch platforms.ClassOf(err) {
	case "":
		return a.keeper.Keep(ctx, fresh)
	case platforms.ClassRefused:
		until = a.clock().Add(keyLife - 24*time.Hour).UTC()
		return a.keeper.Keep(ctx, signin.Tokens{Access: access, Expiry: until, Until: until})
	case platforms.ClassAuth, platforms.ClassRate, platforms.ClassOffline:
		return err
	}
	return nil // it is asked again at the next sign-in
}

// Loopback says where Threads may send the browser back to.
func (a *Adapter) Loopback() platforms.Loopback {
	return platforms.Loopback{Ports: []int{17841, 17842, 17843}, Path: "/threads"}
}

// Authorize returns the page on which a person lets the council's app in. Threads
// knows no PKCE; the exchange needs the app's secret instead.
func (a *Adapter) Authorize(ctx context.Context, redirect, state, _ string) (string, error) {
	secret, err := a.secrets.Get(ctx, appSecretItem)
	if err != nil {
		return "", err
	}
	if a.config.AppID == "" || secret == "" {
		return "", platforms.Refuse("Signing in to Threads by browser needs the number and the secret of the council's app. Enter both, or paste an access key that the app's settings made.")
	}
	scope := strings.Join([]string{scopeBasic, scopePublish, scopeRead, scopeReplies, scopeMentions, scopeInsights, scopeDelete}, ",")
	return a.config.pages() + "/oauth/authorize?" + url.Values{"client_id": {a.config.AppID}, "redirect_uri": {redirect}, "scope": {scope},
		"response_type": {"code"}, "state": {state}}.Encode(), nil
}

// Exchange trades the code for an access key of an hour and that for one of 60
// days.
func (a *Adapter) Exchange(ctx context.Context, redirect, _ string, answer url.Values) error {
	code := strings.TrimSuffix(answer.Get("code"), "#_")
	if code == "" {
		return &platforms.Error{Class: platforms.ClassPermission, Sentence: "The sign-in to Threads was not agreed to in the browser. Nothing changed here; begin again when you are ready."}
	}
	secret, err := a.secrets.Get(ctx, appSecretItem)
	if err != nil {
		return err
	}
	var short, long wireKey
	form := url.Values{"client_id": {a.config.AppID}, "client_secret": {secret}, "code": {code}, "grant_type": {"authorization_code"}, "redirect_uri": {redirect}}
	if _, err = a.api.JSON(ctx, web.Request{Method: http.MethodPost, Path: a.config.api() + "/oauth/access_token", Unsigned: true, Form: form}, &short); err == nil {
		_, err = a.api.JSON(ctx, web.Request{Method: http.MethodGet, Path: a.config.api() + "/access_token", Unsigned: true,
			Query: url.Values{"grant_type": {"th_exchange_token"}, "client_secret": {secret}, "access_token": {short.Token}}}, &long)
	}
	if e := platforms.ErrorOf(err); e != nil && (e.Class == platforms.ClassRefused || e.Class == platforms.ClassAuth) {
		return &platforms.Error{Class: e.Class, Err: e.Err, Sentence: "Threads did not accept the sign-in. Check the app's number and secret, and that the app allows the address " + redirect + " to come back to."}
	}
	if err != nil {
		return err
	}
	fresh, err := a.tokens(long)
	if err != nil {
		return err
	}
	a.api.Resume()
	return a.keeper.Keep(ctx, fresh)
}

// Expires returns when a person must sign in again (UTC). The access key renews
// itself from half of its life on, so its end is told only once that has not
// worked.
func (a *Adapter) Expires(ctx context.Context) (time.Time, error) {
	if _, err := a.ready(ctx); err != nil {
		return time.Time{}, err
	}
	if _, err := a.keeper.Access(ctx); err != nil {
		return time.Time{}, err
	}
	until, err := a.keeper.Until(ctx)
	if err != nil || until.After(a.clock().Add(keyLife/2)) {
		return time.Time{}, err
	}
	return until, nil
}
