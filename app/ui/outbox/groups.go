package outbox

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/notice"
	sends "commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// view is how messages on their way are looked at: when, and at what desk.
type view struct {
	now      time.Time
	snap     desk.Snapshot
	accounts map[string]channel.Channel
}

// The groups, in the order of the list.
const (
	unconfirmed = "unconfirmed"
	rejected    = "rejected"
	held        = "held"
	returned    = "returned"
	waiting     = "waiting"
	sentToday   = "sent"
)

var groupOrder = []string{unconfirmed, rejected, held, returned, waiting, sentToday}

// returnedFor is how long a message that came back stays in the outbox.
const returnedFor = 7 * 24 * time.Hour

// groupOf is the group that a message stands in, "" when it is no longer shown.
func (v view) groupOf(s sends.Send) string {
	switch s.State {
	case sends.Unconfirmed:
		return unconfirmed
	case sends.Rejected:
		return rejected
	case sends.Held:
		return held
	case sends.Queued, sends.Sending, sends.Committed, sends.WaitingTry:
		return waiting
	case sends.Sent:
		if s.Returned && v.now.Sub(s.SettledAt) < returnedFor {
			return returned
		}
		if calendar.DateOf(s.WentAt()) == calendar.DateOf(v.now) {
			return sentToday
		}
	}
	return ""
}

// shownSent is how many of today's sent messages show before "Show more".
const shownSent = 6

// line is one line of the list: a head, a message, or "Show more".
type line struct {
	head part.GroupData
	send *sends.Send
	more bool
}

// lines lays messages out, newest first in their groups.
func (v view) lines(all []sends.Send, everything bool) []line {
	byGroup := map[string][]sends.Send{}
	for _, s := range all {
		g := v.groupOf(s)
		byGroup[g] = append(byGroup[g], s)
	}
	var out []line
	for _, g := range groupOrder {
		in := byGroup[g]
		if len(in) == 0 {
			continue
		}
		out = append(out, line{head: headOf(g, len(in))})
		show := in
		if g == sentToday && !everything && len(in) > shownSent {
			show = in[:shownSent]
		}
		for i := range show {
			out = append(out, line{send: &show[i]})
		}
		if hidden := len(in) - len(show); hidden > 0 {
			out = append(out, line{more: true, head: part.GroupData{Label: fmt.Sprintf("Show %d more", hidden), Folded: true}})
		}
	}
	return out
}

func headOf(group string, n int) part.GroupData {
	count := fmt.Sprint(n)
	switch group {
	case unconfirmed:
		return part.GroupData{Label: "Unconfirmed", Count: count + ", look before you send again", Icon: theme.IconHelpFill, Tone: part.Unknown}
	case rejected:
		return part.GroupData{Label: "Rejected", Count: count + ", not sent", Icon: theme.IconCancelFill, Tone: part.Late}
	case held:
		return part.GroupData{Label: "Held", Count: count + ", " + needs(n), Icon: theme.IconPauseCircleFill, Tone: part.Soon}
	case returned:
		return part.GroupData{Label: "Came back", Count: count + ", not delivered", Icon: theme.IconErrorFill, Tone: part.Late}
	case waiting:
		return part.GroupData{Label: "Waiting to send", Count: count, Icon: theme.IconSchedule}
	}
	return part.GroupData{Label: "Sent today", Count: count, Icon: theme.IconCheckCircleFill, Tone: part.Good}
}

func needs(n int) string {
	if n == 1 {
		return "needs you"
	}
	return "need you"
}

// find is where a message stands in the lines, or -1.
func find(all []line, id string) int {
	for i, l := range all {
		if l.send != nil && l.send.ID == id {
			return i
		}
	}
	return -1
}

// neighbour is the message after the one at i, or before it; "" for none.
func neighbour(all []line, i int) string {
	for k := i + 1; k >= 0 && k < len(all); k++ {
		if all[k].send != nil {
			return all[k].send.ID
		}
	}
	for k := i - 1; k >= 0; k-- {
		if all[k].send != nil {
			return all[k].send.ID
		}
	}
	return ""
}

