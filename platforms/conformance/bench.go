package conformance

import (
	"encoding/json"
	"runtime"
	"testing"
	"time"

	"commsdesk/platforms"
)

// BenchPull pulls n comments through the simulator and reports time and memory
// for each.
func BenchPull(b *testing.B, s Subject, n int) {
	b.Helper()
	clock := &Clock{now: Start}
	world, err := s.World(clock.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer world.Server().Close()
	post := world.Post("Which day suits you?", Start.Add(-48*time.Hour))
	for i := range n {
		world.Comment(amina, post, "Tuesday, please", Start.Add(-47*time.Hour+time.Duration(i)*time.Second))
	}
	config, err := json.Marshal(world.Config())
	if err != nil {
		b.Fatal(err)
	}
	rounds := 0
	for b.Loop() {
		rounds++
		ad, err := s.Network.New(config, &Keyring{Held: world.Secrets()}, clock.Now)
		if err != nil {
			b.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = ad.(platforms.Identifier).Identity(b.Context())
		sink := NewSink()
		for err == nil && len(sink.Items) < n {
			err = ad.(platforms.Puller).Pull(b.Context(), sink.Cursor, platforms.Window{PromiseFrom: Start.Add(-72 * time.Hour), OldestFrom: Start.AddDate(-1, 0, 0)}, sink)
		}
		if err != nil || len(sink.Items) < n {
			b.Fatalf("%d of %d items (%v)", len(sink.Items), n, err)
		}
		runtime.ReadMemStats(&after)
		_ = ad.Close()
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(rounds)/float64(n), "us/item")
		b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(n), "bytes/item")
	}
}
