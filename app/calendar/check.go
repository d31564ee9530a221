package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/app"
)

// ChoicesError says why working hours cannot be used, a sentence for each
// reason, ready to show to an officer.
type ChoicesError struct{ Sentences []string }

// Error returns all sentences in one line.
func (e *ChoicesError) Error() string { return strings.Join(e.Sentences, " ") }

// Unwrap makes app.Say show the sentences and app.KindOf tell app.Wrong.
func (e *ChoicesError) Unwrap() error { return app.NewError(app.Wrong, e.Error()) }

const minutesInDay = 24 * 60

// check returns a *ChoicesError, or nil if the version can be counted with.
func (v Version) check() error {
	var say []string
	if v.Number < 1 {
		say = append(say, "The number of a calendar version starts at 1.")
	}
	if v.Zone != Zone {
		say = append(say, fmt.Sprintf("Hours are kept in %s time, not in %q.", Zone, v.Zone))
	}
	if v.Rule != OneWorkingDay && v.Rule != EndOfNextWorkingDay {
		say = append(say, "Choose how the promise is read: one working day, or the end of the next working day.")
	}
	say = append(say, checkWeek(v.Week)...)
	if len(say) == 0 && (v.PromiseMinutes < 1 || v.PromiseMinutes > minutesInDay) {
		say = append(say, "The promise must be between 1 minute and 24 hours of open time.")
	}
	say = append(say, v.checkHolidays()...)
	say = append(say, checkClosures(v.Closures)...)
	if len(say) > 0 {
		return &ChoicesError{say}
	}
	return nil
}

func checkWeek(w Week) []string {
	var say []string
	open := false
	for _, day := range mondayFirst {
		open = open || len(w[day]) > 0
		say = append(say, checkDay(day, w[day])...)
	}
	if !open {
		say = append(say, "No day of the week is open. Give at least one day its hours.")
	}
	return say
}

func checkDay(day time.Weekday, spans []Span) []string {
	var say []string
	for i, s := range spans {
		switch {
		case s.Open < 0 || s.Open > minutesInDay || s.Close < 0 || s.Close > minutesInDay:
			say = append(say, fmt.Sprintf("%s has a time outside the day. Use times from 0:00 to 24:00.", day))
		case s.Close == s.Open:
			say = append(say, fmt.Sprintf("%s opens and closes at %s. Make the closing time later, or take these hours out.",
				day, formatMinute(s.Open)))
		case s.Close < s.Open:
			say = append(say, fmt.Sprintf("%s closes at %s, before it opens at %s. Make the closing time later; a night is two days' hours, up to 24:00 and from 0:00.",
				day, formatMinute(s.Close), formatMinute(s.Open)))
		case i > 0 && s.Open < spans[i-1].Open:
			say = append(say, fmt.Sprintf("%s has its hours out of order. Put the earlier ones first.", day))
		case i > 0 && s.Open < spans[i-1].Close:
			say = append(say, fmt.Sprintf("%s has hours that overlap: %s and %s. Join them into one, or leave a gap.",
				day, spans[i-1].words(), s.words()))
		}
	}
	return say
}

func (v Version) checkHolidays() []string {
	if !slices.Contains(Divisions(), v.Division) {
		return []string{"Choose whose bank holidays the desk keeps: England and Wales, Scotland, Northern Ireland, or none."}
	}
	if v.Division != None && len(v.BankHolidays) == 0 {
		return []string{fmt.Sprintf("There is no list of bank holidays for %s. Choose another part of the United Kingdom, or none.",
			v.Division.Words())}
	}
	var say []string
	for i, h := range v.BankHolidays {
		if !h.Date.exists() || h.Name == "" || i > 0 && h.Date.Compare(v.BankHolidays[i-1].Date) <= 0 {
			say = append(say, fmt.Sprintf("The list of bank holidays is damaged at %s.", h.Date))
		}
	}
	return say
}

func checkClosures(closures []Closure) []string {
	var say []string
	for i, c := range closures {
		switch {
		case !c.Date.exists():
			say = append(say, "A closed day has a date that does not exist. Choose the day again.")
		case strings.TrimSpace(c.Name) == "":
			say = append(say, fmt.Sprintf("The closed day %s has no name. Say what it is, such as Training day.", FormatDate(c.Date)))
		case i > 0 && c.Date == closures[i-1].Date:
			say = append(say, fmt.Sprintf("%s is listed as closed twice. Take one out.", FormatDate(c.Date)))
		}
	}
	return say
}
