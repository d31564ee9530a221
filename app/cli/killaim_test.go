package cli_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"commsdesk/platforms/mailbox/smtptest"
)

// shot is where and when a round's kill hits.
type shot struct {
	// reached is closed when the program stands in the phase; spread is the time from then on within
	// which it is killed.
	reached <-chan struct{}
	spread  time.Duration
	// release lets the server go on, and returns when it has ended the round.
	release func()
}

// aim prepares the servers for a round.
func (s *shooting) aim(round int, phase string) shot {
	switch phase {
	case before:
		at := []smtptest.Phase{smtptest.Connect, smtptest.SignIn, smtptest.To, smtptest.Data, smtptest.Body}[s.rand.IntN(5)]
		return s.stopAt(round, at, smtptest.Act{}, 10*time.Millisecond)
	case committed:
		// The server takes what a dead program said, or not.
		return s.stopAt(round, smtptest.Dot, smtptest.Act{Drop: true, Keep: s.rand.IntN(2) == 0}, 10*time.Millisecond)
	case answered:
		return s.stopAt(round, smtptest.Answered, smtptest.Act{}, 6*time.Millisecond)
	case filing:
		return s.stopInFiling(round)
	}
	now := make(chan struct{})
	close(now)
	return shot{now, s.span, func() {}}
}

// stopAt makes the submission server stand still at a phase of the round's own message: what
// earlier rounds left in the queue may go before it. Until the recipient is named, any will do.
func (s *shooting) stopAt(round int, at smtptest.Phase, after smtptest.Act, spread time.Duration) shot {
	mine := map[int]bool{}
	reached, release := pauseWhere(s.t, s.smtp, func(e smtptest.Event) bool {
		if e.Phase == smtptest.To && e.Address == resident(round) {
			mine[e.Session] = true
		}
		early := at == smtptest.Connect || at == smtptest.SignIn
		return e.Phase == at && (early || mine[e.Session])
	}, after)
	return shot{reached, spread, func() {
		taken := len(s.smtp.Accepted())
		release()
		if !after.Keep || !closed(reached) {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.smtp.WaitAccepted(ctx, taken+1); err != nil {
			s.t.Fatalf("the server did not take the message: %v", err)
		}
	}}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// stopInFiling lets the line to the mail server go dead at a random word of what the program says
// there after its message was accepted: it opens Sent, looks for the message, adds its copy.
func (s *shooting) stopInFiling(round int) shot {
	reached := make(chan struct{})
	said, through := s.rand.IntN(3), s.rand.IntN(2) == 0
	s.smtp.Behave(func(e smtptest.Event) smtptest.Act {
		if e.Phase == smtptest.Dot && slices.Contains(e.Message.Recipients, resident(round)) {
			s.line.breakAfter(said, through, reached)
		}
		return smtptest.Act{}
	})
	return shot{reached, 5 * time.Millisecond, func() {}}
}

// table counts what became of the rounds.
type table struct {
	mu   sync.Mutex
	rows map[string]*tableRow
}

type tableRow struct {
	rounds        int
	atKill, after map[string]int
}

func newTable() *table { return &table{rows: map[string]*tableRow{}} }

// add notes a round: the state the kill found, the one after the restart, and what the recipient
// has.
func (t *table) add(phase, atKill, after string, copies int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.rows[phase]
	if r == nil {
		r = &tableRow{atKill: map[string]int{}, after: map[string]int{}}
		t.rows[phase] = r
	}
	if after == "" {
		after = "not begun"
	}
	r.rounds++
	r.atKill[atKill]++
	r.after[fmt.Sprintf("%s with %d at the recipient", after, copies)]++
}

// String is the table for people.
func (t *table) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var b strings.Builder
	b.WriteString("phase, rounds: state at the kill; state after the restart\n")
	for _, phase := range []string{before, committed, answered, filing, anywhere} {
		if r := t.rows[phase]; r != nil {
			fmt.Fprintf(&b, "%-9s %4d: %s\n                %s\n", phase, r.rounds, list(r.atKill), list(r.after))
		}
	}
	return b.String()
}

func list(counts map[string]int) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[k], k))
	}
	return strings.Join(parts, "; ")
}
