package mailbox

import (
	"slices"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/dovecottest"
)

func TestFiveThousandMessages(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	for n := range 5000 {
		s.DeliverRead("press", dovecottest.Inbox, residentMail(n), time.Now().Add(-time.Duration(5000-n)*time.Hour))
	}
	m, d := connect(t, config(s)), newDesk()
	start := time.Now()
	pullInto(t, m, d)
	t.Logf("first pull of 5,000: %v in %d batches, cursor %d bytes", time.Since(start), len(d.batches), len(d.cursor))
	if d.whole() != 5000 || d.here(inbox) != 5000 {
		t.Errorf("%d messages at %d places, want 5000", d.whole(), d.here(inbox))
	}
	if len(d.cursor) > 1000 {
		t.Errorf("the cursor of an ordinary mailbox has %d bytes", len(d.cursor))
	}
}

func TestFiftyThousandOldMessagesStayWhereTheyAre(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{}, "press")
	old := time.Now().AddDate(-3, 0, 0)
	for n := range 50_000 {
		s.DeliverRead("press", dovecottest.Inbox, residentMail(n), old)
	}
	for n := range 40 {
		s.Deliver("press", dovecottest.Inbox, residentMail(60_000+n), time.Now().Add(-time.Hour))
	}
	m, d := connect(t, config(s)), newDesk()
	start := time.Now()
	pullInto(t, m, d)
	t.Logf("first pull beside 50,000 old messages: %v", time.Since(start))
	if d.whole() != 40 || len(d.items) != 40 {
		t.Errorf("%d messages came, want the 40 of this year", len(d.items))
	}
	s.Deliver("press", dovecottest.Inbox, residentMail(70_000), time.Time{})
	start = time.Now()
	pullInto(t, m, d)
	t.Logf("one new message: %v", time.Since(start))
	if d.whole() != 41 {
		t.Errorf("%d messages, want 41", d.whole())
	}
	batches := len(d.batches)
	start = time.Now()
	pullInto(t, m, d)
	t.Logf("a quiet pull: %v", time.Since(start))
	if len(d.batches) != batches {
		t.Error("a quiet pull delivered something")
	}
}

func TestAWiderWindowBringsOlderMail(t *testing.T) {
	s := dovecottest.Start(t, dovecottest.Options{Sent: "Gesendete Elemente", Unmarked: true}, "press")
	s.Deliver("press", dovecottest.Inbox, residentMail(1), time.Now().AddDate(-2, 0, 0))
	s.Deliver("press", dovecottest.Inbox, residentMail(2), time.Time{})
	s.Deliver("press", "Gesendete Elemente", ourMail(2), time.Time{})
	m, d := connect(t, config(s)), newDesk()
	pullInto(t, m, d)
	if d.whole() != 2 || d.here("Gesendete Elemente") != 1 {
		t.Fatalf("%d messages, %d sent", d.whole(), d.here("Gesendete Elemente"))
	}
	if names, err := m.Folders(t.Context()); err != nil || !slices.Contains(names, "Gesendete Elemente") {
		t.Errorf("folders %q, %v", names, err)
	}
	wide := platforms.Window{PromiseFrom: window().PromiseFrom, OldestFrom: time.Now().AddDate(-5, 0, 0)}
	if err := m.Pull(t.Context(), d.cursor, wide, d); err != nil || d.whole() != 3 {
		t.Errorf("after widening: %d messages, %v", d.whole(), err)
	}
}

// BenchmarkFirstSync5000 is a first pull of 5,000 messages of 10 KB over TLS.
func BenchmarkFirstSync5000(b *testing.B) {
	s := dovecottest.Start(b, dovecottest.Options{}, "press")
	for n := range 5000 {
		s.DeliverRead("press", dovecottest.Inbox, longMail(n, 165), time.Now().Add(-time.Duration(5000-n)*time.Hour))
	}
	for b.Loop() {
		m, d := connect(b, config(s)), newDesk()
		pullInto(b, m, d)
		if d.whole() != 5000 {
			b.Fatalf("%d messages", d.whole())
		}
		m.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/5000, "ms/message")
}
