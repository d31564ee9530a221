package queue

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/calendar"
	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// entry is one message of a thread as it is shown: a fact from outside, or a
// send of ours of which no copy is here.
type entry struct {
	key  string
	at   time.Time
	data part.MessageData
	// files are the parts of the attachments, in their order.
	files []inbox.File
	// send is the send that this is, "" for none; trouble tells that an officer
	// must look at it in the outbox.
	send    string
	trouble bool
	// page opens the message at its network, "" where there is none; forgotten:
	// its words are not kept here any more.
	page      string
	forgotten bool
	// theirs: somebody else wrote it, so something can be done about it; kept: it
	// could not be read, and its original is here to be saved.
	theirs, kept bool
}

// thread lays a conversation out: its messages, and our sends that no copy of is
// here yet, oldest first.
func (v view) thread(row inbox.Row, msgs []inbox.Message, sends []outbox.Send) []entry {
	byID := map[string]outbox.Send{}
	for _, s := range sends {
		byID[s.ID] = s
	}
	var all []entry
	copied := map[string]bool{}
	for _, m := range msgs {
		s, known := byID[m.Send]
		if known && m.Direction == inbox.Own {
			copied[s.ID] = true
		}
		all = append(all, v.message(row.Network, m, s, known && m.Direction == inbox.Own))
	}
	for _, s := range sends {
		if s.Conversation == row.ID && s.State != outbox.Withdrawn && !copied[s.ID] {
			all = append(all, v.send(s))
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return a.at.Compare(b.at) })
	return all
}

// conversation is a thread with the answers that officers gave outside.
func (v view) conversation(o *opened) []entry {
	v.keep = o.keep
	all := v.thread(o.row, o.msgs, o.sends)
	for _, e := range o.entries {
		if e.Act.Kind == inbox.AnsweredOutside && !e.Undone {
			all = append(all, v.outsideAnswer(e))
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return a.at.Compare(b.at) })
	return all
}

// outsideAnswer is an answer that was given where we can't look, as it was
// recorded.
func (v view) outsideAnswer(e inbox.Entry) entry {
	var c inbox.OutsideContent
	_ = json.Unmarshal(e.Act.Content, &c) // what was erased is told by the words
	at := app.FromMillis(effect[inbox.OutsideEffect](e.Act).At)
	d := part.MessageData{Name: v.actor(e.Act.Officer), Initials: v.actor(e.Act.Officer), Time: momentWords(v.now, at), Ours: true, Body: c.Text,
		Marks: []part.MarkData{{Icon: theme.IconCheck, Tone: part.Good, Words: "Answered outside this desk, recorded " + calendar.FormatWhen(v.now, e.Act.At)}}}
	if o, ok := v.snap.Officer(e.Act.Officer); ok {
		d.Name = officerWords(o)
	}
	if c.Link != "" {
		d.Links = []part.LinkData{{Words: c.Link, Target: c.Link}}
	}
	return entry{key: "outside:" + e.Act.ID, at: at, page: c.Link, data: d}
}

func (v view) message(network string, m inbox.Message, s outbox.Send, ours bool) entry {
	if ours && m.Claimed {
		// Whoever got our mail can send it on in our name with words added to
		// it: shown is what we have on record.
		e := v.send(s)
		e.key = m.Key
		return e
	}
	e := entry{key: m.Key, at: m.Start, files: m.Files, page: m.Permalink, forgotten: m.Expired, theirs: m.Direction == inbox.In, kept: hasOriginal(m), data: part.MessageData{
		Name: authorWords(network, m), Time: momentWords(v.now, m.Start), Ours: m.Direction == inbox.Own, Body: m.Text, Quoted: m.Quoted, Former: v.formerWords(m)}}
	if m.Claimed {
		e.data.Name = m.AnswerTo.Words()
	}
	e.data.Initials = initials(e.data.Name)
	e.data.Marks = v.messageMarks(network, m)
	if ours {
		e.send = s.ID
		e.data.Name, e.data.Initials = senderWords(v.snap, s), s.Initials
		mark, _ := v.sendMark(s)
		e.data.Marks = append(e.data.Marks, mark)
	}
	if m.Text == "" && !m.Unparsed && len(m.Files) == 0 && m.DeletedAt.IsZero() && !m.Expired {
		e.data.Body = "(no words)"
	}
	for _, l := range m.Links {
		e.data.Links = append(e.data.Links, part.LinkData{Words: l.Text, Target: l.URL, Warning: linkWarning(l)})
	}
	for _, f := range m.Files {
		e.data.Attachments = append(e.data.Attachments, attachmentOf(m.Mail(), f))
	}
	return e
}

