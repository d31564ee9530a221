// Commsdesk keeps a council's promise to answer residents within one working
// day. Without a command it opens its window; `commsdesk help` lists the rest.
package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"os/user"
	"path/filepath"
	"syscall"
	"time"

	"github.com/adrg/xdg"

	kernel "commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/cli"
	"commsdesk/app/event"
	"commsdesk/app/program"
	"commsdesk/assets"
	"commsdesk/data"
	"commsdesk/data/secret"
	"commsdesk/platforms"
	"commsdesk/platforms/desktop"
	"commsdesk/platforms/mailbox"
)

// version is set by the release build.
var version = "0.1.0"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	m := &Main{Clock: time.Now}
	code := m.Run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// Main wires the houses together: data, app and platforms meet here alone.
type Main struct {
	Clock kernel.Clock
	cli.Main
}

// Run runs the command in args, or the window, and returns the exit code.
func (m *Main) Run(ctx context.Context, args []string) int {
	holidays, err := calendar.ParseHolidays(assets.BankHolidays())
	if err != nil {
		fmt.Fprintln(os.Stderr, kernel.Say(err))
		return cli.Failed
	}
	m.Main = cli.Main{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Clock: m.Clock, Version: version, Holidays: holidays,
		Dir: filepath.Join(xdg.DataHome, "commsdesk"), File: data.FileName, MaxInput: desktop.MaxHandover,
		Lock: lock, ErrLocked: desktop.ErrBusy, Call: call, ErrNobody: desktop.ErrNotRunning, Open: m.open}
	if u, err := user.Current(); err == nil {
		m.OSUser = u.Username
	}
	return m.Main.Run(ctx, args)
}

func lock(dir string) (func() error, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, kernel.NewError(kernel.Storage, "This folder can't be used as a workspace. Nothing was changed. Choose another with --workspace.").Because(err)
	}
	return desktop.Lock(dir)
}

func call(ctx context.Context, dir string, args []string, stdin []byte) ([]byte, []byte, int, error) {
	r, err := desktop.Call(ctx, dir, args, stdin)
	return r.Stdout, r.Stderr, r.Code, err
}

// open opens a workspace for a command. Commands that write may need the
// keyring; without one, secrets are kept for this run only.
func (m *Main) open(ctx context.Context, dir string, writes bool) (cli.Workspace, error) {
	w, err := m.assemble(ctx, dir)
	if err == nil && writes {
		if s := w.secrets.Probe(ctx); s.State != secret.Ready {
			fmt.Fprintln(os.Stderr, s.Sentence)
			w.secrets.KeepForThisRun()
		}
	}
	return cli.Workspace{Program: w.program, MakeSample: w.store.BeSample, Close: w.close}, err
}

// workspace is everything that is open for one folder.
type workspace struct {
	store   *data.Store
	secrets *secret.Chain
	program *program.Program
	close   func()
}

func (m *Main) assemble(ctx context.Context, dir string) (workspace, error) {
	w := workspace{close: func() {}}
	if why, bad := desktop.SyncedFolder(dir); bad {
		return w, kernel.NewError(kernel.Storage, why)
	}
	bus, ids := &event.Bus{}, kernel.NewIDs(m.Clock)
	log, logFile := program.OpenLog(dir)
	var err error
	if w.store, err = data.Open(ctx, data.Options{Dir: dir, Clock: m.Clock, IDs: ids, Bus: bus, Holidays: m.Holidays, OSUser: m.OSUser, Logger: log}); err != nil {
		return w, err
	}
	keyring, err := secret.Open(w.store.Workspace(), secret.Options{})
	if err != nil {
		return w, errors.Join(err, w.store.Close())
	}
	w.secrets = secret.NewChain(keyring)
	w.program, err = program.New(ctx, program.Ports{Store: kept{w.store}, Sends: w.store.Outbox(), Secrets: w.secrets,
		Builders: map[string]program.Build{"mailbox": buildMailbox}, Holidays: m.Holidays, Bus: bus, IDs: ids, Clock: m.Clock, Log: log})
	if err != nil {
		return w, errors.Join(err, w.store.Close())
	}
	w.close = func() { _ = errors.Join(w.program.Close(context.WithoutCancel(ctx)), w.store.Close(), logFile.Close()) }
	return w, nil
}

func buildMailbox(c channel.Channel, s platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	var cfg mailbox.Config
	if err := json.Unmarshal(c.Config, &cfg); err != nil {
		return nil, fmt.Errorf("read the mailbox's settings: %w", err)
	}
	return mailbox.New(cfg, s, clock)
}

// kept is the store with its reports in the program's words.
type (
	database = data.Store
	kept     struct{ *database }
)

func (k kept) Verify(ctx context.Context) (program.Verified, error) {
	r, err := k.database.Verify(ctx)
	return program.Verified{Acts: int(r.Acts), Conversations: int(r.Conversations), Messages: int(r.Messages), Sends: int(r.Sends),
		Device: r.Device, Seq: r.Seq, Head: hex.EncodeToString(r.Hash), Fault: r.Fault}, err
}

func (k kept) Backup(ctx context.Context, file, passphrase string) (program.BackedUp, error) {
	do := k.database.Backup
	if passphrase != "" {
		do = func(ctx context.Context, file string) (data.BackupReport, error) {
			return k.BackupSealed(ctx, file, passphrase)
		}
	}
	r, err := do(ctx, file)
	return program.BackedUp{File: r.File, Bytes: r.Size, Device: r.Device, Seq: r.Seq, Head: hex.EncodeToString(r.Hash), Sealed: r.Sealed}, err
}
