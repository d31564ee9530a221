package mailbox

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
)

var (
	_ platforms.SignInner = (*Mailbox)(nil)
	_ platforms.Expirer   = (*Mailbox)(nil)

	rawURL = base64.RawURLEncoding
)

const (
	// whoItem keeps who signed in on the page, for sentences and for SMTP.
	whoItem = "signed_in_as"
	// exchangeTime is how long an exchange with the token endpoint may take. It
	// goes on when its caller stops: a rotated refresh token that nobody keeps
	// ends the sign-in.
	exchangeTime = 15 * time.Second
)

// Loopback is any port: both providers let a program on a PC choose.
func (m *Mailbox) Loopback() platforms.Loopback { return platforms.Loopback{} }

// Issuer is the provider's name in what the browser brings back. Microsoft gives
// none, and that of a provider of the council's own is not known.
func (m *Mailbox) Issuer() string {
	if m.config.Way != ByGoogle || m.config.AuthURL != "" {
		return ""
	}
	return "https://accounts.google.com"
}

// oauth is the application that the council registered.
func (m *Mailbox) oauth(ctx context.Context, redirect string) (*oauth2.Config, error) {
	if !m.config.byPage() {
		return nil, platforms.Refuse("This mailbox signs in with a password. Choose the sign-in page in its settings first.")
	}
	secret, err := m.secrets.Get(ctx, clientSecretItem)
	if err != nil {
		return nil, m.keyringError(err)
	}
	at := m.config.provider()
	return &oauth2.Config{ClientID: m.config.ClientID, ClientSecret: strings.TrimSpace(secret), RedirectURL: redirect, Scopes: strings.Fields(at.scopes),
		Endpoint: oauth2.Endpoint{AuthURL: at.auth, TokenURL: at.token, AuthStyle: oauth2.AuthStyleInParams}}, nil
}

// Authorize is the provider's page, on which a person signs in as themselves
// even for a shared mailbox.
func (m *Mailbox) Authorize(ctx context.Context, redirect, state, verifier string) (string, error) {
	o, err := m.oauth(ctx, redirect)
	if err != nil {
		return "", err
	}
	at := m.config.provider()
	options := append([]oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("prompt", at.prompt)}, at.extra...)
	if who := m.expected(); who != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", who))
	}
	return o.AuthCodeURL(state, options...), nil
}

// expected is who must sign in on the page, "" for whomever the mail server
// lets in.
func (m *Mailbox) expected() string {
	if m.config.Account == "" && m.config.provider().alone {
		return m.config.SignIn()
	}
	return m.config.Account
}

// Exchange trades the code for a sign-in, looks whose it is, and keeps it. The
// wrong account gives class Identity, and nothing is kept.
func (m *Mailbox) Exchange(ctx context.Context, redirect, verifier string, answer url.Values) error {
	o, err := m.oauth(ctx, redirect)
	if err != nil {
		return err
	}
	code := answer.Get("code")
	if code == "" {
		return platforms.Refuse("The sign-in page brought nothing back. Nothing was changed; sign in again.")
	}
	ctx, cancel, err := m.exchanging(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	title := m.config.provider().title
	t, err := o.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return signin.OAuth2Error(title, err)
	}
	who, err := m.whoSignedIn(t)
	if err != nil {
		return err
	}
	if t.RefreshToken == "" {
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "The sign-in would hold for about an hour only, so it was not kept. Ask your IT team to allow the application offline access, then sign in again."}
	}
	if err := m.secrets.Set(ctx, whoItem, who); who != "" && err != nil {
		return m.keyringError(err)
	}
	return m.keeper.Keep(ctx, m.tokens(t))
}

// whoSignedIn reads the id token, and refuses an account that is not expected.
// Without an id token the mail server's own yes or no must do.
func (m *Mailbox) whoSignedIn(t *oauth2.Token) (string, error) {
	idToken, _ := t.Extra("id_token").(string)
	var c claims
	if idToken != "" {
		if err := c.read(idToken); err != nil || !c.isFor(m.config.ClientID) {
			return "", &platforms.Error{Class: platforms.ClassRefused, Err: err,
				Sentence: "The sign-in page's answer was not meant for this application, so nothing was kept. Check the application id, then sign in again."}
		}
	}
	who, want := c.address(), m.expected()
	if want != "" && who != "" && !strings.EqualFold(who, want) {
		return "", &platforms.Error{Class: platforms.ClassIdentity,
			Sentence: fmt.Sprintf("You signed in as %s, and %s is expected. Nothing was changed. Sign out on that page, then sign in as %s.", who, want, want)}
	}
	return who, nil
}

// exchanging is the context of one exchange: with the way to the token endpoint
// (the proxy and authority of the mailbox), and an end of its own.
func (m *Mailbox) exchanging(ctx context.Context) (context.Context, context.CancelFunc, error) {
	client, err := m.pageClient()
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exchangeTime)
	return context.WithValue(ctx, oauth2.HTTPClient, client), cancel, nil
}

// pageClient reaches the token endpoint. It follows nobody elsewhere: the
// request carries secrets.
func (m *Mailbox) pageClient() (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	switch m.config.Proxy {
	case "":
	case NoProxy:
		transport.Proxy = nil
	default:
		through, err := url.Parse(m.config.Proxy)
		if err != nil {
			return nil, proxyError("The proxy's address could not be read. Check the proxy in the mailbox's settings.", err)
		}
		transport.Proxy = http.ProxyURL(through)
	}
	roots, err := m.roots()
	if err != nil {
		return nil, err
	}
	if roots != nil {
		transport.TLSClientConfig.RootCAs = roots
	}
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, nil
}

