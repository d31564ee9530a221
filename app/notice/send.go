package notice

import (
	"fmt"
	"strings"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/outbox"
)

// noun is what a notice calls what we wrote: a mail is a reply here, since the place
// beside it says that it went by mail.
func noun(s outbox.Send) string {
	if s.Mail() {
		return "reply"
	}
	return s.Noun()
}

// subject begins the sentence of a notice: "Reply on Facebook, ^GM".
func subject(s outbox.Send) string {
	words := noun(s)
	words = strings.ToUpper(words[:1]) + words[1:]
	if s.Mail() {
		words += " by mail"
	} else {
		words += " on " + NetworkWords(s.Network)
	}
	if s.Initials != "" {
		words += ", ^" + s.Initials
	}
	return words
}

// send is the notice of a message of ours that a person must look at.
func send(now time.Time, s outbox.Send) (Notice, bool) {
	n := Notice{Send: s.ID, Conversation: s.Conversation, Channel: s.Channel, Action: "Look now"}
	key := func(what string) string { return fmt.Sprintf("send:%s:%s:%d", s.ID, what, s.Attempts) }
	at := func(t time.Time) string { return calendar.FormatWhen(now, t) }
	switch {
	case s.State == outbox.Unconfirmed:
		n.Kind, n.Key, n.At = Unconfirmed, key("unconfirmed"), s.CommittedAt
		n.Title = "We do not know if a " + noun(s) + " is live"
		if s.Apart() {
			n.Title = "We do not know if a " + noun(s) + " went"
		}
		n.Body = fmt.Sprintf("%s, sent %s. We will not send it again on our own.", subject(s), at(s.CommittedAt))
	case s.State == outbox.Rejected:
		n.Kind, n.Key, n.At = NotSent, key("rejected"), s.SettledAt
		n.Title = "A " + noun(s) + " was not sent"
		n.Body = subject(s) + ". Nobody got it. Open it to see why and mend it."
		if !s.Apart() {
			n.Body = subject(s) + ". Nobody can see it. Open it to see why and what to do."
		}
		n.Action = "Open"
	case s.State == outbox.Held:
		n.Kind, n.Key, n.At = NotSent, key("held-"+s.HoldKind), s.QueuedAt
		n.Title = "A " + noun(s) + " is held for you"
		n.Body = fmt.Sprintf("%s, written %s. It goes when you have looked at it.", subject(s), at(s.QueuedAt))
		n.Action = "Open"
	case s.State == outbox.Sent && s.Returned:
		n.Kind, n.Key, n.At = Returned, key("returned"), s.SettledAt
		n.Title = "A " + noun(s) + " came back"
		n.Body = fmt.Sprintf("%s, sent %s. The resident did not get it, and the clock runs again.", subject(s), at(s.CommittedAt))
		n.Action = "Open"
	default:
		return Notice{}, false
	}
	return n, true
}
