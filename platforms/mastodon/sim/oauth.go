package sim

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"commsdesk/platforms/simulator"
)

// about is what the server says of itself, by its software.
func (w *World) about(r *simulator.Request) simulator.Answer {
	limits := object{
		"urls":     object{"streaming": w.stream.url()},
		"statuses": object{"max_characters": charactersMost, "max_media_attachments": filesMost, "characters_reserved_per_url": perLink},
		"media_attachments": object{"supported_mime_types": typesTaken, "image_size_limit": imageBytes, "image_matrix_limit": imagePixels,
			"video_size_limit": videoBytes, "description_limit": descriptionMost},
	}
	v2 := object{"domain": domain, "title": "Social Example", "version": "4.5.2", "configuration": limits, "api_versions": object{"mastodon": 7}}
	v1 := object{"uri": domain, "title": "Social Example", "version": "4.2.10", "configuration": limits, "urls": object{"streaming_api": w.stream.url()}}
	switch w.Software {
	case "old":
		delete(v2, "api_versions")
		v2["version"] = "4.2.10"
	case "gotosocial":
		delete(v2, "api_versions")
		v2["version"] = "0.19.1+git-1a2b3c4"
	case "pixelfed":
		v1["version"], v1["urls"] = "3.5.3 (compatible; Pixelfed 0.12.5)", []any{}
		v1["configuration"].(object)["urls"] = object{}
		if r.Call.Name == "instance" {
			return gone
		}
	}
	switch r.Call.Name {
	case "instance":
		return simulator.Answer{Body: v2}
	case "instance v1":
		return simulator.Answer{Body: v1}
	}
	if w.Software != "" {
		return gone
	}
	return simulator.Answer{Body: object{"issuer": "https://" + domain + "/", "authorization_endpoint": w.server.URL() + "/oauth/authorize",
		"token_endpoint": w.server.URL() + "/oauth/token", "scopes_supported": append([]string{"profile", "read", "write", "follow", "push"}, strings.Fields(everyRight)...),
		"response_types_supported": []string{"code"}, "grant_types_supported": []string{"authorization_code", "client_credentials"},
		"code_challenge_methods_supported": []string{"S256"}}}
}

// oauth is the sign-in: registration, the page, the code and the key.
func (w *World) oauth(r *simulator.Request) simulator.Answer {
	switch r.Call.Name {
	case "register":
		return w.register(r)
	case "authorize":
		return w.authorize(r)
	case "token":
		return w.token(r)
	}
	a := object{"name": "Commsdesk", "website": nil}
	if w.Software == "" {
		a["scopes"] = strings.Fields(w.s.Keys[simulator.Bearer(r.Header)])
	}
	return simulator.Answer{Body: a}
}

func (w *World) register(r *simulator.Request) simulator.Answer {
	scopes := r.Value("scopes")
	if scopes == "" {
		scopes = "read"
	}
	for _, scope := range strings.Fields(scopes) {
		if !slices.Contains(w.knownRights(), scope) {
			return failed(http.StatusUnprocessableEntity, "Validation failed: Scopes doesn't match configured on the server.")
		}
	}
	a := &app{ID: "client-id-" + w.s.number(), Secret: "client-secret-" + w.s.number(), Scopes: scopes, Redirects: strings.Split(r.Value("redirect_uris"), "\n")}
	w.s.Apps[a.ID] = a
	return simulator.Answer{Body: object{"id": w.s.number(), "name": r.Value("client_name"), "website": nil, "client_id": a.ID, "client_secret": a.Secret,
		"redirect_uri": r.Value("redirect_uris"), "redirect_uris": a.Redirects, "scopes": strings.Fields(scopes)}}
}

func (w *World) knownRights() []string {
	broad := []string{"read", "write", "follow", "push"}
	if w.Software == "pixelfed" {
		return broad
	}
	return append(append(broad, "profile"), strings.Fields(everyRight)...)
}

// authorize is the page on which the officer has pressed Authorise.
func (w *World) authorize(r *simulator.Request) simulator.Answer {
	a := w.s.Apps[r.Query.Get("client_id")]
	redirect := r.Query.Get("redirect_uri")
	switch {
	case a == nil:
		return failed(http.StatusUnauthorized, "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.")
	case !slices.Contains(a.Redirects, redirect), r.Query.Get("response_type") != "code":
		return failed(http.StatusBadRequest, "The redirect uri included is not valid.")
	}
	for _, scope := range strings.Fields(r.Query.Get("scope")) {
		if !slices.Contains(strings.Fields(a.Scopes), scope) {
			return failed(http.StatusBadRequest, "The requested scope is invalid, unknown, or malformed.")
		}
	}
	c := &code{App: a.ID, Redirect: redirect, Scope: r.Query.Get("scope")}
	if w.Software == "" { // others do not know the challenge
		c.Challenge = r.Query.Get("code_challenge")
	}
	word := "code-" + w.s.number()
	w.s.Codes[word] = c
	if redirect == "urn:ietf:wg:oauth:2.0:oob" {
		return simulator.Answer{Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte("<p>Copy this code</p><code>" + word + "</code>")}
	}
	back := redirect + "?" + url.Values{"code": {word}, "state": {r.Query.Get("state")}}.Encode()
	return simulator.Answer{Status: http.StatusFound, Header: http.Header{"Location": {back}}}
}

func (w *World) token(r *simulator.Request) simulator.Answer {
	a := w.s.Apps[r.Value("client_id")]
	if a == nil || a.Secret != r.Value("client_secret") {
		return simulator.Answer{Status: http.StatusUnauthorized, Body: object{"error": "invalid_client", "error_description": "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method."}}
	}
	bad := func(kind, words string) simulator.Answer {
		return simulator.Answer{Status: http.StatusBadRequest, Body: object{"error": kind, "error_description": words}}
	}
	switch r.Value("grant_type") {
	case "client_credentials":
		return w.grant("client-sign-in-of-an-application-"+w.s.number(), "read")
	case "authorization_code":
	default:
		return bad("unsupported_grant_type", "The authorization grant type is not supported by the authorization server.")
	}
	c := w.s.Codes[r.Value("code")]
	delete(w.s.Codes, r.Value("code")) // once
	if c == nil || c.App != a.ID || c.Redirect != r.Value("redirect_uri") {
		return bad("invalid_grant", "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.")
	}
	sum := sha256.Sum256([]byte(r.Value("code_verifier")))
	if c.Challenge != "" && c.Challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		return bad("invalid_grant", "The code verifier is wrong.")
	}
	return w.grant("person-sign-in-made-by-the-browser-"+w.s.number(), c.Scope)
}

func (w *World) grant(word, scope string) simulator.Answer {
	w.s.Keys[word] = scope
	return simulator.Answer{Body: object{"access_token": word, "token_type": "Bearer", "scope": scope, "created_at": w.server.Now().Unix()}}
}

// Forget makes the server forget every application, as it does with those that
// nobody used.
func (w *World) Forget() { w.server.Do(func() { clear(w.s.Apps) }) }

// Allow gives the council's sign-in other rights.
func (w *World) Allow(rights string) { w.server.Do(func() { w.s.Keys[key] = rights }) }
