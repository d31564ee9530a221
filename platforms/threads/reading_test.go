package threads_test

import (
	"testing"
	"time"

	"commsdesk/platforms"
)

// TestBranches: the topmost resident's reply is the root of everything below it;
// our own replies never are.
func TestBranches(t *testing.T) {
	d := open(t, nil)
	at := func(minutes int) time.Time { return d.now.Add(-time.Duration(minutes) * time.Minute) }
	post := d.w.Post("Bins", at(60))
	first := d.w.Comment(amina, post, "When?", at(50))
	ours := d.w.AnswerOutside(first, "On Monday. ^GM", at(40))
	below := d.w.Comment(bertie, ours, "And glass?", at(30))
	deeper := d.w.Comment(amina, below, "Good question", at(20))
	correction := d.w.AnswerOutside(post, "Correction: Tuesday. ^GM", at(15))
	under := d.w.Comment(bertie, correction, "Thanks", at(10))
	items := d.pull()
	roots := map[string]string{first: first, ours: first, below: first, deeper: first, correction: correction, under: under}
	for id, root := range roots {
		it := items[id]
		if it.ThreadRoot != root || it.Context != post {
			t.Errorf("%q stands in %s under %s, want %s under %s", it.Text, it.ThreadRoot, it.Context, root, post)
		}
	}
	if it := items[ours]; len(it.To) != 1 || it.To[0].ID != amina.ID || it.Parents[0] != first {
		t.Errorf("our answer: %+v", it)
	}
	if it := items[deeper]; len(it.Parents) != 4 || it.Parents[3] != post {
		t.Errorf("its parents are %v", it.Parents)
	}
	thread, err := d.a.Thread(t.Context(), target(items[below]))
	if err != nil || len(thread) != 5 || thread[0].RemoteID != post || thread[4].RemoteID != deeper {
		t.Errorf("%d items (%v)", len(thread), err)
	}
}

// TestALateReplyFindsItsBranch: only the newest replies are read again, and those
// above one are asked for.
func TestALateReplyFindsItsBranch(t *testing.T) {
	d := open(t, nil)
	post := d.w.Post("Bins", d.now.Add(-50*time.Hour))
	first := d.w.Comment(amina, post, "When?", d.now.Add(-49*time.Hour))
	for i := range 150 {
		d.w.Comment(bertie, post, "Me too", d.now.Add(-48*time.Hour+time.Duration(i)*time.Minute))
	}
	d.pull()
	d.again() // nothing is remembered but the cursor
	d.now = d.now.Add(time.Hour)
	before := d.w.Server().Counts()["conversation"]
	late := d.w.Comment(bertie, first, "Still no answer?", d.now)
	if it := d.pull()[late]; it.ThreadRoot != first {
		t.Errorf("it stands in %s, want %s", it.ThreadRoot, first)
	}
	if n := d.w.Server().Counts()["conversation"] - before; n != 1 {
		t.Errorf("read %d pages for one new reply", n)
	}
}

// TestMentions: a post that names us, a reply that does so in somebody's thread;
// under our own post it comes once, as a reply.
func TestMentions(t *testing.T) {
	d := open(t, nil)
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	named := d.w.Comment(amina, "", "@northfield.council the lights are out", d.now.Add(-50*time.Minute))
	inThread := d.w.Mention(bertie, named, "@northfield.council here too", d.now.Add(-40*time.Minute))
	under := d.w.Mention(bertie, post, "@northfield.council when?", d.now.Add(-30*time.Minute))
	items := d.pull()
	if it := items[named]; it.Kind != platforms.KindMention || it.ThreadRoot != named || it.Context != "" {
		t.Errorf("%+v", it)
	}
	if it := items[inThread]; it.Kind != platforms.KindMention || it.ThreadRoot != named || it.Parents[0] != named {
		t.Errorf("%+v", it)
	}
	if it := items[under]; it.Kind != platforms.KindComment || it.Context != post {
		t.Errorf("%+v", it)
	}
	// Our answer there comes back in the same thread, and so does what answers it.
	o := d.send(platforms.Outgoing{ReplyTo: parent(items[named]), Text: "We are on it. ^GM"})
	if o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	d.now = d.now.Add(time.Hour)
	back := d.w.Comment(amina, o.RemoteID, "Thank you", d.now.Add(-time.Minute))
	items = d.pull()
	if it := items[o.RemoteID]; it.ThreadRoot != named || it.Direction != platforms.FromUs || len(it.To) != 1 || it.To[0].ID != amina.ID {
		t.Errorf("our answer: %+v", it)
	}
	if it := items[back]; it.ThreadRoot != named || it.Kind != platforms.KindReply {
		t.Errorf("the answer to it: %+v", it)
	}
}

