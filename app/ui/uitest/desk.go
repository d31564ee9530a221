// Package uitest works the real program in a real window, as an officer does:
// an X server of its own, a private session bus with a password store and a
// recorder of notifications, fresh folders, keys and clicks, and the command
// line beside it to see what became of them.
package uitest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/data/secret/servicetest"
	"commsdesk/platforms/desktop/bustest"
)

// Place is how an officer's PC differs from the usual one.
type Place struct {
	// Wide and High are the screen's size in pixels; 0: 1366 by 768.
	Wide, High int
	// Clock is what the program takes for the time.
	Clock *Clock
	// Keyring is what the PC's password store is like.
	Keyring servicetest.Kind
}

// PC is an officer's computer for one test.
type PC struct {
	// Display is its screen, Bus what its desktop was asked to show.
	Display *Display
	Bus     *bustest.Bus
	// Dir is the workspace that windows and commands use; a test may change it.
	Dir string

	t      testing.TB
	binary string
	env    []string
}

// NewPC sets a computer up; everything on it ends with the test. Without the
// real parts the test is skipped, or fails when RequireEnv is 1.
func NewPC(t testing.TB, p Place) *PC {
	t.Helper()
	if p.Wide == 0 {
		p.Wide, p.High = 1366, 768
	}
	pc := &PC{t: t, Display: NewDisplay(t, p.Wide, p.High), Dir: filepath.Join(t.TempDir(), "desk")}
	need(t, "dbus-daemon", "gnome-keyring-daemon")
	var err error
	if pc.Bus, err = bustest.Start(bustest.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pc.Bus.Close)
	keys := servicetest.Start(t, servicetest.Options{Kind: p.Keyring, BusAddress: pc.Bus.Addr})
	pc.env = append([]string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1"}, keys.Env()...)
	pc.env = append(pc.env, "DISPLAY="+pc.Display.Name)
	// A program with the race detector sleeps a second at its end by itself.
	pc.env = append(pc.env, p.Clock.env(), "GORACE=atexit_sleep_ms=20")
	pc.binary = program(t)
	return pc
}

// Set sets an environment variable for what is started from now on.
func (pc *PC) Set(name, value string) { pc.env = append(pc.env, name+"="+value) }

// command is the program, ready to run on the workspace.
func (pc *PC) command(ctx context.Context, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, pc.binary, append([]string{"--workspace", pc.Dir}, args...)...)
	cmd.Env, cmd.Dir = pc.env, filepath.Dir(pc.Dir)
	return cmd
}

// Run runs a command with --json, and fails the test unless it ends with 0.
func (pc *PC) Run(args ...string) []byte {
	pc.t.Helper()
	out, errs, code := pc.Try("", args...)
	if code != 0 {
		pc.t.Fatalf("commsdesk %s\nexit %d\n%s\n%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// Try runs a command with --json and something on its standard input, and
// returns what it printed and its exit code.
func (pc *PC) Try(input string, args ...string) (stdout, stderr []byte, code int) {
	pc.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := pc.command(ctx, append([]string{"--json"}, args...))
	cmd.Stdin = strings.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) || ctx.Err() != nil {
		pc.t.Fatalf("commsdesk %s: %v, context %v\n%s", strings.Join(args, " "), err, ctx.Err(), errs.String())
	}
	return out.Bytes(), errs.Bytes(), cmd.ProcessState.ExitCode()
}

// Read runs a command and makes a value of what it printed.
func Read[T any](pc *PC, args ...string) T {
	pc.t.Helper()
	var v T
	out := pc.Run(args...)
	if err := json.Unmarshal(out, &v); err != nil {
		pc.t.Fatalf("commsdesk %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return v
}

// Until looks again and again whether something holds, and fails the test when
// it does not come to that.
func (pc *PC) Until(what string, holds func() bool) {
	pc.t.Helper()
	until(pc.t, what, holds)
}
