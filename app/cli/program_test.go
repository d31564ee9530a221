// Package cli_test proves the command line with the real binary: real Dovecot,
// real submission servers that misbehave where they are told to, a real Secret
// Service, and kill -9.
package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The exit codes, as the issue fixes them.
const (
	done        = 0
	failed      = 1
	wrongUse    = 2
	busy        = 3
	unconfirmed = 4
)

// patience bounds one run of the program.
const patience = 2 * time.Minute

func TestMain(m *testing.M) {
	if dir := os.Getenv(typistEnv); dir != "" {
		typeInto(dir)
		return
	}
	code := m.Run()
	for _, b := range []*build{&quick, &raced} {
		if b.dir != "" {
			_ = os.RemoveAll(b.dir)
		}
	}
	os.Exit(code)
}

// build is the program, built once for each test run.
type build struct {
	once sync.Once
	dir  string
	err  error
}

var quick, raced build

// quickEnd keeps a program with the race detector from sleeping a second before
// it ends, as it does by itself.
const quickEnd = "GORACE=atexit_sleep_ms=20"

// program is the binary under test: with the race detector where the tests have it.
func program(t testing.TB) string {
	t.Helper()
	if raceDetector {
		return raced.path(t, "-race")
	}
	return quickProgram(t)
}

// quickProgram is the binary without the race detector, for what is run hundreds of times.
func quickProgram(t testing.TB) string {
	t.Helper()
	return quick.path(t)
}

func (b *build) path(t testing.TB, flags ...string) string {
	t.Helper()
	b.once.Do(func() {
		if b.dir, b.err = os.MkdirTemp("", "commsdesk-program"); b.err != nil {
			return
		}
		cmd := exec.Command("go", slices.Concat([]string{"build"}, flags, []string{"-tags", "sqlite_fts5", "-o", b.dir, "."})...)
		cmd.Dir = "../.."
		if out, err := cmd.CombinedOutput(); err != nil {
			b.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if b.err != nil {
		t.Fatalf("build the program: %v", b.err)
	}
	return filepath.Join(b.dir, "commsdesk")
}

// result is how one run of the program ended.
type result struct {
	t        testing.TB
	args     []string
	code     int
	out, err string
}

// command is the program, ready to run on a workspace.
func (o *office) command(ctx context.Context, binary string, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, binary, append([]string{"--workspace", o.dir}, args...)...)
	cmd.Env, cmd.Dir = o.env, o.cwd
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// run runs a command with --json and holds its answer to the contract.
func (o *office) run(args ...string) result { o.t.Helper(); return o.feed("", args...) }

// feed is run with something on standard input.
func (o *office) feed(input string, args ...string) result {
	o.t.Helper()
	r := o.bare(input, append([]string{"--json"}, args...)...)
	r.keepsContract()
	return r
}

// bare runs the program as it is told to, and keeps what it printed.
func (o *office) bare(input string, args ...string) result {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := o.command(ctx, o.binary, args)
	cmd.Stdin = strings.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	r := result{t: o.t, args: args, code: cmd.ProcessState.ExitCode(), out: out.String(), err: errs.String()}
	o.mu.Lock()
	fmt.Fprintf(&o.printed, "%s\n%s\n%s\n", strings.Join(args, " "), r.out, r.err)
	o.mu.Unlock()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) || ctx.Err() != nil {
		o.t.Fatalf("%v, context %v\n%s", err, ctx.Err(), r)
	}
	return r
}

// String shows a run as a test's message.
func (r result) String() string {
	return fmt.Sprintf("commsdesk %s\nexit %d\nstdout:\n%s\nstderr:\n%s", strings.Join(r.args, " "), r.code, r.out, r.err)
}

// ok fails the test unless the command did what it was told.
func (r result) ok() result { r.t.Helper(); return r.exits(done) }

// exits fails the test unless the command ended with the code and said words on standard error.
func (r result) exits(code int, words ...string) result {
	r.t.Helper()
	if r.code != code {
		r.t.Fatalf("want exit %d\n%s", code, r)
	}
	for _, w := range words {
		if !strings.Contains(r.err, w) {
			r.t.Fatalf("want %q said\n%s", w, r)
		}
	}
	return r
}

// keepsContract holds what every command promises: standard output is JSON or empty, and whatever
// goes wrong is said on standard error in sentences for people.
func (r result) keepsContract() {
	r.t.Helper()
	if r.out != "" && !json.Valid([]byte(r.out)) && !slices.Contains(r.args, "help") {
		r.t.Errorf("standard output is not JSON\n%s", r)
	}
	if r.code == done {
		return
	}
	if strings.TrimSpace(r.err) == "" {
		r.t.Errorf("went wrong in silence\n%s", r)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(r.err), "\n") {
		if strings.HasPrefix(line, "Use: commsdesk ") && r.code == wrongUse {
			continue
		}
		if !sentence.MatchString(line) || innards.MatchString(line) {
			r.t.Errorf("not a sentence for people: %q\n%s", line, r)
		}
	}
}

var (
	// A sentence may end with the command, or the page, by which a person goes on, and with a
	// fingerprint that they compare.
	sentence = regexp.MustCompile(`^[\p{Lu}“0-9][^\n]*([.!?]|: commsdesk [a-z ]+|[.:] https://\S+|(: |: commsdesk mailbox accept \S+ |: --accept [^ =]+=)([0-9A-F]{2}:){31}[0-9A-F]{2})$`)
	// innards are words of programs, and the design's list of words never to say.
	innards = regexp.MustCompile(`(?i)\b(ticket|sla|breach|inbound|sync error|token|failed|invalid|panic|goroutine|errno|nil|sqlite|x509|EOF|dial tcp)\b|%!|0x[0-9a-f]+|DATA RACE`)
)

// read makes a value of what a command printed.
func read[T any](r result) T {
	r.t.Helper()
	var v T
	if err := json.Unmarshal([]byte(r.out), &v); err != nil {
		r.t.Fatalf("%v\n%s", err, r)
	}
	return v
}
