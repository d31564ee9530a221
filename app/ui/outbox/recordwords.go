package outbox

import (
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/notice"
	sends "commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// happened is one line of what became of a message; page is where it stands, "" for
// nothing to open.
type happened struct {
	when  string
	icon  theme.IconName
	tone  part.Tone
	words string
	page  string
}

// record words the acts on a message, oldest first.
func (v view) record(s sends.Send, acts []act.Act) []happened {
	var all []happened
	for _, a := range acts {
		e, known := sends.EventOf(a.Kind)
		if !known {
			continue
		}
		if e == sends.EvFile && !s.Mail() {
			continue // networks file nothing
		}
		h := v.event(s, e, a)
		h.when = clockSeconds(v.now, a.At)
		all = append(all, h)
	}
	return all
}

func (v view) actor(officer string) string {
	if o, ok := v.snap.Officer(officer); ok {
		return o.Initials
	}
	return "Commsdesk"
}

func (v view) event(s sends.Send, e sends.Event, a act.Act) happened {
	who, why := v.actor(a.Officer), read[sends.Reason](a.Content)
	line := func(icon theme.IconName, tone part.Tone, words string, more ...string) happened {
		for _, m := range more {
			if m != "" {
				words += " " + m
			}
		}
		return happened{icon: icon, tone: tone, words: words}
	}
	switch e {
	case sends.EvQueue:
		grace := app.FromMillis(read[sends.QueuedEffect](a.Effect).NotBefore).Sub(a.At)
		if grace < time.Second {
			return line(theme.IconSend, part.Calm, who+" pressed Send")
		}
		return line(theme.IconUndo, part.Calm, who+" pressed Send. "+seconds(int((grace+time.Second/2)/time.Second))+" to undo")
	case sends.EvWithdraw:
		return line(theme.IconDrafts, part.Calm, who+" took it back as a draft")
	case sends.EvStart:
		return line(theme.IconSend, part.Calm, "Sending began")
	case sends.EvCommit:
		return line(theme.IconSend, part.Calm, handedWords(s))
	case sends.EvAccept:
		h := line(theme.IconCheck, part.Good, taker(s)+" accepted it")
		h.page = read[sends.AcceptedEffect](a.Effect).Permalink
		return h
	case sends.EvRefuse:
		return line(theme.IconCancel, part.Late, "Refused.", why.Why, detailWords(s, why))
	case sends.EvPostpone:
		return line(theme.IconSchedule, part.Soon, "Not yet.", why.Why)
	case sends.EvHold:
		return line(theme.IconPauseCircle, part.Soon, "Held.", why.Why)
	case sends.EvInterrupt:
		return line(theme.IconRefresh, part.Calm, "Stopped before anything was handed over. It goes again.")
	case sends.EvLose:
		return line(theme.IconHelp, part.Unknown, "No answer. Marked unconfirmed, not sent again.", detailWords(s, why))
	}
	return v.laterEvent(s, e, a, who, why, line)
}

// laterEvent words what can happen once a message was handed over, and what an
// officer decides about it.
func (v view) laterEvent(s sends.Send, e sends.Event, a act.Act, who string, why sends.Reason,
	line func(theme.IconName, part.Tone, string, ...string) happened) happened {
	switch e {
	case sends.EvProve:
		return provedEvent(s, read[sends.ProvedEffect](a.Effect), who, why, line)
	case sends.EvAgain:
		return line(theme.IconSend, part.Calm, who+" sent the same message once more")
	case sends.EvRelease:
		if read[sends.ReleasedEffect](a.Effect).Anyway {
			return line(theme.IconSend, part.Calm, who+" pressed Send anyway")
		}
		return line(theme.IconSend, part.Calm, who+" pressed Send now")
	case sends.EvReturn:
		return line(theme.IconError, part.Late, "Came back.", why.Why)
	case sends.EvFile:
		switch read[sends.FiledEffect](a.Effect).Filed {
		case sends.FiledServer:
			return line(theme.IconCheck, part.Calm, "The server keeps a copy in Sent")
		case sends.FiledDone:
			return line(theme.IconCheck, part.Calm, "A copy was put into Sent")
		}
		return line(theme.IconSearch, part.Calm, "There is no copy in Sent")
	}
	return line(theme.IconSearch, part.Calm, lookWords(s, read[sends.LookEffect](a.Effect).Absent))
}

func handedWords(s sends.Send) string {
	if s.Mail() {
		return "The server has all of it"
	}
	return "Sent to " + notice.NetworkTitle(s.Network)
}

// provedEvent says who or what showed that it is there.
func provedEvent(s sends.Send, e sends.ProvedEffect, who string, why sends.Reason,
	line func(theme.IconName, part.Tone, string, ...string) happened) happened {
	if e.By == sends.ByPerson {
		if s.Apart() {
			return line(theme.IconDoneAll, part.Good, who+" says it went")
		}
		return line(theme.IconDoneAll, part.Good, who+" says it is live")
	}
	h := line(theme.IconSearch, part.Good, "Found:", why.Where)
	if !s.Mail() && why.Where != "" {
		h = line(theme.IconSearch, part.Good, "Found"+joined(why.Where))
	}
	h.page = e.Permalink
	return h
}

func lookWords(s sends.Send, absent bool) string {
	place := notice.NetworkTitle(s.Network)
	switch {
	case s.Mail():
		return "Looked for a copy: none yet"
	case absent:
		return "Looked on " + place + ": it is not there"
	}
	return "Looked on " + place + ": not found"
}

func detailWords(s sends.Send, r sends.Reason) string {
	switch {
	case r.Detail == "":
		return ""
	case s.Mail():
		return "It said: " + r.Detail
	}
	return "Note for IT: " + r.Detail
}

// clockSeconds is a moment to the second: "9:41:07", with its day when it is
// not today.
func clockSeconds(now, t time.Time) string {
	words := calendar.FormatClock(t) + calendar.InLondon(t).Format(":05")
	if calendar.DateOf(t) != calendar.DateOf(now) {
		words = calendar.InLondon(t).Format("Mon 2 ") + words
	}
	return words
}
