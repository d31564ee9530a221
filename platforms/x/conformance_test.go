package x_test

import (
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/x"
	"commsdesk/platforms/x/sim"
)

// subject is X by its API as the suite sees it. Each kind of X has its own lines
// in the suite's table.
func subject(o sim.Options) conformance.Subject {
	network := x.Describe()
	switch {
	case o.Keys:
		network.Title += " by pasted keys"
	case o.Dialect == sim.Post:
		network.Title += " with newer names"
	}
	make := network.New
	network.New = func(config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
		a, err := make(config, secrets, clock)
		if err == nil {
			a.(*x.Adapter).Hurry(new(time.Duration))
		}
		return a, err
	}
	return conformance.Subject{
		Network: network,
		World:   func(clock platforms.Clock) (simulator.World, error) { return sim.With(clock, o) },
		Absent:  []string{"watch", "schedule", "delete", "report", "attachments"},
		Reads:   []string{"own", "mentions", "search", "dms"},
		Replies: "create", Messages: "send dm", Posts: "create", Films: []string{"initialize", "append", "finalize", "create"},
		Measures: map[platforms.Measure]string{platforms.Hide: "hide", platforms.Unhide: "hide", platforms.Mute: "mute", platforms.Unmute: "unmute",
			platforms.Block: "dm block", platforms.Unblock: "dm unblock"},
		Proves: true,
		Over:   strings.Repeat("ab ", 93) + "日", Under: strings.Repeat("ab ", 85) + " https://www.riverside.gov.uk/bins/" + strings.Repeat("long/", 40),
	}
}

// TestConformance is the suite with the sign-in page and the older field names.
func TestConformance(t *testing.T) { conformance.Run(t, subject(sim.Options{})) }
