package calendar

import (
	"testing"
	"time"
)

type dueCase struct {
	name, start, due string
}

func checkDue(t *testing.T, c *Calendar, rule Rule, cases []dueCase) {
	t.Helper()
	for _, k := range cases {
		start := at(t, k.start)
		for _, given := range []time.Time{start, start.UTC(), start.Local()} {
			if got, want := c.DueBy(rule, given), at(t, k.due); !got.Equal(want) {
				t.Errorf("%s: received %s is due %s, want %s", k.name, k.start, InLondon(got), want)
			}
		}
	}
}

var oneWorkingDay = []dueCase{
	{"over a weekend", "27 Nov 2026 16:30", "30 Nov 2026 16:30"},
	{"on a Saturday", "28 Nov 2026 11:00", "30 Nov 2026 17:00"},
	{"on a Sunday", "29 Nov 2026 23:59", "30 Nov 2026 17:00"},
	{"before opening", "30 Nov 2026 8:00", "30 Nov 2026 17:00"},
	{"just before opening", "30 Nov 2026 8:59:59", "30 Nov 2026 17:00"},
	{"on the opening", "30 Nov 2026 9:00", "30 Nov 2026 17:00"},
	{"just after opening", "30 Nov 2026 9:00:01", "1 Dec 2026 9:00:01"},
	{"on the closing", "30 Nov 2026 17:00", "1 Dec 2026 17:00"},
	{"after closing", "30 Nov 2026 18:20", "1 Dec 2026 17:00"},
	{"seconds are kept", "30 Nov 2026 11:40:37", "1 Dec 2026 11:40:37"},
	{"over Easter", "2 Apr 2026 16:00", "7 Apr 2026 16:00"},
	{"on Good Friday", "3 Apr 2026 10:00", "7 Apr 2026 17:00"},
	{"over Christmas, a substitute day in it", "24 Dec 2026 15:00", "29 Dec 2026 15:00"},
	{"over New Year", "31 Dec 2026 12:00", "4 Jan 2027 12:00"},
	{"over the clocks going forward", "27 Mar 2026 16:30", "30 Mar 2026 16:30"},
	{"in the night the clocks go forward", "29 Mar 2026 3:30", "30 Mar 2026 17:00"},
	{"over the clocks going back", "23 Oct 2026 16:30", "26 Oct 2026 16:30"},
	{"in the night the clocks go back", "25 Oct 2026 1:30", "26 Oct 2026 17:00"},
	{"beyond the list", "22 Dec 2031 10:00", "23 Dec 2031 10:00"},
}

func TestDueOneWorkingDay(t *testing.T) {
	checkDue(t, desk(t, nil), OneWorkingDay, oneWorkingDay)
}

var endOfNext = []dueCase{
	{"on a Saturday", "28 Nov 2026 11:00", "30 Nov 2026 17:00"},
	{"before opening", "30 Nov 2026 8:00", "1 Dec 2026 17:00"},
	{"after closing", "30 Nov 2026 23:59:59", "1 Dec 2026 17:00"},
	{"at midnight", "1 Dec 2026 0:00", "2 Dec 2026 17:00"},
	{"on a Friday", "27 Nov 2026 9:00", "30 Nov 2026 17:00"},
	{"over Easter", "2 Apr 2026 16:00", "7 Apr 2026 17:00"},
	{"over Christmas", "24 Dec 2026 15:00", "29 Dec 2026 17:00"},
	{"just after midnight in summer time, still the day before in UTC", "1 Jul 2026 0:30", "2 Jul 2026 17:00"},
	{"over the clocks going forward", "27 Mar 2026 16:30", "30 Mar 2026 17:00"},
	{"over the clocks going back", "25 Oct 2026 0:30", "26 Oct 2026 17:00"},
}

func TestDueEndOfNextWorkingDay(t *testing.T) {
	checkDue(t, desk(t, nil), EndOfNextWorkingDay, endOfNext)
	c := desk(t, func(c *Choices) { c.Rule = EndOfNextWorkingDay })
	if got, want := c.Due(at(t, "30 Nov 2026 8:00")), at(t, "1 Dec 2026 17:00"); !got.Equal(want) {
		t.Errorf("Due does not follow the version's rule: %s", got)
	}
}

