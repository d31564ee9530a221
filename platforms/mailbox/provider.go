package mailbox

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// Way is how a mailbox signs in.
type Way string

// The ways.
const (
	// ByPassword: PLAIN or LOGIN; "" means the same.
	ByPassword Way = "password"
	// ByMicrosoft and ByGoogle: the provider's own page in the browser, then
	// XOAUTH2 on IMAP and SMTP.
	ByMicrosoft Way = "microsoft365"
	ByGoogle    Way = "google"
	// ByOAuth: the same with a provider of the council's own, whose addresses
	// are settings.
	ByOAuth Way = "oauth"
)

// clientSecretItem is the application's own secret, for providers that give one
// out (Google; not Microsoft's public clients).
const clientSecretItem = "client_secret"

// Page is how a mailbox signs in through a provider's page (OAuth 2.0 with PKCE:
// RFC 6749, 7636, 8252). The zero value signs in with a password.
type Page struct {
	Way Way `json:"sign_in,omitempty"`
	// Tenant is the council's directory at Microsoft, an id or a domain; "" lets
	// in any organisation that the application knows.
	Tenant string `json:"tenant,omitempty"`
	// ClientID is the application that the council registered.
	ClientID string `json:"client_id,omitempty"`
	// AuthURL and TokenURL replace the provider's own (other clouds, tests);
	// ByOAuth needs both.
	AuthURL  string `json:"auth_url,omitempty"`
	TokenURL string `json:"token_url,omitempty"`
	// Scopes are asked for, with spaces between; "" means the provider's usual.
	Scopes string `json:"scopes,omitempty"`
	// Account is who is expected to sign in on the page, where that is not the
	// mailbox itself: the officer's own address for a shared mailbox. "" leaves it
	// to the mail server whom it lets in.
	Account string `json:"account,omitempty"`
}

// provider is what is known of a sign-in page.
type provider struct {
	title, auth, token, scopes string
	// prompt is what the page is to ask: which account, or consent anew where
	// the provider gives no lasting sign-in without.
	prompt string
	extra  []oauth2.AuthCodeOption
	// alone: an access opens no mailbox but the one of whoever signed in.
	alone bool
}

// anyTenant is Microsoft's word for every organisation.
const anyTenant = "organizations"

// The scopes: "offline_access" brings the refresh token, "openid" with "email"
// or "profile" says who signed in. Microsoft gives IMAP and SMTP rights of the
// one resource outlook.office.com beside them.
const (
	microsoftScopes = "openid profile email offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send"
	googleScopes    = "openid email https://mail.google.com/"
	usualScopes     = "openid email offline_access"
)

// byPage tells that a page is used, not a password.
func (p Page) byPage() bool { return p.Way != "" && p.Way != ByPassword }

// provider joins the settings to what is known of the provider.
func (p Page) provider() provider {
	var known provider
	switch p.Way {
	case ByMicrosoft:
		tenant := p.Tenant
		if tenant == "" {
			tenant = anyTenant
		}
		at := "https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/"
		known = provider{title: "Microsoft 365", auth: at + "authorize", token: at + "token", scopes: microsoftScopes, prompt: "select_account"}
	case ByGoogle:
		known = provider{title: "Google", auth: "https://accounts.google.com/o/oauth2/v2/auth", token: "https://oauth2.googleapis.com/token",
			scopes: googleScopes, prompt: "consent", extra: []oauth2.AuthCodeOption{oauth2.AccessTypeOffline}, alone: true}
	default:
		// Without a new consent there is no offline access (OpenID Connect Core 11).
		known = provider{title: "the sign-in page", scopes: usualScopes, prompt: "consent"}
		if at, err := url.Parse(p.AuthURL); err == nil && at.Hostname() != "" {
			known.title = at.Hostname()
		}
	}
	for _, own := range []struct {
		to    *string
		given string
	}{{&known.auth, p.AuthURL}, {&known.token, p.TokenURL}, {&known.scopes, p.Scopes}} {
		if own.given != "" {
			*own.to = own.given
		}
	}
	return known
}

// tenantForm is a directory's id or domain: it becomes part of an address.
var tenantForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]*$`)

// validate returns nil, or an Error of class Refused that says what to change.
func (p Page) validate() error {
	switch p.Way {
	case "", ByPassword:
		return nil
	case ByMicrosoft, ByGoogle:
	case ByOAuth:
		if p.AuthURL == "" || p.TokenURL == "" {
			return platforms.Refuse("Enter both addresses of the sign-in page: where it opens, and where sign-ins are renewed. Your IT team knows them.")
		}
	default:
		return platforms.Refuse("Choose how the mailbox signs in: password, microsoft365, google or oauth.")
	}
	if strings.TrimSpace(p.ClientID) == "" || strings.ContainsAny(p.ClientID, " \t\r\n") {
		return platforms.Refuse("Enter the application (client) id without blanks. Your IT team gets it when it registers Commsdesk.")
	}
	if p.Tenant != "" && !tenantForm.MatchString(p.Tenant) {
		return platforms.Refuse("Enter the directory (tenant) id as Microsoft shows it, or the council's domain, like example.gov.uk.")
	}
	for _, address := range []string{p.AuthURL, p.TokenURL} {
		if address == "" {
			continue
		}
		if _, err := web.ParseBase(address); err != nil || !strings.Contains(address, "://") {
			return platforms.Refuse("Enter the addresses of the sign-in page in full, beginning with https.")
		}
	}
	return nil
}
