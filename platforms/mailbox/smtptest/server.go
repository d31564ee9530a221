// Package smtptest is a submission server for tests: it speaks SMTP over
// implicit TLS, STARTTLS or in clear, misbehaves exactly where it is told to,
// and knows for certain which messages it accepted.
package smtptest

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"slices"
	"sync"
)

// Security is how connections are encrypted.
type Security int

// The ways: TLS from the first byte, upgraded, or never.
const (
	ImplicitTLS Security = iota
	UpgradeTLS
	ClearText
)

// Options describe a server. The zero value takes everything over implicit TLS
// from anybody who signs in as "press" with "secret".
type Options struct {
	Security       Security
	User, Password string
	// Mechanisms are the sign-ins offered; nil: PLAIN and LOGIN.
	Mechanisms []string
	// Bearer tells whether an access opens the mailbox of user; the mechanisms
	// XOAUTH2 and OAUTHBEARER need it.
	Bearer func(user, access string) bool
	// OfferInClear offers the sign-in before TLS too, as careless servers do.
	OfferInClear bool
	// Size is the SIZE announced in bytes; 0 announces none.
	Size int64
	// Dir keeps accepted messages, a file each, flushed to disk before the
	// answer; "" keeps them in memory alone.
	Dir string
	// Deliver gets each accepted message before the answer goes out: a server
	// that files by itself puts it into Sent here.
	Deliver func(Message) error
	// Script is the behaviour at the start; nil is a good server.
	Script Script
}

// Server is one running server.
type Server struct {
	opt      Options
	listener net.Listener
	wg       sync.WaitGroup
	done     chan struct{}

	mu        sync.Mutex
	changed   chan struct{}
	script    Script
	cert      tls.Certificate
	pem       []byte
	conns     map[net.Conn]bool
	sessions  int
	accepted  []Message
	commands  []string
	body      []byte
	dot       bool
	inClear   bool
	lastError error
}

// Start opens a server on a free port of 127.0.0.1.
func Start(opt Options) (*Server, error) {
	if opt.User == "" {
		opt.User, opt.Password = "press", "secret"
	}
	if opt.Mechanisms == nil {
		opt.Mechanisms = []string{"PLAIN", "LOGIN"}
	}
	s := &Server{opt: opt, script: opt.Script, done: make(chan struct{}), changed: make(chan struct{}), conns: map[net.Conn]bool{}}
	if err := s.RenewCertificate(); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	s.listener = l
	s.wg.Go(s.serve)
	return s, nil
}

// RenewCertificate puts another certificate in place for coming connections.
func (s *Server) RenewCertificate() error {
	cert, pem, err := newCertificate()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cert, s.pem = cert, pem
	return nil
}

// Close ends the server and every connection.
func (s *Server) Close() error {
	s.mu.Lock()
	select {
	case <-s.done:
		s.mu.Unlock()
		return nil
	default:
	}
	close(s.done)
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	err := s.listener.Close()
	s.wg.Wait()
	return err
}

// Port is where the server listens on 127.0.0.1.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// CertificatePEM is the certificate to trust.
func (s *Server) CertificatePEM() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pem
}

// Behave changes how the server behaves from the next event on; nil is a good
// server.
func (s *Server) Behave(script Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// Accepted gives the messages accepted so far, oldest first.
func (s *Server) Accepted() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.accepted)
}

// Counts gives how often each Message-ID was accepted.
func (s *Server) Counts() map[string]int {
	counts := map[string]int{}
	for _, m := range s.Accepted() {
		counts[m.ID]++
	}
	return counts
}

// Sessions is how many connections came so far.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

// Commands gives the verbs received so far ("MAIL", "RCPT", …), body and
// secrets apart.
func (s *Server) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// SignedInClear tells whether anybody tried to sign in without encryption.
func (s *Server) SignedInClear() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inClear
}

// Body gives what has arrived of the latest message's body, and whether the
// dot that ends it has.
func (s *Server) Body() (body []byte, dot bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.body), s.dot
}

// WaitBody returns once at least n bytes of the latest body have arrived, or
// with ctx's error.
func (s *Server) WaitBody(ctx context.Context, n int) error {
	return s.wait(ctx, func() bool { return len(s.body) >= n })
}

// WaitAccepted returns once n messages were accepted, or with ctx's error.
func (s *Server) WaitAccepted(ctx context.Context, n int) error {
	return s.wait(ctx, func() bool { return len(s.accepted) >= n })
}

// Err is the last error of the server's own: a message that could not be kept
// or delivered.
func (s *Server) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lastError
}

// wait checks reached, under the lock, after each change.
func (s *Server) wait(ctx context.Context, reached func() bool) error {
	for {
		s.mu.Lock()
		if reached() {
			s.mu.Unlock()
			return nil
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// update changes what the server knows and wakes who waits.
func (s *Server) update(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	close(s.changed)
	s.changed = make(chan struct{})
}

// serve takes connections until Close.
func (s *Server) serve() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		var number int
		s.update(func() {
			s.sessions++
			number = s.sessions
			s.conns[conn] = true
		})
		s.wg.Go(func() {
			defer s.update(func() { delete(s.conns, conn) })
			defer conn.Close()
			(&session{server: s, number: number, conn: conn}).run()
		})
	}
}

// accept records a message as accepted for good.
func (s *Server) accept(m Message) error {
	if s.opt.Dir != "" {
		if err := keep(s.opt.Dir, m); err != nil {
			return err
		}
	}
	if s.opt.Deliver != nil {
		if err := s.opt.Deliver(m); err != nil {
			return fmt.Errorf("deliver: %w", err)
		}
	}
	s.update(func() { s.accepted = append(s.accepted, m) })
	return nil
}
