// Package servicetest runs a real Secret Service for tests: a private D-Bus
// session bus with its own gnome-keyring on it, in folders of its own, so that
// nothing of the person running the tests is read or changed. The end-to-end
// tests start the real program with Service.Env.
package servicetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// RequireEnv is the environment variable that turns "skipped because a real
// part is not installed" into a failure; make test sets it to 1.
const RequireEnv = "COMMSDESK_REQUIRE_REAL"

const (
	secretsName = "org.freedesktop.secrets"
	secretsPath = dbus.ObjectPath("/org/freedesktop/secrets")
	startWait   = 20 * time.Second
)

// Kind says how much of a Secret Service Start brings up.
type Kind int

// The kinds of service a program can meet on a real machine.
const (
	// Unlocked has a login keyring that is open: the usual case.
	Unlocked Kind = iota
	// Empty has a running service in which no keyring was ever made.
	Empty
	// BusOnly has a session bus and no Secret Service on it.
	BusOnly
)

// Options choose what Start brings up. The zero value is an unlocked keyring on
// a new bus.
type Options struct {
	Kind Kind
	// BusAddress puts the service on a bus that already runs, such as the one
	// of a recorder of notifications; "" starts a new bus.
	BusAddress string
}

// Service is a running Secret Service. It ends with the test.
type Service struct {
	// Address is the bus address, for DBUS_SESSION_BUS_ADDRESS.
	Address string
	home    string
	conn    *dbus.Conn
}

// Start brings the service up and returns once it answers. Without dbus-daemon
// and gnome-keyring-daemon the test is skipped, or fails when RequireEnv is 1.
func Start(t testing.TB, opts Options) *Service {
	t.Helper()
	need(t, "dbus-daemon", "gnome-keyring-daemon")
	// Not t.TempDir: a socket's path may have 107 bytes at most.
	home, err := os.MkdirTemp("", "secret")
	if err != nil {
		t.Fatalf("make the service's folder: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	for _, dir := range []string{"data/keyrings", "config", "cache", "run"} {
		if err := os.MkdirAll(filepath.Join(home, dir), 0o700); err != nil {
			t.Fatalf("make the service's folders: %v", err)
		}
	}
	s := &Service{Address: opts.BusAddress, home: home}
	if s.Address == "" {
		s.startBus(t)
	}
	s.conn, err = dbus.Connect(s.Address)
	if err != nil {
		t.Fatalf("connect to the private bus: %v", err)
	}
	t.Cleanup(func() { _ = s.conn.Close() })
	switch opts.Kind {
	case Unlocked:
		s.startKeyring(t, "--unlock")
	case Empty:
		s.startKeyring(t)
	}
	return s
}

// Env is the environment, as NAME=value pairs, in which a program finds this
// service and its own empty home; append it to os.Environ.
func (s *Service) Env() []string {
	return []string{
		"DBUS_SESSION_BUS_ADDRESS=" + s.Address,
		"HOME=" + s.home,
		"XDG_DATA_HOME=" + filepath.Join(s.home, "data"),
		"XDG_CONFIG_HOME=" + filepath.Join(s.home, "config"),
		"XDG_CACHE_HOME=" + filepath.Join(s.home, "cache"),
		"XDG_RUNTIME_DIR=" + filepath.Join(s.home, "run"),
		"GNOME_KEYRING_CONTROL=", "DISPLAY=", "WAYLAND_DISPLAY=",
	}
}

// Lock locks the login keyring, as a desktop does when told to.
func (s *Service) Lock(t testing.TB) {
	t.Helper()
	login := []dbus.ObjectPath{secretsPath + "/collection/login"}
	call := s.conn.Object(secretsName, secretsPath).Call("org.freedesktop.Secret.Service.Lock", 0, login)
	if call.Err != nil {
		t.Fatalf("lock the login keyring: %v", call.Err)
	}
}

// HoldPrompts takes the place of the desktop's password window with one that
// nobody answers: from then on a call that needs the locked keyring waits for
// ever, as it does while the real window is open.
func (s *Service) HoldPrompts(t testing.TB) {
	t.Helper()
	const prompter = "org.gnome.keyring.internal.Prompter"
	if err := s.conn.Export(openWindow{}, "/org/gnome/keyring/Prompter", prompter); err != nil {
		t.Fatalf("offer the password window: %v", err)
	}
	reply, err := s.conn.RequestName("org.gnome.keyring.SystemPrompter", dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("own the password window's name: %v, reply %d", err, reply)
	}
}

// openWindow is a password window that is opened and never answered.
type openWindow struct{}

// BeginPrompting opens the window.
func (openWindow) BeginPrompting(dbus.ObjectPath) *dbus.Error { return nil }

// PerformPrompt would ask the question.
func (openWindow) PerformPrompt(dbus.ObjectPath, string, map[string]dbus.Variant, string) *dbus.Error {
	return nil
}

// StopPrompting closes the window.
func (openWindow) StopPrompting(dbus.ObjectPath) *dbus.Error { return nil }

// startBus runs a bus that starts no services by itself, so that what is not
// brought up here is truly absent.
func (s *Service) startBus(t testing.TB) {
	t.Helper()
	config := filepath.Join(s.home, "bus.conf")
	text := `<busconfig><type>session</type><listen>unix:dir=` + s.home + `</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatalf("write the bus's settings: %v", err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatalf("read the bus's address: %v", err)
	}
	run(t, cmd)
	if _, err := fmt.Fscanln(out, &s.Address); err != nil {
		t.Fatalf("read the bus's address: %v", err)
	}
}

func (s *Service) startKeyring(t testing.TB, args ...string) {
	t.Helper()
	changed := make(chan *dbus.Signal, 16)
	s.conn.Signal(changed)
	defer s.conn.RemoveSignal(changed)
	if err := s.conn.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, secretsName)); err != nil {
		t.Fatalf("watch for the Secret Service: %v", err)
	}
	cmd := exec.Command("gnome-keyring-daemon", append([]string{"--foreground", "--components=secrets"}, args...)...)
	cmd.Env = append(os.Environ(), s.Env()...)
	cmd.Stdin = strings.NewReader("a password for tests only\n")
	run(t, cmd)
	late := time.After(startWait)
	for {
		select {
		case signal := <-changed:
			if signal != nil && signal.Name == "org.freedesktop.DBus.NameOwnerChanged" {
				return
			}
		case <-late:
			t.Fatalf("gnome-keyring-daemon did not appear on the bus within %v", startWait)
		}
	}
}

// run starts cmd and ends it with the test.
func run(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	endWithParent(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", cmd.Path, err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// need skips the test, or fails it when real parts are required, where a
// program is not installed.
func need(t testing.TB, programs ...string) {
	t.Helper()
	for _, name := range programs {
		_, err := exec.LookPath(name)
		if err == nil && runtime.GOOS == "linux" {
			continue
		}
		reason := fmt.Sprintf("needs %s on Linux (packages dbus and gnome-keyring)", name)
		if os.Getenv(RequireEnv) == "1" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
}
