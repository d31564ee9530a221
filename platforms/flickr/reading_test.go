package flickr_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/flickr/sim"
)

var (
	rhian = platforms.Person{ID: "31", Name: "Rhian Price", Handle: "rhian.price"}
	omar  = platforms.Person{ID: "32", Name: "Omar Haddad", Handle: "Omar Haddad"}
)

// later pulls again after a while.
func later(d *conformance.Desk, by time.Duration) {
	d.T.Helper()
	d.Clock.Forward(by)
	d.Pull()
}

// TestBranches: Flickr's comments are one flat list; each resident's are a thread,
// and who is named first says whom a comment is for.
func TestBranches(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	at := func(minutes int) time.Time {
		return conformance.Start.Add(-5*time.Hour + time.Duration(minutes)*time.Minute)
	}
	post := w.Post("The new bandstand", at(0))
	first := w.Comment(rhian, post, "When does it open?", at(1))
	second := w.Comment(omar, post, "Who paid for it?", at(2))
	linked := w.AnswerOutside(first, "On Friday. ^GM", at(3))
	named := w.AnswerOutside(post, "@Omar Haddad The lottery did. ^GM", at(4))
	thanks := w.Comment(rhian, post, "Thank you", at(5))
	plain := w.AnswerOutside(post, "You are welcome. ^GM", at(6))
	joins := w.Comment(platforms.Person{ID: "33", Name: "Sian Howells", Handle: "sian"}, second, "I wondered too", at(7))
	d.Pull()
	for id, want := range map[string]struct{ root, to string }{
		first: {first, ""}, second: {second, ""}, thanks: {first, ""}, joins: {second, ""},
		linked: {first, "31@N02"}, named: {second, "32@N02"}, plain: {first, "31@N02"},
	} {
		it := d.Sink.Items[id]
		if it.ThreadRoot != want.root || it.Context != post {
			t.Errorf("%q lies in %s, want %s", it.Text, it.ThreadRoot, want.root)
		}
		if want.to != "" && (len(it.To) != 1 || it.To[0].ID != want.to || it.Direction != platforms.FromUs) {
			t.Errorf("%q is for %+v", it.Text, it.To)
		}
	}
	items, err := d.Adapter.(platforms.ThreadPuller).Thread(t.Context(), platforms.Target{ID: thanks, Root: first, Context: post})
	if err != nil || len(items) != 5 || items[0].RemoteID != post || items[1].RemoteID != first || items[4].RemoteID != plain {
		t.Errorf("the thread has %d items (%v)", len(items), err)
	}
}

// TestWordsOfHTML: links and line ends are kept, markup goes.
func TestWordsOfHTML(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("Tom & Jo's\nA \"play\" <for> all", conformance.Start.Add(-time.Hour))
	first := w.Comment(rhian, post, "Is 2 < 3?\nYes & no", conformance.Start.Add(-50*time.Minute))
	below := w.Comment(omar, first, "Indeed", conformance.Start.Add(-40*time.Minute))
	d.Pull()
	if got := d.Sink.Items[post].Text; got != "Tom & Jo's\n\nA \"play\" <for> all" {
		t.Errorf("the photo says %q", got)
	}
	if got := d.Sink.Items[first].Text; got != "Is 2 < 3?\nYes & no" {
		t.Errorf("the comment says %q", got)
	}
	it := d.Sink.Items[below]
	if it.Text != "Rhian Price Indeed" || len(it.Links) != 1 || it.Links[0].URL != "https://www.flickr.com/photos/31@N02/" {
		t.Errorf("naming somebody it came as %q with %+v", it.Text, it.Links)
	}
}

