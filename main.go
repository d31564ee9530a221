// Commsdesk keeps a council's promise to answer residents within one working
// day. Without a command it opens its window; `commsdesk help` lists the rest.
package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	fyneapp "fyne.io/fyne/v2/app"
	"github.com/adrg/xdg"

	kernel "commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/cli"
	"commsdesk/app/event"
	"commsdesk/app/notice"
	"commsdesk/app/program"
	"commsdesk/app/rehearsal"
	"commsdesk/app/ui"
	"commsdesk/assets"
	"commsdesk/data"
	"commsdesk/data/secret"
	"commsdesk/platforms"
	"commsdesk/platforms/all"
	"commsdesk/platforms/desktop"
)

// version is set by the release build.
var version = "0.1.0"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	m := &Main{clock: &rehearsal.Clock{Base: time.Now}}
	code := m.Run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// Main wires the houses together: data, app and platforms meet here alone.
type Main struct {
	cli.Main
	clock *rehearsal.Clock
	show  notice.Show // puts a notification on the desktop; nil for commands
}

// Run runs the command in args, or the window, and returns the exit code.
func (m *Main) Run(ctx context.Context, args []string) int {
	holidays, err := calendar.ParseHolidays(assets.BankHolidays())
	if err != nil {
		fmt.Fprintln(os.Stderr, kernel.Say(err))
		return cli.Failed
	}
	m.Main = cli.Main{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Clock: m.clock.Now, Version: version, Holidays: holidays,
		Dir: filepath.Join(xdg.DataHome, "commsdesk"), File: data.FileName, MaxInput: desktop.MaxHandover,
		Lock: desktop.Lock, ErrLocked: desktop.ErrBusy, Call: call, ErrNobody: desktop.ErrNotRunning, Open: m.open, Window: m.window}
	if u, err := user.Current(); err == nil {
		m.OSUser = u.Username
	}
	return m.Main.Run(ctx, args)
}

func call(ctx context.Context, dir string, args []string, stdin []byte) ([]byte, []byte, int, error) {
	r, err := desktop.Call(ctx, dir, args, stdin)
	return r.Stdout, r.Stderr, r.Code, err
}

// workspace is everything that is open for one folder.
type workspace struct {
	store   *data.Store
	secrets *secret.Chain
	program *program.Program
	world   *all.Simulated // the sample desk's, made when first needed
	close   func()
}

// open opens a workspace for a command. One that dials needs the keyring;
// without it, secrets are kept for this run only.
func (m *Main) open(ctx context.Context, dir string, dials bool) (cli.Workspace, error) {
	w, err := m.assemble(ctx, dir)
	if err != nil {
		return cli.Workspace{}, err
	}
	if dials && w.secrets.Mode() == secret.InKeyring {
		if s := w.secrets.Probe(ctx); s.State != secret.Ready {
			fmt.Fprintln(os.Stderr, s.Sentence)
			w.secrets.KeepForThisRun()
		}
	}
	return cli.Workspace{Program: w.program, MakeSample: func(ctx context.Context) error { return m.makeSample(ctx, w) }, Close: w.close}, nil
}

func (m *Main) assemble(ctx context.Context, dir string) (*workspace, error) {
	if why, bad := desktop.SyncedFolder(dir); bad {
		return nil, kernel.NewError(kernel.Storage, why)
	}
	w := &workspace{}
	bus, ids := &event.Bus{}, kernel.NewIDs(m.Clock)
	log, logFile := program.OpenLog(dir)
	var err error
	if w.store, err = data.Open(ctx, data.Options{Dir: dir, Clock: m.Clock, IDs: ids, Bus: bus, Holidays: m.Holidays, OSUser: m.OSUser, Logger: log}); err != nil {
		return nil, err
	}
	keyring, err := secret.Open(w.store.Workspace(), secret.Options{})
	if err != nil {
		return nil, errors.Join(err, w.store.Close())
	}
	w.secrets = secret.NewChain(keyring)
	w.program, err = program.New(ctx, program.Ports{Store: kept{w.store}, Sends: w.store.Outbox(), Secrets: w.secrets,
		Build: w.build, Show: m.show, Holidays: m.Holidays, Bus: bus, IDs: ids, Clock: m.Clock, Log: log})
	if err != nil {
		return nil, errors.Join(err, w.store.Close())
	}
	if w.program.Snapshot().Sample {
		w.secrets.KeepForThisRun()
	}
	w.close = func() {
		_ = errors.Join(w.program.Close(context.WithoutCancel(ctx)), w.store.Close(), logFile.Close())
	}
	return w, nil
}

