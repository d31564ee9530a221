package notice

import (
	"fmt"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
)

// promised is the moment by which we said that we answer, or the press needs it,
// whatever clock the row shows.
func promised(r inbox.Row) (due time.Time, kind string) {
	if r.ClockKind != "window" || r.Turn == nil {
		return r.Clock, r.ClockKind
	}
	due, kind = r.Turn.Due, "promise"
	if !r.PressDeadline.IsZero() && (due.IsZero() || r.PressDeadline.Before(due)) {
		due, kind = r.PressDeadline, "press"
	}
	return due, kind
}

// about says what a row is, and who has it, without a resident's words.
func about(r inbox.Row, describe func(inbox.Row) (string, string)) (what, assigned string) {
	tag, assigned := describe(r)
	what = r.Type.Words()
	if r.Type == inbox.Untriaged {
		what = "Message"
	}
	if tag != "" {
		what += " about " + tag
	}
	return what + ", " + NetworkWords(r.Network) + ".", assigned
}

// window is the notice of a row whose network soon stops taking an answer, or has
// stopped: the tightest step that was reached, in open time, since nobody is here
// to answer in the rest.
func window(now time.Time, cal *calendar.Calendar, r inbox.Row, describe func(inbox.Row) (string, string)) (Notice, bool) {
	if r.Turn == nil || r.Window.IsZero() {
		return Notice{}, false
	}
	what, assigned := about(r, describe)
	key := func(step string) string {
		return fmt.Sprintf("window:%s:%d:%s:%d", r.ID, r.Turn.N, step, r.Window.UnixMilli())
	}
	n := Notice{Kind: Window, Conversation: r.ID, Channel: r.Channel, Who: r.Person.Words(), At: r.Window, Action: "Open"}
	title := "The window to answer on " + talkWords(r.Network, r.Private)
	if !now.Before(r.Window) {
		n.Key, n.Title = key("shut"), title+" has shut"
		n.Body = fmt.Sprintf("%s It was open until %s. Open it to see what else can be done.", what, calendar.FormatWhen(now, r.Window))
		for _, st := range steps {
			n.Covers = append(n.Covers, key(st.name))
		}
		return n, true
	}
	left := cal.OpenTime(now, r.Window)
	for i, st := range steps {
		if left > st.left {
			continue
		}
		n.Key, n.Title = key(st.name), title+" shuts "+at(now, r.Window)
		n.Body = fmt.Sprintf("%s We are open for %s of that. %s", what, calendar.FormatSpan(int(left/time.Minute)), assigned)
		for _, looser := range steps[i+1:] {
			n.Covers = append(n.Covers, key(looser.name))
		}
		return n, true
	}
	return Notice{}, false
}

// at words a moment after a verb: at 16:30, Sat 16:30.
func at(now, t time.Time) string {
	when := calendar.FormatWhen(now, t)
	if when[0] >= '0' && when[0] <= '9' {
		return "at " + when
	}
	return when
}
