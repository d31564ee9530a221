package mailbox

import (
	"context"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
)

// watching starts Watch and returns its result's channel.
func watching(ctx context.Context, m *Mailbox) chan error {
	done := make(chan error, 1)
	go func() { done <- m.Watch(ctx) }()
	return done
}

func await(t *testing.T, done chan error) error {
	t.Helper()
	select {
	case err := <-done:
		return err
	case <-time.After(30 * time.Second):
		t.Fatal("Watch did not return")
		return nil
	}
}

func TestWatchReturnsOnDelivery(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	m, d := connect(t, config(s)), newDesk()
	pullInto(t, m, d)
	for n := range 3 {
		done := watching(t.Context(), m)
		if n == 1 {
			// Whether this one comes before or after IDLE begins must not matter.
			s.AwaitIdle()
		}
		path := s.Deliver("press", dovecottest.Inbox, residentMail(n), time.Time{})
		if err := await(t, done); err != nil {
			t.Fatalf("watch %d: %v", n, err)
		}
		pullInto(t, m, d)
		if d.whole() != n+1 {
			t.Fatalf("after %s: %d messages, want %d", path, d.whole(), n+1)
		}
	}
}

func TestWatchKnowsWhatCameBeforeIt(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	m, d := connect(t, config(s)), newDesk()
	pullInto(t, m, d)
	s.Deliver("press", dovecottest.Inbox, residentMail(1), time.Time{})
	if err := await(t, watching(t.Context(), m)); err != nil {
		t.Fatal(err)
	}
}

func TestWatchRenewsIdle(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	c := config(s)
	c.Timeouts = Timeouts{IdleRestart: 30 * time.Millisecond}
	m := connect(t, c)
	done := watching(t.Context(), m)
	s.AwaitIdle()
	s.Deliver("press", dovecottest.Inbox, residentMail(1), time.Time{})
	if err := await(t, done); err != nil {
		t.Fatal(err)
	}
}

func TestWatchEndsWithContextAndServer(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	m, d := connect(t, config(s)), newDesk()
	ctx, cancel := context.WithCancel(t.Context())
	done := watching(ctx, m)
	s.AwaitIdle()
	cancel()
	if err := await(t, done); err != nil {
		t.Errorf("a cancelled Watch returned %v", err)
	}
	done = watching(t.Context(), m)
	s.AwaitIdle()
	s.Restart()
	if err := await(t, done); platforms.ClassOf(err) != platforms.ClassOffline {
		t.Errorf("a dropped Watch returned %v", err)
	}
	pullInto(t, m, d)
	done = watching(t.Context(), m)
	s.AwaitIdle()
	s.Deliver("press", dovecottest.Inbox, residentMail(1), time.Time{})
	if err := await(t, done); err != nil {
		t.Errorf("after the restart: %v", err)
	}
}

func TestServerWithoutIdle(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{Settings: "imap_capability = IMAP4rev1 SASL-IR LITERAL+ SPECIAL-USE LIST-EXTENDED\n"}, "press")
	m, d := connect(t, config(s)), newDesk()
	if err := m.Watch(t.Context()); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("Watch returned %v", err)
	}
	if can := m.Capabilities().Watch; can.OK || can.Reason == "" {
		t.Errorf("capability %+v, want a no with its reason", can)
	}
	s.Deliver("press", dovecottest.Inbox, residentMail(1), time.Time{})
	pullInto(t, m, d)
	if d.whole() != 1 {
		t.Error("a poll brought nothing")
	}
}
