package outbox

import (
	"encoding/json"
	"fmt"
	"strings"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	sends "commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// fact is one line under our words.
type fact struct{ name, words string }

// facts are what is known of a message; answered is what it answers, nil for
// nothing that is kept.
func (v view) facts(s sends.Send, answered *inbox.Message) []fact {
	facts := []fact{v.from(s)}
	add := func(name, words string) {
		if words != "" {
			facts = append(facts, fact{name, words})
		}
	}
	add("To", peopleWords(s, s.To))
	add("Copies to", peopleWords(s, s.Cc))
	add("Subject", s.Subject)
	if answered != nil {
		add("In reply to", answered.From.Words()+", "+calendar.FormatWhen(v.now, answered.Start))
		if !s.Mail() {
			add("Who wrote", quoted(answered.Text))
		}
	}
	for _, f := range s.Files {
		add("Attached", f.Name)
	}
	return facts
}

// from is the account it goes from.
func (v view) from(s sends.Send) fact {
	account := v.accounts[s.Channel]
	switch {
	case account.ID == "":
		return fact{"From", "An account that is not connected any more"}
	case s.Mail():
		return fact{"From", account.Name + ", " + account.Identity}
	}
	name := account.Name
	if name == "" {
		name = account.Identity
	}
	return fact{"Account", name + " on " + notice.NetworkWords(s.Network)}
}

// mostQuoted is how many letters of somebody's words a fact shows.
const mostQuoted = 140

// quoted are the first words of a message in quotation marks, "" for none.
func quoted(text string) string {
	words := []rune(oneLine(text))
	switch {
	case len(words) == 0:
		return ""
	case len(words) > mostQuoted:
		words = append(words[:mostQuoted-1], '…')
	}
	return "“" + string(words) + "”"
}

func peopleWords(s sends.Send, people []sends.Person) string {
	var all []string
	for _, p := range people {
		words := personWords(p)
		switch {
		case s.Mail() && p.Name != "" && p.Name != p.ID:
			words = p.Name + " <" + p.ID + ">"
		case !s.Mail() && p.Name != "" && p.Handle != "" && p.Handle != p.Name:
			words = p.Name + ", @" + strings.TrimPrefix(p.Handle, "@")
		}
		all = append(all, words)
	}
	if s.Mail() {
		return strings.Join(all, ", ")
	}
	return strings.Join(all, "; ")
}

// lastLook is the newest look at an unconfirmed message since its last attempt; ok
// is false for none.
func lastLook(acts []act.Act) (look act.Act, absent, ok bool) {
	for _, a := range acts {
		switch e, _ := sends.EventOf(a.Kind); e {
		case sends.EvLose:
			look, absent, ok = act.Act{}, false, false
		case sends.EvLook:
			look, absent, ok = a, read[sends.LookEffect](a.Effect).Absent, true
		}
	}
	return look, absent, ok
}

// found says what looking for an unconfirmed message has shown so far.
func (v view) found(s sends.Send, acts []act.Act) (words string, facts []fact) {
	_, absent, looked := lastLook(acts)
	words = foundWords(s, looked, absent)
	facts = []fact{{"Looked", timesWords(s.Looks)}, {"Next look", "none by itself, press 3"}}
	if !s.LookAt.IsZero() {
		facts[1].words = calendar.FormatWhen(v.now, s.LookAt) + ", by itself"
	}
	if s.Detail != "" {
		facts = append(facts, fact{detailName(s), s.Detail})
	}
	return words, facts
}

func foundWords(s sends.Send, looked, absent bool) string {
	switch {
	case s.Mail() && !looked:
		return "We have not looked for a copy yet."
	case s.Mail():
		return "No copy has come back. For mail that proves nothing: it may have gone all the same."
	case !looked:
		return "We have not looked yet."
	case absent:
		return taker(s) + " says that it is not there. Sending it again makes no second one."
	}
	return "It was not " + s.Among() + ". That proves nothing: it may come to light later."
}

// detailName is what the technical words beside an outcome are: a mail server's own
// answer, or what our request ended with.
func detailName(s sends.Send) string {
	if s.Mail() {
		return "Server said"
	}
	return "Note for IT"
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

// answers are the three ways to settle an unconfirmed message. What the network
// proved suggests one.
func (v view) answers(s sends.Send, acts []act.Act) [3]part.ChoiceSpec {
	at := calendar.FormatWhen(v.now, s.WentAt())
	went := part.ChoiceSpec{Icon: theme.IconDoneAll, Label: "It went", Key: "1", Words: "Mark as sent at " + at + "."}
	if s.Conversation != "" {
		went.Words += " The clock stops at " + at + "."
	}
	again := part.ChoiceSpec{Icon: theme.IconSend, Label: "It did not, send again", Key: "2", Words: "The same message goes once more. If the first one went too, they get it twice."}
	look := part.ChoiceSpec{Icon: theme.IconRefresh, Label: "Look again", Key: "3", Words: "Nothing is sent. We look for a copy in the mailbox."}
	if !s.Mail() {
		went.Label, again.Label = "It is live", "It is not live, send again"
		if s.Apart() {
			went.Label, again.Label = "It went", "It did not go, send again"
		}
		again.Words = "We look once more first. If it is there, we stop and tell you."
		look.Words = "Nothing is sent. We look " + s.Among() + "."
	}
	if _, absent, _ := lastLook(acts); absent && !s.Mail() {
		again.Suggested = "it is not there"
	}
	if !s.LookAt.IsZero() {
		look.Words += " Next look on our own at " + calendar.FormatWhen(v.now, s.LookAt) + "."
	}
	return [3]part.ChoiceSpec{went, again, look}
}

// read reads an act's effect or content; what can't be read says less.
func read[T any](stored json.RawMessage) T {
	var v T
	_ = json.Unmarshal(stored, &v)
	return v
}