// TestOldPostsAreReadLessOften: young ones at each pull, middle ones hourly, old
// ones every six hours.
func TestOldPostsAreReadLessOften(t *testing.T) {
	d := open(t, nil)
	day := 24 * time.Hour
	for _, age := range []time.Duration{day, 30 * day, 200 * day} {
		post := d.w.Post("Bins", d.now.Add(-age))
		d.w.Comment(amina, post, "When?", d.now.Add(-age+time.Hour))
	}
	d.w.Post("Quiet", d.now.Add(-2*day)) // nobody replied: nothing to read
	d.pull()
	for _, c := range []struct {
		forward time.Duration
		reads   int
	}{{5 * time.Minute, 1}, {time.Hour, 2}, {6 * time.Hour, 3}} {
		before := d.w.Server().Counts()["conversation"]
		d.now = d.now.Add(c.forward)
		d.pull()
		if n := d.w.Server().Counts()["conversation"] - before; n != c.reads {
			t.Errorf("after %v it read %d conversations, want %d", c.forward, n, c.reads)
		}
	}
}

// TestDeletedIsProved: a reply that can't be read is taken for deleted only when
// another one can be.
func TestDeletedIsProved(t *testing.T) {
	for name, closed := range map[string]bool{"others can be read": false, "nobody's can be read": true} {
		t.Run(name, func(t *testing.T) {
			d := open(t, nil)
			post := d.w.Post("Bins", d.now.Add(-time.Hour))
			first := d.w.Comment(amina, post, "When?", d.now.Add(-50*time.Minute))
			d.w.Comment(bertie, post, "Where?", d.now.Add(-40*time.Minute))
			d.pull()
			d.w.Closed = closed
			d.w.Remove(first, d.now)
			items, err := d.a.Recheck(t.Context(), []string{first})
			if err != nil || closed != (len(items) == 0) {
				t.Errorf("%+v (%v)", items, err)
			}
			if !closed && items[0].DeletedAt.IsZero() {
				t.Errorf("%+v", items)
			}
		})
	}
}

// TestHiding: directly below our post; deeper only together with what stands
// above, elsewhere not at all.
func TestHiding(t *testing.T) {
	d := open(t, nil)
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	first := d.w.Comment(amina, post, "Rubbish", d.now.Add(-50*time.Minute))
	below := d.w.Comment(bertie, first, "Worse", d.now.Add(-40*time.Minute))
	named := d.w.Comment(amina, "", "@northfield.council", d.now.Add(-30*time.Minute))
	items := d.pull()
	if err := d.a.Moderate(t.Context(), platforms.Hide, target(items[first])); err != nil {
		t.Fatal(err)
	}
	if seen, err := d.a.Recheck(t.Context(), []string{first}); err != nil || len(seen) != 1 || !seen[0].Hidden {
		t.Errorf("%+v (%v)", seen, err)
	}
	for id, says := range map[string]string{below: "the one above it", named: "its own posts only"} {
		err := d.a.Moderate(t.Context(), platforms.Hide, target(items[id]))
		if platforms.ClassOf(err) != platforms.ClassPermission {
			t.Errorf("%v", err)
			continue
		}
		d.says(err.Error(), says)
	}
	for _, m := range []platforms.Measure{platforms.Delete, platforms.Mute, platforms.Block, platforms.Unblock, platforms.Unmute} {
		if err := d.a.Moderate(t.Context(), m, target(items[first])); platforms.ClassOf(err) != platforms.ClassPermission {
			t.Errorf("%s: %v", m, err)
		}
	}
}

// TestTheWorldIsKept over a restart of the sample desk.
func TestTheWorldIsKept(t *testing.T) {
	d := open(t, nil)
	post := d.w.Post("Bins", d.now.Add(-time.Hour))
	id := d.w.Comment(amina, post, "When?", d.now.Add(-50*time.Minute))
	saved, err := d.w.Save()
	if err != nil {
		t.Fatal(err)
	}
	other := open(t, nil)
	if err := other.w.Load(saved); err != nil {
		t.Fatal(err)
	}
	if items := other.pull(); len(items) != 2 || items[id].Text != "When?" {
		t.Errorf("%+v", items)
	}
}
