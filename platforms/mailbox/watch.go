package mailbox

import (
	"context"
	"time"

	"github.com/emersion/go-imap/v2"

	"commsdesk/platforms"
)

var _ platforms.Watcher = (*Mailbox)(nil)

// inboxMark is how far the Inbox had grown when it was last looked at.
type inboxMark struct {
	validity uint32
	next     imap.UID
	exists   uint32
}

// markOf is the mark of a folder as the server describes it.
func markOf(data *imap.SelectData) inboxMark {
	return inboxMark{data.UIDValidity, data.UIDNext, data.NumMessages}
}

// Watch waits on a connection of its own (IDLE, RFC 2177) until the Inbox
// changes. It returns at once when the Inbox has changed since the last Pull,
// so that nothing slips through between a Pull and the next Watch. A server
// without IDLE gives an Error of class Refused, and Capabilities say why.
func (m *Mailbox) Watch(ctx context.Context) error {
	s, fresh, err := m.watcher(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	stop := context.AfterFunc(ctx, s.hangUp)
	err = m.await(s, fresh)
	if !stop() || err != nil {
		m.dropWatcher(s)
	}
	if ctx.Err() != nil {
		return nil
	}
	return m.explain(ctx, err)
}

// watcher gives the session kept for waiting, or a new one.
func (m *Mailbox) watcher(ctx context.Context) (s *session, fresh bool, err error) {
	m.mu.Lock()
	s = m.watching
	m.mu.Unlock()
	if s != nil {
		return s, false, nil
	}
	if s, err = m.signIn(ctx); err != nil {
		return nil, false, err
	}
	if !s.canIdle() {
		m.putBack(s)
		return nil, false, &platforms.Error{
			Class:    platforms.ClassRefused,
			Sentence: "This server does not announce new mail by itself. Commsdesk looks for it at intervals.",
		}
	}
	m.mu.Lock()
	m.watching = s
	m.mu.Unlock()
	return s, true, nil
}

func (m *Mailbox) dropWatcher(s *session) {
	m.mu.Lock()
	if m.watching == s {
		m.watching = nil
	}
	m.mu.Unlock()
	m.drop(s)
}

// await returns nil once the Inbox has changed.
func (m *Mailbox) await(s *session, fresh bool) error {
	if fresh {
		data, err := s.examine(inbox)
		if err != nil {
			return err
		}
		m.mu.Lock()
		seen := m.seen
		m.mu.Unlock()
		if seen != (inboxMark{}) && seen != markOf(data) {
			return nil
		}
	}
	restart := time.NewTimer(m.config.Timeouts.IdleRestart)
	defer restart.Stop()
	for !s.stirred.Swap(false) {
		if err := s.idle(restart.C); err != nil {
			return err
		}
		restart.Reset(m.config.Timeouts.IdleRestart)
	}
	return nil
}

// idle runs one IDLE until the server stirs, the connection ends or it is time
// to renew.
func (s *session) idle(renew <-chan time.Time) error {
	ended := s.expectAnswer()
	idle, err := s.client.Idle()
	ended()
	if err != nil {
		return err
	}
	select {
	case <-s.news:
	case <-renew:
	case <-s.client.Closed():
	}
	defer s.expectAnswer()()
	if err := idle.Close(); err != nil {
		return err
	}
	return idle.Wait()
}
