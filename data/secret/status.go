package secret

import (
	"context"
	"errors"
	"net"
	"os/exec"
	"strings"

	"commsdesk/app"

	"github.com/zalando/go-keyring"
)

// State says whether the operating system's keyring can be used.
type State string

// The states of a keyring.
const (
	Ready  State = "ready"
	Absent State = "absent"
	Locked State = "locked"
	Denied State = "denied"
)

// Status is a State with a sentence for people and the error that showed it.
type Status struct {
	State    State
	Sentence string
	// Cause is nil when Ready. It never holds a secret.
	Cause error
}

// Unavailable is the error of a call that the keyring could not serve.
type Unavailable struct{ Status Status }

// Error names the state and the cause, for logs.
func (u *Unavailable) Error() string {
	return "the keyring is " + string(u.Status.State) + ": " + u.Status.Cause.Error()
}

// Unwrap returns the cause within an *app.Error of kind Unreachable, whose
// sentence is the status's.
func (u *Unavailable) Unwrap() error {
	return app.NewError(app.Unreachable, u.Status.Sentence).Because(u.Status.Cause)
}

// sentences holds the words of each state: what happened, what is safe, what to
// do (DESIGN-LANGUAGE 9).
var sentences = map[State]string{
	Ready: "Passwords are kept in this computer's password store.",
	Absent: "This computer has no password store that Commsdesk can use. Your messages and drafts are safe. " +
		"You can type the password each time Commsdesk starts, or ask IT to set up a password store.",
	Locked: "The password store on this computer is locked. What is kept in it is safe. " +
		"Unlock it (its window may be behind this one), then try again.",
	Denied: "The password store on this computer did not let Commsdesk in. What is kept in it is safe. " +
		"Allow Commsdesk in the password store or ask IT, then try again.",
}

func statusOf(state State, cause error) Status {
	return Status{State: state, Sentence: sentences[state], Cause: cause}
}

// errNoStore means that we found out ourselves that there is no keyring.
var errNoStore = errors.New("there is nowhere to keep passwords")

// Exit codes of macOS's security tool: the low byte of the Security framework's
// result codes (errSecInteractionNotAllowed, errSecNoDefaultKeychain,
// errSecNotAvailable).
const (
	exitLocked    = 36
	exitNoDefault = 37
	exitNotThere  = 53
)

// signs are the words by which the error texts of D-Bus, gnome-keyring and
// go-keyring show a state; they have no types of their own.
var signs = []struct {
	words string
	state State
}{
	{"org.freedesktop.secrets was not provided", Absent},
	{"dbus-launch", Absent},
	{"connection closed by user", Absent},
	{"failed to unlock correct collection", Locked},
	{"Secret.Error.IsLocked", Locked},
}

// classify tells from a keyring's error in which state it is. An unknown error
// is Denied: a keyring is there and did not do what was asked.
func classify(err error) Status {
	var network *net.OpError
	var exit *exec.ExitError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return statusOf(Locked, err)
	case errors.As(err, &network), errors.Is(err, errNoStore), errors.Is(err, exec.ErrNotFound),
		errors.Is(err, keyring.ErrUnsupportedPlatform):
		return statusOf(Absent, err)
	case errors.As(err, &exit) && exit.ExitCode() == exitLocked:
		return statusOf(Locked, err)
	case errors.As(err, &exit) && (exit.ExitCode() == exitNoDefault || exit.ExitCode() == exitNotThere):
		return statusOf(Absent, err)
	}
	for _, sign := range signs {
		if strings.Contains(err.Error(), sign.words) {
			return statusOf(sign.state, err)
		}
	}
	return statusOf(Denied, err)
}
