package facebook_test

import (
	"testing"

	"commsdesk/platforms"
)

// TestWhatCantBeModerated shows that a refusal tells what is the matter and what
// to do instead.
func TestWhatCantBeModerated(t *testing.T) {
	d := open(t)
	post := d.page.Post("The pool is open", d.ago(5*hour))
	first := d.page.Comment(ada, post, "At last", d.ago(4*hour))
	ours := d.page.AnswerOutside(first, "Enjoy it. ^GM", d.ago(3*hour))
	tag := d.page.Tag(bilal, "See there", d.ago(2*hour))
	wall := d.page.Comment(bilal, "", "My bin was not emptied", d.ago(2*hour))
	said := d.page.Message(bilal, "Hello", d.ago(hour))
	d.Pull()
	for _, c := range []struct {
		m     platforms.Measure
		id    string
		class platforms.Class
		words string
	}{
		{platforms.Hide, ours, platforms.ClassPermission, "such as one of its own"},
		{platforms.Hide, tag, platforms.ClassPermission, "somebody else's page"},
		{platforms.Delete, tag, platforms.ClassPermission, "somebody else's page"},
		{platforms.Delete, said, platforms.ClassPermission, "Block the person"},
		{platforms.Mute, first, platforms.ClassPermission, "can't mute"},
		{platforms.Block, ours, platforms.ClassRefused, "by the Page itself"},
	} {
		says(t, d.a.Moderate(t.Context(), c.m, at(d.pulled(c.id))), c.class, c.words)
	}
	for _, m := range []platforms.Measure{platforms.Hide, platforms.Unhide, platforms.Delete} {
		if err := d.a.Moderate(t.Context(), m, at(d.pulled(wall))); err != nil {
			t.Errorf("%s a visitor's post: %v", m, err)
		}
	}
	says(t, d.a.Moderate(t.Context(), platforms.Hide, at(d.pulled(wall))), platforms.ClassGone, "no longer there")
}

// TestBlockingFromMessenger shows that somebody is blocked by the id they have
// there, which differs from the one in public.
func TestBlockingFromMessenger(t *testing.T) {
	d := open(t)
	said := d.page.Message(bilal, "Hello", d.ago(hour))
	d.Pull()
	if err := d.a.Moderate(t.Context(), platforms.Block, at(d.pulled(said))); err != nil || !d.page.State(said).Blocked {
		t.Fatalf("blocked %t (%v)", d.page.State(said).Blocked, err)
	}
	people, err := d.a.Blocks(t.Context())
	if err != nil || len(people) != 1 || people[0].Name != bilal.Name {
		t.Errorf("%+v (%v)", people, err)
	}
	if err := d.a.Moderate(t.Context(), platforms.Unblock, at(d.pulled(said))); err != nil || d.page.State(said).Blocked {
		t.Errorf("blocked %t (%v)", d.page.State(said).Blocked, err)
	}
}