// rowData is what the list shows of a message.
func (v view) rowData(s sends.Send) part.OutboxData {
	d := part.OutboxData{Network: s.Network, Text: oneLine(s.Text), About: about(s) + ", ^" + s.Initials}
	d.Icon, d.State, d.Tone = v.stateWords(s)
	d.Spoken = headOf(v.groupOf(s), 1).Label + ". " + d.About + ". " + d.State.Bold + d.State.Rest + ". " + d.Text
	return d
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// about is what a message is: "Reply to Dawn Fellowes".
func about(s sends.Send) string {
	to := recipient(s)
	switch {
	case s.Noun() == "post":
		return "Post"
	case s.Purpose == sends.Redirect:
		return "Redirect for " + to
	case s.Mail() && s.Purpose == sends.New:
		return "Mail to " + to
	case !s.Mail() && s.Apart():
		return "Private message to " + to
	}
	return "Reply to " + to
}

// aboutThere adds where it goes.
func aboutThere(s sends.Send) string {
	if s.Mail() {
		return about(s)
	}
	return about(s) + " on " + notice.NetworkWords(s.Network)
}

func recipient(s sends.Send) string {
	people := append(append([]sends.Person{}, s.To...), s.Cc...)
	if len(people) == 0 {
		return "nobody"
	}
	words := personWords(people[0])
	if n := len(people) - 1; n > 0 {
		words += fmt.Sprintf(" and %d more", n)
	}
	return words
}

func personWords(p sends.Person) string {
	return cmp.Or(p.Name, p.Handle, p.ID)
}

// stateWords say in a row how a message stands.
func (v view) stateWords(s sends.Send) (theme.IconName, part.Words, part.Tone) {
	at := func(t time.Time) string { return calendar.FormatWhen(v.now, t) }
	switch v.groupOf(s) {
	case unconfirmed:
		return theme.IconHelp, part.Words{Bold: noAnswer(s) + ", " + at(s.WentAt())}, part.Unknown
	case rejected:
		return theme.IconCancel, part.Words{Bold: refusedShort(s) + ", " + at(s.SettledAt)}, part.Late
	case held:
		return theme.IconPauseCircle, part.Words{Bold: heldShort(s)}, part.Soon
	case returned:
		return theme.IconError, part.Words{Bold: "Came back"}, part.Late
	}
	switch s.State {
	case sends.Queued:
		if n := v.graceLeft(s); n > 0 {
			return theme.IconUndo, part.Words{Bold: seconds(n) + ", undo"}, part.Chosen
		}
		return theme.IconSchedule, part.Words{Rest: "goes now"}, part.Idle
	case sends.Sending:
		return theme.IconSend, part.Words{Rest: "being sent"}, part.Idle
	case sends.Committed:
		return theme.IconSchedule, part.Words{Rest: "waiting for the answer"}, part.Idle
	case sends.WaitingTry:
		return theme.IconSchedule, part.Words{Rest: busy(s) + "again " + at(s.WaitUntil)}, part.Idle
	}
	return theme.IconCheck, part.Words{Rest: at(s.WentAt()) + ", " + acceptedShort(s)}, part.Good
}

func noAnswer(s sends.Send) string {
	if s.Mail() {
		return "No answer"
	}
	return notice.NetworkTitle(s.Network) + " did not answer"
}

func refusedShort(s sends.Send) string {
	if gone(s) {
		return "Deleted meanwhile"
	}
	return "Refused"
}

// busy begins what is said of a message for which a network has no time now.
func busy(s sends.Send) string {
	if !s.Mail() && s.Class == sends.CauseBusy {
		return notice.NetworkTitle(s.Network) + " busy, "
	}
	return ""
}

func acceptedShort(s sends.Send) string {
	if s.Proof != "" && !s.Mail() {
		return "seen there"
	}
	return "accepted"
}

func heldShort(s sends.Send) string {
	switch s.HoldKind {
	case sends.HoldSignIn:
		return "Sign-in ended"
	case sends.HoldCertificate:
		return "Certificate changed"
	case sends.HoldAge:
		return "Waited too long"
	case sends.HoldAnswered:
		return "Somebody answered"
	case sends.HoldWroteAgain:
		return "They wrote again"
	}
	switch s.Class {
	case sends.CausePermission:
		return "Not allowed"
	case sends.CausePayment:
		return "No credit"
	}
	return "Needs you"
}

// graceLeft is how many seconds there are to undo, 0 when there are none.
func (v view) graceLeft(s sends.Send) int {
	if s.State != sends.Queued || !v.now.Before(s.NotBefore) {
		return 0
	}
	return int((s.NotBefore.Sub(v.now) + time.Second - 1) / time.Second)
}

func seconds(n int) string {
	if n == 1 {
		return "1 second"
	}
	return fmt.Sprintf("%d seconds", n)
}