// window opens the window over a workspace, unless one is open there already:
// then that one comes to the front.
func (m *Main) window(ctx context.Context, dir string) int {
	release, code := m.Take(ctx, dir)
	if release == nil {
		return code
	}
	defer func() { _ = release() }()
	a := fyneapp.NewWithID("uk.commsdesk.desktop")
	var u *ui.UI
	notifier := desktop.NewNotifier(func(key string) { u.OpenKey(key) })
	defer func() { _ = notifier.Close() }()
	m.show = func(ctx context.Context, key, title, body string) error {
		return notifier.Notify(ctx, desktop.Notification{Key: key, Title: title, Body: body, IconPNG: assets.AppIcon})
	}
	w, err := m.assemble(ctx, dir)
	if err != nil {
		return ui.ShowFault(a, kernel.Say(err))
	}
	defer w.close()
	u = ui.New(a, w.program, ui.Options{OSUser: m.OSUser, Clock: m.Clock, Log: w.program.Log, Version: version, Workspace: dir,
		Sample: w.program.Snapshot().Sample, OpenBrowser: desktop.OpenBrowser, SampleWords: rehearsal.Words(),
		OpenSample: func() error { return m.Switch(ctx, cli.SampleDir(dir), true, u.Quit) }, LeaveSample: func() error { return m.Switch(ctx, strings.TrimSuffix(dir, cli.SampleDir("")), false, u.Quit) },
		Keyring: func(ctx context.Context) (string, string) {
			s := w.secrets.Probe(ctx)
			return string(s.State), s.Sentence
		}, KeepForThisRun: w.secrets.KeepForThisRun})
	server, err := desktop.Serve(dir, func(ctx context.Context, args []string, stdin []byte) ([]byte, []byte, int) {
		return m.Handle(ctx, cli.Workspace{Program: w.program}, u.Show, args, stdin)
	})
	if err == nil {
		defer func() { _ = server.Close() }()
		err = w.program.Start(ctx)
	}
	if err != nil {
		return ui.ShowFault(a, kernel.Say(err))
	}
	u.Run()
	return cli.OK
}

// build makes a channel's adapter: the simulated mailbox on a sample desk.
func (w *workspace) build(c channel.Channel, s platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	if !w.program.Snapshot().Sample {
		return all.Build(c.Network, c.Config, s, clock)
	}
	return w.simulated(context.Background(), clock)
}

func (w *workspace) simulated(ctx context.Context, clock platforms.Clock) (all.Simulated, error) {
	if w.world != nil {
		return *w.world, nil
	}
	script, saved, err := rehearsal.Saved(ctx, w.program.Store)
	if err != nil {
		return all.Simulated{}, err
	}
	world, err := all.Simulate(script, saved, clock)
	w.world = &world
	return world, err
}

func (m *Main) makeSample(ctx context.Context, w *workspace) error {
	w.secrets.KeepForThisRun()
	return rehearsal.Make(ctx, rehearsal.Stage{Program: w.program, BeSample: w.store.BeSample, Clock: m.clock, OSUser: m.OSUser,
		World: func(ctx context.Context) (rehearsal.World, error) { return w.simulated(ctx, m.clock.Now) }})
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
