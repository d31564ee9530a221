package instagram_test

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/instagram"
	"commsdesk/platforms/instagram/sim"
	"commsdesk/platforms/simulator"
)

func picture(alt, url string) platforms.Media {
	return platforms.Media{File: platforms.File{Name: "market.jpg", Type: "image/jpeg", Size: 1000}, Alt: alt, URL: url}
}

func film(raw []byte) platforms.Media {
	return platforms.Media{File: platforms.File{Name: "market.mp4", Type: "video/mp4", Size: int64(len(raw)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}}
}

func post(text string, media ...platforms.Media) platforms.Outgoing {
	return platforms.Outgoing{Text: text, Post: &platforms.Post{Media: media}}
}

// TestAPictureNeedsAnAddress: without one the sentence names every way out.
func TestAPictureNeedsAnAddress(t *testing.T) {
	d := open(t, sim.New, nil)
	d.says(d.refused(post("Market", picture("Stalls", ""))), "web site", "Facebook Page", "by hand")
	large := picture("Stalls", "https://council.example/a.jpg")
	large.Size = 8<<20 + 1
	d.says(d.refused(post("Market", large)), "can't make a copy")
	for name, out := range map[string]platforms.Outgoing{
		"no picture":  post("Market"),
		"a date":      {Text: "Market", Post: &platforms.Post{At: d.now.Add(time.Hour), Media: []platforms.Media{picture("", "https://council.example/a.jpg")}}},
		"not https":   post("Market", picture("", "http://council.example/a.jpg")),
		"hashtags":    post(strings.Repeat("#a ", 31), picture("", "https://council.example/a.jpg")),
		"names":       post(strings.Repeat("@a ", 21), picture("", "https://council.example/a.jpg")),
		"long":        post(strings.Repeat("a", 2201), picture("", "https://council.example/a.jpg")),
		"description": post("Market", picture(strings.Repeat("a", 1001), "https://council.example/a.jpg")),
		"png":         post("Market", platforms.Media{File: platforms.File{Type: "image/png"}, URL: "https://council.example/a.png"}),
	} {
		t.Run(name, func(t *testing.T) { d.refused(out) })
	}
}

// TestACarousel keeps order and descriptions, and its link.
func TestACarousel(t *testing.T) {
	d := open(t, sim.New, nil)
	out := post("Market", picture("Stalls", "https://council.example/a.jpg"), picture("Band", "https://council.example/b.jpg"))
	out.Post.Link = "https://council.example/market"
	o := d.send(out)
	if o.Verdict != platforms.Accepted || !strings.HasPrefix(o.Permalink, "https://www.instagram.com/p/") {
		t.Fatalf("%+v", o)
	}
	ours := d.w.Ours()
	if len(ours) != 1 || !slices.Equal(ours[0].Alts, []string{"Stalls", "Band"}) || ours[0].Text != "Market\n\nhttps://council.example/market" {
		t.Errorf("%+v", ours)
	}
}

// TestAFilmFromThisPC goes up through the Page's route; by Instagram alone it is
// refused with what to do.
func TestAFilmFromThisPC(t *testing.T) {
	d := open(t, sim.New, nil)
	if o := d.send(post("Market", film(bytes.Repeat([]byte("film"), 1000)))); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	if n := d.w.Server().Counts()["upload"]; n != 1 {
		t.Errorf("sent in %d pieces", n)
	}
	instagram.Pieces(d.a, 1500)
	if o := d.send(post("Fair", film(bytes.Repeat([]byte("film"), 1000)))); o.Verdict != platforms.Accepted || d.w.Server().Counts()["upload"] != 4 {
		t.Errorf("%+v in %d pieces", o, d.w.Server().Counts()["upload"]-1)
	}
	alone := open(t, sim.NewLogin, nil)
	alone.says(alone.refused(post("Market", film([]byte("film")))), "public web address", "by hand")
}

// TestTheContainerIsWaitedFor, and for no longer than five minutes; the next
// attempt goes on with the same one.
func TestTheContainerIsWaitedFor(t *testing.T) {
	d := open(t, sim.New, nil)
	waited := instagram.Hurry(d.a)
	d.w.Slow = 3
	sealed := d.seal(post("Market", picture("", "https://council.example/a.jpg")))
	if o := d.a.Send(t.Context(), sealed, func() error { return nil }); o.Verdict != platforms.Accepted || *waited == 0 {
		t.Fatalf("%+v after %v", o, *waited)
	}
	d.w.Slow = 1000
	commits := 0
	sealed = d.seal(post("Fair", picture("", "https://council.example/b.jpg")))
	send := func() platforms.Outcome {
		return d.a.Send(t.Context(), sealed, func() error { commits++; return nil })
	}
	if o := send(); o.Verdict != platforms.NotSent || commits != 0 {
		t.Fatalf("%+v, committed %d times", o, commits)
	}
	d.w.Slow = 0
	made := d.w.Server().Counts()["container"]
	if o := send(); o.Verdict != platforms.Accepted || d.w.Server().Counts()["container"] != made {
		t.Errorf("%+v with a new container", o)
	}
}

// TestAContainerIsPublishedOnce: no answer came, and the same bytes are sent
// again; the container tells that they were published.
func TestAContainerIsPublishedOnce(t *testing.T) {
	d := open(t, sim.New, nil)
	d.w.Server().Inject(simulator.FailAfter, "publish", 1)
	sealed := d.seal(post("Market", picture("", "https://council.example/a.jpg")))
	commits := 0
	send := func() platforms.Outcome {
		return d.a.Send(t.Context(), sealed, func() error { commits++; return nil })
	}
	if o := send(); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("%+v", o)
	}
	if p, err := d.a.Prove(t.Context(), sealed, d.now); err != nil || !p.Live || p.RemoteID != d.w.Ours()[0].ID || p.Permalink == "" {
		t.Errorf("%+v (%v)", p, err)
	}
	if o := send(); o.Verdict != platforms.Accepted || o.RemoteID != d.w.Ours()[0].ID || len(d.w.Ours()) != 1 || commits != 2 {
		t.Errorf("%+v, %d posts, committed %d times", o, len(d.w.Ours()), commits)
	}
	// After a restart the newest posts prove it.
	d.again()
	if p, err := d.a.Prove(t.Context(), sealed, d.now); err != nil || !p.Live {
		t.Errorf("%+v (%v)", p, err)
	}
}

