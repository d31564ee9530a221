package outbox_test

import (
	"testing"
	"time"

	"commsdesk/app/outbox"
	"commsdesk/platforms"
)

// TestACopyThatNeverComesIsSaid: after one working day it is looked for no more,
// and the outcome stands.
func TestACopyThatNeverComesIsSaid(t *testing.T) {
	bubble(t, func(p *place) {
		p.net.fileErr = &platforms.Error{Class: platforms.ClassTransient, Sentence: "Not there yet."}
		s := p.submit("a")
		after(7 * time.Hour)
		if got := p.is(s.ID, outbox.Sent); got.Filed != outbox.FiledPending {
			t.Errorf("after seven hours filed %q", got.Filed)
		}
		after(3 * time.Hour)
		if got := p.is(s.ID, outbox.Sent); got.Filed != outbox.FiledMissing || got.Returned {
			t.Errorf("after one working day %+v", got)
		}
		p.net.mu.Lock()
		p.net.fileErr = nil
		p.net.mu.Unlock()
		after(48 * time.Hour)
		if got := p.is(s.ID, outbox.Sent); got.Filed != outbox.FiledMissing || p.net.filed[s.Token] != 0 {
			t.Errorf("looked again: %q, %d copies", got.Filed, p.net.filed[s.Token])
		}
	})
}
