package mailbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/smtp"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"
)

// The mechanisms that take an access instead of a password. Exchange Online and
// Google offer XOAUTH2; OAUTHBEARER is its standard (RFC 7628).
const (
	xoauth2     = "XOAUTH2"
	oauthBearer = "OAUTHBEARER"
)

// credential is what one sign-in shows a server.
type credential struct {
	user, secret string
	// bearer: secret is an access that a sign-in page brought, not a password.
	bearer bool
}

// bearerOf chooses a mechanism among those offered; "" when there is none.
func bearerOf(offers func(mechanism string) bool) string {
	for _, mechanism := range []string{xoauth2, oauthBearer} {
		if offers(mechanism) {
			return mechanism
		}
	}
	return ""
}

// bearer shows an access to a server. It serves IMAP (sasl.Client) and, as
// bearerAuth, SMTP.
type bearer struct {
	mechanism, user, access, host string
	port                          int
	answered                      bool
}

var (
	_ sasl.Client = (*bearer)(nil)
	_ smtp.Auth   = bearerAuth{}
)

// saslName escapes a name for the GS2 header (RFC 5801 4).
var saslName = strings.NewReplacer("=", "=3D", ",", "=2C")

// Start gives the whole message: there is only one.
func (b *bearer) Start() (string, []byte, error) {
	if b.mechanism == oauthBearer {
		return b.mechanism, fmt.Appendf(nil, "n,a=%s,\x01host=%s\x01port=%d\x01auth=Bearer %s\x01\x01", saslName.Replace(b.user), b.host, b.port, b.access), nil
	}
	return b.mechanism, fmt.Appendf(nil, "user=%s\x01auth=Bearer %s\x01\x01", b.user, b.access), nil
}

// Next answers the server's explanation of a no, after which the no itself comes
// (RFC 7628 3.2.3). Nothing of the explanation is kept.
func (b *bearer) Next([]byte) ([]byte, error) {
	if b.answered {
		return nil, errors.New("one question too many at sign-in")
	}
	b.answered = true
	return []byte{1}, nil
}

// bearerAuth is bearer as net/smtp wants it.
type bearerAuth struct{ *bearer }

// Start refuses to begin where the access would go in clear.
func (a bearerAuth) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if !server.TLS {
		return "", nil, errors.New("sign-in without encryption")
	}
	return a.bearer.Start()
}

// Next is described at bearer.
func (a bearerAuth) Next(challenge []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	return a.bearer.Next(challenge)
}

// errNoBearer: the server takes no sign-in pages' accesses.
var errNoBearer = errors.New("the server offers neither XOAUTH2 nor OAUTHBEARER")

// present shows an access on an encrypted IMAP connection.
func (s *session) present(key credential, host string, port int) error {
	caps := s.client.Caps()
	mechanism := bearerOf(func(m string) bool { return caps.Has(imap.AuthCap(m)) })
	if mechanism == "" {
		return errNoBearer
	}
	return s.client.Authenticate(&bearer{mechanism: mechanism, user: key.user, access: key.secret, host: host, port: port})
}

// claims are what an id token says of who signed in.
type claims struct {
	Audience  any    `json:"aud"`
	Email     string `json:"email"`
	Preferred string `json:"preferred_username"`
	UPN       string `json:"upn"`
}

// read decodes an id token's claims. Its signature is not checked: it came from
// the token endpoint itself over TLS (OpenID Connect Core 3.1.3.7, 6).
func (c *claims) read(idToken string) error {
	parts := strings.Split(idToken, ".")
	if len(parts) != 3 {
		return errors.New("no id token")
	}
	raw, err := rawURL.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil || json.Unmarshal(raw, c) != nil {
		return errors.New("id token that can't be read")
	}
	return nil
}

// isFor tells whether the id token was made for this application.
func (c *claims) isFor(client string) bool {
	switch aud := c.Audience.(type) {
	case string:
		return aud == client
	case []any:
		for _, a := range aud {
			if a == client {
				return true
			}
		}
	}
	return false
}

// address is who signed in, in lower case; "" when it is not said. Microsoft's
// preferred_username is the name that Exchange knows too, its email may be an
// alias.
func (c *claims) address() string {
	for _, name := range []string{c.Preferred, c.UPN, c.Email} {
		if strings.Contains(name, "@") {
			return strings.ToLower(strings.TrimSpace(name))
		}
	}
	return ""
}
