package calendar

import (
	"fmt"
	"time"
)

// Calendar answers questions about one Version. It never changes and may be
// used from many goroutines. Every moment it returns is in UTC.
//
// It counts the years 2000 to 2099: an earlier moment is treated as the first
// of them, a later one as the end of the last.
type Calendar struct {
	version Version
	closed  map[int64]closedDay
	open    table
}

// Compile makes a Calendar from a version. It returns a *ChoicesError if the
// version, perhaps read from a damaged store, cannot be counted with.
func Compile(v Version) (*Calendar, error) {
	if londonErr != nil {
		return nil, fmt.Errorf("load the London clock: %w", londonErr)
	}
	if err := v.check(); err != nil {
		return nil, err
	}
	closed := map[int64]closedDay{}
	for _, c := range v.Closures {
		closed[c.Date.number()] = closedDay{LocalClosure, c.Name}
	}
	for _, h := range v.BankHolidays {
		closed[h.Date.number()] = closedDay{BankHoliday, h.Name}
	}
	return &Calendar{version: v, closed: closed, open: newTable(v.Week, closed)}, nil
}

// Covers reports whether t lies in the years that every Calendar counts, 2000
// to 2099.
func Covers(t time.Time) bool { return !t.Before(tableFrom) && t.Before(tableTo) }

// Version returns what the calendar was made from. It must not be altered.
func (c *Calendar) Version() Version { return c.version }

// Promise returns the length of one working day in open time.
func (c *Calendar) Promise() time.Duration {
	return time.Duration(c.version.PromiseMinutes) * time.Minute
}

// Due returns when something received at start is due by the version's rule.
func (c *Calendar) Due(start time.Time) time.Time { return c.DueBy(c.version.Rule, start) }

// DueBy returns when something received at start is due by a given rule.
//
// OneWorkingDay: the moment by which the promise's length of open time has
// passed; where that is a closing, it is that closing, not the next opening.
// EndOfNextWorkingDay: the last closing of the first working day after the
// London date of start.
func (c *Calendar) DueBy(rule Rule, start time.Time) time.Time {
	if rule == EndOfNextWorkingDay {
		return c.endOfWorkingDayAfter(start)
	}
	return c.Add(start, c.Promise())
}

func (c *Calendar) endOfWorkingDayAfter(t time.Time) time.Time {
	i := c.open.fromDay(londonDay(nano(t)) + 1)
	if i == len(c.open) {
		return tableTo
	}
	return instant(c.open[c.open.fromDay(c.open[i].day+1)-1].end)
}

// OpenTime returns how much open time lies between two moments, to the
// nanosecond; 0 if to is not after from.
func (c *Calendar) OpenTime(from, to time.Time) time.Duration {
	if !to.After(from) {
		return 0
	}
	return time.Duration(c.open.openBefore(nano(to)) - c.open.openBefore(nano(from)))
}

// Add returns the earliest moment by which open time has passed since start;
// start itself if open is not positive. It is never in closed time, but may be
// a closing.
func (c *Calendar) Add(start time.Time, open time.Duration) time.Time {
	if open <= 0 {
		return start.UTC()
	}
	return instant(c.open.firstWith(c.open.openBefore(nano(start)) + int64(open)))
}

// Before returns the latest moment at which open time is still left until due:
// when to remind somebody. It is due itself if open is not positive, else a
// moment in open time, perhaps an opening.
func (c *Calendar) Before(due time.Time, open time.Duration) time.Time {
	if open <= 0 {
		return due.UTC()
	}
	return instant(c.open.lastWith(c.open.openBefore(nano(due)) - int64(open)))
}

// OpenAt reports whether the desk is open at t. It is at an opening and no
// longer at a closing.
func (c *Calendar) OpenAt(t time.Time) bool {
	n := nano(t)
	i := c.open.endingAfter(n)
	return i < len(c.open) && c.open[i].start <= n
}

// OpenUntil returns the next closing and true if the desk is open at t, else
// the zero time and false. A desk that never closes closes with the last year.
func (c *Calendar) OpenUntil(t time.Time) (closing time.Time, open bool) {
	n := nano(t)
	i := c.open.endingAfter(n)
	if i == len(c.open) || c.open[i].start > n {
		return time.Time{}, false
	}
	for i+1 < len(c.open) && c.open[i+1].start == c.open[i].end {
		i++
	}
	return instant(c.open[i].end), true
}

// NextOpening returns the first opening at or after t: a moment at which the
// desk goes from closed to open. It is the zero time if none is left.
func (c *Calendar) NextOpening(t time.Time) time.Time {
	n := nano(t)
	for i := c.open.endingAfter(n); i < len(c.open); i++ {
		goesOn := i > 0 && c.open[i-1].end == c.open[i].start
		if c.open[i].start >= n && !goesOn {
			return instant(c.open[i].start)
		}
	}
	return time.Time{}
}

// OpeningOfWorkingDayBefore returns the first opening of the last working day
// before the London date of t: what came earlier is history when a channel is
// connected at t (DESIGN 3, promise_from).
func (c *Calendar) OpeningOfWorkingDayBefore(t time.Time) time.Time {
	i := c.open.fromDay(londonDay(nano(t))) - 1
	if i < 0 {
		return tableFrom
	}
	return instant(c.open[c.open.fromDay(c.open[i].day)].start)
}

// Used returns the share of the open time from start to due that has passed by
// now, from 0 to 1; 1 if there is none.
func (c *Calendar) Used(start, due, now time.Time) float64 {
	whole := c.OpenTime(start, due)
	if whole == 0 {
		return 1
	}
	return min(1, float64(c.OpenTime(start, now))/float64(whole))
}

// HolidaysKnownUntil returns the last day whose bank holidays the calendar
// knows; the zero Date if the desk keeps none. Past it, say so.
func (c *Calendar) HolidaysKnownUntil() Date { return c.version.HolidaysKnownUntil() }

// londonDay returns the London date of a moment in Unix nanoseconds, as days
// from 1 January 1970.
func londonDay(n int64) int64 { return DateOf(instant(n)).number() }
