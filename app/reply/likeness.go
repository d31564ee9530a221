package reply

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// isOurs tells that a message which a send was found for is that send, not
// somebody's word about it.
func isOurs(m inbox.Message, s outbox.Send) bool {
	if m.Mail() {
		return m.RemoteID == s.Token && (m.Direction == inbox.Own || m.Claimed)
	}
	return m.Direction == inbox.Own && (m.RemoteID == s.RemoteID && s.RemoteID != "" || endsWith(m.RemoteID, s.Token) || mustBe(m, s))
}

// endsWith tells that an id is the token or an address that ends with it.
func endsWith(id, token string) bool {
	return token != "" && (id == token || strings.HasSuffix(id, "/"+token))
}

// tellsItsID tells that a message of ours names the network's id of a send that
// we have none of yet.
func tellsItsID(m inbox.Message, s outbox.Send) bool {
	return s.RemoteID == "" && m.RemoteID != "" && !m.Mail() && isOurs(m, s)
}

// clocksApart is how far a network's clock may be behind ours (platforms.md 12).
const clocksApart = time.Minute

// mustBe tells that our own message is the send s, of which the network gave no
// id: the same words, to the same resident or under the same message, not before
// it left (platforms.md 12).
func mustBe(m inbox.Message, s outbox.Send) bool {
	if s.RemoteID != "" || s.CommittedAt.IsZero() || m.Start.Before(s.CommittedAt.Add(-clocksApart)) {
		return false
	}
	if _, may := outbox.Next(s.State, outbox.EvProve); !may {
		return false
	}
	words := plainWords(s.Text)
	return words != "" && sameReader(m, s) && (plainWords(m.Text) == words || plainWords(withoutMentions(m.Text)) == words)
}

// sameReader tells that m answers what s answers, or goes to whom s goes.
func sameReader(m inbox.Message, s outbox.Send) bool {
	if s.Parent != "" && (slices.Contains(m.Parents, s.Parent) || m.ThreadRoot == s.Parent) {
		return true
	}
	if len(m.To) == 0 {
		return s.Parent == "" && len(m.Parents) == 0
	}
	return slices.ContainsFunc(m.To, func(p inbox.Person) bool {
		return slices.ContainsFunc(s.To, func(to outbox.Person) bool { return to.ID != "" && to.ID == p.ID })
	})
}

var (
	webAddress = regexp.MustCompile(`https?://\S+`)
	mentions   = regexp.MustCompile(`^\s*(@[\w.@-]+\s+)+`)
)

// plainWords is a text without what networks change of it: case, spacing, and
// links, which they shorten.
func plainWords(text string) string {
	return strings.ToLower(oneLine(webAddress.ReplaceAllString(text, "\u2021")))
}

// withoutMentions takes away the names that some networks put before an answer.
func withoutMentions(text string) string { return mentions.ReplaceAllString(text, "") }
