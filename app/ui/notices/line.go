// Package notices is the list of what waits for the officer: the same that the
// desktop was told, with what to do about each, until it is dealt with.
package notices

import (
	"strings"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/notice"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Line is one notice as the list shows it.
type Line struct {
	Key    string
	Icon   theme.IconName
	Tone   part.Tone
	Title  string
	Time   string
	Words  string
	Action string
	// Place and ID are where the action leads.
	Place screen.Place
	ID    string
}

// Lines words the notices for the list, in their order. Inside the program the
// resident's name may be said; a notification never says it.
func Lines(now time.Time, all []notice.Notice) []Line {
	out := make([]Line, 0, len(all))
	for _, n := range all {
		l := Line{Key: n.Key, Title: n.Title, Words: n.Body, Action: n.Action, Time: calendar.FormatWhen(now, n.At)}
		if n.Who != "" {
			l.Words = n.Who + ". " + n.Body
		}
		if l.Action == "" {
			l.Action = "Open"
		}
		l.Icon, l.Tone = look(n.Kind)
		l.Place, l.ID = target(n)
		out = append(out, l)
	}
	return out
}

// look is a kind's symbol and tone (picture 09).
func look(k notice.Kind) (theme.IconName, part.Tone) {
	switch k {
	case notice.Unconfirmed:
		return theme.IconHelpFill, part.Unknown
	case notice.SignIn:
		return theme.IconErrorFill, part.Late
	case notice.NotSent, notice.Returned:
		return theme.IconCancelFill, part.Late
	case notice.Late:
		return theme.IconHistory, part.Late
	case notice.DueSoon:
		return theme.IconHourglassFill, part.Soon
	}
	return theme.IconInfo, part.Calm
}

// target is where a notice leads: what broke in sending to the outbox, a
// sign-in to the channels, the rest to the conversation.
func target(n notice.Notice) (screen.Place, string) {
	switch n.Kind {
	case notice.Unconfirmed, notice.NotSent:
		return screen.Outbox, n.Send
	case notice.SignIn:
		return screen.Channels, n.Channel
	}
	return screen.Queue, n.Conversation
}

// TargetOfKey is where a clicked notification leads, by its key alone, since
// the notice may be gone by then: what app/notice calls (turn, step, due), a
// send, a channel, or the summary after sleep.
func TargetOfKey(key string) (screen.Place, string) {
	kind, rest, _ := strings.Cut(key, ":")
	id, what, _ := strings.Cut(rest, ":")
	switch {
	case kind == "turn":
		return screen.Queue, id
	case kind == "send" && strings.HasPrefix(what, "returned"):
		return screen.Queue, ""
	case kind == "send":
		return screen.Outbox, id
	case kind == "channel":
		return screen.Channels, id
	}
	return screen.Queue, ""
}
