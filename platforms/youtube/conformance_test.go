package youtube_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/youtube"
	"commsdesk/platforms/youtube/sim"
)

// subject is YouTube as the suite sees it.
var subject = conformance.Subject{
	Network:  youtube.Describe(),
	World:    func(clock platforms.Clock) (simulator.World, error) { return sim.New(clock) },
	Absent:   []string{"watch", "mentions", "messages", "private", "alt text", "mute", "unblock", "report", "list blocks", "attachments"},
	Reads:    []string{sim.Uploads, sim.Films, sim.Threads},
	Replies:  sim.Reply,
	Posts:    sim.Piece,
	Films:    []string{sim.OpenUpload, sim.Piece},
	Measures: map[platforms.Measure]string{platforms.Hide: sim.Moderate, platforms.Delete: sim.Moderate, platforms.Block: sim.Moderate},
	Proves:   true,
	Media:    &market,
	Over:     strings.Repeat("ab ", 3333) + "ab",
	Under:    strings.Repeat("ab ", 3333) + "a",
}

// market is a film in nothing but name; the simulator looks at its size alone.
var market = film("market.mp4", 300<<10)

func film(name string, size int) platforms.Media {
	raw := bytes.Repeat([]byte{'f'}, size)
	return platforms.Media{Alt: "Stalls on the square", File: platforms.File{Name: name, Type: "video/mp4", Size: int64(size),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	conformance.Run(t, subject)
}

func BenchmarkPull10000(b *testing.B) { conformance.BenchPull(b, subject, 10000) }
