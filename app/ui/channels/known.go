package channels

import (
	"fmt"
	"strings"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// alarm is the card of a channel that needs a person: what happened, what is
// safe, what to do.
type alarm struct {
	id, title, words, button string
	certificate              bool
}

// alarms are those of all channels that need a person.
func (v view) alarms(all []entry) []alarm {
	var out []alarm
	for _, e := range all {
		if !e.needsPerson() {
			continue
		}
		a := alarm{id: e.ID, button: "Sign in to " + e.title}
		if e.Network == program.MailboxNetwork {
			a.button = "Sign in to the mailbox"
		}
		switch {
		case e.certificateChanged():
			a.title, a.button, a.certificate = e.called()+": the server’s certificate changed"+v.at(e.health.Since), "Look at the certificate", true
		case e.health.State == channel.WrongWho:
			a.title = e.called() + " is signed in as somebody else" + v.at(e.health.Since)
		case e.health.State == channel.NoRight:
			a.title = e.called() + " lacks a right" + v.at(e.health.Since)
		default:
			a.title = e.called() + " signed us out" + v.at(e.health.Since)
		}
		a.words = "What residents wrote since then is not here yet. It will be fetched and counted when you sign in."
		if a.certificate {
			a.words = "Nothing was sent to that server. What residents wrote since then is fetched and counted once you have looked."
		}
		why := strings.TrimSpace(e.health.Sentence)
		if !strings.Contains(why, "lost") {
			why = strings.TrimSpace(why + " Nothing that is here is lost.")
		}
		a.words = why + " " + a.words
		out = append(out, a)
	}
	return out
}

// at says a moment as the end of a sentence: " on Sunday at 22:14".
func (v view) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	day := calendar.InLondon(t)
	switch away := v.now.Sub(t); {
	case calendar.DateOf(t) == calendar.DateOf(v.now):
		return " today at " + calendar.FormatClock(t)
	case away < 6*24*time.Hour:
		return " on " + day.Format("Monday") + " at " + calendar.FormatClock(t)
	case calendar.DateOf(t).Year != calendar.DateOf(v.now).Year:
		return " on " + day.Format("2 January 2006") + " at " + calendar.FormatClock(t)
	}
	return " on " + day.Format("2 January") + " at " + calendar.FormatClock(t)
}

// badge says in a word or two how a channel is.
func badge(e entry) (string, part.Tone) {
	switch {
	case e.needsPerson():
		return "Needs you", part.Late
	case e.health.State == channel.Offline:
		return "Not reached", part.Soon
	case e.health.State == channel.Waiting:
		return "Waits", part.Soon
	case e.health.State == channel.Expiring:
		return "Renew soon", part.Soon
	case e.byHand:
		return "By hand", part.Idle
	case e.health.State.Reads():
		return "Works", part.Good
	}
	return "Not read yet", part.Idle
}

// meter is the answer to “Is anything missing?”.
type meter struct {
	hint          string
	there, here   string
	shareHere     float32
	name          string // what stands before the first count
	counted       bool
	verdict       said
	verdictDetail string
}

// missing compares there and here.
func (v view) missing(e entry) meter {
	h := e.health
	m := meter{hint: "Messages in the stretch that is read", name: "On " + e.title}
	if e.Network == program.MailboxNetwork {
		m.name = "In the mailbox"
	}
	switch {
	case e.byHand:
		m.hint = ""
		m.verdict = said{theme.IconEditSquare, "Nobody can count this for us", part.Idle, false}
		m.verdictDetail = "What comes here is recorded by hand, so only what you record is counted."
		return m
	case h.LastPull.IsZero():
		m.verdict = said{theme.IconSchedule, "Not counted yet", part.Idle, false}
		return m
	}
	at := ", counted " + v.counted(h.LastPull)
	stopped := e.needsPerson() || h.State == channel.Offline
	if h.There == 0 && h.Here == 0 && stopped {
		m.verdict = said{theme.IconHelpFill, "Not counted since" + v.since(h), part.Soon, true}
		m.verdictDetail = "What came after that is fetched and counted when the channel can be read again."
		return m
	}
	if h.There == 0 && h.Here == 0 {
		m.verdict = said{theme.IconCheckCircle, "There was nothing to fetch" + at, part.Idle, false}
		return m
	}
	m.counted = true
	m.there, m.here = part.Commas(h.There), part.Commas(h.Here)
	m.shareHere = 1
	if h.There > 0 {
		m.shareHere = float32(min(h.Here, h.There)) / float32(h.There)
	}
	switch {
	case h.Here < h.There:
		n := h.There - h.Here
		verb := " are not here yet"
		if n == 1 {
			verb = " is not here yet"
		}
		m.verdict = said{theme.IconWarningFill, part.Count(n, "message", "messages") + verb + at, part.Soon, true}
		m.verdictDetail = "The next check looks for what is missing. Check now does it at once."
	case stopped:
		m.verdict = said{theme.IconHelpFill, "Nothing was missing" + at, part.Soon, true}
		m.verdictDetail = "What came after that is fetched and counted when the channel can be read again."
	default:
		m.verdict = said{theme.IconCheckCircleFill, "Nothing missing" + at, part.Good, true}
	}
	return m
}

