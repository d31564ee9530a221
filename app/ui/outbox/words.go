package outbox

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	sends "commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// statement is what the page of a message says first.
type statement struct {
	outcome part.Outcome
	title   string
	words   string
}

func (v view) statement(s sends.Send) statement {
	at := func(t time.Time) string { return calendar.FormatWhen(v.now, t) }
	why := func(otherwise string) string {
		if s.Why != "" {
			return s.Why
		}
		return otherwise
	}
	switch v.groupOf(s) {
	case unconfirmed:
		return statement{part.Unconfirmed, "We do not know if this mail went", dropTitle(why("The server had all of it and did not answer.")) +
			" Commsdesk will not send it again until you choose."}
	case rejected:
		return statement{part.Rejected, "This mail was not sent", why("The server refused it.") + refusedWords(s)}
	case held:
		return statement{part.Held, heldTitle(s), why("It needs you before it can go.")}
	case returned:
		return statement{part.Rejected, "This mail came back", fmt.Sprintf("The server took it at %s, and it was not delivered. %s", at(sentAt(s)), s.ReturnedWhy)}
	}
	switch s.State {
	case sends.Queued:
		if n := v.graceLeft(s); n > 0 {
			return statement{part.Waiting, "Sending in " + seconds(n), "Nothing has left this PC yet."}
		}
		return statement{part.Waiting, "Goes in a moment", "Nothing has left this PC yet."}
	case sends.Sending:
		return statement{part.Waiting, "Being sent", "The server does not have all of it yet."}
	case sends.Committed:
		return statement{part.Waiting, "Waiting for the server’s answer", "The server has all of it since " + clockSeconds(v.now, s.CommittedAt) + ". It may take up to 10 minutes to answer."}
	case sends.WaitingTry:
		return statement{part.Waiting, "Waiting to send", why("It could not be sent yet.") + " It is tried again by itself at " + at(s.WaitUntil) + "."}
	}
	return statement{part.Sent, "Sent " + at(sentAt(s)), sentWords(s)}
}

// dropTitle takes the page's title off a sentence that begins with it.
func dropTitle(why string) string {
	return strings.TrimSpace(strings.TrimPrefix(why, "We do not know if this mail went."))
}

func refusedWords(s sends.Send) string {
	if s.Address == "" || strings.Contains(s.Why, s.Address) {
		return ""
	}
	return " The refused address is " + s.Address + "."
}

func heldTitle(s sends.Send) string {
	switch s.HoldKind {
	case sends.HoldSignIn:
		return "Held: the mailbox signed us out"
	case sends.HoldCertificate:
		return "Held: the server shows another certificate"
	case sends.HoldAge:
		return "Held: it waited too long to go by itself"
	case sends.HoldAnswered:
		return "Held: somebody else answered"
	case sends.HoldWroteAgain:
		return "Held: the resident wrote again"
	}
	return "Held: it needs you"
}

func sentWords(s sends.Send) string {
	words := "The server accepted it."
	if s.Proof != "" {
		words = "It is known to have gone. " + s.Proof
	}
	switch s.Filed {
	case sends.FiledPending:
		return words + " A copy is still to be put into Sent; that is tried by itself."
	case sends.FiledServer:
		return words + " The server keeps a copy in Sent."
	case sends.FiledDone:
		return words + " We put a copy into Sent."
	case sends.FiledMissing:
		return words + " No copy came into Sent within one working day."
	}
	return words
}

// fact is one line under our words.
type fact struct{ name, words string }

// facts are what is known of a message.
func (v view) facts(s sends.Send, replyTo string) []fact {
	account := v.accounts[s.Channel]
	facts := []fact{{"From", account.Name + ", " + account.Identity}, {"To", peopleWords(s.To)}}
	if account.ID == "" {
		facts[0].words = "An account that is not connected any more"
	}
	if len(s.Cc) > 0 {
		facts = append(facts, fact{"Copies to", peopleWords(s.Cc)})
	}
	if s.Subject != "" {
		facts = append(facts, fact{"Subject", s.Subject})
	}
	if replyTo != "" {
		facts = append(facts, fact{"In reply to", replyTo})
	}
	for _, f := range s.Files {
		facts = append(facts, fact{"Attached", f.Name})
	}
	return facts
}

func peopleWords(people []sends.Person) string {
	var all []string
	for _, p := range people {
		if p.Name == "" || p.Name == p.ID {
			all = append(all, p.ID)
		} else {
			all = append(all, p.Name+" <"+p.ID+">")
		}
	}
	return strings.Join(all, ", ")
}

