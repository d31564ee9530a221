package calendar

import "time"

// Level says how pressing a deadline is.
type Level int

const (
	OK   Level = iota // OK: two hours of open time or more are left.
	Soon              // Soon: less than two hours of open time are left.
	Late              // Late: the moment has passed.
)

// String returns ok, soon or late.
func (l Level) String() string { return [...]string{"ok", "soon", "late"}[l] }

const soonWithin = 2 * time.Hour

// Deadline is a due time in words (DESIGN-LANGUAGE 5.1). When is the part to
// stress, Rest what follows it; When + Rest is the whole.
type Deadline struct {
	When  string // "due 11:40" or "36 min late"
	Rest  string // ", 1 h 52 left" or ", was due 9:12"
	Level Level
}

// Text returns the whole sentence: "due 11:40, 1 h 52 left".
func (d Deadline) Text() string { return d.When + d.Rest }

// DeadlineWords says how a due time stands at now. Time left and time late are
// open time, in whole minutes between what the clock shows at both ends, so
// that the words agree with the clock beside them.
func (c *Calendar) DeadlineWords(now, due time.Time) Deadline {
	if now.After(due) {
		return Deadline{c.lateWords(now, due), ", was due " + FormatWhen(now, due), Late}
	}
	d := Deadline{When: "due " + FormatWhen(now, due)}
	left := c.OpenTime(now, due)
	if left < soonWithin {
		d.Level = Soon
	}
	switch minutes := c.clockMinutes(now, due); {
	case left == 0:
		d.Rest = ", no open time left"
	case minutes == 0:
		d.Rest = ", less than 1 min left"
	default:
		d.Rest = ", " + FormatSpan(minutes) + " left"
	}
	return d
}

// lateWords names no minutes when the desk has been closed since the due time:
// "0 min late" would be untrue and hours of closed time are not counted.
func (c *Calendar) lateWords(now, due time.Time) string {
	if c.OpenTime(due, now) == 0 {
		return "late"
	}
	if minutes := c.clockMinutes(due, now); minutes > 0 {
		return FormatSpan(minutes) + " late"
	}
	return "less than 1 min late"
}

// clockMinutes returns the open minutes between two moments with their seconds
// cut off.
func (c *Calendar) clockMinutes(from, to time.Time) int {
	return int(c.OpenTime(from.Truncate(time.Minute), to.Truncate(time.Minute)) / time.Minute)
}
