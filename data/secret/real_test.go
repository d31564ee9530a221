package secret

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"commsdesk/data/secret/servicetest"

	"github.com/zalando/go-keyring"
)

// scenarioEnv names the scenario that a child of the test binary plays. The
// keyring library keeps one bus connection for a whole process, so each real
// service needs a process of its own.
const scenarioEnv = "COMMSDESK_SECRET_SCENARIO"

func TestMain(m *testing.M) {
	if name := os.Getenv(scenarioEnv); name != "" {
		if err := scenarios[name](context.Background()); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var scenarios = map[string]func(context.Context) error{
	"store":      playStore,
	"read again": playReadAgain,
	"absent":     func(ctx context.Context) error { return playState(ctx, Absent, time.Minute) },
	"locked":     func(ctx context.Context) error { return playState(ctx, Locked, 400*time.Millisecond) },
	"no bus": func(ctx context.Context) error {
		if err := playState(ctx, Absent, time.Minute); err != nil {
			return err
		}
		var network *net.OpError
		if k, err := Open("01REAL", Options{}); err != nil || !errors.As(k.Probe(ctx).Cause, &network) {
			return fmt.Errorf("a bus that is gone is not a network error: %v", err)
		}
		return nil
	},
}

// play runs a scenario in a child of the test binary and reports its complaint.
func play(t *testing.T, scenario string, env []string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), env...), scenarioEnv+"="+scenario)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("scenario %q: %v\n%s", scenario, err, out)
	}
}

func TestRealSecretService(t *testing.T) {
	s := servicetest.Start(t, servicetest.Options{})
	play(t, "store", s.Env())
	play(t, "read again", s.Env())
}

// playStore puts values of all forms through the real keyring.
func playStore(ctx context.Context) error {
	k, err := Open("01REAL", Options{})
	if err != nil {
		return err
	}
	other, err := Open("01OTHER", Options{})
	if err != nil {
		return err
	}
	if status := k.Probe(ctx); status.State != Ready {
		return fmt.Errorf("probe: %s: %v", status.State, status.Cause)
	}
	if _, err := k.Get(ctx, "password"); !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("read nothing: %v", err)
	}
	for _, name := range []string{"short", "four", "another", "limit", "binary", "short"} {
		if err := k.Set(ctx, "password", texts[name]); err != nil {
			return fmt.Errorf("store %s: %w", name, err)
		}
		if got, err := k.Get(ctx, "password"); err != nil || got != texts[name] {
			return fmt.Errorf("read %s: %d bytes, %w", name, len(got), err)
		}
	}
	for _, part := range []string{"a1", "b1"} {
		if _, err := keyring.Get(Service, "01REAL/"+part+"/password"); !errors.Is(err, keyring.ErrNotFound) {
			return fmt.Errorf("part %s of an old value is still there: %v", part, err)
		}
	}
	if _, err := other.Get(ctx, "password"); !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("another workspace reads it: %v", err)
	}
	if err := k.Delete(ctx, "password"); err != nil {
		return err
	}
	if err := k.Delete(ctx, "password"); err != nil {
		return fmt.Errorf("delete twice: %w", err)
	}
	return k.Set(ctx, "refresh", texts["four"])
}

// playReadAgain is the program's next start.
func playReadAgain(ctx context.Context) error {
	k, err := Open("01REAL", Options{})
	if err != nil {
		return err
	}
	if _, err := k.Get(ctx, "password"); !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("read what was deleted: %v", err)
	}
	if got, err := k.Get(ctx, "refresh"); err != nil || got != texts["four"] {
		return fmt.Errorf("read after a restart: %d bytes, %w", len(got), err)
	}
	return nil
}

// playState expects every call to say the same of the keyring.
func playState(ctx context.Context, want State, limit time.Duration) error {
	k, err := Open("01REAL", Options{ReadTimeout: limit, WriteTimeout: limit})
	if err != nil {
		return err
	}
	if status := k.Probe(ctx); status.State != want || status.Sentence == "" {
		return fmt.Errorf("probe: %s (%q), want %s: %v", status.State, status.Sentence, want, status.Cause)
	}
	_, readErr := k.Get(ctx, "password")
	for _, err := range []error{readErr, k.Set(ctx, "password", "x"), k.Delete(ctx, "password")} {
		var u *Unavailable
		if !errors.As(err, &u) || u.Status.State != want {
			return fmt.Errorf("a call said %v, want %s", err, want)
		}
	}
	return nil
}

func TestRealKeyringLocked(t *testing.T) {
	t.Run("with a password window that nobody answers", func(t *testing.T) {
		s := servicetest.Start(t, servicetest.Options{})
		s.HoldPrompts(t)
		s.Lock(t)
		play(t, "locked", s.Env())
	})
	t.Run("without a display", func(t *testing.T) {
		s := servicetest.Start(t, servicetest.Options{})
		s.Lock(t)
		play(t, "locked", s.Env())
	})
}

func TestRealKeyringAbsent(t *testing.T) {
	t.Run("no service on the bus", func(t *testing.T) {
		play(t, "absent", servicetest.Start(t, servicetest.Options{Kind: servicetest.BusOnly}).Env())
	})
	t.Run("no keyring in the service", func(t *testing.T) {
		play(t, "absent", servicetest.Start(t, servicetest.Options{Kind: servicetest.Empty}).Env())
	})
	t.Run("the bus is gone", func(t *testing.T) {
		play(t, "no bus", []string{"DBUS_SESSION_BUS_ADDRESS=unix:path=" + t.TempDir() + "/gone"})
	})
	t.Run("no bus is known", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
		if reachable() == nil {
			t.Skip("this session has a bus where the library finds it without the variable")
		}
		play(t, "absent", nil)
	})
}

func TestSentencesSayWhatToDo(t *testing.T) {
	for _, state := range []State{Absent, Locked, Denied} {
		sentence := sentences[state]
		if !strings.Contains(sentence, "safe") || strings.Count(sentence, ".") < 3 {
			t.Errorf("%s: %q lacks what happened, what is safe or what to do", state, sentence)
		}
	}
}
