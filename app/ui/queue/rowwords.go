package queue

import (
	"strings"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
)

// rowData is what the list shows of a conversation.
func (v view) rowData(r inbox.Row) part.QueueData {
	d := part.QueueData{Network: r.Network, Name: nameOf(r), Kind: kindWords(r), Preview: preview(r),
		Type: r.Type.Words(), Tags: tagNames(v.snap, r.Tags), Assignee: assigneeShort(v.snap, r.Assignee)}
	d.Badge, d.BadgeTone = v.badge(r)
	if d.Badge != "" && d.Kind == kindMail {
		d.Kind = "" // the badge needs its room, and the tile says so too
	}
	d.Deadline, d.Tone = v.rowDeadline(r)
	d.NoClock = r.Status != inbox.Open || r.Clock.IsZero()
	if !d.NoClock {
		start := r.LastAt
		if r.Turn != nil {
			start = r.Turn.Start
		}
		d.Share = float32(v.cal.Used(start, r.Clock, v.now))
	}
	d.Second = v.secondClock(r)
	d.Spoken = v.spoken(r, d)
	return d
}

// nameOf is how a conversation's resident is called, never empty. On a network
// somebody without a name, whose words we may no longer keep say, has an id for
// programs alone.
func nameOf(r inbox.Row) string {
	if !isMail(r) && r.Person.Name == "" && r.Person.Handle == "" {
		return somebody(r.Network)
	}
	if n := r.Person.Words(); n != "" {
		return n
	}
	return "Sender unknown"
}

// preview begins with what a mail is about: its first words are a greeting.
func preview(r inbox.Row) string {
	switch {
	case r.Subject == "":
		return r.Preview
	case r.Preview == "":
		return r.Subject
	}
	if strings.ContainsAny(r.Subject[len(r.Subject)-1:], ".?!:") {
		return r.Subject + " " + r.Preview
	}
	return r.Subject + ": " + r.Preview
}

// badge is the one thing about a row that needs a word: trouble with our answer
// first, then that they wrote again, then a text begun.
func (v view) badge(r inbox.Row) (string, part.Tone) {
	switch r.Sending {
	case string(outbox.Unconfirmed):
		return "unconfirmed", part.Unknown
	case string(outbox.Rejected):
		return "not sent", part.Late
	case string(outbox.Held):
		return "held", part.Soon
	case "returned":
		return "came back", part.Late
	case string(outbox.WaitingTry):
		return "waits to send", part.Chosen
	case string(outbox.Queued), string(outbox.Sending), string(outbox.Committed):
		return "sending", part.Chosen
	}
	switch {
	case r.WroteAgain:
		return "wrote again", part.Chosen
	case v.drafts[r.ID]:
		return "draft", part.Chosen
	}
	return "", part.Chosen
}

func (v view) rowDeadline(r inbox.Row) (part.Words, part.Tone) {
	if r.Status != inbox.Open {
		return part.Words{Rest: restWords(r, v.now)}, part.Idle
	}
	if r.Clock.IsZero() {
		return part.Words{Rest: "no due time"}, part.Idle
	}
	d := v.cal.DeadlineWords(v.now, r.Clock)
	if (r.ClockKind == "press" || v.windowFirst(r)) && d.Level != calendar.Late {
		d.When = "by " + strings.TrimPrefix(d.When, "due ")
	}
	return part.Words{Bold: d.When, Rest: d.Rest}, toneOf(d.Level)
}

// restWords say since when nobody waits for us.
func restWords(r inbox.Row, now time.Time) string {
	if n := len(r.Settled); n > 0 && r.Status != inbox.History {
		return map[inbox.Status]string{inbox.Answered: "answered ", inbox.Waiting: "answered ", inbox.NoReply: "settled ",
			inbox.Done: "settled "}[r.Status] + calendar.FormatWhen(now, r.Settled[n-1].Settled)
	}
	return calendar.FormatWhen(now, r.LastAt)
}

