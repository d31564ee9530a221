package inbox_test

import (
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// hours is 9:00 to 17:00, Monday to Friday, without holidays.
func hours(t interface{ Fatal(...any) }) *calendar.Calendar {
	choices := calendar.DefaultChoices()
	choices.Division = calendar.None
	v, err := calendar.NewVersion(1, choices, calendar.Holidays{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.Compile(v)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func teamOf(officer string) desk.Team {
	return map[string]desk.Team{"gm": desk.Communications, "cs": desk.CustomerService}[officer]
}

func assigned(id string, h float64, to inbox.Assignee) act.Act {
	return did(id, h, inbox.Assigned, inbox.AssignEffect{To: to})
}

func TestWhoHeldIt(t *testing.T) {
	seenLate := in("a", 0)
	seenLate.Seen = hour(2).UnixMilli()
	for _, c := range []struct {
		name  string
		marks []inbox.Mark
		acts  []act.Act
		until float64
		want  map[desk.Team]int
	}{
		{"nobody yet", []inbox.Mark{in("a", 0)}, nil, 1.5, map[desk.Team]int{inbox.Nobody: 90}},
		{"one after the other", []inbox.Mark{in("a", 0)}, []act.Act{assigned("1", 0.5, "team:comms"), assigned("2", 2, "officer:cs"), answered("3", "s", 5, "a")}, 40,
			map[desk.Team]int{inbox.Nobody: 30, desk.Communications: 90, desk.CustomerService: 180}},
		{"over a night", []inbox.Mark{in("a", 0)}, []act.Act{assigned("1", 0, "officer:gm"), answered("2", "s", 25, "a")}, 40, map[desk.Team]int{desk.Communications: 9 * 60}},
		{"answered before opening", []inbox.Mark{in("a", -3)}, []act.Act{assigned("1", -2, "officer:gm"), answered("2", "s", -1, "a")}, 40, map[desk.Team]int{}},
		{"our delay is nobody's", []inbox.Mark{seenLate}, []act.Act{assigned("1", -1, "team:csc"), answered("2", "s", 3, "a")}, 40, map[desk.Team]int{desk.CustomerService: 60}},
		{"not between turns", []inbox.Mark{in("a", 0), in("b", 4)}, []act.Act{assigned("1", 0, "team:comms"), answered("2", "s", 1, "a")}, 5, map[desk.Team]int{desk.Communications: 120}},
		{"what two turns share counts once", []inbox.Mark{in("a", 0), in("b", 1)}, []act.Act{assigned("1", 0, "team:comms"), answered("2", "s", 2, "a")}, 3, map[desk.Team]int{desk.Communications: 180}},
		{"an assignment undone", []inbox.Mark{in("a", 0)}, []act.Act{assigned("1", 0, "team:csc"), did("2", 1, act.Undone, act.Undoing{Act: "1"})}, 1, map[desk.Team]int{inbox.Nobody: 60}},
		{"history is held by nobody", []inbox.Mark{{Key: "a", History: true, Start: hour(0).UnixMilli()}}, []act.Act{assigned("1", 0, "team:csc")}, 5, map[desk.Team]int{}},
		{"seconds add up", []inbox.Mark{in("a", 0), in("b", 1)}, []act.Act{assigned("1", 0, "team:csc"), answered("2", "s", 0.0125, "a"), answered("3", "r", 1.0125, "b")}, 5, map[desk.Team]int{desk.CustomerService: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := inbox.HeldMinutes(inbox.Fold(c.marks, c.acts), env(), hours(t), teamOf, hour(c.until))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

// TestHeldMinutesAreNeverMoreThanThereWere, whatever happened.
func TestHeldMinutesAreNeverMoreThanThereWere(t *testing.T) {
	cal := hours(t)
	rapid.Check(t, func(t *rapid.T) {
		marks, acts := drawn(t)
		until := hour(float64(rapid.IntRange(0, 60).Draw(t, "until")))
		total := 0
		for _, n := range inbox.HeldMinutes(inbox.Fold(marks, acts), env(), cal, teamOf, until) {
			if n < 0 {
				t.Fatalf("%d minutes", n)
			}
			total += n
		}
		if most := int(cal.OpenTime(hour(0), hour(60)) / time.Minute); total > most {
			t.Fatalf("%d minutes were held, there were %d", total, most)
		}
	})
}

func TestRetypingAmongUnpromisedTypesMovesNothing(t *testing.T) {
	typed := func(id string, h float64, ty inbox.Type, covers ...string) act.Act {
		return did(id, h, inbox.Typed, inbox.TypeEffect{Type: ty, Covers: covers, Calendar: 1})
	}
	marks := []inbox.Mark{in("a", 0), in("b", 2)}
	for _, c := range []struct {
		name string
		acts []act.Act
		want map[string]float64 // when each message was settled
	}{
		{"once", []act.Act{typed("1", 1, inbox.Comment, "a")}, map[string]float64{"a": 1}},
		{"again", []act.Act{typed("1", 1, inbox.Comment, "a"), typed("2", 90, inbox.Spam, "a", "b")}, map[string]float64{"a": 1, "b": 90}},
		{"back and away", []act.Act{typed("1", 1, inbox.Comment, "a"), typed("2", 3, inbox.Question, "a", "b"), typed("3", 90, inbox.Spam, "a", "b")}, map[string]float64{"a": 90, "b": 90}},
		{"back", []act.Act{typed("1", 1, inbox.Comment, "a"), typed("2", 3, inbox.Question, "a", "b")}, map[string]float64{}},
	} {
		d := inbox.Fold(marks, c.acts).Derive(env())
		got := map[string]float64{}
		for _, turn := range d.Settled {
			for _, k := range turn.Messages {
				got[k] = turn.Settled.Sub(hour(0)).Hours()
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestOnlyWhatReachesTheResidentAnswers(t *testing.T) {
	ada, bo := in("a", 0), in("b", 0.5)
	ada.Who, bo.Who = "ada@home.example", "bo@home.example"
	sent := func(to string) inbox.Mark {
		return inbox.Mark{Key: "o", Own: true, Start: hour(1).UnixMilli(), Calendar: 1, To: to}
	}
	for _, c := range []struct {
		name, to string
		open     int
	}{
		{"to both", " ada@home.example bo@home.example ", 0},
		{"to one", " bo@home.example ", 1},
		{"to a colleague", " waste@borough.example ", 2},
		{"to a longer name", " xada@home.example ", 2},
		{"not known", "", 0},
	} {
		d := inbox.Fold([]inbox.Mark{ada, bo, sent(c.to)}, nil).Derive(env())
		open := 0
		if d.Turn != nil {
			open = len(d.Turn.Messages)
		}
		if open != c.open {
			t.Errorf("%s: %d messages are open, want %d", c.name, open, c.open)
		}
	}
	m := inbox.Message{Key: "o", Direction: inbox.Own, To: []inbox.Person{{ID: "ada@home.example"}}, Cc: []inbox.Person{{ID: "bo@home.example"}}}
	if got := m.Mark().To; got != " ada@home.example bo@home.example " {
		t.Errorf("the mark says %q", got)
	}
}
