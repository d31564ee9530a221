package youtube_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/youtube/sim"
)

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

// TestUploadGoesOn: an upload that was cut between two pieces goes on where it
// stopped, after a restart too, and its session proves what is there.
func TestUploadGoesOn(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	sealed := seal(t, d, platforms.Outgoing{Text: "The market\nOn Saturday.", Post: &platforms.Post{Media: []platforms.Media{film("market.mp4", 17<<20+5)}}})
	w.Server().Inject(simulator.Cut, sim.Piece, 1) // the answer to the first piece has no body to cut
	w.Server().Inject(simulator.RateLimited, sim.Piece, 1)
	committed := 0
	o := d.Adapter.(platforms.Sender).Send(t.Context(), sealed, func() error { committed++; return nil })
	if o.Verdict != platforms.NotSent || committed != 0 || len(w.Ours()) != 0 {
		t.Fatalf("cut between two pieces: %+v, committed %d times", o, committed)
	}
	d.Clock.Forward(time.Hour)
	d.Reopen(subject)
	if p := prove(t, d, sealed); !p.Absent || p.Live {
		t.Errorf("half a film is there: %+v", p)
	}
	before := w.Server().Counts()
	if o = send(t, d, sealed); o.Verdict != platforms.Accepted || len(w.Ours()) != 1 {
		t.Fatalf("gone on with: %+v", o)
	}
	after := w.Server().Counts()
	if after[sim.OpenUpload] != before[sim.OpenUpload] || after[sim.Piece]-before[sim.Piece] != 3 {
		t.Errorf("it began anew: %v, then %v", before, after)
	}
	if p := prove(t, d, sealed); !p.Live || p.RemoteID != o.RemoteID || p.Permalink == "" {
		t.Errorf("the session proves %+v", p)
	}
	if o = send(t, d, sealed); o.Verdict != platforms.Accepted || len(w.Ours()) != 1 {
		t.Errorf("sent twice it is there %d times: %+v", len(w.Ours()), o)
	}
	d.Secrets.Held["uploads"] = ""
	if p := prove(t, d, sealed); !p.Live || p.RemoteID != o.RemoteID {
		t.Errorf("without the session it was not found among the films: %+v", p)
	}
	if v := w.Server().Violations(); len(v) > 0 {
		t.Errorf("not in the description: %q", v)
	}
}

// TestPrivateUntilAudited is said before and after, and no film is promised for
// a moment that YouTube would not keep.
func TestPrivateUntilAudited(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	w.Audited = false
	d.Reopen(subject)
	c := d.Adapter.Capabilities()
	if !c.Publish.OK || !strings.Contains(c.Publish.Reason, "private") || c.Schedule.OK || c.Schedule.Link == "" {
		t.Errorf("publishing: %+v, later: %+v", c.Publish, c.Schedule)
	}
	out := platforms.Outgoing{Text: "The market", Post: &platforms.Post{Media: []platforms.Media{film("market.mp4", 10)}}}
	o := send(t, d, seal(t, d, out))
	if o.Verdict != platforms.Accepted || !strings.Contains(o.Why, "YouTube Studio") {
		t.Errorf("%+v", o)
	}
	out.Post.At = d.Clock.Now().Add(48 * time.Hour)
	if _, err := d.Adapter.(platforms.Sender).Seal(t.Context(), out, d.Clock.Now()); platforms.ClassOf(err) != platforms.ClassRefused {
		t.Errorf("planned all the same: %v", err)
	}
}

