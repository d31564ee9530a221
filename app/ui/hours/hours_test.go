package hours

import (
	"testing"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/assets"
)

func TestClocksAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]int{"9": 540, "9:00": 540, " 09.30 ": 570, "1730": 1050, "17:30": 1050, "0:00": 0, "24:00": 1440, "930": 570} {
		if got, ok := ParseClock(typed); !ok || got != want {
			t.Errorf("%q is %d, %t, want %d", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "nine", "9:60", "24:01", "9:5", "-1", "9:00am", ":30", "9:"} {
		if got, ok := ParseClock(typed); ok {
			t.Errorf("%q is read as %d", typed, got)
		}
	}
	for minute, want := range map[int]string{540: "9:00", 1050: "17:30", 1440: "24:00", 5: "0:05"} {
		if got := Clock(minute); got != want {
			t.Errorf("%d is written %q, want %q", minute, got, want)
		}
	}
}

func TestDaysAreReadAsPeopleTypeThem(t *testing.T) {
	want := calendar.Date{Year: 2026, Month: time.December, Day: 3}
	for _, typed := range []string{"3 Dec 2026", " 3  december 2026", "3/12/2026", "3.12.2026", "2026-12-03", "Thu 3 Dec 2026"} {
		if got, ok := ParseDay(typed); !ok || got != want {
			t.Errorf("%q is %v, %t", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "3 Dec", "31/11/2026", "soon"} {
		if got, ok := ParseDay(typed); ok {
			t.Errorf("%q is read as %v", typed, got)
		}
	}
}

func TestExampleIsTheRealCalendars(t *testing.T) {
	// The same on every day of a week, and over Christmas.
	for day := range 30 {
		now := time.Date(2026, 12, 10+day, 12, 0, 0, 0, time.UTC)
		c := calendar.DefaultChoices()
		if e, err := ExampleOf(c, now); err != nil || e != (Example{"Friday at 16:30", "Monday at 16:30"}) {
			t.Fatalf("at %v it is %+v, %v", now, e, err)
		}
		c.Rule = calendar.EndOfNextWorkingDay
		if e, _ := ExampleOf(c, now); e != (Example{"Friday at 16:30", "Monday at 17:00"}) {
			t.Fatalf("by the other rule it is %+v", e)
		}
	}
	one := calendar.Choices{Rule: calendar.OneWorkingDay, Division: calendar.None}
	one.Week[time.Tuesday] = []calendar.Span{{Open: 600, Close: 660}}
	if e, err := ExampleOf(one, time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)); err != nil || e != (Example{"Tuesday at 10:30", "Tuesday at 10:30 the week after"}) {
		t.Errorf("a desk open on Tuesdays has %+v, %v", e, err)
	}
	if _, err := ExampleOf(calendar.Choices{Rule: calendar.OneWorkingDay, Division: calendar.None}, time.Now()); err == nil {
		t.Error("a desk that never opens has an example")
	}
}

func TestNextHolidayIsNamed(t *testing.T) {
	all, err := calendar.ParseHolidays(assets.BankHolidays())
	if err != nil {
		t.Fatal(err)
	}
	november := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for division, want := range map[calendar.Division]string{
		calendar.EnglandAndWales: "Fri 25 December 2026", calendar.Scotland: "Mon 30 November 2026", calendar.None: ""} {
		if got := NextHoliday(all, division, november); got != want {
			t.Errorf("%s: %q, want %q", division, got, want)
		}
	}
	if got := NextHoliday(all, calendar.EnglandAndWales, time.Date(2026, 12, 25, 18, 0, 0, 0, time.UTC)); got != "Fri 25 December 2026" {
		t.Errorf("on the day itself: %q", got)
	}
	if got := NextHoliday(all, calendar.EnglandAndWales, time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC)); got != "" {
		t.Errorf("when none is known: %q", got)
	}
}
