package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFormats(t *testing.T) {
	now := at(t, "30 Nov 2026 9:48:59")
	summer := utc(t, "2026-07-01T23:05:00Z")
	for _, k := range []struct{ got, want string }{
		{FormatDay(now), "Mon 30 Nov 2026"},
		{FormatClock(now), "9:48"},
		{FormatMoment(summer), "Thu 2 Jul 2026 0:05"},
		{FormatDate(date(2026, 12, 1)), "Tue 1 Dec 2026"},
		{FormatSpan(112), "1 h 52"},
		{FormatSpan(36), "36 min"},
		{FormatSpan(0), "0 min"},
		{FormatSpan(-5), "0 min"},
		{FormatSpan(60), "1 h"},
		{FormatSpan(65), "1 h 05"},
		{FormatSpan(932), "15 h 32"},
		{FormatSpan(1204*60 + 5), "1,204 h 05"},
		{FormatSpan(1234567 * 60), "1,234,567 h"},
		{FormatWhen(now, at(t, "30 Nov 2026 0:00")), "0:00"},
		{FormatWhen(now, at(t, "1 Dec 2026 9:20")), "Tue 9:20"},
		{FormatWhen(now, at(t, "6 Dec 2026 9:20")), "Sun 9:20"},
		{FormatWhen(now, at(t, "7 Dec 2026 9:20")), "Mon 7 Dec 9:20"},
		{FormatWhen(now, at(t, "24 Nov 2026 9:20")), "Tue 9:20"},
		{FormatWhen(now, at(t, "23 Nov 2026 9:20")), "Mon 23 Nov 9:20"},
		{FormatWhen(now, at(t, "4 Jan 2027 9:20")), "Mon 4 Jan 2027 9:20"},
		{EnglandAndWales.Words() + ", " + Scotland.Words() + ", " + NorthernIreland.Words() + ", " + None.Words(),
			"England and Wales, Scotland, Northern Ireland, no bank holidays"},
		{OneWorkingDay.Words() + ", " + EndOfNextWorkingDay.Words(), "one working day, end of the next working day"},
		{fmt.Sprint(OK, Soon, Late), "ok soon late"},
	} {
		if k.got != k.want {
			t.Errorf("got %q, want %q", k.got, k.want)
		}
	}
}

