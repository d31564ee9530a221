package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FormatDay returns the London date of t as Mon 30 Nov 2026.
func FormatDay(t time.Time) string { return InLondon(t).Format("Mon 2 Jan 2006") }

// FormatDate returns d as Mon 30 Nov 2026.
func FormatDate(d Date) string { return d.utc().Format("Mon 2 Jan 2006") }

// FormatClock returns the London time of t as 9:48: 24 hours, no leading zero,
// seconds cut off.
func FormatClock(t time.Time) string {
	h, m, _ := InLondon(t).Clock()
	return formatMinute(h*60 + m)
}

// FormatMoment returns t as Mon 30 Nov 2026 9:48.
func FormatMoment(t time.Time) string { return FormatDay(t) + " " + FormatClock(t) }

// FormatWhen returns t as briefly as somebody reading it at now needs: 9:48
// today, Tue 9:48 within six days either way, else Tue 8 Dec 9:48, with the
// year if it is another one.
func FormatWhen(now, t time.Time) string {
	today, day := DateOf(now), DateOf(t)
	away := day.number() - today.number()
	layout := "Mon 2 Jan "
	switch {
	case away == 0:
		layout = ""
	case -6 <= away && away <= 6:
		layout = "Mon "
	case day.Year != today.Year:
		layout = "Mon 2 Jan 2006 "
	}
	return InLondon(t).Format(layout) + FormatClock(t)
}

// FormatSpan returns a length in minutes as 36 min, 1 h 52 or 1,204 h 05. Days
// are never used: a working day's length depends on the desk. A negative
// length is 0 min.
func FormatSpan(minutes int) string {
	h, m := max(0, minutes)/60, max(0, minutes)%60
	switch {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return withCommas(h) + " h"
	}
	return fmt.Sprintf("%s h %02d", withCommas(h), m)
}

func withCommas(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Words returns the week for a screen: Mon to Thu 9:00 to 17:00, Fri 9:00 to
// 12:30 and 13:30 to 16:30. Neighbouring days with the same hours share an
// entry; closed days are left out.
func (w Week) Words() string {
	var entries []string
	for i := 0; i < len(mondayFirst); {
		hours := spansWords(w[mondayFirst[i]])
		last := i
		for last+1 < len(mondayFirst) && spansWords(w[mondayFirst[last+1]]) == hours {
			last++
		}
		if hours != "" {
			entries = append(entries, dayRange(mondayFirst[i], mondayFirst[last])+" "+hours)
		}
		i = last + 1
	}
	return strings.Join(entries, ", ")
}

func dayRange(first, last time.Weekday) string {
	if first == last {
		return first.String()[:3]
	}
	return first.String()[:3] + " to " + last.String()[:3]
}

func spansWords(spans []Span) string {
	words := make([]string, len(spans))
	for i, s := range spans {
		words[i] = s.words()
	}
	return inWords(words)
}

func (s Span) words() string { return formatMinute(s.Open) + " to " + formatMinute(s.Close) }

// formatMinute writes a minute of the day as a clock time; 1440 is 24:00.
func formatMinute(m int) string { return fmt.Sprintf("%d:%02d", m/60, m%60) }

// inWords joins with commas and a last "and".
func inWords(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// mondayFirst is the order in which people here read a week.
var mondayFirst = [7]time.Weekday{
	time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
}
