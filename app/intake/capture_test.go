package intake_test

import (
	"context"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/platforms"
)

func (o *office) capture(channel string, note intake.CaptureNote) string {
	o.t.Helper()
	id, err := o.reader().Capture(context.Background(), gm, channel, note)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

// TestWhatIsCapturedIsWork: it runs the promise's clock from when it was written,
// however old, and says who brought it in.
func TestWhatIsCapturedIsWork(t *testing.T) {
	o := newOffice(t)
	c, _ := o.connect(press)
	first := intake.CaptureNote{Link: " HTTPS://Nextdoor.example/p/7#top ", Words: "The bins again", Person: "Ada Lovell", At: ago(72 * time.Hour)}
	id := o.capture(c.ID, first)
	r, ms, err := o.Conversation(context.Background(), id)
	if err != nil || len(ms) != 1 || r.Status != inbox.Open || r.Turn == nil || !r.Turn.Start.Equal(first.At) || r.Turn.Due.IsZero() || r.Person.Name != "Ada Lovell" {
		t.Fatalf("got %+v %v", r, err)
	}
	if m := ms[0]; m.Permalink != "https://nextdoor.example/p/7" || m.Text != "The bins again" || m.Kind != platforms.KindComment || m.Private {
		t.Errorf("got %+v", m)
	}
	record, err := o.Record(context.Background(), id)
	if err != nil || len(record) != 1 || record[0].Act.Kind != inbox.Captured || record[0].Act.Officer != gm.Officer {
		t.Errorf("record %+v %v", record, err)
	}
	if again := o.capture(c.ID, first); again != id {
		t.Errorf("the same again is %s", again)
	}
	first.Words = ""
	if again := o.capture(c.ID, first); again != id {
		t.Errorf("the same page again is %s", again)
	}
	if r := o.row(id); r.Messages != 1 || r.Version != 2 {
		t.Errorf("the second time changed something: %+v", r)
	}
	if more := o.capture(c.ID, intake.CaptureNote{Link: "https://nextdoor.example/p/7/", Words: "And mine", Person: "Bo"}); more != id {
		t.Errorf("more of the same page is %s", more)
	}
	if r := o.row(id); r.Messages != 2 || !r.Turn.Start.Equal(first.At) {
		t.Errorf("got %+v", r)
	}
	phone := o.capture(c.ID, intake.CaptureNote{Words: "A lamp is out in Mill Lane", Kind: platforms.KindMessage})
	if r := o.row(phone); phone == id || !r.Private || !r.Turn.Start.Equal(monday) {
		t.Errorf("got %+v", r)
	}
	o.verified()
}

func TestACaptureSaysWhatIsMissing(t *testing.T) {
	o := newOffice(t)
	c, _ := o.connect(press)
	for name, note := range map[string]intake.CaptureNote{
		"nothing":   {Person: "Ada"},
		"no page":   {Link: "nextdoor.example/p/7"},
		"a program": {Link: "javascript:alert(1)", Words: "x"},
		"to come":   {Words: "x", At: monday.Add(time.Minute)},
	} {
		if _, err := o.reader().Capture(context.Background(), gm, c.ID, note); app.KindOf(err) != app.Wrong {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := o.reader().Capture(context.Background(), gm, "gone", intake.CaptureNote{Words: "x"}); app.KindOf(err) != app.NotFound {
		t.Errorf("got %v", err)
	}
	if n := len(o.rows()); n != 0 {
		t.Errorf("%d conversations", n)
	}
}

// TestSeenAndNotAnswered settles what can't be answered, with its reason; taken
// back, the clock runs from where it did.
func TestSeenAndNotAnswered(t *testing.T) {
	o := newOffice(t)
	c, _ := o.connect(press)
	id := o.capture(c.ID, intake.CaptureNote{Link: "https://groups.example/7", Words: "They never sweep"})
	s := &inbox.Service{Store: o.Store, Door: o.Store, Desk: o.Store, Clock: o.clock, IDs: app.NewIDs(o.clock)}
	for reason, link := range map[string]string{" ": "", "We are a page, not a person": "council.example"} {
		if _, err := s.SeenNotAnswered(context.Background(), gm, id, reason, link); app.KindOf(err) != app.Wrong {
			t.Errorf("%q %q: %v", reason, link, err)
		}
	}
	o.set(monday.Add(time.Hour))
	done, err := s.SeenNotAnswered(context.Background(), gm, id, "We can't write in that group", "https://council.example/news/sweeping")
	if err != nil {
		t.Fatal(err)
	}
	if r := o.row(id); r.Status != inbox.NoReply || len(r.Settled) != 1 || r.Settled[0].How != inbox.ByNoReply || r.Settled[0].By != done[0].ID {
		t.Errorf("got %+v", r)
	}
	if _, err := s.SeenNotAnswered(context.Background(), gm, id, "Again", ""); app.KindOf(err) != app.Wrong {
		t.Errorf("settled twice: %v", err)
	}
	if _, err := s.Undo(context.Background(), gm, id, done[0].ID); err != nil {
		t.Fatal(err)
	}
	if r := o.row(id); r.Turn == nil || !r.Turn.Start.Equal(monday) {
		t.Errorf("got %+v", r)
	}
	o.verified()
}
