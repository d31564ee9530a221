package instagram

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
	"commsdesk/platforms/signin"
)

// Identity signs in, finds out what the account can do, and returns who it is.
func (a *Adapter) Identity(ctx context.Context) (platforms.Identity, error) {
	found, err := a.signIn(ctx)
	if err != nil {
		return platforms.Identity{}, err
	}
	caps, err := a.probe(ctx, found)
	if err != nil {
		return platforms.Identity{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.account, a.caps = &found, caps
	return identity(found), nil
}

func identity(acc account) platforms.Identity {
	return platforms.Identity{ID: acc.id, Name: "@" + acc.username, URL: home + acc.username + "/"}
}

// signIn finds the account that the access key opens.
func (a *Adapter) signIn(ctx context.Context) (account, error) {
	a.api.Resume() // a person asks
	var found account
	var err error
	if a.config.Route == Login {
		found, err = a.byLogin(ctx)
	} else {
		found, err = a.byPage(ctx)
	}
	if err != nil {
		return account{}, a.hint(ctx, err)
	}
	if !a.expected(found) {
		return account{}, &platforms.Error{Class: wrongAccount, Sentence: "This access key opens @" + found.username + ", not " + a.config.Identity +
			". Nothing was read or sent. Make a key for the right account, or connect @" + found.username + " as a channel of its own."}
	}
	return found, nil
}

func (a *Adapter) expected(found account) bool {
	want := strings.TrimPrefix(strings.TrimSpace(a.config.Identity), "@")
	return want == "" || want == found.id || strings.EqualFold(want, found.username)
}

// hint adds to a refused access key that it looks like one for the other route.
func (a *Adapter) hint(ctx context.Context, err error) error {
	var e *platforms.Error
	if !errors.As(err, &e) || e.Class != platforms.ClassAuth {
		return err
	}
	token, _ := a.secrets.Get(ctx, signin.AccessItem)
	if route := looksLike(token); route != "" && route != a.config.Route {
		return &platforms.Error{Class: platforms.ClassAuth, Err: e.Err, Sentence: "Instagram does not accept the access key. It looks like one for the other way in: set the way in to “" +
			string(route) + "”, or make a key for “" + string(a.config.Route) + "”."}
	}
	return err
}

// byLogin asks Instagram itself.
func (a *Adapter) byLogin(ctx context.Context) (account, error) {
	if err := a.learnEnd(ctx); err != nil {
		return account{}, err
	}
	var me struct {
		UserID   text   `json:"user_id"`
		Username string `json:"username"`
	}
	if err := a.api.Get(ctx, "/me", url.Values{"fields": {loginFields}}, &me); err != nil {
		return account{}, err
	}
	if me.UserID == "" || me.Username == "" {
		return account{}, &platforms.Error{Class: platforms.ClassPermission, Sentence: "Instagram does not say which account this is. The account must be a professional one; change it in its settings, then make a new access key."}
	}
	return account{id: string(me.UserID), username: me.Username}, nil
}

// wirePage is a Page with its Instagram account.
type wirePage struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Username string `json:"username"`
	Token    string `json:"access_token"`
	Account  *struct {
		ID       string `json:"id"`
		Username string `json:"username"`
	} `json:"instagram_business_account"`
}

// byPage finds the account through the Pages that the access key opens. A Page's
// own key opens that one Page.
func (a *Adapter) byPage(ctx context.Context) (account, error) {
	pasted, err := a.secrets.Get(ctx, signin.AccessItem)
	if err != nil {
		return account{}, err
	}
	if pasted == "" {
		return account{}, errNoKey()
	}
	a.mu.Lock()
	a.pasted = pasted
	a.mu.Unlock()
	ctx = graph.WithToken(ctx, pasted)
	pages, err := graph.All[wirePage](ctx, a.api, "/me/accounts", url.Values{"fields": {pageFields}, "limit": {"100"}}, 500)
	if graph.Malformed(err) {
		var own wirePage
		if err = a.api.Get(ctx, "/me", url.Values{"fields": {pageFields}}, &own); graph.Malformed(err) {
			return account{}, &platforms.Error{Class: platforms.ClassPermission, Err: err,
				Sentence: "This access key opens no Page. Make one for a system user that the Page and the Instagram account are assigned to, and tick pages_show_list."}
		}
		own.Token = pasted
		pages = []wirePage{own}
	}
	if err != nil {
		return account{}, err
	}
	page, err := a.choose(pages)
	if err != nil {
		return account{}, err
	}
	found := account{id: page.Account.ID, username: page.Account.Username, page: page.ID, pageName: page.Name, pageToken: page.Token}
	if found.pageToken == "" {
		found.pageToken = pasted
	}
	return found, a.readRights(ctx, pasted, &found)
}

// choose picks the Page: the one that is set, the one of the expected account,
// or the only one.
func (a *Adapter) choose(pages []wirePage) (wirePage, error) {
	linked := slices.DeleteFunc(slices.Clone(pages), func(p wirePage) bool { return p.Account == nil || p.Account.ID == "" })
	if len(linked) == 0 {
		return wirePage{}, &platforms.Error{Class: platforms.ClassPermission, Sentence: "No Page that this access key opens is linked to a professional Instagram account. " +
			"Link it on the Page (Settings, Linked accounts, Instagram) and tick instagram_basic when you make the key; or use the way in “instagram”."}
	}
	named := slices.DeleteFunc(slices.Clone(linked), func(p wirePage) bool {
		want := strings.TrimSpace(a.config.Page)
		if want == "" {
			return !a.expected(account{id: p.Account.ID, username: p.Account.Username})
		}
		return want != p.ID && !strings.EqualFold(want, p.Name) && !strings.EqualFold(want, p.Username)
	})
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(named) == 0 && a.config.Page == "":
		return linked[0], nil // another account than expected: said by the caller
	case len(named) == 0:
		return wirePage{}, platforms.Refuse("The access key opens no Page called " + a.config.Page + " that is linked to Instagram. Check the name, or assign that Page to the system user.")
	}
	var names []string
	for _, p := range named {
		names = append(names, p.Name)
	}
	return wirePage{}, platforms.Refuse("The access key opens several Pages with Instagram: " + strings.Join(names, ", ") + ". Say in the settings which one this is.")
}

// readRights reads scopes and end of the pasted access key. Where Meta doesn't
// say, they stay unknown.
func (a *Adapter) readRights(ctx context.Context, pasted string, found *account) error {
	info, err := a.api.Debug(ctx, pasted)
	switch platforms.ClassOf(err) {
	case "":
		found.scopes, found.ends = info.Scopes, info.Ends()
	case platforms.ClassPermission, platforms.ClassRefused:
	default:
		return err
	}
	return nil
}

// Expires returns when a person must make a new access key (UTC). A key of
// Instagram Login renews itself from half of its life on, so its end is told only
// once that has not worked.
func (a *Adapter) Expires(ctx context.Context) (time.Time, error) {
	acc, err := a.ready(ctx)
	if err != nil || a.config.Route != Login {
		return acc.ends, err
	}
	if _, err := a.keeper.Access(ctx); err != nil {
		return time.Time{}, err
	}
	until, err := a.keeper.Until(ctx)
	if err != nil || until.After(a.clock().Add(loginLife/2)) {
		return time.Time{}, err
	}
	return until, nil
}
