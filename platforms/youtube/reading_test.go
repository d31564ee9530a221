package youtube_test

import (
	"fmt"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/youtube/sim"
)

func subjectClock() time.Time { return conformance.Start }

var (
	rhian = platforms.Person{ID: "31", Name: "Rhian Price", Handle: "rhian.price"}
	omar  = platforms.Person{ID: "32", Name: "Omar Haddad", Handle: "omar.haddad"}
)

func open(t *testing.T) (*conformance.Desk, *sim.World) {
	t.Helper()
	d := conformance.Open(t, subject)
	return d, d.World.(*sim.World)
}

// later pulls again after a while.
func later(d *conformance.Desk, by time.Duration) {
	d.T.Helper()
	d.Clock.Forward(by)
	d.Pull()
}

// TestQueues: what YouTube holds back or takes for spam comes as hidden, and is
// seen when somebody decides about it elsewhere.
func TestQueues(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("How we count the votes", conformance.Start.Add(-5*time.Hour))
	asked := w.Comment(rhian, post, "Who watches the counting?", conformance.Start.Add(-3*time.Hour))
	odd := w.Comment(omar, post, "Free phones at my page", conformance.Start.Add(-2*time.Hour))
	w.Hold(asked, false)
	w.Hold(odd, true)
	d.Pull()
	for _, id := range []string{asked, odd} {
		if it := d.Sink.Items[id]; !it.Hidden || it.Context != post || it.ThreadRoot != id {
			t.Errorf("a held comment came as %+v", it)
		}
	}
	items, err := d.Adapter.(platforms.Rechecker).Recheck(t.Context(), []string{asked})
	if err != nil || len(items) != 1 || !items[0].Hidden || !items[0].DeletedAt.IsZero() {
		t.Errorf("looked at again, a held comment is %+v (%v)", items, err)
	}
	w.Approve(asked)
	w.Remove(odd, d.Clock.Now())
	later(d, 10*time.Minute)
	if it := d.Sink.Items[asked]; it.Hidden || it.Text != "Who watches the counting?" {
		t.Errorf("published by hand, it is %+v", it)
	}
	if d.Sink.Items[odd].DeletedAt.IsZero() {
		t.Error("deleted from the queue, it is not known as gone")
	}
	// Held by us: it moves into the queue and comes back.
	m := d.Adapter.(platforms.Moderator)
	target := platforms.Target{ID: asked, Root: asked, Context: post, From: d.Sink.Items[asked].From}
	if err := m.Moderate(t.Context(), platforms.Hide, target); err != nil {
		t.Fatal(err)
	}
	later(d, 10*time.Minute)
	if !d.Sink.Items[asked].Hidden {
		t.Error("held back by us, it came as public")
	}
	if err := m.Moderate(t.Context(), platforms.Unhide, target); err != nil {
		t.Fatal(err)
	}
	later(d, 10*time.Minute)
	if d.Sink.Items[asked].Hidden {
		t.Error("published by us, it still counts as hidden")
	}
	if v := w.Server().Violations(); len(v) > 0 {
		t.Errorf("not in the description: %q", v)
	}
}

// TestRepliesBeyondFive: a thread carries five replies; the others, and those
// that come later under an old thread, are asked for.
func TestRepliesBeyondFive(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("The new bridge", conformance.Start.AddDate(0, 0, -40))
	top := w.Comment(rhian, post, "When does it open?", conformance.Start.AddDate(0, 0, -39))
	var ids []string
	for i := range 120 {
		ids = append(ids, w.Comment(omar, top, fmt.Sprintf("Reply %d", i), conformance.Start.AddDate(0, 0, -38).Add(time.Duration(i)*time.Minute)))
	}
	d.Pull()
	for _, id := range ids {
		if it := d.Sink.Items[id]; it.ThreadRoot != top || it.Context != post || len(it.Parents) != 1 || it.Parents[0] != top {
			t.Fatalf("%s came as %+v", id, it)
		}
	}
	fresh := w.Comment(rhian, ids[3], "Thank you", conformance.Start.Add(5*time.Minute))
	later(d, 10*time.Minute)
	if it := d.Sink.Items[fresh]; it.Text != "Thank you" || it.ThreadRoot != top {
		t.Errorf("a new reply under an old thread came as %+v", it)
	}
	items, err := d.Adapter.(platforms.ThreadPuller).Thread(t.Context(), platforms.Target{ID: fresh, Root: top})
	if err != nil || len(items) != 123 || items[0].RemoteID != post || items[1].RemoteID != top || items[122].RemoteID != fresh {
		t.Errorf("the thread has %d items (%v)", len(items), err)
	}
}

