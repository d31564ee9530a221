package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/sim"

	"pgregory.net/rapid"
)

// scripted is an adapter whose pulls hand over fixed batches, one pull each.
type scripted struct {
	platforms.Adapter
	batches []platforms.Batch
	next    int
}

func (s *scripted) Pull(ctx context.Context, _ []byte, _ platforms.Window, sink platforms.Sink) error {
	b := s.batches[s.next]
	s.next++
	b.Cursor = fmt.Appendf(nil, "%d", s.next)
	return sink.Deliver(ctx, b)
}

// play pulls each batch in turn and calls after with its number.
func (o *office) play(after func(n int), batches ...platforms.Batch) channel.Channel {
	o.t.Helper()
	c, w := o.connect(press)
	s := &scripted{Adapter: w, batches: batches}
	o.wrapped = func(platforms.Adapter) platforms.Adapter { return s }
	for n := range batches {
		o.pull(c)
		if after != nil {
			after(n)
		}
	}
	return c
}

// keyed is a mail as an adapter hands it over, at a place in the Inbox.
func keyed(it platforms.Item, uid uint32) platforms.Item {
	it.Key, it.BodyHash, it.Direction = "key-"+it.RemoteID, "body-"+it.RemoteID, platforms.FromResident
	it.InternalDate, it.AnswerTo = it.ReceivedAt, it.From
	it.Location = platforms.Location{Folder: sim.Inbox, Validity: 1, UID: uid}
	return it
}

func TestAHeadThenItsBody(t *testing.T) {
	body := keyed(mail("a1", ada, "Bin", "the words", ago(time.Hour)), 1)
	head := body
	head.HeaderOnly, head.Text, head.BodyHash = true, "", ""
	o := newOffice(t)
	c := o.play(nil, platforms.Batch{Items: []platforms.Item{head}}, platforms.Batch{Items: []platforms.Item{body}}, platforms.Batch{Items: []platforms.Item{head}})
	rows := o.rows()
	if len(rows) != 1 || rows[0].Messages != 1 || rows[0].Preview != "the words" || rows[0].Status != inbox.Open {
		t.Fatalf("got %+v", rows)
	}
	if here, err := o.Here(context.Background(), c.ID); err != nil || here[sim.Inbox] != 1 {
		t.Errorf("here %v %v", here, err)
	}
	o.verified()
}

// TestTheRealMessageTakesThePlaceOfAStandIn: what the server would not give
// comes after all; the stand-in is then no work any more.
func TestTheRealMessageTakesThePlaceOfAStandIn(t *testing.T) {
	standIn := keyed(mail("", "", "A message the server could not give", "It is still in the mailbox.", ago(time.Hour)), 4)
	standIn.Key, standIn.ThreadRoot, standIn.Unparsed, standIn.AnswerTo = "stand-in", "stand-in", true, platforms.Person{}
	real := keyed(mail("a1", ada, "Bin", "the words", ago(time.Hour)), 4)
	o := newOffice(t)
	c := o.play(func(n int) {
		if open := o.rows(inbox.Open); len(open) != 1 {
			t.Errorf("after batch %d %d conversations are open, want 1", n, len(open))
		}
	}, platforms.Batch{Items: []platforms.Item{standIn}}, platforms.Batch{Items: []platforms.Item{real}})
	if open := o.rows(inbox.Open); open[0].Preview != "the words" {
		t.Errorf("open is %+v", open[0])
	}
	if here, err := o.Here(context.Background(), c.ID); err != nil || here[sim.Inbox] != 1 {
		t.Errorf("here %v %v", here, err)
	}
	o.verified()
}

func TestAWebFormIsAnsweredToTheResident(t *testing.T) {
	o := newOffice(t)
	form := mail("c1", press, "Website form", "a dropped kerb", ago(time.Hour))
	form.Claimed, form.AnswerTo = true, platforms.Person{ID: "cy@home.example", Name: "Cy"}
	c, _ := o.connect(press, form)
	o.pull(c)
	r := o.rows(inbox.Open)
	if len(r) != 1 || r[0].Person.ID != "cy@home.example" || r[0].Turn == nil {
		t.Fatalf("got %+v", r)
	}
}

