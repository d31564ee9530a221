package program

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"commsdesk/app/channel"
)

// The ways in which a mailbox signs in, as its settings name them: with a
// password, or through the page of Microsoft 365, Google or a provider of the
// council's own.
const (
	ByPassword  = "password"
	ByMicrosoft = "microsoft365"
	ByGoogle    = "google"
	ByOAuth     = "oauth"
)

// ClientSecret is the name of the secret of the council's own application, which
// Google gives out.
const ClientSecret = "client_secret"

// MailServer is where one of a mailbox's servers is. TLS is implicit or
// starttls.
type MailServer struct {
	Host string
	Port int
	TLS  string
}

// MailGuess is what an address, and the way of signing in if it is known, let
// one suppose of a mailbox.
type MailGuess struct {
	Way        string
	IMAP, SMTP MailServer
}

// Domains at which everybody is a customer of the one provider. A council's own
// domain tells nothing.
var (
	microsoftDomains = []string{"outlook.com", "hotmail.com", "hotmail.co.uk", "live.co.uk", "live.com"}
	googleDomains    = []string{"gmail.com", "googlemail.com"}
)

// GuessMail supposes where a mailbox's servers are; way "" supposes that too.
// Without a domain in the address, and for no known provider, hosts are "".
func GuessMail(address, way string) MailGuess {
	_, domain, _ := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "@")
	if way == "" {
		switch {
		case slices.Contains(microsoftDomains, domain), strings.HasSuffix(domain, ".onmicrosoft.com"):
			way = ByMicrosoft
		case slices.Contains(googleDomains, domain):
			way = ByGoogle
		default:
			way = ByPassword
		}
	}
	g := MailGuess{Way: way, IMAP: MailServer{Port: 993, TLS: "implicit"}, SMTP: MailServer{Port: 587, TLS: "starttls"}}
	switch {
	case way == ByMicrosoft:
		g.IMAP.Host, g.SMTP.Host = "outlook.office365.com", "smtp.office365.com"
	case way == ByGoogle:
		g.IMAP.Host, g.SMTP.Host = "imap.gmail.com", "smtp.gmail.com"
	case domain != "":
		g.IMAP.Host, g.SMTP.Host = "imap."+domain, "smtp."+domain
	}
	return g
}

// MailPage tells whether a mailbox with these settings signs in through a page,
// and whose page that is.
func MailPage(config json.RawMessage) (title string, page bool) {
	switch typedSettings(config)[settingSignIn] {
	case ByMicrosoft:
		return "Microsoft 365", true
	case ByGoogle:
		return "Google", true
	case ByOAuth:
		return "the mailbox", true
	}
	return "", false
}

// SignInPage signs an account that is not connected yet in through the network's
// page, looks whose it is, and returns its secrets with those that the page
// brought, for Try and Connect: nobody signs in twice. With an error after the
// page they come too, as when a certificate has to be accepted first. Nothing is
// kept.
func (p *Program) SignInPage(ctx context.Context, network string, config json.RawMessage, secrets map[string]string, page *Visit) (map[string]string, error) {
	held := tryout{}
	maps.Copy(held, secrets)
	_, _, err := p.signIn(ctx, channel.Channel{Network: network, Config: config}, held, page)
	return held, err
}
