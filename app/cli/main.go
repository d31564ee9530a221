package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/program"
)

// Workspace is an open workspace as a command uses it.
type Workspace struct {
	Program    *program.Program
	MakeSample func(ctx context.Context) error
	// Keyring tells how the password store is, "ready" or why not with a
	// sentence; KeepForThisRun keeps secrets in memory instead.
	Keyring        func(ctx context.Context) (state, sentence string)
	KeepForThisRun func()
	Close          func()
}

// Main runs the program with its arguments. The functions reach what this
// package may not import; main.go gives them.
type Main struct {
	Stdin          *os.File
	Stdout, Stderr io.Writer
	Clock          app.Clock
	OSUser         string
	Version        string
	Holidays       calendar.Holidays
	// Networks are what can be connected beside the mailbox.
	Networks []program.Network
	// Dir is the usual workspace; File the name of the store's file in one.
	Dir, File string
	// Unfit says why a folder must not hold a workspace (a synced one).
	Unfit func(dir string) (why string, unfit bool)
	// Lock takes the workspace for writing; ErrLocked when another has it.
	Lock      func(dir string) (release func() error, err error)
	ErrLocked error
	// Call hands a command to the running window; ErrNobody when there is none.
	Call      func(ctx context.Context, dir string, args []string, stdin []byte) (stdout, stderr []byte, code int, err error)
	ErrNobody error
	// MaxInput bounds what is read from standard input, in bytes.
	MaxInput int64
	// Open opens a workspace.
	Open func(ctx context.Context, dir string) (Workspace, error)
	// Window opens the window over a workspace and returns the exit code.
	Window func(ctx context.Context, dir string) int
}

// Run parses the flags, then runs the command or the window.
func (m *Main) Run(ctx context.Context, args []string) int {
	fs := flag.NewFlagSet("commsdesk", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	dir := fs.String("workspace", m.Dir, "")
	asJSON := fs.Bool("json", false, "")
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(m.Stdout, Help())
		return OK
	case err != nil:
		fmt.Fprintf(m.Stderr, "%s “commsdesk help” lists what there is.\n", optionWords(err))
		return WrongUse
	}
	if fs.NArg() == 0 {
		return m.Window(ctx, *dir)
	}
	return m.command(ctx, *dir, *asJSON, fs.Args())
}

// Handle runs a command that another process handed to the running window;
// show brings that window to the front.
func (m *Main) Handle(ctx context.Context, w Workspace, show func(), args []string, stdin []byte) (stdout, stderr []byte, code int) {
	var out, errs bytes.Buffer
	if len(args) == 1 && args[0] == raise {
		show()
		return nil, nil, OK
	}
	e := m.env(false, bytes.NewReader(stdin))
	e.Stdout, e.Stderr, e.Running = &out, &errs, true
	if len(args) > 0 && args[0] == "--json" {
		e.JSON, args = true, args[1:]
	}
	e.Program, e.MakeSample = w.Program, w.MakeSample
	code = Run(ctx, e, args)
	return out.Bytes(), errs.Bytes(), code
}

func (m *Main) env(asJSON bool, input io.Reader) Env {
	return Env{Stdin: bufio.NewReader(input), Stdout: m.Stdout, Stderr: m.Stderr, JSON: asJSON,
		OSUser: m.OSUser, Version: m.Version, Clock: m.Clock, Holidays: m.Holidays, Networks: m.Networks}
}

// command runs one command. Reading ones always run; writing ones take the
// workspace's lock or are handed to the window that has it (DESIGN 8).
func (m *Main) command(ctx context.Context, dir string, asJSON bool, args []string) int {
	k := Look(args)
	input, err := m.input(k)
	if err != nil {
		return m.fail(err)
	}
	e := m.env(asJSON, m.answers(k, input))
	if _, err := os.Stat(filepath.Join(dir, m.File)); err != nil && !k.Writes {
		if !k.Needs {
			return Run(ctx, e, args)
		}
		// Reading makes no desk: what is read is an empty one that goes again.
		empty, err := os.MkdirTemp("", "commsdesk-")
		if err != nil {
			return m.fail(noFolder.Because(err))
		}
		defer func() { _ = os.RemoveAll(empty) }()
		dir = empty
	}
	if err := m.ready(dir); err != nil {
		return m.fail(err)
	}
	if k.Writes {
		release, err := m.Lock(dir)
		if errors.Is(err, m.ErrLocked) {
			return m.handOver(ctx, dir, asJSON, args, input)
		}
		if err != nil {
			return m.fail(noLock.Because(err))
		}
		defer func() { _ = release() }()
	}
	w, err := m.Open(ctx, dir)
	if err != nil {
		return m.fail(err)
	}
	defer w.Close()
	if k.Dials && !w.Program.Snapshot().Sample {
		if state, sentence := w.Keyring(ctx); state != "ready" {
			fmt.Fprintln(m.Stderr, sentence)
			w.KeepForThisRun()
		}
	}
	e.Program, e.MakeSample = w.Program, w.MakeSample
	return Run(ctx, e, args)
}

func (m *Main) handOver(ctx context.Context, dir string, asJSON bool, args []string, input []byte) int {
	if asJSON {
		args = append([]string{"--json"}, args...)
	}
	stdout, stderr, code, err := m.Call(ctx, dir, args, input)
	switch {
	case errors.Is(err, m.ErrNobody), errors.Is(err, m.ErrLocked):
		return m.fail(atWork)
	case err != nil:
		fmt.Fprintln(m.Stderr, "The open Commsdesk window did not answer, so it is not known whether this was done. Look there before you try again.")
		return Unconfirmed
	}
	_, _ = m.Stdout.Write(stdout)
	_, _ = m.Stderr.Write(stderr)
	return code
}

// input reads standard input for a command that wants it; on a terminal a
// secret is asked for without being shown.
func (m *Main) input(k Kind) ([]byte, error) {
	if !k.Input {
		return nil, nil
	}
	if k.Prompt != "" && term.IsTerminal(int(m.Stdin.Fd())) {
		fmt.Fprint(m.Stderr, k.Prompt)
		b, err := term.ReadPassword(int(m.Stdin.Fd()))
		fmt.Fprintln(m.Stderr)
		if b = append(b, '\n'); k.Live {
			b = append(b, '\n') // no more of it comes
		}
		return b, err
	}
	if k.Live {
		return nil, nil // it is read as it comes
	}
	return io.ReadAll(io.LimitReader(m.Stdin, m.MaxInput))
}

// answers is what the command reads: its input, and for one that asks while it runs
// what is typed then.
func (m *Main) answers(k Kind, input []byte) io.Reader {
	if !k.Live {
		return bytes.NewReader(input)
	}
	return io.MultiReader(bytes.NewReader(input), m.Stdin)
}

func (m *Main) fail(err error) int {
	fmt.Fprintln(m.Stderr, app.Say(err))
	if app.KindOf(err) == app.Busy {
		return Busy
	}
	return Failed
}
