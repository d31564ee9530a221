package flickr_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/flickr/sim"
	"commsdesk/platforms/simulator"
)

// picture is one in nothing but name and first bytes.
func picture(words string) platforms.Media {
	words = "\xff\xd8\xff\xe0" + words
	return platforms.Media{Alt: "Stalls on the square", File: platforms.File{Name: "märket \"1\".jpg", Type: "image/jpeg", Size: int64(len(words)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(words))), nil }}}
}

func post(text string, m ...platforms.Media) platforms.Outgoing {
	return platforms.Outgoing{Text: text, Post: &platforms.Post{Media: m}}
}

func seal(t *testing.T, d *conformance.Desk, out platforms.Outgoing) platforms.Sealed {
	t.Helper()
	sealed, err := d.Adapter.(platforms.Sender).Seal(t.Context(), out, d.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func send(t *testing.T, d *conformance.Desk, s platforms.Sealed) platforms.Outcome {
	t.Helper()
	return d.Adapter.(platforms.Sender).Send(t.Context(), s, func() error { return nil })
}

func prove(t *testing.T, d *conformance.Desk, s platforms.Sealed) platforms.Proof {
	t.Helper()
	p, err := d.Adapter.(platforms.Prover).Prove(t.Context(), s, conformance.Start)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestUploadByTicket: a photo that is worked up slowly is waited for; its title,
// description and alternative text arrive, whatever is in them.
func TestUploadByTicket(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	w.Slow = 1
	out := post("Market & fair: 50 % off?\nÄpfel, pears & more", picture("jpeg"))
	out.Post.Link = "https://council.example/market?a=1&b=2"
	sealed := seal(t, d, out)
	o := send(t, d, sealed)
	if o.Verdict != platforms.Accepted || o.Permalink != "https://www.flickr.com/photos/12345678@N00/"+o.RemoteID+"/" {
		t.Fatalf("%+v", o)
	}
	want := "Market & fair: 50 % off?\nÄpfel, pears & more\n\nhttps://council.example/market?a=1&b=2\n\nThe picture shows: Stalls on the square"
	if got := w.Ours()[0].Text; got != want {
		t.Errorf("the network has %q", got)
	}
	if p := prove(t, d, sealed); !p.Live || p.RemoteID != o.RemoteID {
		t.Errorf("proof: %+v", p)
	}
	// The same file again with the same words: the first attempt is found.
	if again := send(t, d, sealed); again.Verdict != platforms.Accepted || again.RemoteID != o.RemoteID || len(w.Ours()) != 1 {
		t.Errorf("sent twice: %+v, %d are there", again, len(w.Ours()))
	}
	// With other words it is a post of its own, which Flickr would double.
	other := send(t, d, seal(t, d, post("Other words", picture("jpeg"))))
	if other.Verdict != platforms.Refused || other.Permalink != o.Permalink {
		t.Errorf("the same picture with other words: %+v", other)
	}
	if v := w.Server().Violations(); len(v) > 0 {
		t.Errorf("not in the description: %q", v)
	}
}

// TestUploadThatComesToNothing is refused, and its absence proved.
func TestUploadThatComesToNothing(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	w.FailUploads = true
	sealed := seal(t, d, post("The market", picture("jpeg")))
	if o := send(t, d, sealed); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "JPEG") {
		t.Errorf("%+v", o)
	}
	if p := prove(t, d, sealed); p.Live || !p.Absent {
		t.Errorf("proof: %+v", p)
	}
}

// TestLostTicket: without an answer, and after a restart, the photo is found by
// its words and time.
func TestLostTicket(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	w.Post("The market", conformance.Start.AddDate(0, 0, -1)) // the same words, but before
	sealed := seal(t, d, post("The market", picture("jpeg")))
	if p := prove(t, d, sealed); p.Live || p.Absent {
		t.Errorf("before it was sent: %+v", p)
	}
	w.Server().Inject(simulator.FailAfter, sim.Upload, 1)
	if o := send(t, d, sealed); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("%+v", o)
	}
	d.Reopen(subject)
	p := prove(t, d, sealed)
	if !p.Live || p.RemoteID != w.Ours()[0].ID || p.Text != "The market\n\nThe picture shows: Stalls on the square" {
		// The alternative text is part of what was sent.
		t.Errorf("%+v, the network has %+v", p, w.Ours())
	}
}

// TestDuplicate: the same file again is an earlier attempt that arrived after all,
// or, from before this send was made, another post: then nothing was published.
func TestDuplicate(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	sealed := seal(t, d, post("The market", picture("jpeg")))
	w.Server().Inject(simulator.FailAfter, sim.Upload, 1)
	if o := send(t, d, sealed); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("%+v", o)
	}
	if o := send(t, d, sealed); o.Verdict != platforms.Accepted || o.RemoteID != w.Ours()[0].ID {
		t.Errorf("sent again: %+v", o)
	}
	later(d, 24*time.Hour)
	if o := send(t, d, seal(t, d, post("The market", picture("jpeg")))); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "earlier day") {
		t.Errorf("another post of the same picture: %+v", o)
	}
	if o := send(t, d, seal(t, d, post("The fair", picture("jpeg")))); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "other words") {
		t.Errorf("the same picture with other words: %+v", o)
	}
	if len(w.Ours()) != 1 {
		t.Errorf("the network has %+v", w.Ours())
	}
}

