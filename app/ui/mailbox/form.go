// Package mailbox is the form of a mailbox's servers, its connection test step
// by step, and the certificate that an officer has to see. The first run and
// Settings share it.
package mailbox

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"commsdesk/app"
	"commsdesk/app/program"
)

// The two ways to an encrypted connection, as the mailbox's settings name them.
const (
	Implicit = "implicit" // encrypted from the first byte
	StartTLS = "starttls" // encrypted before anything is said
)

// Server is one of a mailbox's two servers. Port is as typed.
type Server struct{ Host, Port, TLS string }

// Form is what an officer fills in about a mailbox; the password is not in it.
type Form struct {
	Address     string
	DisplayName string // stands before the address in From
	User        string // "" signs in with the address
	IMAP, SMTP  Server
	CAFile      string // an authority of the council's own, a PEM file
	SelfCopy    bool   // the mailbox gets a copy of what it sends
	// Way is how it signs in, as in program.ByPassword; "" is that one. The rest
	// is for the ways that open a page.
	Way, Tenant, ClientID string
	AuthURL, TokenURL     string
	Account               string

	// kept holds settings that the form does not show, as they were.
	kept map[string]any
}

// Guess fills a form in from an address: the names that most servers have, for
// an officer or their IT to correct.
func Guess(address string) Form { return guessBy(address, "") }

// guessBy is Guess once the way is chosen; "" supposes that too.
func guessBy(address, way string) Form {
	g := program.GuessMail(address, way)
	f := Form{Address: strings.TrimSpace(address), IMAP: serverOf(g.IMAP), SMTP: serverOf(g.SMTP)}
	if g.Way != program.ByPassword {
		f.Way = g.Way
	}
	return f
}

func serverOf(s program.MailServer) Server { return Server{s.Host, strconv.Itoa(s.Port), s.TLS} }

// ByPage tells that a page is opened to sign in, and no password typed.
func (f Form) ByPage() bool { return f.Way != "" && f.Way != program.ByPassword }

// config is a mailbox's settings as the channel stores them.
type config struct {
	Address     string `json:"address"`
	DisplayName string `json:"display_name"`
	User        string `json:"user"`
	IMAPHost    string `json:"imap_host"`
	IMAPPort    int    `json:"imap_port"`
	IMAPTLS     string `json:"imap_tls"`
	SMTPHost    string `json:"smtp_host"`
	SMTPPort    int    `json:"smtp_port"`
	SMTPTLS     string `json:"smtp_tls"`
	CAFile      string `json:"ca_file"`
	SelfCopy    bool   `json:"self_copy"`
	Way         string `json:"sign_in"`
	Tenant      string `json:"tenant"`
	ClientID    string `json:"client_id"`
	AuthURL     string `json:"auth_url"`
	TokenURL    string `json:"token_url"`
	Account     string `json:"account"`
}

// Read makes the form of a channel's settings. What the form does not show is
// kept and comes out of Config as it was.
func Read(raw json.RawMessage) (Form, error) {
	var c config
	kept := map[string]any{}
	if err := json.Unmarshal(raw, &c); err != nil {
		return Form{}, fmt.Errorf("read a mailbox's settings: %w", err)
	}
	if err := json.Unmarshal(raw, &kept); err != nil {
		return Form{}, fmt.Errorf("read a mailbox's settings: %w", err)
	}
	return Form{Address: c.Address, DisplayName: c.DisplayName, User: c.User, CAFile: c.CAFile, SelfCopy: c.SelfCopy,
		Way: c.Way, Tenant: c.Tenant, ClientID: c.ClientID, AuthURL: c.AuthURL, TokenURL: c.TokenURL, Account: c.Account,
		IMAP: Server{c.IMAPHost, strconv.Itoa(c.IMAPPort), c.IMAPTLS},
		SMTP: Server{c.SMTPHost, strconv.Itoa(c.SMTPPort), c.SMTPTLS}, kept: kept}, nil
}

