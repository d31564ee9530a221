package inbox

import (
	"strings"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/desk"
)

// Nobody stands in HeldMinutes for the time before anybody was given a
// conversation.
const Nobody desk.Team = ""

// HeldMinutes tells how many open minutes each team held a conversation while
// it waited for an answer, from the first moment this desk had the message on:
// our own delay in fetching it is nobody's (S 5.2 to 5.4, DESIGN 3). Turns that
// are still open count until until. What was answered out of hours counts 0
// minutes. team says whose an officer is; an officer it does not know counts for
// Nobody. Minutes of one team in several spells are added up before they are cut
// to whole ones.
func HeldMinutes(s State, env Env, cal *calendar.Calendar, team func(officer string) desk.Team, until time.Time) map[desk.Team]int {
	d := s.Derive(env)
	turns := d.Settled
	if d.Turn != nil {
		open := *d.Turn
		open.Settled = until
		turns = append(turns[:len(turns):len(turns)], open)
	}
	// Acts' times may run backwards, their order doesn't: who was given it later
	// never held it before.
	given := make([]time.Time, len(s.Holds))
	for i, h := range s.Holds {
		if given[i] = millis(h.At); i > 0 {
			given[i] = later(given[i-1], given[i])
		}
	}
	spent := map[desk.Team]time.Duration{}
	var done time.Time // what two turns share counts once
	for _, t := range turns {
		from := later(s.seen(t), done)
		done = later(done, t.Settled)
		for i := -1; i < len(s.Holds); i++ {
			holder, begin, end := Nobody, from, t.Settled
			if i >= 0 {
				holder, begin = s.Holds[i].To.team(team), later(from, given[i])
			}
			if i+1 < len(s.Holds) {
				end = sooner(end, given[i+1])
			}
			if begin.Before(end) {
				spent[holder] += cal.OpenTime(begin, end)
			}
		}
	}
	minutes := map[desk.Team]int{}
	for holder, d := range spent {
		if n := int(d / time.Minute); n > 0 {
			minutes[holder] = n
		}
	}
	return minutes
}

// seen is when this desk first had a message of the turn, never before it
// started.
func (s State) seen(t Turn) time.Time {
	in := setOf(t.Messages)
	var first time.Time
	for _, m := range s.Marks {
		if at := millis(m.Seen); in[m.Key] && m.Seen != 0 && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return later(t.Start, first)
}

// team is whose work an assignee's is.
func (a Assignee) team(of func(officer string) desk.Team) desk.Team {
	if id, ok := strings.CutPrefix(string(a), "officer:"); ok {
		return of(id)
	}
	id, _ := strings.CutPrefix(string(a), "team:")
	return desk.Team(id)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
