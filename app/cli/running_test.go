package cli_test

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms/mailbox/smtptest"
)

// running is the program at work beside the test.
type running struct {
	o         *office
	cmd       *exec.Cmd
	out, errs bytes.Buffer
	args      []string
	ended     chan struct{}
}

// start starts a command and does not wait for it.
func (o *office) start(binary string, args ...string) *running {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	p := &running{o: o, args: append([]string{"--json"}, args...), ended: make(chan struct{})}
	p.cmd = o.command(ctx, binary, p.args)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.errs
	if err := p.cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		defer cancel()
		_ = p.cmd.Wait() // the code says how it ended
	}()
	o.t.Cleanup(p.kill)
	return p
}

// wait waits for the command's own end.
func (p *running) wait() result {
	p.o.t.Helper()
	<-p.ended
	r := p.result()
	r.keepsContract()
	return r
}

// result is how an ended command ended.
func (p *running) result() result {
	r := result{t: p.o.t, args: p.args, code: p.cmd.ProcessState.ExitCode(), out: p.out.String(), err: p.errs.String()}
	p.o.keep(r)
	return r
}

// kill ends the command as a power cut does. It may have ended by itself.
func (p *running) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// keep keeps what a command printed, for the canary.
func (o *office) keep(r result) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.printed.WriteString(strings.Join(r.args, " ") + "\n" + r.out + "\n" + r.err + "\n")
}

// pause makes the submission server stand still at a phase, for the first message that gets there.
// reached is closed then; the server goes on after release, which may be called twice, as after says.
func pause(t testing.TB, s *smtptest.Server, at smtptest.Phase, after smtptest.Act) (reached <-chan struct{}, release func()) {
	t.Helper()
	return pauseWhere(t, s, func(e smtptest.Event) bool { return e.Phase == at }, after)
}

// pauseWhere is pause at the first event that is the one; one is asked by one session at a time.
func pauseWhere(t testing.TB, s *smtptest.Server, one func(smtptest.Event) bool, after smtptest.Act) (reached <-chan struct{}, release func()) {
	t.Helper()
	there, open := make(chan struct{}), make(chan struct{})
	var mu sync.Mutex
	found := false
	first := func(e smtptest.Event) bool {
		mu.Lock()
		defer mu.Unlock()
		if found || !one(e) {
			return false
		}
		found = true
		return true
	}
	s.Behave(func(e smtptest.Event) (act smtptest.Act) {
		if first(e) {
			close(there)
			<-open
			act = after
		}
		return act
	})
	release = sync.OnceFunc(func() { close(open) })
	t.Cleanup(release)
	return there, release
}

// await waits for a sign, and fails the test when it does not come.
func await(t testing.TB, what string, sign <-chan struct{}) {
	t.Helper()
	select {
	case <-sign:
	case <-time.After(patience):
		t.Fatalf("%s did not come within %v", what, patience)
	}
}
