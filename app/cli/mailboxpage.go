package cli

import (
	"flag"
	"strings"

	"commsdesk/app"
	"commsdesk/app/program"
)

// pageConfig is how a mailbox signs in through a provider's page, under the
// names that its adapter reads.
type pageConfig struct {
	Way      string `json:"sign_in,omitempty"`
	Tenant   string `json:"tenant,omitempty"`
	ClientID string `json:"client_id,omitempty"`
	AuthURL  string `json:"auth_url,omitempty"`
	TokenURL string `json:"token_url,omitempty"`
	Scopes   string `json:"scopes,omitempty"`
	Account  string `json:"account,omitempty"`
}

// ask takes the page's options from the arguments.
func (p *pageConfig) ask(fs *flag.FlagSet) {
	fs.StringVar(&p.Way, "sign-in", "", "")
	fs.StringVar(&p.Tenant, "tenant", "", "")
	fs.StringVar(&p.ClientID, "client-id", "", "")
	fs.StringVar(&p.AuthURL, "auth-url", "", "")
	// The second name is what IT people know it by; help says the plain one.
	fs.StringVar(&p.TokenURL, "renew-url", "", "")
	fs.StringVar(&p.TokenURL, "token-url", "", "")
	fs.StringVar(&p.Scopes, "scopes", "", "")
	fs.StringVar(&p.Account, "account", "", "")
}

// check says what is missing; for an application that nobody has registered yet,
// what IT does about that.
func (p *pageConfig) check(address string) error {
	if !p.used() {
		return nil
	}
	steps := program.MailSteps(p.Way, address)
	switch {
	case steps == nil:
		return useError("Sign in by " + strings.Join([]string{program.ByPassword, program.ByMicrosoft, program.ByGoogle, program.ByOAuth}, ", ") + ".")
	case p.ClientID == "":
		return app.NewError(app.Wrong, "Say --client-id, the id of the application that your IT team registered. It does this once.\n"+strings.Join(steps, "\n"))
	}
	return nil
}

// used says that a page takes the place of the password.
func (p *pageConfig) used() bool { return p.Way != "" && p.Way != program.ByPassword }

// asksPassword tells whether `mailbox add` with these arguments needs one.
func asksPassword(args []string) bool {
	for i, a := range args {
		name, value, joined := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if name != "sign-in" || !strings.HasPrefix(a, "-") {
			continue
		}
		if !joined && i+1 < len(args) {
			value = args[i+1]
		}
		return value == program.ByPassword
	}
	return true
}
