package threads_test

import (
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/threads"
	"commsdesk/platforms/threads/sim"
)

func subject() conformance.Subject {
	return conformance.Subject{
		Network: threads.Describe(),
		World:   func(clock platforms.Clock) (simulator.World, error) { return sim.New(clock) },
		Absent:  []string{"watch", "messages", "private", "schedule", "delete", "mute", "block", "unblock", "report", "list blocks", "attachments"},
		Reads:   []string{"posts", "conversation", "own replies", "mentions"},
		Replies: "publish", Posts: "publish", Films: []string{"container", "publish"},
		Measures: map[platforms.Measure]string{platforms.Hide: "hide"},
		Proves:   true,
		// A house counts four: its bytes.
		Over: strings.Repeat("a", 493) + "🏠🏠", Under: strings.Repeat("a", 492) + "🏠🏠",
	}
}

// TestConformance runs the suite that every network's adapter passes.
func TestConformance(t *testing.T) { conformance.Run(t, subject()) }

// BenchmarkPull10000 pulls 10,000 replies through the simulator.
func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject(), 10000) }
