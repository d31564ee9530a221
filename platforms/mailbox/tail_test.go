package mailbox

import (
	"sync"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
)

// TestTheTailComesBesideALongPull stops a first pull between two batches, lets
// mail arrive, and reads the tail beside it: only what came last, then the long
// pull goes on and misses nothing.
func TestTheTailComesBesideALongPull(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	for n := range 500 {
		s.Deliver("press", dovecottest.Inbox, residentMail(n), time.Now().AddDate(0, -1, 0))
	}
	m, d := connect(t, config(s)), newDesk()
	held, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	n := 0
	d.refuse = func(platforms.Batch) error {
		if n++; n == 2 {
			once.Do(func() { close(held); <-goOn })
		}
		return nil
	}
	whole := make(chan error, 1)
	go func() { whole <- m.Pull(t.Context(), nil, window(), d) }()
	<-held
	s.Deliver("press", dovecottest.Inbox, residentMail(1001), time.Time{})
	s.Deliver("press", "Sent", ourMail(1), time.Time{})
	// What the store has at this moment is the first batch's cursor.
	cursor := append([]byte{}, d.cursor...)
	last := newDesk()
	tail := window()
	tail.Tail = true
	if err := m.Pull(t.Context(), cursor, tail, last); err != nil {
		t.Fatal(err)
	}
	if _, ok := last.bySubject("Bins 1001"); !ok || last.whole() != 2 {
		t.Errorf("the tail brought %d messages, want the two that just came", last.whole())
	}
	close(goOn)
	if err := <-whole; err != nil {
		t.Fatal(err)
	}
	pullInto(t, m, d) // it had looked into Sent before
	if d.whole() != 502 {
		t.Errorf("the long pull brought %d messages, want 502", d.whole())
	}
	batches := len(last.batches)
	tail = window() // as of now: one that reaches further back than the last look is no quiet pull
	tail.Tail = true
	if err := m.Pull(t.Context(), d.cursor, tail, last); err != nil || len(last.batches) != batches {
		t.Errorf("a quiet tail delivered something (%v)", err)
	}
	first := newDesk()
	if err := m.Pull(t.Context(), nil, tail, first); err != nil || first.whole() != 1 || len(first.items) != 2 {
		t.Errorf("a tail before any pull brought %d whole of %d, want what we sent and the head of the promise window (%v)", first.whole(), len(first.items), err)
	}
}
