package mailbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"commsdesk/platforms"
)

// restBeforeProbe is how long a session may have been idle before it is tried
// with a NOOP ahead of use; idleKept is how many idle ones are kept.
// probePatience is how long the NOOP may take: after a laptop's sleep the old
// connection is dead without a word, and a new one is quickly made.
const (
	restBeforeProbe = 20 * time.Second
	probePatience   = 8 * time.Second
	idleKept        = 2
)

// session is one signed-in IMAP connection. It serves one caller at a time.
type session struct {
	client *imapclient.Client
	conn   *guardedConn
	caps   imap.CapSet
	// folder is the one selected, "" for none.
	folder string
	// rested is when the session was last put back.
	rested time.Time
	// stirred is set when the server reports a change by itself, and news
	// wakes a waiting Watch.
	stirred atomic.Bool
	news    chan struct{}
}

// use runs do with a signed-in session and puts it back after, or hangs up
// when do failed. When ctx ends the connection is cut, and do's error is
// reported as the context's.
func (m *Mailbox) use(ctx context.Context, do func(*session) error) error {
	s, err := m.take(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, s.hangUp)
	err = do(s)
	if !stop() || (err != nil && !answered(err)) {
		if err != nil && s.conn.answering() {
			err = halfAnswer{err}
		}
		m.drop(s)
	} else {
		m.putBack(s)
	}
	return m.explain(ctx, err)
}

// answered tells whether err is the server's own orderly refusal or ours, after
// which the connection is still sound.
func answered(err error) bool {
	var status *imap.Error
	var ours *platforms.Error
	return errors.As(err, &status) && status.Type != imap.StatusResponseTypeBye ||
		errors.As(err, &ours) && ours.Class == platforms.ClassGone
}

// take gives an idle session that still answers, or a new one.
func (m *Mailbox) take(ctx context.Context) (*session, error) {
	for {
		m.mu.Lock()
		n := len(m.idle)
		if m.closed || n == 0 {
			m.mu.Unlock()
			return m.signIn(ctx)
		}
		s := m.idle[n-1]
		m.idle = m.idle[:n-1]
		m.mu.Unlock()
		if m.clock().Sub(s.rested) < restBeforeProbe || s.answers(ctx) {
			return s, nil
		}
		m.drop(s)
	}
}

func (m *Mailbox) putBack(s *session) {
	s.rested = m.clock()
	m.mu.Lock()
	keep := !m.closed && len(m.idle) < idleKept
	if keep {
		m.idle = append(m.idle, s)
	}
	m.mu.Unlock()
	if !keep {
		m.drop(s)
	}
}

func (m *Mailbox) drop(s *session) {
	m.mu.Lock()
	delete(m.open, s)
	m.mu.Unlock()
	s.hangUp()
}

// signIn makes a new connection and signs in, once: a refused password is not
// tried again by the adapter. A refused access is renewed and tried once more.
func (m *Mailbox) signIn(ctx context.Context) (*session, error) {
	for renewed := false; ; renewed = true {
		if m.isClosed() {
			return nil, errClosed()
		}
		key, err := m.credential(ctx)
		if err != nil {
			return nil, err
		}
		s, err := m.signInWith(ctx, key)
		if renewed || !isRefusedAccess(err) {
			return s, err
		}
		if err := m.renewRefused(ctx, key); err != nil {
			return nil, err
		}
	}
}

func (m *Mailbox) signInWith(ctx context.Context, key credential) (*session, error) {
	s, err := m.connect(ctx)
	if err != nil {
		return nil, m.explain(ctx, err)
	}
	stop := context.AfterFunc(ctx, s.hangUp)
	defer stop()
	if err := s.authenticate(key, m.config); err != nil {
		s.hangUp()
		if ctx.Err() != nil || m.isClosed() {
			return nil, m.explain(ctx, err)
		}
		return nil, m.signInError(ctx, key, err)
	}
	m.mu.Lock()
	closed := m.closed
	if !closed {
		m.open[s] = struct{}{}
	}
	m.mu.Unlock()
	if closed {
		s.hangUp()
		return nil, errClosed()
	}
	m.learn(s.describe)
	m.learn(m.config.describe)
	return s, nil
}

// connect reaches the IMAP server, encrypts and reads its greeting.
func (m *Mailbox) connect(ctx context.Context) (*session, error) {
	host, port := m.config.IMAPHost, m.config.IMAPPort
	plain, err := m.dial(ctx, host, port, m.config.IMAPTLS)
	if err != nil {
		return nil, err
	}
	s := &session{conn: &guardedConn{Conn: plain, silence: m.config.Timeouts.Silence}, news: make(chan struct{}, 1)}
	stop := context.AfterFunc(ctx, s.hangUp)
	defer stop()
	defer s.expectAnswer()()
	options := &imapclient.Options{UnilateralDataHandler: s.handler()}
	if m.config.IMAPTLS == StartTLS {
		if options.TLSConfig, err = m.tlsConfig(host, port); err == nil {
			s.client, err = imapclient.NewStartTLS(s.conn, options)
		}
		if err != nil {
			plain.Close()
			return nil, startTLSError(host, port, err)
		}
	} else {
		s.client = imapclient.New(s.conn, options)
	}
	if err := s.client.WaitGreeting(); err != nil {
		s.hangUp()
		return nil, greetingError(host, port, err)
	}
	return s, nil
}

