package platforms

import (
	"errors"
	"time"
)

// Class sorts what went wrong, so that nobody has to read error texts.
type Class string

// The classes (platforms.md 12).
const (
	// ClassAuth: the sign-in no longer holds; a person must sign in again.
	ClassAuth Class = "auth"
	// ClassIdentity: it is signed in to another account than this one.
	ClassIdentity Class = "identity"
	// ClassPermission: signed in, but not allowed to do this.
	ClassPermission Class = "permission"
	// ClassCertificate: the server's certificate is not the one expected.
	ClassCertificate Class = "certificate"
	// ClassRate and ClassQuota: too much, come back at Until.
	ClassRate  Class = "rate"
	ClassQuota Class = "quota"
	// ClassPayment: the account has no credit.
	ClassPayment Class = "payment"
	// ClassOffline: the server could not be reached at all.
	ClassOffline Class = "offline"
	// ClassTransient: reached, and it may work later.
	ClassTransient Class = "transient"
	// ClassRefused: the request itself is wrong; the officer must change it.
	ClassRefused Class = "refused"
	// ClassGone: what was asked for is no longer there.
	ClassGone Class = "gone"
	// ClassUnconfirmed: a write whose outcome is unknown.
	ClassUnconfirmed Class = "unconfirmed"
	// ClassPolicy: the network told us to stop writing.
	ClassPolicy Class = "policy"
)

// Error is an adapter's error. Sentence is for people: what happened, what is
// safe, what to do. Err is the cause and never shown.
type Error struct {
	Class    Class
	Sentence string
	// Until is when to come back (UTC) for ClassRate and ClassQuota.
	Until time.Time
	// Certificate is filled for ClassCertificate.
	Certificate *Certificate
	// Offer is what would cure a refusal of a picture, nil for nothing.
	Offer *Offer
	Err   error
}

// Certificate tells the certificate expected from the one presented. The
// fingerprints are SHA-256, hex in pairs with colons; Expected is "" when none
// was known.
type Certificate struct {
	Host, Expected, Presented string
	Subject, Issuer           string
	NotAfter                  time.Time
}

// Refuse is the error of a request that is wrong itself: sentence says what the
// officer must change.
func Refuse(sentence string) *Error { return &Error{Class: ClassRefused, Sentence: sentence} }

// Error gives the sentence.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Sentence + " (" + e.Err.Error() + ")"
	}
	return e.Sentence
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrorOf finds the Error in an error by unwrapping; nil when there is none.
func ErrorOf(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// ClassOf finds the class of an error by unwrapping; ClassTransient for an
// error without one, "" for nil.
func ClassOf(err error) Class {
	if err == nil {
		return ""
	}
	if e := ErrorOf(err); e != nil {
		return e.Class
	}
	return ClassTransient
}