// TestHistoryIsNoWork: what came before the promise opens nothing, whatever
// it is.
func TestHistoryIsNoWork(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		o := newOffice(t)
		var items []platforms.Item
		open := map[string]bool{}
		for n := range rapid.IntRange(1, 60).Draw(r, "mails") {
			back := time.Duration(rapid.IntRange(1, 48*60).Draw(r, "minutes")) * time.Minute
			words := fmt.Sprint("mail ", n)
			items = append(items, mail(words, fmt.Sprint("r", n, "@home.example"), words, words, ago(back)))
			open[words] = back <= 24*time.Hour
		}
		c, w := o.connect(press)
		for _, it := range items {
			w.Receive(it)
		}
		o.pull(c)
		for _, row := range o.rows() {
			if open[row.Subject] != (row.Status == inbox.Open) || !open[row.Subject] && (row.Status != inbox.History || !row.Clock.IsZero()) {
				r.Fatalf("%q is %s with clock %v", row.Subject, row.Status, row.Clock)
			}
		}
	})
}

// TestFaultyPullsLoseNothing: batches cut, doubled and out of order.
func TestFaultyPullsLoseNothing(t *testing.T) {
	o := newOffice(t)
	var items []platforms.Item
	for n := range 70 {
		items = append(items, mail(fmt.Sprint("m", n), fmt.Sprint("r", n, "@home.example"), fmt.Sprint("Matter ", n), fmt.Sprint("words ", n), ago(time.Duration(n+1)*time.Minute)))
	}
	c, w := o.connect(press, items...)
	w.Break(sim.Faults{CutAfter: 25, Doubled: true, Disordered: true})
	cuts := 0
	for {
		if _, err := o.reader().Once(context.Background(), c, nil); err == nil {
			break
		}
		if cuts++; cuts > 10 {
			t.Fatal("it never ends")
		}
	}
	if rows := o.rows(inbox.Open); len(rows) != 70 || cuts == 0 {
		t.Fatalf("%d open after %d cuts, want 70", len(rows), cuts)
	}
	s := o.pull(c)
	if s.There != 70 || s.Here != 70 {
		t.Errorf("there %d, here %d, want 70 of 70", s.There, s.Here)
	}
	o.verified()
}

func TestAFolderNumberedAfreshKeepsItsMail(t *testing.T) {
	first := keyed(mail("a1", ada, "Bin", "one", ago(time.Hour)), 1)
	again := first
	again.Location.Validity, again.Location.UID = 2, 9
	o := newOffice(t)
	c := o.play(nil, platforms.Batch{Items: []platforms.Item{first}}, platforms.Batch{Renewed: []string{sim.Inbox}}, platforms.Batch{Items: []platforms.Item{again}})
	if rows := o.rows(); len(rows) != 1 || rows[0].Messages != 1 {
		t.Fatalf("got %+v", rows)
	}
	if here, err := o.Here(context.Background(), c.ID); err != nil || here[sim.Inbox] != 1 {
		t.Errorf("here %v %v", here, err)
	}
	o.verified()
}

