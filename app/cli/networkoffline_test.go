package cli_test

import (
	"testing"
	"time"
)

// TestWritingWithoutALine answers on every network while its servers can't be reached: the answer
// is kept and waits, and nothing else is lost.
func TestWritingWithoutALine(t *testing.T) {
	t.Parallel()
	for _, n := range networks() {
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			o, w := newDesk(t), n.open(t)
			o.join(n, w)
			asks(t, w, amina, "Is my street in it?", ago(9*time.Minute))
			o.sync()
			id := o.rowOf("Is my street in it?").ID
			w.Server().Close()
			s := read[send](o.run("reply", id, "--officer", "GM", "--text", "Yes, from Monday on.").exits(failed, "Not sent yet"))
			if s.State != "waiting" || s.WaitUntil == nil {
				t.Errorf("without a line the answer is %+v", s)
			}
			o.run("sync", "--once").exits(failed)
			if out := o.outbox(); len(out) != 1 || out[0].State != "waiting" || out[0].Committed != nil {
				t.Errorf("still without a line the outbox is %+v", out)
			}
			if c := o.channels()[0]; c.Health != "offline" {
				t.Errorf("without a line the channel is %+v", c)
			}
			o.verify()
		})
	}
}
