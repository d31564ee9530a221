//go:build !windows && !darwin

package desktop

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// makePipe makes a named pipe and closes it for the other side at the test's end.
func makePipe(t *testing.T, path string) {
	t.Helper()
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if pipe, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
			_ = pipe.Close()
		}
	})
}

// TestAutostartFileStartsTheProgram has the desktop's own launcher start a
// program whose name and arguments hold the characters that need quoting (GLib
// finds no program with a percent sign in its name).
func TestAutostartFileStartsTheProgram(t *testing.T) {
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	path := filepath.Join(config, "autostart", "commsdesk.desktop")
	started := filepath.Join(config, "started")
	makePipe(t, started)
	program := filepath.Join(t.TempDir(), "comms desk \"$HOME\" `x` \\ 'q'")
	script := "#!/bin/sh\nprintf '%s|' \"$@\" > '" + started + "'\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	args := []string{"--workspace", `/home/a b/"c"`, "$x%f`\\"}
	if err := SetAutostart(true, program, args...); err != nil {
		t.Fatal(err)
	}
	if on, err := Autostart(); err != nil || !on {
		t.Errorf("after switching on: %v, %v", on, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file: %v, %v", info, err)
	}
	launch(t, path, started, strings.Join(args, "|")+"|")
	for range 2 {
		if err := SetAutostart(false, ""); err != nil {
			t.Fatal(err)
		}
	}
	if on, err := Autostart(); err != nil || on {
		t.Errorf("after switching off: %v, %v", on, err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is still there")
	}
}

// launch starts the desktop file and compares what its program wrote.
func launch(t *testing.T, path, pipe, want string) {
	t.Helper()
	gio, err := exec.LookPath("gio")
	if err != nil {
		t.Log("gio (package libglib2.0-bin) is not installed: the file was not started")
		return
	}
	result := make(chan string, 1)
	go func() {
		text, _ := os.ReadFile(pipe)
		result <- string(text)
	}()
	if out, err := exec.CommandContext(t.Context(), gio, "launch", path).CombinedOutput(); err != nil {
		t.Fatalf("launch: %v: %s", err, out)
	}
	if got := receive(t, result); got != want {
		t.Errorf("started with %q, want %q", got, want)
	}
}

func TestAutostartRefusesWhatCantBeStarted(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for _, path := range []string{"", "commsdesk", "/opt/a\nExec=/bin/sh"} {
		if err := SetAutostart(true, path); !errors.Is(err, ErrExecPath) {
			t.Errorf("%q: %v, want ErrExecPath", path, err)
		}
	}
	if on, err := Autostart(); err != nil || on {
		t.Errorf("after the refusals: %v, %v", on, err)
	}
}

func TestDesktopQuote(t *testing.T) {
	// The examples' right sides were worked out by hand from the specification.
	for word, want := range map[string]string{
		`/opt/commsdesk`: `"/opt/commsdesk"`,
		`a b`:            `"a b"`,
		`5%`:             `"5%%"`,
		`$x`:             `"\\$x"`,
		`a"b`:            `"a\\"b"`,
		`a\b`:            `"a\\\\b"`,
	} {
		if got := desktopQuote(word); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}
