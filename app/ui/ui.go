// Package ui is the program's window: rail, status bar, menus, keys, command
// list, and the places in it. It shows what the store holds and lets officers
// act; it asks no network anything, and the store only in the background.
package ui

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/program"
	"commsdesk/app/ui/firstrun"
	"commsdesk/app/ui/notices"
	"commsdesk/app/ui/screen"
)

// Options are what the window needs beside the program. Functions that are nil
// are things this system does not have: what needs them is absent.
type Options struct {
	// OSUser is the account of the operating system, for the journal.
	OSUser string
	Clock  app.Clock
	Log    *slog.Logger
	// Version is the program's own, for About.
	Version string
	// Workspace is the folder of the workspace, for About and backups.
	Workspace string
	// Sample says that this workspace is a sample desk.
	Sample bool
	// OpenBrowser opens an http, https or mailto link outside the program.
	OpenBrowser func(link string) error
	// OpenSample opens the sample desk; LeaveSample leads back from it.
	OpenSample, LeaveSample func() error
	// SampleWords says what the sample desk holds: "24 invented conversations".
	SampleWords string
	// Keyring tells whether passwords can be kept: state is "ready", "absent",
	// "locked" or "denied", sentence is for people. It may take seconds and is
	// called in the background. KeepForThisRun keeps passwords in memory.
	Keyring        func(ctx context.Context) (state, sentence string)
	KeepForThisRun func()
}

// UI is the window. Its methods belong to the UI goroutine, but for Show, Quit
// and OpenKey.
type UI struct {
	app  fyne.App
	p    *program.Program
	opts Options
	win  fyne.Window
	env  screen.Env

	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	busy   int // works whose end has not been shown
	// onUI runs a function on the UI goroutine; every background result takes
	// this one way (DESIGN 7).
	onUI    func(func())
	signals *signals
	unwatch func()

	officer desk.Officer
	screens map[screen.Place]screen.Screen
	at      screen.Place
	shell   *shell         // nil during the first run
	welcome *firstrun.Page // nil after it

	facts              facts
	reading, readAgain bool
	keyring            keyringState

	undo    func()
	undoAge int // minutes that the undo line has stood
	drawer  *notices.Drawer
	menuFor string // what the menu was last made of

	tray       *fyne.Menu
	trayCount  *fyne.MenuItem
	look       look
	size, kept fyne.Size
}

// New makes the window of a workspace; nothing is shown yet.
func New(a fyne.App, p *program.Program, opts Options) *UI {
	return newUI(a, p, opts, fyne.Do)
}

func newUI(a fyne.App, p *program.Program, opts Options, onUI func(func())) *UI {
	u := &UI{app: a, p: p, opts: opts, onUI: onUI}
	u.ctx, u.cancel = context.WithCancel(context.Background())
	u.applyLook()
	u.win = a.NewWindow("Commsdesk")
	u.win.SetPadded(false)
	u.win.SetMaster()
	u.env = u.newEnv()
	u.restoreWindow()
	u.watchKeys()
	u.signals = newSignals(signalPause, func(changes []event.Change) { u.onUI(func() { u.changed(changes) }) })
	u.unwatch = p.Bus.Listen(u.signals.heard)
	u.win.SetCloseIntercept(u.closing)
	u.win.SetOnClosed(u.stop)
	a.Lifecycle().SetOnStarted(u.trayMenu)
	a.Lifecycle().SetOnEnteredForeground(func() { p.Attended(true) })
	a.Lifecycle().SetOnExitedForeground(func() { p.Attended(false) })
	if len(p.Snapshot().Officers) == 0 {
		u.showFirstRun()
	} else {
		u.showDesk()
	}
	u.inBackground(u.everyMinute)
	u.probeKeyring()
	return u
}

// Run shows the window and returns when the program is to end.
func (u *UI) Run() {
	u.win.Show()
	u.app.Run()
	u.stop()
	u.work.Wait()
}

// Show brings the window back, from the tray or behind others. It may be called
// from any goroutine.
func (u *UI) Show() {
	u.onUI(func() {
		u.win.Show()
		u.win.RequestFocus()
	})
}

// Quit ends the program as the menu's Quit does, from any goroutine.
func (u *UI) Quit() { u.onUI(u.quit) }

func (u *UI) stop() {
	u.cancel()
	u.unwatch()
	u.signals.stop()
}

// who is the officer who sits here, for acts.
func (u *UI) who() act.Who { return act.Who{Officer: u.officer.ID, OSUser: u.opts.OSUser} }

// sample says whether this desk sends nothing to anyone.
func (u *UI) sample() bool { return u.opts.Sample || u.p.Snapshot().Sample }

// showDesk fills the window with the desk itself.
func (u *UI) showDesk() {
	u.chooseOfficer()
	u.screens = u.makeScreens()
	u.shell = newShell(u)
	u.win.SetContent(u.shell.content)
	u.goTo(firstPlace(u.screens), "")
	u.readFacts()
}

// goTo is Env.Go. A place that this version does not have changes nothing.
func (u *UI) goTo(to screen.Place, id string) {
	if to == placeNotices {
		u.showNotices()
		return
	}
	s, ok := u.screens[to]
	if !ok || u.shell == nil {
		return
	}
	u.at = to
	u.shell.show(s)
	u.retitle()
	s.Shown(id)
	u.enabling()
}

func (u *UI) current() screen.Screen { return u.screens[u.at] }

// changed tells the screen in front what changed, and reads the counts again.
func (u *UI) changed(changes []event.Change) {
	if u.shell == nil {
		return
	}
	for _, c := range changes {
		if c.Topic == event.Desk {
			u.deskChanged()
		}
		if s := u.current(); s != nil {
			s.Changed(c)
		}
	}
	u.enabling()
	u.readFacts()
}

// deskChanged follows settings and officers, whoever changed them.
func (u *UI) deskChanged() {
	if o, ok := u.p.Snapshot().Officer(u.officer.ID); ok {
		u.officer = o
	}
	u.applyLook()
	u.shell.rail.set(u.railView())
}

// tick comes once a minute.
func (u *UI) tick() {
	if u.shell == nil {
		return
	}
	if u.undoAge++; u.undoAge >= undoMinutes {
		u.shell.undo.Hide()
	}
	if s := u.current(); s != nil {
		s.Tick()
	}
	u.showStatus()
	u.readFacts()
}

// everyMinute ticks at each full minute of the clock until the window closes.
func (u *UI) everyMinute(ctx context.Context) {
	for {
		now := u.opts.Clock()
		next := now.Truncate(time.Minute).Add(time.Minute).Sub(now)
		select {
		case <-ctx.Done():
			return
		case <-time.After(next):
			u.onUI(u.tick)
		}
	}
}

// showNotices opens the list of what waits for the officer.
func (u *UI) showNotices() {
	if u.shell == nil || u.covered() {
		return
	}
	u.drawer = notices.Show(u.env, u.facts.notices, u.readFacts, func() { u.drawer = nil })
}
