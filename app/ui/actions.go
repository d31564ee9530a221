package ui

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/settings"
)

// The shell's own menus; those of the screens stand between them.
const (
	menuDesk = "Commsdesk"
	menuEdit = "Edit"
	menuGo   = "Go"
	menuHelp = "Help"
)

// before and after are the shell's own actions, before and after those of the
// screen in front. Together they are the one table of DESIGN 7.
func (u *UI) before() []screen.Action {
	return []screen.Action{
		{ID: "desk.find", Title: "Search and commands", Menu: menuDesk, Shortcut: "Ctrl+K", Do: u.showPalette},
		{ID: "desk.check", Title: "Check every channel now", Menu: menuDesk, Shortcut: "F5",
			Enabled: func() bool { return len(u.facts.channels) > 0 }, Do: u.checkNow},
		{ID: "desk.officer", Title: "Change who sits here", Menu: menuDesk, Do: u.askOfficer},
		{ID: "desk.quit", Title: "Quit", Menu: menuDesk, Shortcut: "Ctrl+Q", Do: u.quit},
		{ID: "edit.undo", Title: "Undo", Menu: menuEdit, Shortcut: "Ctrl+Z", Enabled: u.canUndo, Do: u.undoLast},
	}
}

func (u *UI) after() []screen.Action {
	var out []screen.Action
	for _, g := range []struct {
		place       screen.Place
		title, keys string
	}{{placeQueue, "Queue", "Ctrl+1"}, {placeOutbox, "Outbox", "Ctrl+3"}, {placeChannels, "Channels", "Ctrl+5"}, {placeSettings, "Settings", "Ctrl+8"}} {
		if u.has(g.place) {
			out = append(out, screen.Action{ID: "go." + string(g.place), Title: g.title, Menu: menuGo, Shortcut: g.keys,
				Do: func() { u.goTo(g.place, "") }})
		}
	}
	if u.has(placeChannels) {
		out = append(out, screen.Action{ID: "channels.add", Title: "Channels: add a channel", Do: func() { u.goTo(placeChannels, screen.AddChannel) }})
		for _, c := range u.facts.channels {
			if u.facts.needsPerson(c.ID) {
				out = append(out, screen.Action{ID: "channels.sign-in." + c.ID, Title: "Channels: sign in again to " + c.Name, Do: func() { u.goTo(placeChannels, c.ID) }})
			}
		}
	}
	for _, sec := range settings.Sections() {
		out = append(out, screen.Action{ID: "settings." + sec.ID, Title: "Settings: " + strings.ToLower(sec.Name[:1]) + sec.Name[1:],
			Do: func() { u.goTo(placeSettings, sec.ID) }})
	}
	return append(out,
		screen.Action{ID: "go.notices", Title: "Notices", Menu: menuGo, Shortcut: "Ctrl+Shift+N", Do: u.showNotices},
		screen.Action{ID: "go.next-pane", Title: "Next pane", Menu: menuGo, Shortcut: "F6", Do: func() { u.pane(1) }},
		screen.Action{ID: "go.previous-pane", Title: "Previous pane", Menu: menuGo, Shortcut: "Shift+F6", Do: func() { u.pane(-1) }},
		screen.Action{ID: "help.keys", Title: "All keys", Menu: menuHelp, Shortcut: "F1", Key: "?", Do: u.showKeys},
		screen.Action{ID: "help.about", Title: "About Commsdesk", Menu: menuHelp, Enabled: func() bool { return u.has(placeSettings) },
			Do: func() { u.goTo(placeSettings, "about") }},
	)
}

// actions is the whole table as it stands now.
func (u *UI) actions() []screen.Action {
	all := u.before()
	if s := u.current(); s != nil {
		all = append(all, s.Actions()...)
	}
	return append(all, u.after()...)
}

// run does an action from menu or key. A menu's shortcut fires in dialogs too
// (DESIGN 7), where little has something to do: Undo in a text box, and what
// says so itself.
func (u *UI) run(a screen.Action) bool {
	if u.covered() && a.ID != "edit.undo" && !a.Over {
		return false
	}
	done := a.Run()
	u.enabling()
	return done
}

// covered says whether a dialog, drawer or menu lies over the window.
func (u *UI) covered() bool { return u.win.Canvas().Overlays().Top() != nil }

// press is Env.Press.
func (u *UI) press(key string) bool {
	single := utf8.RuneCountInString(key) == 1
	if u.shell == nil || u.covered() || single && !u.p.Snapshot().Settings.SingleKeys {
		return false
	}
	for _, a := range u.actions() {
		if a.Key != "" && strings.EqualFold(a.Key, key) && u.run(a) {
			return true
		}
	}
	return false
}

// undoable is a text box that has the keyboard.
type undoable interface {
	fyne.Focusable
	Undo()
}

func (u *UI) canUndo() bool {
	_, text := u.win.Canvas().Focused().(undoable)
	return text || u.undo != nil && (!u.covered() || u.drawer != nil && len(u.win.Canvas().Overlays().List()) == 1)
}

// undoLast takes back the last typing where a text box has the keyboard, else
// the last deed.
func (u *UI) undoLast() {
	if box, ok := u.win.Canvas().Focused().(undoable); ok {
		box.Undo()
		return
	}
	if u.undo != nil {
		u.undo()
	}
}

// checkNow reads every channel at once.
func (u *UI) checkNow() {
	u.p.Intake.Now()
	u.p.Dispatcher.Wake()
	u.shell.undo.Say("Checking every channel.", nil) // the last deed can still be undone
	u.undoAge = 0
}

// pane moves the keyboard to the next or previous part of the screen.
func (u *UI) pane(by int) {
	s := u.current()
	if s == nil {
		return
	}
	panes := s.Panes()
	if len(panes) == 0 {
		return
	}
	at := -1
	for i, p := range panes {
		if p == u.win.Canvas().Focused() {
			at = i
		}
	}
	if at < 0 && by < 0 {
		at = 0
	}
	u.win.Canvas().Focus(panes[(at+by+len(panes))%len(panes)])
}
