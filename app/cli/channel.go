package cli

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/program"
)

// channelRowJSON is a channel as `channels` prints it. Times are RFC 3339.
type channelRowJSON struct {
	ID          string    `json:"id"`
	Network     string    `json:"network"`
	Account     string    `json:"account"`
	Identity    string    `json:"identity"`
	Health      string    `json:"health"`
	Why         string    `json:"why,omitempty"`
	LastInbound *string   `json:"last_inbound"`
	LastPull    *string   `json:"last_pull"`
	Gaps        []gapJSON `json:"gaps"`
	There       int       `json:"there"`
	Here        int       `json:"here"`
}

type gapJSON struct {
	From     *string `json:"from"`
	To       *string `json:"to"`
	Expected int     `json:"expected"`
	Fetched  int     `json:"fetched"`
	Note     string  `json:"note,omitempty"`
	// Lost is what can't be had again, a sentence each.
	Lost []string `json:"lost,omitempty"`
}

// byHand is the health of what nobody but a person reads.
const byHand = "by hand"

// gapsShown is how many gaps of a channel are listed.
const gapsShown = 20

func listChannels(ctx context.Context, e *Env, args []string) error {
	if _, err := plain("channels", args, 0); err != nil {
		return err
	}
	chans, err := e.Program.Channels.Channels(ctx, false)
	if err != nil {
		return err
	}
	health, err := e.Program.Channels.Health(ctx)
	if err != nil {
		return err
	}
	out := make([]channelRowJSON, 0, len(chans))
	for _, c := range chans {
		row, err := e.channelRow(ctx, c, health[c.ID])
		if err != nil {
			return err
		}
		out = append(out, row)
	}
	return e.print(out, func(w io.Writer) {
		if len(out) == 0 {
			fmt.Fprintln(w, "No account is connected. Connect one with: commsdesk channel add, or commsdesk mailbox add")
		}
		for _, c := range out {
			last := "nothing yet"
			if c.LastInbound != nil {
				last = "last in " + *c.LastInbound
			}
			fmt.Fprintf(w, "%s  %-12s %-30s %-18s %s, there %d, here %d, gaps %d\n", c.ID, e.Program.NetworkTitle(c.Network), c.Account, c.Health, last, c.There, c.Here, len(c.Gaps))
			if c.Why != "" {
				fmt.Fprintf(w, "    %s\n", c.Why)
			}
		}
	})
}

func (e *Env) channelRow(ctx context.Context, c channel.Channel, h channel.Health) (channelRowJSON, error) {
	row := channelRowJSON{ID: c.ID, Network: c.Network, Account: c.Name, Identity: c.Identity, Health: string(h.State), Why: h.Sentence,
		LastPull: stamp(h.LastPull), There: h.There, Here: h.Here, Gaps: []gapJSON{}}
	switch {
	case e.Program.ByHand(c):
		row.Health = byHand
	case row.Health == "":
		row.Health = string(channel.Unknown)
	}
	last, err := e.Program.Channels.LastInbound(ctx, c.ID)
	if err != nil {
		return row, err
	}
	row.LastInbound = stamp(last)
	gaps, err := e.Program.Channels.Gaps(ctx, c.ID, gapsShown)
	if err != nil {
		return row, err
	}
	for _, g := range gaps {
		row.Gaps = append(row.Gaps, gapJSON{stamp(g.From), stamp(g.To), g.Expected, g.Fetched, g.Note, g.Lost})
	}
	return row, nil
}

// pairs collects --set KEY=VALUE.
type pairs map[string]string

// String implements flag.Value.
func (p pairs) String() string { return fmt.Sprint(map[string]string(p)) }

// Set implements flag.Value.
func (p pairs) Set(s string) error {
	key, value, ok := strings.Cut(s, "=")
	if !ok || key == "" {
		return useError("Write it as KEY=VALUE.")
	}
	p[key] = value
	return nil
}

