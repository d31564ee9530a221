package mailbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
)

const (
	// commandSilences is how many times Timeouts.Silence one command may take:
	// five minutes by default, as RFC 5321 4.5.3.2 asks.
	commandSilences = 5
	// bodyRate is the slowest line in bytes a second on which a body still
	// goes out.
	bodyRate = 16 << 10
	// maxAnswerLines is where an answer is taken to be endless.
	maxAnswerLines = 100
	// farewell bounds what is said after the outcome is known.
	farewell = 5 * time.Second
)

// submission is one connection to the SMTP server, for one message.
//
// It stands on net/smtp rather than on go-smtp because that client lends its
// buffered writer: the body can be flushed, and the attempt committed, before
// the dot that ends it is written. go-smtp keeps both to itself.
type submission struct {
	m      *Mailbox
	host   string
	conn   net.Conn
	client *smtp.Client
}

// submit connects, encrypts and greets. Errors are *platforms.Error; stageOf
// tells the step.
func (m *Mailbox) submit(ctx context.Context) (*submission, error) {
	if m.isClosed() {
		return nil, errClosed()
	}
	host, port := m.config.SMTPHost, m.config.SMTPPort
	conn, err := m.dial(ctx, host, port, m.config.SMTPTLS)
	if err != nil {
		return nil, err
	}
	s := &submission{m: m, host: host, conn: conn}
	m.track(conn, true)
	stop := context.AfterFunc(ctx, s.breakOff)
	defer stop()
	s.allow(s.patience())
	if err := s.greet(port); err != nil {
		s.breakOff()
		return nil, err
	}
	if size, ok := s.size(); ok {
		m.learn(func(c *platforms.Capabilities) { c.MaxBytes = size })
	}
	return s, nil
}

// track keeps the connections that Close must end.
func (m *Mailbox) track(conn net.Conn, sending bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if sending && m.closed {
		conn.Close()
	} else if sending {
		m.outgoing[conn] = struct{}{}
	} else {
		delete(m.outgoing, conn)
	}
}

// greet reads the server's greeting, says who we are and makes sure of TLS.
func (s *submission) greet(port int) error {
	client, err := smtp.NewClient(s.conn, s.host)
	if err != nil {
		return s.greetingError(port, err)
	}
	s.client = client
	if err := client.Hello(addressLiteral(s.conn.LocalAddr())); err != nil {
		return s.greetingError(port, err)
	}
	if s.m.config.SMTPTLS == StartTLS {
		if offered, _ := client.Extension("STARTTLS"); !offered {
			return startTLSMissing(s.host, port, errNoTLS)
		}
		config, err := s.m.tlsConfig(s.host, port)
		if err != nil {
			return err
		}
		if err := client.StartTLS(config); err != nil {
			if _, answered := replyOf(err); answered {
				return startTLSMissing(s.host, port, err)
			}
			return tlsError(s.host, port, err)
		}
	}
	if state, encrypted := client.TLSConnectionState(); !encrypted || !state.HandshakeComplete {
		return startTLSMissing(s.host, port, errNoTLS)
	}
	return nil
}

var errNoTLS = errors.New("no encryption offered")

// startTLSMissing is the refusal to go on in clear.
func startTLSMissing(host string, port int, err error) error {
	return &platforms.Error{
		Class:    platforms.ClassRefused,
		Sentence: fmt.Sprintf("%s offers no encryption on port %d, so no password was sent. Choose implicit, or ask your IT team for the right port.", host, port),
		Err:      &connectError{stageTLS, err},
	}
}

// greetingError words a server that was reached and won't talk. Its no is about
// us, not about any message.
func (s *submission) greetingError(port int, err error) error {
	e := &platforms.Error{Class: platforms.ClassTransient, Err: &connectError{stagePort, err}}
	switch answer, ok := replyOf(err); {
	case ok && answer.code/100 == 5:
		e.Class = platforms.ClassPermission
		e.Sentence = fmt.Sprintf("%s does not take mail from this computer. Nothing was sent. Ask your IT team to allow it.", s.host)
	case ok:
		e.Sentence = fmt.Sprintf("%s is busy. Nothing was sent. Commsdesk tries again later.", s.host)
	default:
		e.Sentence = fmt.Sprintf("%s was reached on port %d but did not greet us as a mail server does. Check the port, or try again later. No password was sent.", s.host, port)
	}
	return e
}

