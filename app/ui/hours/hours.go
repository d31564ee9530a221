// Package hours reads and words working hours for the screens that ask about
// them: the first run and Settings.
package hours

import (
	"strconv"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/calendar"
)

// Days are the days of a week as people here read them, Monday first.
var Days = [7]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// ParseClock reads a time of day as people type it, 9, 9:00, 09.30 or 1730, in
// minutes since midnight; 24:00 is the midnight that ends the day.
func ParseClock(typed string) (minute int, ok bool) {
	s := strings.ReplaceAll(strings.TrimSpace(typed), ".", ":")
	h, m, cut := strings.Cut(s, ":")
	if !cut && len(s) > 2 {
		h, m = s[:len(s)-2], s[len(s)-2:]
	}
	if m == "" && !cut {
		m = "00"
	}
	hours, errH := strconv.Atoi(h)
	minutes, errM := strconv.Atoi(m)
	if errH != nil || errM != nil || len(m) != 2 || hours < 0 || minutes < 0 || minutes > 59 || hours*60+minutes > 24*60 {
		return 0, false
	}
	return hours*60 + minutes, true
}

// Clock writes a minute of the day as ParseClock reads it: 9:00.
func Clock(minute int) string {
	m := strconv.Itoa(minute % 60)
	if len(m) == 1 {
		m = "0" + m
	}
	return strconv.Itoa(minute/60) + ":" + m
}

// dayForms are the ways in which a date may be typed.
var dayForms = []string{"2 Jan 2006", "2 January 2006", "Mon 2 Jan 2006", "2/1/2006", "2.1.2006", "2006-01-02"}

// ParseDay reads a date as people here type it: 3 Dec 2026, 3/12/2026 or
// 2026-12-03.
func ParseDay(typed string) (calendar.Date, bool) {
	s := strings.Join(strings.Fields(typed), " ")
	for _, form := range dayForms {
		if t, err := time.Parse(form, s); err == nil {
			return calendar.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}, true
		}
	}
	return calendar.Date{}, false
}

// Example is the promise in two moments: a question that arrives half an hour
// before the last closing of an ordinary week, and when it is due.
type Example struct{ Arrives, Due string }

// ExampleOf works an example out with the real calendar, in the week after now,
// as if it had no holidays. Its error is a sentence for people.
func ExampleOf(c calendar.Choices, now time.Time) (Example, error) {
	c.Division, c.Closures = calendar.None, nil
	v, err := calendar.NewVersion(1, c, calendar.Holidays{})
	if err != nil {
		return Example{}, app.NewError(app.Wrong, app.Say(err))
	}
	cal, err := calendar.Compile(v)
	if err != nil {
		return Example{}, app.NewError(app.Wrong, app.Say(err))
	}
	arrives := lastMoment(cal, now)
	due := cal.Due(arrives)
	e := Example{Arrives: dayAndTime(arrives), Due: dayAndTime(due)}
	if due.Sub(arrives) >= 6*24*time.Hour {
		e.Due += " the week after"
	}
	return e, nil
}

// lastMoment is half an hour of open time before the last closing of next week.
func lastMoment(cal *calendar.Calendar, now time.Time) time.Time {
	t := calendar.InLondon(now)
	monday := time.Date(t.Year(), t.Month(), t.Day()+(8-int(t.Weekday()))%7, 0, 0, 0, 0, t.Location())
	open := cal.OpenTime(monday, monday.AddDate(0, 0, 7))
	return cal.Add(monday, max(0, open-30*time.Minute))
}

func dayAndTime(t time.Time) string {
	return calendar.InLondon(t).Weekday().String() + " at " + calendar.FormatClock(t)
}

// NextHoliday says which bank holiday comes next in a division, today included:
// "Fri 25 December 2026"; "" for none that is known.
func NextHoliday(all calendar.Holidays, d calendar.Division, now time.Time) string {
	today := calendar.DateOf(now)
	for _, h := range all.For(d) {
		if h.Date.Compare(today) >= 0 {
			return time.Date(h.Date.Year, h.Date.Month, h.Date.Day, 12, 0, 0, 0, time.UTC).Format("Mon 2 January 2006")
		}
	}
	return ""
}