// TestEditsAndDeletions are noticed by looking photos over again each hour,
// though Flickr tells neither.
func TestEditsAndDeletions(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("Opening hours", conformance.Start.Add(-50*time.Hour))
	edited := w.Comment(rhian, post, "Open on Sundy?", conformance.Start.Add(-30*time.Hour))
	gone := w.Comment(omar, post, "Same here", conformance.Start.Add(-29*time.Hour))
	other := w.Post("The mayor", conformance.Start.Add(-49*time.Hour))
	lost := w.Comment(omar, other, "Well said", conformance.Start.Add(-28*time.Hour))
	d.Pull()
	w.Reword(edited, "Open on Sunday?")
	w.Remove(gone, conformance.Start)
	w.Remove(other, conformance.Start)
	later(d, 15*time.Minute)
	if !d.Sink.Items[gone].DeletedAt.IsZero() {
		t.Error("photos are looked over more often than each hour")
	}
	later(d, 45*time.Minute)
	if it := d.Sink.Items[edited]; it.Text != "Open on Sunday?" || !it.EditedAt.Equal(d.Clock.Now()) {
		t.Errorf("an edited comment came as %+v", it)
	}
	for _, id := range []string{gone, other, lost} {
		if d.Sink.Items[id].DeletedAt.IsZero() {
			t.Errorf("%s was not missed", id)
		}
	}
	later(d, time.Hour)
	if it := d.Sink.Items[edited]; !it.DeletedAt.IsZero() || !it.EditedAt.Equal(d.Clock.Now().Add(-time.Hour)) {
		t.Errorf("an hour later it is %+v", it)
	}
}

// TestPollsSparingly: a quiet look is one call, and the activity is read once an
// hour at most.
func TestPollsSparingly(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("The market", conformance.Start.Add(-time.Hour))
	w.Comment(rhian, post, "When?", conformance.Start.Add(-30*time.Minute))
	d.Pull()
	before := w.Server().Counts()
	for range 3 {
		later(d, 15*time.Minute)
	}
	after := w.Server().Counts()
	if after[sim.Updated]-before[sim.Updated] != 3 || after[sim.Activity] != 1 || after[sim.Comments] != before[sim.Comments] {
		t.Errorf("three quiet looks: %v, before them %v", after, before)
	}
	later(d, 15*time.Minute)
	if n := w.Server().Counts()[sim.Activity]; n != 2 {
		t.Errorf("after an hour the activity was read %d times", n)
	}
}

// TestManyUnderOnePhoto: late comments among thousands come once, in order, and
// the cursor stays small.
func TestManyUnderOnePhoto(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("Name the park", conformance.Start.Add(-23*time.Hour))
	for i := range 600 {
		w.Comment(platforms.Person{ID: fmt.Sprint(1000 + i), Name: fmt.Sprintf("Resident %d", i), Handle: fmt.Sprintf("r%d", i)}, post,
			fmt.Sprintf("Name %d", i), conformance.Start.Add(-22*time.Hour+time.Duration(i)*time.Minute))
	}
	d.Pull()
	if len(d.Sink.Items) != 601 || len(d.Sink.Cursor) > 20_000 {
		t.Errorf("%d items, a cursor of %d bytes", len(d.Sink.Items), len(d.Sink.Cursor))
	}
	var late []string
	for i := range 130 {
		late = append(late, w.Comment(rhian, post, fmt.Sprintf("Late %d", i), conformance.Start.Add(time.Duration(i)*time.Second)))
	}
	batches := d.Sink.Batches
	later(d, 15*time.Minute)
	for _, id := range late {
		if _, ok := d.Sink.Items[id]; !ok {
			t.Fatalf("%s is missing", id)
		}
	}
	if n := d.Sink.Batches - batches; n != 2 {
		t.Errorf("130 new comments came in %d batches", n)
	}
}

// TestCommentOnAnOldPhoto brings the photo along.
func TestCommentOnAnOldPhoto(t *testing.T) {
	t.Parallel()
	d, w := open(t)
	post := w.Post("The pier in 1955", conformance.Start.AddDate(-4, 0, 0))
	d.Pull()
	if _, ok := d.Sink.Items[post]; ok {
		t.Error("a photo from before the range came by itself")
	}
	id := w.Comment(rhian, post, "My grandmother is in it", conformance.Start.Add(5*time.Minute))
	later(d, 15*time.Minute)
	if d.Sink.Items[id].Context != post || !strings.HasSuffix(d.Sink.Items[id].Permalink, post+"/#comment"+id[strings.LastIndex(id, "-")+1:]) {
		t.Errorf("the comment came as %+v", d.Sink.Items[id])
	}
	if d.Sink.Items[post].Kind != platforms.KindPost {
		t.Errorf("the photo came as %+v", d.Sink.Items[post])
	}
}
