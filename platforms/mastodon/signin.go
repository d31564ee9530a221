package mastodon

import (
	"context"
	"encoding/json"
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
	"commsdesk/platforms/web"
)

var _ platforms.CodeSignInner = (*Adapter)(nil)

// The secrets: what a sign-in brought, and this installation's own application at
// the server.
const (
	accessItem      = signin.AccessItem
	applicationItem = "application"
)

// application is what this installation registered itself as at a server.
type application struct {
	Server    string   `json:"server"`
	ID        string   `json:"client_id"`
	Secret    string   `json:"client_secret"`
	Redirects []string `json:"redirects"`
	Scopes    string   `json:"scopes"`
}

// Loopback says where the server may send the browser back to.
func (a *Adapter) Loopback() platforms.Loopback {
	return platforms.Loopback{Ports: ports, Path: "/mastodon"}
}

// CodePage is the redirect with which the server's page shows a code.
func (a *Adapter) CodePage() (redirect, key string) { return outOfBand, "code" }

// Authorize registers this installation with the server, once, and returns the
// page to open. A server that knows no PKCE gets no challenge.
func (a *Adapter) Authorize(ctx context.Context, redirect, state, verifier string) (string, error) {
	s, err := a.ask(ctx)
	if err != nil {
		return "", err
	}
	var meta metadata
	_, err = a.call(ctx, web.Request{Method: http.MethodGet, Path: "/.well-known/oauth-authorization-server", Unsigned: true}, &meta)
	switch platforms.ClassOf(err) {
	case "", platforms.ClassGone, platforms.ClassRefused, platforms.ClassPermission:
	default:
		return "", err
	}
	app, err := a.register(ctx, redirect, wanted(s, meta.Scopes))
	if err != nil {
		return "", err
	}
	q := url.Values{"response_type": {"code"}, "client_id": {app.ID}, "redirect_uri": {redirect}, "scope": {app.Scopes}, "state": {state}}
	plain := !slices.Contains(meta.Challenges, "S256")
	if !plain {
		q.Set("code_challenge", oauth2.S256ChallengeFromVerifier(verifier))
		q.Set("code_challenge_method", "S256")
	}
	a.mu.Lock()
	a.plain = plain
	a.mu.Unlock()
	return a.base.String() + "/oauth/authorize?" + q.Encode(), nil
}

// wanted are the rights to ask for: all of ours that the server knows.
func wanted(s *server, known []string) string {
	if s.pixelfed {
		return "read write follow"
	}
	var out []string
	for _, scope := range scopes {
		whole, _, _ := strings.Cut(scope[0], ":")
		switch {
		case len(known) == 0, slices.Contains(known, scope[0]):
			out = append(out, scope[0])
		case slices.Contains(known, whole) && !slices.Contains(out, whole):
			out = append(out, whole)
		}
	}
	return strings.Join(out, " ")
}

// register returns the application that is kept for this server, or a new one
// when there is none, it may not come back to redirect, or the server forgot it.
func (a *Adapter) register(ctx context.Context, redirect, scopes string) (application, error) {
	app, err := a.application(ctx)
	if err != nil {
		return app, err
	}
	if app.ID != "" && app.Server == a.base.String() && app.Scopes == scopes && slices.Contains(app.Redirects, redirect) && a.remembered(ctx, app) {
		return app, nil
	}
	redirects := []string{outOfBand}
	for _, port := range ports {
		redirects = append(redirects, fmt.Sprintf("http://127.0.0.1:%d%s", port, a.Loopback().Path))
	}
	if !slices.Contains(redirects, redirect) {
		redirects = append(redirects, redirect)
	}
	app = application{Server: a.base.String(), Redirects: redirects, Scopes: scopes}
	err = a.enrol(ctx, &app)
	if platforms.ClassOf(err) == platforms.ClassRefused { // some take one address only
		app.Redirects = []string{redirect}
		err = a.enrol(ctx, &app)
	}
	if err != nil {
		return app, worded(err, "The Mastodon server did not let Commsdesk introduce itself. Try again later, or paste an access key.")
	}
	return app, a.keepApplication(ctx, app)
}

func (a *Adapter) enrol(ctx context.Context, app *application) error {
	var got struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	_, err := a.call(ctx, web.Request{Method: http.MethodPost, Path: "/api/v1/apps", Unsigned: true, Form: url.Values{
		"client_name": {"Commsdesk"}, "redirect_uris": {strings.Join(app.Redirects, "\n")}, "scopes": {app.Scopes}}}, &got)
	if err == nil && (got.ID == "" || got.Secret == "") {
		err = &platforms.Error{Class: platforms.ClassTransient, Err: errors.New("no client id")}
	}
	app.ID, app.Secret = got.ID, got.Secret
	return err
}

