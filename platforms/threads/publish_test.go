package threads_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/threads"
)

func picture(alt, url string) platforms.Media {
	return platforms.Media{File: platforms.File{Name: "market.jpg", Type: "image/jpeg", Size: 1000}, Alt: alt, URL: url}
}

func post(text string, media ...platforms.Media) platforms.Outgoing {
	return platforms.Outgoing{Text: text, Post: &platforms.Post{Media: media}}
}

// TestCounting: a sign each, but an emoji its bytes.
func TestCounting(t *testing.T) {
	d := open(t, nil)
	for text, n := range map[string]int{
		"":                  0,
		"Bins on Monday":    14,
		"Ysgol Tŷ-dŵr":      12,
		"naïve":             5,
		"🏠":                 4,
		"👍🏽":                8,
		"👨‍👩‍👧":             18,
		"🏴󠁧󠁢󠁷󠁬󠁳󠁿":           28,
		"☔ today":           9,
		"“quoted” – £5":     13,
		"Bins 🗑️ on Monday": 15 + 7,
	} {
		if got := d.a.Length(text); got != n {
			t.Errorf("%q counts %d, want %d", text, got, n)
		}
	}
}

// TestWhatAPostTakes: words, a link with its card, a picture, several.
func TestWhatAPostTakes(t *testing.T) {
	d := open(t, nil)
	link := post("The market moves")
	link.Post.Link = "https://council.example/market"
	both := post("The market moved", picture("Stalls", "https://council.example/a.jpg"))
	both.Post.Link = link.Post.Link
	film := platforms.Media{File: platforms.File{Name: "m.mp4", Type: "video/mp4"}, URL: "https://council.example/m.mp4", Alt: "A walk past the stalls"}
	for _, out := range []platforms.Outgoing{post("Words alone"), link, both,
		post("Two", picture("Stalls", "https://council.example/a.jpg"), picture("Band", "https://council.example/b.png")), post("Film", film)} {
		if o := d.send(out); o.Verdict != platforms.Accepted || !strings.HasPrefix(o.Permalink, "https://www.threads.net/@") {
			t.Fatalf("%s: %+v", out.Text, o)
		}
	}
	ours := d.w.Ours()
	if ours[2].Text != "The market moved\n\nhttps://council.example/market" || !slices.Equal(ours[3].Alts, []string{"Stalls", "Band"}) || !slices.Equal(ours[4].Alts, []string{film.Alt}) {
		t.Errorf("%+v", ours)
	}
	d.says(d.refused(post("Market", picture("Stalls", ""))), "web site", "Facebook Page", "by hand")
	large := picture("Stalls", "https://council.example/a.jpg")
	large.Size = 8<<20 + 1
	d.says(d.refused(post("Market", large)), "can't make a copy")
	for name, out := range map[string]platforms.Outgoing{
		"nothing":    post(""),
		"a date":     {Text: "Market", Post: &platforms.Post{At: d.now.Add(time.Hour)}},
		"not https":  post("Market", picture("", "http://council.example/a.jpg")),
		"six links":  post("https://a.example https://b.example https://c.example https://d.example https://e.example https://f.example"),
		"too many":   post("Market", slices.Repeat([]platforms.Media{picture("", "https://council.example/a.jpg")}, 21)...),
		"in private": {Text: "Hello", Private: true},
	} {
		t.Run(name, func(t *testing.T) { d.refused(out) })
	}
}

