package mailbox

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"

	"commsdesk/platforms"
)

func (m *Mailbox) isClosed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.closed
}

func errClosed() error {
	return &platforms.Error{Class: platforms.ClassTransient, Sentence: "The mailbox was disconnected. Nothing is lost."}
}

// halfAnswer is a connection that ended when the server had begun to answer: it
// was reached, and it may work later.
type halfAnswer struct{ error }

func (e halfAnswer) Unwrap() error { return e.error }

// explain turns an error of the IMAP connection into one with a class and a
// sentence. An end of ctx stays within it, so that callers can tell a stop from a
// fault.
func (m *Mailbox) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return &platforms.Error{
			Class:    platforms.ClassTransient,
			Sentence: fmt.Sprintf("The exchange with %s was stopped. Nothing is lost: Commsdesk goes on where it stopped.", m.config.IMAPHost),
			Err:      fmt.Errorf("mailbox: %w", context.Cause(ctx)),
		}
	}
	if m.isClosed() {
		return errClosed()
	}
	var ours *platforms.Error
	var theirs *sinkError
	if errors.As(err, &theirs) {
		return theirs.err
	}
	if errors.As(err, &ours) {
		return err
	}
	var status *imap.Error
	if errors.As(err, &status) && status.Type != imap.StatusResponseTypeBye {
		if m.config.byPage() && strings.Contains(status.Text, notConnected) {
			return m.accessError(ctx, m.config.IMAPHost, err)
		}
		return m.statusError(status, err)
	}
	class := platforms.ClassOffline
	if half := (halfAnswer{}); errors.As(err, &half) {
		class = platforms.ClassTransient
	}
	return &platforms.Error{
		Class:    class,
		Sentence: fmt.Sprintf("The connection to %s broke off. Nothing is lost: Commsdesk goes on where it stopped.", m.config.IMAPHost),
		Err:      err,
	}
}

// notConnected is how Exchange Online refuses a mailbox to somebody whom it let
// sign in: only at the first folder, and as a BAD.
const notConnected = "authenticated but not connected"

// statusError words a NO or BAD (RFC 5530).
func (m *Mailbox) statusError(status *imap.Error, err error) error {
	wrapped := &platforms.Error{Class: platforms.ClassTransient, Err: err}
	switch status.Code {
	case imap.ResponseCodeNoPerm, imap.ResponseCodeAuthorizationFailed:
		wrapped.Class = platforms.ClassPermission
		wrapped.Sentence = fmt.Sprintf("%s may not open a folder that is needed. Ask your IT team for the right to read the mailbox's Inbox and Sent.", m.config.SignIn())
	case imap.ResponseCodeAuthenticationFailed, imap.ResponseCodeExpired:
		return m.authError("The mail server no longer lets %s in. Sign in again. Drafts and what was received are safe.", err)
	case imap.ResponseCodeLimit, imap.ResponseCodeInUse, imap.ResponseCodeUnavailable:
		wrapped.Sentence = fmt.Sprintf("%s is busy. Nothing is lost: Commsdesk tries again later.", m.config.IMAPHost)
	default:
		wrapped.Sentence = fmt.Sprintf("%s could not do what was asked. Nothing is lost: Commsdesk tries again later.", m.config.IMAPHost)
	}
	return wrapped
}

// signInError words a failed sign-in. Only the server's own no is a matter of
// the password or access.
func (m *Mailbox) signInError(ctx context.Context, key credential, err error) error {
	if errors.Is(err, errNoBearer) {
		return m.noBearer(m.config.IMAPHost, err)
	}
	if errors.Is(err, errNoPasswords) {
		return &platforms.Error{
			Class:    platforms.ClassAuth,
			Sentence: fmt.Sprintf("%s does not let anybody sign in with a password. Ask your IT team how programs may sign in to this mailbox.", m.config.IMAPHost),
			Err:      err,
		}
	}
	var status *imap.Error
	if !errors.As(err, &status) || status.Type == imap.StatusResponseTypeBye {
		return &platforms.Error{
			Class:    platforms.ClassOffline,
			Sentence: fmt.Sprintf("The connection to %s broke off during sign-in. Nothing is lost: Commsdesk tries again.", m.config.IMAPHost),
			Err:      err,
		}
	}
	switch status.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return &platforms.Error{
			Class:    platforms.ClassTransient,
			Sentence: fmt.Sprintf("%s can't sign anybody in at the moment. Nothing is lost: Commsdesk tries again later.", m.config.IMAPHost),
			Err:      err,
		}
	}
	if key.bearer {
		return m.accessError(ctx, m.config.IMAPHost, err)
	}
	switch status.Code {
	case imap.ResponseCodeExpired:
		return m.authError("The password for %s has run out. Set a new one with your IT team, then sign in again. Drafts and what was received are safe.", err)
	default:
		return m.authError("The mail server did not accept the user name or password for %s. Sign in again. Drafts and what was received are safe.", err)
	}
}

// noBearer words a server that knows passwords only.
func (m *Mailbox) noBearer(server string, err error) error {
	return &platforms.Error{
		Class:    platforms.ClassAuth,
		Sentence: fmt.Sprintf("%s takes no sign-ins from %s. Check the name of the server, or choose the sign-in by password in the mailbox's settings.", server, m.config.provider().title),
		Err:      err,
	}
}

func (m *Mailbox) authError(format string, err error) error {
	return &platforms.Error{Class: platforms.ClassAuth, Sentence: fmt.Sprintf(format, m.config.SignIn()), Err: err}
}

// sinkError carries an error of the sink through the session's handling
// unchanged.
type sinkError struct{ err error }

func (e *sinkError) Error() string { return "sink: " + e.err.Error() }
func (e *sinkError) Unwrap() error { return e.err }
