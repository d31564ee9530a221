package calendar

import (
	"slices"
	"time"
)

// Rule is the desk's reading of "one working day" (S 6.2.2). Its number is
// stored and never changes meaning.
type Rule int

const (
	// OneWorkingDay is one working day's length of open time (DESIGN 3, rule 1).
	OneWorkingDay Rule = 1
	// EndOfNextWorkingDay is the last closing of the first working day after
	// the calendar day of receipt (DESIGN 3, rule 2).
	EndOfNextWorkingDay Rule = 2
)

// Words returns the rule for a screen or a sentence.
func (r Rule) Words() string {
	if r == EndOfNextWorkingDay {
		return "end of the next working day"
	}
	return "one working day"
}

// Span is a stretch of a day in which the desk is open, in minutes of the
// London wall clock since midnight: from Open until just before Close. Close
// may be 1440, the midnight that ends the day.
type Span struct {
	Open  int `json:"open"`
	Close int `json:"close"`
}

// Week holds the open spans of each day of the week, several a day if the desk
// closes for lunch, indexed by time.Weekday: Sunday is 0. A day without spans
// is no working day.
type Week [7][]Span

// Closure is a day on which this desk alone is closed, such as a training day.
type Closure struct {
	Date   Date   `json:"date"`
	Name   string `json:"name"`
	Reason string `json:"reason,omitempty"`
}

// Choices are what a desk decides about its working days.
type Choices struct {
	Week     Week
	Division Division
	Closures []Closure
	Rule     Rule
}

// DefaultChoices returns Monday to Friday, 9:00 to 17:00, the bank holidays of
// England and Wales, no closures, and one working day.
func DefaultChoices() Choices {
	c := Choices{Division: EnglandAndWales, Rule: OneWorkingDay}
	for day := time.Monday; day <= time.Friday; day++ {
		c.Week[day] = []Span{{Open: 9 * 60, Close: 17 * 60}}
	}
	return c
}

// Version is one state of the desk's working calendar, complete in itself: a
// due time worked out with it comes out the same for ever, whatever lists and
// settings come later. It is never altered; a change is a new Version with the
// next number. The JSON form is what the journal stores.
type Version struct {
	Number       int       `json:"number"`
	Zone         string    `json:"zone"`
	Week         Week      `json:"week"`
	Division     Division  `json:"division"`
	BankHolidays []Holiday `json:"bank_holidays"`
	Closures     []Closure `json:"closures"`
	Rule         Rule      `json:"rule"`

	// PromiseMinutes is the length of "one working day" in minutes of open
	// time: that of the commonest weekday, the longer one on a tie.
	PromiseMinutes int `json:"promise_minutes"`
}

// NewVersion makes a version from a desk's choices and the list of bank
// holidays of the day. It copies and sorts what it is given. Its error is a
// ChoicesError.
func NewVersion(number int, c Choices, h Holidays) (Version, error) {
	v := Version{
		Number:       number,
		Zone:         Zone,
		Division:     c.Division,
		BankHolidays: h.For(c.Division),
		Closures:     slices.Clone(c.Closures),
		Rule:         c.Rule,
	}
	for day, spans := range c.Week {
		v.Week[day] = slices.Clone(spans)
		slices.SortFunc(v.Week[day], func(a, b Span) int { return a.Open - b.Open })
	}
	slices.SortFunc(v.Closures, func(a, b Closure) int { return a.Date.Compare(b.Date) })
	v.PromiseMinutes = commonestLength(v.Week)
	if err := v.check(); err != nil {
		return Version{}, err
	}
	return v, nil
}

// Choices returns what the version was made from, for a settings page to start
// from. The caller may change it.
func (v Version) Choices() Choices {
	c := Choices{Division: v.Division, Closures: slices.Clone(v.Closures), Rule: v.Rule}
	for day, spans := range v.Week {
		c.Week[day] = slices.Clone(spans)
	}
	return c
}

// HolidaysKnownUntil returns the last day for which the version knows the bank
// holidays: the end of the year of its last one, since they are published a
// year at a time. Later days are counted as if they had none. It is the zero
// Date for a desk that keeps no bank holidays.
func (v Version) HolidaysKnownUntil() Date {
	if len(v.BankHolidays) == 0 {
		return Date{}
	}
	return Date{v.BankHolidays[len(v.BankHolidays)-1].Date.Year, time.December, 31}
}

// length returns the open minutes of a day with these spans.
func length(spans []Span) int {
	total := 0
	for _, s := range spans {
		total += s.Close - s.Open
	}
	return total
}

func commonestLength(w Week) int {
	days := map[int]int{}
	for _, spans := range w {
		if n := length(spans); n > 0 {
			days[n]++
		}
	}
	best := 0
	for n := range days {
		if days[n] > days[best] || days[n] == days[best] && n > best {
			best = n
		}
	}
	return best
}