func TestDueFollowsTheDivision(t *testing.T) {
	scotland := desk(t, func(c *Choices) { c.Division = Scotland })
	checkDue(t, scotland, OneWorkingDay, []dueCase{
		{"Easter Monday is worked", "2 Apr 2026 16:00", "6 Apr 2026 16:00"},
		{"2 January, on the Monday after", "31 Dec 2026 12:00", "5 Jan 2027 12:00"},
	})
	none := desk(t, func(c *Choices) { c.Division = None })
	checkDue(t, none, OneWorkingDay, []dueCase{{"Christmas Day is worked", "24 Dec 2026 15:00", "25 Dec 2026 15:00"}})
	if got := none.HolidaysKnownUntil(); !got.IsZero() {
		t.Errorf("no bank holidays kept, yet known until %s", got)
	}
}

func TestDueWithLunchClosing(t *testing.T) {
	c := desk(t, func(c *Choices) {
		for day := time.Monday; day <= time.Friday; day++ {
			c.Week[day] = hours(13*60+30, 17*60, 9*60, 12*60+30) // in either order
		}
	})
	if got := c.Version().PromiseMinutes; got != 420 {
		t.Fatalf("the promise is %d minutes, want 420", got)
	}
	checkDue(t, c, OneWorkingDay, []dueCase{
		{"in the morning", "1 Dec 2026 10:00", "2 Dec 2026 10:00"},
		{"in the lunch hour, due at the closing before the next", "1 Dec 2026 13:00", "2 Dec 2026 12:30"},
		{"at the closing for lunch", "1 Dec 2026 12:30", "2 Dec 2026 12:30"},
		{"at the opening after lunch", "1 Dec 2026 13:30", "2 Dec 2026 12:30"},
	})
	checkDue(t, c, EndOfNextWorkingDay, []dueCase{{"the day's last closing", "1 Dec 2026 10:00", "2 Dec 2026 17:00"}})
}

func TestDueOverLocalClosure(t *testing.T) {
	c := desk(t, func(c *Choices) {
		c.Closures = []Closure{{Date: date(2026, 12, 1), Name: "Training day", Reason: "New phone system"}}
	})
	checkDue(t, c, OneWorkingDay, []dueCase{
		{"the day before", "30 Nov 2026 16:00", "2 Dec 2026 16:00"},
		{"on the day", "1 Dec 2026 10:00", "2 Dec 2026 17:00"},
	})
}

// A holiday proclaimed after something was received moves its due time by a new
// version, and leaves what the old version says as it was.
func TestHolidayProclaimedAfterReceipt(t *testing.T) {
	const before = "division,date,name\nengland-and-wales,2026-12-25,Christmas Day\n"
	start := at(t, "30 Nov 2026 11:00")
	due := func(number int, csv string) time.Time {
		h, err := ParseHolidays([]byte(csv))
		if err != nil {
			t.Fatal(err)
		}
		v, err := NewVersion(number, DefaultChoices(), h)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Compile(v)
		if err != nil {
			t.Fatal(err)
		}
		return c.Due(start)
	}
	if got, want := due(1, before), at(t, "1 Dec 2026 11:00"); !got.Equal(want) {
		t.Errorf("version 1: due %s, want %s", got, want)
	}
	after := before + "england-and-wales,2026-12-01,Day of thanks\n"
	if got, want := due(2, after), at(t, "2 Dec 2026 11:00"); !got.Equal(want) {
		t.Errorf("version 2: due %s, want %s", got, want)
	}
}

