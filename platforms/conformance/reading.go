package conformance

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/simulator"
)

// backfill: a first pull brings everything in the range, and a long one can be
// broken off between any two batches.
func backfill(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	ids := d.many(230)
	d.Pull()
	d.want("a first pull", append(sc.ids(), ids...)...)
	if it := d.item(sc.first); it.Text != "Is my street in it?" || it.From.Name == "" && it.From.Handle == "" {
		t.Errorf("the comment came as %+v", it)
	}
	whole := len(d.Sink.Items)
	broken := Open(t, s)
	broken.play()
	broken.many(230)
	for n := 1; ; n++ {
		broken.Sink.Refuse = func(batch int) error {
			if batch%2 == 0 {
				return errStore
			}
			return nil
		}
		if err := broken.TryPull(t.Context()); err == nil {
			break
		}
		if n == 400 {
			t.Fatalf("a pull that is broken off at every second batch never ends: %d of %d items", len(broken.Sink.Items), whole)
		}
	}
	if len(broken.Sink.Items) != whole {
		t.Errorf("broken off again and again it brought %d items, want %d", len(broken.Sink.Items), whole)
	}
}

// cursor: later pulls bring what is new and nothing is lost between two.
func cursor(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	d.Pull()
	before := len(d.Sink.Items)
	d.Clock.Forward(time.Hour)
	d.Pull()
	if len(d.Sink.Items) != before {
		t.Errorf("a quiet pull brought %d new items", len(d.Sink.Items)-before)
	}
	fresh := d.World.Comment(bertie, sc.post, "And the blue bins?", d.Clock.Now().Add(-time.Minute))
	below := d.World.Comment(amina, sc.second, "Asked the same", d.Clock.Now().Add(-30*time.Second))
	message := d.World.Message(amina, "A private question", d.Clock.Now().Add(-20*time.Second))
	d.Clock.Forward(time.Hour)
	d.Reopen(s)
	d.Pull()
	d.want("after a restart", fresh, below, message)
	elsewhere := d.World.AnswerOutside(sc.first, "Yes, it is. ^GM", d.Clock.Now().Add(-time.Minute))
	d.Clock.Forward(time.Hour)
	tail := d.window()
	tail.Tail = true
	last := NewSink()
	if err := d.Adapter.(platforms.Puller).Pull(t.Context(), d.Sink.Cursor, tail, last); err != nil {
		t.Fatal(err)
	}
	if it, ok := last.Find(elsewhere); !ok || it.Direction != platforms.FromUs {
		t.Errorf("our answer from elsewhere is not in the tail: %+v", it)
	}
	if _, err := readNonsense(t, s, d); err == nil {
		t.Log("a cursor that can't be read starts from the beginning")
	}
}

// readNonsense pulls with a cursor of a future version: all over again, or an
// error, never silence.
func readNonsense(t *testing.T, s Subject, d *Desk) (int, error) {
	t.Helper()
	sink := NewSink()
	err := d.Adapter.(platforms.Puller).Pull(t.Context(), []byte(`{"version":99}`), d.window(), sink)
	if err == nil && len(sink.Items) == 0 {
		t.Error("with a cursor that it can't read, a pull brought nothing and said nothing")
	}
	return len(sink.Items), err
}

// dedupe: repeated and disordered pages lose nothing and make nothing twice.
func dedupe(t *testing.T, s Subject) {
	for _, fault := range []simulator.Fault{simulator.Doubled, simulator.Disorder} {
		t.Run(string(fault), func(t *testing.T) {
			d := Open(t, s)
			sc := d.play()
			ids := d.many(130)
			d.World.Server().Inject(fault, "", -1)
			d.Pull()
			d.World.Server().Calm()
			d.Clock.Forward(time.Hour)
			d.Pull()
			d.want(string(fault), append(sc.ids(), ids...)...)
			seen := map[string]int{}
			for _, it := range d.Sink.Items {
				seen[it.Text]++
			}
			if n := seen["Is my street in it?"]; n != 1 {
				t.Errorf("one comment is there %d times", n)
			}
		})
	}
}

// threads: two residents under one post are two threads, those below one of
// them are his; our post stands above and belongs to neither.
func threads(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	mine := d.World.AnswerOutside(sc.second, "They come on Tuesdays. ^GM", Start.Add(-60*time.Minute))
	d.Pull()
	first, second := d.item(sc.first), d.item(sc.second)
	if sc.post != "" {
		if it := d.item(sc.post); it.Direction != platforms.FromUs || it.Kind != platforms.KindPost {
			t.Errorf("our post came as %s, %s", it.Direction, it.Kind)
		}
	}
	if first.Direction != platforms.FromResident || first.Context != sc.post || first.ThreadRoot == second.ThreadRoot || first.ThreadRoot == sc.post {
		t.Errorf("two residents under one post: roots %q and %q, above them %q", first.ThreadRoot, second.ThreadRoot, first.Context)
	}
	if sc.below != "" {
		if it := d.item(sc.below); it.ThreadRoot != first.ThreadRoot || it.Context != sc.post {
			t.Errorf("below a comment: root %q, want %q; above it %q", it.ThreadRoot, first.ThreadRoot, it.Context)
		}
	}
	if mine != "" {
		it := d.item(mine)
		if it.Direction != platforms.FromUs || it.Kind == platforms.KindPost {
			t.Errorf("our answer came as %s, %s", it.Direction, it.Kind)
		}
		if it.ThreadRoot != second.ThreadRoot {
			t.Errorf("our answer lies in %q, want %q", it.ThreadRoot, second.ThreadRoot)
		}
	}
	if sc.message != "" {
		if it := d.item(sc.message); !it.Private || it.Kind != platforms.KindMessage {
			t.Errorf("a private message came as %+v", it)
		}
	}
	if sc.mention != "" {
		if it := d.item(sc.mention); it.Private || it.Context != "" || it.Direction != platforms.FromResident {
			t.Errorf("a mention came as %+v", it)
		}
	}
	if tp, ok := d.Adapter.(platforms.ThreadPuller); ok && d.Adapter.Capabilities().Thread.OK {
		items, err := tp.Thread(t.Context(), target(first))
		if err != nil || !slices.ContainsFunc(items, func(it platforms.Item) bool { return it.RemoteID == sc.first }) {
			t.Errorf("the thread has %d items (%v)", len(items), err)
		}
	}
}

