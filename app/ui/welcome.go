package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"commsdesk/app/ui/firstrun"
)

// showFirstRun fills the window with the first page of a new desk.
func (u *UI) showFirstRun() {
	opts := firstrun.Options{SampleWords: u.opts.SampleWords, Connected: u.connected(), Done: u.welcomed,
		Keyring: func() (bool, string) { return u.keyring.usable(), u.keyring.sentence }}
	if u.opts.OpenSample != nil && !u.sample() {
		opts.OpenSample = u.opts.OpenSample
	}
	if u.opts.KeepForThisRun != nil {
		opts.KeepForThisRun = u.keepForThisRun
	}
	u.welcome = firstrun.New(u.env, opts)
	u.win.SetTitle("Welcome · Commsdesk")
	u.win.SetContent(u.welcome.Content())
	u.win.Canvas().AddShortcut(sampleKey, func(fyne.Shortcut) {
		if u.welcome != nil && !u.covered() {
			u.welcome.OpenSample()
		}
	})
	u.welcome.Focus()
}

// sampleKey is Alt T (picture 08).
var sampleKey = shortcut("Alt+T")

// connected is the address of a mailbox that the command line connected before
// the desk was set up, or "".
func (u *UI) connected() string {
	chans, err := u.p.Channels.Channels(u.ctx, false)
	if err != nil {
		u.opts.Log.Warn("could not read the channels", "error", err)
	}
	if len(chans) == 0 {
		return ""
	}
	return chans[0].Identity
}

// welcomed is called when the desk was set up: its officer sits here now.
func (u *UI) welcomed(officer string) {
	u.welcome = nil
	u.win.Canvas().RemoveShortcut(sampleKey)
	u.env.Work(func(ctx context.Context) error { return u.p.Store.SetLocal(ctx, localOfficer, officer) }, nil)
	u.officer, _ = u.p.Snapshot().Officer(officer)
	u.showDesk()
}
