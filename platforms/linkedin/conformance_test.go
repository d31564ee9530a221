package linkedin_test

import (
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/linkedin"
	"commsdesk/platforms/linkedin/sim"
	"commsdesk/platforms/simulator"
)

var subject = conformance.Subject{
	Network: linkedin.Describe(),
	World:   func(clock platforms.Clock) (simulator.World, error) { return sim.New(clock) },
	Absent: []string{"watch", "messages", "private", "schedule", "hide", "mute", "block", "unblock", "report", "list blocks",
		"attachments"},
	Reads:   []string{"posts", "notifications", "comments", "comment"},
	Replies: "reply", Posts: "publish",
	Measures: map[platforms.Measure]string{platforms.Delete: "delete"},
	Proves:   true, ProvesAbsence: false,
	Over: strings.Repeat("a", 1251), Under: strings.Repeat("a", 1250),
}

func TestConformance(t *testing.T) { conformance.Run(t, subject) }

func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject, 10000) }
