package program

import (
	"testing"
	"time"
)

// TestSlow: nobody at the desk for a while, or on the battery.
func TestSlow(t *testing.T) {
	now := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	p := &Program{Ports: Ports{Clock: func() time.Time { return now }}}
	is := func(when string, want bool) {
		t.Helper()
		if got := p.slow(); got != want {
			t.Errorf("%s: slow %v", when, got)
		}
	}
	is("without a window", false)
	p.Attended(false)
	is("just left", false)
	now = now.Add(10 * time.Minute)
	p.Attended(false) // told twice, it is the first that counts
	now = now.Add(6 * time.Minute)
	is("left for a while", true)
	p.Attended(true)
	is("back", false)
	p.OnBattery = func() bool { return true }
	is("on the battery", true)
}
