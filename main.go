// Commsdesk keeps a council's promise to answer residents within one working
// day. Without a command it opens its window; `commsdesk help` lists the rest.
package main

import (
	"context"
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
	"commsdesk/platforms/signin"
)

// version is set by the release build.
var version = "0.2.1"

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
	m.Main = cli.Main{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Clock: m.clock.Now, Version: version, Holidays: holidays, Networks: program.Describe(all.Networks()),
		Dir: filepath.Join(xdg.DataHome, "commsdesk"), File: data.FileName, MaxInput: desktop.MaxHandover, Unfit: desktop.SyncedFolder,
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

// open opens a workspace with everything in it but its loops.
func (m *Main) open(ctx context.Context, dir string) (w cli.Workspace, err error) {
	bus, ids := &event.Bus{}, kernel.NewIDs(m.Clock)
	log, logFile := program.OpenLog(dir)
	store, err := data.Open(ctx, data.Options{Dir: dir, Clock: m.Clock, IDs: ids, Bus: bus, Holidays: m.Holidays, OSUser: m.OSUser, Logger: log})
	if err != nil {
		return w, err
	}
	keyring, err := secret.Open(store.Workspace(), secret.Options{})
	if err != nil {
		return w, errors.Join(err, store.Close())
	}
	secrets := secret.NewChain(keyring)
	world := &all.World{Clock: platforms.Clock(m.Clock), Kept: rehearsal.Kept{Locals: store}}
	w.Program, err = program.New(ctx, program.Ports{Store: store, Sends: store.Outbox(), Secrets: secrets, Show: m.show, Holidays: m.Holidays, Bus: bus, IDs: ids, Clock: m.Clock, Log: log,
		Networks: all.Networks(), Browser: signin.Browser, Code: signin.ByCode, OnBattery: desktop.OnBattery,
		Build: func(c channel.Channel, s platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
			if w.Program.Snapshot().Sample {
				return world.Build(ctx, c.Network, s)
			}
			return all.Build(c.Network, c.Config, s, clock)
		}})
	if err != nil {
		return w, errors.Join(err, store.Close())
	}
	stage := rehearsal.In(world, rehearsal.Stage{Program: w.Program, BeSample: store.BeSample, Clock: m.clock, OSUser: m.OSUser})
	save, err := rehearsal.Watch(ctx, stage)
	w.MakeSample = func(ctx context.Context) error { secrets.KeepForThisRun(); return rehearsal.Make(ctx, stage) }
	w.Keyring, w.KeepForThisRun = secrets.State, secrets.KeepForThisRun
	w.Close = func() {
		_ = errors.Join(w.Program.Close(context.WithoutCancel(ctx)), save(), store.Close(), logFile.Close())
		world.Close()
	}
	if w.Program.Snapshot().Sample {
		secrets.KeepForThisRun()
	}
	return w, err
}

// window opens the window over a workspace, unless one is open there already:
// then that one comes to the front.
func (m *Main) window(ctx context.Context, dir string) int {
	var u *ui.UI
	notifier := desktop.NewNotifier(func(key string) { u.OpenKey(key) })
	defer func() { _ = notifier.Close() }()
	m.show = func(ctx context.Context, key, title, body string) error {
		return notifier.Notify(ctx, desktop.Notification{Key: key, Title: title, Body: body, IconPNG: assets.AppIcon})
	}
	w, code, err := m.Take(ctx, dir)
	if w.Program == nil && err == nil {
		return code
	}
	a := fyneapp.NewWithID("uk.commsdesk.desktop")
	if err != nil {
		return ui.ShowFault(a, kernel.Say(err))
	}
	defer w.Close()
	u = ui.New(a, w.Program, ui.Options{OSUser: m.OSUser, Clock: m.Clock, Log: w.Program.Log, Version: version, Workspace: dir,
		OpenBrowser: desktop.OpenBrowser, SampleWords: rehearsal.Words(), Keyring: w.Keyring, KeepForThisRun: w.KeepForThisRun,
		OpenSample:  func() error { return m.Switch(ctx, cli.SampleDir(dir), true, u.Quit) },
		LeaveSample: func() error { return m.Switch(ctx, strings.TrimSuffix(dir, cli.SampleDir("")), false, u.Quit) }})
	server, err := desktop.Serve(dir, func(ctx context.Context, args []string, stdin []byte) ([]byte, []byte, int) {
		return m.Handle(ctx, w, u.Show, args, stdin)
	})
	if err == nil {
		defer func() { _ = server.Close() }()
		err = w.Program.Start(ctx)
	}
	if err != nil {
		return ui.ShowFault(a, kernel.Say(err))
	}
	u.Run()
	return cli.OK
}