// addressLiteral names this computer by its address, as RFC 5321 4.1.4 asks of
// a client without a public name.
func addressLiteral(addr net.Addr) string {
	host, _, err := net.SplitHostPort(addr.String())
	ip := net.ParseIP(host)
	switch {
	case err != nil || ip == nil:
		return "[127.0.0.1]"
	case ip.To4() != nil:
		return "[" + ip.String() + "]"
	}
	return "[IPv6:" + ip.String() + "]"
}

// submitSignedIn connects and signs in. An access is shown under each name that
// may be the right one; one that is refused under all is renewed and tried once
// more. Errors are those of submit and signIn.
func (m *Mailbox) submitSignedIn(ctx context.Context) (*submission, error) {
	for renewed := false; ; renewed = true {
		key, err := m.credential(ctx)
		if err != nil {
			return nil, err
		}
		var s *submission
		for _, key.user = range m.sendUsers(ctx, key) {
			if s, err = m.submitAs(ctx, key); !isRefusedAccess(err) {
				break
			}
		}
		if renewed || !isRefusedAccess(err) {
			return s, err
		}
		m.rememberSendUser("") // rights may have changed
		if err := m.renewRefused(ctx, key); err != nil {
			return nil, err
		}
	}
}

func (m *Mailbox) submitAs(ctx context.Context, key credential) (*submission, error) {
	s, err := m.submit(ctx)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, s.breakOff)
	defer stop()
	if err := s.signIn(ctx, key); err != nil {
		s.breakOff()
		return nil, err
	}
	if key.bearer {
		m.rememberSendUser(key.user)
	}
	return s, nil
}

func (m *Mailbox) rememberSendUser(user string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sendUser = user
}

// signIn sends the password or access, on an encrypted connection only.
func (s *submission) signIn(ctx context.Context, key credential) error {
	_, offered := s.client.Extension("AUTH")
	mechanisms := strings.Fields(strings.ToUpper(offered))
	if key.bearer {
		mechanism := bearerOf(func(m string) bool { return slices.Contains(mechanisms, m) })
		if mechanism == "" {
			return s.m.noBearer(s.host, errNoBearer)
		}
		at := s.m.config
		return s.authenticate(ctx, key, bearerAuth{&bearer{mechanism: mechanism, user: key.user, access: key.secret, host: at.SMTPHost, port: at.SMTPPort}})
	}
	auth := &signIn{user: key.user, password: key.secret}
	switch {
	case slices.Contains(mechanisms, "PLAIN"):
		auth.mechanism = "PLAIN"
	case slices.Contains(mechanisms, "LOGIN"):
		auth.mechanism = "LOGIN"
	default:
		return &platforms.Error{
			Class:    platforms.ClassAuth,
			Sentence: fmt.Sprintf("%s does not let anybody sign in with a password to send. Ask your IT team how programs may send from this mailbox.", s.host),
			Err:      errors.New("mechanisms offered: " + offered),
		}
	}
	return s.authenticate(ctx, key, auth)
}

func (s *submission) authenticate(ctx context.Context, key credential, auth smtp.Auth) error {
	s.allow(s.patience())
	err := s.client.Auth(auth)
	if err == nil {
		return nil
	}
	answer, ok := replyOf(err)
	switch {
	case !ok:
		return &platforms.Error{
			Class:    platforms.ClassOffline,
			Sentence: fmt.Sprintf("The connection to %s broke off during sign-in. Nothing was sent. Commsdesk tries again.", s.host),
			Err:      err,
		}
	case answer.code/100 == 4 && answer.code != 432:
		// 454 is the server's own trouble, not the password's (RFC 4954 6); 432
		// asks for a new password.
		return &platforms.Error{
			Class:    platforms.ClassTransient,
			Sentence: fmt.Sprintf("%s can't sign anybody in at the moment. Nothing was sent. Commsdesk tries again later.", s.host),
			Err:      err,
		}
	}
	if key.bearer {
		return s.m.sendingRefused(ctx, answer, err)
	}
	return s.m.authError("The mail server did not accept the user name or password for %s, so nothing was sent. Sign in again, or ask your IT team whether this mailbox may send by SMTP. Drafts are safe.", err)
}

