package mastodon

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"commsdesk/platforms"
)

// Identity asks the server what it is, who is signed in, and what that sign-in
// may do. Its ID is "council@social.example": an account is never renamed, and
// the number that its server gives it may be another account's elsewhere.
func (a *Adapter) Identity(ctx context.Context) (platforms.Identity, error) {
	s, err := a.ask(ctx)
	if err != nil {
		return platforms.Identity{}, err
	}
	if err := a.looksLikeKey(ctx); err != nil {
		return platforms.Identity{}, err
	}
	who, id, err := a.whoAmI(ctx, s)
	if err != nil {
		return platforms.Identity{}, err
	}
	caps, err := a.probe(ctx, s, who)
	if err != nil {
		return platforms.Identity{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.who, a.me, a.caps = who, id, caps
	return who, nil
}

// errOther marks that somebody else's account signed in.
var errOther = errors.New("another account")

// whoAmI asks whose account it is and compares it with the expected one.
func (a *Adapter) whoAmI(ctx context.Context, s *server) (platforms.Identity, string, error) {
	var me account
	answer, err := a.get(ctx, "/api/v1/accounts/verify_credentials", nil, &me)
	if platforms.ClassOf(err) == platforms.ClassRefused {
		return platforms.Identity{}, "", &platforms.Error{Class: platforms.ClassAuth, Err: err,
			Sentence: "This access key belongs to an application and to no account. Copy the last of the keys on the application's page, or sign in through the browser."}
	}
	if err != nil {
		return platforms.Identity{}, "", err
	}
	if me.ID == "" || me.Username == "" {
		return platforms.Identity{}, "", &platforms.Error{Class: platforms.ClassTransient, Err: errors.New(codeIn(answer)),
			Sentence: "The Mastodon server did not say whose account this is. It will be asked again."}
	}
	who := platforms.Identity{ID: strings.ToLower(me.Username + "@" + s.domain), Name: "@" + me.Username + "@" + s.domain, URL: safeURL(me.URL)}
	if a.config.Identity != "" && !sameAccount(a.config.Identity, who, me.ID) {
		return platforms.Identity{}, "", &platforms.Error{Class: platforms.ClassIdentity, Err: errOther,
			Sentence: "This sign-in belongs to " + who.Name + " and not to the account of this channel. Sign out on the server's page and sign in as the right one."}
	}
	return who, me.ID, nil
}

// account returns the account's id at its server and its identity, asking for
// them when that was not done yet.
func (a *Adapter) account(ctx context.Context) (string, platforms.Identity, error) {
	a.mu.Lock()
	me, who := a.me, a.who
	a.mu.Unlock()
	if me != "" {
		return me, who, nil
	}
	if _, err := a.Identity(ctx); err != nil {
		return "", platforms.Identity{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.me, a.who, nil
}

// looksLikeKey catches what is certainly no access key before it is sent
// anywhere.
func (a *Adapter) looksLikeKey(ctx context.Context) error {
	key, err := a.secrets.Get(ctx, accessItem)
	if err != nil || key == "" || strings.HasPrefix(key, "{") {
		return err
	}
	if strings.ContainsAny(key, " @\n") || len(key) < 20 {
		return &platforms.Error{Class: platforms.ClassAuth,
			Sentence: "What was pasted is no access key: it is too short or holds blanks. A password does not work here. Copy the key from the application's page, or sign in through the browser."}
	}
	return nil
}

// probe finds out what this account can do.
func (a *Adapter) probe(ctx context.Context, s *server, who platforms.Identity) (platforms.Capabilities, error) {
	rights, err := a.rights(ctx)
	if err != nil {
		return platforms.Capabilities{}, err
	}
	p := prober{a: a, ctx: ctx, s: s, rights: rights, page: "https://" + s.domain + "/", profile: who.URL}
	c := p.capabilities()
	return c, p.err
}

// rights are those of the sign-in, nil where nobody says: the sign-in's own
// word, or that of the application whose key was pasted.
func (a *Adapter) rights(ctx context.Context) ([]string, error) {
	if scope, err := a.keptScope(ctx); err != nil || scope != "" {
		return strings.Fields(scope), err
	}
	var app struct {
		Scopes []string `json:"scopes"`
	}
	_, err := a.get(ctx, "/api/v1/apps/verify_credentials", nil, &app)
	switch platforms.ClassOf(err) {
	case platforms.ClassGone, platforms.ClassPermission, platforms.ClassRefused:
		return nil, nil // older or other software does not say
	}
	return app.Scopes, err
}

// allowed tells whether rights hold a scope; a scope without its second part
// holds them all, and unknown rights are tried.
func allowed(rights []string, scope string) bool {
	whole, _, _ := strings.Cut(scope, ":")
	return len(rights) == 0 || slices.Contains(rights, scope) || slices.Contains(rights, whole)
}

// prober collects abilities; the first call that breaks off ends it.
type prober struct {
	a             *Adapter
	ctx           context.Context
	s             *server
	rights        []string
	page, profile string
	err           error
}

// may is an ability that takes a right.
func (p *prober) may(scope, what string) platforms.Ability {
	if allowed(p.rights, scope) {
		return platforms.Yes()
	}
	return platforms.No("The sign-in was made without the right “"+scope+"”, "+what+". Sign in again and allow it.", p.page)
}

// reads is an ability that takes a right and a list that the server knows.
func (p *prober) reads(path, scope, what, unknown string) platforms.Ability {
	if able := p.may(scope, what); !able.OK || p.err != nil {
		return able
	}
	_, err := p.a.get(p.ctx, path, url.Values{"limit": {"1"}}, nil)
	switch platforms.ClassOf(err) {
	case "":
		return platforms.Yes()
	case platforms.ClassGone, platforms.ClassRefused:
		return platforms.No(unknown, p.page)
	case platforms.ClassPermission:
		return platforms.No("The sign-in was made without the right “"+scope+"”, "+what+". Sign in again and allow it.", p.page)
	}
	p.err = err
	return platforms.No("The server could not be asked just now.", p.page)
}

func both(one, other platforms.Ability) platforms.Ability {
	if one.OK {
		return other
	}
	return one
}

// safeURL is u when it is an https address, else "".
func safeURL(u string) string {
	if parsed, err := url.Parse(u); err != nil || parsed.Scheme != "https" || parsed.Host == "" || parsed.User != nil {
		return ""
	}
	return platforms.Clean(u)
}