// TestCommentBelowOurFilm: an answer to our own post is a comment of our own.
func TestCommentBelowOurFilm(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("The market", conformance.Start.Add(-time.Hour))
	d.Pull()
	it := d.Sink.Items[post]
	sealed := seal(t, d, platforms.Outgoing{Text: "More at the library. ^GM", ReplyTo: &platforms.Parent{ID: post, Kind: it.Kind, From: it.From}})
	if p := prove(t, d, sealed); p.Live || p.Absent {
		t.Errorf("before it was sent: %+v", p)
	}
	o := send(t, d, sealed)
	if o.Verdict != platforms.Accepted || w.Ours()[0].Parent != post {
		t.Fatalf("%+v, the network has %+v", o, w.Ours())
	}
	if p := prove(t, d, sealed); !p.Live || p.RemoteID != o.RemoteID {
		t.Errorf("proof: %+v", p)
	}
	if err := d.Adapter.(platforms.Moderator).Moderate(t.Context(), platforms.Delete, platforms.Target{ID: o.RemoteID, From: platforms.Person{ID: w.Account().ID}}); err != nil || !w.State(o.RemoteID).Deleted {
		t.Errorf("our own comment could not be deleted: %v", err)
	}
	if err := d.Adapter.(platforms.Withdrawer).Withdraw(t.Context(), o.RemoteID); err != nil {
		t.Errorf("taken back twice: %v", err)
	}
}

// TestSealRefuses what YouTube would refuse, in words.
func TestSealRefuses(t *testing.T) {
	t.Parallel()
	d, _ := open(t)
	to := &platforms.Parent{ID: "Ugx", Root: "Ugx"}
	post := func(text string, m ...platforms.Media) platforms.Outgoing {
		return platforms.Outgoing{Text: text, Post: &platforms.Post{Media: m}}
	}
	ours := film("a.mp4", 10)
	for name, out := range map[string]platforms.Outgoing{
		"private":          {Private: true, ReplyTo: to, Text: "Hello"},
		"to nothing":       {Text: "Hello"},
		"with a file":      {ReplyTo: to, Text: "Hello", Files: []platforms.File{{Name: "a.pdf"}}},
		"text alone":       post("News"),
		"no title":         post(" \n ", ours),
		"long title":       post(strings.Repeat("t", 101), ours),
		"long description": post("T\n"+strings.Repeat("ö", 2501), ours),
		"angle brackets":   post("a < b", ours),
		"empty film":       post("T", platforms.Media{File: platforms.File{Type: "video/mp4"}}),
	} {
		_, err := d.Adapter.(platforms.Sender).Seal(t.Context(), out, d.Clock.Now())
		var e *platforms.Error
		if !errors.As(err, &e) || e.Class != platforms.ClassRefused || len(e.Sentence) < 20 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Adapter.(platforms.Sender).Seal(t.Context(), post(strings.Repeat("ö", 100)+"\n"+strings.Repeat("ö", 2500), ours), d.Clock.Now()); err != nil {
		t.Errorf("just within the limits: %v", err)
	}
}

// TestReasons: YouTube's own words for a refusal become a verdict and a sentence.
func TestReasons(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		status  int
		reason  string
		verdict platforms.Verdict
		class   platforms.Class
	}{
		{http.StatusForbidden, "commentsDisabled", platforms.Refused, platforms.ClassRefused},
		{http.StatusForbidden, "forbidden", platforms.Refused, platforms.ClassPermission},
		{http.StatusForbidden, "insufficientPermissions", platforms.NeedsPerson, platforms.ClassPermission},
		{http.StatusForbidden, "quotaExceeded", platforms.NotSent, platforms.ClassQuota},
		{http.StatusForbidden, "rateLimitExceeded", platforms.NotSent, platforms.ClassRate},
		{http.StatusNotFound, "parentCommentNotFound", platforms.Refused, platforms.ClassGone},
		{http.StatusForbidden, "channelSuspended", platforms.NeedsPerson, platforms.ClassPolicy},
		{http.StatusServiceUnavailable, "backendError", platforms.Unconfirmed, platforms.ClassUnconfirmed},
		{http.StatusTeapot, "somethingNew", platforms.Refused, platforms.ClassRefused},
	} {
		t.Run(tc.reason, func(t *testing.T) {
			t.Parallel()
			d, w := open(t)
			post := w.Post("The market", conformance.Start.Add(-time.Hour))
			id := w.Comment(rhian, post, "When?", conformance.Start.Add(-time.Minute))
			w.Refuse(sim.Reply, tc.status, tc.reason)
			o := send(t, d, seal(t, d, platforms.Outgoing{Text: "Soon. ^GM", ReplyTo: &platforms.Parent{ID: id, Root: id, Context: post, Kind: platforms.KindComment}}))
			if o.Verdict != tc.verdict || o.Class != tc.class || len(o.Why) < 20 {
				t.Errorf("%+v", o)
			}
		})
	}
}

