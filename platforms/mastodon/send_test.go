package mastodon_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mastodon/sim"
	"commsdesk/platforms/simulator"
)

// TestSentAgain: the same sealed message makes one post, whatever became of the
// answer, for the hour that the server keeps its key.
func TestSentAgain(t *testing.T) {
	d := open(t, nil)
	id := d.w.Comment(amina, "", "@council hello", d.ago(time.Hour))
	d.Pull()
	sealed := d.seal(answerTo(d.item(id), "Hello. ^GM"))
	d.w.Server().Inject(simulator.FailAfter, sim.Publish, 1)
	if o := d.send(sealed); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("%+v", o)
	}
	d.Clock.Forward(50 * time.Minute)
	o := d.send(sealed)
	if n := len(d.w.Ours()); o.Verdict != platforms.Accepted || n != 1 {
		t.Errorf("%+v, the server has %d", o, n)
	}
	if other := d.seal(answerTo(d.item(id), "Hello. ^GM")); other.Token == sealed.Token {
		t.Error("two messages share a key")
	}
}

func TestWhoCanSeeTheAnswer(t *testing.T) {
	d := open(t, nil)
	id := d.w.Comment(amina, "", "@council hello", d.ago(time.Hour))
	d.Pull()
	it := d.item(id)
	it.Ref = strings.Replace(it.Ref, `"public"`, `"unlisted"`, 1)
	if sealed := d.seal(answerTo(it, "Yes. ^GM")); !bytes.Contains(sealed.Bytes, []byte(`"unlisted"`)) || sealed.Recipients[0] != "amina.sall@residents.example" {
		t.Errorf("%s to %v", sealed.Bytes, sealed.Recipients)
	}
	sealed := d.seal(answerTo(it, "Yes, @amina.sall@residents.example. ^GM"))
	if n := bytes.Count(sealed.Bytes, []byte("@amina.sall")); n != 1 {
		t.Errorf("she is named %d times: %s", n, sealed.Bytes)
	}
	for what, out := range map[string]platforms.Outgoing{
		"to nobody":     {Text: "Hello", ReplyTo: &platforms.Parent{ID: id}},
		"to nothing":    {Text: "Hello"},
		"with a file":   {Text: "Hello", ReplyTo: &platforms.Parent{ID: id, Ref: it.Ref}, Files: []platforms.File{{Name: "a.pdf"}}},
		"without words": answerTo(it, " "),
	} {
		_, err := d.a.Seal(t.Context(), out, d.Clock.Now())
		refusal(t, what, err, platforms.ClassRefused)
	}
	_, err := d.a.Seal(t.Context(), answerTo(it, strings.Repeat("a", 495)), d.Clock.Now())
	if err == nil || !strings.Contains(err.Error(), "7 characters too long") || !strings.Contains(err.Error(), "12 of them") {
		t.Errorf("over the limit it says %v", err)
	}
	fresh := d.seal(platforms.Outgoing{Text: "About your letter", Private: true, To: []platforms.Person{{Handle: "@amina.sall@residents.example"}}})
	if o := d.send(fresh); o.Verdict != platforms.Accepted || !d.w.Ours()[0].Private {
		t.Errorf("a new private message: %+v", o)
	}
}

func TestShutOut(t *testing.T) {
	d := open(t, nil)
	id := d.w.Comment(amina, "", "@council hello", d.ago(time.Hour))
	d.Pull()
	d.w.Shut(id)
	o := d.send(d.seal(answerTo(d.item(id), "Hello. ^GM")))
	if o.Verdict != platforms.Refused || !strings.Contains(o.Why, "blocked") || len(d.w.Ours()) != 0 {
		t.Errorf("%+v", o)
	}
}

func picture(w, h int) platforms.Media {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)))
	raw := b.Bytes()
	return platforms.Media{Alt: "A grey square", File: platforms.File{Name: "grey.png", Type: "image/png", Size: int64(len(raw)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}}
}

func TestPostsMedia(t *testing.T) {
	d := open(t, func(w *sim.World) { w.Slow = 1 })
	film := picture(2, 2)
	film.Name, film.Type = "film.mp4", "video/mp4"
	o := d.send(d.seal(platforms.Outgoing{Text: "Look", Post: &platforms.Post{Link: "https://council.example/fair", Media: []platforms.Media{film, picture(3, 3)}}}))
	ours := d.w.Ours()
	if o.Verdict != platforms.Accepted || len(ours) != 1 || len(ours[0].Alts) != 2 || !strings.HasSuffix(ours[0].Text, "\n\nhttps://council.example/fair") {
		t.Fatalf("%+v, %+v", o, ours)
	}
	if n := d.w.Server().Counts()["media"]; n != 2 {
		t.Errorf("a film that is being made ready was asked about %d times", n)
	}
	long := picture(2, 2)
	long.Alt = strings.Repeat("x", 1501)
	lost := picture(2, 2)
	lost.Open = func() (io.ReadCloser, error) { return nil, io.ErrUnexpectedEOF }
	for what, m := range map[string]platforms.Media{"a long description": long, "too many points": picture(8000, 5000), "an unreadable file": lost} {
		_, err := d.a.Seal(t.Context(), platforms.Outgoing{Text: "Look", Post: &platforms.Post{Media: []platforms.Media{m}}}, d.Clock.Now())
		refusal(t, what, err, platforms.ClassRefused)
	}
	// A file that can't be handed over publishes nothing.
	sealed := d.seal(platforms.Outgoing{Text: "Again", Post: &platforms.Post{Media: []platforms.Media{picture(3, 3)}}})
	d.w.Server().Inject(simulator.FailAfter, "upload", 1)
	commits := 0
	if o := d.a.Send(t.Context(), sealed, func() error { commits++; return nil }); o.Verdict != platforms.NotSent || commits != 0 || len(d.w.Ours()) != 1 {
		t.Errorf("%+v, committed %d times", o, commits)
	}
}

