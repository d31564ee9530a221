package smtptest

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"
)

// session is one connection.
type session struct {
	server     *Server
	number     int
	conn       net.Conn
	r          *bufio.Reader
	encrypted  bool
	signedIn   bool
	from       string
	recipients []string
}

// run greets and answers commands until either side ends.
func (s *session) run() {
	if s.server.opt.Security == ImplicitTLS && !s.encrypt() {
		return
	}
	s.r = bufio.NewReader(s.conn)
	if !s.answer(Event{Phase: Connect}, "220 mail.test ready") {
		return
	}
	for {
		line, err := s.r.ReadString('\n')
		if err != nil {
			return
		}
		verb, arg, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		verb = strings.ToUpper(verb)
		s.server.update(func() { s.server.commands = append(s.server.commands, verb) })
		if !s.command(verb, arg) {
			return
		}
	}
}

// command answers one command; false ends the session.
func (s *session) command(verb, arg string) bool {
	switch verb {
	case "EHLO", "HELO":
		return s.answer(Event{Phase: Hello}, s.extensions())
	case "STARTTLS":
		return s.answer(Event{Phase: StartTLS}, "220 go ahead") && s.encrypt()
	case "AUTH":
		return s.signIn(arg)
	case "MAIL":
		s.from, s.recipients = path(arg), nil
		usual := "250 2.1.0 sender ok"
		if !s.signedIn {
			usual = "530 5.7.0 sign in first"
		}
		return s.answer(Event{Phase: From, Address: s.from}, usual)
	case "RCPT":
		return s.recipient(path(arg))
	case "DATA":
		if len(s.recipients) == 0 {
			return s.write("503 5.5.1 no recipients", 0)
		}
		return s.data()
	case "RSET":
		s.from, s.recipients = "", nil
		return s.answer(Event{Phase: Reset}, "250 2.0.0 forgotten")
	case "NOOP":
		return s.write("250 2.0.0 ok", 0)
	case "QUIT":
		s.answer(Event{Phase: Quit}, "221 2.0.0 bye")
		return false
	}
	return s.write("500 5.5.2 unknown command", 0)
}

// answer asks the script, then gives the usual answer or what the script says;
// false ends the session.
func (s *session) answer(e Event, usual string) bool {
	act := s.ask(e)
	if act.Answer != "" {
		usual = act.Answer
	}
	return s.perform(act, usual)
}

// ask gives the script's act for an event.
func (s *session) ask(e Event) Act {
	e.Session = s.number
	s.server.mu.Lock()
	script := s.server.script
	s.server.mu.Unlock()
	if script == nil {
		return Act{}
	}
	return script(e)
}

// perform drops, stalls or writes.
func (s *session) perform(act Act, answer string) bool {
	switch {
	case act.Drop:
		return false
	case act.Stall:
		s.drain()
		return false
	case act.Cut:
		io.WriteString(s.conn, answer)
		return false
	}
	return s.write(answer, act.Drip)
}

// drain reads and forgets until the other side ends, which Close makes it do.
func (s *session) drain() {
	buf := make([]byte, 4096)
	for {
		if _, err := s.conn.Read(buf); err != nil {
			return
		}
	}
}

// write sends an answer, a byte at a time when it drips.
func (s *session) write(answer string, drip time.Duration) bool {
	raw := []byte(answer + "\r\n")
	if drip == 0 {
		_, err := s.conn.Write(raw)
		return err == nil
	}
	for i := range raw {
		select {
		case <-time.After(drip):
		case <-s.server.done:
			return false
		}
		if _, err := s.conn.Write(raw[i : i+1]); err != nil {
			return false
		}
	}
	return true
}

func (s *session) encrypt() bool {
	s.server.mu.Lock()
	cert := s.server.cert
	s.server.mu.Unlock()
	conn := tls.Server(s.conn, &tls.Config{Certificates: []tls.Certificate{cert}})
	if conn.Handshake() != nil {
		return false
	}
	s.conn, s.r, s.encrypted = conn, bufio.NewReader(conn), true
	return true
}

func (s *session) extensions() string {
	lines := []string{"mail.test", "8BITMIME", "ENHANCEDSTATUSCODES"}
	if s.server.opt.Size > 0 {
		lines = append(lines, fmt.Sprintf("SIZE %d", s.server.opt.Size))
	}
	if s.server.opt.Security == UpgradeTLS && !s.encrypted {
		lines = append(lines, "STARTTLS")
	}
	if (s.encrypted || s.server.opt.OfferInClear) && len(s.server.opt.Mechanisms) > 0 {
		lines = append(lines, "AUTH "+strings.Join(s.server.opt.Mechanisms, " "))
	}
	for i := range lines[:len(lines)-1] {
		lines[i] = "250-" + lines[i]
	}
	lines[len(lines)-1] = "250 " + lines[len(lines)-1]
	return strings.Join(lines, "\r\n")
}

