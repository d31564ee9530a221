package cli

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/program"
)

// acceptedJSON is what `mailbox accept` prints.
type acceptedJSON struct {
	Endpoint    string   `json:"endpoint"`
	Fingerprint string   `json:"fingerprint"`
	Channels    []string `json:"channels"`
}

// mailboxAccept trusts a server's certificate from now on, and no other there: in
// the mailbox that is named, or in every one that uses the server. What was held
// for it goes with the next reading.
func mailboxAccept(ctx context.Context, e *Env, args []string) error {
	rest, err := parse(flag.NewFlagSet("mailbox accept", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	if len(rest) < 2 || len(rest) > 3 {
		return useError("Say the server and its fingerprint.")
	}
	out := acceptedJSON{}
	if out.Endpoint, err = serverOf(rest[0]); err != nil {
		return err
	}
	if out.Fingerprint, err = fingerprint(rest[1]); err != nil {
		return err
	}
	users, err := e.usersOf(ctx, out.Endpoint, rest[2:])
	if err != nil {
		return err
	}
	who, err := e.who("")
	if err != nil {
		return err
	}
	for _, c := range users {
		if err := e.Program.AcceptCertificate(ctx, who, c.ID, out.Endpoint, out.Fingerprint); err != nil {
			return err
		}
		out.Channels = append(out.Channels, c.ID)
	}
	return e.print(out, func(w io.Writer) {
		fmt.Fprintf(w, "This certificate of %s is accepted from now on, and no other.\n", out.Endpoint)
	})
}

// usersOf are the connected mailboxes that use a server, or the one named.
func (e *Env) usersOf(ctx context.Context, server string, which []string) ([]channel.Channel, error) {
	chans, err := e.Program.Channels.Channels(ctx, false)
	if err != nil {
		return nil, err
	}
	if len(which) > 0 {
		c, err := e.oneChannel(ctx, which)
		if err != nil {
			return nil, err
		}
		chans = []channel.Channel{c}
	}
	var users []channel.Channel
	for _, c := range chans {
		if c.Network != program.MailboxNetwork {
			continue
		}
		var settings mailboxConfig
		if err := json.Unmarshal(c.Config, &settings); err != nil {
			return nil, fmt.Errorf("read the settings of %s: %w", c.ID, err)
		}
		if settings.uses(server) {
			users = append(users, c)
		}
	}
	if len(users) == 0 {
		return nil, app.NewError(app.NotFound, "No mailbox that is connected uses the server "+server+". Give it as the mailbox's settings have it, with its port.")
	}
	return users, nil
}

// uses tells whether the mailbox reads or sends through a server.
func (c mailboxConfig) uses(server string) bool {
	return server == endpointKey(c.IMAPHost, c.IMAPPort) || server == endpointKey(c.SMTPHost, c.SMTPPort)
}

// endpointKey is a server as the mailbox's settings name it beside its accepted
// certificate.
func endpointKey(host string, port int) string {
	return strings.ToLower(net.JoinHostPort(host, strconv.Itoa(port)))
}

// serverOf reads HOST:PORT; here the port must be said, as a certificate is
// accepted for one door alone.
func serverOf(s string) (string, error) {
	if _, _, err := net.SplitHostPort(s); err != nil {
		return "", useError("“" + s + "” is not HOST:PORT.")
	}
	host, port, err := endpoint(s, 0)
	if err != nil {
		return "", err
	}
	return endpointKey(host, port), nil
}

// fingerprint reads a SHA-256 as people pass it on, with colons, spaces or
// neither, and gives it as settings hold it.
func fingerprint(s string) (string, error) {
	sum, err := hex.DecodeString(strings.NewReplacer(":", "", " ", "").Replace(s))
	if err != nil || len(sum) != 32 {
		return "", useError("“" + s + "” is not a fingerprint: 32 pairs of the digits 0 to 9 and the letters A to F.")
	}
	return strings.ReplaceAll(fmt.Sprintf("% X", sum), " ", ":"), nil
}

// accepting lets --accept HOST:PORT=FINGERPRINT fill in the certificates that the
// council's IT team has vouched for.
func (c *mailboxConfig) accepting(fs *flag.FlagSet) {
	fs.Func("accept", "", func(s string) error {
		server, print, _ := strings.Cut(s, "=")
		server, err := serverOf(server)
		if err != nil {
			return err
		}
		if print, err = fingerprint(print); err != nil {
			return err
		}
		if c.Fingerprints == nil {
			c.Fingerprints = map[string]string{}
		}
		c.Fingerprints[server] = print
		return nil
	})
}

// checkAccepted asks that every certificate accepted is one of these servers'.
func (c *mailboxConfig) checkAccepted() error {
	for server := range c.Fingerprints {
		if !c.uses(server) {
			return useError("The option --accept names " + server + ", and this mailbox uses " + endpointKey(c.IMAPHost, c.IMAPPort) + " and " + endpointKey(c.SMTPHost, c.SMTPPort) + ".")
		}
	}
	return nil
}

// tellCertificate says after an error about a server's certificate which one it
// shows, and how it is accepted.
func (e *Env) tellCertificate(c command, err error) {
	for _, cert := range certificatesIn(err) {
		if cert.Expected != "" {
			fmt.Fprintf(e.Stderr, "Accepted before at %s: %s\n", cert.Endpoint, cert.Expected)
		}
		fmt.Fprintf(e.Stderr, "Shown now at %s: %s\n", cert.Endpoint, cert.Presented)
		if c.name == "mailbox add" {
			fmt.Fprintf(e.Stderr, "When your IT team has read the same fingerprint to you, give the command once more with: --accept %s=%s\n", cert.Endpoint, cert.Presented)
			continue
		}
		fmt.Fprintf(e.Stderr, "When your IT team has read the same fingerprint to you, accept it with: commsdesk mailbox accept %s %s\n", cert.Endpoint, cert.Presented)
	}
}

// certificatesIn are the certificates that an error is about; several channels may
// have failed at once.
func certificatesIn(err error) []program.Certificate {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var all []program.Certificate
		for _, one := range several.Unwrap() {
			all = append(all, certificatesIn(one)...)
		}
		return all
	}
	if cert, ok := program.CertificateIn(err); ok {
		return []program.Certificate{cert}
	}
	return nil
}
