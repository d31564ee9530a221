// Package bustest stands in for the desktop's notification server on a real
// D-Bus session bus of its own: it records what a program shows and can click
// on it. It serves tests of this repository and end-to-end runs of the program.
package bustest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	serverName = "org.freedesktop.Notifications"
	serverPath = dbus.ObjectPath("/org/freedesktop/Notifications")
)

// ErrNoDaemon means that dbus-daemon is not installed (package dbus).
var ErrNoDaemon = errors.New("bustest: dbus-daemon is not installed")

// ErrTooFew means that Wait's time was over before enough notifications came.
var ErrTooFew = errors.New("bustest: not enough notifications came")

// Options choose how the server behaves.
type Options struct {
	// Address puts the server on a bus that already runs; "" starts a new one.
	Address string
	// Capabilities is what the server says it can do; nil means actions, body
	// and body-markup.
	Capabilities []string
	// NoServer leaves the bus without a notification server.
	NoServer bool
	// Silent makes the server take every call and never answer.
	Silent bool
}

// Call is one notification as it arrived (Desktop Notifications Specification,
// Notify).
type Call struct {
	ID                   uint32
	App, Icon            string
	Title, Body          string
	Actions              []string
	Hints                map[string]dbus.Variant
	ReplacesID           uint32
	ExpireAfterMillisecs int32
}

// Bus is a running bus with its recorder.
type Bus struct {
	// Addr is the bus address, for DBUS_SESSION_BUS_ADDRESS.
	Addr string

	daemon *exec.Cmd
	dir    string
	conn   *dbus.Conn

	mu      sync.Mutex
	calls   []Call
	arrived chan struct{}
	closed  chan struct{}
	closing sync.Once
}

// Start brings up the bus and the server; Close ends them. It returns
// ErrNoDaemon where there is no dbus-daemon to run.
func Start(opts Options) (*Bus, error) {
	b := &Bus{Addr: opts.Address, arrived: make(chan struct{}, 1), closed: make(chan struct{})}
	if b.Addr == "" {
		if err := b.startDaemon(); err != nil {
			return nil, err
		}
	}
	var err error
	if b.conn, err = dbus.Connect(b.Addr); err != nil {
		b.Close()
		return nil, fmt.Errorf("bustest: connect: %w", err)
	}
	if opts.NoServer {
		return b, nil
	}
	if opts.Capabilities == nil {
		opts.Capabilities = []string{"actions", "body", "body-markup"}
	}
	if err := b.conn.Export(server{b, opts}, serverPath, serverName); err != nil {
		b.Close()
		return nil, fmt.Errorf("bustest: offer the server: %w", err)
	}
	reply, err := b.conn.RequestName(serverName, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		b.Close()
		return nil, fmt.Errorf("bustest: own %s: reply %d: %w", serverName, reply, err)
	}
	return b, nil
}

// startDaemon runs a bus that starts no services by itself.
func (b *Bus) startDaemon() error {
	path, err := exec.LookPath("dbus-daemon")
	if err != nil {
		return ErrNoDaemon
	}
	if b.dir, err = os.MkdirTemp("", "bus"); err != nil {
		return fmt.Errorf("bustest: make a folder: %w", err)
	}
	config := filepath.Join(b.dir, "bus.conf")
	text := `<busconfig><type>session</type><listen>unix:dir=` + b.dir + `</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return fmt.Errorf("bustest: write the bus's settings: %w", err)
	}
	b.daemon = exec.Command(path, "--config-file="+config, "--nofork", "--print-address=1")
	endWithParent(b.daemon)
	out, err := b.daemon.StdoutPipe()
	if err == nil {
		err = b.daemon.Start()
	}
	if err != nil {
		b.daemon = nil
		b.Close()
		return fmt.Errorf("bustest: start dbus-daemon: %w", err)
	}
	if _, err := fmt.Fscanln(out, &b.Addr); err != nil {
		b.Close()
		return fmt.Errorf("bustest: read the bus's address: %w", err)
	}
	return nil
}

// Calls returns the notifications that have come, in order.
func (b *Bus) Calls() []Call {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Call(nil), b.calls...)
}

// Wait returns the notifications once at least n have come, or what there is
// and ErrTooFew when limit is over.
func (b *Bus) Wait(n int, limit time.Duration) ([]Call, error) {
	late := time.NewTimer(limit)
	defer late.Stop()
	for {
		if calls := b.Calls(); len(calls) >= n {
			return calls, nil
		}
		select {
		case <-b.arrived:
		case <-late.C:
			return b.Calls(), ErrTooFew
		}
	}
}

// Click does what the desktop does when the officer clicks notification id.
func (b *Bus) Click(id uint32) error { return b.Invoke(id, "default") }

// Invoke does what the desktop does when an action of notification id is chosen.
func (b *Bus) Invoke(id uint32, action string) error {
	return b.conn.Emit(serverPath, serverName+".ActionInvoked", id, action)
}

// Close ends the server and the bus, if Start started it. It may be called twice.
func (b *Bus) Close() {
	b.closing.Do(func() { close(b.closed) })
	if b.conn != nil {
		_ = b.conn.Close()
	}
	if b.daemon != nil {
		_ = b.daemon.Process.Kill()
		_ = b.daemon.Wait()
		b.daemon = nil
	}
	if b.dir != "" {
		_ = os.RemoveAll(b.dir)
	}
}

// server is the D-Bus object org.freedesktop.Notifications.
type server struct {
	bus  *Bus
	opts Options
}

// GetCapabilities returns what the server can do.
func (s server) GetCapabilities() ([]string, *dbus.Error) {
	s.hold()
	return s.opts.Capabilities, nil
}

// GetServerInformation returns name, vendor, version and version of the
// specification.
func (s server) GetServerInformation() (name, vendor, version, spec string, fault *dbus.Error) {
	s.hold()
	return "bustest", "Commsdesk", "1", "1.2", nil
}

// CloseNotification takes the call and does nothing.
func (s server) CloseNotification(uint32) *dbus.Error {
	s.hold()
	return nil
}

// Notify records a notification and returns its id.
func (s server) Notify(app string, replaces uint32, icon, title, body string, actions []string,
	hints map[string]dbus.Variant, expire int32) (uint32, *dbus.Error) {
	s.hold()
	s.bus.mu.Lock()
	id := replaces
	if id == 0 {
		id = uint32(len(s.bus.calls) + 1)
	}
	s.bus.calls = append(s.bus.calls, Call{
		ID: id, App: app, Icon: icon, Title: title, Body: body, Actions: actions,
		Hints: hints, ReplacesID: replaces, ExpireAfterMillisecs: expire,
	})
	s.bus.mu.Unlock()
	select {
	case s.bus.arrived <- struct{}{}:
	default:
	}
	return id, nil
}

// hold keeps a call of a silent server until the bus is closed.
func (s server) hold() {
	if s.opts.Silent {
		<-s.bus.closed
	}
}