func channelAdd(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("channel add", flag.ContinueOnError)
	settings := pairs{}
	server := fs.String("server", "", "")
	identity := fs.String("identity", "", "")
	name := fs.String("name", "", "")
	through := pageFlags(fs)
	given := fs.Bool("secret-stdin", false, "")
	fs.Var(settings, "set", "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return useError("Say which network: " + e.networkNames() + ".")
	}
	n, ok := e.Program.Network(strings.ToLower(rest[0]))
	if !ok {
		return useError("There is no network “" + rest[0] + "”. There are " + e.networkNames() + ".")
	}
	if e.Program.Snapshot().Sample {
		return app.NewError(app.Wrong, "This is a sample desk: nothing leaves the machine, so no account can be connected to it. Choose another folder with --workspace.")
	}
	for key := range settings {
		if !slices.ContainsFunc(n.Settings, func(f program.Field) bool { return f.Key == key }) {
			return useError(n.Title + " has no setting “" + key + "”. It has " + keys(n.Settings) + ".")
		}
	}
	if *server != "" {
		settings["server"] = *server
	}
	if *identity != "" {
		settings["identity"] = *identity
	}
	for _, f := range n.Settings {
		if _, ok := settings[f.Key]; !ok && f.Value != "" {
			settings[f.Key] = f.Value
		}
	}
	a := program.Account{Network: n.Name, Name: *name, Config: program.Settings(settings)}
	if a.Page, err = e.visitIf(through); err != nil {
		return err
	}
	if *given {
		if a.Secrets, err = e.secrets(n); err != nil {
			return err
		}
	}
	who, err := e.who("")
	if err != nil {
		return err
	}
	if err := e.Program.Furnish(ctx, who); err != nil {
		return err
	}
	if n.Warning != "" && !e.JSON {
		fmt.Fprintln(e.Stderr, n.Warning)
	}
	ch, err := e.Program.Connect(ctx, who, a)
	if err != nil {
		return err
	}
	out := channelJSON{ch.ID, ch.Network, ch.Identity, ch.Name}
	return e.print(out, func(w io.Writer) { fmt.Fprintf(w, "%s on %s is connected.\n", ch.Name, n.Title) })
}

// pageWay is how a sign-in page is gone through: the browser comes back by itself, or
// the page shows a code that is typed in.
type pageWay struct{ browser, code *bool }

func pageFlags(fs *flag.FlagSet) pageWay {
	return pageWay{fs.Bool("browser", false, ""), fs.Bool("code", false, "")}
}

func (w pageWay) any() bool { return *w.browser || *w.code }

// visitIf is visit for the way that was chosen; nil where no page is opened.
func (e *Env) visitIf(w pageWay) (*program.Visit, error) {
	switch {
	case !w.any():
		return nil, nil
	case *w.browser && *w.code:
		return nil, useError("Say either --browser or --code.")
	}
	return e.visit(*w.code)
}

// visit leads the person at the terminal through the sign-in page.
func (e *Env) visit(byCode bool) (*program.Visit, error) {
	if e.Running {
		return nil, app.NewError(app.Busy, "Commsdesk's window is open, and sign-in pages are opened from there. Sign in under Channels, or close the window and try again.")
	}
	page := &program.Visit{Open: func(page string) error {
		fmt.Fprintf(e.Stderr, "Open this page in your browser and sign in there:\n%s\n", page)
		return nil
	}}
	if byCode {
		page.Code = func(context.Context) (string, error) {
			fmt.Fprintln(e.Stderr, "Type the code that the page shows:")
			code, err := e.Stdin.ReadString('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				return "", fmt.Errorf("read the code: %w", err)
			}
			return code, nil
		}
	}
	return page, nil
}

// secretLines reads the lines of secrets from standard input, up to an empty one or
// its end: a code may follow.
func (e *Env) secretLines() ([]string, error) {
	var lines []string
	for size := 0; size < textLimit; {
		line, err := e.Stdin.ReadString('\n')
		size += len(line)
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
		switch {
		case errors.Is(err, io.EOF):
			return lines, nil
		case err != nil:
			return nil, fmt.Errorf("read the secrets: %w", err)
		case strings.TrimSpace(line) == "" && len(lines) > 0:
			return lines, nil
		}
	}
	return nil, app.NewError(app.Wrong, "The secrets are longer than 1 MB. Nothing was kept of them.")
}

