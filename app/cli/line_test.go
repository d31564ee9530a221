package cli_test

import (
	"net"
	"sync"
	"testing"
)

// line is the wire between the program and the mail server. It can be made to go dead after some of
// what the program says, so that the program is killed exactly there.
type line struct {
	port, target int

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	// left, through and dead are what breakAfter planned; nil dead: nothing.
	left    int
	through bool
	dead    chan struct{}
	isDead  bool
}

// layLine lays a line to a port of this machine, until the test ends.
func layLine(t testing.TB, target int) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{port: listener.Addr().(*net.TCPAddr).Port, target: target, conns: map[net.Conn]struct{}{}}
	go l.accept(listener)
	t.Cleanup(func() {
		_ = listener.Close()
		l.mend()
	})
	return l
}

// breakAfter plans that the line goes dead at what the program says after n more things; that one
// still arrives when through is set. dead is closed then.
func (l *line) breakAfter(n int, through bool, dead chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left, l.through, l.dead, l.isDead = n, through, dead, false
}

// mend ends every connection and lets coming ones live.
func (l *line) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead, l.isDead = nil, false
	for c := range l.conns {
		_ = c.Close()
	}
	clear(l.conns)
}

func (l *line) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", endpoint(l.target))
		if err != nil {
			_ = client.Close()
			continue
		}
		l.mu.Lock()
		l.conns[client], l.conns[server] = struct{}{}, struct{}{}
		l.mu.Unlock()
		go l.carry(server, client, l.maySay)
		go l.carry(client, server, l.mayAnswer)
	}
}

// carry passes on what comes from one side, as long as it may.
func (l *line) carry(to, from net.Conn, may func() (pass, goOn bool)) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		pass, goOn := may()
		if pass && n > 0 {
			if _, wrong := to.Write(buf[:n]); wrong != nil {
				err = wrong
			}
		}
		if !goOn {
			return // both ends stay open and silent until mend
		}
		if err != nil {
			_ = to.Close()
			_ = from.Close()
			return
		}
	}
}

// maySay tells whether what the program says arrives.
func (l *line) maySay() (pass, goOn bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead == nil {
		return true, true
	}
	if l.isDead {
		return false, false
	}
	if l.left > 0 {
		l.left--
		return true, true
	}
	l.isDead = true
	close(l.dead)
	return l.through, false
}

// mayAnswer tells whether what the server says arrives.
func (l *line) mayAnswer() (pass, goOn bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.isDead, !l.isDead
}
