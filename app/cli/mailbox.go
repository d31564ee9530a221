package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/intake"
	"commsdesk/app/program"
)

// channelJSON is a connected channel.
type channelJSON struct {
	ID       string `json:"id"`
	Network  string `json:"network"`
	Identity string `json:"identity"`
	Name     string `json:"name"`
}

// mailboxConfig is the mailbox adapter's settings under the names it reads.
type mailboxConfig struct {
	Address  string `json:"address"`
	User     string `json:"user,omitempty"`
	IMAPHost string `json:"imap_host"`
	IMAPPort int    `json:"imap_port"`
	IMAPTLS  string `json:"imap_tls"`
	SMTPHost string `json:"smtp_host"`
	SMTPPort int    `json:"smtp_port"`
	SMTPTLS  string `json:"smtp_tls"`
	CAFile   string `json:"ca_file,omitempty"`
	// Fingerprints are the certificates accepted, by HOST:PORT.
	Fingerprints map[string]string `json:"fingerprints,omitempty"`
	pageConfig
}

func mailboxAdd(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("mailbox add", flag.ContinueOnError)
	var c mailboxConfig
	fs.StringVar(&c.Address, "address", "", "")
	imap := fs.String("imap", "", "")
	smtp := fs.String("smtp", "", "")
	fs.StringVar(&c.IMAPTLS, "imap-tls", "implicit", "")
	fs.StringVar(&c.SMTPTLS, "smtp-tls", "", "")
	fs.StringVar(&c.User, "user", "", "")
	fs.StringVar(&c.CAFile, "ca", "", "")
	c.accepting(fs)
	// The password comes from standard input or a prompt, with or without the
	// flag; there is no way to give it in the arguments.
	fs.Bool("password-stdin", false, "")
	given := fs.Bool("secret-stdin", false, "")
	c.ask(fs)
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if err := c.check(c.Address); err != nil {
		return err
	}
	if c.Way == program.ByMicrosoft || c.Way == program.ByGoogle {
		guess := program.GuessMail(c.Address, c.Way)
		*imap, *smtp = cmp.Or(*imap, guess.IMAP.Host), cmp.Or(*smtp, net.JoinHostPort(guess.SMTP.Host, strconv.Itoa(guess.SMTP.Port)))
	}
	if len(rest) > 0 || c.Address == "" || *imap == "" || *smtp == "" {
		return useError("Say the address and both servers.")
	}
	if err := c.servers(*imap, *smtp); err != nil {
		return err
	}
	if err := c.checkAccepted(); err != nil {
		return err
	}
	if c.CAFile != "" {
		if c.CAFile, err = filepath.Abs(c.CAFile); err != nil {
			return fmt.Errorf("find the CA file: %w", err)
		}
	}
	if e.Program.Snapshot().Sample {
		return app.NewError(app.Wrong, "This is a sample desk: nothing leaves the machine, so no mailbox can be connected to it. Choose another folder with --workspace.")
	}
	a := program.Account{Network: program.MailboxNetwork, Secrets: map[string]string{}}
	if err := e.mailboxSecrets(&a, c.used(), *given); err != nil {
		return err
	}
	who, err := e.who("")
	if err != nil {
		return err
	}
	if err := e.Program.Furnish(ctx, who); err != nil {
		return err
	}
	if a.Config, err = json.Marshal(c); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	ch, err := e.Program.Connect(ctx, who, a)
	if err != nil {
		return err
	}
	out := channelJSON{ch.ID, ch.Network, ch.Identity, ch.Name}
	return e.print(out, func(w io.Writer) { fmt.Fprintf(w, "%s is connected.\n", ch.Identity) })
}

// servers reads both servers' names and ports.
func (c *mailboxConfig) servers(imap, smtp string) (err error) {
	if c.IMAPHost, c.IMAPPort, err = endpoint(imap, 993); err != nil {
		return err
	}
	if c.SMTPHost, c.SMTPPort, err = endpoint(smtp, 465); err != nil {
		return err
	}
	if c.SMTPTLS == "" {
		c.SMTPTLS = "implicit"
		if c.SMTPPort == 587 || c.SMTPPort == 25 {
			c.SMTPTLS = "starttls"
		}
	}
	return nil
}

// mailboxSecrets reads the password or, where a page signs in, the secret of the
// council's application if one is given.
func (e *Env) mailboxSecrets(a *program.Account, byPage, given bool) error {
	item := program.Password
	if byPage {
		page, err := e.visit(false)
		if err != nil {
			return err
		}
		a.Page = page
		item = program.ClientSecret
	}
	if byPage && !given {
		return nil
	}
	secret, err := e.secret()
	a.Secrets[item] = secret
	return err
}

// endpoint splits HOST:PORT; without a port the usual one is taken.
func endpoint(s string, usual int) (string, int, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		if strings.Contains(s, ":") {
			return "", 0, useError("“" + s + "” is not HOST:PORT.")
		}
		return s, usual, nil
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return "", 0, useError("“" + port + "” is not a port.")
	}
	return host, n, nil
}

