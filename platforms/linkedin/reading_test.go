package linkedin_test

import (
	"fmt"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/linkedin/sim"
)

// TestWordsAreKeptAsLongAsAllowed: 48 hours for members' words, 24 where a name
// comes along, for ever what is ours.
func TestWordsAreKeptAsLongAsAllowed(t *testing.T) {
	for name, c := range map[string]struct {
		settings map[string]string
		nameless bool
		called   string
		kept     time.Duration
	}{
		"with names":                      {nil, false, resident.Name, 24 * time.Hour},
		"names not asked for":             {map[string]string{"names": "no"}, false, "LinkedIn member", 48 * time.Hour},
		"names asked for and not granted": {nil, true, "LinkedIn member", 48 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, c.settings)
			if c.nameless {
				d.world.Nameless()
			}
			post := d.world.Post("Words", d.now.Add(-3*time.Hour))
			id := d.world.Comment(resident, post, "Mine", d.now.Add(-2*time.Hour))
			mention := d.world.Comment(other, "", "Elsewhere", d.now.Add(-2*time.Hour))
			ours := d.world.AnswerOutside(id, "Ours. ^GM", d.now.Add(-time.Hour))
			d.mustPull()
			if it := d.item(id); it.From.Name != c.called || !it.ExpireAt.Equal(d.now.Add(c.kept)) {
				t.Errorf("by %q, kept until %v", it.From.Name, it.ExpireAt)
			}
			if it := d.item(mention); it.From.Name != "LinkedIn member" || !it.ExpireAt.Equal(d.now.Add(48*time.Hour)) {
				t.Errorf("a mention: by %q, kept until %v", it.From.Name, it.ExpireAt)
			}
			for _, id := range []string{post, ours} {
				if it := d.item(id); !it.ExpireAt.IsZero() {
					t.Errorf("what is ours is kept until %v", it.ExpireAt)
				}
			}
			if it := d.item(ours); len(it.To) != 1 || it.To[0].ID != "urn:li:person:aB3" {
				t.Errorf("our answer answers %+v", it.To)
			}
			d.now = d.now.Add(30 * time.Hour)
			again, err := d.a.(platforms.Rechecker).Recheck(t.Context(), []string{id})
			if err != nil || len(again) != 1 || !again[0].ExpireAt.Equal(d.now.Add(c.kept)) {
				t.Errorf("read again: %+v (%v)", again, err)
			}
			if caps := d.a.Capabilities(); caps.KeepFor != 48*time.Hour || len(caps.Storage) == 0 {
				t.Errorf("it says that words are kept for %v", caps.KeepFor)
			}
		})
	}
}

// TestTheDevelopmentTierLastsTheDay: a poll costs one call, history takes what is
// left over, answers have their reserve, and the rest waits until midnight UTC.
func TestTheDevelopmentTierLastsTheDay(t *testing.T) {
	tier := map[string]string{"member_calls": "100", "app_calls": "500"}
	d := open(t, tier)
	var last string
	for i := range 90 {
		post := d.world.Post(fmt.Sprintf("Post number %d", i), d.now.AddDate(0, 0, -90+i))
		last = d.world.Comment(resident, post, fmt.Sprintf("About post %d", i), d.now.AddDate(0, 0, -90+i).Add(time.Hour))
	}
	d.mustPull()
	if n := d.calls(); n > 55 || n < 45 {
		t.Errorf("the first day's history took %d calls of 100", n)
	}
	before := d.calls()
	d.now = d.now.Add(15 * time.Minute)
	d.mustPull()
	if n := d.calls() - before; n != 1 {
		t.Errorf("a quiet poll took %d calls", n)
	}
	// A restart forgets nothing that was counted.
	d.reopen(tier)
	var err error
	for n := 0; err == nil && n < 100; n++ {
		d.now = d.now.Add(time.Minute)
		err = d.pull()
	}
	midnight := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	says(t, err, platforms.ClassQuota, "midnight UTC")
	if n := d.calls(); n < 78 || n > 84 {
		t.Errorf("reading stopped after %d calls of 100", n)
	}
	var items int
	for _, it := range d.sink.Items {
		if it.Kind == platforms.KindComment {
			items++
		}
	}
	if items == 0 || items == 90 {
		t.Errorf("%d comments of 90 after the first day", items)
	}
	recent := d.item(last)
	for n := 0; ; n++ {
		if o := d.answer(recent, fmt.Sprintf("Answer number %d. ^GM", n)); o.Verdict != platforms.Accepted {
			if o.Verdict != platforms.NotSent || !o.RetryAt.Equal(midnight) || n < 15 {
				t.Errorf("after %d answers: %+v", n, o)
			}
			break
		}
	}
	for day := 1; day < 4; day++ {
		d.now = midnight.AddDate(0, 0, day-1).Add(9 * time.Hour)
		d.mustPull()
	}
	items = 0
	for _, it := range d.sink.Items {
		if it.Kind == platforms.KindComment && it.Direction == platforms.FromResident {
			items++
		}
	}
	if items != 90 {
		t.Errorf("%d comments of 90 after the days that followed", items)
	}
}

