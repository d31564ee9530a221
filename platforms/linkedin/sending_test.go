package linkedin_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	copies "commsdesk/platforms/picture"
)

// picture is a PNG of that size.
func picture(t *testing.T, alt string, w, h int) platforms.Media {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	return platforms.Media{Alt: alt, File: platforms.File{Name: alt + ".png", Type: "image/png", Size: int64(len(raw)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }}}
}

// scene is a desk with a comment and a reply below it.
func scene(t *testing.T) (d *desk, post, top, reply string) {
	t.Helper()
	d = open(t, nil)
	post = d.world.Post("Words", d.now.Add(-3*time.Hour))
	top = d.world.Comment(resident, post, "A question", d.now.Add(-2*time.Hour))
	reply = d.world.Comment(other, top, "Mine too", d.now.Add(-time.Hour))
	d.mustPull()
	return d, post, top, reply
}

// TestRepliesStandBelowTheTop: LinkedIn's threads have one level.
func TestRepliesStandBelowTheTop(t *testing.T) {
	d, post, top, reply := scene(t)
	if o := d.answer(d.item(reply), "To both of you. ^GM"); o.Verdict != platforms.Accepted || !strings.Contains(o.Permalink, "commentUrn=") {
		t.Fatalf("%+v", o)
	}
	if ours := d.world.Ours(); len(ours) != 1 || ours[0].Parent != top {
		t.Errorf("%+v, want it below %s", ours, top)
	}
	if o := d.answer(d.item(post), "And to all. ^GM"); o.Verdict != platforms.Accepted {
		t.Errorf("below our own post: %+v", o)
	}
}

// TestAnswersToWhatIsSecondsOld: LinkedIn doesn't find it yet, and says so later.
func TestAnswersToWhatIsSecondsOld(t *testing.T) {
	d, post, top, _ := scene(t)
	fresh := d.world.Comment(other, post, "Just now", d.now.Add(-5*time.Second))
	d.mustPull()
	d.world.HideNew(true)
	if o := d.answer(d.item(fresh), "Early. ^GM"); o.Verdict != platforms.NotSent || !o.RetryAt.After(d.now) || o.RetryAt.After(d.now.Add(time.Minute)) {
		t.Errorf("to what is new: %+v", o)
	}
	if o := d.answer(d.item(top), "Late. ^GM"); o.Verdict != platforms.Refused {
		t.Errorf("to what is old: %+v", o)
	}
	d.world.HideNew(false)
	if o := d.answer(d.item(fresh), "Early. ^GM"); o.Verdict != platforms.Accepted {
		t.Errorf("a moment later: %+v", o)
	}
}

// TestTheSameWordsTwice: LinkedIn takes a post once. Whether the one it has is ours
// of a moment ago decides.
func TestTheSameWordsTwice(t *testing.T) {
	d := open(t, nil)
	sealed, err := d.a.(platforms.Sender).Seal(t.Context(), platforms.Outgoing{Text: "The fair is on", Post: &platforms.Post{}}, d.now)
	if err != nil {
		t.Fatal(err)
	}
	send := func(s platforms.Sealed) platforms.Outcome {
		return d.a.(platforms.Sender).Send(t.Context(), s, func() error { return nil })
	}
	first := send(sealed)
	if again := send(sealed); first.Verdict != platforms.Accepted || again.Verdict != platforms.Accepted || again.RemoteID != first.RemoteID {
		t.Errorf("the same send twice: %+v, then %+v", first, again)
	}
	if n := len(d.world.Ours()); n != 1 {
		t.Errorf("it is there %d times", n)
	}
	d.now = d.now.Add(48 * time.Hour)
	if sealed, err = d.a.(platforms.Sender).Seal(t.Context(), platforms.Outgoing{Text: "The fair is on", Post: &platforms.Post{}}, d.now); err != nil {
		t.Fatal(err)
	}
	if o := send(sealed); o.Verdict != platforms.Refused || !strings.Contains(o.Why, first.RemoteID) {
		t.Errorf("the same words two days later: %+v", o)
	}
}

// TestClosedComments: the officer learns what else can be done.
func TestClosedComments(t *testing.T) {
	d, _, top, _ := scene(t)
	d.world.Shut(top)
	if o := d.answer(d.item(top), "Too late. ^GM"); o.Verdict != platforms.Refused || !strings.Contains(o.Why, "switched off") {
		t.Errorf("%+v", o)
	}
}

// TestPosts: words alone, with a card of our making, with pictures, and both.
func TestPosts(t *testing.T) {
	thumb := picture(t, "Square", 6, 6)
	two := []platforms.Media{picture(t, "Stalls", 4, 4), picture(t, "Crowd", 4, 4)}
	for name, c := range map[string]struct {
		post    platforms.Post
		text    string
		uploads int
		alts    int
		article map[string]string
	}{
		"words alone":         {platforms.Post{}, `{hashtag|\#|Market} on Saturday \(9 to 4\)`, 0, 0, nil},
		"a card":              {platforms.Post{Link: "https://council.example/market", Title: "The market", Description: "Stalls", Thumb: &thumb}, "", 1, 0, map[string]string{"source": "https://council.example/market", "title": "The market", "description": "Stalls"}},
		"a card without name": {platforms.Post{Link: "https://council.example/market/"}, "", 0, 0, map[string]string{"title": "council.example/market"}},
		"two pictures":        {platforms.Post{Media: two}, "", 2, 2, nil},
		"one picture, a link": {platforms.Post{Media: two[:1], Link: "https://council.example/market"}, "{hashtag|\\#|Market} on Saturday \\(9 to 4\\)\n\nhttps://council.example/market", 1, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, nil)
			o := d.send(platforms.Outgoing{Text: "#Market on Saturday (9 to 4)", Post: &c.post})
			if o.Verdict != platforms.Accepted {
				t.Fatalf("%+v", o)
			}
			text, article := d.world.Raw(o.RemoteID)
			if c.text != "" && text != c.text {
				t.Errorf("the words are %q, want %q", text, c.text)
			}
			for k, v := range c.article {
				if article[k] != v {
					t.Errorf("the card's %s is %q", k, article[k])
				}
			}
			if c.post.Thumb != nil && article["thumbnail"] == nil {
				t.Error("the card has no picture")
			}
			if ours := d.world.Ours(); d.world.Uploads() != c.uploads || len(ours[0].Alts) != c.alts {
				t.Errorf("%d uploads, descriptions %q", d.world.Uploads(), ours[0].Alts)
			}
		})
	}
}

