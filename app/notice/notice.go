// Package notice decides which moment becomes a notification, and words it.
// It never says a resident's name or words: screens are shared and projected
// (DESIGN-LANGUAGE 8).
package notice

import (
	"context"
	"fmt"
	"sort"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// Kind sorts notices for the panel's icons.
type Kind string

// The kinds.
const (
	DueSoon     Kind = "due"
	Late        Kind = "late"
	Window      Kind = "window" // a network stops taking an answer
	Unconfirmed Kind = "unconfirmed"
	NotSent     Kind = "not-sent" // rejected or held
	Returned    Kind = "returned"
	SignIn      Kind = "sign-in"
	Away        Kind = "away" // the summary after sleep
)

// Notice is one thing the officer should know. Times are UTC.
type Notice struct {
	// Key is told once: (turn, step, due) for deadlines, so that a due time
	// that moved tells again.
	Key         string
	Kind        Kind
	Title, Body string
	// Who is the resident's name for the panel inside the program; it is never
	// part of Title or Body.
	Who string
	// Action is the words of the panel's button.
	Action                      string
	Conversation, Send, Channel string
	// At is the moment it is about.
	At time.Time
	// Covers are the looser steps of the same deadline, told along with it.
	Covers []string
}

// Steps are the moments before a due time, in open time left.
var steps = []struct {
	name string
	left time.Duration
	says string
}{{"15m", 15 * time.Minute, "15 minutes"}, {"1h", time.Hour, "1 hour"}, {"2h", 2 * time.Hour, "2 hours"}}

// Subjects are what notices are about at one moment.
type Subjects struct {
	Rows     []inbox.Row
	Sends    []outbox.Send
	Channels []channel.Channel
	Health   map[string]channel.Health
	// Describe gives the words of a row's first tag ("" none) and of its
	// assignee ("Assigned to GM." or "Not assigned.").
	Describe func(inbox.Row) (tag, assigned string)
}

// Plan returns every notice that holds at now, most pressing first. It is
// pure; whether each was told already is the Runner's to know.
func Plan(now time.Time, cal *calendar.Calendar, s Subjects) []Notice {
	var out []Notice
	for _, r := range s.Rows {
		if n, ok := deadline(now, cal, r, s.Describe); ok {
			out = append(out, n)
		}
		if n, ok := window(now, cal, r, s.Describe); ok {
			out = append(out, n)
		}
	}
	for _, x := range s.Sends {
		if n, ok := send(now, x); ok {
			out = append(out, n)
		}
	}
	for _, c := range s.Channels {
		if n, ok := account(now, c, s.Health[c.ID]); ok {
			out = append(out, n)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return rank(out[i]) < rank(out[j]) })
	return out
}

func rank(n Notice) string {
	order := map[Kind]int{Unconfirmed: 0, SignIn: 1, NotSent: 2, Returned: 3, Window: 4, Late: 5, DueSoon: 6}
	return fmt.Sprintf("%d %020d", order[n.Kind], n.At.UnixMilli())
}

// deadline is the notice of a row whose promise or press deadline runs out: the
// tightest step that was reached, in open time.
func deadline(now time.Time, cal *calendar.Calendar, r inbox.Row, describe func(inbox.Row) (string, string)) (Notice, bool) {
	due, kind := promised(r)
	if r.Turn == nil || due.IsZero() {
		return Notice{}, false
	}
	what, assigned := about(r, describe)
	key := func(step string) string {
		return fmt.Sprintf("turn:%s:%d:%s:%d", r.ID, r.Turn.N, step, due.UnixMilli())
	}
	n := Notice{Conversation: r.ID, Channel: r.Channel, Who: r.Person.Words(), At: due, Action: "Open"}
	noun := "Reply"
	if kind == "press" {
		noun = "Press reply"
	}
	if !now.Before(due) {
		n.Kind, n.Key = Late, key("late")
		n.Title = noun + " is late"
		n.Body = fmt.Sprintf("%s Was due %s. %s", what, calendar.FormatWhen(now, due), assigned)
		for _, st := range steps {
			n.Covers = append(n.Covers, key(st.name))
		}
		return n, true
	}
	left := cal.OpenTime(now, due)
	for i, st := range steps {
		if left > st.left {
			continue
		}
		n.Kind, n.Key = DueSoon, key(st.name)
		n.Title = noun + " due in " + st.says
		if left < st.left-time.Minute {
			n.Title = noun + " due in " + calendar.FormatSpan(int(left/time.Minute))
		}
		n.Body = fmt.Sprintf("%s Due %s. %s", what, calendar.FormatWhen(now, due), assigned)
		for _, looser := range steps[i+1:] {
			n.Covers = append(n.Covers, key(looser.name))
		}
		return n, true
	}
	return Notice{}, false
}

// Store remembers what was told and put away.
type Store interface {
	// Shown returns when each of the keys was told (UTC), for those that were.
	Shown(ctx context.Context, keys []string) (map[string]time.Time, error)
	// MarkShown notes that the keys were told at at (UTC).
	MarkShown(ctx context.Context, at time.Time, keys ...string) error
	// Dismiss puts a notice away in the panel, at at (UTC); Restore takes that
	// back.
	Dismiss(ctx context.Context, key string, at time.Time) error
	Restore(ctx context.Context, key string) error
	// Dismissed returns which of the keys were put away.
	Dismissed(ctx context.Context, keys []string) (map[string]bool, error)
}
