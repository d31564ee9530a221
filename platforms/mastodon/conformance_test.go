package mastodon_test

import (
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/mastodon"
	"commsdesk/platforms/mastodon/sim"
	"commsdesk/platforms/simulator"
)

// subject is Mastodon as the suite sees it. Its limit of 500 is used up by the
// name of the person who is answered (@amina.sall and a blank), a link of any
// length (23) and letters that are several characters each.
func subject() conformance.Subject {
	link := "https://council.example/" + strings.Repeat("bins-", 30)
	within := strings.Repeat("é", 500-12-23-1) + " " + link
	return conformance.Subject{
		Network: mastodon.Describe(),
		World: func(clock platforms.Clock) (simulator.World, error) {
			w, err := sim.New(clock)
			if err == nil {
				w.Limit = 1_000_000 // the suite's clock stands still
			}
			return w, err
		},
		Absent:  []string{"delete", "hide"},
		Reads:   []string{sim.Notifications, sim.OwnStatuses, sim.Context},
		Replies: sim.Publish, Messages: sim.Publish, Posts: sim.Publish, Films: []string{"upload", sim.Publish},
		Measures: map[platforms.Measure]string{platforms.Block: sim.Block, platforms.Mute: sim.Mute, platforms.Report: sim.Report},
		Proves:   true,
		Over:     "x" + within, Under: within,
	}
}

func TestConformance(t *testing.T) { conformance.Run(t, subject()) }

func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject(), 10_000) }
