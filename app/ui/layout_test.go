package ui

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"commsdesk/app/ui/part/layoutcheck"
	"commsdesk/app/ui/theme"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/sim"
)

// sizes are the windows in which nothing may be clipped or overlap.
var sizes = []struct {
	wide, high float32
	percent    int
	mode       string
}{{1366, 738, 100, "light"}, {1366, 738, 150, "dark"}, {1100, 738, 100, "dark"}, {1920, 1050, 115, "light"}}

func (o *office) fits(name string) {
	o.t.Helper()
	o.picture(name)
	for _, p := range layoutcheck.Problems(o.u.win.Canvas()) {
		o.t.Errorf("%s: %s", name, p)
	}
	for _, p := range layoutcheck.SmallTargets(o.u.win.Canvas()) {
		o.t.Errorf("%s: %s", name, p)
	}
}

func TestSettingsFit(t *testing.T) {
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%.0f-%d", s.wide, s.percent), func(t *testing.T) {
			o := newOffice(t)
			o.settle(true)
			o.look(s.mode, s.percent)
			u := o.open(Options{Version: "0.1.0", Workspace: "/home/gemma/.local/share/commsdesk"}, s.wide, s.high)
			for _, id := range []string{"hours", "officers", "tags", "redirects", "notices", "looks", "working", "record", "about"} {
				u.goTo(placeSettings, id)
				o.drain()
				o.fits(fmt.Sprintf("settings-%s-%.0f-%d", id, s.wide, s.percent))
			}
			u.showKeys()
			o.fits(fmt.Sprintf("keys-%.0f-%d", s.wide, s.percent))
			u.escape()
			u.showPalette()
			o.fits(fmt.Sprintf("palette-%.0f-%d", s.wide, s.percent))
		})
	}
}

func TestFirstRunFits(t *testing.T) {
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%.0f-%d", s.wide, s.percent), func(t *testing.T) {
			o := newOffice(t)
			u := o.open(Options{OpenSample: func() error { return nil }}, s.wide, s.high)
			mode := theme.Light
			if s.mode == "dark" {
				mode = theme.Dark
			}
			o.app.Settings().SetTheme(theme.New(mode, s.percent))
			u.win.Content().Refresh()
			o.fits(fmt.Sprintf("firstrun-%.0f-%d", s.wide, s.percent))
		})
	}
}

// drain runs what waits for the UI goroutine now, works under way included.
func (o *office) drain() {
	o.t.Helper()
	o.until("nothing is under way", func() bool { return o.u.busy == 0 && len(o.todo) == 0 })
}

func TestDeskFits(t *testing.T) {
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%.0f-%d", s.wide, s.percent), func(t *testing.T) {
			o := newOffice(t)
			o.settle(true)
			o.look(s.mode, s.percent)
			u := o.open(Options{}, s.wide, s.high)
			o.drain()
			o.fits(fmt.Sprintf("queue-%.0f-%d", s.wide, s.percent))
			u.goTo(placeOutbox, "")
			o.drain()
			o.fits(fmt.Sprintf("outbox-%.0f-%d", s.wide, s.percent))
			u.showNotices()
			o.drain()
			o.fits(fmt.Sprintf("notices-%.0f-%d", s.wide, s.percent))
		})
	}
}

func TestFormsFit(t *testing.T) {
	for _, s := range sizes[1:3] {
		t.Run(fmt.Sprintf("%.0f-%d", s.wide, s.percent), func(t *testing.T) {
			o := newOffice(t)
			o.settle(true)
			o.look(s.mode, s.percent)
			u := o.open(Options{}, s.wide, s.high)
			o.drain()
			for name, f := range map[string]struct{ section, press string }{
				"officer":  {"officers", "Change Ravi Tandy"},
				"tag":      {"tags", "Add a tag"},
				"redirect": {"redirects", "Change Phone"},
			} {
				u.goTo(placeSettings, f.section)
				o.drain()
				o.tap(f.press)
				o.fits(fmt.Sprintf("form-%s-%.0f-%d", name, s.wide, s.percent))
				for u.covered() {
					o.key("Escape")
				}
			}
			u.askClosing()
			o.fits(fmt.Sprintf("closing-%.0f-%d", s.wide, s.percent))
		})
	}
}

func TestServersOfTheFirstRunFit(t *testing.T) {
	for _, s := range sizes[1:3] {
		t.Run(fmt.Sprintf("%.0f-%d", s.wide, s.percent), func(t *testing.T) {
			o := newOffice(t)
			o.open(Options{}, s.wide, s.high)
			o.app.Settings().SetTheme(theme.New(theme.Light, s.percent))
			o.u.win.Content().Refresh()
			o.typed("press@council.example")
			o.box("Your name")
			o.typed("Gemma Marlow")
			o.tap("Continue to the mailbox")
			o.box("Password")
			o.typed("secret")
			print := platforms.Certificate{Host: "imap.council.example:993", Issuer: "CN=Council authority", Subject: "CN=imap.council.example",
				Presented: strings.Repeat("AB:", 31) + "CD", NotAfter: monday.AddDate(1, 0, 0)}
			o.world.Break(sim.Faults{Certificate: &print})
			o.tap("Test")
			o.drain()
			o.fits(fmt.Sprintf("certificate-%.0f-%d", s.wide, s.percent))
			o.sees("AB AB AB AB AB AB AB AB")
			o.world.Break(sim.Faults{})
			o.tap("Accept this certificate")
			o.drain()
			o.sees("Everything works.")
			o.fits(fmt.Sprintf("tested-%.0f-%d", s.wide, s.percent))
		})
	}
}

// What was out of sight while the looks changed must not keep the old ones.
func TestNewLooksReachWhatWasHidden(t *testing.T) {
	o := newOffice(t)
	o.settle(true)
	u := o.open(Options{}, 1366, 738)
	o.drain()
	u.win.Canvas().Capture()
	u.goTo(placeSettings, "looks")
	o.look("dark", 150)
	o.until("it is dark", func() bool { return u.look == look{theme.Dark, 150} })
	u.goTo(placeQueue, "")
	o.drain()
	o.picture("looks-live")
	// On a busy machine either window may still be reading: both get more time.
	for range 3 {
		fresh := newOffice(t)
		fresh.settle(true)
		fresh.look("dark", 150)
		fresh.open(Options{}, 1366, 738)
		fresh.drain()
		want := fresh.standing()
		fresh.picture("looks-fresh")
		if samePixels(o.standing(), want) {
			return
		}
	}
	t.Error("it differs from a fresh start")
}

// standing is the window's picture once it no longer changes: what is read in
// the background may come after the first one.
func (o *office) standing() image.Image {
	o.t.Helper()
	last, same := o.u.win.Canvas().Capture(), 0
	o.until("the picture stands still", func() bool {
		now := o.u.win.Canvas().Capture()
		if same++; !samePixels(now, last) {
			same = 0
		}
		last = now
		return same == 5
	})
	return last
}

// samePixels tells whether two captures of one size show the same.
func samePixels(a, b image.Image) bool {
	for x := range a.Bounds().Dx() {
		for y := range a.Bounds().Dy() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}