// Hours in the small hours: the hour that spring skips is not open, the hour
// that autumn repeats is open twice, because the wall clock says so.
func TestOpenOverClockChanges(t *testing.T) {
	night := desk(t, func(c *Choices) { c.Week, c.Division = everyDay(0, 240), None })
	for _, k := range []struct {
		name, from, to string
		open           time.Duration
	}{
		{"spring night of 3 hours", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 3 * time.Hour},
		{"autumn night of 5 hours", "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", 5 * time.Hour},
		{"any night", "2026-11-24T12:00:00Z", "2026-11-25T12:00:00Z", 4 * time.Hour},
	} {
		if got := night.OpenTime(utc(t, k.from), utc(t, k.to)); got != k.open {
			t.Errorf("%s: open %s, want %s", k.name, got, k.open)
		}
	}
	if got, want := night.Due(utc(t, "2026-03-28T23:00:00Z")), utc(t, "2026-03-30T00:00:00Z"); !got.Equal(want) {
		t.Errorf("in spring due %s, want 4 h later at 1:00 on Monday, %s", got, want)
	}
	if got, want := night.Due(utc(t, "2026-10-24T23:00:00Z")), utc(t, "2026-10-25T03:00:00Z"); !got.Equal(want) {
		t.Errorf("in autumn due %s, want %s", got, want)
	}
	skipped := desk(t, func(c *Choices) { c.Week, c.Division = everyDay(60, 120), None })
	if skipped.OpenTime(utc(t, "2026-03-29T00:00:00Z"), utc(t, "2026-03-29T12:00:00Z")) != 0 {
		t.Error("the hour that does not exist was open")
	}
	if got := skipped.OpenTime(utc(t, "2026-10-25T00:00:00Z"), utc(t, "2026-10-25T12:00:00Z")); got != 2*time.Hour {
		t.Errorf("the hour that comes twice was open %s", got)
	}
}

func TestMachineZoneIsIgnored(t *testing.T) {
	before := time.Local
	t.Cleanup(func() { time.Local = before })
	for _, name := range []string{"Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		time.Local = zone
		c := desk(t, nil)
		checkDue(t, c, OneWorkingDay, oneWorkingDay)
		checkDue(t, c, EndOfNextWorkingDay, endOfNext)
		if got := FormatMoment(at(t, "30 Nov 2026 9:48").Local()); got != "Mon 30 Nov 2026 9:48" {
			t.Errorf("in %s the words are %s", name, got)
		}
	}
}

// Moments outside the years counted give the nearest answer, never a crash.
func TestMomentsOutsideTheYearsCounted(t *testing.T) {
	c := desk(t, nil)
	far := time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, rule := range []Rule{OneWorkingDay, EndOfNextWorkingDay} {
		if got := c.DueBy(rule, far); !got.Equal(tableTo) {
			t.Errorf("rule %d: year 2500 is due %s", rule, got)
		}
		if got := c.DueBy(rule, time.Time{}); FormatMoment(got) != "Mon 3 Jan 2000 17:00" {
			t.Errorf("rule %d: year 1 is due %s", rule, FormatMoment(got))
		}
	}
	if Covers(far) || Covers(time.Time{}) || !Covers(at(t, "30 Nov 2026 9:00")) {
		t.Error("Covers is wrong about the years counted")
	}
	if got := c.OpenTime(time.Time{}, far); got != time.Duration(c.open.total()) {
		t.Errorf("open time over everything is %s", got)
	}
	if c.OpenAt(far) || !c.NextOpening(far).IsZero() {
		t.Error("there is open time after the last year counted")
	}
	if got := c.OpeningOfWorkingDayBefore(time.Time{}); !got.Equal(tableFrom) {
		t.Errorf("the working day before year 1 is %s", got)
	}
	if got := c.Before(time.Time{}, time.Hour); !got.Equal(tableFrom) {
		t.Errorf("an hour before year 1 is %s", got)
	}
}

// Aim: 150 ms an operation, which is 100,000 due times.
func BenchmarkDue100000(b *testing.B) {
	c := desk(b, nil)
	start := at(b, "1 Jan 2025 0:00")
	for b.Loop() {
		for i := range 100_000 {
			c.Due(start.Add(time.Duration(i) * 11 * time.Minute))
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	v := desk(b, nil).Version()
	for b.Loop() {
		if _, err := Compile(v); err != nil {
			b.Fatal(err)
		}
	}
}
