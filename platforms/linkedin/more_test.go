package linkedin_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// TestPicturesThatDoNotArrive: whatever happens to the pictures, nothing was
// published, and the attempt may be made again.
func TestPicturesThatDoNotArrive(t *testing.T) {
	for _, call := range []string{"upload", "bytes"} {
		for _, fault := range []simulator.Fault{simulator.FailAfter, simulator.Cut, simulator.RateLimited} {
			t.Run(call+", "+strings.ReplaceAll(string(fault), "/", "."), func(t *testing.T) {
				d := open(t, nil)
				s := d.a.(platforms.Sender)
				sealed, err := s.Seal(t.Context(), platforms.Outgoing{Text: "See", Post: &platforms.Post{Media: []platforms.Media{picture(t, "Stall", 4, 4)}}}, d.now)
				if err != nil {
					t.Fatal(err)
				}
				d.world.Server().Inject(fault, call, 1)
				commits := 0
				o := s.Send(t.Context(), sealed, func() error { commits++; return nil })
				// Bytes that LinkedIn took although its answer was cut are no harm.
				if o.Verdict != platforms.NotSent && (fault != simulator.Cut || o.Verdict != platforms.Accepted) || o.Verdict == platforms.NotSent && commits != 0 {
					t.Errorf("%+v, committed %d times", o, commits)
				}
				if n := len(d.world.Ours()); (n == 1) != (o.Verdict == platforms.Accepted) {
					t.Errorf("%d posts are there: %+v", n, o)
				}
			})
		}
	}
}

// TestMentionsBelowOthersPosts: read by themselves where LinkedIn shows them, else
// from what the notification tells.
func TestMentionsBelowOthersPosts(t *testing.T) {
	for name, hidden := range map[string]bool{"shown": false, "not shown": true} {
		t.Run(name, func(t *testing.T) {
			d := open(t, nil)
			if hidden {
				d.world.OnlyOwn()
			}
			id := d.world.MentionBelow(resident, "What does the council say?", d.now.Add(-time.Hour))
			d.mustPull()
			it := d.item(id)
			if it.Kind != platforms.KindMention || it.Context != "" || it.Text != "What does the council say?" || it.From.ID != "urn:li:person:aB3" || it.ExpireAt.IsZero() {
				t.Errorf("%+v", it)
			}
			if o := d.answer(it, "This: yes. ^GM"); o.Verdict != platforms.Accepted {
				t.Errorf("answered: %+v", o)
			}
		})
	}
}

// TestManyPosts: a long history comes page by page, and nothing of it twice.
func TestManyPosts(t *testing.T) {
	d := open(t, nil)
	var want []string
	for i := range 230 {
		want = append(want, d.world.Post(fmt.Sprintf("Post %d", i), d.now.AddDate(0, 0, -i-2)))
	}
	before := d.world.Post("Older than a year", d.now.AddDate(-1, 0, -3))
	d.mustPull()
	for _, id := range want {
		d.item(id)
	}
	if _, there := d.sink.Items[before]; there {
		t.Error("it went back further than asked")
	}
}

// TestAPostBetweenTwoListings: with few calls our posts are listed once an hour; one
// that somebody comments on before comes with the comment.
func TestAPostBetweenTwoListings(t *testing.T) {
	d := open(t, map[string]string{"member_calls": "100"})
	d.mustPull()
	d.now = d.now.Add(15 * time.Minute)
	post := d.world.Post("Just out", d.now.Add(-10*time.Minute))
	id := d.world.Comment(resident, post, "First!", d.now.Add(-5*time.Minute))
	before := d.calls()
	d.mustPull()
	if it := d.item(id); it.Context != post || d.item(post).Kind != platforms.KindPost {
		t.Errorf("%+v", it)
	}
	if n := d.calls() - before; n != 3 {
		t.Errorf("it took %d calls, want the notifications, the post and the comment", n)
	}
	quiet := d.world.Post("Nobody says anything", d.now)
	d.now = d.now.Add(time.Hour)
	d.mustPull()
	d.item(quiet)
}

// TestAPostThatWentMeanwhile: what was owed below it is no longer waited for.
func TestAPostThatWentMeanwhile(t *testing.T) {
	d := open(t, nil)
	post := d.world.Post("Soon gone", d.now.Add(-3*time.Hour))
	for i := range 20 {
		d.world.Comment(resident, post, fmt.Sprint(i), d.now.Add(-2*time.Hour))
	}
	d.world.Remove(post, d.now)
	d.mustPull()
	if it := d.item(post); it.DeletedAt.IsZero() {
		t.Errorf("%+v", it)
	}
	kept := d.world.Post("Stays", d.now)
	d.now = d.now.Add(time.Hour)
	d.mustPull()
	d.item(kept)
}

// TestSignedInToAnotherPageBeforeSending needs a person, and nothing goes out.
func TestSignedInToAnotherPageBeforeSending(t *testing.T) {
	d := open(t, map[string]string{"identity": "5150"})
	sealed, err := d.a.(platforms.Sender).Seal(t.Context(), platforms.Outgoing{Text: "Words", Post: &platforms.Post{}}, d.now)
	if err != nil {
		t.Fatal(err)
	}
	d.world.Server().Inject(simulator.WrongIdentity, "", -1)
	o := d.a.(platforms.Sender).Send(t.Context(), sealed, func() error { t.Error("committed"); return nil })
	if o.Verdict != platforms.NeedsPerson || o.Class != platforms.ClassIdentity || len(d.world.Ours()) != 0 {
		t.Errorf("%+v", o)
	}
}

// TestPagesToOpen: where a person goes on by hand.
func TestPagesToOpen(t *testing.T) {
	d, _, top, _ := scene(t)
	o := d.a.(platforms.Opener)
	for got, want := range map[string]string{
		o.OpenReply(platforms.Parent{}, "Words"):         "https://www.linkedin.com/company/5150/admin/",
		o.OpenReply(platforms.Parent{ID: top}, "Words"):  d.item(top).Permalink,
		o.OpenItem(platforms.Target{ID: top}):            d.item(top).Permalink,
		o.OpenItem(platforms.Target{ID: "mail@example"}): "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestThreadsAndRechecks: a thread is our post, the comment and its replies; what
// can't be looked up is left out.
func TestThreadsAndRechecks(t *testing.T) {
	d, post, top, reply := scene(t)
	items, err := d.a.(platforms.ThreadPuller).Thread(t.Context(), platforms.Target{ID: reply, Root: top, Context: post})
	if err != nil || len(items) != 3 || items[0].RemoteID != post || items[1].RemoteID != top || items[2].RemoteID != reply {
		t.Errorf("%+v (%v)", items, err)
	}
	mention := d.world.Comment(resident, "", "Elsewhere", d.now)
	d.world.Remove(post, d.now)
	again, err := d.a.(platforms.Rechecker).Recheck(t.Context(), []string{post, mention, "mail@example", reply})
	if err != nil || len(again) != 2 || again[0].DeletedAt.IsZero() || again[1].DeletedAt.IsZero() {
		t.Errorf("%+v (%v)", again, err)
	}
	_, err = d.a.(platforms.ThreadPuller).Thread(t.Context(), platforms.Target{ID: top, Root: top, Context: post})
	says(t, err, platforms.ClassGone, "no longer there")
}
