package mailbox

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
)

// TLSMode says how a connection becomes encrypted. There is no third mode: a
// password never travels in clear.
type TLSMode string

// The two modes.
const (
	// Implicit: TLS from the first byte (RFC 8314), ports 993 and 465.
	Implicit TLSMode = "implicit"
	// StartTLS: a clear greeting, then TLS before anything else (RFC 3501
	// 6.2.1, RFC 3207), ports 143 and 587.
	StartTLS TLSMode = "starttls"
)

// NoProxy as Config.Proxy connects directly whatever the environment says.
const NoProxy = "none"

// Config is everything about one mailbox but its secrets, which lie in the
// keyring: the item "password", or what a sign-in page brought. It is stored as
// JSON.
type Config struct {
	// Address is the mailbox's own address; DisplayName stands before it in
	// From.
	Address     string `json:"address"`
	DisplayName string `json:"display_name,omitempty"`
	// User signs in to both servers; "" means Address.
	User string `json:"user,omitempty"`
	// Page is how a sign-in page is used instead of a password; see Page.
	Page

	IMAPHost string  `json:"imap_host"`
	IMAPPort int     `json:"imap_port"`
	IMAPTLS  TLSMode `json:"imap_tls"`
	SMTPHost string  `json:"smtp_host"`
	SMTPPort int     `json:"smtp_port"`
	SMTPTLS  TLSMode `json:"smtp_tls"`

	// CAFile is a PEM file of authorities trusted beside the system's, for
	// councils with an authority of their own.
	CAFile string `json:"ca_file,omitempty"`
	// Fingerprints are the certificates that an officer has seen and accepted:
	// SHA-256 in hex pairs with colons, by "host:port" (see Endpoint). Where
	// one is set, no other certificate is accepted.
	Fingerprints map[string]string `json:"fingerprints,omitempty"`
	// Proxy is "" for what the environment names (HTTPS_PROXY, ALL_PROXY,
	// NO_PROXY), NoProxy, or an address http://, https:// or socks5://.
	Proxy string `json:"proxy,omitempty"`

	// SelfCopy makes the mailbox one more recipient of what it sends, so that a
	// copy proves acceptance (DESIGN 4).
	SelfCopy bool `json:"self_copy,omitempty"`
	// FilesInSent is what the connection test learned about the server: whether
	// it keeps a copy in Sent by itself. Nil: not known.
	FilesInSent *bool `json:"files_in_sent,omitempty"`
	// SentFolder overrides the search for the Sent folder.
	SentFolder string `json:"sent_folder,omitempty"`

	// Timeouts are not stored; zero ones take the defaults.
	Timeouts Timeouts `json:"-"`
}

// Timeouts bound what a server may keep us waiting. Zero means the default.
type Timeouts struct {
	// Connect covers name, port, proxy and TLS; default 30 seconds.
	Connect time.Duration
	// Silence is how long a server may send nothing while it owes an answer;
	// default 60 seconds.
	Silence time.Duration
	// IdleRestart renews IDLE before servers drop it at 30 minutes (RFC 2177);
	// default 25 minutes.
	IdleRestart time.Duration
	// DataEnd is the wait for the answer after the dot that ends a mail;
	// default 10 minutes (RFC 5321 4.5.3.2.6).
	DataEnd time.Duration
	// Filing is how long a server that may file by itself is given before the
	// message counts as not in Sent; default 5 seconds.
	Filing time.Duration
	// SelfMail is how long the connection test waits for its own mail; default
	// 60 seconds.
	SelfMail time.Duration
}

func (t Timeouts) withDefaults() Timeouts {
	fill := func(d *time.Duration, value time.Duration) {
		if *d <= 0 {
			*d = value
		}
	}
	fill(&t.Connect, 30*time.Second)
	fill(&t.Silence, 60*time.Second)
	fill(&t.IdleRestart, 25*time.Minute)
	fill(&t.DataEnd, 10*time.Minute)
	fill(&t.Filing, 5*time.Second)
	fill(&t.SelfMail, 60*time.Second)
	return t
}

// SignIn is the name both servers are told: User, or Address without one.
func (c Config) SignIn() string {
	if c.User != "" {
		return c.User
	}
	return c.Address
}

// Endpoint is the key of Fingerprints: "host:port" in lower case.
func Endpoint(host string, port int) string {
	return strings.ToLower(net.JoinHostPort(host, strconv.Itoa(port)))
}

// Validate returns nil for settings that can be used, else an Error of class
// Refused whose sentence says what must be changed.
func (c Config) Validate() error {
	if a, err := mail.ParseAddress(c.Address); err != nil || a.Address != c.Address {
		return platforms.Refuse("Enter the mailbox's address in full, like press@example.gov.uk.")
	}
	if strings.ContainsAny(c.DisplayName, "\r\n") {
		return platforms.Refuse("The name shown to residents must fit on one line.")
	}
	if strings.ContainsAny(c.SignIn(), "\r\n\x00") {
		return platforms.Refuse("The user name must fit on one line.")
	}
	if err := validateServer("incoming mail (IMAP)", c.IMAPHost, c.IMAPPort, c.IMAPTLS); err != nil {
		return err
	}
	if err := validateServer("outgoing mail (SMTP)", c.SMTPHost, c.SMTPPort, c.SMTPTLS); err != nil {
		return err
	}
	if err := c.Page.validate(); err != nil {
		return err
	}
	return validateProxy(c.Proxy)
}

func validateServer(what, host string, port int, mode TLSMode) error {
	if host == "" || strings.ContainsAny(host, " \t\r\n/@") {
		return platforms.Refuse(fmt.Sprintf("Enter the name of the server for %s, like mail.example.gov.uk.", what))
	}
	if port < 1 || port > 65535 {
		return platforms.Refuse(fmt.Sprintf("Enter the port of the server for %s, a number from 1 to 65535.", what))
	}
	if mode != Implicit && mode != StartTLS {
		return platforms.Refuse(fmt.Sprintf("Choose how the connection for %s is encrypted: implicit or starttls.", what))
	}
	return nil
}

func validateProxy(proxy string) error {
	if proxy == "" || proxy == NoProxy {
		return nil
	}
	u, err := url.Parse(proxy)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5") {
		return platforms.Refuse("Enter the proxy as an address like http://proxy.example.gov.uk:8080 or socks5://proxy.example.gov.uk:1080.")
	}
	if _, set := u.User.Password(); set {
		return platforms.Refuse("Take the password out of the proxy's address: settings are not a safe place for it.")
	}
	return nil
}