// TestAThreadThatGoesMeanwhile keeps nothing else from coming.
func TestAThreadThatGoesMeanwhile(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("The new bridge", conformance.Start.AddDate(0, 0, -40))
	var tops []string
	for i := range 3 {
		tops = append(tops, w.Comment(rhian, post, "When does it open?", conformance.Start.Add(-time.Duration(5-i)*time.Hour)))
		for range 7 {
			w.Comment(omar, tops[i], "I wonder too", conformance.Start.Add(-time.Hour))
		}
	}
	w.Server().Observe(func(q *simulator.Request) {
		if q.Call.Name == sim.Comments && q.Query.Get("parentId") == tops[1] {
			w.Remove(tops[1], d.Clock.Now())
		}
	})
	d.Pull()
	for _, id := range []string{tops[0], tops[2]} {
		if _, came := d.Sink.Items[id]; !came {
			t.Errorf("%s did not come", id)
		}
	}
}

// TestEditsAndDeletionsInAPull: both are noticed without being asked for.
func TestEditsAndDeletionsInAPull(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("Opening hours", conformance.Start.Add(-50*time.Hour))
	edited := w.Comment(rhian, post, "Open on Sundy?", conformance.Start.Add(-30*time.Hour))
	gone := w.Comment(omar, post, "Same here", conformance.Start.Add(-29*time.Hour))
	d.Pull()
	w.Edit(edited, "Open on Sunday?", conformance.Start.Add(time.Minute))
	w.Remove(gone, conformance.Start.Add(time.Minute))
	later(d, 10*time.Minute)
	if it := d.Sink.Items[edited]; it.Text != "Open on Sunday?" || !it.EditedAt.Equal(conformance.Start.Add(time.Minute)) {
		t.Errorf("an edited comment came as %+v", it)
	}
	later(d, time.Hour)
	if d.Sink.Items[gone].DeletedAt.IsZero() {
		t.Error("a deleted comment was not missed")
	}
	if it := d.Sink.Items[edited]; !it.DeletedAt.IsZero() {
		t.Error("a comment that is there counts as deleted")
	}
}

// TestWhomOurAnswersAreFor: the one named first, else who began the thread.
func TestWhomOurAnswersAreFor(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("Tree planting", conformance.Start.Add(-5*time.Hour))
	top := w.Comment(rhian, post, "Which street?", conformance.Start.Add(-4*time.Hour))
	below := w.Comment(omar, top, "And when?", conformance.Start.Add(-3*time.Hour))
	plain := w.AnswerOutside(top, "Mill Lane. ^GM", conformance.Start.Add(-2*time.Hour))
	named := w.AnswerOutside(below, "@omar.haddad on Friday. ^GM", conformance.Start.Add(-time.Hour))
	d.Pull()
	for id, to := range map[string]string{plain: top, named: below} {
		it := d.Sink.Items[id]
		if it.Direction != platforms.FromUs || len(it.To) != 1 || it.To[0].ID != d.Sink.Items[to].From.ID {
			t.Errorf("%q is for %+v", it.Text, it.To)
		}
	}
	if it := d.Sink.Items[top]; it.AnswerTo != it.From || it.From.Handle != "@rhian.price" || !it.ExpireAt.Equal(d.Clock.Now().AddDate(0, 0, 30)) {
		t.Errorf("a resident's comment came as %+v", it)
	}
}

// TestOldFilmNewComment: the film above a comment comes along however old it is.
func TestOldFilmNewComment(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	d.Pull()
	post := w.Post("Our town in 2019\nA film about https://council.example/history.", conformance.Start.AddDate(-3, 0, 0))
	id := w.Comment(rhian, post, "Lovely", conformance.Start.Add(5*time.Minute))
	later(d, 10*time.Minute)
	if d.Sink.Items[id].Context != post {
		t.Fatalf("the comment came as %+v", d.Sink.Items[id])
	}
	it := d.Sink.Items[post]
	if it.Kind != platforms.KindPost || it.Text != "Our town in 2019\n\nA film about https://council.example/history." || len(it.Links) != 1 || it.Links[0].URL != "https://council.example/history" {
		t.Errorf("the film came as %+v", it)
	}
}
