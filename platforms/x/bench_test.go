package x_test

import (
	"testing"

	"commsdesk/platforms/conformance"
	"commsdesk/platforms/x/sim"
)

// BenchmarkPull10000 pulls ten thousand answers to one post of ours.
func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject(sim.Options{}), 10_000) }
