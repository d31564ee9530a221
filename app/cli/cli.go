// Package cli is the command line: the same binary without a window, calling
// the same services (DESIGN 8).
package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/program"
)

// The exit codes.
const (
	OK          = 0
	Failed      = 1 // it could not be done; the sentence says why
	WrongUse    = 2
	Busy        = 3 // another program has the workspace
	Unconfirmed = 4 // it may or may not have been sent
)

// Env is what commands run with.
type Env struct {
	Stdin          *bufio.Reader
	Stdout, Stderr io.Writer
	// JSON asks for JSON instead of words.
	JSON bool
	// Program is the open workspace; nil for commands that need none.
	Program *program.Program
	// Running: the Program's loops run in this process already, because a
	// window is open.
	Running bool
	OSUser  string
	Version string
	Clock   app.Clock
	// Holidays are the bank holidays that come with the program.
	Holidays calendar.Holidays
	// Networks are what can be connected beside the mailbox.
	Networks []program.Network
	// MakeSample turns the open, still empty workspace into a sample desk.
	MakeSample func(ctx context.Context) error
}

// command is one command of the table.
type command struct {
	name, use, help string
	// needs says whether it needs a workspace, writes whether it changes it.
	needs, writes bool
	// dials says that it may reach a network, and so need a secret.
	dials bool
	run   func(ctx context.Context, e *Env, args []string) error
}

// commands is the table; `help` prints it.
func commands() []command {
	return []command{
		{"mailbox add", "--address A --imap HOST:PORT --smtp HOST:PORT [--imap-tls implicit|starttls] [--smtp-tls implicit|starttls] [--user U] [--ca FILE] [--accept HOST:PORT=FINGERPRINT …] --password-stdin | --sign-in microsoft365|google|oauth --client-id ID [--tenant T] [--account A] [--auth-url URL --renew-url URL] [--scopes S] [--secret-stdin]", "connect a mailbox, with a password or through a sign-in page", true, true, true, mailboxAdd},
		{"mailbox test", "[ID] [--no-mail] [--password-stdin]", "test a mailbox step by step and mail itself once", true, true, true, mailboxTest},
		{"mailbox accept", "HOST:PORT FINGERPRINT [ID]", "trust the certificate that your IT team has read to you", true, true, false, mailboxAccept},
		{"networks", "", "list the networks that can be connected, and what each asks for", false, false, false, listNetworks},
		{"channels", "", "list the connected accounts and how they are", true, false, false, listChannels},
		{"channel add", "NETWORK [--server URL] [--identity NAME] [--name N] [--set KEY=VALUE …] --secret-stdin | --browser | --code", "connect an account on a network", true, true, true, channelAdd},
		{"channel test", "ID", "test an account step by step", true, true, true, channelTest},
		{"channel sign-in", "ID --secret-stdin | --browser | --code", "sign an account in again", true, true, true, signInChannel},
		{"channel remove", "ID", "disconnect an account; its history stays", true, true, true, channelRemove},
		{"officer add", "--initials GM --name N [--team comms|csc]", "add an officer", true, true, false, officerAdd},
		{"sync", "--once [--password-stdin]", "read every channel once and send what is due", true, true, true, syncOnce},
		{"queue", "[--all]", "list what waits for an answer, earliest first", true, false, false, queue},
		{"show", "ID", "show a conversation with its record", true, false, false, show},
		{"original", "ID FILE|FOLDER [--message KEY|ID]", "save a message that could not be read, as it came", true, false, false, original},
		{"type", "ID TYPE", "sort a conversation", true, true, false, setType},
		{"assign", "ID WHO", "give it to an officer (initials), comms, csc or nobody", true, true, false, assign},
		{"tag", "ID TAG", "add a tag (--off takes it off)", true, true, false, tag},
		{"note", "ID --officer GM --text T|-", "add an internal note", true, true, false, note},
		{"wait", "ID", "wait for the resident", true, true, false, wait},
		{"no-reply", "ID", "say that no reply is expected", true, true, false, noReply},
		{"done", "ID", "close a conversation", true, true, false, done},
		{"work", "ID", "make work of an older conversation", true, true, false, work},
		{"undo", "ID ACT", "take an act back", true, true, false, undo},
		{"reply", "ID --officer GM --text T|- [--message KEY|ID] [--anyway] [--password-stdin]", "answer the newest message, or the one named, and wait for the outcome", true, true, true, reply},
		{"message", "ID --private --officer GM --text T|- [--message KEY|ID] [--anyway]", "answer in private and wait for the outcome", true, true, true, message},
		{"answered", "ID --officer GM [--text T|-] [--link URL]", "record an answer that was given elsewhere", true, true, false, answered},
		{"seen", "ID --reason R [--correction URL] [--officer GM]", "say that it was seen and is not answered", true, true, false, seen},
		{"capture", "--network N | --channel ID, --link URL --text T [--from WHO] [--at TIME] [--officer GM]", "note what was said where the program can't read", true, true, false, capture},
		{"hide", "ID --reason R [--message KEY|ID] [--officer GM]", "hide a resident's message on our page, evidence first", true, true, true, measure("hide")},
		{"unhide", "ID [--message KEY|ID]", "show it again", true, true, true, measure("unhide")},
		{"delete", "ID --reason R [--message KEY|ID] [--officer GM]", "delete a resident's message, evidence first", true, true, true, measure("delete")},
		{"mute", "ID [--message KEY|ID]", "hear no more of its author", true, true, true, measure("mute")},
		{"unmute", "ID [--message KEY|ID]", "hear its author again", true, true, true, measure("unmute")},
		{"block", "ID --reason R [--message KEY|ID] [--officer GM]", "block its author, evidence first", true, true, true, measure("block")},
		{"unblock", "ID [--message KEY|ID]", "take the block back", true, true, true, measure("unblock")},
		{"report", "ID --reason R [--message KEY|ID] [--officer GM]", "tell the network's moderators of it, evidence first", true, true, true, measure("report")},
		{"settle", "SEND live|again|look|now|draft", "settle a send that waits for a person", true, true, true, settle},
		{"outbox", "[--all]", "list what waits, what is not known and what was sent", true, false, false, listOutbox},
		{"notices", "", "list what waits for somebody", true, false, false, notices},
		{"search", "WORDS", "find words in messages, people, tags and notes", true, false, false, search},
		{"due", "TIME [--rule 1|2]", "say when something received then is due, and why", false, false, false, due},
		{"holidays", "[--year Y]", "list the bank holidays and closures that count", false, false, false, holidays},
		{"verify", "", "check the record from its first act", true, false, false, verify},
		{"backup", "FILE [--passphrase-stdin]", "write a checked copy", true, false, false, backup},
		{"sample", "", "make the still empty workspace a sample desk", true, true, false, sample},
		{"version", "", "print the version", false, false, false, version},
	}
}

