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

// entry is one channel with what is known of it.
type entry struct {
	channel.Channel
	health channel.Health
	last   time.Time     // when a resident last wrote, zero for never
	gaps   []channel.Gap // newest first
	title  string        // the network's name for people
	byHand bool          // read and answered outside, recorded here
}

// needsPerson tells whether nothing more happens before somebody signs in or
// decides.
func (e entry) needsPerson() bool {
	switch e.health.State {
	case channel.NeedsYou, channel.WrongWho, channel.NoRight:
		return true
	}
	return false
}

// works tells whether the channel does what it should, as far as is known.
func (e entry) works() bool { return !e.needsPerson() && e.health.State != channel.Offline }

func (e entry) certificateChanged() bool {
	return e.health.State == channel.NeedsYou && e.health.PresentedCert != ""
}

// account is whose account it is, for people.
func (e entry) account() string {
	if e.Network == program.MailboxNetwork || e.Name == "" {
		return e.Identity
	}
	return e.Name
}

// called names the channel in a sentence: "Flickr", "the mailbox press@…".
func (e entry) called() string {
	if e.Network == program.MailboxNetwork {
		return e.Identity
	}
	return e.title + " (" + e.account() + ")"
}

// view is when channels are looked at.
type view struct{ now time.Time }

// worksWords says how many channels work: "8 of 9 work".
func worksWords(all []entry) string {
	n := 0
	for _, e := range all {
		if e.works() {
			n++
		}
	}
	switch {
	case len(all) == 0:
		return "none is connected"
	case n == len(all) && n == 1:
		return "it works"
	case n == len(all):
		return "all " + part.Commas(n) + " work"
	}
	return fmt.Sprintf("%s of %s work", part.Commas(n), part.Commas(len(all)))
}

// said is a cell of the table: its words, a symbol before them, and how it
// stands.
type said struct {
	icon  theme.IconName
	words string
	tone  part.Tone
	loud  bool // bold
}

// signIn says how a channel stands with its network.
func (v view) signIn(e entry) said {
	h := e.health
	switch h.State {
	case channel.NeedsYou:
		words := "Signed out"
		if e.certificateChanged() {
			words = "Certificate changed"
		}
		return said{theme.IconError, words + v.since(h), part.Late, true}
	case channel.WrongWho:
		return said{theme.IconError, "Another account" + v.since(h), part.Late, true}
	case channel.NoRight:
		return said{theme.IconError, "A right is missing" + v.since(h), part.Late, true}
	case channel.Offline:
		return said{theme.IconCloudOff, "Can’t be reached since" + v.since(h), part.Soon, true}
	case channel.Waiting:
		words := "Asked to wait"
		if !h.NextTry.IsZero() {
			words += " until " + calendar.FormatWhen(v.now, h.NextTry)
		}
		return said{theme.IconHourglass, words, part.Soon, false}
	case channel.Expiring:
		return said{theme.IconWarning, "Renew by " + v.day(h.Expires), part.Soon, true}
	}
	switch {
	case e.byHand:
		return said{theme.IconEditSquare, "By hand", part.Idle, false}
	case h.Total > 0:
		return said{theme.IconSchedule, fmt.Sprintf("Reading, %s of %s", part.Commas(h.Done), part.Commas(h.Total)), part.Idle, false}
	case !h.State.Reads() && h.State != channel.Refreshing:
		return said{theme.IconSchedule, "Not read yet", part.Idle, false}
	case !h.Expires.IsZero():
		return said{theme.IconCheckCircle, "Until " + v.day(h.Expires), part.Good, false}
	}
	return said{theme.IconCheckCircle, "Signed in", part.Good, false}
}

func (v view) since(h channel.Health) string {
	if h.Since.IsZero() {
		return ""
	}
	return " " + calendar.FormatWhen(v.now, h.Since)
}

// day is a day as people say it of a sign-in's end: 12 Dec, with its year when
// it is another one.
func (v view) day(t time.Time) string {
	if calendar.DateOf(t).Year != calendar.DateOf(v.now).Year {
		return calendar.InLondon(t).Format("2 Jan 2006")
	}
	return calendar.InLondon(t).Format("2 Jan")
}

// kind says whether the account answers, and whether it is still used.
func kind(e entry) said {
	out := said{icon: theme.IconSyncAlt, words: "Two-way", tone: part.Calm}
	if e.Broadcast {
		out = said{icon: theme.IconCampaign, words: "Broadcast", tone: part.Calm}
	}
	switch e.Use {
	case channel.Dormant:
		out.words, out.tone = out.words+", dormant", part.Idle
	case channel.Closed:
		out.words, out.tone = out.words+", closed", part.Idle
	}
	return out
}

// joined is the year in which the account was opened, "" where nobody noted it.
func joined(e entry) string {
	year, _, _ := strings.Cut(e.Joined, "-")
	return year
}

// lastIn is when a resident last wrote.
func (v view) lastIn(e entry) string {
	if e.last.IsZero() {
		return "Nothing yet"
	}
	words := calendar.FormatWhen(v.now, e.last)
	if day := calendar.InLondon(e.last); calendar.DateOf(e.last).Year != calendar.DateOf(v.now).Year {
		words = day.Format("2 Jan 2006")
	} else if v.now.Sub(e.last) > 6*24*time.Hour {
		words = day.Format("2 Jan") + " " + calendar.FormatClock(e.last)
	}
	return words
}

// gapDays is how many days of gaps are looked at.
const gapDays = 30

// recent are the gaps that reach into the last gapDays, newest first.
func (v view) recent(e entry) []channel.Gap {
	var out []channel.Gap
	from := v.now.AddDate(0, 0, -gapDays)
	for _, g := range e.gaps {
		if g.To.IsZero() || g.To.After(from) {
			out = append(out, g)
		}
	}
	return out
}

// gaps counts the gaps: "1 open", "2 filled", "None".
func (v view) gaps(e entry) said {
	open, short, all := 0, 0, v.recent(e)
	for _, g := range all {
		switch {
		case g.To.IsZero():
			open++
		case g.Fetched < g.Expected, len(g.Lost) > 0:
			short++
		}
	}
	switch {
	case e.byHand:
		return said{words: "–", tone: part.Idle}
	case open > 0:
		return said{words: fmt.Sprintf("%d open", open), tone: part.Late, loud: true}
	case short > 0:
		return said{words: fmt.Sprintf("%d short", short), tone: part.Late, loud: true}
	case len(all) == 0:
		return said{words: "None"}
	}
	return said{words: fmt.Sprintf("%d filled", len(all))}
}

// thereHere compares what the network holds with what is here.
func (v view) thereHere(e entry) said {
	h := e.health
	switch {
	case e.byHand:
		return said{words: "–", tone: part.Idle}
	case e.needsPerson():
		return said{words: "After sign-in", tone: part.Idle}
	case h.LastPull.IsZero():
		return said{words: "Not counted yet", tone: part.Idle}
	case h.There == 0 && h.Here == 0:
		return said{words: "Nothing to count", tone: part.Idle}
	case h.Here < h.There:
		return said{theme.IconWarning, part.Commas(h.There) + " / " + part.Commas(h.Here), part.Soon, true}
	}
	return said{theme.IconCheckCircle, part.Commas(h.There) + " / " + part.Commas(h.Here), part.Good, false}
}
