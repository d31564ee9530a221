package desk

import (
	"encoding/json"
	"slices"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
)

// FoldVersion counts the meanings of the fold. A store whose rows were folded
// by another version folds them again.
const FoldVersion = 1

// Apply lets one act happen to the desk. It is total and depends on nothing but
// s and a. An act that can't be read, that takes initials or a tag's name that
// another has (the first one keeps them), or that is not the calendar's next
// version changes nothing, and ok is false.
func (s *Snapshot) Apply(a act.Act) (ok bool) {
	if a.Kind != Set {
		return false
	}
	switch a.Subject.Type {
	case act.Officer:
		return s.applyOfficer(a)
	case act.Tag:
		return s.applyTag(a)
	case act.Redirect:
		return s.applyRedirect(a)
	case act.Setting:
		return s.applySetting(a)
	case act.Calendar:
		return s.applyCalendar(a)
	}
	return false
}

func (s *Snapshot) applyOfficer(a act.Act) bool {
	var o Officer
	if json.Unmarshal(a.Effect, &o) != nil || o.ID == "" || o.ID != a.Subject.ID {
		return false
	}
	if slices.ContainsFunc(s.Officers, func(x Officer) bool { return x.ID != o.ID && x.Initials == o.Initials }) {
		return false
	}
	s.Officers = put(s.Officers, o, func(x Officer) bool { return x.ID == o.ID })
	return true
}

func (s *Snapshot) applyTag(a act.Act) bool {
	var t Tag
	if json.Unmarshal(a.Effect, &t) != nil || t.ID == "" || t.ID != a.Subject.ID {
		return false
	}
	if slices.ContainsFunc(s.Tags, func(x Tag) bool { return x.ID != t.ID && equalFold(x.Name, t.Name) }) {
		return false
	}
	s.Tags = put(s.Tags, t, func(x Tag) bool { return x.ID == t.ID })
	return true
}

func (s *Snapshot) applyRedirect(a act.Act) bool {
	var r Redirect
	if json.Unmarshal(a.Effect, &r) != nil || r.ID == "" || r.ID != a.Subject.ID {
		return false
	}
	s.Redirects = put(s.Redirects, r, func(x Redirect) bool { return x.ID == r.ID })
	return true
}

func (s *Snapshot) applySetting(a act.Act) bool {
	all, err := json.Marshal(s.Settings)
	if err != nil {
		return false
	}
	var known map[string]json.RawMessage
	if json.Unmarshal(all, &known) != nil || known[a.Subject.ID] == nil || len(a.Effect) == 0 {
		return false
	}
	known[a.Subject.ID] = a.Effect
	doc, err := json.Marshal(known)
	var after Settings
	if err != nil || json.Unmarshal(doc, &after) != nil {
		return false
	}
	s.Settings = after
	return true
}

func (s *Snapshot) applyCalendar(a act.Act) bool {
	var v calendar.Version
	if json.Unmarshal(a.Effect, &v) != nil || v.Number != s.Calendar.Number+1 {
		return false
	}
	if _, err := calendar.Compile(v); err != nil {
		return false
	}
	if s.Calendars == nil {
		s.Calendars = map[int]calendar.Version{}
	}
	s.Calendars[v.Number], s.Calendar = v, v
	return true
}

// put replaces the element that is meant, or adds it at the end.
func put[T any](all []T, v T, meant func(T) bool) []T {
	if i := slices.IndexFunc(all, meant); i >= 0 {
		all[i] = v
		return all
	}
	return append(all, v)
}