// Check returns nil for a form that is complete, else an app.Error of kind Wrong
// that says what to change.
func (f Form) Check() error {
	switch {
	case !addressLike(f.Address):
		return wrong("Enter the mailbox's address in full, like press@example.gov.uk.")
	case !hostLike(f.IMAP.Host):
		return wrong("Enter the name of the server for incoming mail, like imap.example.gov.uk.")
	case !hostLike(f.SMTP.Host):
		return wrong("Enter the name of the server for outgoing mail, like smtp.example.gov.uk.")
	case port(f.IMAP.Port) == 0:
		return wrong("The port for incoming mail is a number from 1 to 65535, mostly 993.")
	case port(f.SMTP.Port) == 0:
		return wrong("The port for outgoing mail is a number from 1 to 65535, mostly 587 or 465.")
	case f.ByPage() && strings.TrimSpace(f.ClientID) == "":
		return wrong("Enter the application (client) ID. Your IT team gets it when it registers Commsdesk; “What IT must do” says how.")
	case f.Way == program.ByOAuth && (strings.TrimSpace(f.AuthURL) == "" || strings.TrimSpace(f.TokenURL) == ""):
		return wrong("Enter both addresses of the council's sign-in page. Your IT team knows them.")
	}
	return nil
}

func wrong(sentence string) error { return app.NewError(app.Wrong, sentence) }

func addressLike(s string) bool {
	name, domain, ok := strings.Cut(strings.TrimSpace(s), "@")
	return ok && name != "" && strings.Trim(domain, ".") != "" && !strings.ContainsAny(s, " \t<>,;\"")
}

func hostLike(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && !strings.ContainsAny(s, " \t/@")
}

func port(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 1 || n > 65535 {
		return 0
	}
	return n
}

// Config is the form as the channel stores it; its errors are Check's.
func (f Form) Config() (json.RawMessage, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	m := map[string]any{}
	for k, v := range f.kept {
		m[k] = v
	}
	set := func(key, value string) {
		if value = strings.TrimSpace(value); value == "" {
			delete(m, key)
			return
		}
		m[key] = value
	}
	set("address", f.Address)
	set("display_name", f.DisplayName)
	set("user", f.User)
	set("ca_file", f.CAFile)
	set("imap_host", f.IMAP.Host)
	set("imap_tls", f.IMAP.TLS)
	set("smtp_host", f.SMTP.Host)
	set("smtp_tls", f.SMTP.TLS)
	f.setPage(set)
	m["imap_port"], m["smtp_port"] = port(f.IMAP.Port), port(f.SMTP.Port)
	m["self_copy"] = f.SelfCopy
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write a mailbox's settings: %w", err)
	}
	return raw, nil
}

// setPage writes how the mailbox signs in. What another way needed goes.
func (f Form) setPage(set func(key, value string)) {
	clean := Form{}
	if f.ByPage() {
		clean = Form{Way: f.Way, ClientID: f.ClientID, Account: f.Account, AuthURL: f.AuthURL, TokenURL: f.TokenURL}
	}
	if f.Way == program.ByMicrosoft {
		clean.Tenant = f.Tenant
	}
	set("sign_in", clean.Way)
	set("tenant", clean.Tenant)
	set("client_id", clean.ClientID)
	set("auth_url", clean.AuthURL)
	set("token_url", clean.TokenURL)
	set("account", clean.Account)
}

// Accept notes in the form that an officer has seen and accepted a certificate.
func (f *Form) Accept(endpoint, fingerprint string) {
	known := map[string]any{}
	if old, ok := f.kept["fingerprints"].(map[string]any); ok {
		for k, v := range old {
			known[k] = v
		}
	}
	known[endpoint] = fingerprint
	f.Keep("fingerprints", known)
}

// Keep notes a setting that the form does not show.
func (f *Form) Keep(key string, value any) {
	kept := map[string]any{}
	for k, v := range f.kept {
		kept[k] = v
	}
	kept[key] = value
	f.kept = kept
}
