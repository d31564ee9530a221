package facebook_test

import (
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/facebook"
	"commsdesk/platforms/facebook/sim"
	"commsdesk/platforms/simulator"
)

// subject is the Page under the suite that every network's adapter passes.
func subject() conformance.Subject {
	return conformance.Subject{
		Network:  facebook.Describe(),
		World:    func(clock platforms.Clock) (simulator.World, error) { return sim.New(clock) },
		Absent:   []string{"watch", "mute", "report"},
		Reads:    []string{"feed", "comments", "tagged", "conversations", "messages"},
		Replies:  "reply",
		Messages: "message",
		Posts:    "publish",
		Films:    []string{"film start", "film part", "film finish"},
		Measures: map[platforms.Measure]string{platforms.Hide: "hide", platforms.Delete: "delete", platforms.Block: "block"},
		Proves:   true,
		Over:     strings.Repeat("a", 7999) + "😀",
		Under:    strings.Repeat("a", 7998) + "😀",
	}
}

// TestConformance runs the suite on the simulated Page.
func TestConformance(t *testing.T) { conformance.Run(t, subject()) }

// BenchmarkPull10000 measures a pull of ten thousand comments.
func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject(), 10000) }