// TestAnUnpublishedContainerProvesAbsence: it lies there ready.
func TestAnUnpublishedContainerProvesAbsence(t *testing.T) {
	d := open(t, sim.New, nil)
	sealed := d.seal(post("Market", picture("", "https://council.example/a.jpg")))
	o := d.a.Send(t.Context(), sealed, func() error { return context.Canceled })
	if o.Verdict != platforms.NotSent {
		t.Fatalf("%+v", o)
	}
	if p, err := d.a.Prove(t.Context(), sealed, d.now); err != nil || p.Live || !p.Absent {
		t.Errorf("%+v (%v)", p, err)
	}
	d.again()
	if p, err := d.a.Prove(t.Context(), sealed, d.now); err != nil || p.Live || p.Absent {
		t.Errorf("without its container: %+v (%v)", p, err)
	}
}

// TestWhatStopsAPost: the day's number is reached, the address is not public, the
// file is of the wrong sort.
func TestWhatStopsAPost(t *testing.T) {
	d := open(t, sim.New, func(d *desk) { d.w.Quota = 1 })
	if o := d.send(post("One", picture("", "https://council.example/a.jpg"))); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	o := d.send(post("Two", picture("", "https://council.example/a.jpg")))
	if o.Verdict != platforms.NotSent || o.Class != platforms.ClassQuota || !o.RetryAt.After(d.now) {
		t.Errorf("%+v", o)
	}
	d.says(o.Why, "by hand")
	d.w.Quota = 50
	o = d.send(post("Three", picture("", "https://intranet.council.example/a.jpg")))
	if o.Verdict != platforms.Refused {
		t.Errorf("%+v", o)
	}
	d.says(o.Why, "web address")
	o = d.send(post("Four #wrongshape", picture("", "https://council.example/a.jpg")))
	if o.Verdict != platforms.Refused {
		t.Errorf("%+v", o)
	}
	d.says(o.Why, "JPEG")
	if len(d.w.Ours()) != 1 {
		t.Errorf("%+v", d.w.Ours())
	}
}

// TestDeadFiguresAreDropped: one that Meta switched off refuses a whole list; it
// is said to be absent and not asked for again.
func TestDeadFiguresAreDropped(t *testing.T) {
	d := open(t, sim.New, func(d *desk) { d.w.Dead = []string{"views"} })
	id := d.w.Post("Bins", d.now.Add(-time.Hour))
	for n := range 2 {
		before := d.w.Server().Counts()["insights"]
		m, err := d.a.PostMetrics(t.Context(), []string{id})
		if err != nil || len(m) != 1 || m[0].Figures[platforms.Reach] == 0 || m[0].Absent[platforms.Views] == "" {
			t.Fatalf("%+v (%v)", m, err)
		}
		if asked := d.w.Server().Counts()["insights"] - before; n == 1 && asked != 1 {
			t.Errorf("asked %d times", asked)
		}
	}
	acc, err := d.a.AccountMetrics(t.Context())
	if err != nil || acc.Figures[platforms.Followers] == 0 || acc.Absent[platforms.Views] == "" {
		t.Errorf("%+v (%v)", acc, err)
	}
}

// TestWithdrawByRoute: a post goes through the Page alone, an answer on both.
func TestWithdrawByRoute(t *testing.T) {
	d := open(t, sim.NewLogin, nil)
	id := d.w.Post("Bins", d.now.Add(-time.Hour))
	c := d.w.Comment(amina, id, "When?", d.now.Add(-50*time.Minute))
	o := d.send(platforms.Outgoing{ReplyTo: parent(d.pull()[c]), Text: "Monday. ^GM"})
	if err := d.a.Withdraw(t.Context(), o.RemoteID); err != nil || !d.w.State(o.RemoteID).Deleted {
		t.Errorf("%v", err)
	}
	err := d.a.Withdraw(t.Context(), id)
	if platforms.ClassOf(err) != platforms.ClassPermission {
		t.Fatalf("%v", err)
	}
	d.says(err.Error(), "Instagram app")
}
