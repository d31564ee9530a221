package graph

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"commsdesk/platforms"
)

// Token is what debug_token says of an access token.
type Token struct {
	// Kind is whose it is: "USER", "PAGE", "SYSTEM_USER", …
	Kind string
	// App is the name of the app it was made with.
	App   string
	Valid bool
	// Profile is the id of its Page or person.
	Profile string
	// Expires is when it ends (UTC), zero for never. DataExpires is when Meta
	// stops giving data to it unless a person signs in again (UTC), zero for
	// never.
	Expires, DataExpires time.Time
	Scopes               []string
}

// Lacks returns those of the scopes that the token doesn't have.
func (t Token) Lacks(scopes ...string) []string {
	have := map[string]bool{}
	for _, s := range t.Scopes {
		have[s] = true
	}
	var missing []string
	for _, s := range scopes {
		if !have[s] {
			missing = append(missing, s)
		}
	}
	return missing
}

// Ends is the earlier of Expires and DataExpires (UTC), zero for never.
func (t Token) Ends() time.Time {
	if t.Expires.IsZero() || !t.DataExpires.IsZero() && t.DataExpires.Before(t.Expires) {
		return t.DataExpires
	}
	return t.Expires
}

// Debug asks Meta what a token is worth, signed by the token itself.
func (c *Client) Debug(ctx context.Context, token string) (Token, error) {
	var a struct {
		Data struct {
			Type    string   `json:"type"`
			App     string   `json:"application"`
			Valid   bool     `json:"is_valid"`
			Profile string   `json:"profile_id"`
			User    string   `json:"user_id"`
			Expires Time     `json:"expires_at"`
			Data    Time     `json:"data_access_expires_at"`
			Scopes  []string `json:"scopes"`
		} `json:"data"`
	}
	if err := c.Get(WithToken(ctx, token), "/debug_token", url.Values{"input_token": {token}}, &a); err != nil {
		return Token{}, err
	}
	t := Token{Kind: a.Data.Type, App: a.Data.App, Valid: a.Data.Valid, Profile: a.Data.Profile,
		Expires: a.Data.Expires.Time, DataExpires: a.Data.Data.Time, Scopes: a.Data.Scopes}
	if t.Profile == "" {
		t.Profile = a.Data.User
	}
	return t, nil
}

// Pasted tidies a secret that was pasted: blanks, line ends and quotes around it,
// a leading "Bearer" and line breaks inside go.
func Pasted(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	s = strings.Trim(s, " \"'`“”‘’")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "Bearer "), "access_token=")
	return strings.ReplaceAll(s, " ", "")
}

// Tidied are secrets as they were meant: without what pasting put around them.
type Tidied struct{ platforms.Secrets }

// Get returns a secret as Pasted makes it. What was not pasted is kept as JSON
// and stays as it is.
func (t Tidied) Get(ctx context.Context, item string) (string, error) {
	v, err := t.Secrets.Get(ctx, item)
	if err != nil || json.Valid([]byte(v)) && len(v) > 0 && v[0] == '{' {
		return v, err
	}
	return Pasted(v), nil
}