// TestStartIsTheEarliestStamp (DESIGN 3), and a clock measured too far ahead
// makes nothing late.
func TestStartIsTheEarliestStamp(t *testing.T) {
	for _, c := range []struct {
		name string
		skew time.Duration // of this PC against the server, as measured
		got  time.Duration // the network's stamp, counted back from now; -1 none
		want time.Duration
	}{
		{"the network's stamp", 0, time.Hour, time.Hour},
		{"no stamp", 0, -1, 0},
		{"a stamp from the future", 0, -10 * time.Minute, 0},
		{"this PC is ahead", 20 * time.Minute, 20 * time.Minute, 20 * time.Minute},
		{"ahead, no stamp", 20 * time.Minute, -1, 20 * time.Minute},
		{"measured from moved mail", 72 * time.Hour, time.Minute, time.Minute},
		{"this PC is behind", -time.Hour, -50 * time.Minute, -50 * time.Minute},
		{"behind, no stamp", -time.Hour, -1, -time.Hour},
	} {
		o := newOffice(t)
		it := keyed(mail("a1", ada, "Bin", "one", ago(c.got)), 1)
		if c.got == -1 {
			it.ReceivedAt = time.Time{}
		}
		ch, w := o.connect(press)
		for range 3 {
			if err := o.AddSkew(context.Background(), ch.ID, int64(c.skew/time.Second), monday); err != nil {
				t.Fatal(err)
			}
		}
		s := &scripted{Adapter: w, batches: []platforms.Batch{{Items: []platforms.Item{it}}}}
		o.wrapped = func(platforms.Adapter) platforms.Adapter { return s }
		o.pull(ch)
		if m := o.message("one"); !m.Start.Equal(ago(c.want)) {
			t.Errorf("%s: it starts %v before now, want %v", c.name, monday.Sub(m.Start), c.want)
		}
		if h := o.health(ch); (h.SkewSeconds != 0) != (c.skew != 0) || (c.skew != 0) != strings.Contains(h.Sentence, "clock") {
			t.Errorf("%s: health says %q", c.name, h.Sentence)
		}
	}
}

// TestNamesAreOneLine: a name or subject with line ends, or of a megabyte, looks like
// no row of its own and fills no screen.
func TestNamesAreOneLine(t *testing.T) {
	o := newOffice(t)
	it := mail("hostile", ada, "Bins\r\n\n  GM  answered   ", "Words\nin lines", monday)
	it.From.Name = " Ada\n\tLovell\u2028 " + strings.Repeat("a", 1<<20)
	c, _ := o.connect(press, it)
	o.pull(c)
	rows := o.rows()
	if len(rows) != 1 || rows[0].Subject != "Bins GM answered" {
		t.Fatalf("%+v", rows)
	}
	m := o.message("Words\nin lines")
	if name := m.From.Name; !strings.HasPrefix(name, "Ada Lovell a") || utf8.RuneCountInString(name) != 500 || m.Text != "Words\nin lines" {
		t.Errorf("named %.40q… of %d letters, with %q", name, utf8.RuneCountInString(name), m.Text)
	}
}

// TestNoMarkMisleads: what a resident, a network or the clipboard brings can neither
// steer a terminal nor turn a line, and no name resembles another by marks that have
// no width. Emoji and scripts that join letters stay whole.
func TestNoMarkMisleads(t *testing.T) {
	o := newOffice(t)
	it := mail("hostile", ada, "Bins\x1b]0;owned\a", "Words\x1b[2J\x00 and\n\u202ewords\xff", monday)
	it.From.Name = "G\u200bMor\u2060gan\u202e\x1b[1A 👩\u200d🚒"
	it.Attachments = []platforms.Attachment{{Part: "1", Name: "plan\u202efdp.exe", Alt: "A plan\x1b[2J"}}
	c, _ := o.connect(press, it)
	o.pull(c)
	if rows := o.rows(); len(rows) != 1 || rows[0].Subject != "Bins]0;owned" {
		t.Fatalf("%+v", rows)
	}
	m := o.message("Words[2J and\nwords\ufffd")
	if m.From.Name != "GMorgan[1A 👩\u200d🚒" || m.Files[0].Name != "planfdp.exe" || m.Files[0].Alt != "A plan[2J" {
		t.Errorf("%+v", m)
	}
	_, ms, err := o.Conversation(context.Background(), o.capture(c.ID, intake.CaptureNote{Words: "Bins\x1b[2J again", Person: "Bo\x1b[1A\u202e\nLee"}))
	if err != nil || len(ms) != 1 || ms[0].Text != "Bins[2J again" || ms[0].From.Name != "Bo[1A Lee" || ms[0].From.ID != "bo[1a lee" {
		t.Errorf("%v %+v", err, ms)
	}
}
