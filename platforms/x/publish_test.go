package x_test

import (
	"bytes"
	"errors"
	"image"
	"image/color/palette"
	"image/gif"
	"io"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/picture"
	"commsdesk/platforms/x/sim"
)

// mediaOf is a file that begins as its type does; without anything in it an empty one.
func mediaOf(kind string, raw []byte, alt string) platforms.Media {
	if head := map[string]string{"image/png": "\x89PNG\r\n\x1a\n", "image/webp": "RIFF\x24\x00\x00\x00WEBPVP"}[kind]; len(raw) > 0 {
		raw = append([]byte(head), raw...)
	}
	return platforms.Media{Alt: alt, File: platforms.File{Name: "file", Type: kind, Size: int64(len(raw)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}}
}

// TestFilm uploads a film piece by piece, waits while X works on it, and
// publishes it with its description.
func TestFilm(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	var waited time.Duration
	d.a.Hurry(&waited)
	raw := bytes.Repeat([]byte("film"), 700_000)
	sealed, o := d.send(platforms.Outgoing{Text: "The new bridge", Post: &platforms.Post{Link: "https://riverside.gov.uk/bridge",
		Media: []platforms.Media{mediaOf("video/mp4", raw, "A bridge over the river")}}})
	if o.Verdict != platforms.Accepted || o.Permalink == "" {
		t.Fatalf("%+v", o)
	}
	counts := d.world.Server().Counts()
	if counts["append"] != 3 || counts["finalize"] != 1 || counts["status"] != 2 || waited != 2*time.Second {
		t.Errorf("%v, waited %v", counts, waited)
	}
	ours := d.world.Ours()
	if len(ours) != 1 || !strings.HasSuffix(ours[0].Text, " https://riverside.gov.uk/bridge") || len(ours[0].Alts) != 1 || ours[0].Alts[0] != "A bridge over the river" {
		t.Errorf("%+v", ours)
	}
	if proof, err := d.a.Prove(t.Context(), sealed, start); err != nil || !proof.Live {
		t.Errorf("%+v (%v)", proof, err)
	}
	d.pull()
	it := d.item(o.RemoteID)
	if it.Kind != platforms.KindPost || strings.Contains(it.Text, "t.co") || len(it.Attachments) != 1 || it.Attachments[0].Alt == "" || len(it.Links) != 1 {
		t.Errorf("%+v", it)
	}
}

// TestPictureAlone: a post of pictures without words is sent, and found again.
func TestPictureAlone(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	sealed, o := d.send(platforms.Outgoing{Post: &platforms.Post{Media: []platforms.Media{mediaOf("image/png", []byte("p"), "A swan"), mediaOf("image/webp", []byte("q"), "")}}})
	if o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	if proof, err := d.a.Prove(t.Context(), sealed, start); err != nil || !proof.Live {
		t.Errorf("%+v (%v)", proof, err)
	}
	d.world.Server().Inject("500 after commit", "metadata", 1)
	_, o = d.send(platforms.Outgoing{Text: "Again", Post: &platforms.Post{Media: []platforms.Media{mediaOf("image/png", []byte("p"), "A swan")}}})
	if o.Verdict != platforms.NotSent || len(d.world.Ours()) != 1 {
		t.Errorf("a description that failed: %+v", o)
	}
	lost := mediaOf("image/png", []byte("p"), "")
	open, opened := lost.Open, 0
	lost.Open = func() (io.ReadCloser, error) { // it goes once it was sealed
		if opened++; opened > 1 {
			return nil, io.ErrUnexpectedEOF
		}
		return open()
	}
	_, o = d.send(platforms.Outgoing{Text: "Lost", Post: &platforms.Post{Media: []platforms.Media{lost}}})
	if o.Verdict != platforms.Refused || !strings.Contains(o.Why, "Choose it again") {
		t.Errorf("a file that is gone: %+v", o)
	}
}

// TestFigures: of old posts the figures that only we see are absent, with the
// reason, and none is invented.
func TestFigures(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	fresh := d.world.Post("New", start.Add(-time.Hour))
	old := d.world.Post("Old", start.AddDate(0, 0, -40))
	got, err := d.a.PostMetrics(t.Context(), []string{fresh, old})
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v (%v)", got, err)
	}
	if n := got[0].Figures; n[platforms.Clicks] != 4 || n[platforms.Views] != 120 || n[platforms.Shares] != 1 {
		t.Errorf("%+v", got[0])
	}
	if _, there := got[1].Figures[platforms.Clicks]; there || !strings.Contains(got[1].Absent[platforms.Clicks], "30 days") || got[1].Absent[platforms.Reach] == "" {
		t.Errorf("%+v", got[1])
	}
}

// TestALargeMovingPicture: X takes 15 MB of one, and the copy that is offered stands
// still, within the 5 MB of those.
func TestALargeMovingPicture(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	var b bytes.Buffer
	if err := gif.Encode(&b, image.NewPaletted(image.Rect(0, 0, 60, 40), palette.Plan9), nil); err != nil {
		t.Fatal(err)
	}
	m := mediaOf("image/gif", append(b.Bytes(), make([]byte, 15<<20)...), "A swan")
	out := platforms.Outgoing{Text: "A swan", Post: &platforms.Post{Media: []platforms.Media{m}}}
	_, err := d.a.Seal(t.Context(), out, start)
	var refused *platforms.Error
	if !errors.As(err, &refused) || refused.Offer == nil || !strings.Contains(refused.Sentence, "X takes 15 MB") || !strings.Contains(refused.Sentence, "stands still") {
		t.Fatalf("%v", err)
	}
	if out.Post.Media[0], err = picture.Convert(m, refused.Offer.Limits); err != nil {
		t.Fatal(err)
	}
	_, o := d.send(out)
	if ours := d.world.Ours(); o.Verdict != platforms.Accepted || len(ours) != 1 || len(ours[0].Alts) != 1 || ours[0].Alts[0] != "A swan" {
		t.Errorf("%+v: %+v", o, ours)
	}
}
