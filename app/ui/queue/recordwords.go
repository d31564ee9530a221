package queue

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
)

// happened is one line of a conversation's record.
type happened struct {
	at    time.Time
	when  string
	words string
}

// record tells what happened to a conversation, newest first: what officers and
// rules decided, and when clocks started.
func (v view) record(row inbox.Row, msgs []inbox.Message, entries []inbox.Entry) []happened {
	var all []happened
	byID := map[string]act.Act{}
	for _, e := range entries {
		byID[e.Act.ID] = e.Act
	}
	for _, e := range entries {
		words := v.actor(e.Act.Officer) + " " + v.deed(e.Act, byID)
		if e.Undone {
			words += " (taken back)"
		}
		all = append(all, happened{at: e.Act.At, words: words})
	}
	all = append(all, v.received(row, msgs)...)
	slices.SortStableFunc(all, func(a, b happened) int { return b.at.Compare(a.at) })
	for i := range all {
		all[i].when = calendar.FormatWhen(v.now, all[i].at)
	}
	return all
}

// received are the starts of the clocks and the messages that came under them.
func (v view) received(row inbox.Row, msgs []inbox.Message) []happened {
	starts := map[string]time.Time{}
	for _, m := range msgs {
		starts[m.Key] = m.Start
	}
	turns := slices.Clone(row.Settled)
	if row.Turn != nil {
		turns = append(turns, *row.Turn)
	}
	var all []happened
	for _, t := range turns {
		words := "Received."
		if t.N > 1 {
			words = "The resident wrote again."
		}
		if !t.Due.IsZero() {
			words += fmt.Sprintf(" Due set to %s, hours v%d", calendar.FormatWhen(v.now, t.Due), t.Calendar)
		}
		all = append(all, happened{at: t.Start, words: words})
		for _, key := range t.Messages {
			if at, ok := starts[key]; ok && at.After(t.Start) {
				all = append(all, happened{at: at, words: "Another message added, clock not restarted"})
			}
		}
	}
	return all
}

// actor is who decided: initials, or the name of a rule.
func (v view) actor(officer string) string {
	if rule, ok := strings.CutPrefix(officer, "rule:"); ok {
		return "Rule “" + rule + "”"
	}
	if o, ok := v.snap.Officer(officer); ok {
		return o.Initials
	}
	return "Somebody"
}

// effect reads an act's effect; what can't be read leaves the zero value, and
// the words say less.
func effect[T any](a act.Act) T {
	var e T
	_ = json.Unmarshal(a.Effect, &e)
	return e
}

// content reads an act's words; those that were erased are empty.
func content[T any](a act.Act) T {
	var c T
	_ = json.Unmarshal(a.Content, &c)
	return c
}

func withWhy(words, why string) string {
	if why == "" {
		return words
	}
	return words + ": " + why
}

// deed words an act after the name of who did it.
func (v view) deed(a act.Act, byID map[string]act.Act) string {
	switch a.Kind {
	case inbox.Typed:
		return "set the type to " + effect[inbox.TypeEffect](a).Type.Words()
	case inbox.Assigned:
		to := effect[inbox.AssignEffect](a).To
		if to == "" {
			return "took it off everybody"
		}
		return "assigned it to " + assigneeWords(v.snap, to)
	case inbox.Tagged:
		return "tagged it " + v.tagName(a)
	case inbox.Untagged:
		return "took off the tag " + v.tagName(a)
	case inbox.Noted:
		return "added a note"
	case inbox.Waited:
		return "waits for the resident"
	case inbox.NotExpected:
		return "expects no reply to be needed"
	case inbox.Closed:
		return "marked it done"
	case inbox.MadeWork:
		return "made work of it"
	case inbox.PressDue:
		at := effect[inbox.DeadlineEffect](a).At
		if at == 0 {
			return "cleared the journalist’s deadline"
		}
		return "set the journalist’s deadline to " + calendar.FormatWhen(v.now, app.FromMillis(at))
	case inbox.DraftBegun:
		return "opened a draft"
	case inbox.Replied:
		return "pressed Send"
	case inbox.AnswerAccepted:
		if effect[inbox.AnswerEffect](a).How == inbox.ByRedirect {
			return "redirected the resident, and the server took it"
		}
		return "answered, and the server took it"
	case inbox.AnswerReturned:
		return "saw our answer come back"
	case inbox.Captured:
		return "wrote it down by hand"
	case inbox.AnsweredOutside:
		return "answered outside this desk"
	case inbox.SeenOnly:
		return withWhy("saw it, and does not answer", content[inbox.SeenContent](a).Reason)
	case inbox.Moderated:
		return measureDeed(a)
	case act.Undone:
		if undone, ok := byID[effect[act.Undoing](a).Act]; ok {
			return "took back: " + v.deed(undone, byID)
		}
		return "took something back"
	}
	return "did something that this version can’t read"
}

func (v view) tagName(a act.Act) string {
	t, ok := v.snap.Tag(effect[inbox.TagEffect](a).Tag)
	if !ok {
		return "that is no longer here"
	}
	return t.Name
}

// note is an internal note as it is shown.
type note struct{ initials, when, words string }

// notes are the notes that stand, newest first.
func (v view) notes(entries []inbox.Entry) []note {
	var all []note
	for _, e := range entries {
		if e.Act.Kind != inbox.Noted || e.Undone {
			continue
		}
		var c inbox.NoteContent
		n := note{initials: v.actor(e.Act.Officer), when: strings.ReplaceAll(momentWords(v.now, e.Act.At), ",", ""), words: "The words were erased."}
		if json.Unmarshal(e.Act.Content, &c) == nil && c.Text != "" {
			n.words = c.Text
		}
		all = append(all, n)
	}
	return all
}

// earlier is one former conversation of a resident.
type earlier struct {
	id, when, words, verdict string
	late                     bool
}

// history are a resident's other conversations, newest first, with whether the
// first reply came in time.
func (v view) history(seen inbox.PersonSeen, but string) []earlier {
	var all []earlier
	for _, r := range seen.Conversations {
		if r.ID == but {
			continue
		}
		e := earlier{id: r.ID, when: dayWords(v.now, r.LastAt), words: orWords(r.Subject, r.Type.Words())}
		switch {
		case r.Status == inbox.Open:
			e.verdict = "open"
		case len(r.Settled) > 0 && !r.Settled[0].Due.IsZero():
			e.late = r.Settled[0].Late(r.Settled[0].Settled)
			e.verdict = inTimeWords(r.Settled[0])
		}
		all = append(all, e)
	}
	return all
}

// dayWords is a day in short: "3 Oct", with the year if it is another one.
func dayWords(now, t time.Time) string {
	layout := "2 Jan"
	if calendar.DateOf(now).Year != calendar.DateOf(t).Year {
		layout = "2 Jan 2006"
	}
	return calendar.InLondon(t).Format(layout)
}
