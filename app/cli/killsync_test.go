package cli_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestKillSync kills the program at random moments of a first sync, twice a round, and lets it end
// the third time: then exactly the mailbox's messages are here, each once.
func TestKillSync(t *testing.T) {
	const messages = 200
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	o := newOffice(t, plan{})
	o.binary = quickProgram(t)
	for i := range messages {
		o.arrives(letter{from: resident(i), subject: fmt.Sprintf("Question %d", i), text: "Where is the form?"}, ago(time.Duration(i)*6*time.Hour))
	}
	before := o.imap.Listing("press")
	o.connect()
	began := time.Now()
	o.sync()
	whole, want := time.Since(began), len(o.queue())
	var at []int
	for round := range rounds(t, syncing) {
		o.dir = filepath.Join(o.cwd, fmt.Sprintf("round-%d", round))
		o.connect()
		for range 2 {
			p := o.start(o.binary, "sync", "--once")
			<-time.After(time.Duration(r.Int64N(int64(whole)))) // the moment of a power cut is nobody's to choose
			p.kill()
			at = append(at, read[struct{ Messages int }](o.run("verify").ok()).Messages)
		}
		if s := o.sync().Channels[0]; s.There != messages || s.Here != messages {
			t.Errorf("round %d: mailbox %d, here %d", round, s.There, s.Here)
		}
		o.hasMessages(messages)
		if got := len(o.queue()); got != want {
			t.Errorf("round %d: %d wait, want %d as without a kill", round, got, want)
		}
	}
	if after := o.imap.Listing("press"); !slices.Equal(before, after) {
		t.Error("the mailbox changed")
	}
	t.Logf("a whole sync takes %v; %d rounds of two kills each, after so many of %d messages: %v", whole, rounds(t, syncing), messages, at)
}
