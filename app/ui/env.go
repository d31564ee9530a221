package ui

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"commsdesk/app"
	"commsdesk/app/desk"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// newEnv is what every screen works with.
func (u *UI) newEnv() screen.Env {
	return screen.Env{
		Program: u.p, Window: u.win, Clock: u.opts.Clock,
		Officer: func() desk.Officer { return u.officer }, Who: u.who,
		Work: u.background, OnUI: u.onUI, Say: u.say, Did: u.did,
		Go: u.goTo, Dialog: u.dialog, OpenLink: u.openLink,
		PickFile: u.pickFile, SaveFile: u.saveFile,
		Press: u.press, Search: u.showPalette, Enabling: u.enabling,
	}
}

// background is Env.Work.
func (u *UI) background(f func(ctx context.Context) error, done func(error)) {
	u.busy++
	u.inBackground(func(ctx context.Context) {
		err := f(ctx)
		if ctx.Err() != nil {
			return // the window is gone: there is nobody to tell
		}
		u.onUI(func() {
			u.busy--
			switch {
			case done != nil:
				done(err)
			case err != nil:
				u.say(err)
			}
		})
	})
}

// inBackground runs f, and lets Run wait for it.
func (u *UI) inBackground(f func(ctx context.Context)) {
	u.work.Add(1)
	go func() {
		defer u.work.Done()
		f(u.ctx)
	}()
}

// say is Env.Say.
func (u *UI) say(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	if app.KindOf(err) == app.Internal {
		u.opts.Log.Error("shown to the officer", "error", err)
	}
	if u.shell != nil {
		u.shell.say(err)
		return
	}
	u.dialog("That did not work", part.NewWrapped(app.Say(err), theme.Dense, theme.Text))
}

// did is Env.Did.
func (u *UI) did(words string, undo func()) {
	u.undo, u.undoAge = nil, 0
	if undo != nil {
		u.undo = func() {
			u.undo = nil
			u.shell.undo.Hide()
			u.enabling()
			undo()
		}
	}
	if u.shell != nil {
		u.shell.did(words, u.undo)
	}
	u.enabling()
}

// dialog is Env.Dialog.
func (u *UI) dialog(name string, content fyne.CanvasObject) (closed func()) {
	return part.ShowPanel(u.win.Canvas(), part.PanelSpec{Title: name, Content: content, Width: 560}).Close
}

// openLink is Env.OpenLink. Links of residents go out only as what they are
// allowed to be (DESIGN 9).
func (u *UI) openLink(link string) error {
	parsed, err := url.Parse(strings.TrimSpace(link))
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" && parsed.Scheme != "mailto" {
		return app.NewError(app.Wrong, "Commsdesk opens web addresses and mail addresses only. This link is neither, so it was not opened.")
	}
	if u.opts.OpenBrowser == nil {
		return app.NewError(app.Unreachable, "No browser was found on this computer. Copy the link and open it yourself.")
	}
	return u.opts.OpenBrowser(parsed.String())
}

// pickFile is Env.PickFile.
func (u *UI) pickFile(done func(path string)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil {
			u.say(unreadable(err))
		}
		if err != nil || r == nil {
			done("")
			return
		}
		_ = r.Close() // the file is read by whoever asked
		done(r.URI().Path())
	}, u.win)
	u.showFiles(d)
}

// saveFile is Env.SaveFile. It asks for a folder and adds the name, so that
// nothing is made or overwritten before the file is written.
func (u *UI) saveFile(name string, done func(path string)) {
	d := dialog.NewFolderOpen(func(dir fyne.ListableURI, err error) {
		if err != nil {
			u.say(unreadable(err))
		}
		if err != nil || dir == nil {
			done("")
			return
		}
		file, err := storage.Child(dir, name)
		if err != nil {
			u.say(unreadable(err))
			done("")
			return
		}
		done(file.Path())
	}, u.win)
	d.SetTitleText("Choose a folder for " + name)
	d.SetConfirmText("Save here")
	u.showFiles(d)
}

func unreadable(err error) error {
	return app.NewError(app.Storage, "That folder or file can't be opened. Nothing was changed. Choose another one.").Because(err)
}

// showFiles gives the toolkit's file dialog most of the window.
func (u *UI) showFiles(d *dialog.FileDialog) {
	size := u.win.Canvas().Size()
	d.Resize(fyne.NewSize(min(size.Width-40, 900), min(size.Height-40, 620)))
	d.Show()
}
