package bluesky_test

import (
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/bluesky"
	"commsdesk/platforms/bluesky/sim"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
)

func subject() conformance.Subject {
	return conformance.Subject{
		Network: bluesky.Describe(),
		World:   func(clock platforms.Clock) (simulator.World, error) { return sim.New(clock) },
		Absent:  []string{"watch", "schedule", "delete"},
		Reads:   []string{"getAuthorFeed", "listNotifications", "getPosts", "listConvos", "getMessages", "getLog"},
		Replies: "createRecord", Messages: "sendMessage", Posts: "createRecord",
		Measures: map[platforms.Measure]string{platforms.Hide: "putRecord", platforms.Mute: "muteActor", platforms.Block: "putRecord", platforms.Report: "createReport"},
		Proves:   true, ProvesAbsence: true,
		// A family of four is one letter of 25 bytes.
		Under: strings.Repeat("a", 299) + "👨‍👩‍👧‍👦",
		Over:  strings.Repeat("a", 300) + "👨‍👩‍👧‍👦",
	}
}

// TestConformance runs the suite that every network passes.
func TestConformance(t *testing.T) { conformance.Run(t, subject()) }

// BenchmarkPull10000 pulls 10,000 comments through the simulator.
func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject(), 10_000) }
