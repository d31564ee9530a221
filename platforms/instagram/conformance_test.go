package instagram_test

import (
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/instagram"
	"commsdesk/platforms/instagram/sim"
	"commsdesk/platforms/simulator"
)

// subject is Instagram as it is entered through the Page.
func subject() conformance.Subject {
	return conformance.Subject{
		Network: instagram.Describe(),
		World:   func(clock platforms.Clock) (simulator.World, error) { return sim.New(clock) },
		Absent:  []string{"watch", "schedule", "mute", "report", "list blocks"},
		Reads:   []string{"media", "comments", "tags", "conversations"},
		Replies: "reply", Messages: "message", Posts: "publish", Films: []string{"container", "publish"},
		Measures: map[platforms.Measure]string{platforms.Hide: "hide", platforms.Delete: "delete", platforms.Block: "block"},
		Proves:   true,
		Over:     strings.Repeat("a", 2201), Under: strings.Repeat("a", 2200),
	}
}

// TestConformance runs the suite on the route through the Page.
func TestConformance(t *testing.T) { conformance.Run(t, subject()) }

// TestConformanceByInstagramAlone runs it on the other, which can do less.
func TestConformanceByInstagramAlone(t *testing.T) {
	s := subject()
	s.Network.Title = "Instagram (alone)"
	s.World = func(clock platforms.Clock) (simulator.World, error) { return sim.NewLogin(clock) }
	s.Absent = append(s.Absent, "block", "unblock", "withdraw")
	conformance.Run(t, s)
}

// BenchmarkPull10000 pulls 10,000 comments through the simulator.
func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject(), 10000) }
