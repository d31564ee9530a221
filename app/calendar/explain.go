package calendar

import (
	"strings"
	"time"
)

// Explanation says in plain English why something is due when it is.
type Explanation struct {
	Rule          Rule
	Received, Due time.Time // UTC
	Sentences     []string
}

// String returns all sentences on one line.
func (e Explanation) String() string { return strings.Join(e.Sentences, " ") }

// Explain explains the due time that DueBy returns for the same rule and start.
func (c *Calendar) Explain(rule Rule, start time.Time) Explanation {
	e := Explanation{Rule: rule, Received: start.UTC(), Due: c.DueBy(rule, start)}
	e.say("Received " + FormatMoment(start))
	if !Covers(start) {
		e.say("Working days are counted for the years 2000 to 2099 only, so there is no due time for it")
		return e
	}
	if rule == EndOfNextWorkingDay {
		c.explainEndOfNext(&e)
	} else {
		c.explainOneWorkingDay(&e)
	}
	if known := c.HolidaysKnownUntil(); !known.IsZero() && DateOf(e.Due).Compare(known) > 0 {
		e.say("Bank holidays are known only until " + FormatDate(known) + ", so later ones are not counted")
	}
	return e
}

func (e *Explanation) say(sentence string) { e.Sentences = append(e.Sentences, sentence+".") }

func (c *Calendar) explainOneWorkingDay(e *Explanation) {
	e.say("One working day is " + FormatSpan(c.version.PromiseMinutes) + " of open time")
	if !c.OpenAt(e.Received) && c.OpenTime(e.Received, e.Due) > 0 {
		opening := c.NextOpening(e.Received)
		e.say("The desk is closed then (" + reasonWords(c.reasons(e.Received, opening)) +
			"), so the clock starts " + FormatMoment(opening))
	}
	e.say(upperFirst(c.steps(e.Received, e.Due)) + ": due " + FormatMoment(e.Due))
}

// steps tells open time day by day, and each gap that is more than a night:
// "30 min on Friday, then closed for the weekend, then 7 h 30 on Monday".
func (c *Calendar) steps(from, to time.Time) string {
	var steps []string
	first := c.open.endingAfter(nano(from))
	for i := first; i < len(c.open) && c.open[i].start < nano(to); {
		next := c.open.fromDay(c.open[i].day + 1)
		start, end := later(from, instant(c.open[i].start)), earlier(to, instant(c.open[next-1].end))
		if i > first {
			if why := c.reasons(instant(c.open[i-1].end), start); why[0].Kind != Night {
				steps = append(steps, closedFor(why))
			}
		}
		steps = append(steps, minuteWords(c.clockMinutes(start, end))+" on "+InLondon(start).Weekday().String())
		i = next
	}
	return strings.Join(steps, ", then ")
}

func minuteWords(minutes int) string {
	if minutes == 0 {
		return "less than 1 min"
	}
	return FormatSpan(minutes)
}

func (c *Calendar) explainEndOfNext(e *Explanation) {
	e.say("The promise is the end of the next working day after the day it came")
	received, due := londonDay(nano(e.Received)), londonDay(nano(e.Due)-1)
	var why []Reason
	for day := received + 1; day < due; day++ {
		if r := c.reasonForDay(day); len(why) == 0 || why[len(why)-1] != r {
			why = append(why, r)
		}
	}
	next := "The next working day is " + FormatDate(dateOfNumber(due))
	if len(why) > 0 {
		next = "After that the desk is " + closedFor(why) + ", so the next working day is " + FormatDate(dateOfNumber(due))
	}
	e.say(next + ": due " + FormatMoment(e.Due))
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