// edits and deletions are facts.
func edits(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	d.Pull()
	r := d.Adapter.(platforms.Rechecker)
	d.Clock.Forward(time.Hour)
	edited := d.World.Edit(sc.second, "What about the brown bins, please?", d.Clock.Now().Add(-time.Minute))
	if !d.World.Remove(sc.first, d.Clock.Now().Add(-time.Minute)) {
		t.Fatal("the simulator can't delete")
	}
	items, err := r.Recheck(t.Context(), []string{sc.first, sc.second})
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]platforms.Item{}
	for _, it := range items {
		by[it.Key] = it
	}
	if it, ok := by[sc.first]; !ok || it.DeletedAt.IsZero() {
		t.Errorf("a deleted comment came back as %+v", it)
	}
	if it, ok := by[sc.second]; edited && (!ok || it.Text != "What about the brown bins, please?" || it.EditedAt.IsZero()) {
		t.Errorf("an edited comment came back as %+v", it)
	}
	if it, ok := by[sc.second]; ok && !it.DeletedAt.IsZero() {
		t.Errorf("a comment that is there came back as deleted: %+v", it)
	}
}

// readingFaults: each fault on each call of a pull ends in a class and a
// sentence, or in nothing at all, and the next pull brings what is missing.
func readingFaults(t *testing.T, s Subject) {
	faults := []simulator.Fault{simulator.RateLimited, simulator.FailAfter, simulator.HangAfter, simulator.Expired, simulator.Revoked, simulator.Cut, simulator.Skewed, simulator.Drip}
	for _, call := range s.Reads {
		for _, fault := range faults {
			t.Run(strings.ReplaceAll(call, "/", ".")+", "+string(fault), func(t *testing.T) {
				d := Open(t, s)
				sc := d.play()
				d.World.Server().Inject(fault, call, 1)
				var err error
				if fault == simulator.HangAfter {
					d.untilHung(func(ctx context.Context) { err = d.TryPull(ctx) })
				} else {
					err = d.TryPull(t.Context())
				}
				if err != nil {
					sentence(t, "a pull", err)
					class(t, s, fault, err)
				}
				d.World.Server().Calm()
				d.Clock.Forward(24 * time.Hour)
				d.Reopen(s)
				d.Pull()
				d.want("after the fault", sc.ids()...)
			})
		}
	}
}

// class checks that a fault is what it is said to be.
func class(t *testing.T, s Subject, fault simulator.Fault, err error) {
	t.Helper()
	want := map[simulator.Fault][]platforms.Class{
		simulator.RateLimited: {platforms.ClassRate, platforms.ClassQuota},
		simulator.FailAfter:   {platforms.ClassTransient},
		simulator.HangAfter:   {platforms.ClassTransient, platforms.ClassOffline},
		simulator.Expired:     {platforms.ClassAuth},
		simulator.Revoked:     {platforms.ClassPermission, platforms.ClassAuth},
		simulator.Cut:         {platforms.ClassTransient},
	}[fault]
	if fault == simulator.RateLimited && s.Untimed != "" {
		want = []platforms.Class{platforms.ClassTransient}
	}
	if want != nil && !slices.Contains(want, platforms.ClassOf(err)) {
		t.Errorf("%s was taken for %s: %v", fault, platforms.ClassOf(err), err)
	}
}

// limits: a network that says wait is left alone until then.
func limits(t *testing.T, s Subject) {
	d := Open(t, s)
	sc := d.play()
	d.World.Server().Inject(simulator.RateLimited, "", 1)
	err := d.TryPull(t.Context())
	if err == nil {
		t.Skip("this pull works without the call that was refused")
	}
	class(t, s, simulator.RateLimited, err)
	total := func() (n int) {
		for _, c := range d.World.Server().Counts() {
			n += c
		}
		return n
	}
	before := total()
	err = d.TryPull(t.Context())
	if err == nil || total() != before {
		t.Errorf("asked to wait, it asked again: %d calls more (%v)", total()-before, err)
	}
	d.Clock.Forward(24 * time.Hour)
	d.Pull()
	d.want("after the wait", sc.ids()...)
}
