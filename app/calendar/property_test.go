package calendar

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The reference looks at the wall clock once a minute and knows nothing of
// tables, offsets or weeks of arithmetic.

func referenceOpen(v Version, t time.Time) bool {
	wall := t.In(london)
	today := DateOf(t)
	for _, h := range v.BankHolidays {
		if h.Date == today {
			return false
		}
	}
	for _, c := range v.Closures {
		if c.Date == today {
			return false
		}
	}
	minute := wall.Hour()*60 + wall.Minute()
	return slices.ContainsFunc(v.Week[wall.Weekday()], func(s Span) bool { return s.Open <= minute && minute < s.Close })
}

func referenceOpenTime(v Version, from, to time.Time) time.Duration {
	var open time.Duration
	for cell := from.Truncate(time.Minute); cell.Before(to); cell = cell.Add(time.Minute) {
		if referenceOpen(v, cell) {
			open += earlier(to, cell.Add(time.Minute)).Sub(later(from, cell))
		}
	}
	return open
}

func referenceAdd(v Version, start time.Time, left time.Duration) time.Time {
	for cell := start.Truncate(time.Minute); ; cell = cell.Add(time.Minute) {
		if !referenceOpen(v, cell) {
			continue
		}
		from := later(start, cell)
		if here := cell.Add(time.Minute).Sub(from); left > here {
			left -= here
			continue
		}
		return from.Add(left)
	}
}

func referenceEndOfNext(v Version, start time.Time) time.Time {
	cell := start.Truncate(time.Minute)
	for DateOf(cell) == DateOf(start) || !referenceOpen(v, cell) {
		cell = cell.Add(time.Minute)
	}
	var due time.Time
	for day := DateOf(cell); DateOf(cell) == day; cell = cell.Add(time.Minute) {
		if referenceOpen(v, cell) {
			due = cell.Add(time.Minute)
		}
	}
	return due
}

var spanEdges = rapid.OneOf(
	rapid.IntRange(0, 1440),
	rapid.SampledFrom([]int{0, 30, 59, 60, 61, 90, 119, 120, 121, 180, 540, 720, 780, 1020, 1439, 1440}),
)

func drawWeek(t *rapid.T) Week {
	var w Week
	for day := range w {
		edges := rapid.SliceOfNDistinct(spanEdges, 0, 6, rapid.ID[int]).Draw(t, time.Weekday(day).String())
		slices.Sort(edges)
		w[day] = hours(edges[:len(edges)/2*2]...)
	}
	if commonestLength(w) == 0 {
		w[time.Tuesday] = hours(60, 1020)
	}
	return w
}

// moments lie mostly around holidays and clock changes, to the millisecond.
func drawMoment(t *rapid.T, label string) time.Time {
	base := rapid.SampledFrom([]string{
		"2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z", "2026-04-02T00:00:00Z",
		"2026-12-24T00:00:00Z", "2027-03-27T00:00:00Z", "2026-07-01T00:00:00Z", "2028-02-28T00:00:00Z",
	}).Draw(t, label+" near")
	from, _ := time.Parse(time.RFC3339, base)
	if rapid.Bool().Draw(t, label+" on a minute") {
		return from.Add(time.Duration(rapid.IntRange(0, 5*minutesInDay).Draw(t, label)) * time.Minute)
	}
	return from.Add(time.Duration(rapid.IntRange(0, 5*minutesInDay*60_000).Draw(t, label)) * time.Millisecond)
}

func drawClosures(t *rapid.T) []Closure {
	days := rapid.SliceOfNDistinct(rapid.IntRange(0, 12), 0, 4, rapid.ID[int]).Draw(t, "closures")
	first := DateOf(drawMoment(t, "closures near"))
	var closures []Closure
	for _, n := range days {
		closures = append(closures, Closure{Date: first.AddDays(n), Name: "Closed"})
	}
	return closures
}

func drawCalendar(t *rapid.T, h Holidays) *Calendar {
	choices := Choices{
		Week:     drawWeek(t),
		Division: rapid.SampledFrom(Divisions()).Draw(t, "division"),
		Closures: drawClosures(t),
		Rule:     rapid.SampledFrom([]Rule{OneWorkingDay, EndOfNextWorkingDay}).Draw(t, "rule"),
	}
	v, err := NewVersion(1, choices, h)
	if err != nil {
		t.Fatal(err)
	}
	return mustCompile(t, v)
}

func mustCompile(t *rapid.T, v Version) *Calendar {
	c, err := Compile(v)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDueProperties(t *testing.T) {
	h := list(t)
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, h)
		start := drawMoment(t, "start")
		one, end := c.DueBy(OneWorkingDay, start), c.DueBy(EndOfNextWorkingDay, start)

		if got := c.OpenTime(start, one); got != c.Promise() {
			t.Errorf("%s open from start to due, promised %s", got, c.Promise())
		}
		for _, due := range []time.Time{one, end} {
			if !c.OpenAt(due.Add(-1)) {
				t.Errorf("due %s is in closed time", InLondon(due))
			}
			if !due.After(start) {
				t.Errorf("due %s is not after %s", due, start)
			}
		}
		later := start.Add(time.Duration(rapid.Int64Range(0, int64(4*24*time.Hour)).Draw(t, "later by")))
		if got := c.DueBy(OneWorkingDay, later); got.Before(one) {
			t.Errorf("received later, at %s, due earlier: %s before %s", later, got, one)
		}
		if got := c.DueBy(EndOfNextWorkingDay, later); got.Before(end) {
			t.Errorf("received later, at %s, due earlier: %s before %s", later, got, end)
		}
		if got := c.Before(one, c.Promise()); got.Before(start) || c.OpenTime(got, one) != c.Promise() || !c.OpenAt(got) {
			t.Errorf("%s is not the last open moment with the whole promise left", got)
		}
	})
}