func bounceWords(b *inbox.Bounce) string {
	if b == nil {
		return "Delivery report."
	}
	words := "Our mail to " + b.Recipient + " came back"
	if !b.Permanent {
		words = "Our mail to " + b.Recipient + " is delayed"
	}
	if b.Reason != "" {
		return words + ": " + b.Reason
	}
	return words + "."
}

// linkWarning names both hosts of a link whose words name another than it
// leads to.
func linkWarning(l inbox.Link) string {
	if !l.Suspicious {
		return ""
	}
	return "The words say " + hostOf(l.Text) + ", the link goes to " + hostOf(l.URL)
}

func hostOf(s string) string {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return strings.TrimPrefix(s, "https://")
	}
	return u.Host
}

// send shows a message of ours of which no copy has come back yet.
func (v view) send(s outbox.Send) entry {
	at := s.QueuedAt
	if !s.CommittedAt.IsZero() {
		at = s.CommittedAt
	}
	mark, trouble := v.sendMark(s)
	e := entry{key: "send:" + s.ID, at: at, send: s.ID, trouble: trouble, data: part.MessageData{
		Initials: s.Initials, Name: senderWords(v.snap, s), Time: momentWords(v.now, at), Ours: true, Body: s.Text,
		Marks: []part.MarkData{mark}}}
	for _, f := range s.Files {
		e.data.Marks = append(e.data.Marks, part.MarkData{Icon: theme.IconAttachFile, Tone: part.Idle, Words: f.Name + ", " + sizeWords(f.Size)})
	}
	return e
}

func senderWords(snap desk.Snapshot, s outbox.Send) string {
	if o, ok := snap.Officer(s.Officer); ok {
		return officerWords(o)
	}
	return s.Initials
}

// sendMark says how a message of ours stands; trouble: somebody must look.
func (v view) sendMark(s outbox.Send) (mark part.MarkData, trouble bool) {
	at := func(t time.Time) string { return calendar.FormatWhen(v.now, t) }
	switch {
	case s.Returned:
		return part.MarkData{Icon: theme.IconErrorFill, Tone: part.Late, Words: orWords(s.ReturnedWhy, "It came back and was not delivered.")}, true
	case s.State == outbox.Sent:
		return part.MarkData{Icon: theme.IconCheck, Tone: part.Good, Words: "Sent " + at(s.WentAt())}, false
	case s.State == outbox.Queued && v.now.Before(s.NotBefore):
		return part.MarkData{Icon: theme.IconSchedule, Tone: part.Idle, Words: "Goes in a few seconds"}, false
	case s.State == outbox.Queued, s.State == outbox.Sending:
		return part.MarkData{Icon: theme.IconSchedule, Tone: part.Idle, Words: "Sending"}, false
	case s.State == outbox.Committed:
		return part.MarkData{Icon: theme.IconSchedule, Tone: part.Idle, Words: "Waiting for the server’s answer"}, false
	case s.State == outbox.WaitingTry:
		return part.MarkData{Icon: theme.IconSchedule, Tone: part.Soon, Words: "Not sent yet, tried again " + at(s.WaitUntil) + ". " + s.Why}, true
	case s.State == outbox.Held:
		return part.MarkData{Icon: theme.IconPauseCircleFill, Tone: part.Soon, Words: "Held. " + s.Why}, true
	case s.State == outbox.Rejected:
		return part.MarkData{Icon: theme.IconCancelFill, Tone: part.Late, Words: "Not sent. " + s.Why}, true
	}
	return part.MarkData{Icon: theme.IconHelpFill, Tone: part.Unknown, Words: "We do not know if this went."}, true
}

func orWords(words, otherwise string) string {
	if words == "" {
		return otherwise
	}
	return words
}

// momentWords is a message's time: "Fri 27 Nov, 11:40", "today 9:48".
func momentWords(now, t time.Time) string {
	day := calendar.DateOf(t)
	if day == calendar.DateOf(now) {
		return "today " + calendar.FormatClock(t)
	}
	layout := "Mon 2 Jan"
	if day.Year != calendar.DateOf(now).Year {
		layout = "Mon 2 Jan 2006"
	}
	return calendar.InLondon(t).Format(layout) + ", " + calendar.FormatClock(t)
}

// initials of a name for an avatar, at most two letters.
func initials(name string) string {
	var out []rune
	words := strings.Fields(name)
	if len(words) > 2 {
		words = []string{words[0], words[len(words)-1]}
	}
	for _, w := range words {
		for _, r := range strings.TrimLeft(w, "\"'(<“‘") {
			out = append(out, r)
			break
		}
	}
	return strings.ToUpper(string(out))
}