// renew trades the refresh token for a new access.
func (m *Mailbox) renew(ctx context.Context, refresh string) (signin.Tokens, error) {
	o, err := m.oauth(ctx, "")
	if err != nil {
		return signin.Tokens{}, err
	}
	ctx, cancel, err := m.exchanging(ctx)
	if err != nil {
		return signin.Tokens{}, err
	}
	defer cancel()
	t, err := o.TokenSource(ctx, &oauth2.Token{RefreshToken: refresh}).Token()
	if err != nil {
		return signin.Tokens{}, signin.OAuth2Error(m.config.provider().title, err)
	}
	return m.tokens(t), nil
}

// tokens counts an access's life by our clock.
func (m *Mailbox) tokens(t *oauth2.Token) signin.Tokens {
	kept, now := signin.FromOAuth2(t), m.clock().UTC()
	kept.Expiry = time.Time{}
	if t.ExpiresIn > 0 {
		kept.Expiry = now.Add(time.Duration(t.ExpiresIn) * time.Second)
	}
	// Both providers say so where the whole sign-in ends.
	if life, ok := t.Extra("refresh_token_expires_in").(float64); ok && life > 0 {
		kept.Until = now.Add(time.Duration(life) * time.Second)
	}
	return kept
}

// Expires is when somebody must sign in on the page again (UTC), as far as the
// provider said; zero for a password.
func (m *Mailbox) Expires(ctx context.Context) (time.Time, error) {
	if !m.config.byPage() {
		return time.Time{}, nil
	}
	return m.keeper.Until(ctx)
}

// credential is what signs in now: the password, or an access that holds.
// Renewing goes on when ctx ends, for exchangeTime's reason.
func (m *Mailbox) credential(ctx context.Context) (credential, error) {
	if !m.config.byPage() {
		password, err := m.password(ctx)
		return credential{user: m.config.SignIn(), secret: password}, err
	}
	access, err := m.keeper.Access(context.WithoutCancel(ctx))
	if err != nil {
		return credential{}, m.keyringError(err)
	}
	return credential{user: m.config.SignIn(), secret: access, bearer: true}, nil
}

// renewRefused is told that a mail server refused an access. Nil means that
// there is another one to try.
func (m *Mailbox) renewRefused(ctx context.Context, key credential) error {
	if err := m.keeper.Refused(context.WithoutCancel(ctx), key.secret); err != nil {
		return m.keyringError(err)
	}
	return nil
}

// keyringError words a keyring that can't answer; other errors stay as they are.
func (m *Mailbox) keyringError(err error) error {
	var ours *platforms.Error
	if errors.As(err, &ours) {
		return err
	}
	return &platforms.Error{Class: platforms.ClassAuth, Err: err,
		Sentence: "The sign-in for " + m.config.Address + " could not be read from or put into this computer's keyring. Nothing is lost. Unlock the keyring or sign in again."}
}

// signedInAs is who signed in on the page, "" when it is not known.
func (m *Mailbox) signedInAs(ctx context.Context) string {
	who, err := m.secrets.Get(ctx, whoItem)
	if err != nil {
		return "" // it only makes sentences clearer
	}
	return who
}

// refusedAccess marks a mail server's no to an access, which may have run out
// or been withdrawn.
type refusedAccess struct{ err error }

func (e *refusedAccess) Error() string { return "access refused: " + e.err.Error() }
func (e *refusedAccess) Unwrap() error { return e.err }

func isRefusedAccess(err error) bool {
	var r *refusedAccess
	return errors.As(err, &r)
}

// accessError words a no to an access that is fresh. Most often whoever signed
// in has no right to this mailbox.
func (m *Mailbox) accessError(ctx context.Context, server string, err error) error {
	who, title := m.signedInAs(ctx), m.config.provider().title
	e := &platforms.Error{Class: platforms.ClassAuth, Err: &refusedAccess{err}}
	if who == "" || strings.EqualFold(who, m.config.SignIn()) {
		e.Sentence = fmt.Sprintf("%s let you sign in, but %s does not let Commsdesk into %s. Sign in again, or ask your IT team whether IMAP and authenticated SMTP are switched on for this mailbox. Drafts and what was received are safe.",
			title, server, m.config.SignIn())
		return e
	}
	e.Sentence = fmt.Sprintf("You are signed in as %s, and %s does not let this account into %s. Sign in as somebody who may, or ask your IT team for the right to read and send from this mailbox. Drafts and what was received are safe.",
		who, server, m.config.SignIn())
	return e
}

// smtpSwitchedOff is Exchange Online's code for a mailbox or tenant on which
// authenticated SMTP is switched off: no other sign-in helps.
const smtpSwitchedOff = "7.139"

// sendingRefused words SMTP's no to an access.
func (m *Mailbox) sendingRefused(ctx context.Context, answer reply, err error) error {
	if !answer.about(smtpSwitchedOff) {
		return m.accessError(ctx, m.config.SMTPHost, err)
	}
	return &platforms.Error{Class: platforms.ClassPermission, Err: err,
		Sentence: "Authenticated SMTP is switched off for " + m.config.SignIn() + ", so nothing was sent. Ask your IT team to switch it on for this mailbox. Drafts are safe."}
}

// sendUsers are the names to show to SMTP, in turn. Microsoft describes the
// shared mailbox's own address for both servers; tenants have been seen whose
// SMTP wants the person who signed in, and the mailbox as the sender alone. So
// both are tried, and the one that worked is remembered.
func (m *Mailbox) sendUsers(ctx context.Context, key credential) []string {
	m.mu.Lock()
	worked := m.sendUser
	m.mu.Unlock()
	users := []string{key.user}
	if who := m.signedInAs(ctx); key.bearer && who != "" && !m.config.provider().alone && !strings.EqualFold(who, key.user) {
		users = append(users, who)
	}
	if slices.Contains(users, worked) {
		return []string{worked}
	}
	return users
}
