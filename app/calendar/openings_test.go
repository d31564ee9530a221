package calendar

import (
	"testing"
	"time"
)

func TestOpenAndNextOpening(t *testing.T) {
	c := desk(t, func(c *Choices) { c.Week[time.Friday] = hours(540, 750, 810, 1020) })
	for _, k := range []struct {
		now, until, next string // until is empty when closed
	}{
		{"26 Nov 2026 8:59", "", "26 Nov 2026 9:00"},
		{"26 Nov 2026 9:00", "26 Nov 2026 17:00", "26 Nov 2026 9:00"},
		{"26 Nov 2026 9:01", "26 Nov 2026 17:00", "27 Nov 2026 9:00"},
		{"27 Nov 2026 12:29:59", "27 Nov 2026 12:30", "27 Nov 2026 13:30"},
		{"27 Nov 2026 12:30", "", "27 Nov 2026 13:30"},
		{"27 Nov 2026 17:00", "", "30 Nov 2026 9:00"},
		{"2 Apr 2026 17:00", "", "7 Apr 2026 9:00"},
	} {
		now := at(t, k.now)
		closing, open := c.OpenUntil(now)
		if open != (k.until != "") || open && !closing.Equal(at(t, k.until)) || c.OpenAt(now) != open {
			t.Errorf("%s: open %v until %s, want %q", k.now, open, InLondon(closing), k.until)
		}
		if got := c.NextOpening(now); !got.Equal(at(t, k.next)) {
			t.Errorf("%s: opens %s, want %s", k.now, InLondon(got), k.next)
		}
	}
}

// A desk that is open round the clock neither closes nor opens at midnight.
func TestRoundTheClock(t *testing.T) {
	c := desk(t, func(c *Choices) { c.Week = everyDay(0, 1440) })
	now := at(t, "30 Nov 2026 23:59:30")
	if closing, open := c.OpenUntil(now); !open || !closing.Equal(at(t, "25 Dec 2026 0:00")) {
		t.Errorf("open %v until %s, want Christmas Day", open, closing)
	}
	if got := c.NextOpening(now); !got.Equal(at(t, "26 Dec 2026 0:00")) {
		t.Errorf("opens %s", got)
	}
	if got := c.Due(now); !got.Equal(now.Add(24 * time.Hour)) {
		t.Errorf("due %s", got)
	}
	always := desk(t, func(c *Choices) { c.Week, c.Division = everyDay(0, 1440), None })
	if closing, open := always.OpenUntil(now); !open || !closing.Equal(tableTo) || !always.NextOpening(now).IsZero() {
		t.Errorf("never closes, yet open %v until %s", open, closing)
	}
}

func TestOpeningOfWorkingDayBefore(t *testing.T) {
	c := desk(t, func(c *Choices) { c.Week[time.Friday] = hours(540, 750, 810, 1020) })
	for _, k := range []struct{ connected, from string }{
		{"2 Dec 2026 10:00", "1 Dec 2026 9:00"},
		{"30 Nov 2026 10:00", "27 Nov 2026 9:00"},
		{"30 Nov 2026 0:00", "27 Nov 2026 9:00"},
		{"28 Nov 2026 12:00", "27 Nov 2026 9:00"},
		{"7 Apr 2026 9:00", "2 Apr 2026 9:00"},
		{"1 Jul 2026 0:30", "30 Jun 2026 9:00"},
	} {
		if got := c.OpeningOfWorkingDayBefore(at(t, k.connected)); !got.Equal(at(t, k.from)) {
			t.Errorf("connected %s: from %s, want %s", k.connected, InLondon(got), k.from)
		}
	}
}

// The reminders of DESIGN-LANGUAGE 8 fall in open hours.
func TestBeforeDue(t *testing.T) {
	c := desk(t, nil)
	for _, k := range []struct {
		due  string
		left time.Duration
		want string
	}{
		{"30 Nov 2026 11:40", 2 * time.Hour, "30 Nov 2026 9:40"},
		{"30 Nov 2026 10:00", 2 * time.Hour, "27 Nov 2026 16:00"},
		{"30 Nov 2026 10:00", time.Hour, "30 Nov 2026 9:00"},
		{"30 Nov 2026 9:00:20", 15 * time.Minute, "27 Nov 2026 16:45:20"},
		{"28 Nov 2026 12:00", time.Hour, "27 Nov 2026 16:00"},
		{"28 Nov 2026 12:00", 0, "28 Nov 2026 12:00"},
	} {
		if got := c.Before(at(t, k.due), k.left); !got.Equal(at(t, k.want)) {
			t.Errorf("%s before %s is %s, want %s", k.left, k.due, InLondon(got), k.want)
		}
	}
}

func TestAddAndOpenTimeAtTheirEdges(t *testing.T) {
	c := desk(t, nil)
	saturday, monday := at(t, "28 Nov 2026 11:00"), at(t, "30 Nov 2026 10:00")
	if got := c.Add(saturday, 0); !got.Equal(saturday) {
		t.Errorf("nothing added gives %s", got)
	}
	if got := c.Add(saturday, time.Second); !got.Equal(at(t, "30 Nov 2026 9:00:01")) {
		t.Errorf("a second added gives %s", got)
	}
	if got := c.OpenTime(monday, saturday); got != 0 {
		t.Errorf("backwards there is %s of open time", got)
	}
	if got := c.Used(saturday, at(t, "30 Nov 2026 13:00"), monday); got != 0.25 {
		t.Errorf("used %v, want a quarter", got)
	}
	if got := c.Used(saturday, monday, at(t, "1 Dec 2026 12:00")); got != 1 {
		t.Errorf("late, used %v", got)
	}
	if got := c.Used(saturday, saturday.Add(time.Hour), saturday); got != 1 {
		t.Errorf("with no open time to use, used %v", got)
	}
}