// TestRefusedBeforeSending: what LinkedIn would not take is said while it can be
// changed.
func TestRefusedBeforeSending(t *testing.T) {
	d := open(t, nil)
	film := picture(t, "Film", 4, 4)
	film.Type = "video/mp4"
	broken := picture(t, "Broken", 4, 4)
	broken.Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("no picture")), nil }
	wordy := picture(t, strings.Repeat("a", 4087), 4, 4)
	to := &platforms.Parent{ID: "urn:li:comment:(urn:li:activity:1,2)", Root: "urn:li:comment:(urn:li:activity:1,2)"}
	for name, c := range map[string]struct {
		out   platforms.Outgoing
		words string
	}{
		"in private":        {platforms.Outgoing{Text: "Psst", Private: true, ReplyTo: to}, "inbox"},
		"with a file":       {platforms.Outgoing{Text: "Here", Files: []platforms.File{{Name: "a.pdf"}}, ReplyTo: to}, "website"},
		"to nothing":        {platforms.Outgoing{Text: "Hello"}, "Choose"},
		"to what is mail":   {platforms.Outgoing{Text: "Hello", ReplyTo: &platforms.Parent{ID: "a@b.example"}}, "record the answer"},
		"a long post":       {platforms.Outgoing{Text: strings.Repeat("a", 3001), Post: &platforms.Post{}}, "1 characters too long"},
		"for later":         {platforms.Outgoing{Text: "Soon", Post: &platforms.Post{At: d.now.Add(time.Hour)}}, "at once only"},
		"a film":            {platforms.Outgoing{Text: "See", Post: &platforms.Post{Media: []platforms.Media{film}}}, "Films"},
		"no picture":        {platforms.Outgoing{Text: "See", Post: &platforms.Post{Media: []platforms.Media{broken}}}, "JPEG"},
		"36 megapixels":     {platforms.Outgoing{Text: "See", Post: &platforms.Post{Media: []platforms.Media{picture(t, "Large", 7000, 5200)}}}, "smaller"},
		"a long story":      {platforms.Outgoing{Text: "See", Post: &platforms.Post{Media: []platforms.Media{wordy}}}, "4086"},
		"a link that isn't": {platforms.Outgoing{Text: "See", Post: &platforms.Post{Link: "market"}}, "https://"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := d.a.(platforms.Sender).Seal(t.Context(), c.out, d.now)
			says(t, err, platforms.ClassRefused, c.words)
		})
	}
}

// TestALargePicture: of one with too many points a copy is offered, which LinkedIn
// takes, with its description.
func TestALargePicture(t *testing.T) {
	d := open(t, nil)
	m := picture(t, "Stalls on the square", 7000, 5200)
	out := platforms.Outgoing{Text: "See", Post: &platforms.Post{Media: []platforms.Media{m}}}
	_, err := d.a.(platforms.Sender).Seal(t.Context(), out, d.now)
	var refused *platforms.Error
	if !errors.As(err, &refused) || refused.Offer == nil || !strings.Contains(refused.Sentence, "7000 by 5200 points") {
		t.Fatalf("%v", err)
	}
	if out.Post.Media[0], err = copies.Convert(m, refused.Offer.Limits); err != nil {
		t.Fatal(err)
	}
	if o := d.send(out); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	if ours := d.world.Ours(); len(ours) != 1 || !slices.Equal(ours[0].Alts, []string{m.Alt}) {
		t.Errorf("%+v", ours)
	}
}

// TestDeletingWhatMembersWrote is tried, and a no leads to LinkedIn.
func TestDeletingWhatMembersWrote(t *testing.T) {
	d, post, top, _ := scene(t)
	d.world.ForbidDeleting()
	m := d.a.(platforms.Moderator)
	err := m.Moderate(t.Context(), platforms.Delete, platforms.Target{ID: top, Kind: platforms.KindComment, Context: post})
	says(t, err, platforms.ClassPermission, "delete it there", "https://www.linkedin.com/feed/update/")
	for _, measure := range []platforms.Measure{platforms.Hide, platforms.Unhide, platforms.Mute, platforms.Unmute, platforms.Block, platforms.Unblock} {
		says(t, m.Moderate(t.Context(), measure, platforms.Target{ID: top}), platforms.ClassPermission, "LinkedIn", "/admin/")
	}
	mine := d.world.AnswerOutside(top, "Wrong. ^GM", d.now)
	if err := d.a.(platforms.Withdrawer).Withdraw(t.Context(), mine); err != nil || !d.world.State(mine).Deleted {
		t.Errorf("our own: %v", err)
	}
}