// startTLSError words a server's refusal to encrypt. It ends the attempt: a
// password never goes out in clear.
func startTLSError(host string, port int, err error) error {
	var status *imap.Error
	if errors.As(err, &status) {
		return &platforms.Error{
			Class:    platforms.ClassRefused,
			Sentence: fmt.Sprintf("%s offers no encryption on port %d, so no password was sent. Choose implicit, or ask your IT team for the right port.", host, port),
			Err:      &connectError{stageTLS, err},
		}
	}
	return tlsError(host, port, err)
}

func greetingError(host string, port int, err error) error {
	return &platforms.Error{
		Class:    platforms.ClassTransient,
		Sentence: fmt.Sprintf("%s was reached on port %d but did not greet us as a mail server does. Check the port, or try again later. No password was sent.", host, port),
		Err:      &connectError{stagePort, err},
	}
}

// authenticate sends the password or access. It is called on encrypted
// connections only: connect returns no other.
func (s *session) authenticate(key credential, at Config) error {
	defer s.expectAnswer()()
	caps := s.client.Caps()
	var err error
	switch {
	case key.bearer:
		err = s.present(key, at.IMAPHost, at.IMAPPort)
	case caps.Has(imap.AuthCap(sasl.Plain)):
		err = s.client.Authenticate(sasl.NewPlainClient("", key.user, key.secret))
	case caps.Has(imap.CapLoginDisabled):
		return errNoPasswords
	default:
		err = s.client.Login(key.user, key.secret).Wait()
	}
	if err != nil {
		return err
	}
	s.caps = s.client.Caps()
	if s.caps == nil {
		return errors.New("no capabilities after sign-in")
	}
	return nil
}

var errNoPasswords = errors.New("the server offers no password sign-in")

// describe notes what this server can do for reading.
func (s *session) describe(c *platforms.Capabilities) {
	c.Attachments = platforms.Yes()
	c.Watch = platforms.Yes()
	if !s.canIdle() {
		c.Watch = platforms.No("This server does not announce new mail by itself. Commsdesk looks for it at intervals.", "")
	}
}

func (s *session) canIdle() bool { return s.caps.Has(imap.CapIdle) || s.caps.Has(imap.CapIMAP4rev2) }

// handler notes what the server reports by itself. It runs in the client's
// reader and must not send commands.
func (s *session) handler() *imapclient.UnilateralDataHandler {
	stir := func() {
		s.stirred.Store(true)
		select {
		case s.news <- struct{}{}:
		default:
		}
	}
	return &imapclient.UnilateralDataHandler{
		Expunge: func(uint32) { stir() },
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				stir()
			}
		},
	}
}

// answers tells whether an idle session is still connected.
func (s *session) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	stop := context.AfterFunc(ctx, s.hangUp)
	defer stop()
	defer s.expectAnswer()()
	return s.client.Noop().Wait() == nil
}

// expectAnswer bounds the server's silence until the returned function runs.
func (s *session) expectAnswer() (done func()) {
	s.conn.arm(true)
	return func() { s.conn.arm(false) }
}

// hangUp cuts the connection without a word. Whatever waits on it returns.
func (s *session) hangUp() { s.conn.Close() }

// still tells that the selected folder has not changed since it was selected.
// Asking so is far cheaper than selecting anew.
func (s *session) still() (bool, error) {
	defer s.expectAnswer()()
	if err := s.client.Noop().Wait(); err != nil {
		return false, fmt.Errorf("noop: %w", err)
	}
	return !s.stirred.Load(), nil
}

// examine selects a folder for reading only.
func (s *session) examine(folder string) (*imap.SelectData, error) {
	defer s.expectAnswer()()
	s.folder = ""
	s.stirred.Store(false)
	data, err := s.client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return nil, fmt.Errorf("examine %s: %w", folder, err)
	}
	s.folder = folder
	return data, nil
}

// guardedConn cuts connections whose server is silent while it owes an answer.
// The IMAP library sets its own deadlines only once an answer has begun, so
// they are ignored in favour of this one.
type guardedConn struct {
	net.Conn
	silence time.Duration

	mu    sync.Mutex
	armed bool
	// begun tells that something came since the server last began to owe an answer.
	begun bool
}

func (c *guardedConn) arm(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.armed = on
	if on {
		c.begun = false
		c.Conn.SetReadDeadline(time.Now().Add(c.silence))
	} else {
		c.Conn.SetReadDeadline(time.Time{})
	}
}

// Read renews the deadline while an answer is owed.
func (c *guardedConn) Read(p []byte) (int, error) {
	c.mu.Lock()
	if c.armed {
		c.Conn.SetReadDeadline(time.Now().Add(c.silence))
	}
	c.mu.Unlock()
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	c.begun = c.begun || n > 0
	c.mu.Unlock()
	return n, err
}

// answering tells whether the server's last answer had at least begun.
func (c *guardedConn) answering() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.begun
}

// SetReadDeadline does nothing; see the type.
func (c *guardedConn) SetReadDeadline(time.Time) error { return nil }