// remembered asks whether the server still knows the application: servers
// forget those that nobody signed in with.
func (a *Adapter) remembered(ctx context.Context, app application) bool {
	_, err := a.call(ctx, web.Request{Method: http.MethodPost, Path: "/oauth/token", Unsigned: true, Form: url.Values{
		"grant_type": {"client_credentials"}, "client_id": {app.ID}, "client_secret": {app.Secret}, "redirect_uri": {outOfBand}}}, nil)
	class := platforms.ClassOf(err)
	return class != platforms.ClassAuth && class != platforms.ClassRefused
}

// Exchange trades the code for a sign-in and keeps it.
func (a *Adapter) Exchange(ctx context.Context, redirect, verifier string, answer url.Values) error {
	code := strings.TrimSpace(answer.Get("code"))
	if code == "" {
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "The server's page brought no code back. Nothing was changed; sign in again."}
	}
	a.mu.Lock()
	plain := a.plain
	a.mu.Unlock()
	if plain {
		verifier = ""
	}
	return a.trade(ctx, redirect, verifier, code)
}

func (a *Adapter) trade(ctx context.Context, redirect, verifier, code string) error {
	app, err := a.application(ctx)
	if err != nil {
		return err
	}
	if app.ID == "" || app.Server != a.base.String() {
		return &platforms.Error{Class: platforms.ClassRefused, Sentence: "This code does not belong to a sign-in that was begun here. Sign in again."}
	}
	form := url.Values{"grant_type": {"authorization_code"}, "client_id": {app.ID}, "client_secret": {app.Secret},
		"redirect_uri": {redirect}, "code": {code}, "scope": {app.Scopes}}
	if verifier != "" {
		form.Set("code_verifier", verifier)
	}
	t, err := a.tokens(ctx, form)
	if err != nil {
		return worded(err, codeSentence(platforms.ClassOf(err)))
	}
	a.web.Resume()
	a.mu.Lock()
	a.me = "" // whoever it is now
	a.mu.Unlock()
	return a.keeper.Keep(ctx, t)
}

func codeSentence(class platforms.Class) string {
	if class == platforms.ClassRefused || class == platforms.ClassAuth {
		return "The server does not take this code: it was used already, is too old, or belongs to another sign-in. Open the sign-in page again for a new one."
	}
	return "The sign-in could not be finished, because the server did not answer as it should. Nothing was changed; sign in again."
}

// tokens asks the server for a sign-in.
func (a *Adapter) tokens(ctx context.Context, form url.Values) (signin.Tokens, error) {
	var g grant
	if _, err := a.call(ctx, web.Request{Method: http.MethodPost, Path: "/oauth/token", Unsigned: true, Form: form}, &g); err != nil {
		return signin.Tokens{}, err
	}
	t := signin.Tokens{Access: g.Access, Refresh: g.Refresh, Scope: g.Scope}
	if g.Expires > 0 {
		t.Expiry = a.clock().Add(time.Duration(g.Expires) * time.Second).UTC()
		if g.Refresh == "" {
			t.Until = t.Expiry
		}
	}
	return t, nil
}

// renew is for servers whose sign-ins end; Mastodon's do not.
func (a *Adapter) renew(ctx context.Context, refresh string) (signin.Tokens, error) {
	app, err := a.application(ctx)
	if err != nil {
		return signin.Tokens{}, err
	}
	t, err := a.tokens(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh},
		"client_id": {app.ID}, "client_secret": {app.Secret}, "scope": {app.Scopes}})
	if platforms.ClassOf(err) == platforms.ClassRefused {
		err = &platforms.Error{Class: platforms.ClassAuth, Sentence: "The sign-in to Mastodon has ended. Sign in again; what is here stays.", Err: err}
	}
	return t, err
}

func (a *Adapter) application(ctx context.Context) (application, error) {
	var app application
	raw, err := a.secrets.Get(ctx, applicationItem)
	if err == nil && raw != "" && json.Unmarshal([]byte(raw), &app) != nil {
		app = application{}
	}
	return app, err
}

func (a *Adapter) keepApplication(ctx context.Context, app application) error {
	raw, err := json.Marshal(app)
	if err == nil {
		err = a.secrets.Set(ctx, applicationItem, string(raw))
	}
	if err != nil {
		return fmt.Errorf("keep this installation's registration: %w", err)
	}
	return nil
}

// keptScope is what the last sign-in was allowed, "" for a pasted key.
func (a *Adapter) keptScope(ctx context.Context) (string, error) {
	raw, err := a.secrets.Get(ctx, accessItem)
	var t signin.Tokens
	if err != nil || json.Unmarshal([]byte(raw), &t) != nil {
		return "", err
	}
	return t.Scope, nil
}
