package outbox

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"commsdesk/app/calendar"
	"commsdesk/app/notice"
	sends "commsdesk/app/outbox"
	"commsdesk/app/ui/part"
)

// statement is what the page of a message says first.
type statement struct {
	outcome part.Outcome
	title   string
	words   string
}

// taker is who takes a message, at the start of a sentence: the mail server, or the
// network by its name.
func taker(s sends.Send) string {
	if s.Mail() {
		return "The server"
	}
	return notice.NetworkTitle(s.Network)
}

// sent is the verb of what went.
func sentVerb(s sends.Send) string {
	if s.Noun() == "post" {
		return "published"
	}
	return "sent"
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
		return statement{part.Unconfirmed, strings.TrimSuffix(s.Unknown(), "."), dropTitle(why(taker(s)+" did not answer.")) + " " + mayBe(s) +
			"Commsdesk will not send it again until you choose."}
	case rejected:
		return statement{part.Rejected, rejectedTitle(s), why(taker(s)+" refused it.") + refusedWords(s)}
	case held:
		return statement{part.Held, heldTitle(s), why("It needs you before it can go.")}
	case returned:
		return statement{part.Rejected, "This " + s.Noun() + " came back", fmt.Sprintf("%s took it at %s, and it was not delivered. %s", taker(s), at(s.WentAt()), s.ReturnedWhy)}
	}
	switch s.State {
	case sends.Queued:
		if n := v.graceLeft(s); n > 0 {
			return statement{part.Waiting, "Sending in " + seconds(n), "Nothing has left this PC yet."}
		}
		return statement{part.Waiting, "Goes in a moment", "Nothing has left this PC yet."}
	case sends.Sending:
		if !s.Mail() {
			return statement{part.Waiting, "Being sent", taker(s) + " does not have it yet."}
		}
		return statement{part.Waiting, "Being sent", "The server does not have all of it yet."}
	case sends.Committed:
		return v.handedOver(s)
	case sends.WaitingTry:
		return statement{part.Waiting, "Waiting to send", why("It could not be sent yet.") + " It is tried again by itself at " + at(s.WaitUntil) + "."}
	}
	return statement{part.Sent, "Sent " + at(s.WentAt()), sentWords(s)}
}

// handedOver says that the answer is awaited: a mail server may take its time after
// the last byte (RFC 5321, 4.5.3.2.6), a network is given half a minute.
func (v view) handedOver(s sends.Send) statement {
	since := clockSeconds(v.now, s.CommittedAt)
	if s.Mail() {
		return statement{part.Waiting, "Waiting for the server’s answer", "The server has all of it since " + since + ". It may take up to 10 minutes to answer."}
	}
	return statement{part.Waiting, "Waiting for " + taker(s) + " to answer", "We sent it at " + since + ". It may take half a minute to answer."}
}

// dropTitle takes the page's title off a sentence that begins with it, also the
// title that older records have.
func dropTitle(why string) string {
	if strings.HasPrefix(why, "We do not know if ") {
		if _, rest, more := strings.Cut(why, ". "); more {
			return rest
		}
		return ""
	}
	return why
}

// mayBe says what an unknown outcome means on a network, once nothing was proved.
func mayBe(s sends.Send) string {
	switch {
	case s.Mail() || s.Looks > 0:
		return ""
	case s.Apart():
		return "It may have gone, or it may be lost. "
	}
	return "It may be live, or it may be lost. "
}

func refusedWords(s sends.Send) string {
	if s.Address == "" || strings.Contains(s.Why, s.Address) {
		return ""
	}
	return " The refused address is " + s.Address + "."
}

// gone tells whether a network refused because what we answer is there no more.
func gone(s sends.Send) bool { return !s.Mail() && s.Class == sends.CauseGone }

func rejectedTitle(s sends.Send) string {
	title := "This " + s.Noun() + " was not " + sentVerb(s)
	if gone(s) {
		title += ": what it answers was deleted"
	}
	return title
}

func heldTitle(s sends.Send) string {
	who := taker(s)
	switch s.HoldKind {
	case sends.HoldSignIn:
		switch {
		case s.Class == sends.CauseIdentity:
			return "Held: it is signed in to another account"
		case s.Mail():
			return "Held: the mailbox signed us out"
		}
		return "Held: " + who + " signed us out"
	case sends.HoldCertificate:
		if s.Mail() {
			who = "the server"
		}
		return "Held: " + who + " shows another certificate"
	case sends.HoldAge:
		return "Held: it waited too long to go by itself"
	case sends.HoldAnswered:
		return "Held: somebody else answered"
	case sends.HoldWroteAgain:
		return "Held: the resident wrote again"
	}
	if s.Mail() {
		return "Held: it needs you"
	}
	switch s.Class {
	case sends.CausePermission:
		return "Held: " + who + " does not let us send this"
	case sends.CausePayment:
		return "Held: the account on " + who + " has no credit"
	case sends.CausePolicy:
		return "Held: " + who + " told us to stop writing"
	}
	return "Held: it needs you"
}

func sentWords(s sends.Send) string {
	words := taker(s) + " accepted it."
	if s.Proof != "" {
		words = provedWords(s)
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

// provedWords say by what it is known. Where is a sentence, or a place: "among our
// posts on Bluesky".
func provedWords(s sends.Send) string {
	known := "It is known to be live"
	if s.Apart() {
		known = "It is known to have gone"
	}
	return known + joined(s.Proof)
}

// joined adds a place or a sentence to words before it.
func joined(where string) string {
	where = strings.TrimSuffix(where, ".") + "."
	if r := []rune(where)[0]; unicode.IsLower(r) {
		return ": " + where
	}
	return ". " + where
}