func mailboxTest(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("mailbox test", flag.ContinueOnError)
	noMail := fs.Bool("no-mail", false, "")
	given := fs.Bool("password-stdin", false, "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if err := e.password(ctx, *given); err != nil {
		return err
	}
	return e.testChannel(ctx, rest, !*noMail)
}

// testChannel tests a channel and prints each step as it ends.
func (e *Env) testChannel(ctx context.Context, which []string, selfMail bool) error {
	c, err := e.oneChannel(ctx, which)
	if err != nil {
		return err
	}
	who, err := e.who("")
	if err != nil {
		return err
	}
	type stepJSON struct {
		Name string `json:"name"`
		OK   bool   `json:"ok"`
		Why  string `json:"why,omitempty"`
	}
	out := struct {
		OK              bool       `json:"ok"`
		Steps           []stepJSON `json:"steps"`
		FilesInSent     *bool      `json:"files_in_sent"`
		DeliverySeconds float64    `json:"delivery_seconds"`
	}{Steps: []stepJSON{}}
	report, testErr := e.Program.Test(ctx, who, c.ID, selfMail, func(s program.Step) {
		out.Steps = append(out.Steps, stepJSON(s))
		if !e.JSON {
			mark := "ok"
			if !s.OK {
				mark = "no"
			}
			fmt.Fprintf(e.Stdout, "%-2s  %-9s %s\n", mark, s.Name, s.Why)
		}
	})
	out.OK, out.FilesInSent, out.DeliverySeconds = testErr == nil, report.FilesInSent, report.Delivery.Seconds()
	for _, s := range out.Steps {
		out.OK = out.OK && s.OK
	}
	if err := e.print(out, func(io.Writer) {}); err != nil {
		return err
	}
	if testErr != nil {
		return testErr
	}
	if !out.OK {
		last := out.Steps[len(out.Steps)-1]
		return app.NewError(app.Unreachable, last.Why)
	}
	return nil
}

// oneChannel is the channel named in args, or the only one there is.
func (e *Env) oneChannel(ctx context.Context, args []string) (channel.Channel, error) {
	chans, err := e.Program.Channels.Channels(ctx, false)
	if err != nil {
		return channel.Channel{}, err
	}
	if len(args) > 1 {
		return channel.Channel{}, useError("Say one account.")
	}
	for _, c := range chans {
		if len(args) == 0 && len(chans) == 1 || len(args) == 1 && (c.ID == args[0] || strings.EqualFold(c.Identity, args[0])) {
			return c, nil
		}
	}
	if len(args) == 1 {
		return channel.Channel{}, notFound("account", args[0])
	}
	if len(chans) == 0 {
		return channel.Channel{}, app.NewError(app.NotFound, "No mailbox is connected. Connect one with: commsdesk mailbox add")
	}
	return channel.Channel{}, useError("There are several accounts. Say which; “commsdesk channels” lists them.")
}

// syncJSON is what `sync --once` prints.
type syncJSON struct {
	Channels []syncedJSON `json:"channels"`
}

type syncedJSON struct {
	intake.Summary
	Error string `json:"error,omitempty"`
}

func syncOnce(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("sync", flag.ContinueOnError)
	once := fs.Bool("once", false, "")
	given := fs.Bool("password-stdin", false, "")
	if rest, err := parse(fs, args); err != nil {
		return err
	} else if len(rest) > 0 || !*once {
		return useError("Use sync --once; the open window reads by itself.")
	}
	if err := e.password(ctx, *given); err != nil {
		return err
	}
	chans, err := e.Program.Channels.Channels(ctx, false)
	if err != nil {
		return err
	}
	out := syncJSON{Channels: []syncedJSON{}}
	var errs []error
	for _, c := range chans {
		s, err := e.Program.Intake.Once(ctx, c, nil)
		j := syncedJSON{Summary: s}
		if err != nil {
			err = program.Worded(err)
			j.Error = app.Say(err)
			// The sample desk has a channel that is signed out on purpose.
			if !e.Program.Snapshot().Sample || app.KindOf(err) != app.SignIn {
				errs = append(errs, err)
			}
		}
		out.Channels = append(out.Channels, j)
	}
	if !e.Running {
		if err := e.Program.SendDue(ctx); err != nil {
			errs = append(errs, err)
		}
	}
	if err := e.print(out, func(w io.Writer) {
		for i, c := range out.Channels {
			words := c.Error
			if words == "" {
				words = fmt.Sprintf("%d read, there %d, here %d", c.Fetched, c.There, c.Here)
			}
			fmt.Fprintf(w, "%s, %s: %s\n", e.Program.NetworkTitle(chans[i].Network), chans[i].Name, words)
		}
	}); err != nil {
		return err
	}
	return errors.Join(errs...)
}
