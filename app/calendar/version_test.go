package calendar

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"commsdesk/app"
)

func TestPromiseIsTheCommonestWeekdaysLength(t *testing.T) {
	for _, k := range []struct {
		name string
		week func(*Week)
		want int
	}{
		{"the default", func(w *Week) {}, 480},
		{"one short Friday", func(w *Week) { w[time.Friday] = hours(540, 900) }, 480},
		{"a tie of two and two: the longer", func(w *Week) {
			*w = Week{time.Monday: hours(540, 900), time.Tuesday: hours(540, 900), time.Wednesday: hours(540, 1020), time.Thursday: hours(540, 1020)}
		}, 480},
		{"days without hours don't count", func(w *Week) { *w = Week{time.Monday: hours(540, 600)} }, 60},
		{"spans may touch", func(w *Week) { *w = everyDay(540, 720, 720, 1020) }, 480},
		{"spans of a day add up", func(w *Week) { *w = everyDay(540, 720, 780, 1020) }, 420},
	} {
		choices := DefaultChoices()
		k.week(&choices.Week)
		if got := compiled(t, choices, list(t)).Version().PromiseMinutes; got != k.want {
			t.Errorf("%s: promise of %d minutes, want %d", k.name, got, k.want)
		}
	}
}

func TestChoicesThatCannotBeUsedAreSaidInSentences(t *testing.T) {
	monday := func(spans ...int) func(*Choices) {
		return func(c *Choices) { c.Week[time.Monday] = hours(spans...) }
	}
	closedOn := func(closures ...Closure) func(*Choices) {
		return func(c *Choices) { c.Closures = closures }
	}
	for _, k := range []struct {
		change func(*Choices)
		want   string
	}{
		{func(c *Choices) { c.Week = Week{} }, "No day of the week is open."},
		{monday(1020, 540), "Monday closes at 9:00, before it opens at 17:00."},
		{monday(540, 540), "Monday opens and closes at 9:00."},
		{monday(540, 780, 720, 1020), "Monday has hours that overlap: 9:00 to 13:00 and 12:00 to 17:00."},
		{monday(540, 1441), "Monday has a time outside the day."},
		{monday(-1, 540), "Monday has a time outside the day."},
		{func(c *Choices) { c.Division = "wessex" }, "Choose whose bank holidays the desk keeps"},
		{func(c *Choices) { c.Rule = 3 }, "Choose how the promise is read"},
		{closedOn(Closure{Date: date(2026, 2, 30), Name: "Training day"}), "a date that does not exist"},
		{closedOn(Closure{Date: date(2026, 12, 1), Name: " "}), "The closed day Tue 1 Dec 2026 has no name."},
		{closedOn(Closure{Date: date(2026, 12, 1), Name: "A"}, Closure{Date: date(2026, 11, 1), Name: "B"},
			Closure{Date: date(2026, 12, 1), Name: "C"}), "Tue 1 Dec 2026 is listed as closed twice."},
	} {
		choices := DefaultChoices()
		k.change(&choices)
		_, err := NewVersion(1, choices, list(t))
		var said *ChoicesError
		if !errors.As(err, &said) {
			t.Errorf("want %q, got %v", k.want, err)
			continue
		}
		if len(said.Sentences) != 1 || !strings.Contains(said.Sentences[0], k.want) {
			t.Errorf("want %q alone, got %q", k.want, said.Sentences)
		}
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	choices := DefaultChoices()
	choices.Week[time.Monday] = hours(1020, 540)
	choices.Week[time.Tuesday] = hours(540, 540)
	_, err := NewVersion(1, choices, list(t))
	var said *ChoicesError
	if !errors.As(err, &said) || len(said.Sentences) != 2 {
		t.Fatalf("got %v", err)
	}
	if said := app.Say(err); strings.Count(said, "Make the closing time later") != 2 || app.KindOf(err) != app.Wrong {
		t.Errorf("people are told %q", said)
	}
}

func TestVersionNeedsTheListOfItsDivision(t *testing.T) {
	h, err := ParseHolidays([]byte("division,date,name\nscotland,2026-12-25,Christmas Day\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewVersion(1, DefaultChoices(), h); err == nil || !strings.Contains(err.Error(), "no list of bank holidays for England and Wales") {
		t.Errorf("got %v", err)
	}
}

// What the journal stores must read back for ever: this text is never edited.
const storedVersion = `{"number":3,"zone":"Europe/London","week":[null,[{"open":540,"close":1020}],null,null,null,null,null],` +
	`"division":"scotland","bank_holidays":[{"date":"2026-11-30","name":"St Andrew’s Day"}],` +
	`"closures":[{"date":"2026-12-07","name":"Training day","reason":"New phones"}],"rule":1,"promise_minutes":480}`

func TestStoredForm(t *testing.T) {
	var v Version
	if err := json.Unmarshal([]byte(storedVersion), &v); err != nil {
		t.Fatal(err)
	}
	if written, _ := json.Marshal(v); string(written) != storedVersion {
		t.Errorf("written as\n%s\nwant\n%s", written, storedVersion)
	}
	c, err := Compile(v)
	if err != nil {
		t.Fatal(err)
	}
	if got := FormatMoment(c.Due(at(t, "30 Nov 2026 10:00"))); got != "Mon 14 Dec 2026 17:00" {
		t.Errorf("due %s", got)
	}
}

func TestCompileRefusesADamagedVersion(t *testing.T) {
	for _, damage := range []func(*Version){
		func(v *Version) { v.Zone = "Asia/Tokyo" },
		func(v *Version) { v.Number = 0 },
		func(v *Version) { v.PromiseMinutes = 0 },
		func(v *Version) { v.Week[time.Monday] = hours(780, 1020, 540, 720) },
		func(v *Version) { v.BankHolidays[3].Name = "" },
		func(v *Version) { v.BankHolidays[3].Date = v.BankHolidays[2].Date },
	} {
		v := desk(t, nil).Version()
		v.BankHolidays = append([]Holiday(nil), v.BankHolidays...)
		damage(&v)
		var said *ChoicesError
		if _, err := Compile(v); !errors.As(err, &said) {
			t.Errorf("a damaged version was used: %v", err)
		}
	}
}

// A version keeps what it was made from, whatever the caller does afterwards.
func TestVersionCopiesItsChoices(t *testing.T) {
	choices := DefaultChoices()
	choices.Closures = []Closure{{Date: date(2026, 12, 1), Name: "Training day"}}
	v, err := NewVersion(1, choices, list(t))
	if err != nil {
		t.Fatal(err)
	}
	choices.Week[time.Monday][0] = Span{0, 1}
	choices.Closures[0].Name = "Other"
	again := v.Choices()
	again.Week[time.Tuesday][0] = Span{0, 1}
	again.Closures[0].Name = "Other"
	if v.Week[time.Monday][0].Open != 540 || v.Week[time.Tuesday][0].Open != 540 || v.Closures[0].Name != "Training day" {
		t.Errorf("the version changed: %+v", v)
	}
}

func TestHolidaysKnownUntil(t *testing.T) {
	if got := desk(t, nil).HolidaysKnownUntil(); got != date(2027, 12, 31) {
		t.Errorf("known until %s", got)
	}
}

func TestParseHolidaysRefuses(t *testing.T) {
	const head = "division,date,name\n"
	for _, k := range []struct{ list, want string }{
		{"", "first row"},
		{"scotland,2026-12-25,Christmas Day\n", "first row"},
		{head + "wessex,2026-12-25,Christmas Day\n", `row 1: "wessex" is not a division`},
		{head + "none,2026-12-25,Christmas Day\n", `"none" is not a division`},
		{head + "scotland,2026-02-30,Leap\n", `"2026-02-30" is not a date`},
		{head + "scotland,2026-12-25, \n", "2026-12-25 has no name"},
		{head + "scotland,2026-12-25,A\nscotland,2026-12-25,B\n", "row 2: 2026-12-25 stands twice"},
		{head + "scotland,2026-12-25\n", "wrong number of fields"},
	} {
		if _, err := ParseHolidays([]byte(k.list)); err == nil || !strings.Contains(err.Error(), k.want) {
			t.Errorf("%q: got %v, want %q", k.list, err, k.want)
		}
	}
}

func TestParseHolidaysSortsByDate(t *testing.T) {
	h, err := ParseHolidays([]byte("division,date,name\nscotland,2026-12-25,B\nscotland,2026-01-01,A\n"))
	if err != nil {
		t.Fatal(err)
	}
	days := h.For(Scotland)
	if len(days) != 2 || days[0].Name != "A" || len(h.For(EnglandAndWales)) != 0 {
		t.Errorf("got %v", days)
	}
	days[0].Name = "altered"
	if h.For(Scotland)[0].Name != "A" {
		t.Error("a caller altered the list")
	}
}

func TestDateText(t *testing.T) {
	var d Date
	if err := d.UnmarshalText([]byte("2026-11-30")); err != nil || d != date(2026, 11, 30) || d.String() != "2026-11-30" {
		t.Errorf("got %v, %v", d, err)
	}
	if d.Weekday() != time.Monday || d.AddDays(31) != date(2026, 12, 31) || d.Compare(d.AddDays(1)) != -1 {
		t.Error("days are counted wrongly")
	}
	for _, bad := range []string{"30 Nov 2026", "2026-13-01", "2026-02-29"} {
		if err := d.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q was read as %s", bad, d)
		}
	}
	if text, err := (Date{}).MarshalText(); err != nil || len(text) != 0 {
		t.Errorf("no date is written as %q", text)
	}
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() {
		t.Errorf("nothing is read as %s", d)
	}
}