// found says what looking for an unconfirmed message has shown so far.
func (v view) found(s sends.Send) (words string, facts []fact) {
	words = "No copy has come back. For mail that proves nothing: it may have gone all the same."
	if s.Looks == 0 {
		words = "We have not looked for a copy yet."
	}
	facts = []fact{{"Looked", timesWords(s.Looks)}, {"Next look", "none by itself, press 3"}}
	if !s.LookAt.IsZero() {
		facts[1].words = calendar.FormatWhen(v.now, s.LookAt) + ", by itself"
	}
	if s.Detail != "" {
		facts = append(facts, fact{"Server said", s.Detail})
	}
	return words, facts
}

func timesWords(n int) string {
	switch n {
	case 0:
		return "not yet"
	case 1:
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// answers are the three ways to settle an unconfirmed message.
func (v view) answers(s sends.Send) [3]part.ChoiceSpec {
	at := calendar.FormatWhen(v.now, sentAt(s))
	went := "Mark as sent at " + at + "."
	if s.Conversation != "" {
		went += " The clock stops at " + at + "."
	}
	look := "Nothing is sent. We look for a copy in the mailbox."
	if !s.LookAt.IsZero() {
		look += " Next look on our own at " + calendar.FormatWhen(v.now, s.LookAt) + "."
	}
	return [3]part.ChoiceSpec{
		{Icon: theme.IconDoneAll, Label: "It went", Key: "1", Words: went},
		{Icon: theme.IconSend, Label: "It did not, send again", Key: "2", Words: "The same message goes once more. If the first one went too, they get it twice."},
		{Icon: theme.IconRefresh, Label: "Look again", Key: "3", Words: look},
	}
}

// happened is one line of what became of a message.
type happened struct {
	when  string
	icon  theme.IconName
	tone  part.Tone
	words string
}

// record words the acts on a message, oldest first.
func (v view) record(acts []act.Act) []happened {
	var all []happened
	for _, a := range acts {
		e, known := sends.EventOf(a.Kind)
		if !known {
			continue
		}
		h := v.event(e, a)
		h.when = clockSeconds(v.now, a.At)
		all = append(all, h)
	}
	return all
}

// read reads an act's effect or content; what can't be read says less.
func read[T any](stored json.RawMessage) T {
	var v T
	_ = json.Unmarshal(stored, &v)
	return v
}

func (v view) actor(officer string) string {
	if o, ok := v.snap.Officer(officer); ok {
		return o.Initials
	}
	return "Commsdesk"
}

func (v view) event(e sends.Event, a act.Act) happened {
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
			return line(theme.IconSend, part.Calm, who+" pressed Send.")
		}
		return line(theme.IconUndo, part.Calm, who+" pressed Send. "+seconds(int((grace+time.Second/2)/time.Second))+" to undo")
	case sends.EvWithdraw:
		return line(theme.IconDrafts, part.Calm, who+" took it back as a draft")
	case sends.EvStart:
		return line(theme.IconSend, part.Calm, "Sending began")
	case sends.EvCommit:
		return line(theme.IconSend, part.Calm, "The server has all of it")
	case sends.EvAccept:
		return line(theme.IconCheck, part.Good, "The server accepted it")
	case sends.EvRefuse:
		return line(theme.IconCancel, part.Late, "Refused.", why.Why, detailWords(why))
	case sends.EvPostpone:
		return line(theme.IconSchedule, part.Soon, "Not yet.", why.Why)
	case sends.EvHold:
		return line(theme.IconPauseCircle, part.Soon, "Held.", why.Why)
	case sends.EvInterrupt:
		return line(theme.IconRefresh, part.Calm, "Stopped before anything was handed over. It goes again.")
	case sends.EvLose:
		return line(theme.IconHelp, part.Unknown, "No answer. Marked unconfirmed, not sent again.", detailWords(why))
	}
	return v.laterEvent(e, a, who, why, line)
}

// laterEvent words what can happen once a message was handed over, and what an
// officer decides about it.
func (v view) laterEvent(e sends.Event, a act.Act, who string, why sends.Reason,
	line func(theme.IconName, part.Tone, string, ...string) happened) happened {
	switch e {
	case sends.EvProve:
		if read[sends.ProvedEffect](a.Effect).By == sends.ByPerson {
			return line(theme.IconDoneAll, part.Good, who+" says it went")
		}
		return line(theme.IconSearch, part.Good, "Found:", why.Where)
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
	return line(theme.IconSearch, part.Calm, "Looked for a copy: none yet")
}

func detailWords(r sends.Reason) string {
	if r.Detail == "" {
		return ""
	}
	return "It said: " + r.Detail
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
