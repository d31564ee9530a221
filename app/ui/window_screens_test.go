package ui_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"commsdesk/app/ui/uitest"
)

// mostBytes is how large a picture may be that is kept in the repository.
const mostBytes = 400 << 10

// gallery keeps the pictures of the screens.
type gallery struct {
	t     *testing.T
	w     *uitest.Window
	clock *uitest.Clock
	dir   string
	had   map[string]string // name by content
}

// picture keeps what the screen shows now, and fails the test when it is the
// same as another picture: then a screen did not open.
func (g *gallery) picture(name string) {
	g.t.Helper()
	file := filepath.Join(g.dir, name+".png")
	g.w.Save(file)
	content, err := os.ReadFile(file)
	if err != nil {
		g.t.Fatal(err)
	}
	if len(content) > mostBytes {
		g.t.Errorf("%s.png has %d bytes, more than %d", name, len(content), mostBytes)
	}
	if other := g.had[string(content)]; other != "" {
		g.t.Errorf("%s.png shows the same as %s.png", name, other)
	}
	g.had[string(content)] = name
}

// command chooses a command by its words, as Ctrl K does.
func (g *gallery) command(words string) {
	g.t.Helper()
	g.w.Press("ctrl+k")
	g.w.Type(words)
	g.w.Drawn()
	g.w.Press("Return")
}

// TestScreens takes every screen in the real window, on a Monday at 9:48. With
// COMMSDESK_SCREENS the pictures are kept in that folder: make screens.
func TestScreens(t *testing.T) {
	dir := os.Getenv("COMMSDESK_SCREENS")
	if dir == "" {
		t.Skip("set COMMSDESK_SCREENS to a folder to take the pictures: make screens")
	}
	clock := uitest.NewClock(t, monday)
	d := desk{uitest.NewPC(t, uitest.Place{Clock: clock}), t}
	d.Set("FYNE_THEME", "light") // a system that is set to light
	w := d.Open()
	w.Size(1366, 768)
	g := &gallery{t: t, w: w, clock: clock, dir: dir, had: map[string]string{}}
	g.picture("first-run")
	w.Type(press)
	w.Keys("Tab", "Tab")
	w.Type("Gemma Marlow")
	w.Press("Return")
	g.picture("first-run-mailbox")

	w.Keys("alt+t")
	d.Until("the sample desk is open", w.Alone)
	d.Dir += "-sample"
	w.Find()
	d.ready(w)
	w.Size(1366, 768)
	g.desk(d)
	w.Quit()

	d.Set("FYNE_THEME", "dark")
	w = d.Open()
	g.w = w
	d.ready(w)
	if w.Wide() != 1366 || w.High() != 768 {
		t.Errorf("the window was 1366 by 768 and comes back as %d by %d", w.Wide(), w.High())
	}
	g.tom(d)
	g.picture("queue-dark")
	w.Press("ctrl+3")
	g.picture("outbox-dark")
	w.Press("ctrl+5")
	g.picture("channels-dark")
	w.Quit()

	d.Set("FYNE_THEME", "light")
	w = d.Open()
	g.w = w
	d.ready(w)
	w.Size(1100, 768)
	w.Press("j")
	g.picture("queue-1100")
	w.Size(1366, 768)
	g.command("settings: appearance")
	w.Press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Return")
	d.Until("the text is larger", func() bool { return d.textSize() == 150 })
	g.picture("settings-150")
	w.Press("ctrl+1")
	g.picture("queue-150")
	w.Quit()
}

// tom opens the conversation that has most to show.
func (g *gallery) tom(d desk) row {
	g.t.Helper()
	at := slices.IndexFunc(d.queue(), func(r row) bool { return strings.HasPrefix(r.Subject, "Which week") })
	if at < 0 {
		g.t.Fatal("the sample desk has no question about the purple bin")
	}
	tom := d.queue()[at]
	d.find(g.w, tom)
	return tom
}

// desk takes the pictures of a desk at work.
func (g *gallery) desk(d desk) {
	g.t.Helper()
	w := g.w
	g.picture("queue-light")
	tom := g.tom(d)
	compose(w)
	const words = "Hello Tom, welcome to Baldock. Your first purple-lid collection is Tuesday 8 December."
	w.Type(words)
	d.draft(g.clock, tom.ID, words)
	g.picture("thread-composer")
	w.Press("Escape", "Escape", "y")
	g.picture("menu")
	w.Press("Escape", "ctrl+shift+n")
	g.picture("notices")
	w.Press("Return")
	g.picture("outbox-unconfirmed")
	w.Press("ctrl+5")
	g.picture("channels-light")
	w.Press("n")
	g.picture("connect-choose")
	w.Press("Tab", "Return")
	g.picture("connect-x")
	w.Press("Escape", "Escape", "End", "s")
	g.picture("connect-again")
	w.Press("Escape", "Escape")
	w.Press("ctrl+k")
	w.Type("bin")
	g.picture("command-list")
	w.Press("Escape", "F1")
	g.picture("all-keys")
	w.Press("Escape")
	for _, s := range []struct{ words, file string }{
		{"settings: hours", "hours"}, {"settings: officers", "officers"},
		{"settings: tags", "tags"}, {"settings: redirects", "redirects"}, {"settings: notices", "notices"},
		{"settings: appearance", "appearance"}, {"settings: keys", "keys"}, {"settings: backup", "record"},
	} {
		g.command(s.words)
		g.picture("settings-" + s.file)
	}
	w.Press("ctrl+1", "ctrl+n")
	g.picture("new-mail")
	w.Press("Escape")
	g.networks(d)
}

// networks takes the pictures of what residents write elsewhere.
func (g *gallery) networks(d desk) {
	g.t.Helper()
	w := g.w
	d.word(w, "is there a piano")
	g.picture("queue-second-clock")
	farida := d.by("facebook", "Farida")
	d.word(w, "every two weeks for the brown")
	compose(w)
	const words = "Hello Farida, yes: purple lid one week, brown and blue the next."
	w.Type(words)
	d.draft(g.clock, farida.ID, words)
	g.picture("thread-comment")
	w.Press("Escape", "Escape", "p")
	d.inPrivate(g.clock, farida.ID)
	w.Drawn()
	g.picture("thread-private")
	w.Press("Escape", "Escape")
	w.Click(1047, 266) // beside the message
	w.Drawn()
	g.picture("measures")
	w.Press("Escape")
	g.command("hide the newest")
	g.picture("hide-form")
	w.Press("Escape", "ctrl+shift+k")
	g.picture("capture-form")
	w.Press("Escape", "ctrl+3", "Up") // the newest of those whose outcome is not known
	g.picture("outbox-network")
	w.Press("ctrl+5", "Home", "Down", "Down", "Return")
	g.picture("channels-details")
}
