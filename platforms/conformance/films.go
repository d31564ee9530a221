package conformance

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"slices"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// filmBytes is how large the suite's film is: larger than the smallest that any
// network takes, and than one piece of the simulators' uploads.
const filmBytes = 100_000

// Film is an invented MP4 of ten seconds: its boxes are whole, and nothing moves.
func Film() platforms.Media {
	box := func(kind string, content []byte) []byte {
		head := binary.BigEndian.AppendUint32(nil, uint32(8+len(content)))
		return append(append(head, kind...), content...)
	}
	header := make([]byte, 100)
	binary.BigEndian.PutUint32(header[12:], 1000)  // units a second
	binary.BigEndian.PutUint32(header[16:], 10000) // how many it lasts
	raw := append(box("ftyp", []byte("isom\x00\x00\x02\x00isommp41")), box("moov", box("mvhd", header))...)
	raw = append(raw, box("mdat", make([]byte, filmBytes-8-len(raw)))...)
	return platforms.Media{URL: "https://council.example/market.mp4", File: platforms.File{Name: "market.mp4", Type: "video/mp4", Size: int64(len(raw)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}}
}

// filmPost is a post that shows the film.
func filmPost() platforms.Outgoing {
	return platforms.Outgoing{Text: news, Post: &platforms.Post{Title: "The market", Media: []platforms.Media{Film()}}}
}

// films: a post with a film, where the network takes films: under each fault on
// the request that publishes it, and on each that brings it before.
func films(t *testing.T, s Subject) {
	d := Open(t, s)
	c := d.Adapter.Capabilities()
	if takes := slices.Contains(c.MediaTypes, "video/mp4"); takes != (c.MaxVideoBytes > 0) || takes != (len(s.Films) > 0) {
		t.Fatalf("takes MP4: %v; films of up to %d bytes; calls that bring one: %q", takes, c.MaxVideoBytes, s.Films)
	}
	if len(s.Films) == 0 {
		return
	}
	o, commits := d.send(t.Context(), d.seal(filmPost()))
	if o.Verdict != platforms.Accepted || o.RemoteID == "" || commits != 1 || len(d.World.Ours()) != 1 {
		t.Fatalf("%+v, committed %d times, the network has %+v", o, commits, d.World.Ours())
	}
	large := filmPost()
	large.Post.Media[0].Size = c.MaxVideoBytes + 1
	if _, err := d.Adapter.(platforms.Sender).Seal(t.Context(), large, d.Clock.Now()); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("a film too large: %v", err)
	} else {
		sentence(t, "a film too large", err)
	}
	bringing, publishes := s.Films[:len(s.Films)-1], s.Films[len(s.Films)-1]
	attempts(t, s, publishes, simulator.GoneParent, func(*Desk) platforms.Outgoing { return filmPost() })
	for _, call := range bringing {
		for _, fault := range []simulator.Fault{simulator.RateLimited, simulator.FailAfter, simulator.HangAfter, simulator.Cut, simulator.Expired, simulator.Revoked, simulator.Lost} {
			t.Run(call+" "+string(fault), func(t *testing.T) { brought(t, s, call, fault) })
		}
	}
}

// brought: what goes wrong while a film is brought publishes nothing, and the same
// send can be tried again without a second post.
func brought(t *testing.T, s Subject, call string, fault simulator.Fault) {
	d := Open(t, s)
	sealed := d.seal(filmPost())
	d.World.Server().Inject(fault, call, 1)
	var o platforms.Outcome
	var commits int
	if fault == simulator.HangAfter {
		d.untilHung(func(ctx context.Context) { o, commits = d.send(ctx, sealed) })
	} else {
		o, commits = d.send(t.Context(), sealed)
	}
	if o.Verdict == platforms.Accepted {
		if len(d.World.Ours()) != 1 || commits != 1 {
			t.Errorf("accepted, committed %d times, and the network has %+v", commits, d.World.Ours())
		}
		return // it was no matter: signed in anew, or the answer says nothing that is needed
	}
	if o.Verdict == platforms.Unconfirmed || commits != 0 || len(o.Why) < 10 || len(d.World.Ours()) != 0 {
		t.Fatalf("%+v, committed %d times, %d arrived", o, commits, len(d.World.Ours()))
	}
	d.World.Server().Calm()
	d.Clock.Forward(max(time.Minute, o.RetryAt.Sub(d.Clock.Now())))
	if o, _ = d.send(t.Context(), sealed); o.Verdict != platforms.Accepted || len(d.World.Ours()) != 1 {
		t.Errorf("tried again: %+v, %d arrived", o, len(d.World.Ours()))
	}
}