func toneOf(l calendar.Level) part.Tone {
	return map[calendar.Level]part.Tone{calendar.OK: part.Calm, calendar.Soon: part.Soon, calendar.Late: part.Late}[l]
}

// secondClock is the line about what ends before our own deadline, or has ended:
// the network's window for answers, a journalist's deadline (DESIGN-LANGUAGE 5.3).
func (v view) secondClock(r inbox.Row) part.Words {
	if r.Status != inbox.Open {
		return part.Words{}
	}
	if v.shut(r) {
		words, _ := v.windowClock(r)
		return part.Words{Bold: words + "."}
	}
	if v.windowFirst(r) {
		return part.Words{Bold: notice.NetworkTitle(r.Network) + " stops replies then.", Rest: v.ownDeadline(r)}
	}
	if r.PressDeadline.IsZero() {
		return part.Words{}
	}
	press := "Journalist’s deadline " + calendar.FormatWhen(v.now, r.PressDeadline)
	if r.Turn == nil || r.Turn.Due.IsZero() || r.ClockKind == "press" {
		return part.Words{Bold: press + ".", Rest: v.ownDeadline(r)}
	}
	return part.Words{Rest: press + ", after ours"}
}

// ownDeadline says beside another clock what we promised ourselves.
func (v view) ownDeadline(r inbox.Row) string {
	if r.Turn == nil || r.Turn.Due.IsZero() {
		return " We promise no time of our own"
	}
	return " Our own deadline is " + calendar.FormatWhen(v.now, r.Turn.Due)
}

func tagNames(snap desk.Snapshot, ids []string) []string {
	var names []string
	for _, id := range ids {
		if t, ok := snap.Tag(id); ok {
			names = append(names, t.Name)
		}
	}
	return names
}

// assigneeShort is who has a conversation in a row: initials, a team's short
// name, "" for nobody.
func assigneeShort(snap desk.Snapshot, a inbox.Assignee) string {
	switch a {
	case "":
		return ""
	case "team:" + inbox.Assignee(desk.Communications):
		return "Co"
	case "team:" + inbox.Assignee(desk.CustomerService):
		return "CS"
	}
	id, _ := strings.CutPrefix(string(a), "officer:")
	if o, ok := snap.Officer(id); ok {
		return o.Initials
	}
	return "?"
}

// assigneeWords name who has a conversation: "Gemma, Comms".
func assigneeWords(snap desk.Snapshot, a inbox.Assignee) string {
	if team, ok := strings.CutPrefix(string(a), "team:"); ok {
		return desk.Team(team).Words()
	}
	id, _ := strings.CutPrefix(string(a), "officer:")
	if o, ok := snap.Officer(id); ok {
		return officerWords(o)
	}
	return "Nobody"
}

func officerWords(o desk.Officer) string {
	first, _, _ := strings.Cut(o.Name, " ")
	return first + ", " + teamShort(o.Team)
}

func teamShort(t desk.Team) string {
	if t == desk.CustomerService {
		return "CSC"
	}
	return "Comms"
}

// spoken is the row's one accessible name (DESIGN-LANGUAGE 10).
func (v view) spoken(r inbox.Row, d part.QueueData) string {
	parts := []string{strings.TrimSpace(d.Deadline.Bold + d.Deadline.Rest), kindWords(r) + " from " + d.Name}
	if d.Badge != "" {
		parts = append(parts, d.Badge)
	}
	if words := d.Second.Bold + d.Second.Rest; words != "" {
		parts = append(parts, strings.TrimSuffix(words, "."))
	}
	parts = append(parts, strings.Join(append([]string{d.Type}, d.Tags...), ", "))
	if r.Assignee == "" {
		parts = append(parts, "Unassigned")
	} else {
		parts = append(parts, "Assigned to "+assigneeWords(v.snap, r.Assignee))
	}
	return strings.Join(append(parts, d.Preview), ". ")
}
