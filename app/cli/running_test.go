package cli_test

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
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
}

// start starts a command and does not wait for it.
func (o *office) start(binary string, args ...string) *running {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	o.t.Cleanup(cancel)
	p := &running{o: o, args: append([]string{"--json"}, args...)}
	p.cmd = o.command(ctx, binary, p.args)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.errs
	if err := p.cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	return p
}

// wait waits for the command's own end.
func (p *running) wait() result {
	p.o.t.Helper()
	_ = p.cmd.Wait() // the code says how it ended
	r := result{t: p.o.t, args: p.args, code: p.cmd.ProcessState.ExitCode(), out: p.out.String(), err: p.errs.String()}
	p.o.mu.Lock()
	p.o.printed.WriteString(strings.Join(p.args, " ") + "\n" + r.out + "\n" + r.err + "\n")
	p.o.mu.Unlock()
	r.keepsContract()
	return r
}

// kill ends the command as a power cut does.
func (p *running) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	_ = p.cmd.Wait()
}

// pause makes the submission server stand still at a phase. reached is closed when the first
// connection gets there; it goes on after release, which may be called twice, and then does what
// after says.
func pause(t testing.TB, s *smtptest.Server, at smtptest.Phase, after smtptest.Act) (reached <-chan struct{}, release func()) {
	t.Helper()
	there, open := make(chan struct{}), make(chan struct{})
	first := true
	s.Behave(func(e smtptest.Event) smtptest.Act {
		if e.Phase != at || !first {
			return smtptest.Act{}
		}
		first = false
		close(there)
		<-open
		return after
	})
	released := false
	release = func() {
		if !released {
			released = true
			close(open)
		}
	}
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