// TestMeasuresThatYouTubeLacks are refused without being asked.
func TestMeasuresThatYouTubeLacks(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	m := d.Adapter.(platforms.Moderator)
	before := w.Server().Counts()[sim.Moderate]
	for _, measure := range []platforms.Measure{platforms.Mute, platforms.Unmute, platforms.Unblock, "shout"} {
		if err := m.Moderate(t.Context(), measure, platforms.Target{ID: "UgxAAA", From: platforms.Person{ID: "UC1"}}); platforms.ClassOf(err) != platforms.ClassPermission {
			t.Errorf("%s: %v", measure, err)
		}
	}
	if err := m.Moderate(t.Context(), platforms.Hide, platforms.Target{ID: "vid00000001"}); platforms.ClassOf(err) != platforms.ClassPermission {
		t.Errorf("hiding a film: %v", err)
	}
	if err := m.Moderate(t.Context(), platforms.Block, platforms.Target{ID: "UgxAAA", From: platforms.Person{ID: w.Account().ID}}); platforms.ClassOf(err) != platforms.ClassPermission {
		t.Errorf("blocking ourselves: %v", err)
	}
	if w.Server().Counts()[sim.Moderate] != before {
		t.Error("YouTube was asked")
	}
}

// TestWithheldFigures are absent with a reason, never 0.
func TestWithheldFigures(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("The market", conformance.Start.Add(-time.Hour))
	id := w.Comment(rhian, post, "When?", conformance.Start)
	w.NoLikes(post)
	w.Shut(id)
	m, err := d.Adapter.(platforms.PostMeter).PostMetrics(t.Context(), []string{post, id})
	if err != nil || len(m) != 1 {
		t.Fatalf("%+v (%v)", m, err)
	}
	for _, name := range []string{platforms.Likes, platforms.Comments} {
		if _, there := m[0].Figures[name]; there || m[0].Absent[name] == "" {
			t.Errorf("%s: %+v", name, m[0])
		}
	}
	w.Subscribers = 123456
	if a, err := d.Adapter.(platforms.AccountMeter).AccountMetrics(t.Context()); err != nil || a.Figures[platforms.Followers] != 123000 {
		t.Errorf("%+v (%v)", a, err)
	}
	w.HideSubscribers = true
	if a, err := d.Adapter.(platforms.AccountMeter).AccountMetrics(t.Context()); err != nil || a.Absent[platforms.Followers] == "" {
		t.Errorf("%+v (%v)", a, err)
	}
	if !strings.Contains(d.Adapter.Capabilities().AccountMetrics.Reason, "rounds") {
		t.Error("that YouTube rounds is not said")
	}
}

// TestCancelledAnswer: an attempt broken off by the program's end after the
// request went out is unconfirmed.
func TestCancelledAnswer(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("The market", conformance.Start.Add(-time.Hour))
	id := w.Comment(rhian, post, "When?", conformance.Start.Add(-time.Minute))
	sealed := seal(t, d, platforms.Outgoing{Text: "Soon. ^GM", ReplyTo: &platforms.Parent{ID: id, Root: id, Context: post, Kind: platforms.KindComment}})
	w.Server().Inject(simulator.HangAfter, sim.Reply, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		<-w.Server().Hanging()
		cancel()
	}()
	if o := d.Adapter.(platforms.Sender).Send(ctx, sealed, func() error { return nil }); o.Verdict != platforms.Unconfirmed {
		t.Errorf("%+v", o)
	}
	w.Server().Calm()
	if p := prove(t, d, sealed); !p.Live || p.Permalink != "https://www.youtube.com/watch?v="+post+"&lc="+p.RemoteID {
		t.Errorf("%+v", p)
	}
}
