package data

import (
	"bytes"

	"commsdesk/app/inbox"
)

// forgotten is a message whose words may no longer be kept: its key, ids and
// times are left, and whose it was by the network's id alone.
func forgotten(m inbox.Message) inbox.Message {
	m.Expired = true
	m.Subject, m.Text, m.Quoted, m.Raw, m.BodyHash = "", "", "", nil, ""
	m.Was, m.Links, m.Files, m.Bounce = nil, nil, nil, nil
	m.From, m.AnswerTo = inbox.Person{ID: m.From.ID}, inbox.Person{ID: m.AnswerTo.ID}
	m.To, m.Cc = nameless(m.To), nameless(m.Cc)
	return m
}

func nameless(ps []inbox.Person) []inbox.Person {
	var out []inbox.Person
	for _, p := range ps {
		out = append(out, inbox.Person{ID: p.ID})
	}
	return out
}

// onlyQuietly tells that two forms of a message differ at most in what no
// decision hangs on.
func onlyQuietly(a, b inbox.Message) (bool, error) {
	x, err := newStored(quietly(a))
	if err != nil {
		return false, err
	}
	y, err := newStored(quietly(b))
	return bytes.Equal(x.digest, y.digest), err
}