// signIn is the password sign-in as net/smtp wants it. LOGIN is answered by
// order, not by prompt: no two servers word the prompts alike.
type signIn struct {
	mechanism, user, password string
	asked                     int
}

// Start begins, and refuses to where the password would go in clear.
func (a *signIn) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if !server.TLS {
		return "", nil, errors.New("sign-in without encryption")
	}
	if a.mechanism == "PLAIN" {
		return a.mechanism, []byte("\x00" + a.user + "\x00" + a.password), nil
	}
	return a.mechanism, nil, nil
}

// Next answers the server's prompts.
func (a *signIn) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	a.asked++
	switch {
	case a.mechanism == "LOGIN" && a.asked == 1:
		return []byte(a.user), nil
	case a.mechanism == "LOGIN" && a.asked == 2:
		return []byte(a.password), nil
	}
	return nil, errors.New("one question too many at sign-in")
}

// size is the largest message the server takes in bytes (RFC 1870).
func (s *submission) size() (int64, bool) {
	_, param := s.client.Extension("SIZE")
	n, err := strconv.ParseInt(strings.TrimSpace(param), 10, 64)
	return n, err == nil && n > 0
}

// patience is how long one command may take.
func (s *submission) patience() time.Duration { return commandSilences * s.m.config.Timeouts.Silence }

// allow gives the server d from now for whatever it owes: a fixed end, so that
// an answer that drips in does not stretch it.
func (s *submission) allow(d time.Duration) { s.conn.SetDeadline(time.Now().Add(d)) }

// command sends one command and gives the server's answer. The error is for a
// connection that gave none.
func (s *submission) command(line string) (reply, error) {
	s.allow(s.patience())
	if err := s.client.Text.PrintfLine("%s", line); err != nil {
		return reply{}, err
	}
	return s.answer()
}

// answer reads one whole answer whatever its code. The library's own reader
// takes half a line for a whole one when the connection ends inside it; after
// the dot that would turn silence into a yes.
func (s *submission) answer() (reply, error) {
	var whole reply
	for range maxAnswerLines {
		raw, err := s.client.Text.R.ReadSlice('\n')
		if err != nil {
			return reply{}, fmt.Errorf("read answer %q: %w", raw, err)
		}
		line := strings.TrimRight(string(raw), "\r\n")
		code, err := strconv.Atoi(line[:min(3, len(line))])
		if err != nil || code < 200 || code > 599 || whole.code != 0 && code != whole.code || len(line) > 3 && line[3] != ' ' && line[3] != '-' {
			return reply{}, fmt.Errorf("answer that is none: %q", line)
		}
		whole.code = code
		whole.text = strings.TrimSpace(whole.text + " " + line[min(4, len(line)):])
		if len(line) < 4 || line[3] == ' ' {
			return whole, nil
		}
	}
	return reply{}, errors.New("answer without end")
}

// leave says goodbye without waiting for the answer: the outcome is known and
// must be kept at once.
func (s *submission) leave() {
	s.allow(farewell)
	s.client.Text.PrintfLine("QUIT")
	s.conn.Close()
	s.m.track(s.conn, false)
}

// breakOff cuts the connection so that the server sees an accident and drops
// what it has: a reset, not an orderly end. It may be called twice and from
// another goroutine.
func (s *submission) breakOff() {
	raw := s.conn
	if secure, ok := raw.(*tls.Conn); ok {
		raw = secure.NetConn()
	}
	if tcp, ok := raw.(interface{ SetLinger(int) error }); ok {
		tcp.SetLinger(0)
	}
	raw.Close()
	s.m.track(s.conn, false)
}

// wellFormed tells whether every line ends with CRLF and none holds a bare CR
// or LF, so that nothing in a message can look like its end to any server.
func wellFormed(message []byte) bool {
	lines := bytes.Count(message, []byte("\r\n"))
	return bytes.HasSuffix(message, []byte("\r\n")) &&
		bytes.Count(message, []byte("\r")) == lines && bytes.Count(message, []byte("\n")) == lines
}
