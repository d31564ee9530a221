package settings

import (
	"time"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/ui/hours"
)

// week is the hours as an officer edits them: they become an act when saved.
type week struct {
	days     [7][]spanText // Sunday first
	division calendar.Division
	closures []calendar.Closure
	rule     calendar.Rule
}

// spanText is a stretch of open time as typed.
type spanText struct{ from, to string }

// weekOf begins with what holds.
func weekOf(v calendar.Version) week {
	c := v.Choices()
	w := week{division: c.Division, closures: c.Closures, rule: c.Rule}
	for d, spans := range c.Week {
		for _, s := range spans {
			w.days[d] = append(w.days[d], spanText{hours.Clock(s.Open), hours.Clock(s.Close)})
		}
	}
	return w
}

// choices reads the hours; its error is a sentence for people.
func (w week) choices() (calendar.Choices, error) {
	c := calendar.Choices{Division: w.division, Closures: w.closures, Rule: w.rule}
	for d, spans := range w.days {
		for _, s := range spans {
			from, okFrom := hours.ParseClock(s.from)
			to, okTo := hours.ParseClock(s.to)
			day := time.Weekday(d).String()
			switch {
			case !okFrom || !okTo:
				return c, app.NewError(app.Wrong, "Write the times of "+day+" like 9:00 and 17:00.")
			case to <= from:
				return c, app.NewError(app.Wrong, "On "+day+" the desk must close later than it opens.")
			}
			c.Week[d] = append(c.Week[d], calendar.Span{Open: from, Close: to})
		}
	}
	return c, nil
}

// open begins a day with the usual hours, or closes it.
func (w *week) open(d time.Weekday, on bool) {
	w.days[d] = nil
	if !on {
		return
	}
	w.days[d] = []spanText{{"9:00", "17:00"}}
	for _, other := range hours.Days {
		if other != d && len(w.days[other]) > 0 {
			w.days[d] = append([]spanText(nil), w.days[other]...)
			return
		}
	}
}

// addSpan adds a stretch after the last of a day, as after lunch.
func (w *week) addSpan(d time.Weekday) { w.days[d] = append(w.days[d], spanText{}) }

func (w *week) removeSpan(d time.Weekday, i int) {
	w.days[d] = append(append([]spanText(nil), w.days[d][:i]...), w.days[d][i+1:]...)
}

// addClosure adds a day on which this desk alone is closed; its error is a
// sentence for people.
func (w *week) addClosure(day, name string) error {
	d, ok := hours.ParseDay(day)
	if !ok {
		return app.NewError(app.Wrong, "Write the date like 3 Dec 2026.")
	}
	if name == "" {
		return app.NewError(app.Wrong, "Say why the desk is closed that day, like Training day.")
	}
	for _, c := range w.closures {
		if c.Date == d {
			return app.NewError(app.Conflict, "The desk is closed on "+calendar.FormatDate(d)+" already: "+c.Name+".")
		}
	}
	w.closures = append(append([]calendar.Closure(nil), w.closures...), calendar.Closure{Date: d, Name: name})
	return nil
}

func (w *week) removeClosure(i int) {
	w.closures = append(append([]calendar.Closure(nil), w.closures[:i]...), w.closures[i+1:]...)
}
