package uitest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// ProgramEnv names a program that was built already; without it the tests build
// one.
const ProgramEnv = "COMMSDESK_PROGRAM"

// clockEnv is the file in which a program built by TurnableProgram finds how far
// its clock is off.
const clockEnv = "COMMSDESK_TEST_CLOCK"

var builds struct {
	sync.Mutex
	dir           string
	path, turning string
}

// Program is the program as it ships, built once for a test run.
func Program(t testing.TB) string {
	t.Helper()
	if path := os.Getenv(ProgramEnv); path != "" {
		return path
	}
	builds.Lock()
	defer builds.Unlock()
	if builds.path == "" {
		builds.path = build(t, "commsdesk")
	}
	return builds.path
}

// TurnableProgram is the same program with a clock that the test turns: the one
// place in main.go that names the computer's clock is laid over with one that
// adds what a file says. It is built once for a test run.
func TurnableProgram(t testing.TB) string {
	t.Helper()
	builds.Lock()
	defer builds.Unlock()
	if builds.turning == "" {
		builds.turning = build(t, "turnable", "-overlay", overlay(t))
	}
	return builds.turning
}

// RemovePrograms removes what was built; TestMain calls it at the end.
func RemovePrograms() {
	builds.Lock()
	defer builds.Unlock()
	if builds.dir != "" {
		_ = os.RemoveAll(builds.dir)
	}
}

func build(t testing.TB, name string, flags ...string) string {
	t.Helper()
	path := filepath.Join(buildDir(t), name)
	cmd := exec.Command("go", append(append([]string{"build"}, flags...), "-tags", "sqlite_fts5", "-o", path, ".")...)
	cmd.Dir = moduleRoot(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return path
}

func buildDir(t testing.TB) string {
	t.Helper()
	if builds.dir == "" {
		dir, err := os.MkdirTemp("", "commsdesk-window")
		if err != nil {
			t.Fatalf("make a folder for the program: %v", err)
		}
		builds.dir = dir
	}
	return builds.dir
}

// turnable is what the overlay adds: the computer's clock plus what the file says.
const turnable = `package main

import (
	"os"
	"time"
)

func turned() time.Time {
	words, _ := os.ReadFile(os.Getenv("` + clockEnv + `"))
	by, err := time.ParseDuration(string(words))
	if err != nil {
		panic(err)
	}
	return time.Now().Add(by)
}
`

func overlay(t testing.TB) string {
	t.Helper()
	root, dir := moduleRoot(t), buildDir(t)
	const clock, ours = "Base: time.Now}", "Base: turned}"
	text, err := os.ReadFile(filepath.Join(root, "main.go"))
	if err != nil {
		t.Fatalf("read main.go: %v", err)
	}
	if n := strings.Count(string(text), clock); n != 1 {
		t.Fatalf("main.go has %q %d times, want once: the turnable clock can't be put in", clock, n)
	}
	over := map[string]map[string]string{"Replace": {
		filepath.Join(root, "main.go"):   filepath.Join(dir, "main.go"),
		filepath.Join(root, "turned.go"): filepath.Join(dir, "turned.go"),
	}}
	list, err := json.Marshal(over)
	if err != nil {
		t.Fatalf("write the overlay: %v", err)
	}
	changed := strings.Replace(string(text), clock, ours, 1) + "\nvar _ = time.Now // main.go imports time for its clock\n"
	for name, content := range map[string]string{"main.go": changed, "turned.go": turnable, "overlay.json": string(list)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatalf("write the overlay: %v", err)
		}
	}
	return filepath.Join(dir, "overlay.json")
}

func moduleRoot(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatalf("find the module: %v", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out)))
}

// Clock is the clock of a turnable program, and of every command beside it.
type Clock struct {
	t    testing.TB
	file string
	by   time.Duration
	base func() time.Time
}

// NewClock makes a clock that shows at when the base, the computer's clock,
// shows now.
func NewClock(t testing.TB, base func() time.Time, at time.Time) *Clock {
	t.Helper()
	c := &Clock{t: t, file: filepath.Join(t.TempDir(), "clock"), base: base}
	c.set(at.Sub(base()))
	return c
}

// Now is the moment that the program takes for now (UTC).
func (c *Clock) Now() time.Time { return c.base().Add(c.by).UTC() }

// Turn puts the clock forward.
func (c *Clock) Turn(by time.Duration) {
	c.t.Helper()
	c.set(c.by + by)
}

func (c *Clock) set(by time.Duration) {
	c.t.Helper()
	c.by = by
	temporary := c.file + ".new"
	err := os.WriteFile(temporary, []byte(by.String()), 0o600)
	if err == nil {
		err = os.Rename(temporary, c.file)
	}
	if err != nil {
		c.t.Fatalf("turn the clock: %v", err)
	}
}

func (c *Clock) env() string { return fmt.Sprintf("%s=%s", clockEnv, c.file) }
