package mailbox_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"commsdesk/platforms/mailbox/dovecottest"
	"commsdesk/platforms/simulator"
)

// The IMAP commands at which faults are aimed.
const (
	signIn  = "AUTHENTICATE"
	listing = "LIST"
	examine = "EXAMINE"
	search  = "SEARCH"
	fetch   = "FETCH"
)

// gate stands between an adapter and Dovecot, ends the adapter's TLS, and lets
// single commands and answers go wrong.
type gate struct {
	controls *simulator.Server
	target   string
	listener net.Listener
	// rearrange is called before a folder is opened in a changed order.
	rearrange func(simulator.Fault)

	mu    sync.Mutex
	shut  bool
	conns []net.Conn
}

func newGate(dove *dovecottest.Server, controls *simulator.Server, rearrange func(simulator.Fault)) (*gate, error) {
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{dove.Pair()}})
	if err != nil {
		return nil, err
	}
	g := &gate{controls: controls, target: net.JoinHostPort(dove.Host, strconv.Itoa(dove.ClearPort)), listener: listener, rearrange: rearrange}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go g.serve(client)
		}
	}()
	return g, nil
}

func (g *gate) port() int { return g.listener.Addr().(*net.TCPAddr).Port }

// close ends the gate and every connection through it.
func (g *gate) close() {
	_ = g.listener.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = true
	for _, c := range g.conns {
		_ = c.Close()
	}
}

// keep remembers connections for close, which it may have come after.
func (g *gate) keep(conns ...net.Conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.conns = append(g.conns, conns...)
	if g.shut {
		for _, c := range conns {
			_ = c.Close()
		}
	}
}

// refusals are the faults that Dovecot does not hear of, as a server words them
// (RFC 5530).
var refusals = map[simulator.Fault]string{
	simulator.RateLimited: "NO [UNAVAILABLE] too much at the moment, come back later",
	simulator.Expired:     "NO [AUTHENTICATIONFAILED] this password is no longer good",
	simulator.Revoked:     "NO [NOPERM] you may not open this",
}

// serve passes commands on, one line each: the adapter sends no literals when it
// reads.
func (g *gate) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", g.target)
	if err != nil {
		return
	}
	defer server.Close()
	g.keep(client, server)
	back := &answers{gate: g, client: client, server: bufio.NewReader(server)}
	go back.run()
	commands := bufio.NewReader(client)
	for {
		line, err := commands.ReadString('\n')
		if err != nil {
			return
		}
		words := append(strings.Fields(line), "", "", "") // a continuation has no tag
		tag, call := words[0], strings.ToUpper(words[1])
		if call == "UID" {
			call = strings.ToUpper(words[2])
		}
		var fault simulator.Fault
		if slices.Contains([]string{signIn, listing, examine, search, fetch}, call) {
			fault = g.controls.Meet(call)
		}
		if no := refusals[fault]; no != "" {
			back.write([]byte(tag + " " + no + "\r\n"))
			continue
		}
		if call == examine && (fault == simulator.Doubled || fault == simulator.Disorder) {
			g.rearrange(fault)
		}
		back.expect(tag, fault)
		if _, err := io.WriteString(server, line); err != nil {
			return
		}
	}
}

// answers is the way back of one connection.
type answers struct {
	gate   *gate
	client net.Conn
	server *bufio.Reader

	mu sync.Mutex
	// tag is the command whose answer is to go wrong, "" for none.
	tag   string
	fault simulator.Fault
	held  []byte
}

// expect says how the answer to a command is to go wrong.
func (a *answers) expect(tag string, fault simulator.Fault) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tag = ""
	switch fault {
	case simulator.FailAfter, simulator.HangAfter, simulator.Cut, simulator.Drip:
		a.tag, a.fault = tag, fault
	}
}

func (a *answers) write(raw []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, _ = a.client.Write(raw)
}

// run passes answers back until either side ends.
func (a *answers) run() {
	defer a.client.Close()
	for {
		raw, err := readAnswer(a.server)
		if err != nil || !a.pass(raw) {
			return
		}
	}
}

// pass hands one line of an answer on, or keeps it until the whole answer is there
// and goes wrong; false ends the connection.
func (a *answers) pass(raw []byte) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.tag == "" {
		_, err := a.client.Write(raw)
		return err == nil
	}
	a.held = append(a.held, raw...)
	if !bytes.HasPrefix(raw, []byte(a.tag+" ")) {
		return true
	}
	whole, tag := a.held, a.tag
	a.held, a.tag = nil, ""
	switch a.fault {
	case simulator.FailAfter:
		whole = []byte(tag + " NO [SERVERBUG] something went wrong here\r\n")
	case simulator.HangAfter:
		a.gate.controls.Hang()
		return true
	case simulator.Cut:
		_, _ = a.client.Write(whole[:len(whole)/2])
		return false
	}
	step := len(whole)
	if a.fault == simulator.Drip {
		step = max(1, len(whole)/40)
	}
	for piece := range slices.Chunk(whole, step) {
		if _, err := a.client.Write(piece); err != nil {
			return false
		}
		if a.fault == simulator.Drip {
			time.Sleep(2 * time.Millisecond)
		}
	}
	return true
}

var literal = regexp.MustCompile(`\{(\d+)\}\r\n$`)

// readAnswer reads one line with the literals in it (RFC 3501 4.3).
func readAnswer(r *bufio.Reader) ([]byte, error) {
	var whole []byte
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return nil, fmt.Errorf("read the server's answer: %w", err)
		}
		whole = append(whole, line...)
		size := literal.FindSubmatch(line)
		if size == nil {
			return whole, nil
		}
		n, err := strconv.Atoi(string(size[1]))
		if err != nil {
			return nil, err
		}
		raw := make([]byte, n)
		if _, err := io.ReadFull(r, raw); err != nil {
			return nil, err
		}
		whole = append(whole, raw...)
	}
}
