package conformance

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"golang.org/x/image/bmp"

	"commsdesk/platforms"
	"commsdesk/platforms/picture"
	"commsdesk/platforms/simulator"
)

const news = "The market moves to the square on Saturday"

// media is what the suite's posts carry.
func (s Subject) media() []platforms.Media {
	if s.Media != nil {
		return []platforms.Media{*s.Media}
	}
	var b bytes.Buffer
	img := image.NewRGBA(image.Rect(0, 0, 400, 400))
	for i := range 400 {
		img.Set(i, i, color.White)
	}
	_ = jpeg.Encode(&b, img, nil)
	m := file("market.jpg", "image/jpeg", b.Bytes())
	m.URL = "https://council.example/market.jpg"
	return []platforms.Media{m}
}

// publishing: a post with a picture and its description, under each fault on the
// request that publishes.
func publishing(t *testing.T, s Subject) {
	d := Open(t, s)
	out := platforms.Outgoing{Text: news, Post: &platforms.Post{Media: s.media()}}
	o, commits := d.send(t.Context(), d.seal(out))
	if o.Verdict != platforms.Accepted || o.RemoteID == "" || commits != 1 {
		t.Fatalf("%+v, committed %d times", o, commits)
	}
	ours := d.World.Ours()
	if len(ours) != 1 || !ours[0].Post || ours[0].Text == "" {
		t.Fatalf("the network has %+v", ours)
	}
	if d.Adapter.Capabilities().AltText.OK && (len(ours[0].Alts) != 1 || ours[0].Alts[0] != s.media()[0].Alt) {
		t.Errorf("the picture's description is %q", ours[0].Alts)
	}
	attempts(t, s, s.Posts, simulator.GoneParent, func(*Desk) platforms.Outgoing { return out })
	lost(t, d, out)
	tooMuch(t, s, d)
	films(t, s)
}

// lost: a post whose file is no longer kept is not published without it. Networks
// that fetch it from the web need none.
func lost(t *testing.T, d *Desk, out platforms.Outgoing) {
	t.Helper()
	sealed, before := d.seal(out), len(d.World.Ours())
	sealed.Media = nil
	o, _ := d.send(t.Context(), sealed)
	if d.Adapter.Capabilities().MediaByURL && o.Verdict == platforms.Accepted {
		return
	}
	if o.Verdict != platforms.Refused || len(o.Why) < 10 || len(d.World.Ours()) != before {
		t.Errorf("without its file: %+v, %d arrived", o, len(d.World.Ours())-before)
	}
}

// tooMuch: too many files, of the wrong type, too large.
func tooMuch(t *testing.T, s Subject, d *Desk) {
	t.Helper()
	c := d.Adapter.Capabilities()
	sender := d.Adapter.(platforms.Sender)
	try := func(what string, media []platforms.Media) {
		t.Helper()
		_, err := sender.Seal(t.Context(), platforms.Outgoing{Text: news, Post: &platforms.Post{Media: media}}, d.Clock.Now())
		if platforms.ClassOf(err) != platforms.ClassRefused {
			t.Errorf("%s: %v", what, err)
			return
		}
		sentence(t, what, err)
	}
	var many []platforms.Media
	for range c.MaxMedia + 1 {
		many = append(many, s.media()[0])
	}
	try("too many files", many)
	wrong := s.media()
	wrong[0].Type, wrong[0].Name, wrong[0].URL = "application/x-msdownload", "market.exe", ""
	try("a file of the wrong type", wrong)
	if !c.MediaByURL && slices.Contains(c.MediaTypes, "image/jpeg") {
		converted(t, s)
	}
}

// converted: a picture of the wrong type, and one that is too large where the network
// has a limit, are refused with the offer of a copy, and the copy is published with
// its description.
func converted(t *testing.T, s Subject) {
	t.Helper()
	d := Open(t, s)
	bitmap := func(w, h int) platforms.Media {
		var b bytes.Buffer
		if err := bmp.Encode(&b, noise(w, h)); err != nil {
			t.Fatal(err)
		}
		return file("market.bmp", "image/bmp", b.Bytes())
	}
	cases := map[string]platforms.Media{"of the wrong type": bitmap(300, 200)}
	if most := d.Adapter.Capabilities().MaxImageBytes; most > 0 && most <= 32<<20 {
		side := int(math.Sqrt(float64(most)))
		var b bytes.Buffer
		if err := png.Encode(&b, noise(side, side)); err != nil { // noise takes 3 bytes a point
			t.Fatal(err)
		}
		cases["too large"] = file("market.png", "image/png", b.Bytes())
	}
	for what, m := range cases {
		out := platforms.Outgoing{Text: news + ", " + what, Post: &platforms.Post{Media: []platforms.Media{m}}}
		_, err := d.Adapter.(platforms.Sender).Seal(t.Context(), out, d.Clock.Now())
		var refused *platforms.Error
		if !errors.As(err, &refused) || refused.Class != platforms.ClassRefused || refused.Offer == nil || refused.Offer.Index != 0 {
			t.Errorf("a picture %s: %v, without an offer", what, err)
			continue
		}
		sentence(t, "a picture "+what, err)
		made, err := picture.Convert(m, refused.Offer.Limits)
		if err != nil {
			t.Errorf("a picture %s: %v", what, err)
			continue
		}
		out.Post.Media[0] = made
		before := len(d.World.Ours())
		o, _ := d.send(t.Context(), d.seal(out))
		ours := d.World.Ours()
		if o.Verdict != platforms.Accepted || len(ours) != before+1 {
			t.Errorf("the copy of a picture %s: %+v", what, o)
			continue
		}
		if got := ours[len(ours)-1]; d.Adapter.Capabilities().AltText.OK && (len(got.Alts) != 1 || got.Alts[0] != m.Alt) {
			t.Errorf("the copy's description is %q", got.Alts)
		}
	}
}

// noise is a picture that packs badly.
func noise(w, h int) image.Image {
	img, random := image.NewRGBA(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(random.Uint32())
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

func file(name, kind string, raw []byte) platforms.Media {
	return platforms.Media{Alt: "Stalls on the square", File: platforms.File{Name: name, Type: kind, Size: int64(len(raw)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}}
}

// schedule: the network itself publishes later.
func schedule(t *testing.T, s Subject) {
	d := Open(t, s)
	at := Start.Add(26 * time.Hour)
	o, _ := d.send(t.Context(), d.seal(platforms.Outgoing{Text: news, Post: &platforms.Post{At: at, Media: s.media()}}))
	if o.Verdict != platforms.Accepted || !o.ScheduledFor.Equal(at) {
		t.Fatalf("%+v", o)
	}
	if ours := d.World.Ours(); len(ours) != 1 || !ours[0].For.Equal(at) {
		t.Errorf("the network has %+v", ours)
	}
	sender := d.Adapter.(platforms.Sender)
	if _, err := sender.Seal(t.Context(), platforms.Outgoing{Text: news, Post: &platforms.Post{At: Start.Add(-time.Hour), Media: s.media()}}, Start); err == nil {
		t.Error("a post for yesterday was sealed")
	}
}

// withdraw: our own post goes, and may go twice.
func withdraw(t *testing.T, s Subject) {
	d := Open(t, s)
	id := d.World.Post("A post with a mistake", Start.Add(-time.Hour))
	w := d.Adapter.(platforms.Withdrawer)
	for n := range 2 {
		if err := w.Withdraw(t.Context(), id); err != nil {
			t.Fatalf("the time %d: %v", n+1, err)
		}
	}
	if !d.World.State(id).Deleted {
		t.Error("it is still there")
	}
}
