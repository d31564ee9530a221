package facebook_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// TestDuplicateIsNoRefusal shows that Facebook's word that it has a post already
// leaves it in doubt, and that the look settles it.
func TestDuplicateIsNoRefusal(t *testing.T) {
	d := open(t)
	s := d.sealed(platforms.Outgoing{Text: "The pool opens at nine", Post: &platforms.Post{}})
	if o := d.sent(s); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	o := d.sent(s)
	if o.Verdict != platforms.Unconfirmed || !strings.Contains(o.Why, "has the same words already") {
		t.Errorf("again: %+v", o)
	}
	if p, err := d.a.Prove(t.Context(), s, d.Clock.Now()); err != nil || !p.Live || p.Absent || p.RemoteID != d.page.Ours()[0].ID {
		t.Errorf("%+v (%v)", p, err)
	}
}

// TestErrorsInsideSuccess shows what a 200 with an error inside means for a send.
func TestErrorsInsideSuccess(t *testing.T) {
	for code, want := range map[int]platforms.Verdict{
		1: platforms.Unconfirmed, 2: platforms.Unconfirmed, 368: platforms.NeedsPerson, 190: platforms.NeedsPerson,
		200: platforms.NeedsPerson, 100: platforms.Refused, 4: platforms.NotSent, 551: platforms.Refused, 506: platforms.Unconfirmed,
	} {
		d := open(t)
		post := d.page.Post("The pool is open", d.ago(3*hour))
		id := d.page.Comment(ada, post, "At last", d.ago(2*hour))
		d.Pull()
		d.page.FailInside("reply", code)
		o := d.sent(d.sealed(to(d.pulled(id), "Enjoy it. ^GM", false)))
		if o.Verdict != want || o.Why == "" && want != platforms.Unconfirmed {
			t.Errorf("code %d: %+v, want %s", code, o, want)
		}
		if code == 368 && (o.Class != platforms.ClassPolicy || !strings.Contains(o.Why, "stopped this account from writing")) {
			t.Errorf("a stop for policy: %+v", o)
		}
		if len(d.page.Ours()) != 0 {
			t.Errorf("code %d: it arrived", code)
		}
	}
}

// TestPhotos shows several pictures with their descriptions, in their order, and
// that nothing is seen when one of them fails.
func TestPhotos(t *testing.T) {
	d := open(t)
	alts := []string{"A pool", "A slide", ""}
	post := &platforms.Post{}
	for i, alt := range alts {
		post.Media = append(post.Media, photo(string(rune('a'+i))+".jpg", alt))
	}
	out := platforms.Outgoing{Text: "The pool", Post: post}
	o := d.sent(d.sealed(out))
	if o.Verdict != platforms.Accepted || !strings.HasPrefix(o.Permalink, "https://www.facebook.com/") {
		t.Fatalf("%+v", o)
	}
	if ours := d.page.Ours(); len(ours) != 1 || !slices.Equal(ours[0].Alts, alts) {
		t.Errorf("the network has %+v", ours)
	}
	out.Text = "The pool again"
	for _, fault := range []simulator.Fault{simulator.FailAfter, simulator.Cut, simulator.RateLimited, simulator.Revoked} {
		d.page.Server().Inject(fault, "photo", 1)
		committed := 0
		o := d.a.Send(t.Context(), d.sealed(out), func() error { committed++; return nil })
		if o.Verdict == platforms.Accepted || o.Verdict == platforms.Unconfirmed || committed != 0 || o.Why == "" {
			t.Errorf("%s while bringing a picture: %+v, committed %d times", fault, o, committed)
		}
		d.Clock.Forward(hour)
	}
	if n := len(d.page.Ours()); n != 1 {
		t.Errorf("%d posts are there", n)
	}
	d.refused(platforms.Outgoing{Text: "Both", Post: &platforms.Post{Link: "https://council.example", Media: post.Media}}, "either pictures or the card")
}

// TestLinks shows a post with a link.
func TestLinks(t *testing.T) {
	d := open(t)
	out := platforms.Outgoing{Text: "Read on", Post: &platforms.Post{Link: "https://council.example/pool", Title: "The pool"}}
	if o := d.sent(d.sealed(out)); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	d.page.Server().Inject(simulator.FailAfter, "node", 1)
	if o := d.sent(d.sealed(platforms.Outgoing{Text: "Something else", Post: &platforms.Post{}})); o.Verdict != platforms.Accepted || o.Permalink == "" {
		t.Errorf("not learning where it stands changed what happened: %+v", o)
	}
}

// TestNativeSchedule shows the bounds of Facebook's own schedule, and that a post
// in doubt is found there, or among the published ones once its time has come.
func TestNativeSchedule(t *testing.T) {
	d := open(t)
	later := func(by time.Duration) platforms.Outgoing {
		return platforms.Outgoing{Text: "Polling day", Post: &platforms.Post{At: d.Clock.Now().Add(by)}}
	}
	for _, by := range []time.Duration{9 * time.Minute, 31 * 24 * hour, -hour} {
		d.refused(later(by), "between 10 minutes and 30 days")
	}
	s := d.sealed(later(2 * hour))
	d.page.Server().Inject(simulator.FailAfter, "publish", 1)
	if o := d.sent(s); o.Verdict != platforms.Unconfirmed {
		t.Fatalf("%+v", o)
	}
	attempted := d.Clock.Now()
	for range 2 {
		if p, err := d.a.Prove(t.Context(), s, attempted); err != nil || !p.Live {
			t.Errorf("%+v (%v)", p, err)
		}
		d.Clock.Forward(3 * hour)
	}
}

// TestProofNeedsPlaceAndTime shows that the same words elsewhere, earlier or from
// somebody else prove nothing.
func TestProofNeedsPlaceAndTime(t *testing.T) {
	d := open(t)
	post := d.page.Post("The pool is open", d.ago(5*hour))
	first := d.page.Comment(ada, post, "At last", d.ago(4*hour))
	second := d.page.Comment(bilal, post, "And on Sundays?", d.ago(4*hour))
	below := d.page.Comment(ada, second, "Yes, then?", d.ago(4*hour))
	d.page.AnswerOutside(first, "It is. ^GM", d.ago(3*hour))
	d.Pull()
	s := d.sealed(to(d.pulled(first), "It is. ^GM", false))
	if p, err := d.a.Prove(t.Context(), s, d.Clock.Now()); err != nil || p.Live || p.Absent {
		t.Errorf("an earlier answer was taken for it: %+v (%v)", p, err)
	}
	d.page.AnswerOutside(second, "It is. ^GM", d.Clock.Now())
	if p, err := d.a.Prove(t.Context(), s, d.Clock.Now()); err != nil || p.Live || p.Absent {
		t.Errorf("an answer to another was taken for it: %+v (%v)", p, err)
	}
	// Below an answer Facebook puts ours under the same comment.
	s = d.sealed(to(d.pulled(below), "On Sundays too. ^GM", false))
	if o := d.sent(s); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	if p, err := d.a.Prove(t.Context(), s, d.Clock.Now()); err != nil || !p.Live || p.Text != "On Sundays too. ^GM" || p.Permalink == "" {
		t.Errorf("%+v (%v)", p, err)
	}
	d.page.Remove(post, d.Clock.Now())
	if p, err := d.a.Prove(t.Context(), s, d.Clock.Now()); err != nil || p.Live || p.Absent {
		t.Errorf("with the post gone: %+v (%v)", p, err)
	}
}