func TestNewHolidayNeverMakesAnythingDueEarlier(t *testing.T) {
	h := list(t)
	rapid.Check(t, func(t *rapid.T) {
		before := drawCalendar(t, h)
		start := drawMoment(t, "start")
		choices := before.Version().Choices()
		day := DateOf(start).AddDays(rapid.IntRange(-2, 10).Draw(t, "holiday in days"))
		if slices.ContainsFunc(choices.Closures, func(c Closure) bool { return c.Date == day }) {
			return
		}
		choices.Closures = append(choices.Closures, Closure{Date: day, Name: "Proclaimed"})
		v, err := NewVersion(2, choices, h)
		if err != nil {
			t.Fatal(err)
		}
		after := mustCompile(t, v)
		for _, rule := range []Rule{OneWorkingDay, EndOfNextWorkingDay} {
			if was, is := before.DueBy(rule, start), after.DueBy(rule, start); is.Before(was) {
				t.Errorf("rule %d: due %s with %s closed, %s without", rule, is, day, was)
			}
		}
	})
}

func TestEqualToMinuteByMinuteReference(t *testing.T) {
	h := list(t)
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, h)
		v := c.Version()
		start := drawMoment(t, "start")
		if got, want := c.DueBy(OneWorkingDay, start), referenceAdd(v, start, c.Promise()); !got.Equal(want) {
			t.Errorf("rule 1: due %s, reference %s", InLondon(got), InLondon(want))
		}
		if got, want := c.DueBy(EndOfNextWorkingDay, start), referenceEndOfNext(v, start); !got.Equal(want) {
			t.Errorf("rule 2: due %s, reference %s", InLondon(got), InLondon(want))
		}
		to := start.Add(time.Duration(rapid.Int64Range(0, int64(6*24*time.Hour)).Draw(t, "to")))
		if got, want := c.OpenTime(start, to), referenceOpenTime(v, start, to); got != want {
			t.Errorf("open %s, reference %s", got, want)
		}
		if got, want := c.OpenAt(start), referenceOpen(v, start); got != want {
			t.Errorf("open at %s is %v, reference %v", InLondon(start), got, want)
		}
		checkOpenings(t, c, start)
		checkRuler(t, c, start)
	})
}

// checkOpenings compares what a whole-minute walk from start meets first.
func checkOpenings(t *rapid.T, c *Calendar, start time.Time) {
	v := c.Version()
	cell := start.Truncate(time.Minute)
	if cell.Before(start) {
		cell = cell.Add(time.Minute)
	}
	limit := cell.Add(60 * 24 * time.Hour)
	opening := cell
	for opening.Before(limit) && (!referenceOpen(v, opening) || referenceOpen(v, opening.Add(-time.Minute))) {
		opening = opening.Add(time.Minute)
	}
	if got := c.NextOpening(start); opening.Before(limit) && !got.Equal(opening) {
		t.Errorf("next opening %s, reference %s", InLondon(got), InLondon(opening))
	}
	closing, open := c.OpenUntil(start)
	if open != referenceOpen(v, start) {
		t.Fatalf("OpenUntil says open %v", open)
	}
	if !open {
		return
	}
	for cell.Before(limit) && referenceOpen(v, cell) {
		cell = cell.Add(time.Minute)
	}
	if cell.Before(limit) && !closing.Equal(cell) {
		t.Errorf("open until %s, reference %s", InLondon(closing), InLondon(cell))
	}
}

// checkRuler: spans cover the whole without gap or overlap, alternate, agree
// with the open time, and every closed one says why.
func checkRuler(t *rapid.T, c *Calendar, start time.Time) {
	due := c.Due(start)
	now := start.Add(time.Duration(rapid.Int64Range(-int64(time.Hour), int64(9*24*time.Hour)).Draw(t, "now")))
	r := c.Ruler(start, due, now)
	var open time.Duration
	for i, s := range r.Spans {
		if !s.From.Before(s.To) || i > 0 && (!r.Spans[i-1].To.Equal(s.From) || r.Spans[i-1].Open == s.Open) {
			t.Errorf("span %d does not follow on: %v", i, r.Spans)
		}
		if s.Open {
			open += s.To.Sub(s.From)
		}
		if s.Open != (len(s.Why) == 0) || c.OpenAt(s.From) != s.Open {
			t.Errorf("span %d says the wrong thing: %v", i, s)
		}
	}
	end := r.Spans[len(r.Spans)-1].To
	if !r.Spans[0].From.Equal(start) || end.Before(due) || open != c.OpenTime(start, end) {
		t.Errorf("the spans do not cover %s to %s: %v", start, due, r.Spans)
	}
	if !slices.IsSortedFunc(r.Marks, func(a, b RulerMark) int { return a.At.Compare(b.At) }) {
		t.Errorf("marks out of order: %v", r.Marks)
	}
}

func TestStoredVersionGivesTheSameDue(t *testing.T) {
	h := list(t)
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, h)
		stored, err := json.Marshal(c.Version())
		if err != nil {
			t.Fatal(err)
		}
		var v Version
		if err := json.Unmarshal(stored, &v); err != nil {
			t.Fatal(err)
		}
		again, _ := json.Marshal(v)
		if string(again) != string(stored) {
			t.Errorf("stored twice it differs:\n%s\n%s", stored, again)
		}
		start := drawMoment(t, "start")
		if got, want := mustCompile(t, v).Due(start), c.Due(start); !got.Equal(want) {
			t.Errorf("due %s after storing, %s before", got, want)
		}
	})
}
