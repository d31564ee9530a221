package calendar

import "time"

// Kind says what a span of the ruler is.
type Kind int

const (
	Open         Kind = iota // Open: the desk is open.
	Break                    // Break: closed between two spans of one day, such as lunch.
	Night                    // Night: closed from one working day to the next day, a working day too.
	Weekend                  // Weekend: a Saturday or Sunday without hours.
	DayOff                   // DayOff: another weekday without hours.
	BankHoliday              // BankHoliday: a bank holiday of the desk's division.
	LocalClosure             // LocalClosure: a day on which this desk alone is closed.
)

// Reason is one reason why the desk is closed, with its name for a sentence:
// "night", "weekend", "Good Friday".
type Reason struct {
	Kind Kind
	Name string
}

// closedDay is why a day that would have hours has none.
type closedDay = Reason

// reasons says why the desk is closed between two moments that lie in one gap
// between openings, in order, without repeats. Whole closed days explain a gap
// better than the nights at its ends, which are named only if there are none.
func (c *Calendar) reasons(from, to time.Time) []Reason {
	n := nano(from)
	i := c.open.endingAfter(n)
	first, last := londonDay(n), londonDay(nano(to)-1)
	if i > 0 && i < len(c.open) && c.open[i-1].day == c.open[i].day {
		return []Reason{{Break, "break"}}
	}
	if i > 0 && c.open[i-1].day == first {
		first++
	}
	if i < len(c.open) && c.open[i].day == last {
		last--
	}
	var why []Reason
	for day := first; day <= last; day++ {
		if r := c.reasonForDay(day); len(why) == 0 || why[len(why)-1] != r {
			why = append(why, r)
		}
	}
	if len(why) == 0 {
		return []Reason{{Night, "night"}}
	}
	return why
}

func (c *Calendar) reasonForDay(day int64) Reason {
	weekday := weekdayOfNumber(day)
	if r, ok := c.closed[day]; ok && len(c.version.Week[weekday]) > 0 {
		return r
	}
	if weekday == time.Saturday || weekday == time.Sunday {
		return Reason{Weekend, "weekend"}
	}
	return Reason{DayOff, weekday.String()}
}

// reasonWords joins the names: "Good Friday, weekend and Easter Monday".
func reasonWords(why []Reason) string { return inWords(reasonNames(why, "")) }

// reasonNames puts article before the names that are common nouns.
func reasonNames(why []Reason, article string) []string {
	names := make([]string, len(why))
	for i, r := range why {
		names[i] = r.Name
		if r.Kind == Break || r.Kind == Night || r.Kind == Weekend {
			names[i] = article + r.Name
		}
	}
	return names
}

// closedFor makes a clause: "closed for Good Friday, the weekend and Easter Monday".
func closedFor(why []Reason) string { return "closed for " + inWords(reasonNames(why, "the ")) }
