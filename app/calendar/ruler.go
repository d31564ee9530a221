package calendar

import "time"

// RulerSpan is a stretch of the working-day ruler: open, or one closed gap.
type RulerSpan struct {
	From, To time.Time // UTC
	Open     bool
	Why      []Reason // why it is closed, in order of time; nil if Open
}

// Label names a closed gap: "weekend, closed". It is empty for open time.
func (s RulerSpan) Label() string {
	if s.Open {
		return ""
	}
	return reasonWords(s.Why) + ", closed"
}

// MarkKind says what a mark of the ruler stands for.
type MarkKind int

// The marks of the ruler.
const (
	Received MarkKind = iota
	Closing
	Opening
	Due
	Now
)

// RulerMark is a moment on the ruler with the words that stand beside it.
type RulerMark struct {
	Kind  MarkKind
	At    time.Time // UTC
	Label string    // "Fri 11:40, received", "17:00", "9:00", "Mon 11:40, due", "now"
}

// Ruler is what the working-day ruler draws: spans that touch one another from
// receipt to its end, and the marks on them in order of time.
type Ruler struct {
	Spans []RulerSpan
	Marks []RulerMark
}

// Ruler returns the ruler for something received at start and due at due, as it
// stands at now. It ends at due, or at now once that is later, but at most one
// working day of open time past due: beyond it, and before start, there is no
// mark for now. A due time before start ends the ruler at start.
func (c *Calendar) Ruler(start, due, now time.Time) Ruler {
	start, due, now = start.UTC(), due.UTC(), now.UTC()
	end := due
	if now.After(due) {
		end = now
		if latest := c.Add(due, c.Promise()); end.After(latest) {
			end = latest
		}
	}
	r := Ruler{Spans: c.spans(start, end)}
	r.Marks = append(r.Marks, RulerMark{Received, start, FormatWhen(now, start) + ", received"})
	for i, s := range r.Spans[min(1, len(r.Spans)):] {
		if before := r.Spans[i]; before.Open && !s.Open {
			r.Marks = append(r.Marks, RulerMark{Closing, s.From, FormatClock(s.From)})
		} else if s.Open && !before.Open {
			r.Marks = append(r.Marks, RulerMark{Opening, s.From, FormatClock(s.From)})
		}
	}
	r.insert(RulerMark{Due, due, FormatWhen(now, due) + ", due"})
	if !now.Before(start) && !now.After(end) {
		r.insert(RulerMark{Now, now, "now"})
	}
	return r
}

// insert keeps the marks in order of time, a new one after those of its moment.
func (r *Ruler) insert(m RulerMark) {
	i := len(r.Marks)
	for i > 0 && r.Marks[i-1].At.After(m.At) {
		i--
	}
	r.Marks = append(r.Marks[:i], append([]RulerMark{m}, r.Marks[i:]...)...)
}

// spans cuts the time from one moment to another into open stretches and the
// gaps between them. Stretches that touch at midnight are one.
func (c *Calendar) spans(from, to time.Time) []RulerSpan {
	var spans []RulerSpan
	for at := from; at.Before(to); {
		s := RulerSpan{From: at, To: to}
		if closing, open := c.OpenUntil(at); open {
			s.Open, s.To = true, earlier(closing, to)
		} else {
			if opening := c.NextOpening(at); !opening.IsZero() {
				s.To = earlier(opening, to)
			}
			s.Why = c.reasons(s.From, s.To)
		}
		spans = append(spans, s)
		at = s.To
	}
	return spans
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
