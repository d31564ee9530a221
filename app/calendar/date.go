package calendar

import (
	"fmt"
	"time"
)

const (
	daySeconds = 24 * 60 * 60
	dateLayout = "2006-01-02"
)

// Date is a day on the calendar in Europe/London, without a time. Its text and
// JSON form is 2026-11-30. The zero Date stands for "no date".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the London date on which t falls.
func DateOf(t time.Time) Date {
	y, m, d := t.In(london).Date()
	return Date{y, m, d}
}

// ParseDate reads 2026-11-30. Its error is a sentence for people.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date. Write it like 2026-11-30", s)
	}
	return dateOfUTC(t), nil
}

// IsZero reports whether d stands for "no date".
func (d Date) IsZero() bool { return d == Date{} }

// String returns d as 2026-11-30; for people use FormatDate.
func (d Date) String() string { return d.utc().Format(dateLayout) }

// Weekday returns the day of the week of d.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays returns the date n days after d; n may be negative.
func (d Date) AddDays(n int) Date { return dateOfUTC(d.utc().AddDate(0, 0, n)) }

// Compare returns -1 if d is before e, 0 if they are the same day, else 1.
func (d Date) Compare(e Date) int { return d.utc().Compare(e.utc()) }

// MarshalText writes d as 2026-11-30, the zero Date as nothing.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// exists is false for days no calendar has, such as 30 February.
func (d Date) exists() bool { return dateOfUTC(d.utc()) == d }

// utc stands in for the date where only days are counted: UTC has no clock
// changes, so every day of it is 24 hours long.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func dateOfUTC(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// number counts days from 1 January 1970.
func (d Date) number() int64 { return d.utc().Unix() / daySeconds }

func dateOfNumber(n int64) Date { return dateOfUTC(time.Unix(n*daySeconds, 0).UTC()) }

// weekdayOfNumber relies on 1 January 1970 being a Thursday; n is never negative here.
func weekdayOfNumber(n int64) time.Weekday {
	return time.Weekday((n + int64(time.Thursday)) % 7)
}
