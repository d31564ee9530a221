package facebook_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
)

// film is a post with the suite's film.
func film(text string, at time.Time) platforms.Outgoing {
	return platforms.Outgoing{Text: text, Post: &platforms.Post{Title: "The fair", At: at, Media: []platforms.Media{conformance.Film()}}}
}

// TestAFilm comes whole, with title and words, under the post's own id.
func TestAFilm(t *testing.T) {
	d := open(t)
	o := d.sent(d.sealed(film("See the fair", time.Time{})))
	if o.Verdict != platforms.Accepted || o.Permalink == "" {
		t.Fatalf("%+v", o)
	}
	ours := d.page.Ours()
	if len(ours) != 1 || ours[0].ID != o.RemoteID || ours[0].Text != "See the fair" {
		t.Fatalf("the network has %+v, accepted was %+v", ours, o)
	}
	m := conformance.Film()
	r, err := m.Open()
	if err != nil {
		t.Fatal(err)
	}
	want, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if title, got := d.page.Film(o.RemoteID); title != "The fair" || !bytes.Equal(got, want) {
		t.Errorf("the film there is %q with %d bytes, want %d", title, len(got), len(want))
	}
	if err := d.a.Withdraw(t.Context(), o.RemoteID); err != nil || !d.page.State(o.RemoteID).Deleted {
		t.Errorf("it can't be taken back: %v", err)
	}
}

// TestAFilmForLater is published by Facebook itself.
func TestAFilmForLater(t *testing.T) {
	d := open(t)
	when := d.Clock.Now().Add(3 * hour)
	o := d.sent(d.sealed(film("See the fair", when)))
	if o.Verdict != platforms.Accepted || !o.ScheduledFor.Equal(when) {
		t.Fatalf("%+v", o)
	}
	if ours := d.page.Ours(); len(ours) != 1 || !ours[0].For.Equal(when) {
		t.Errorf("the network has %+v", ours)
	}
	d.refused(film("Too soon", d.Clock.Now().Add(time.Minute)), "between 10 minutes and 30 days")
}

// TestAFilmInDoubt is found by the film's own id, also beside another of the same
// words; after a restart by its words.
func TestAFilmInDoubt(t *testing.T) {
	for name, when := range map[string]time.Duration{"now": 0, "later": 3 * hour} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			at := time.Time{}
			if when > 0 {
				at = d.Clock.Now().Add(when)
			}
			out := film("See the fair", at)
			never := d.sealed(out)
			d.page.Server().Inject(simulator.RateLimited, "film finish", 1)
			if o := d.sent(never); o.Verdict != platforms.NotSent {
				t.Fatalf("%+v", o)
			}
			if p, err := d.a.Prove(t.Context(), never, d.Clock.Now()); err == nil && p.Live {
				t.Errorf("what was not published is live: %+v", p)
			}
			d.Clock.Forward(2 * hour)
			if when > 0 {
				out.Post.At = d.Clock.Now().Add(when)
			}
			s := d.sealed(out)
			d.page.Server().Inject(simulator.FailAfter, "film finish", 1)
			if o := d.sent(s); o.Verdict != platforms.Unconfirmed {
				t.Fatalf("%+v", o)
			}
			arrived := d.page.Ours()[0]
			p, err := d.a.Prove(t.Context(), s, d.Clock.Now())
			if err != nil || !p.Live || p.Where != "among the Page's films on Facebook" {
				t.Errorf("%+v (%v)", p, err)
			}
			if when == 0 && p.RemoteID != arrived.ID {
				t.Errorf("found %s, want %s", p.RemoteID, arrived.ID)
			}
			fresh := d.build(d.page.Config())
			if p, err = fresh.Prove(t.Context(), s, d.Clock.Now()); err != nil || !p.Live || p.RemoteID != arrived.ID {
				t.Errorf("after a restart: %+v (%v)", p, err)
			}
		})
	}
}

// TestFilmsThatAreRefused says so before anything is sent.
func TestFilmsThatAreRefused(t *testing.T) {
	d := open(t)
	with := func(change func(p *platforms.Post)) platforms.Outgoing {
		out := film("See the fair", time.Time{})
		change(out.Post)
		return out
	}
	d.refused(with(func(p *platforms.Post) { p.Media = append(p.Media, photo("a.jpg", "A stall")) }), "one film and nothing beside it")
	d.refused(with(func(p *platforms.Post) { p.Media[0].Type = "video/x-msvideo" }), "MP4 or MOV")
	d.refused(with(func(p *platforms.Post) { p.Media[0].Size = 11 << 30 }), "up to 10 GB")
	d.refused(with(func(p *platforms.Post) { p.Media[0].Open = nil }), "can't be read")
	d.refused(with(func(p *platforms.Post) { p.Link = "https://council.example" }), "a film likewise")
	if n := d.page.Server().Counts()["film start"]; n != 0 {
		t.Errorf("%d uploads were begun", n)
	}
	short := with(func(p *platforms.Post) { p.Media[0].Size++ })
	if o := d.sent(d.sealed(short)); o.Verdict != platforms.Refused {
		t.Errorf("a film shorter than it said: %+v", o)
	}
	spoilt := with(func(p *platforms.Post) {
		p.Media[0].Open = func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(make([]byte, p.Media[0].Size))), nil
		}
	})
	if o := d.sent(d.sealed(spoilt)); o.Verdict != platforms.Refused && o.Verdict != platforms.NotSent {
		t.Errorf("what is no film: %+v", o)
	}
	if n := len(d.page.Ours()); n != 0 {
		t.Errorf("%d arrived", n)
	}
}
