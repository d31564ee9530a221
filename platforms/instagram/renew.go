package instagram

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

// renewAccess trades an access key that is at least a day old for one that holds
// 60 days more (platforms.md 4.1). It needs no secret. Meta's description knows
// the key as a parameter alone.
func (a *Adapter) renewAccess(ctx context.Context, access string) (signin.Tokens, error) {
	var fresh struct {
		Token  string `json:"access_token"`
		Ends   int64  `json:"expires_in"`
		Rights string `json:"permissions"`
	}
	_, err := a.api.JSON(ctx, web.Request{Method: http.MethodGet, Path: a.config.base() + "/refresh_access_token", Unsigned: true,
		Query: url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {access}}}, &fresh)
	if err != nil {
		return signin.Tokens{}, err
	}
	if fresh.Token == "" || fresh.Ends <= 0 {
		return signin.Tokens{}, &platforms.Error{Class: platforms.ClassTransient, Sentence: "Instagram answered without a new access key. The old one is kept.", Err: errors.New("no access token")}
	}
	until := a.clock().Add(time.Duration(fresh.Ends) * time.Second).UTC()
	return signin.Tokens{Access: fresh.Token, Expiry: until, Until: until, Scope: strings.TrimSpace(fresh.Rights)}, nil
}

// learnEnd finds out when a freshly pasted access key ends: it is renewed at
// once. One that is too young for that was made within the last day, so it holds
// for nearly its whole life.
func (a *Adapter) learnEnd(ctx context.Context) error {
	until, err := a.keeper.Until(ctx)
	if err != nil || !until.IsZero() {
		return err
	}
	kept, err := a.secrets.Get(ctx, signin.AccessItem)
	if err != nil {
		return err
	}
	if kept == "" {
		return errNoKey()
	}
	access, err := a.keeper.Access(ctx)
	if err != nil {
		return err
	}
	fresh, err := a.renewAccess(ctx, access)
	switch platforms.ClassOf(err) {
	case "":
		return a.keeper.Keep(ctx, fresh)
	case platforms.ClassRefused:
		until = a.clock().Add(loginLife - 24*time.Hour).UTC()
		return a.keeper.Keep(ctx, signin.Tokens{Access: access, Expiry: until, Until: until})
	case platforms.ClassAuth, platforms.ClassRate, platforms.ClassOffline:
		return err
	}
	return nil // it is asked again at the next sign-in
}
