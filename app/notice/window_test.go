package notice_test

import (
	"strings"
	"testing"
	"time"

	"commsdesk/app/inbox"
)

// messenger is a private message whose window shuts.
func (d *desk) messenger(due, shuts time.Time) inbox.Row {
	r := d.row("a", due)
	r.Network, r.Private, r.Window = "facebook", true, shuts
	return r
}

func TestTheWindowIsTold(t *testing.T) {
	d := newDesk(t)
	for name, c := range map[string]struct {
		due, shuts, now time.Time
		kind            string
		want            string
	}{
		"long before": {at(1, 12, 0), at(0, 16, 0), at(0, 10, 0), "window", ""},
		"two hours": {at(1, 12, 0), at(0, 16, 0), at(0, 14, 30), "window",
			"The window to answer on Messenger shuts at 16:00 | Question about Waste, Facebook. We are open for 1 h 30 of that. Not assigned."},
		"it shuts while we are closed": {at(1, 12, 0), at(0, 22, 0), at(0, 16, 50), "window",
			"The window to answer on Messenger shuts at 22:00 | Question about Waste, Facebook. We are open for 10 min of that. Not assigned."},
		"tomorrow": {at(1, 16, 0), at(1, 9, 30), at(0, 16, 0), "window",
			"The window to answer on Messenger shuts Tue 9:30 | Question about Waste, Facebook. We are open for 1 h 30 of that. Not assigned."},
		"it has shut": {at(1, 16, 0), at(0, 9, 30), at(0, 10, 0), "promise",
			"The window to answer on Messenger has shut | Question about Waste, Facebook. It was open until 9:30. Open it to see what else can be done."},
		"beside the promise": {at(0, 16, 0), at(0, 15, 0), at(0, 14, 50), "window",
			"The window to answer on Messenger shuts at 15:00 | Question about Waste, Facebook. We are open for 10 min of that. Not assigned.\n" +
				"Reply due in 1 h 10 | Question about Waste, Facebook. Due 16:00. Not assigned."},
	} {
		r := d.messenger(c.due, c.shuts)
		if r.ClockKind = c.kind; c.kind == "window" {
			r.Clock = r.Window
		}
		d.shown, d.subj.Rows = map[string]time.Time{}, nil
		d.look(c.now.Add(-time.Minute)) // awake
		d.subj.Rows = []inbox.Row{r}
		if got := strings.Join(d.look(c.now), "\n"); got != c.want {
			t.Errorf("%s: told\n%s\nwant\n%s", name, got, c.want)
		}
		if got := d.look(c.now.Add(time.Minute)); len(got) != 0 {
			t.Errorf("%s: told again %v", name, got)
		}
	}
}
