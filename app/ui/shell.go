package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// undoMinutes is for how many minutes an undo line stands. Ctrl Z goes on
// working after that.
const undoMinutes = 2

// shell is the frame around the place in front.
type shell struct {
	u       *UI
	content fyne.CanvasObject
	rail    *rail
	banners *fyne.Container // what holds for the whole desk
	said    *fyne.Container // an error that the officer has not closed
	page    *fyne.Container // the screen in front
	undo    *part.UndoLine
	status  *part.StatusBar
	width   float32
	shown   string // what the banners say
}

func newShell(u *UI) *shell {
	s := &shell{u: u, banners: part.Column(0), said: part.Column(0), page: part.Stack(), undo: part.NewUndoLine(), status: part.NewStatusBar()}
	s.rail = newRail(u)
	floating := part.Column(0, part.Spring(), part.Pad(0, 12, 10, 12, part.Row(0, part.Sized(380, 0, s.undo), part.Spring())))
	middle := part.Column(0, s.banners, s.said, part.Grow(part.Stack(s.page, floating)))
	frame := part.Column(0, part.Grow(part.RowFill(0, s.rail.content, part.Grow(middle))), s.status)
	s.content = container.New(&measured{s: s}, part.NewBox(theme.Bg, 0), frame)
	return s
}

// measured is the outermost layout: it tells the frame how wide the window is,
// and asks for no more room than a small screen has.
type measured struct{ s *shell }

// MinSize implements fyne.Layout.
func (m *measured) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 480) }

// Layout implements fyne.Layout.
func (m *measured) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if m.s.width != size.Width {
		m.s.width = size.Width
		m.s.u.showStatus()
	}
	for _, o := range objects {
		o.Resize(size)
	}
	m.s.u.sized()
}

// show puts a screen in front.
func (s *shell) show(sc screen.Screen) {
	s.undo.Hide()
	s.page.Objects = []fyne.CanvasObject{sc.Content()}
	s.page.Refresh()
	s.rail.set(s.u.railView())
}

// setBanners shows what holds for the whole desk; the same ones stay as they
// are, so that a focused button in one keeps the keyboard.
func (s *shell) setBanners(all []banner) {
	key := ""
	for _, b := range all {
		key += b.words.Bold + b.words.Rest + "\n"
	}
	if key == s.shown {
		return
	}
	s.shown = key
	s.banners.Objects = nil
	for _, b := range all {
		var buttons []fyne.CanvasObject
		for _, d := range b.deeds {
			buttons = append(buttons, part.NewButton(part.ButtonSpec{Label: d.label, Height: theme.SmallSize}, d.do))
		}
		s.banners.Add(part.Banner(b.icon, b.tone, b.words, buttons...))
	}
	s.content.Refresh()
}

// say shows an error until it is closed or the next one comes.
func (s *shell) say(err error) {
	s.said.Objects = nil
	if err != nil {
		tone, icon := part.Soon, theme.IconWarningFill
		if app.KindOf(err) == app.Storage || app.KindOf(err) == app.Internal {
			tone, icon = part.Late, theme.IconErrorFill
		}
		s.said.Add(part.Banner(icon, tone, part.Words{Rest: app.Say(err)},
			part.NewButton(part.ButtonSpec{Label: "Close", Height: theme.SmallSize}, func() { s.say(nil) })))
	}
	s.content.Refresh()
}

// did shows what was done, with the way back.
func (s *shell) did(words string, undo func()) {
	s.undo.Say(words, undo)
}

// leave is Esc where nothing else takes it: what was said goes away.
func (s *shell) leave() {
	s.undo.Hide()
	if len(s.said.Objects) > 0 {
		s.say(nil)
	}
}