// TestCommentBelowOurPhoto names nobody; an answer names whom it is for.
func TestCommentBelowOurPhoto(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	id := w.Post("The market", conformance.Start.Add(-time.Hour))
	first := w.Comment(omar, id, "When?", conformance.Start.Add(-time.Minute))
	d.Pull()
	o := send(t, d, seal(t, d, platforms.Outgoing{Text: "More soon. ^GM", ReplyTo: &platforms.Parent{ID: id, Kind: platforms.KindPost}}))
	if o.Verdict != platforms.Accepted || w.Ours()[0].Text != "More soon. ^GM" {
		t.Errorf("%+v, the network has %+v", o, w.Ours())
	}
	it := d.Sink.Items[first]
	o = send(t, d, seal(t, d, platforms.Outgoing{Text: "On Friday. ^GM", ReplyTo: &platforms.Parent{ID: first, Root: it.ThreadRoot, Context: id, Kind: it.Kind, From: it.From}}))
	if o.Verdict != platforms.Accepted || w.Ours()[1].Text != "@Omar Haddad On Friday. ^GM" {
		t.Errorf("%+v, the network has %+v", o, w.Ours())
	}
	later(d, 15*time.Minute)
	if got := d.Sink.Items[o.RemoteID]; got.ThreadRoot != first || got.Direction != platforms.FromUs || len(got.To) != 1 || got.To[0].ID != it.From.ID {
		t.Errorf("pulled back it is %+v", got)
	}
}

// TestErrorsInA200: Flickr's codes become verdicts and sentences.
func TestErrorsInA200(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		code    int
		verdict platforms.Verdict
		class   platforms.Class
	}{
		{1, platforms.Refused, platforms.ClassGone},
		{8, platforms.Refused, platforms.ClassRefused},
		{9, platforms.NotSent, platforms.ClassRate},
		{98, platforms.NeedsPerson, platforms.ClassAuth},
		{99, platforms.NeedsPerson, platforms.ClassPermission},
		{100, platforms.NeedsPerson, platforms.ClassAuth},
		{105, platforms.Unconfirmed, platforms.ClassUnconfirmed},
		{106, platforms.Unconfirmed, platforms.ClassUnconfirmed},
		{116, platforms.Refused, platforms.ClassRefused},
		{4711, platforms.Refused, platforms.ClassRefused},
	} {
		d, w := open(t)
		id := w.Post("The market", conformance.Start.Add(-time.Hour))
		w.Refuse(sim.Reply, tc.code)
		o := send(t, d, seal(t, d, platforms.Outgoing{Text: "Soon. ^GM", ReplyTo: &platforms.Parent{ID: id, Kind: platforms.KindPost}}))
		if o.Verdict != tc.verdict || o.Class != tc.class || len(o.Why) < 20 {
			t.Errorf("code %d: %+v", tc.code, o)
		}
		if tc.class == platforms.ClassRate && !o.RetryAt.After(d.Clock.Now()) {
			t.Errorf("code %d: it says not when to come back", tc.code)
		}
	}
}

