package reply

import (
	"slices"
	"strings"

	"commsdesk/app/desk"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
)

// Everybody is whom an answer to all goes to: the one to be answered, and as
// copies all others the message named, without doubles and without our own
// address.
func Everybody(m inbox.Message, own string) (to, cc []outbox.Person) {
	taken := map[string]bool{"": true, strings.ToLower(own): true}
	add := func(list []outbox.Person, p inbox.Person) []outbox.Person {
		id := strings.ToLower(p.ID)
		if taken[id] {
			return list
		}
		taken[id] = true
		return append(list, outbox.Person(p))
	}
	to = add(nil, m.AnswerTo)
	for _, p := range slices.Concat(m.To, m.Cc) {
		cc = add(cc, p)
	}
	return to, cc
}

// Subject is the subject of an answer: Re: before the original's, once.
func Subject(original string) string {
	original = strings.Join(strings.Fields(original), " ")
	if len(original) >= 3 && strings.EqualFold(original[:3], "re:") {
		return original
	}
	return strings.TrimSpace("Re: " + original)
}

// RedirectText is what a resident gets: the redirect's words with {name}
// replaced by the first name, or without it when none is known.
func RedirectText(r desk.Redirect, name string) string {
	first := ""
	if words := strings.Fields(name); len(words) > 0 && !strings.ContainsAny(name, "@") {
		first = strings.Trim(words[0], `,;"'`)
	}
	if first == "" {
		for _, gap := range []string{" {name}", "{name} ", "{name}"} {
			r.Words = strings.ReplaceAll(r.Words, gap, "")
		}
	}
	return strings.ReplaceAll(r.Words, "{name}", first)
}

// ancestors are the ids above a message, oldest first, as References lists
// them (RFC 5322 3.6.4).
func ancestors(m inbox.Message) []string {
	var ids []string
	for _, id := range m.Parents {
		if id != "" && id != m.RemoteID && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Reverse(ids)
	return ids
}
