package settings

import (
	"testing"
	"time"

	"commsdesk/app/calendar"
)

func TestWeekIsEditedAndReadBack(t *testing.T) {
	usual := calendar.DefaultChoices()
	usual.Division = calendar.None
	v, err := calendar.NewVersion(1, usual, calendar.Holidays{})
	if err != nil {
		t.Fatal(err)
	}
	w := weekOf(v)
	w.open(time.Saturday, true)
	if w.days[time.Saturday][0] != (spanText{"9:00", "17:00"}) {
		t.Errorf("a new day opens %+v", w.days[time.Saturday])
	}
	w.open(time.Saturday, false)
	w.days[time.Friday][0] = spanText{"9", "12.30"}
	w.addSpan(time.Friday)
	if _, err := w.choices(); err == nil {
		t.Error("an empty stretch is taken")
	}
	w.days[time.Friday][1] = spanText{"13:30", "16:30"}
	c, err := w.choices()
	if err != nil || c.Week.Words() != "Mon to Thu 9:00 to 17:00, Fri 9:00 to 12:30 and 13:30 to 16:30" {
		t.Errorf("%s, %v", c.Week.Words(), err)
	}
	w.removeSpan(time.Friday, 0)
	if c, err := w.choices(); err != nil || c.Week.Words() != "Mon to Thu 9:00 to 17:00, Fri 13:30 to 16:30" {
		t.Errorf("%s, %v", c.Week.Words(), err)
	}
	if len(v.Week[time.Friday]) != 1 || v.Week[time.Friday][0].Open != 540 {
		t.Error("editing changed the version in force")
	}
}

func TestClosuresAreDaysWithAReason(t *testing.T) {
	w := week{}
	for _, bad := range [][2]string{{"some day", "Training day"}, {"3 Dec 2026", ""}} {
		if w.addClosure(bad[0], bad[1]) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if err := w.addClosure("3 Dec 2026", "Training day"); err != nil {
		t.Fatal(err)
	}
	if err := w.addClosure("2026-12-03", "Move"); err == nil || err.Error() != "The desk is closed on Thu 3 Dec 2026 already: Training day." {
		t.Errorf("the same day again: %v", err)
	}
	w.removeClosure(0)
	if len(w.closures) != 0 {
		t.Errorf("left are %+v", w.closures)
	}
}