// TestSealRefuses what Flickr would refuse, in words.
func TestSealRefuses(t *testing.T) {
	t.Parallel()
	d, _ := open(t)
	later := post("News", picture("jpeg"))
	later.Post.At = d.Clock.Now().Add(time.Hour)
	large := picture("jpeg")
	large.Size = 201 << 20
	film := picture("mp4")
	film.Type, film.Size = "video/mp4", 600<<20
	for name, out := range map[string]platforms.Outgoing{
		"large film":  post("News", film),
		"private":     {Private: true, Text: "Hello", ReplyTo: &platforms.Parent{ID: "1-2-3"}},
		"to nothing":  {Text: "Hello"},
		"unknown":     {Text: "Hello", ReplyTo: &platforms.Parent{ID: "123", Kind: platforms.KindComment}},
		"with a file": {Text: "Hello", ReplyTo: &platforms.Parent{ID: "1-2-3"}, Files: []platforms.File{{Name: "a.pdf"}}},
		"text alone":  post("News"),
		"later":       later,
		"no title":    post(" ", picture("jpeg")),
		"long title":  post(strings.Repeat("t", 256), picture("jpeg")),
		"too large":   post("News", large),
		"empty":       post("News", platforms.Media{File: platforms.File{Type: "image/jpeg"}}),
	} {
		_, err := d.Adapter.(platforms.Sender).Seal(t.Context(), out, d.Clock.Now())
		var e *platforms.Error
		if !errors.As(err, &e) || e.Class != platforms.ClassRefused || len(e.Sentence) < 20 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMeasuresThatFlickrLacks are refused with the page where a person can do it.
func TestMeasuresThatFlickrLacks(t *testing.T) {
	t.Parallel()
	d, _ := open(t)
	m := d.Adapter.(platforms.Moderator)
	for _, measure := range []platforms.Measure{platforms.Hide, platforms.Unhide, platforms.Mute, platforms.Unmute, platforms.Block, platforms.Unblock, "shout"} {
		err := m.Moderate(t.Context(), measure, platforms.Target{ID: "1-2-3", From: platforms.Person{ID: "31@N02"}})
		if platforms.ClassOf(err) != platforms.ClassPermission {
			t.Errorf("%s: %v", measure, err)
		}
		if measure == platforms.Block && !strings.Contains(err.Error(), "https://www.flickr.com/people/31@N02/") {
			t.Errorf("blocking: %v", err)
		}
	}
}

// TestCounts come with the list, or one by one where it lacks them.
func TestCounts(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	id := w.Post("The market", conformance.Start.Add(-65*time.Minute))
	w.Comment(rhian, id, "When?", conformance.Start)
	w.Comment(omar, id, "Where?", conformance.Start)
	for _, lacking := range []bool{false, true} {
		w.NoCounts = lacking
		m, err := d.Adapter.(platforms.PostMeter).PostMetrics(t.Context(), []string{id})
		if err != nil || len(m) != 1 {
			t.Fatalf("%+v (%v)", m, err)
		}
		f := m[0].Figures
		if f[platforms.Comments] != 2 || f[platforms.Views] != 75 || f[platforms.Likes] != 6 {
			t.Errorf("figures %v; lacking counts: %v", f, lacking)
		}
	}
	if a, err := d.Adapter.(platforms.AccountMeter).AccountMetrics(t.Context()); err != nil || a.Figures[platforms.Posts] != 1 || a.Absent[platforms.Followers] == "" {
		t.Errorf("%+v (%v)", a, err)
	}
}
