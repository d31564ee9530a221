package inbox

import (
	"sort"
	"time"
)

// Env is what the fold needs to know of the desk: the calendar and what is
// promised.
type Env struct {
	// Due is the due time (UTC) of something that started at start, by the
	// calendar version numbered calendar.
	Due func(calendar int, start time.Time) time.Time
	// Calendar is the version in force, by which open turns are counted.
	Calendar int
	// Promised are the types that run the clock (a setting).
	Promised map[Type]bool
	// Unpromised is true for a channel that is not under the aim.
	Unpromised bool
}

// Derived is what follows from a State under an Env.
type Derived struct {
	Type          Type
	Status        Status
	Turn          *Turn
	Settled       []Turn
	WroteAgain    bool
	PressDeadline time.Time
	// Window is when the network stops taking an answer to the newest message of
	// the open turn that has such a moment, zero for never. Whether it has passed
	// is for whoever reads it: see Row.
	Window    time.Time
	Clock     time.Time
	ClockKind string
}

// Derive computes turns, status and the clock (DESIGN 3). It depends on nothing
// but its arguments.
func (s State) Derive(env Env) Derived {
	d := Derived{Type: Untriaged}
	if n := len(s.Typings); n > 0 && s.Typings[n-1].Type != "" {
		d.Type = s.Typings[n-1].Type
	}
	work := s.workable()
	covered := map[string]bool{}
	for _, e := range s.events(work, env) {
		var keys []string
		var start int64
		for _, m := range work { // oldest first
			if e.covers[m.Key] && !covered[m.Key] {
				if len(keys) == 0 {
					start = m.Start
				}
				keys = append(keys, m.Key)
			}
		}
		if len(keys) == 0 {
			continue
		}
		for _, k := range keys {
			covered[k] = true
		}
		t := Turn{N: len(d.Settled) + 1, Start: millis(start), Settled: millis(e.at), How: e.how, By: e.by, Messages: keys, Calendar: e.calendar}
		if !env.Unpromised && (e.how == ByType || env.Promised[d.Type]) {
			t.Due = env.Due(e.calendar, t.Start)
		}
		d.Settled = append(d.Settled, t)
	}
	s.openTurn(&d, env, work, covered)
	s.status(&d, work)
	s.clock(&d)
	return d
}

// workable are the residents' own messages that count as work, with the start
// that counts, oldest first.
func (s State) workable() []Mark {
	starts := map[string]int64{}
	for _, w := range s.Work {
		for _, k := range w.Keys {
			if at, ok := starts[k]; !ok || w.Start < at {
				starts[k] = w.Start
			}
		}
	}
	var out []Mark
	for _, m := range s.Marks {
		if m.Own || m.Auto {
			continue
		}
		if m.History {
			at, ok := starts[m.Key]
			if !ok {
				continue
			}
			m.Start = at
		}
		out = append(out, m)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out
}

// settlement is one event that may settle a turn, from an act or a fact.
type settlement struct {
	at       int64
	by       string
	how      How
	calendar int
	covers   map[string]bool
}

// events are the settlements in the order of their moments. Our own mail found
// in Sent answers what was there before it; a send of ours that came back
// answers nothing; of the typings only those since the last promised one can
// settle, so that retyping back restores the turn's start, and retyping from one
// unpromised type to another moves nothing.
func (s State) events(work []Mark, env Env) []settlement {
	var out []settlement
	sent := map[string]bool{}
	for _, e := range s.Settles {
		if e.Send != "" {
			sent[e.Send] = true
		}
		if e.Send != "" && contains(s.Returned, e.Send) {
			continue
		}
		out = append(out, settlement{at: e.At, by: e.Act, how: e.How, calendar: e.Calendar, covers: setOf(e.Covers)})
	}
	for i := len(s.Typings) - 1; i >= 0 && s.Typings[i].Type != "" && !env.Promised[s.Typings[i].Type]; i-- {
		t := s.Typings[i]
		out = append(out, settlement{at: t.At, by: t.Act, how: ByType, calendar: t.Calendar, covers: setOf(t.Covers)})
	}
	for _, m := range s.Marks {
		if !m.Own || m.Auto || m.Send != "" && sent[m.Send] {
			continue
		}
		covers := map[string]bool{}
		for _, w := range work {
			if w.Start <= m.Start && m.reaches(w) {
				covers[w.Key] = true
			}
		}
		out = append(out, settlement{at: m.Start, by: m.Key, how: Elsewhere, calendar: m.Calendar, covers: covers})
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].at != out[j].at {
			return out[i].at < out[j].at
		}
		return out[i].by < out[j].by
	})
	return out
}

func (s State) openTurn(d *Derived, env Env, work []Mark, covered map[string]bool) {
	for _, m := range work {
		if covered[m.Key] {
			continue
		}
		if d.Turn == nil {
			d.Turn = &Turn{N: len(d.Settled) + 1, Start: millis(m.Start), Calendar: env.Calendar}
		}
		d.Turn.Messages = append(d.Turn.Messages, m.Key)
	}
	if d.Turn == nil || env.Unpromised {
		return
	}
	// A message that came after the typing is not of that type: nobody looked
	// at it yet, so it runs the clock of what is not sorted.
	t := d.Type
	if !env.Promised[t] {
		t = Untriaged
	}
	if env.Promised[t] {
		d.Turn.Due = env.Due(env.Calendar, d.Turn.Start)
	}
}

func (s State) status(d *Derived, work []Mark) {
	switch {
	case d.Turn != nil:
		d.Status = Open
		d.WroteAgain = len(d.Settled) > 0
	case s.Rest != nil && coversAll(s.Rest.Covers, work):
		d.Status = s.Rest.Status
	case len(d.Settled) == 0:
		d.Status = History
	default:
		switch d.Settled[len(d.Settled)-1].How {
		case ByNoReply, ByType:
			d.Status = NoReply
		default:
			d.Status = Answered
		}
	}
}

func (s State) clock(d *Derived) {
	if s.PressDue != 0 {
		d.PressDeadline = millis(s.PressDue)
	}
	if d.Turn == nil {
		return
	}
	inTurn := setOf(d.Turn.Messages)
	var newest int64
	for _, m := range s.Marks {
		if m.Until != 0 && inTurn[m.Key] && (m.Start > newest || m.Start == newest && millis(m.Until).After(d.Window)) {
			newest, d.Window = m.Start, millis(m.Until)
		}
	}
	if !d.Turn.Due.IsZero() {
		d.Clock, d.ClockKind = d.Turn.Due, "promise"
	}
	if !d.PressDeadline.IsZero() && (d.Clock.IsZero() || d.PressDeadline.Before(d.Clock)) {
		d.Clock, d.ClockKind = d.PressDeadline, "press"
	}
}

func setOf(keys []string) map[string]bool {
	set := make(map[string]bool, len(keys))
	for _, k := range keys {
		set[k] = true
	}
	return set
}

func coversAll(covers []string, work []Mark) bool {
	set := setOf(covers)
	for _, m := range work {
		if !set[m.Key] {
			return false
		}
	}
	return true
}

func contains(set []string, v string) bool {
	i := sort.SearchStrings(set, v)
	return i < len(set) && set[i] == v
}
