package queue

import (
	"strings"

	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
)

// The measures against abuse, by the names under which the network is asked.
const (
	hide    outbox.Measure = "hide"
	unhide  outbox.Measure = "unhide"
	remove  outbox.Measure = "delete"
	mute    outbox.Measure = "mute"
	unmute  outbox.Measure = "unmute"
	block   outbox.Measure = "block"
	unblock outbox.Measure = "unblock"
	report  outbox.Measure = "report"
)

// measureWords are how a measure is offered, done and told.
type measureWords struct {
	label string // in a menu
	deed  string // on the button that does it
	warns string // what it will do
	did   string
	asks  bool // it can't be taken back, or others see it: ask first
	final bool
}

// wordsOf words a measure about one message on a network.
func wordsOf(m outbox.Measure, network string, msg inbox.Message) measureWords {
	place, who, what := notice.NetworkWords(network), authorWords(network, msg), kindNoun(msg.Kind)
	switch m {
	case hide:
		return measureWords{label: "Hide this " + what + " …", deed: "Hide the " + what, asks: true, did: "Hidden on " + place,
			warns: "Others will no longer see it on " + place + ". You can show it again."}
	case unhide:
		return measureWords{label: "Show this " + what + " again", did: "Shown again on " + place}
	case remove:
		return measureWords{label: "Delete this " + what + " …", deed: "Delete the " + what, asks: true, final: true, did: "Deleted on " + place,
			warns: "It will be taken away on " + place + " for good."}
	case mute:
		return measureWords{label: "Mute " + who, did: "Muted on " + place}
	case unmute:
		return measureWords{label: "Stop muting " + who, did: "No longer muted on " + place}
	case block:
		w := measureWords{label: "Block " + who + " …", deed: "Block " + who, asks: true, did: "Blocked on " + place,
			warns: who + " will no longer be able to write to us on " + place + ". You can take it back."}
		if network == "bluesky" {
			w.warns += " On Bluesky everybody can see whom we block."
		}
		return w
	case report:
		return measureWords{label: "Report this " + what + " …", deed: "Report the " + what, asks: true, final: true, did: "Reported on " + place,
			warns: "The moderators of " + place + " will look at it. They see that we reported it. It can't be taken back."}
	case unblock:
		return measureWords{label: "Stop blocking " + who, did: "No longer blocked on " + place}
	}
	return measureWords{label: string(m), deed: string(m), asks: true}
}

// kindNoun is what a message is called inside a sentence.
func kindNoun(kind string) string {
	switch kind {
	case kindComment, kindMention, kindReply, kindReview:
		return kind
	case kindMessage:
		return "message"
	}
	return "post"
}

// measuresOf are what can be done about a message and its author now, as its
// account can; taken are those that stand already, by what the record says.
func measuresOf(account outbox.Abilities, msg inbox.Message, taken map[outbox.Measure]bool) []outbox.Measure {
	if msg.Direction != inbox.In || msg.Mail() {
		return nil
	}
	var all []outbox.Measure
	for _, pair := range [][2]outbox.Measure{{hide, unhide}, {remove, ""}, {mute, unmute}, {block, unblock}, {report, ""}} {
		m := pair[0]
		about := m == hide || m == remove || m == report
		switch {
		case about && (!msg.DeletedAt.IsZero() || msg.Private && m == hide):
			continue
		case m == hide && msg.Hidden || m != hide && taken[m]:
			m = pair[1]
		}
		if m != "" && account.Measures[m].OK {
			all = append(all, m)
		}
	}
	return all
}

// takenAgainst are the measures that stand against the author of a message, as
// the record of the conversation tells: newest first.
func takenAgainst(msgs []inbox.Message, entries []inbox.Entry, msg inbox.Message) map[outbox.Measure]bool {
	theirs := map[string]bool{}
	for _, m := range msgs {
		theirs[m.Key] = m.From.ID == msg.From.ID
	}
	taken, told := map[outbox.Measure]bool{}, map[outbox.Measure]bool{}
	for _, e := range entries {
		x := effect[inbox.ModeratedEffect](e.Act)
		if e.Act.Kind != inbox.Moderated || x.Outcome != inbox.MeasureDone || !theirs[x.Message] {
			continue
		}
		of := outbox.Measure(strings.TrimPrefix(x.Measure, "un"))
		if !told[of] {
			told[of], taken[of] = true, of == outbox.Measure(x.Measure)
		}
	}
	return taken
}

// measureDeed words in the record what was done about a message.
func measureDeed(a act.Act) string {
	e, c := effect[inbox.ModeratedEffect](a), content[inbox.ModeratedContent](a)
	what, done := measureVerb(outbox.Measure(e.Measure))
	switch e.Outcome {
	case inbox.MeasureDone:
		return done
	case inbox.MeasureRefused:
		return withWhy("could not "+what, c.Why)
	case inbox.MeasureUnknown:
		return withWhy("does not know if the network did "+what, c.Why)
	}
	words := withWhy("decided to "+what, c.Reason)
	if e.Evidence != "" {
		words += " (evidence kept first)"
	}
	return words
}

func measureVerb(m outbox.Measure) (what, done string) {
	switch m {
	case hide:
		return "hide the message", "hid the message"
	case unhide:
		return "show the message again", "showed the message again"
	case remove:
		return "delete the message", "deleted the message"
	case mute:
		return "mute its author", "muted its author"
	case unmute:
		return "stop muting its author", "stopped muting its author"
	case block:
		return "block its author", "blocked its author"
	case report:
		return "report the message", "reported the message"
	case unblock:
		return "stop blocking its author", "stopped blocking its author"
	}
	return "do something about the message", "did something about the message"
}

// abuseReasons are why something is done about what a resident wrote.
var abuseReasons = []part.RadioOption{
	{ID: "abuse", Words: "Abusive or threatening words"},
	{ID: "hate", Words: "Hatred against people"},
	{ID: "private", Words: "Somebody’s private details"},
	{ID: "law", Words: "Against the law, or before a court"},
	{ID: "spam", Words: "Advertising or spam"},
}