// TestFewNotifications: where LinkedIn knows fewer kinds of notifications for
// reading, those are asked for.
func TestFewNotifications(t *testing.T) {
	d := open(t, nil)
	d.world.OnlyCore()
	post := d.world.Post("Words", d.now.Add(-3*time.Hour))
	id := d.world.Comment(resident, post, "Mine", d.now.Add(-2*time.Hour))
	d.mustPull()
	d.item(id)
	more := d.world.Comment(other, post, "And mine", d.now)
	d.now = d.now.Add(time.Hour)
	d.mustPull()
	d.item(more)
	if n := d.world.Server().Counts()["notifications"]; n != 3 {
		t.Errorf("asked %d times, want once too often and then once a pull", n)
	}
	// What LinkedIn doesn't tell then is found by looking again.
	mine := d.world.AnswerOutside(id, "Yours too. ^GM", d.now.Add(time.Minute))
	d.world.Edit(more, "And mine, please", d.now.Add(2*time.Minute))
	d.now = d.now.Add(time.Hour)
	d.mustPull()
	if it := d.item(mine); it.Direction != platforms.FromUs || it.ThreadRoot != id {
		t.Errorf("%+v", it)
	}
	if it := d.item(more); it.Text != "And mine, please" {
		t.Errorf("%q", it.Text)
	}
}

// TestALongBreak: notifications go after 60 days; what was written in between is
// found below the posts.
func TestALongBreak(t *testing.T) {
	d := open(t, nil)
	post := d.world.Post("Words", d.now.Add(-3*time.Hour))
	d.mustPull()
	id := d.world.Comment(resident, post, "Anybody there?", d.now.AddDate(0, 0, 5))
	d.now = d.now.AddDate(0, 0, 80)
	d.world.Forget()
	d.reopen(nil)
	d.mustPull()
	if it := d.item(id); it.Context != post {
		t.Errorf("%+v", it)
	}
}

// TestEditsAndDeletionsAreTold: both come by notification, without a recheck.
func TestEditsAndDeletionsAreTold(t *testing.T) {
	d := open(t, nil)
	post := d.world.Post("Words", d.now.Add(-3*time.Hour))
	one := d.world.Comment(resident, post, "Frist", d.now.Add(-2*time.Hour))
	two := d.world.Comment(other, post, "Second", d.now.Add(-2*time.Hour))
	d.mustPull()
	d.world.Edit(one, "First", d.now.Add(time.Minute))
	d.world.Remove(two, d.now.Add(2*time.Minute))
	d.now = d.now.Add(15 * time.Minute)
	d.mustPull()
	if it := d.item(one); it.Text != "First" || it.EditedAt.IsZero() {
		t.Errorf("%+v", it)
	}
	if it := d.item(two); it.DeletedAt.IsZero() {
		t.Errorf("%+v", it)
	}
}

// TestManyNewCommentsAreReadByTheList: a list costs fewer calls than one by one.
func TestManyNewCommentsAreReadByTheList(t *testing.T) {
	d := open(t, nil)
	post := d.world.Post("Words", d.now.Add(-3*time.Hour))
	d.mustPull()
	var ids []string
	for i := range 40 {
		ids = append(ids, d.world.Comment(resident, post, fmt.Sprintf("Number %d", i), d.now.Add(time.Duration(i)*time.Second)))
	}
	d.now = d.now.Add(15 * time.Minute)
	before := d.calls()
	d.mustPull()
	for _, id := range ids {
		d.item(id)
	}
	if n := d.calls() - before; n > 5 {
		t.Errorf("40 comments took %d calls", n)
	}
}

// TestThePageReadsItsOwnHashtags: little text comes back as plain words.
func TestThePageReadsItsOwnHashtags(t *testing.T) {
	d := open(t, nil)
	id := d.world.Post(`Bins \(blue\) go out {hashtag|\#|Tuesday}, says @[Northmere Council](`+sim.Org+`)`, d.now.Add(-time.Hour))
	d.mustPull()
	if it := d.item(id); it.Text != "Bins (blue) go out #Tuesday, says @Northmere Council" {
		t.Errorf("%q", it.Text)
	}
}