// Kind says what a command line asks of its caller.
type Kind struct {
	// Needs a workspace, Writes to it, Dials a network.
	Needs, Writes, Dials bool
	// Input: it reads standard input. Prompt: what to ask for on a terminal,
	// where the answer is a secret and not shown; "" when it is none.
	Input  bool
	Prompt string
	// Live: it asks while it runs, so its input is read as it comes.
	Live bool
}

// Look tells what the command in args needs, without running it.
func Look(args []string) Kind {
	c, rest, _ := find(args)
	k := Kind{Needs: c.needs, Writes: c.writes, Dials: c.dials}
	for i, a := range rest {
		if a == "--code" || a == "-code" { // a word to look for may be "code"
			k.Live = true
		}
		switch strings.TrimLeft(a, "-") {
		case "password-stdin":
			k.Prompt = "Password: "
		case "secret-stdin":
			k.Prompt = "Secret: "
		case "passphrase-stdin":
			k.Prompt = "Passphrase for the copy: "
		case "text=-":
			k.Input = true
		case "text":
			k.Input = k.Input || i+1 < len(rest) && rest[i+1] == "-"
		}
	}
	if c.name == "mailbox add" && asksPassword(rest) {
		k.Prompt = "Password: "
	}
	k.Input = k.Input || k.Prompt != ""
	return k
}

