package web

import (
	"errors"
	"time"

	"commsdesk/platforms"
)

// Outcome is what a call with Commit means for the send (DESIGN 4). Only what
// the network clearly said no to is refused or tried again; the rest is
// unconfirmed.
func Outcome(err error) platforms.Outcome {
	if err == nil {
		return platforms.Outcome{Verdict: platforms.Accepted}
	}
	o := platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed}
	var e *platforms.Error
	if !errors.As(err, &e) {
		return o
	}
	o.Class, o.Why, o.RetryAt = e.Class, e.Sentence, e.Until
	if e.Err != nil {
		o.Detail = e.Err.Error()
	}
	switch e.Class {
	case platforms.ClassAuth, platforms.ClassIdentity, platforms.ClassCertificate, platforms.ClassPayment, platforms.ClassPolicy, platforms.ClassPermission:
		o.Verdict = platforms.NeedsPerson
	case platforms.ClassRefused, platforms.ClassGone:
		o.Verdict = platforms.Refused
	case platforms.ClassRate, platforms.ClassQuota, platforms.ClassOffline:
		o.Verdict = platforms.NotSent
	case platforms.ClassTransient:
		// The client gives this class to a write only before it was written.
		o.Verdict = platforms.NotSent
	}
	return o
}

// Matches tells whether a found text is the sent one, allowing for links that
// the network rewrote or cut and for its trimming.
func Matches(sent, found string) bool {
	a, b := normalise(sent), normalise(found)
	return a != "" && a == b
}

// Since is from when a copy of a send is looked for, by the network's own clock
// as far as its answers told it: a minute early, since they tell seconds alone.
// t is a moment by this PC's clock.
func (c *Client) Since(t time.Time) time.Time { return t.Add(-c.Skew() - time.Minute).UTC() }
