//go:build unix

package cli_test

import (
	"syscall"
	"testing"

	"commsdesk/platforms/mailbox/smtptest"
)

// TestInterrupted: Ctrl C while a server owes an answer ends the command soon, and what it says is
// what is known: nothing was handed over, or nobody knows.
func TestInterrupted(t *testing.T) {
	for phase, want := range map[smtptest.Phase]outcome{
		smtptest.Data: {code: failed, state: "queued", says: "before it was sent"},
		smtptest.Dot:  {code: unconfirmed, state: "unconfirmed", says: "We do not know"},
	} {
		t.Run(string(phase), func(t *testing.T) {
			t.Parallel()
			o, id := asked(t, plan{files: true})
			reached, release := pause(t, o.smtp, phase, smtptest.Act{Drop: true})
			p := o.start(o.binary, "reply", id, "--officer", "GM", "--text", "On Monday.")
			await(t, "the message", reached)
			if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			r := p.wait().exits(want.code, want.says)
			if s := read[send](r); s.State != want.state {
				t.Errorf("it says %+v", s)
			}
			release()
			if s := o.outbox()[0]; s.State != want.state {
				t.Errorf("the outbox says %+v", s)
			}
			o.verify()
		})
	}
}