// secrets reads an account's secrets from standard input: a line KEY=VALUE each,
// or one line with the value of the first one that is asked for.
func (e *Env) secrets(n program.Network) (map[string]string, error) {
	out := map[string]string{}
	lines, err := e.secretLines()
	if err != nil {
		return nil, err
	}
	var bare string
	for _, line := range lines {
		key, value, ok := strings.Cut(line, "=")
		switch {
		case ok && slices.ContainsFunc(n.Secrets, func(f program.Field) bool { return f.Key == key }):
			out[key] = value
		case bare == "":
			bare = line
		default:
			return nil, app.NewError(app.Wrong, "A line of the secrets can't be read. Give one a line, as KEY=VALUE, with the keys "+keys(n.Secrets)+".")
		}
	}
	if bare != "" {
		first := slices.IndexFunc(n.Secrets, func(f program.Field) bool { _, have := out[f.Key]; return !have })
		if first < 0 {
			return nil, app.NewError(app.Wrong, n.Title+" asks for no more secrets than "+keys(n.Secrets)+".")
		}
		out[n.Secrets[first].Key] = bare
	}
	if len(out) == 0 {
		return nil, app.NewError(app.Wrong, "No secret came. Give it on standard input.")
	}
	return out, nil
}

func keys(fields []program.Field) string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Key)
	}
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all, ", ")
}

func (e *Env) networkNames() string {
	var all []string
	for _, n := range e.Networks {
		all = append(all, n.Name)
	}
	return strings.Join(all, ", ")
}

func channelTest(ctx context.Context, e *Env, args []string) error {
	rest, err := plain("channel test", args, 1)
	if err != nil {
		return err
	}
	return e.testChannel(ctx, rest, false)
}

// signInChannel signs a connected account in anew.
func signInChannel(ctx context.Context, e *Env, args []string) error {
	fs := flag.NewFlagSet("channel sign-in", flag.ContinueOnError)
	through := pageFlags(fs)
	given := fs.Bool("secret-stdin", false, "")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || through.any() == *given {
		return useError("Say which channel, and one of --secret-stdin, --browser and --code.")
	}
	c, err := e.oneChannel(ctx, rest)
	if err != nil {
		return err
	}
	n, _ := e.Program.Network(c.Network)
	who, err := e.who("")
	if err != nil {
		return err
	}
	var secrets map[string]string
	if *given {
		if secrets, err = e.secrets(n); err != nil {
			return err
		}
	}
	page, err := e.visitIf(through)
	if err != nil {
		return err
	}
	if err := e.Program.Reconnect(ctx, who, c.ID, secrets, page); err != nil {
		return err
	}
	return e.print(channelJSON{c.ID, c.Network, c.Identity, c.Name}, func(w io.Writer) { fmt.Fprintf(w, "%s is signed in again.\n", c.Name) })
}

func channelRemove(ctx context.Context, e *Env, args []string) error {
	rest, err := plain("channel remove", args, 1)
	if err != nil {
		return err
	}
	c, err := e.oneChannel(ctx, rest)
	if err != nil {
		return err
	}
	who, err := e.who("")
	if err != nil {
		return err
	}
	if err := e.Program.Remove(ctx, who, c.ID); err != nil {
		return err
	}
	return e.print(channelJSON{c.ID, c.Network, c.Identity, c.Name}, func(w io.Writer) {
		fmt.Fprintf(w, "%s is disconnected. Its history stays.\n", c.Name)
	})
}

// networkJSON is a network as `networks` prints it.
type networkJSON struct {
	Name     string            `json:"name"`
	Title    string            `json:"title"`
	Settings map[string]string `json:"settings"`
	Secrets  map[string]string `json:"secrets"`
	Browser  bool              `json:"browser"`
	ByHand   bool              `json:"by_hand"`
	Warning  string            `json:"warning,omitempty"`
}

// listNetworks says what can be connected and what each asks for.
func listNetworks(_ context.Context, e *Env, args []string) error {
	if _, err := plain("networks", args, 0); err != nil {
		return err
	}
	out := []networkJSON{}
	for _, n := range e.Networks {
		j := networkJSON{Name: n.Name, Title: n.Title, Settings: map[string]string{}, Secrets: map[string]string{}, Browser: n.Browser, ByHand: n.ByHand, Warning: n.Warning}
		for _, f := range n.Settings {
			j.Settings[f.Key] = f.Label
		}
		for _, f := range n.Secrets {
			j.Secrets[f.Key] = f.Label
		}
		out = append(out, j)
	}
	return e.print(out, func(w io.Writer) {
		for _, n := range e.Networks {
			fmt.Fprintf(w, "%-12s %s\n", n.Name, n.Title)
			for _, f := range n.Settings {
				fmt.Fprintf(w, "    --set %s=%s  %s\n", f.Key, cmp.Or(strings.Join(f.Choices, "|"), "…"), f.Label)
			}
			for _, f := range n.Secrets {
				fmt.Fprintf(w, "    secret %s: %s\n", f.Key, f.Label)
			}
		}
	})
}
