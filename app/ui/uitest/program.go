package uitest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// clockEnv is the file in which the program finds the time.
const clockEnv = "COMMSDESK_TEST_CLOCK"

var built struct {
	sync.Mutex
	dir, path string
}

// program is the program with a clock that the test turns, built once for a test
// run: the one place in main.go that names the computer's clock is laid over
// with one that reads a file. All else is as it ships.
func program(t testing.TB) string {
	t.Helper()
	built.Lock()
	defer built.Unlock()
	if built.path == "" {
		path := filepath.Join(buildDir(t), "commsdesk")
		cmd := exec.Command("go", "build", "-overlay", overlay(t), "-tags", "sqlite_fts5", "-o", path, ".")
		cmd.Dir = moduleRoot(t)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("build the program: %v\n%s", err, out)
		}
		built.path = path
	}
	return built.path
}

// RemoveProgram removes what was built; TestMain calls it at the end.
func RemoveProgram() {
	built.Lock()
	defer built.Unlock()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
}

func buildDir(t testing.TB) string {
	t.Helper()
	if built.dir == "" {
		dir, err := os.MkdirTemp("", "commsdesk-window")
		if err != nil {
			t.Fatalf("make a folder for the program: %v", err)
		}
		built.dir = dir
	}
	return built.dir
}

// turnable is what the overlay adds: a clock that shows what a file says.
const turnable = `package main

import (
	"os"
	"time"
)

func turned() time.Time {
	words, err := os.ReadFile(os.Getenv("` + clockEnv + `"))
	if err != nil {
		panic(err)
	}
	at, err := time.Parse(time.RFC3339Nano, string(words))
	if err != nil {
		panic(err)
	}
	return at
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

// Clock is the clock of the program in its window and of the commands beside it.
// It stands still until it is turned, so that a busy machine can't make ten
// seconds of grace pass between two keys.
type Clock struct {
	t    testing.TB
	file string
	at   time.Time
}

// NewClock makes a clock that shows at.
func NewClock(t testing.TB, at time.Time) *Clock {
	t.Helper()
	c := &Clock{t: t, file: filepath.Join(t.TempDir(), "clock")}
	c.set(at)
	return c
}

// Now is the moment that the program takes for now (UTC).
func (c *Clock) Now() time.Time { return c.at }

// Turn puts the clock forward.
func (c *Clock) Turn(by time.Duration) {
	c.t.Helper()
	c.set(c.at.Add(by))
}

func (c *Clock) set(at time.Time) {
	c.t.Helper()
	c.at = at.UTC()
	temporary := c.file + ".new"
	err := os.WriteFile(temporary, []byte(c.at.Format(time.RFC3339Nano)), 0o600)
	if err == nil {
		err = os.Rename(temporary, c.file)
	}
	if err != nil {
		c.t.Fatalf("turn the clock: %v", err)
	}
}

func (c *Clock) env() string { return clockEnv + "=" + c.file }