// counted says when something was counted: "at 9:48", "Sun 22:14".
func (v view) counted(t time.Time) string {
	words := calendar.FormatWhen(v.now, t)
	if calendar.DateOf(t) == calendar.DateOf(v.now) {
		words = "at " + words
	}
	return words
}

// gapLine is one gap in words.
type gapLine struct {
	icon        theme.IconName
	tone        part.Tone
	when, words string
}

// gapLines words the gaps of the last gapDays.
func (v view) gapLines(e entry) []gapLine {
	var out []gapLine
	for _, g := range v.recent(e) {
		l := gapLine{icon: theme.IconCheckCircle, tone: part.Good, when: v.span(g)}
		switch {
		case g.To.IsZero():
			l.icon, l.tone, l.words = theme.IconErrorFill, part.Late, "Still open. It is filled and counted at the next check that works."
		case g.Fetched < g.Expected:
			l.icon, l.tone = theme.IconWarningFill, part.Soon
			l.words = fmt.Sprintf("%s, %s of them fetched.", part.Count(g.Expected, "message", "messages"), part.Commas(g.Fetched))
		case g.Expected > 0 && g.Fetched > 0:
			l.words = part.Count(g.Fetched, "message", "messages") + ", all fetched."
		case g.Fetched > 0:
			l.words = part.Count(g.Fetched, "message", "messages") + " fetched after it."
		default:
			l.words = "No message came in it."
		}
		if note := strings.TrimSpace(g.Note); note != "" {
			l.words = strings.TrimSuffix(note, ".") + ". " + l.words
		}
		if len(g.Lost) > 0 {
			l.words += " " + strings.Join(g.Lost, " ")
			if l.tone == part.Good {
				l.icon, l.tone = theme.IconWarningFill, part.Soon
			}
		}
		out = append(out, l)
	}
	return out
}

// span is from when to when a channel was not read.
func (v view) span(g channel.Gap) string {
	from := calendar.FormatWhen(v.now, g.From)
	switch {
	case g.To.IsZero():
		return "Since " + from
	case calendar.DateOf(g.From) == calendar.DateOf(g.To):
		return from + " to " + calendar.FormatClock(g.To)
	}
	if away := g.To.Sub(g.From); away < 6*24*time.Hour && v.now.Sub(g.To) >= 6*24*time.Hour {
		return from + " to " + calendar.InLondon(g.To).Format("Mon ") + calendar.FormatClock(g.To)
	}
	return from + " to " + calendar.FormatWhen(v.now, g.To)
}

// fact is a name and what it is.
type fact struct{ name, words string }

// register words what the council noted of an account. What nobody noted is
// said, so that it can be.
func register(e entry) []fact {
	k := "Two-way"
	if e.Broadcast {
		k = "Broadcast"
	}
	if e.Unpromised {
		k += ", not under the promise"
	} else {
		k += ", counts to the promise"
	}
	service := e.Service
	if service == "" {
		service = "The council’s own"
	}
	use := map[channel.Use]string{channel.Dormant: "Dormant: kept, not used", channel.Closed: "Closed"}[e.Use]
	if use == "" {
		use = "Live"
	}
	noted := func(words string) string {
		if strings.TrimSpace(words) == "" {
			return "Not noted"
		}
		return words
	}
	out := []fact{{"Kind", k}, {"Service", service}, {"What it is for", noted(e.Purpose)}, {"Owner", noted(e.Owner)}, {"Joined", noted(day(e.Joined))}, {"Use", use}}
	if strings.TrimSpace(e.Policy) != "" {
		out = append(out, fact{"Reply policy", e.Policy})
	}
	return out
}

// day is a date of the register as people write it; what is no whole date stays
// as it was typed.
func day(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format("2 Jan 2006")
}

// limits words how long an answer and a private message may be.
func limits(a program.Abilities) []string {
	var out []string
	unit := map[string]string{"bytes": "bytes", "utf16": "units"}[a.Counter]
	if unit == "" {
		unit = "characters"
	}
	if a.MaxText > 0 {
		out = append(out, fmt.Sprintf("An answer may have %s %s.", part.Commas(a.MaxText), unit))
	}
	if a.MaxMessage > 0 {
		out = append(out, fmt.Sprintf("A private message may have %s %s.", part.Commas(a.MaxMessage), unit))
	}
	return out
}

// keeping words the network's rules on keeping words.
func keeping(a program.Abilities) []string {
	out := append([]string(nil), a.Storage...)
	if len(out) == 0 && a.KeepFor > 0 {
		days := int(a.KeepFor.Hours() / 24)
		out = append(out, fmt.Sprintf("What people write may be kept for %s, then it is fetched again or forgotten.", part.Count(days, "day", "days")))
	}
	if len(out) == 0 {
		out = append(out, "The network sets no rule; the council’s own rules on keeping records hold.")
	}
	return out
}
