package app

import "errors"

// Kind sorts errors by what the caller can do about them.
type Kind string

// The kinds of error. Internal is everything that has no kind of its own.
const (
	// Wrong: the request itself can't be carried out as asked; change it.
	Wrong Kind = "wrong"
	// NotFound: what was named is not here.
	NotFound Kind = "not-found"
	// Conflict: somebody or something got there first; look again.
	Conflict Kind = "conflict"
	// Busy: the workspace is open in another program.
	Busy Kind = "busy"
	// Unsure: it may or may not have been sent.
	Unsure Kind = "unsure"
	// Unreachable: a server or the keyring can't be reached now.
	Unreachable Kind = "unreachable"
	// SignIn: somebody must sign in again.
	SignIn Kind = "sign-in"
	// Storage: the workspace's folder or file does not allow it.
	Storage Kind = "storage"
	// Internal: a fault of ours; the log has the cause.
	Internal Kind = "internal"
)

// Error is an error with a sentence for people: what happened, what is safe,
// what to do. The cause is for the log and is never shown.
type Error struct {
	Kind     Kind
	Sentence string
	Err      error
}

// NewError returns an error of the kind with its sentence.
func NewError(kind Kind, sentence string) *Error { return &Error{Kind: kind, Sentence: sentence} }

// Because returns the same error with a cause for the log.
func (e *Error) Because(err error) *Error {
	return &Error{Kind: e.Kind, Sentence: e.Sentence, Err: err}
}

// Error gives the sentence and, for the log, the cause.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Sentence + ": " + e.Err.Error()
	}
	return e.Sentence
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf finds an error's kind by unwrapping; Internal when it has none, "" for
// nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Say words an error for people. It is the one place that does: an error
// without a sentence of its own gets one that hides its innards.
func Say(err error) string {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Sentence
	}
	return "Something went wrong inside Commsdesk. What you typed is kept. The log file has the details for your IT team."
}
