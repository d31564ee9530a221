package desk

import (
	"encoding/json"
	"strings"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
)

func equalFold(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// Check refuses a desk act that breaks a rule, with an app.Error of kind Wrong
// and a sentence for people. s is the desk before the act.
func Check(s Snapshot, a act.Act) error {
	if a.Kind != Set {
		return wrong("That change isn't one this desk knows.")
	}
	switch a.Subject.Type {
	case act.Officer:
		return checkOfficer(s, a)
	case act.Tag:
		return checkTag(s, a)
	case act.Redirect:
		return checkRedirect(s, a)
	case act.Setting:
		return checkSetting(a)
	case act.Calendar:
		return checkCalendar(s, a)
	}
	return wrong("That change isn't one this desk knows.")
}

func wrong(sentence string) error { return app.NewError(app.Wrong, sentence) }

func checkOfficer(s Snapshot, a act.Act) error {
	var o Officer
	if json.Unmarshal(a.Effect, &o) != nil || o.ID != a.Subject.ID || strings.TrimSpace(o.Name) == "" {
		return wrong("An officer needs a name.")
	}
	if n := len([]rune(o.Initials)); n < 2 || n > 4 || o.Initials != strings.ToUpper(o.Initials) || strings.Trim(o.Initials, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return wrong("Initials are 2 to 4 letters, like GM.")
	}
	if o.Team != Communications && o.Team != CustomerService {
		return wrong("An officer is in Communications or the Customer Service Centre.")
	}
	for _, other := range s.Officers {
		if other.ID != o.ID && other.Initials == o.Initials {
			return app.NewError(app.Conflict, "^"+o.Initials+" belongs to "+other.Name+". Choose other initials, so that residents and reports can tell who answered.")
		}
	}
	return nil
}

func checkTag(s Snapshot, a act.Act) error {
	var t Tag
	if json.Unmarshal(a.Effect, &t) != nil || t.ID != a.Subject.ID || strings.TrimSpace(t.Name) == "" {
		return wrong("A tag needs a name.")
	}
	for _, other := range s.Tags {
		if other.ID != t.ID && equalFold(other.Name, t.Name) {
			return app.NewError(app.Conflict, "There is a tag called "+other.Name+" already.")
		}
	}
	return nil
}

func checkRedirect(s Snapshot, a act.Act) error {
	var r Redirect
	if json.Unmarshal(a.Effect, &r) != nil || r.ID != a.Subject.ID || strings.TrimSpace(r.Name) == "" || strings.TrimSpace(r.Words) == "" {
		return wrong("A redirect needs a name and the words that residents get.")
	}
	for _, other := range s.Redirects {
		if other.ID != r.ID && r.Place != 0 && other.Place == r.Place && !other.Retired && !r.Retired {
			return app.NewError(app.Conflict, "That number is taken by "+other.Name+".")
		}
	}
	return nil
}

func checkSetting(a act.Act) error {
	all, _ := json.Marshal(DefaultSettings())
	var known map[string]json.RawMessage
	_ = json.Unmarshal(all, &known)
	if _, ok := known[a.Subject.ID]; !ok {
		return wrong("There is no setting called " + a.Subject.ID + ".")
	}
	s := DefaultSettings()
	doc, _ := json.Marshal(map[string]json.RawMessage{a.Subject.ID: a.Effect})
	if json.Unmarshal(doc, &s) != nil {
		return wrong("That value doesn't fit the setting " + a.Subject.ID + ".")
	}
	switch {
	case s.UndoSeconds != 5 && s.UndoSeconds != 10 && s.UndoSeconds != 20 && s.UndoSeconds != 30:
		return wrong("The time to undo a send is 5, 10, 20 or 30 seconds.")
	case s.TextSize != 100 && s.TextSize != 115 && s.TextSize != 130 && s.TextSize != 150:
		return wrong("Text size is 100, 115, 130 or 150 %.")
	case s.Appearance != "system" && s.Appearance != "light" && s.Appearance != "dark":
		return wrong("Appearance is system, light or dark.")
	case s.HistoryMonths < 1 || s.HistoryMonths > 120:
		return wrong("History goes back between 1 and 120 months.")
	case s.OnClose != "ask" && s.OnClose != "tray" && s.OnClose != "quit":
		return wrong("Closing the window can ask, minimise or quit.")
	}
	return nil
}

func checkCalendar(s Snapshot, a act.Act) error {
	var v calendar.Version
	if json.Unmarshal(a.Effect, &v) != nil {
		return wrong("Those hours could not be read.")
	}
	if v.Number != s.Calendar.Number+1 {
		return app.NewError(app.Conflict, "The hours were changed in the meantime. Look at them again.")
	}
	return nil
}
