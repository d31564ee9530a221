package calendar

import (
	"os"
	"testing"
	"time"
)

// list reads the list that the program ships.
func list(t testing.TB) Holidays {
	t.Helper()
	text, err := os.ReadFile("../../assets/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	h, err := ParseHolidays(text)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// desk compiles the default choices after change has had its say.
func desk(t testing.TB, change func(*Choices)) *Calendar {
	t.Helper()
	choices := DefaultChoices()
	if change != nil {
		change(&choices)
	}
	return compiled(t, choices, list(t))
}

func compiled(t testing.TB, choices Choices, h Holidays) *Calendar {
	t.Helper()
	v, err := NewVersion(1, choices, h)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Compile(v)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads a London wall clock time.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	for _, layout := range []string{"2 Jan 2006 15:04", "2 Jan 2006 15:04:05"} {
		if m, err := time.ParseInLocation(layout, s, london); err == nil {
			return m
		}
	}
	t.Fatalf("%q is not a time", s)
	return time.Time{}
}

// utc reads RFC 3339, for moments that the wall clock shows twice.
func utc(t testing.TB, s string) time.Time {
	t.Helper()
	m, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func hours(spans ...int) []Span {
	var out []Span
	for i := 0; i < len(spans); i += 2 {
		out = append(out, Span{spans[i], spans[i+1]})
	}
	return out
}

func everyDay(spans ...int) Week {
	var w Week
	for day := range w {
		w[day] = hours(spans...)
	}
	return w
}

func date(y int, m time.Month, d int) Date { return Date{y, m, d} }
