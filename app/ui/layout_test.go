package ui

import (
	"fmt"
	"testing"

	"commsdesk/app/ui/part/layoutcheck"
	"commsdesk/app/ui/theme"
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
			for _, id := range []string{"mailbox", "hours", "officers", "tags", "redirects", "notices", "looks", "working", "record", "about"} {
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
