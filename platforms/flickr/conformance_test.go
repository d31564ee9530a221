package flickr_test

import (
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/flickr"
	"commsdesk/platforms/flickr/sim"
	"commsdesk/platforms/simulator"
)

// subject is Flickr as the suite sees it.
var subject = conformance.Subject{
	Network:  flickr.Describe(),
	World:    func(clock platforms.Clock) (simulator.World, error) { return sim.New(clock) },
	Absent:   []string{"watch", "mentions", "messages", "private", "schedule", "alt text", "hide", "mute", "block", "unblock", "report", "list blocks", "attachments"},
	Reads:    []string{sim.Updated, sim.Comments, sim.Activity},
	Replies:  sim.Reply,
	Posts:    sim.Upload,
	Films:    []string{sim.Upload},
	Measures: map[platforms.Measure]string{platforms.Delete: sim.DeleteComment},
	Proves:   true,
	Over:     strings.Repeat("ab ", 3333) + "ab",
	Under:    strings.Repeat("ab ", 3333) + "a",
}

func TestConformance(t *testing.T) {
	t.Parallel()
	conformance.Run(t, subject)
}

func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject, 10000) }
