package dovecottest

import (
	"context"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// SignIns counts the passwords the server was shown, right or wrong.
func (s *Server) SignIns() int {
	return len(signIn.FindAllString(s.log(), -1))
}

var signIn = regexp.MustCompile(`imap-login: Info: Login: user=|: Password mismatch`)

// AwaitConnections waits until n signed-in sessions are there.
func (s *Server) AwaitConnections(n int) {
	s.t.Helper()
	s.await("signed-in sessions", func() bool { return len(s.sessions()) >= n })
}

// AwaitIdle waits until a session IDLEs.
func (s *Server) AwaitIdle() {
	s.t.Helper()
	s.await("IDLE", func() bool {
		for _, title := range s.sessions() {
			if strings.Contains(title, "IDLE") {
				return true
			}
		}
		return false
	})
}

// sessions are the titles that Dovecot gives its imap processes, which tell
// user and running command (verbose_proctitle).
func (s *Server) sessions() []string {
	entries, err := os.ReadDir("/proc")
	s.check(err)
	var titles []string
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if group, err := syscall.Getpgid(pid); err != nil || group != s.process.Process.Pid {
			continue
		}
		title, err := os.ReadFile("/proc/" + entry.Name() + "/cmdline")
		if err == nil && strings.HasPrefix(string(title), "dovecot/imap [") {
			titles = append(titles, strings.Trim(string(title), "\x00"))
		}
	}
	return titles
}

// await waits on a condition that only another process can make true.
func (s *Server) await(what string, holds func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			s.t.Fatalf("dovecottest: no %s within 20 seconds:\n%s", what, s.log())
		case <-tick.C:
		}
	}
}
