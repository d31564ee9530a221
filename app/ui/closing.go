package ui

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
	"commsdesk/assets"
)

// closing is a press on the window's cross. Some desktops have no tray, so that
// a window that just vanished would seem to have quit: the officer is asked
// once (DESIGN 7).
func (u *UI) closing() {
	if u.shell == nil {
		u.quit()
		return
	}
	switch u.p.Snapshot().Settings.OnClose {
	case "tray":
		u.hide()
	case "quit":
		u.quit()
	default:
		u.askClosing()
	}
}

func (u *UI) askClosing() {
	if u.covered() {
		return
	}
	remember := part.NewCheckRow("Do this each time", "Settings can change it", false)
	var closed func()
	choose := func(setting string, do func()) func() {
		return func() {
			closed()
			if remember.On() {
				u.env.Work(func(ctx context.Context) error { return u.p.SetSetting(ctx, u.who(), "on_close", setting) }, func(err error) {
					u.say(err)
					do()
				})
				return
			}
			do()
		}
	}
	stay := part.NewButton(part.ButtonSpec{Label: "Keep running", Look: part.Primary}, nil)
	quit := part.NewButton(part.ButtonSpec{Label: "Quit"}, nil)
	stay.OnTapped, quit.OnTapped = choose("tray", u.hide), choose("quit", u.quit)
	p := part.ShowPanel(u.win.Canvas(), part.PanelSpec{Title: "Keep Commsdesk running?", First: stay, Content: part.Column(10,
		part.NewWrapped("While it runs without its window, messages are read, replies go out, and you are told before a reply is due. "+
			"To see the window again, start Commsdesk again or use its icon in the tray, if your desktop has one.", theme.Dense, theme.Text2),
		remember, part.Pad(6, 0, 0, 0, part.Row(8, part.Spring(), quit, stay)))})
	closed = p.Close
}

// hide takes the window away; everything goes on.
func (u *UI) hide() {
	u.saveWindow()
	u.win.Hide()
}

// quit ends the program. What was typed is saved by the program's Close.
func (u *UI) quit() {
	u.saveWindow()
	u.app.Quit()
}

// trayMenu puts the program into the system's tray, where there is one. The
// toolkit can do so only while it runs.
func (u *UI) trayMenu() {
	d, ok := u.app.(desktop.App)
	if !ok {
		return
	}
	u.trayCount = fyne.NewMenuItem(trayWords(facts{}), func() { u.Show() })
	quit := fyne.NewMenuItem("Quit", u.quit)
	quit.IsQuit = true
	u.tray = fyne.NewMenu("Commsdesk", fyne.NewMenuItem("Open Commsdesk", func() { u.Show() }), u.trayCount, fyne.NewMenuItemSeparator(), quit)
	d.SetSystemTrayIcon(fyne.NewStaticResource("commsdesk.png", assets.AppIcon))
	d.SetSystemTrayMenu(u.tray)
}

func (u *UI) retray() {
	if words := trayWords(u.facts); u.tray != nil && u.trayCount.Label != words {
		u.trayCount.Label = words
		u.tray.Refresh()
	}
}

func trayWords(f facts) string {
	switch f.open {
	case 0:
		return "Nobody is waiting for a reply"
	case 1:
		return "1 needs a reply"
	}
	return fmt.Sprintf("%s need a reply", part.Commas(f.open))
}
