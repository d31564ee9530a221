// Package screen is the contract between the shell and its screens: what a
// screen gets, what it offers, and the actions table that makes menu,
// shortcuts, command list and help of one list (DESIGN 7).
package screen

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app/act"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/program"
)

// Env is what every screen works with. All its functions may be called from
// the UI goroutine only, except OnUI.
type Env struct {
	Program *program.Program
	Window  fyne.Window
	// Clock is the program's; screens show moments in London time.
	Clock func() time.Time
	// Officer is who sits here now; the zero Officer before the first run.
	Officer func() desk.Officer
	// Who is that officer for acts.
	Who func() act.Who
	// Work runs f in the background with a context that ends with the window;
	// then, back on the UI goroutine, done with f's error. No query or network
	// call ever runs on the UI goroutine. done may be nil: errors are said.
	Work func(f func(ctx context.Context) error, done func(error))
	// OnUI runs f on the UI goroutine soon; from any goroutine.
	OnUI func(f func())
	// Say shows an error or a sentence to the officer, where they look.
	Say func(err error)
	// Did shows what happened with an Undo that can be pressed until the next
	// one comes; undo nil: nothing to take back.
	Did func(words string, undo func())
	// Go shows another screen, with what to select there ("" nothing).
	Go func(to Place, id string)
	// Dialog shows content over the window with focus held in it; the returned
	// function closes it and gives focus back.
	Dialog func(title string, content fyne.CanvasObject) (closed func())
	// OpenLink opens an http, https or mailto link in the system's browser.
	OpenLink func(link string) error
	// Press runs the action with this Key ("R", "[", "Enter"), the shown
	// screen's or the shell's ("?": all keys), and tells whether one ran. Lists
	// and threads call it from OnRune and OnKey; with single keys turned off in
	// Settings letters do nothing.
	Press func(key string) bool
	// Search opens the command list for searching (Ctrl K).
	Search func()
	// Enabling tells the shell that what can be done may have changed, as after
	// another row was selected: menus grey out what can't.
	Enabling func()
	// PickFile asks for a file to attach, SaveFile for a place to save one;
	// done gets the path, "" when the officer changed their mind.
	PickFile func(done func(path string))
	SaveFile func(name string, done func(path string))
}

// Place names a screen.
type Place string

// The places.
const (
	Queue    Place = "queue"
	Outbox   Place = "outbox"
	Channels Place = "channels"
	Notices  Place = "notices"
	Settings Place = "settings"
)

// What the queue's Shown and Go take besides the id of a conversation: NewMail
// opens an empty mail, DraftPrefix before a draft's id opens that draft.
const (
	NewMail     = "new"
	DraftPrefix = "draft:"
)

// What the channels' Shown and Go take besides the id of a channel: AddChannel
// opens the page that connects another account, ConnectMailbox the mailbox's
// own, SignInPrefix before a channel's id the page that signs it in again.
const (
	AddChannel     = "add"
	ConnectMailbox = "add:mailbox"
	SignInPrefix   = "sign-in:"
)

// Action is one thing an officer can do. It stands once in the table and shows
// in a menu, in the command list, in help and as a key.
type Action struct {
	// ID is stable ("conversation.reply"); Title the words ("Reply").
	ID, Title string
	// Menu is the menu it stands in ("Conversation"); "" none.
	Menu string
	// Key is a single letter or name that acts when a list or thread has the
	// focus ("R", "Enter", "["); Shortcut acts everywhere ("Ctrl+1").
	Key, Shortcut string
	// Enabled tells whether it can be done now; nil: always. Do checks it too:
	// menu shortcuts fire for disabled items (DESIGN 7).
	Enabled func() bool
	Do      func()
	// Over lets the shortcut act while something lies over the window too, as
	// for a note written in a drawer; Enabled then looks where the keyboard is.
	Over bool
}

// Run does the action when it can be done, and tells whether it did.
func (a Action) Run() bool {
	if a.Enabled != nil && !a.Enabled() {
		return false
	}
	a.Do()
	return true
}

// Screen is one place of the window. Its methods run on the UI goroutine.
type Screen interface {
	// Content is what fills the window beside the rail; always the same object.
	Content() fyne.CanvasObject
	// Actions are the screen's own, while it is shown.
	Actions() []Action
	// Shown tells that the screen is now in front, with what to select ("":
	// keep). It reads what it shows and takes the focus.
	Shown(id string)
	// Changed tells what changed in the store; a screen reads again what it
	// shows of it.
	Changed(c event.Change)
	// Tick comes once a minute and after sleep: countdowns move.
	Tick()
	// Panes are the screen's parts for F6, in focus order.
	Panes() []fyne.Focusable
}

// Leaver is a Screen that has pages within it: Leave is Esc where nothing else
// takes it, and tells whether there was a page to leave.
type Leaver interface{ Leave() bool }
