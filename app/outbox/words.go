package outbox

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// mailNetwork is the network that knows servers, copies and the folder Sent; all
// others answer at once and show what we wrote in public or in a private talk.
const mailNetwork = "mailbox"

// Mail tells a mail from what goes out on a network.
func (s Send) Mail() bool { return s.Network == mailNetwork }

// Apart tells what goes to one person alone from what everybody can read.
func (s Send) Apart() bool { return s.Mail() || s.Private || s.Talk }

// Noun is what people call it: mail, private message, reply or post.
func (s Send) Noun() string {
	switch {
	case s.Mail():
		return "mail"
	case s.Private || s.Talk:
		return "private message"
	case s.Purpose == New:
		return "post"
	}
	return "reply"
}

// There ends the question whether it came through: "this mail went", "this reply
// is live".
func (s Send) There() string {
	if s.Apart() {
		return "this " + s.Noun() + " went"
	}
	return "this " + s.Noun() + " is live"
}

// WentAt is when a message that went was handed over.
func (s Send) WentAt() time.Time {
	if !s.CommittedAt.IsZero() {
		return s.CommittedAt
	}
	return s.SettledAt
}

// Unknown begins what is said of an outcome that nobody knows.
func (s Send) Unknown() string { return "We do not know if " + s.There() + "." }

// unknownWords says what is known when no answer came, and never more: after a
// stop of the program the server may well have answered, and of a request that was
// written we know that we wrote it, not that all of it arrived.
func (d *Dispatcher) unknownWords(s Send) string {
	server := d.server(s.Channel)
	at := d.cfg.Hours.When(d.cfg.Clock(), s.CommittedAt)
	words, end := "We sent it at "+at, " and "+server+" did not answer."
	if s.Mail() {
		words, end = upper(server)+" had all of it at "+at, " and did not answer."
	}
	if s.Class == classStopped {
		end = " and Commsdesk stopped before an answer came."
	}
	return s.Unknown() + " " + words + end
}

// lookedWords adds what a look found.
func (d *Dispatcher) lookedWords(s Send, now time.Time, absent bool) string {
	words, at := d.unknownWords(s), d.cfg.Hours.When(now, now)
	server := upper(d.server(s.Channel))
	switch {
	case absent && s.Mail():
		return words + fmt.Sprintf(" At %s it says that it does not have it.", at)
	case absent:
		return words + fmt.Sprintf(" %s says at %s that it is not there.", server, at)
	case !s.Mail():
		return words + fmt.Sprintf(" At %s it was not %s.", at, s.Among())
	}
	words += " No copy has come back by " + at
	if about := d.cfg.About(s.Channel); about.Usual > 0 {
		words += ", usually " + shortSpan(about.Usual)
	}
	return words + "."
}

// Among is where one looks on a network for what we sent.
func (s Send) Among() string {
	switch s.Noun() {
	case "private message":
		return "in the private conversation there"
	case "post":
		return "among our newest posts there"
	}
	return "among our newest replies there"
}

// server is who takes a channel's messages, inside a sentence.
func (d *Dispatcher) server(channel string) string {
	return cmp.Or(d.cfg.About(channel).Server, "the server")
}

// upper begins a sentence with "the server"; a name stays as it writes itself.
func upper(words string) string {
	if rest, ok := strings.CutPrefix(words, "the "); ok {
		return "The " + rest
	}
	return words
}

// shortSpan words a short time: 8 seconds, 3 minutes.
func shortSpan(d time.Duration) string {
	n, unit := int(d.Round(time.Second)/time.Second), "second"
	if n >= 120 {
		n, unit = int(d.Round(time.Minute)/time.Minute), "minute"
	}
	if n = max(n, 1); n > 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