// signIn takes PLAIN, LOGIN, XOAUTH2 and OAUTHBEARER, with or without a first
// response.
func (s *session) signIn(arg string) bool {
	if !s.encrypted {
		s.server.update(func() { s.server.inClear = true })
	}
	mechanism, first, _ := strings.Cut(arg, " ")
	if !slices.Contains(s.server.opt.Mechanisms, strings.ToUpper(mechanism)) {
		return s.write("504 5.5.4 not offered", 0)
	}
	var user, password string
	switch strings.ToUpper(mechanism) {
	case "XOAUTH2", "OAUTHBEARER":
		return s.present(first)
	case "PLAIN":
		if first == "" {
			first = s.challenge("")
		}
		raw, _ := base64.StdEncoding.DecodeString(first)
		if parts := bytes.Split(raw, []byte{0}); len(parts) == 3 {
			user, password = string(parts[1]), string(parts[2])
		}
	case "LOGIN":
		if first == "" {
			first = s.challenge("Username:")
		}
		raw, _ := base64.StdEncoding.DecodeString(first)
		user = string(raw)
		raw, _ = base64.StdEncoding.DecodeString(s.challenge("Password:"))
		password = string(raw)
	}
	s.signedIn = user == s.server.opt.User && password == s.server.opt.Password
	usual := "235 2.7.0 welcome"
	if !s.signedIn {
		usual = "535 5.7.8 wrong name or password"
	}
	return s.answer(Event{Phase: SignIn}, usual)
}

// present takes an access. A no is explained first, which the client must answer
// before it gets it (RFC 7628 3.2.3).
func (s *session) present(first string) bool {
	if first == "" {
		first = s.challenge("")
	}
	raw, _ := base64.StdEncoding.DecodeString(first)
	var user, access string
	for _, field := range strings.Split(string(raw), "\x01") {
		key, value, _ := strings.Cut(field, "=")
		switch {
		case key == "user":
			user = value
		case key == "n,a":
			user = strings.TrimSuffix(value, ",")
		case key == "auth":
			access, _ = strings.CutPrefix(value, "Bearer ")
		}
	}
	s.signedIn = s.server.opt.Bearer(user, access)
	if s.signedIn {
		return s.answer(Event{Phase: SignIn}, "235 2.7.0 welcome")
	}
	s.challenge(`{"status":"401","schemes":"bearer"}`)
	return s.answer(Event{Phase: SignIn}, "535 5.7.8 this access opens nothing")
}

// challenge asks for one more response.
func (s *session) challenge(prompt string) string {
	if !s.write("334 "+base64.StdEncoding.EncodeToString([]byte(prompt)), 0) {
		return ""
	}
	line, err := s.r.ReadString('\n')
	if err != nil {
		return ""
	}
	return strings.TrimSpace(line)
}

func (s *session) recipient(address string) bool {
	act := s.ask(Event{Phase: To, Address: address})
	answer := "250 2.1.5 recipient ok"
	if act.Answer != "" {
		answer = act.Answer
	}
	if strings.HasPrefix(answer, "2") {
		s.recipients = append(s.recipients, address)
	}
	return s.perform(act, answer)
}

// data takes a body.
func (s *session) data() bool {
	s.server.update(func() { s.server.body, s.server.dot = nil, false })
	act := s.ask(Event{Phase: Data})
	answer := "354 go ahead"
	if act.Answer != "" {
		answer = act.Answer
	}
	if !s.perform(act, answer) {
		return false
	}
	if !strings.HasPrefix(answer, "354") {
		return true
	}
	if !s.readBody() {
		return false
	}
	body, _ := s.server.Body()
	m := Message{ID: messageID(body), From: s.from, Recipients: s.recipients, Bytes: body}
	return s.end(m)
}

// readBody reads up to the dot, undoing dot-stuffing (RFC 5321 4.5.2).
func (s *session) readBody() bool {
	for first := true; ; first = false {
		line, err := s.r.ReadBytes('\n')
		if err != nil {
			return false
		}
		if string(line) == ".\r\n" {
			s.server.update(func() { s.server.dot = true })
			return true
		}
		if line[0] == '.' {
			line = line[1:]
		}
		s.server.update(func() { s.server.body = append(s.server.body, line...) })
		if first {
			act := s.ask(Event{Phase: Body})
			if act.Answer != "" && !s.write(act.Answer, act.Drip) {
				return false
			}
			if act.Drop {
				return false
			}
			if act.Stall {
				<-s.server.done
				return false
			}
		}
	}
}

// end answers the dot: the message is accepted before the answer goes out, as
// RFC 5321 4.2.5 asks, when the answer is a yes or the script keeps it.
func (s *session) end(m Message) bool {
	act := s.ask(Event{Phase: Dot, Message: &m})
	answer := "250 2.0.0 queued"
	if act.Answer != "" {
		answer = act.Answer
	}
	lost := act.Drop || act.Stall || act.Cut
	if act.Keep || !lost && strings.HasPrefix(answer, "2") {
		if err := s.server.accept(m); err != nil {
			s.server.update(func() { s.server.lastError = err })
			answer = "451 4.3.0 could not be kept"
		}
	}
	s.from, s.recipients = "", nil
	if !s.perform(act, answer) {
		return false
	}
	return !s.ask(Event{Phase: Answered, Message: &m}).Drop
}

// path reads the address out of FROM:<a> or TO:<a>.
func path(arg string) string {
	_, rest, _ := strings.Cut(arg, "<")
	address, _, _ := strings.Cut(rest, ">")
	return address
}
