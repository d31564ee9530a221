package mailbox

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"time"

	"github.com/emersion/go-imap/v2"

	"commsdesk/platforms"
)

var _ platforms.Filer = (*Mailbox)(nil)

// looksBeforeFiling is how often Sent is looked through, spread over
// Timeouts.Filing, before a message counts as not there.
const looksBeforeFiling = 5

// appendChunk is how many bytes of a message go to the server before its
// silence counts anew.
const appendChunk = 64 << 10

// File makes sure that an accepted message lies in Sent. It looks it up by
// Message-ID first, so that filing again after a crash makes no second copy,
// and appends it, read, where it is missing. A server that is known to file by
// itself is never appended to: until its copy is there the Error is of class
// Transient. Where that is not known, the server gets Timeouts.Filing to do it.
//
// filedByServer tells that the message was found. Filing changes nothing about
// whether the message was sent.
func (m *Mailbox) File(ctx context.Context, msg platforms.Sealed) (filedByServer bool, err error) {
	err = m.use(ctx, func(s *session) error {
		folder, err := m.sentFolder(s)
		if err != nil {
			return err
		}
		if folder == "" {
			return errNoSent()
		}
		filedByServer, err = m.awaitCopy(ctx, s, folder, msg.Token)
		if err != nil || filedByServer {
			return err
		}
		if files := m.config.FilesInSent; files != nil && *files {
			return &platforms.Error{
				Class:    platforms.ClassTransient,
				Sentence: fmt.Sprintf("The mail was sent. %s has not put its copy in Sent yet; Commsdesk looks again later.", m.config.IMAPHost),
			}
		}
		return s.append(folder, msg.Bytes)
	})
	return filedByServer, err
}

// awaitCopy looks for the server's own copy, once where the server is known not
// to make one.
func (m *Mailbox) awaitCopy(ctx context.Context, s *session, folder, token string) (bool, error) {
	looks := looksBeforeFiling
	if files := m.config.FilesInSent; files != nil && !*files {
		looks = 1
	}
	return m.lookForCopy(ctx, s, folder, token, looks)
}

// lookForCopy looks a number of times, spread over Timeouts.Filing.
func (m *Mailbox) lookForCopy(ctx context.Context, s *session, folder, token string, looks int) (bool, error) {
	for look := 1; ; look++ {
		found, err := s.find(folder, withID(token))
		if err != nil || len(found) > 0 || look == looks {
			return len(found) > 0, err
		}
		if err := pause(ctx, m.config.Timeouts.Filing/(looksBeforeFiling-1)); err != nil {
			return false, err
		}
	}
}

// pause waits for d or ctx's end.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// withID matches a message by its Message-ID.
func withID(token string) *imap.SearchCriteria {
	return &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: token}}}
}

// find opens a folder anew for reading, so that it sees what just came, and
// searches it.
func (s *session) find(folder string, criteria *imap.SearchCriteria) (uidSet, error) {
	if _, err := s.examine(folder); err != nil {
		return nil, err
	}
	return s.search(criteria)
}

// append adds a message to a folder, marked as read, under the date it bears.
// It is the one command by which this adapter changes a mailbox.
func (s *session) append(folder string, message []byte) error {
	options := &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}}
	if parsed, err := mail.ReadMessage(bytes.NewReader(message)); err == nil {
		options.Time, _ = parsed.Header.Date()
	}
	done := s.expectAnswer()
	defer func() { done() }()
	cmd := s.client.Append(folder, int64(len(message)), options)
	for rest := message; len(rest) > 0; {
		n := min(len(rest), appendChunk)
		if _, err := cmd.Write(rest[:n]); err != nil {
			return fmt.Errorf("append to %s: %w", folder, err)
		}
		rest = rest[n:]
		done = s.expectAnswer()
	}
	if err := cmd.Close(); err != nil {
		return fmt.Errorf("append to %s: %w", folder, err)
	}
	if _, err := cmd.Wait(); err != nil {
		return fmt.Errorf("append to %s: %w", folder, err)
	}
	return nil
}