// TestTheContainerIsWaitedFor, and for no longer than five minutes; the next
// attempt goes on with the same one.
func TestTheContainerIsWaitedFor(t *testing.T) {
	d := open(t, nil)
	waited := threads.Hurry(d.a)
	d.w.Slow = 3
	if o := d.send(post("Market")); o.Verdict != platforms.Accepted || *waited == 0 {
		t.Fatalf("%+v after %v", o, *waited)
	}
	d.w.Slow = 1000
	sealed := d.seal(post("Fair"))
	commits := 0
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

// TestAnAnswerIsPublishedOnce: no clear answer came and the same bytes are sent
// again; the container tells that they were published.
func TestAnAnswerIsPublishedOnce(t *testing.T) {
	d := open(t, nil)
	p := d.w.Post("Bins", d.now.Add(-time.Hour))
	id := d.w.Comment(amina, p, "When?", d.now.Add(-50*time.Minute))
	sealed := d.seal(platforms.Outgoing{ReplyTo: parent(d.pull()[id]), Text: "On Monday. ^GM"})
	d.w.Server().Inject(simulator.FailAfter, "publish", 1)
	send := func() platforms.Outcome { return d.a.Send(t.Context(), sealed, func() error { return nil }) }
	if o := send(); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("%+v", o)
	}
	if proof, err := d.a.Prove(t.Context(), sealed, d.now); err != nil || !proof.Live || proof.RemoteID != d.w.Ours()[0].ID {
		t.Errorf("%+v (%v)", proof, err)
	}
	if o := send(); o.Verdict != platforms.Accepted || o.RemoteID != d.w.Ours()[0].ID || len(d.w.Ours()) != 1 {
		t.Errorf("%+v, %d answers", o, len(d.w.Ours()))
	}
	d.again() // without the container the list of our replies proves it
	if proof, err := d.a.Prove(t.Context(), sealed, d.now); err != nil || !proof.Live {
		t.Errorf("%+v (%v)", proof, err)
	}
}

// TestAnUnpublishedContainerProvesAbsence: it lies there ready.
func TestAnUnpublishedContainerProvesAbsence(t *testing.T) {
	d := open(t, nil)
	sealed := d.seal(post("Market"))
	if o := d.a.Send(t.Context(), sealed, func() error { return context.Canceled }); o.Verdict != platforms.NotSent {
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

// TestWhatStopsAnAnswer: deleted meanwhile, its author takes no replies, the day's
// allowance is used, a file that can't be fetched or prepared.
func TestWhatStopsAnAnswer(t *testing.T) {
	d := open(t, nil)
	p := d.w.Post("Bins", d.now.Add(-time.Hour))
	gone := d.w.Comment(amina, p, "When?", d.now.Add(-50*time.Minute))
	shut := d.w.Comment(bertie, p, "Where?", d.now.Add(-40*time.Minute))
	items := d.pull()
	d.w.Remove(gone, d.now)
	d.w.Shut(shut)
	for id, says := range map[string]string{gone: "deleted meanwhile", shut: "only some people"} {
		o := d.send(platforms.Outgoing{ReplyTo: parent(items[id]), Text: "On Monday. ^GM"})
		if o.Verdict != platforms.Refused {
			t.Errorf("%+v", o)
		}
		d.says(o.Why, says)
	}
	for text, says := range map[string]string{"Fine": "fetch", "Odd #wrongshape": "shape"} {
		url := "https://intranet.council.example/a.jpg"
		if text != "Fine" {
			url = "https://council.example/a.jpg"
		}
		o := d.send(post(text, picture("", url)))
		if o.Verdict != platforms.Refused {
			t.Errorf("%+v", o)
		}
		d.says(o.Why, says)
	}
	d.w.Quota, d.w.ReplyQuota = 0, 0
	if o := d.send(post("Unlimited")); o.Verdict != platforms.Accepted { // 0: Threads names no limit
		t.Errorf("%+v", o)
	}
	d.w.Quota = 1
	o := d.send(post("One too many"))
	if o.Verdict != platforms.NotSent || o.Class != platforms.ClassQuota || !o.RetryAt.After(d.now) {
		t.Errorf("%+v", o)
	}
	d.says(o.Why, "by hand")
}

// TestDeadFiguresAreDropped: one that Meta switched off refuses a whole list; it
// is said to be absent and not asked for again.
func TestDeadFiguresAreDropped(t *testing.T) {
	d := open(t, func(d *desk) { d.w.Dead = []string{"views"} })
	id := d.w.Post("Bins", d.now.Add(-time.Hour))
	for n := range 2 {
		before := d.w.Server().Counts()["insights"]
		m, err := d.a.PostMetrics(t.Context(), []string{id})
		if err != nil || len(m) != 1 || m[0].Figures[platforms.Likes] == 0 || m[0].Absent[platforms.Views] == "" {
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
