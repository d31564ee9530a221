package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/app/ui/uitest"
)

// TestWindowChannels goes through the channels of the sample desk in the real
// window with the keyboard alone: table, details, the page that adds one, and
// back.
func TestWindowChannels(t *testing.T) {
	d, w := sampleDesk(t, uitest.NewClock(t, monday))
	keep := func(name string) {
		if dir := os.Getenv("COMMSDESK_GALLERY"); dir != "" {
			w.Save(filepath.Join(dir, name+".png"))
		}
	}
	at := func(what, title string) {
		t.Helper()
		d.Until(what, func() bool { return strings.HasSuffix(w.Title(), title) })
	}
	w.Press("ctrl+5")
	at("Ctrl 5 shows the channels", "Channels · Commsdesk")
	w.Drawn()
	keep("window-channels")
	w.Press("Down", "Up", "Return", "F6", "Down", "n")
	keep("window-connect")
	w.Press("Return")
	keep("window-connect-mailbox")
	w.Press("Escape", "Escape", "Escape", "Down", "Up") // the box, the form, the choice

	// The one that is signed out; on the sample desk anything signs it in.
	w.Press("End", "s")
	w.Type("anything")
	w.Keys("Return")
	d.Until("Flickr works again", func() bool {
		for _, c := range uitest.Read[[]struct{ Network, Health string }](d.PC, "channels") {
			if c.Health == "needs-you" {
				return false
			}
		}
		return true
	})
	w.Drawn()
	keep("window-again")
	w.Press("Return", "F5", "ctrl+1")
	at("Ctrl 1 shows the queue", "Queue · Commsdesk")
	w.Quit()
	d.verify()
}
