package linkedin_test

import (
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// TestOneRefusalStopsNothingElse: a comment that LinkedIn won't show keeps nothing
// else from being read, is told of, and comes once it is shown.
func TestOneRefusalStopsNothingElse(t *testing.T) {
	d := open(t, nil)
	first := d.world.Post("Words", d.now.Add(-3*time.Hour))
	second := d.world.Post("More words", d.now.Add(-2*time.Hour))
	d.mustPull()
	d.now = d.now.Add(15 * time.Minute)
	var ids []string
	for i, post := range []string{first, first, second} {
		ids = append(ids, d.world.Comment(resident, post, "When?", d.now.Add(-time.Duration(9-i)*time.Minute)))
	}
	asked, shut := "", true
	d.world.Server().Observe(func(q *simulator.Request) {
		if q.Call.Name != "comment" || !shut {
			return
		}
		if asked == "" || asked == q.Vars["id"] { // the first to be read is not shown
			asked = q.Vars["id"]
			d.world.Server().Inject(simulator.Revoked, "comment", 1)
		}
	})
	says(t, d.pull(), platforms.ClassPermission)
	came := 0
	for _, id := range ids {
		if _, here := d.sink.Items[id]; here {
			came++
		}
	}
	if came != 2 {
		t.Errorf("%d of the others came, want 2", came)
	}
	shut = false
	d.now = d.now.Add(15 * time.Minute)
	d.mustPull()
	for _, id := range ids {
		d.item(id)
	}
}

// TestARefusalOfAll stops asking, and loses nothing.
func TestARefusalOfAll(t *testing.T) {
	d := open(t, nil)
	post := d.world.Post("Words", d.now.Add(-3*time.Hour))
	d.mustPull()
	d.now = d.now.Add(15 * time.Minute)
	var ids []string
	for i := range 8 {
		ids = append(ids, d.world.Comment(resident, post, "When?", d.now.Add(-time.Duration(9-i)*time.Minute)))
	}
	d.world.Server().Inject(simulator.Revoked, "comment", -1)
	for range 3 {
		before := d.world.Server().Counts()["comment"]
		says(t, d.pull(), platforms.ClassPermission)
		if n := d.world.Server().Counts()["comment"] - before; n > 3 {
			t.Errorf("asked for %d comments, all refused", n)
		}
		d.now = d.now.Add(15 * time.Minute)
	}
	d.world.Server().Calm()
	d.mustPull()
	for _, id := range ids {
		d.item(id)
	}
}
