package desk_test

import (
	"encoding/json"
	"testing"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/desk"

	"github.com/google/go-cmp/cmp"
)

var gm = act.Who{Officer: "officer-gm"}

func set(kind, id string, v any) act.Act {
	return gm.New(desk.Set, act.Subject{Type: kind, ID: id}, v, nil)
}

func version(t *testing.T, n int) calendar.Version {
	t.Helper()
	c := calendar.DefaultChoices()
	c.Division = calendar.None
	v, err := calendar.NewVersion(n, c, calendar.Holidays{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestApply does acts that have an effect and acts that have none: what has none
// changes nothing at all.
func TestApply(t *testing.T) {
	gemma := desk.Officer{ID: "1", Name: "Gemma Marsh", Initials: "GM", Team: desk.Communications}
	grace := desk.Officer{ID: "2", Name: "Grace Moss", Initials: "GM", Team: desk.Communications}
	freed := gemma
	freed.Initials = "GX"
	damaged := version(t, 3)
	damaged.Zone = "Mars"
	s := desk.Snapshot{Settings: desk.DefaultSettings()}
	for i, c := range []struct {
		a         act.Act
		effective bool
	}{
		{set(act.Officer, "1", gemma), true},
		{set(act.Officer, "2", grace), false}, // the first keeps the initials
		{set(act.Officer, "9", gemma), false}, // another subject's value
		{set(act.Officer, "1", freed), true},
		{set(act.Officer, "2", grace), true},
		{set(act.Officer, "1", "no officer"), false},
		{set(act.Tag, "a", desk.Tag{ID: "a", Name: "Waste"}), true},
		{set(act.Tag, "b", desk.Tag{ID: "b", Name: " waste "}), false}, // the first keeps the name
		{set(act.Tag, "a", desk.Tag{ID: "a", Name: "Rubbish"}), true},
		{set(act.Tag, "b", desk.Tag{ID: "b", Name: "Waste"}), true},
		{set(act.Redirect, "r", desk.Redirect{ID: "r", Name: "Do It Online", Words: "Use our form."}), true},
		{set(act.Redirect, "x", desk.Redirect{ID: "r"}), false},
		{desk.SettingAct(gm, "undo_seconds", 30), true},
		{desk.SettingAct(gm, "promised_types", []string{"press"}), true},
		{desk.SettingAct(gm, "undo_seconds", "soon"), false},
		{desk.SettingAct(gm, "favourite_colour", "teal"), false},
		{set(act.Calendar, "calendar", version(t, 2)), false}, // not the next
		{set(act.Calendar, "calendar", version(t, 1)), true},
		{set(act.Calendar, "calendar", version(t, 1)), false},
		{set(act.Calendar, "calendar", version(t, 2)), true},
		{set(act.Calendar, "calendar", damaged), false},
		{set("case", "1", 1), false},
		{gm.New("set/2", act.Subject{Type: act.Tag, ID: "a"}, desk.Tag{ID: "a"}, nil), false},
	} {
		before, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Apply(c.a); got != c.effective {
			t.Errorf("act %d on %s: effective %v, want %v", i, c.a.Subject.Type, got, c.effective)
		}
		after, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if changed := string(before) != string(after); changed != c.effective {
			t.Errorf("act %d on %s: changed %v, want %v", i, c.a.Subject.Type, changed, c.effective)
		}
	}
	want := desk.Snapshot{Officers: []desk.Officer{freed, grace}, Tags: []desk.Tag{{ID: "a", Name: "Rubbish"}, {ID: "b", Name: "Waste"}},
		Redirects: []desk.Redirect{{ID: "r", Name: "Do It Online", Words: "Use our form."}}, Settings: desk.DefaultSettings(),
		Calendar: version(t, 2), Calendars: map[int]calendar.Version{1: version(t, 1), 2: version(t, 2)}}
	want.Settings.UndoSeconds, want.Settings.Promised = 30, []string{"press"}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Fatal(diff)
	}
	if len(desk.DefaultSettings().Promised) != 6 {
		t.Error("a desk's choice changed the defaults of all")
	}
}