// Run runs the command in args and returns the exit code. What went wrong is
// said on Stderr in the words the screen would use.
func Run(ctx context.Context, e Env, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		fmt.Fprint(e.Stdout, Help())
		return OK
	}
	c, rest, ok := find(args)
	if !ok {
		fmt.Fprintf(e.Stderr, "There is no command “%s”. “commsdesk help” lists them.\n", args[0])
		return WrongUse
	}
	err := c.run(ctx, &e, rest)
	return e.exit(c, err)
}

func (e *Env) exit(c command, err error) int {
	var use useError
	switch {
	case err == nil:
		return OK
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(e.Stdout, "commsdesk %s %s\n%s\n", c.name, c.use, c.help)
		return OK
	case errors.As(err, &use):
		fmt.Fprintf(e.Stderr, "%s\nUse: commsdesk %s %s\n", use, c.name, c.use)
		return WrongUse
	}
	fmt.Fprintln(e.Stderr, app.Say(err))
	e.tellCertificate(c, err)
	switch app.KindOf(err) {
	case app.Busy:
		return Busy
	case app.Unsure:
		return Unconfirmed
	case app.Internal:
		if e.Program != nil {
			e.Program.Log.Error("command", "name", c.name, "error", err)
		}
	}
	return Failed
}

func find(args []string) (command, []string, bool) {
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && slices.Equal(args[:len(words)], words) {
			return c, args[len(words):], true
		}
	}
	return command{}, nil, false
}

// Help is the list of commands.
func Help() string {
	var b bytes.Buffer
	b.WriteString("commsdesk [--workspace DIR] [--json] COMMAND\n\nWithout a command the window opens. Commands:\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-13s %s\n", c.name, c.help)
		if c.use != "" {
			fmt.Fprintf(&b, "  %-13s   %s\n", "", c.use)
		}
	}
	b.WriteString("\nExit codes: 0 done, 1 could not be done, 2 wrong use, 3 the workspace is busy, 4 not known whether it was sent.\n")
	return b.String()
}

// useError is wrong use of a command.
type useError string

func (u useError) Error() string { return string(u) }

// parse reads flags anywhere among the arguments and returns the others.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	fs.SetOutput(io.Discard)
	var rest []string
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, useError(optionWords(err))
		}
		args = fs.Args()
		if len(args) > 0 {
			rest = append(rest, args[0])
			args = args[1:]
		}
	}
	return rest, nil
}

// plain parses a command that takes exactly n arguments and no flags.
func plain(name string, args []string, n int) ([]string, error) {
	rest, err := parse(flag.NewFlagSet(name, flag.ContinueOnError), args)
	if err != nil {
		return nil, err
	}
	if len(rest) != n {
		return nil, useError(fmt.Sprintf("This takes %d argument(s), not %d.", n, len(rest)))
	}
	return rest, nil
}

// print writes v as JSON when JSON was asked for, else the words.
func (e *Env) print(v any, words func(w io.Writer)) error {
	if !e.JSON {
		words(e.Stdout)
		return nil
	}
	enc := json.NewEncoder(e.Stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// text is the value of a --text flag: "-" reads standard input to its end.
func (e *Env) text(flagValue string) (string, error) {
	if flagValue != "-" {
		return flagValue, nil
	}
	b, err := io.ReadAll(io.LimitReader(e.Stdin, textLimit+1))
	if err != nil {
		return "", fmt.Errorf("read the text: %w", err)
	}
	if len(b) > textLimit {
		return "", app.NewError(app.Wrong, "The text is longer than 1 MB. Nothing was kept of it.")
	}
	return strings.TrimRight(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n"), nil
}

const textLimit = 1 << 20

// secret reads a password or passphrase: the first line of standard input,
// which the caller asked for on a terminal.
func (e *Env) secret() (string, error) {
	line, err := e.Stdin.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", app.NewError(app.Wrong, "No password came. Give it when asked, or on standard input.")
	}
	return line, nil
}

// password keeps the password from standard input for this run, where the
// machine has no password store to keep it for longer.
func (e *Env) password(ctx context.Context, given bool) error {
	if !given {
		return nil
	}
	c, err := e.oneChannel(ctx, nil)
	if err != nil {
		return err
	}
	word, err := e.secret()
	if err != nil {
		return err
	}
	return e.Program.Secrets.Set(ctx, c.ID+"/"+program.Password, word)
}
