package mailbox

import (
	"context"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"commsdesk/platforms"
)

var _ platforms.FileFetcher = (*Mailbox)(nil)

// Fetch writes an attachment's decoded bytes to w as they arrive. It opens the
// folder for reading only. Class Gone when the message or the part is no
// longer there; an error of w ends the connection and comes back unchanged.
func (m *Mailbox) Fetch(ctx context.Context, at platforms.Location, part string, w io.Writer) error {
	path, encoding, err := parsePart(part)
	if err != nil {
		return fmt.Errorf("fetch file: %w", err)
	}
	return m.use(ctx, func(s *session) error {
		data, err := s.examine(at.Folder)
		if err != nil {
			return err
		}
		if data.UIDValidity != at.Validity {
			return errGone()
		}
		return s.stream(imap.UID(at.UID), path, encoding, w)
	})
}

func errGone() error {
	return &platforms.Error{
		Class:    platforms.ClassGone,
		Sentence: "This file is no longer in the mailbox: the message was moved or deleted there. Look for it in your mail program.",
	}
}

// stream copies one part to w.
func (s *session) stream(uid imap.UID, path []int, encoding string, w io.Writer) error {
	defer s.expectAnswer()()
	section := &imap.FetchItemBodySection{Part: path, Peek: true}
	cmd := s.client.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	found, err := copySection(cmd, encoding, w)
	if err != nil {
		s.hangUp()
		cmd.Close()
		return err
	}
	if err := cmd.Close(); err != nil {
		return fmt.Errorf("fetch file: %w", err)
	}
	if !found {
		return errGone()
	}
	return nil
}

func copySection(cmd *imapclient.FetchCommand, encoding string, w io.Writer) (found bool, err error) {
	for data := cmd.Next(); data != nil; data = cmd.Next() {
		for item := data.Next(); item != nil; item = data.Next() {
			section, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || section.Literal == nil {
				continue
			}
			found = true
			counted := &countingReader{r: section.Literal}
			target := &sinkWriter{w: w}
			_, err = io.Copy(target, decodeTransfer(counted, encoding))
			if target.err != nil {
				return true, &sinkError{target.err}
			}
			// The rest behind a damaged encoding is read, not kept.
			if _, rest := io.Copy(io.Discard, counted); rest != nil {
				err = rest
			}
			if counted.n < section.Literal.Size() {
				return true, fmt.Errorf("literal: %w", io.ErrUnexpectedEOF)
			}
			if err != nil {
				return true, &platforms.Error{
					Class:    platforms.ClassRefused,
					Sentence: "This file was damaged before it reached the mailbox. What could be read was saved; ask the sender for it again.",
					Err:      err,
				}
			}
		}
	}
	return found, nil
}

// countingReader counts what was read.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// sinkWriter keeps the caller's own error apart from the connection's.
type sinkWriter struct {
	w   io.Writer
	err error
}

func (s *sinkWriter) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	if err != nil {
		s.err = err
	}
	return n, err
}