func TestPlannedPosts(t *testing.T) {
	d := open(t, nil)
	at := d.Clock.Now().Add(2 * time.Hour)
	sealed := d.seal(platforms.Outgoing{Text: "The market opens", Post: &platforms.Post{At: at}})
	d.w.Server().Inject(simulator.FailAfter, sim.Publish, 1)
	if o := d.send(sealed); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("%+v", o)
	}
	proof, err := d.a.Prove(t.Context(), sealed, d.Clock.Now())
	if err != nil || !proof.Live || !strings.HasPrefix(proof.RemoteID, "scheduled/") {
		t.Fatalf("%+v (%v)", proof, err)
	}
	d.Clock.Forward(3 * time.Hour)
	published, err := d.a.Prove(t.Context(), sealed, d.ago(3*time.Hour))
	if err != nil || !published.Live || published.RemoteID == proof.RemoteID || published.Permalink == "" {
		t.Errorf("published it is %+v (%v)", published, err)
	}
	refusal(t, "withdrawing the plan of what is published", d.a.Withdraw(t.Context(), proof.RemoteID), platforms.ClassGone)
	o := d.send(d.seal(platforms.Outgoing{Text: "The market shuts", Post: &platforms.Post{At: d.Clock.Now().Add(time.Hour)}}))
	for range 2 {
		if err := d.a.Withdraw(t.Context(), o.RemoteID); err != nil {
			t.Errorf("withdrawing a plan: %v", err)
		}
	}
	if _, err := d.a.Seal(t.Context(), platforms.Outgoing{Text: "Now", Post: &platforms.Post{At: d.Clock.Now().Add(4 * time.Minute)}}, d.Clock.Now()); err == nil {
		t.Error("a post four minutes ahead was sealed")
	}
}

// TestAbsence is said only when the server can't be at it any more and nothing
// like it stands there.
func TestAbsence(t *testing.T) {
	d := open(t, nil)
	id := d.w.Comment(amina, "", "@council hello", d.ago(time.Hour))
	d.Pull()
	sealed, since := d.seal(answerTo(d.item(id), "Hello. ^GM")), d.Clock.Now()
	look := func(when string, live, absent bool) {
		t.Helper()
		if p, err := d.a.Prove(t.Context(), sealed, since); err != nil || p.Live != live || p.Absent != absent {
			t.Errorf("%s: %+v (%v)", when, p, err)
		}
	}
	look("at once", false, false)
	d.Clock.Forward(6 * time.Minute)
	look("later", false, true)
	d.w.AnswerOutside(id, "Good morning. ^GM", d.Clock.Now())
	look("with another answer there", false, false)
	if n := d.w.Server().Counts()[sim.Publish]; n != 0 {
		t.Errorf("looking published %d times", n)
	}
}

func TestModeration(t *testing.T) {
	d := open(t, nil)
	id := d.w.Comment(amina, "", "@council you fools", d.ago(time.Hour))
	d.Pull()
	it := d.item(id)
	at := platforms.Target{ID: id, From: it.From}
	for _, m := range []platforms.Measure{platforms.Hide, platforms.Unhide, platforms.Delete} {
		refusal(t, string(m), d.a.Moderate(t.Context(), m, at), platforms.ClassPermission)
	}
	refusal(t, "blocking ourselves", d.a.Moderate(t.Context(), platforms.Block, platforms.Target{From: platforms.Person{ID: "council@social.example"}}), platforms.ClassRefused)
	refusal(t, "blocking nobody", d.a.Moderate(t.Context(), platforms.Block, platforms.Target{From: platforms.Person{ID: "404"}}), platforms.ClassGone)
	if err := d.a.Moderate(t.Context(), platforms.Report, at); err != nil || !slices.Equal(d.w.Reported(), []string{id}) {
		t.Errorf("reported are %v (%v)", d.w.Reported(), err)
	}
	refusal(t, "reporting nobody", d.a.Moderate(t.Context(), platforms.Report, platforms.Target{ID: id, From: platforms.Person{ID: "404"}}), platforms.ClassGone)
	for i := range 170 {
		p := platforms.Person{ID: "77" + time.Duration(i).String(), Handle: "troll" + time.Duration(i).String()}
		d.w.Comment(p, "", "@council rude", d.ago(time.Minute))
		if err := d.a.Moderate(t.Context(), platforms.Block, platforms.Target{From: p}); err != nil {
			t.Fatal(err)
		}
	}
	if people, err := d.a.Blocks(t.Context()); err != nil || len(people) != 170 || people[0].Handle == "" {
		t.Errorf("%d are blocked (%v)", len(people), err)
	}
}

// TestDraftingOffline: a message can be sealed though the server was never asked
// and can't be reached.
func TestDraftingOffline(t *testing.T) {
	d := open(t, nil)
	id := d.w.Comment(amina, "", "@council hello", d.ago(time.Hour))
	d.Pull()
	d.renew(`{"server":"` + d.w.Server().URL() + `"}`)
	d.w.Server().Close()
	sealed := d.seal(answerTo(d.item(id), "Hello. ^GM"))
	if o := d.send(sealed); o.Verdict != platforms.NotSent {
		t.Errorf("%+v", o)
	}
	_, err := d.a.Seal(t.Context(), answerTo(d.item(id), strings.Repeat("a", 501)), d.Clock.Now())
	refusal(t, "over the usual limit", err, platforms.ClassRefused)
}
