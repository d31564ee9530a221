package ui

import (
	"fmt"
	"strings"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// statement is one thing that the status bar says. Where the window is too
// narrow for all of them, the one with the highest rank goes first.
type statement struct {
	part.StatusData
	rank int
	// opens names what a press opens: "outbox", "channels", "keys" or nothing; id
	// is what to select there.
	opens, id string
	check     bool // when a network was last read
	more      int  // how many checks it stands for
}

// statusView is the status bar in every state (picture 09).
type statusView struct{ left, right []statement }

// status says how things stand at now.
func status(now time.Time, cal *calendar.Calendar, f facts, sample bool) statusView {
	var v statusView
	offline := false
	if sample {
		v.left = append(v.left, statement{StatusData: part.StatusData{Icon: theme.IconScience, Tone: part.Unknown,
			Words: part.Words{Bold: "Sample data", Rest: ". Nothing is sent to anyone"}}})
	} else if f.read {
		var s statement
		s, offline = lineStatement(now, f)
		v.left = append(v.left, s)
	}
	v.left = append(v.left, checks(now, f)...)
	if f.read {
		v.left = append(v.left, waitingStatement(f.waiting(), offline, cal.OpenAt(now)))
	}
	v.right = []statement{
		hoursStatement(now, cal),
		{StatusData: part.StatusData{Divider: true, Words: part.Words{Rest: calendar.FormatDay(now) + ","}}, rank: 5},
		{StatusData: part.StatusData{Words: part.Words{Bold: calendar.FormatClock(now)}}, rank: 5},
		{StatusData: part.StatusData{Divider: true, Key: "F1", Words: part.Words{Rest: "All keys"}}, rank: 6, opens: "keys"},
	}
	return v
}

// lineStatement says whether the channels can be reached.
func lineStatement(now time.Time, f facts) (s statement, offline bool) {
	if len(f.channels) == 0 {
		return statement{StatusData: part.StatusData{Icon: theme.IconLinkOff, Tone: part.Soon,
			Words: part.Words{Bold: "No channel is connected"}}, opens: "channels", id: screen.AddChannel}, false
	}
	var since time.Time
	for _, c := range f.channels {
		h := f.health[c.ID]
		if f.byHand[c.ID] {
			continue // nothing is asked of it
		}
		if h.State != channel.Offline {
			return statement{StatusData: part.StatusData{Icon: theme.IconCloudDone, Tone: part.Good,
				Words: part.Words{Bold: "Online"}}}, false
		}
		if since.IsZero() || h.Since.Before(since) {
			since = h.Since
		}
	}
	return statement{StatusData: part.StatusData{Icon: theme.IconCloudOff, Tone: part.Soon,
		Words: part.Words{Bold: "Offline since " + calendar.FormatWhen(now, since)}}, opens: "channels"}, true
}

// checks says of each network when it was last read, or what keeps it from
// being read. Of several accounts of one network the one with the most to say
// speaks for all.
func checks(now time.Time, f facts) []statement {
	var out []statement
	at := map[string]int{}
	for _, c := range f.channels {
		if f.byHand[c.ID] {
			continue
		}
		s := check(now, c, f.health[c.ID])
		i, had := at[c.Network]
		switch {
		case !had:
			at[c.Network] = len(out)
			out = append(out, s)
		case s.rank < out[i].rank:
			out[i] = s
		}
	}
	if len(out) == 0 {
		return nil
	}
	label := statement{StatusData: part.StatusData{Divider: true, Words: part.Words{Rest: "Last check"}}, rank: 4}
	return append([]statement{label}, out...)
}

// check is what the bar says of one channel; what needs a person stays longest.
func check(now time.Time, c channel.Channel, h channel.Health) statement {
	s := statement{StatusData: part.StatusData{Network: c.Network}, rank: 3, opens: "channels", id: c.ID, check: true}
	switch {
	case h.State == channel.NeedsYou && h.PresentedCert != "":
		s.Words, s.Tone, s.rank = part.Words{Bold: "certificate changed"}, part.Soon, 1
	case h.State == channel.NeedsYou:
		s.Words, s.Tone, s.rank = part.Words{Bold: "sign in again"}, part.Soon, 1
	case h.State == channel.NoRight, h.State == channel.WrongWho:
		s.Words, s.Tone, s.rank = part.Words{Bold: "needs a look"}, part.Soon, 1
	case h.Total > 0:
		s.Words = part.Words{Bold: "Reading", Rest: fmt.Sprintf(": %s of %s", part.Commas(h.Done), part.Commas(h.Total))}
		s.Measured, s.Share, s.rank = true, float32(h.Done)/float32(h.Total), 2
	case h.LastPull.IsZero():
		s.Words = part.Words{Rest: "not read yet"}
	default:
		s.Words = part.Words{Rest: calendar.FormatWhen(now, h.LastPull)}
	}
	return s
}

func waitingStatement(n int, offline, open bool) statement {
	s := statement{StatusData: part.StatusData{Icon: theme.IconOutbox, Divider: true, Tone: part.Idle,
		Words: part.Words{Bold: "Nothing waiting to send"}}, rank: 4, opens: "outbox"}
	if n == 0 {
		return s
	}
	s.rank = 2
	s.Words.Bold = fmt.Sprintf("%s waiting to send", part.Commas(n))
	switch {
	case offline:
		s.Words.Rest = "  They go when you are back online. Keep working."
	case !open:
		s.Words.Rest = "  Clocks are stopped"
	}
	return s
}

// hoursStatement says until when the desk is open, or when it opens again.
func hoursStatement(now time.Time, cal *calendar.Calendar) statement {
	if closing, open := cal.OpenUntil(now); open {
		return statement{StatusData: part.StatusData{Icon: theme.IconSchedule, Tone: part.Idle,
			Words: part.Words{Bold: "Open until " + calendar.FormatWhen(now, closing)}}, rank: 2}
	}
	words := "Closed"
	if next := cal.NextOpening(now); !next.IsZero() {
		words += ": next opens " + calendar.FormatWhen(now, next) + closedFor(cal, now, next)
	}
	return statement{StatusData: part.StatusData{Icon: theme.IconBedtime, Tone: part.Idle, Words: part.Words{Bold: words}}, rank: 2}
}

// closedFor names the bank holidays and closures until the next opening, which
// people may not have in mind: " (bank holiday: Boxing Day)".
func closedFor(cal *calendar.Calendar, now, next time.Time) string {
	var banks, own []string
	for _, span := range cal.Ruler(now, next, now).Spans {
		for _, r := range span.Why {
			switch r.Kind {
			case calendar.BankHoliday:
				banks = append(banks, r.Name)
			case calendar.LocalClosure:
				own = append(own, r.Name)
			}
		}
	}
	if len(banks) > 0 {
		own = append([]string{"bank holiday: " + strings.Join(banks, " and ")}, own...)
	}
	if len(own) == 0 {
		return ""
	}
	return " (" + strings.Join(own, ", ") + ")"
}

// showStatus fills the bar with as much as fits.
func (u *UI) showStatus() {
	v := status(u.opts.Clock(), u.p.Calendar(), u.facts, u.sample())
	for {
		u.shell.status.Set(u.bind(v.left), u.bind(v.right))
		width := u.shell.width
		if width == 0 || u.shell.status.PreferredSize().Width <= width || !v.drop() {
			return
		}
	}
}

// drop takes out the statement that matters least; false when nothing can go.
func (v *statusView) drop() bool {
	worst, list, at := 1, (*[]statement)(nil), 0
	for _, side := range []*[]statement{&v.left, &v.right} {
		for i, s := range *side {
			if s.rank > worst || s.rank == worst && worst > 1 && s.check {
				worst, list, at = s.rank, side, i
			}
		}
	}
	if list == nil {
		return false
	}
	gone := (*list)[at]
	kept := append([]statement(nil), (*list)[:at]...)
	*list = append(kept, (*list)[at+1:]...)
	if gone.check {
		v.left = moreChecks(v.left)
	}
	return true
}

// moreChecks counts one check more that there is no room for, after those that
// are shown.
func moreChecks(left []statement) []statement {
	last := -1
	for i, s := range left {
		if s.more > 0 {
			left[i].more++
			left[i].Words.Rest = moreWords(left[i].more)
			return left
		}
		if s.check {
			last = i
		}
	}
	more := statement{StatusData: part.StatusData{Words: part.Words{Rest: moreWords(1)}}, rank: 2, opens: "channels", more: 1}
	if last < 0 {
		return left // the channels themselves say it
	}
	return append(left[:last+1], append([]statement{more}, left[last+1:]...)...)
}

func moreWords(n int) string { return fmt.Sprintf("and %d more", n) }

// bind gives the statements what a press does.
func (u *UI) bind(all []statement) []part.StatusData {
	out := make([]part.StatusData, len(all))
	for i, s := range all {
		out[i] = s.StatusData
		switch s.opens {
		case "outbox":
			if u.has(placeOutbox) {
				out[i].OnTapped = func() { u.goTo(placeOutbox, "") }
			}
		case "channels":
			out[i].OnTapped = func() { u.goTo(placeChannels, s.id) }
		case "keys":
			out[i].OnTapped = u.showKeys
		}
	}
	return out
}