func TestWeekWords(t *testing.T) {
	w := DefaultChoices().Week
	if got := w.Words(); got != "Mon to Fri 9:00 to 17:00" {
		t.Error(got)
	}
	w[time.Wednesday] = nil
	w[time.Friday] = hours(540, 750, 810, 990)
	w[time.Sunday] = hours(0, 1440)
	want := "Mon to Tue 9:00 to 17:00, Thu 9:00 to 17:00, Fri 9:00 to 12:30 and 13:30 to 16:30, Sun 0:00 to 24:00"
	if got := w.Words(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDeadlineWords(t *testing.T) {
	c := desk(t, nil)
	for _, k := range []struct {
		now, due, want string
		level          Level
	}{
		{"30 Nov 2026 9:48", "30 Nov 2026 11:40", "due 11:40, 1 h 52 left", Soon},
		{"30 Nov 2026 9:48:30", "30 Nov 2026 11:40:10", "due 11:40, 1 h 52 left", Soon},
		{"30 Nov 2026 9:48", "30 Nov 2026 9:12", "36 min late, was due 9:12", Late},
		{"30 Nov 2026 9:48", "1 Dec 2026 9:20", "due Tue 9:20, 7 h 32 left", OK},
		{"30 Nov 2026 9:48", "2 Dec 2026 9:20", "due Wed 9:20, 15 h 32 left", OK},
		{"30 Nov 2026 9:40", "30 Nov 2026 11:40", "due 11:40, 2 h left", OK},
		{"30 Nov 2026 9:40:01", "30 Nov 2026 11:40", "due 11:40, 2 h left", Soon},
		{"27 Nov 2026 16:30", "30 Nov 2026 9:30", "due Mon 9:30, 1 h left", Soon},
		{"28 Nov 2026 12:00", "30 Nov 2026 17:00", "due Mon 17:00, 8 h left", OK},
		{"30 Nov 2026 11:39:30", "30 Nov 2026 11:39:50", "due 11:39, less than 1 min left", Soon},
		{"30 Nov 2026 11:40", "30 Nov 2026 11:40", "due 11:40, no open time left", Soon},
		{"27 Nov 2026 18:00", "28 Nov 2026 10:00", "due Sat 10:00, no open time left", Soon},
		{"30 Nov 2026 11:40:40", "30 Nov 2026 11:40:20", "less than 1 min late, was due 11:40", Late},
		{"27 Nov 2026 17:00:01", "27 Nov 2026 17:00", "late, was due 17:00", Late},
		{"28 Nov 2026 10:00", "27 Nov 2026 17:00", "late, was due Fri 17:00", Late},
		{"28 Nov 2026 10:00", "27 Nov 2026 16:30", "30 min late, was due Fri 16:30", Late},
		{"30 Nov 2026 9:10", "27 Nov 2026 17:00", "10 min late, was due Fri 17:00", Late},
		{"30 Nov 2026 9:48", "30 Oct 2026 17:00", "160 h 48 late, was due Fri 30 Oct 17:00", Late},
	} {
		got := c.DeadlineWords(at(t, k.now), at(t, k.due))
		if got.Text() != k.want || got.Level != k.level {
			t.Errorf("%s, due %s: %q %s, want %q %s", k.now, k.due, got.Text(), got.Level, k.want, k.level)
		}
	}
}

// ruler writes a ruler as text: spans, then marks.
func ruler(r Ruler) []string {
	var out []string
	for _, s := range r.Spans {
		label := "open"
		if !s.Open {
			label = s.Label()
		}
		out = append(out, FormatMoment(s.From)+" > "+FormatMoment(s.To)+" "+label)
	}
	for _, m := range r.Marks {
		out = append(out, m.Label)
	}
	return out
}

func TestRuler(t *testing.T) {
	c := desk(t, func(c *Choices) {
		c.Week[time.Wednesday] = hours(540, 750, 810, 1050)
		c.Closures = []Closure{{Date: date(2026, 12, 8), Name: "Training day"}}
	})
	for _, k := range []struct {
		name, start, now string
		want             []string
	}{
		{"the picture's", "27 Nov 2026 11:40", "30 Nov 2026 9:48", []string{
			"Fri 27 Nov 2026 11:40 > Fri 27 Nov 2026 17:00 open",
			"Fri 27 Nov 2026 17:00 > Mon 30 Nov 2026 9:00 weekend, closed",
			"Mon 30 Nov 2026 9:00 > Mon 30 Nov 2026 11:40 open",
			"Fri 11:40, received", "17:00", "9:00", "now", "11:40, due"}},
		{"Easter", "2 Apr 2026 16:00", "2 Apr 2026 16:10", []string{
			"Thu 2 Apr 2026 16:00 > Thu 2 Apr 2026 17:00 open",
			"Thu 2 Apr 2026 17:00 > Tue 7 Apr 2026 9:00 Good Friday, weekend and Easter Monday, closed",
			"Tue 7 Apr 2026 9:00 > Tue 7 Apr 2026 16:00 open",
			"16:00, received", "now", "17:00", "9:00", "Tue 16:00, due"}},
		{"received while closed", "6 Apr 2026 11:00", "6 Apr 2026 10:00", []string{
			"Mon 6 Apr 2026 11:00 > Tue 7 Apr 2026 9:00 Easter Monday, closed",
			"Tue 7 Apr 2026 9:00 > Tue 7 Apr 2026 17:00 open",
			"11:00, received", "9:00", "Tue 17:00, due"}},
		{"night, lunch and lateness", "1 Dec 2026 16:00", "2 Dec 2026 18:00", []string{
			"Tue 1 Dec 2026 16:00 > Tue 1 Dec 2026 17:00 open",
			"Tue 1 Dec 2026 17:00 > Wed 2 Dec 2026 9:00 night, closed",
			"Wed 2 Dec 2026 9:00 > Wed 2 Dec 2026 12:30 open",
			"Wed 2 Dec 2026 12:30 > Wed 2 Dec 2026 13:30 break, closed",
			"Wed 2 Dec 2026 13:30 > Wed 2 Dec 2026 17:30 open",
			"Wed 2 Dec 2026 17:30 > Wed 2 Dec 2026 18:00 night, closed",
			"Tue 16:00, received", "17:00", "9:00", "12:30", "13:30", "17:00, due", "17:30", "now"}},
		{"a local closure", "7 Dec 2026 16:00", "7 Dec 2026 16:00", []string{
			"Mon 7 Dec 2026 16:00 > Mon 7 Dec 2026 17:00 open",
			"Mon 7 Dec 2026 17:00 > Wed 9 Dec 2026 9:00 Training day, closed",
			"Wed 9 Dec 2026 9:00 > Wed 9 Dec 2026 12:30 open",
			"Wed 9 Dec 2026 12:30 > Wed 9 Dec 2026 13:30 break, closed",
			"Wed 9 Dec 2026 13:30 > Wed 9 Dec 2026 17:00 open",
			"16:00, received", "now", "17:00", "9:00", "12:30", "13:30", "Wed 17:00, due"}},
		{"late by weeks: one working day past due, no mark for now", "23 Nov 2026 9:00", "28 Nov 2026 10:00", []string{
			"Mon 23 Nov 2026 9:00 > Mon 23 Nov 2026 17:00 open",
			"Mon 23 Nov 2026 17:00 > Tue 24 Nov 2026 9:00 night, closed",
			"Tue 24 Nov 2026 9:00 > Tue 24 Nov 2026 17:00 open",
			"Mon 9:00, received", "17:00", "Mon 17:00, due", "9:00"}},
	} {
		start := at(t, k.start)
		got := ruler(c.Ruler(start, c.Due(start), at(t, k.now)))
		if diff := cmp.Diff(k.want, got); diff != "" {
			t.Errorf("%s: %s", k.name, diff)
		}
	}
}

// A network's own deadline may fall in closed time, or before receipt by a bad clock.
func TestRulerWithAnyDue(t *testing.T) {
	c := desk(t, func(c *Choices) { c.Week[time.Wednesday] = nil })
	start := at(t, "1 Dec 2026 16:00")
	got := ruler(c.Ruler(start, start.Add(24*time.Hour), start))
	want := []string{"Tue 1 Dec 2026 16:00 > Tue 1 Dec 2026 17:00 open",
		"Tue 1 Dec 2026 17:00 > Wed 2 Dec 2026 16:00 Wednesday, closed",
		"16:00, received", "now", "17:00", "Wed 16:00, due"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	friday := at(t, "4 Dec 2026 16:00")
	got = ruler(c.Ruler(friday, friday.Add(8*time.Hour), friday))
	want = []string{"Fri 4 Dec 2026 16:00 > Fri 4 Dec 2026 17:00 open",
		"Fri 4 Dec 2026 17:00 > Sat 5 Dec 2026 0:00 night, closed",
		"16:00, received", "now", "17:00", "Sat 0:00, due"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = ruler(c.Ruler(start, start.Add(-time.Hour), start.Add(-2*time.Hour)))
	if diff := cmp.Diff([]string{"15:00, due", "16:00, received"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestExplain(t *testing.T) {
	c := desk(t, func(c *Choices) {
		c.Week[time.Wednesday] = hours(540, 750, 810, 1050)
		c.Closures = []Closure{{Date: date(2026, 12, 8), Name: "Training day"}}
	})
	for _, k := range []struct {
		rule        Rule
		start, want string
	}{
		{OneWorkingDay, "27 Nov 2026 16:30", "Received Fri 27 Nov 2026 16:30. One working day is 8 h of open time. " +
			"30 min on Friday, then closed for the weekend, then 7 h 30 on Monday: due Mon 30 Nov 2026 16:30."},
		{OneWorkingDay, "28 Nov 2026 11:00", "Received Sat 28 Nov 2026 11:00. One working day is 8 h of open time. " +
			"The desk is closed then (weekend), so the clock starts Mon 30 Nov 2026 9:00. 8 h on Monday: due Mon 30 Nov 2026 17:00."},
		{OneWorkingDay, "30 Nov 2026 17:00", "Received Mon 30 Nov 2026 17:00. One working day is 8 h of open time. " +
			"The desk is closed then (night), so the clock starts Tue 1 Dec 2026 9:00. 8 h on Tuesday: due Tue 1 Dec 2026 17:00."},
		{OneWorkingDay, "2 Apr 2026 16:00", "Received Thu 2 Apr 2026 16:00. One working day is 8 h of open time. " +
			"1 h on Thursday, then closed for Good Friday, the weekend and Easter Monday, then 7 h on Tuesday: due Tue 7 Apr 2026 16:00."},
		{OneWorkingDay, "7 Dec 2026 16:00", "Received Mon 7 Dec 2026 16:00. One working day is 8 h of open time. " +
			"1 h on Monday, then closed for Training day, then 7 h on Wednesday: due Wed 9 Dec 2026 17:00."},
		{OneWorkingDay, "1 Dec 2026 16:00", "Received Tue 1 Dec 2026 16:00. One working day is 8 h of open time. " +
			"1 h on Tuesday, then 7 h on Wednesday: due Wed 2 Dec 2026 17:00."},
		{OneWorkingDay, "30 Nov 2026 9:00:20", "Received Mon 30 Nov 2026 9:00. One working day is 8 h of open time. " +
			"8 h on Monday, then less than 1 min on Tuesday: due Tue 1 Dec 2026 9:00."},
		{OneWorkingDay, "2 Dec 2030 10:00", "Received Mon 2 Dec 2030 10:00. One working day is 8 h of open time. " +
			"7 h on Monday, then 1 h on Tuesday: due Tue 3 Dec 2030 10:00. " +
			"Bank holidays are known only until Fri 31 Dec 2027, so later ones are not counted."},
		{EndOfNextWorkingDay, "28 Nov 2026 11:00", "Received Sat 28 Nov 2026 11:00. The promise is the end of the next working day after the day it came. " +
			"After that the desk is closed for the weekend, so the next working day is Mon 30 Nov 2026: due Mon 30 Nov 2026 17:00."},
		{EndOfNextWorkingDay, "30 Nov 2026 8:00", "Received Mon 30 Nov 2026 8:00. The promise is the end of the next working day after the day it came. " +
			"The next working day is Tue 1 Dec 2026: due Tue 1 Dec 2026 17:00."},
		{EndOfNextWorkingDay, "2 Apr 2026 23:00", "Received Thu 2 Apr 2026 23:00. The promise is the end of the next working day after the day it came. " +
			"After that the desk is closed for Good Friday, the weekend and Easter Monday, so the next working day is Tue 7 Apr 2026: due Tue 7 Apr 2026 17:00."},
	} {
		start := at(t, k.start)
		e := c.Explain(k.rule, start)
		if diff := cmp.Diff(k.want, e.String()); diff != "" {
			t.Errorf("%s, rule %d: %s", k.start, k.rule, diff)
		}
		if !e.Due.Equal(c.DueBy(k.rule, start)) || !strings.HasSuffix(FormatMoment(e.Received), FormatClock(start)) {
			t.Errorf("%s: %+v", k.start, e)
		}
	}
}

// A closed day without hours is what it always is, whatever else it is called.
func TestExplainClosureOnAWeekend(t *testing.T) {
	c := desk(t, func(c *Choices) {
		c.Closures = []Closure{{Date: date(2026, 11, 28), Name: "Office move"}}
	})
	want := "The desk is closed then (weekend), so the clock starts Mon 30 Nov 2026 9:00."
	if got := c.Explain(OneWorkingDay, at(t, "28 Nov 2026 11:00")).String(); !strings.Contains(got, want) {
		t.Errorf("got %s", got)
	}
}

// Hours that run through midnight are told day by day.
func TestExplainAcrossMidnight(t *testing.T) {
	c := desk(t, func(c *Choices) { c.Week = everyDay(0, 120, 1200, 1440) })
	want := "Received Mon 30 Nov 2026 23:00. One working day is 6 h of open time. " +
		"1 h on Monday, then 5 h on Tuesday: due Tue 1 Dec 2026 23:00."
	if got := c.Explain(OneWorkingDay, at(t, "30 Nov 2026 23:00")).String(); got != want {
		t.Errorf("got %s", got)
	}
}

func TestExplainSaysWhatIsNotCounted(t *testing.T) {
	got := desk(t, nil).Explain(OneWorkingDay, time.Date(1969, 7, 1, 9, 0, 0, 0, time.UTC)).String()
	want := "Received Tue 1 Jul 1969 10:00. Working days are counted for the years 2000 to 2099 only, so there is no due time for it."
	if got != want {
		t.Errorf("got %s", got)
	}
}
