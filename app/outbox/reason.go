package outbox

import (
	"errors"

	"commsdesk/app"
	"commsdesk/platforms"
)

// classOf sorts any error by the adapters' classes: an adapter's own, or an
// app.Error of a kind that says as much.
func classOf(err error) platforms.Class {
	var ours *platforms.Error
	if errors.As(err, &ours) {
		return ours.Class
	}
	switch app.KindOf(err) {
	case app.Unreachable:
		return platforms.ClassOffline
	case app.SignIn:
		return platforms.ClassAuth
	case app.NotFound:
		return platforms.ClassGone
	}
	return platforms.ClassTransient
}

// sentenceOf is what an error says to people.
func sentenceOf(err error) string {
	var ours *platforms.Error
	if errors.As(err, &ours) && ours.Sentence != "" {
		return ours.Sentence
	}
	return app.Say(err)
}

// forPeople gives an adapter's error the kind that the rest of the program
// knows, with its sentence.
func forPeople(err error) error {
	var ours *platforms.Error
	if !errors.As(err, &ours) {
		return err
	}
	kind := app.Internal
	switch ours.Class {
	case platforms.ClassRefused, platforms.ClassPolicy, platforms.ClassPayment:
		kind = app.Wrong
	case platforms.ClassAuth, platforms.ClassIdentity, platforms.ClassPermission, platforms.ClassCertificate:
		kind = app.SignIn
	case platforms.ClassOffline, platforms.ClassTransient, platforms.ClassRate, platforms.ClassQuota:
		kind = app.Unreachable
	case platforms.ClassGone:
		kind = app.NotFound
	}
	return app.NewError(kind, ours.Sentence).Because(err)
}

// needsPerson tells whether trying again is no use before somebody did
// something.
func needsPerson(c platforms.Class) bool {
	switch c {
	case platforms.ClassAuth, platforms.ClassIdentity, platforms.ClassPermission, platforms.ClassCertificate, platforms.ClassPayment,
		platforms.ClassPolicy, platforms.ClassGone:
		return true
	}
	return false
}

// holdKind says what kind of help a held send needs.
func holdKind(c platforms.Class) string {
	switch c {
	case platforms.ClassAuth, platforms.ClassIdentity:
		return HoldSignIn
	case platforms.ClassCertificate:
		return HoldCertificate
	}
	return ""
}

// What a held send needs (Send.HoldKind).
const (
	HoldSignIn      = "sign-in"
	HoldCertificate = "certificate"
	HoldAge         = "age"
	HoldAnswered    = "answered"
	HoldWroteAgain  = "wrote-again"
)

// Causes that people are told apart (Send.Class).
const (
	CauseGone       = string(platforms.ClassGone)
	CauseIdentity   = string(platforms.ClassIdentity)
	CausePermission = string(platforms.ClassPermission)
	CausePayment    = string(platforms.ClassPayment)
	CausePolicy     = string(platforms.ClassPolicy)
	CauseBusy       = string(platforms.ClassRate)
)
