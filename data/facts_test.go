package data_test

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/outbox"

	"github.com/google/go-cmp/cmp"
)

// full is a message with every field set.
func full(key string) inbox.Message {
	m := letter("bins", key, "Ada Example", 1)
	m.Parents = []string{"p1@example.org", "p2@example.org"}
	m.Auto, m.Private, m.Claimed = "list", true, true
	m.Cc = []inbox.Person{resident("Cy Example")}
	m.Quoted, m.Raw = "Earlier words", []byte{0, 1, 2}
	m.Links = []inbox.Link{{Text: "bank.example", URL: "http://elsewhere.example", Suspicious: true}}
	m.Files = []inbox.File{{Part: "2", Name: "bin.jpg", Type: "image/jpeg", Size: 9}}
	m.EditedAt, m.DeletedAt = hour(2), hour(3)
	m.History, m.Altered, m.Unparsed = true, true, true
	m.Send, m.Permalink = "s1", "https://example.org/a"
	m.Ref, m.Context, m.Hidden, m.EditSeen = "urn:9", "post", true, true
	m.Was = []inbox.Version{{Text: "as first written"}, {Text: "then", At: hour(1.5)}}
	m.ReplyUntil, m.ReplyAfter, m.ExpireAt, m.AsOf = hour(24), "Answer under the post.", hour(48), hour(1)
	m.Counts = map[string]int64{"likes": 3}
	m.Bounce = &inbox.Bounce{OriginalID: "o", Recipient: "r", Status: "5.1.1", Permanent: true, Reason: "no such person"}
	return m
}

func TestAMessageIsReadAsItWasStored(t *testing.T) {
	d := newDesk(t)
	want := full("a")
	d.store(want)
	_, got, err := d.Conversation(ctx, "bins")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]inbox.Message{want}, got); diff != "" {
		t.Fatalf("stored (-) and read (+) differ:\n%s", diff)
	}
	bare := inbox.Message{Key: "bare", Channel: mailbox.ID, Conversation: "bare", Direction: inbox.In, Start: hour(1), SeenAt: hour(1)}
	d.store(bare)
	_, got, err = d.Conversation(ctx, "bare")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]inbox.Message{bare}, got); diff != "" {
		t.Fatalf("stored (-) and read (+) differ:\n%s", diff)
	}
	d.verified()
}

// dump is everything that facts may change, versions too.
func (d *workspace) dump() (rows []inbox.Row, messages map[string][]inbox.Message, acts int64) {
	d.t.Helper()
	rows, err := d.Queue(ctx, inbox.Filter{Statuses: []inbox.Status{inbox.Open, inbox.Answered, inbox.Waiting, inbox.NoReply, inbox.Done, inbox.History}})
	if err != nil {
		d.t.Fatal(err)
	}
	messages = map[string][]inbox.Message{}
	for _, r := range rows {
		_, ms, err := d.Conversation(ctx, r.ID)
		if err != nil {
			d.t.Fatal(err)
		}
		messages[r.ID] = ms
	}
	return rows, messages, d.verified().Acts
}

func TestTheSameFactsTwiceChangeNothing(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bus", "b", "Bo Example", 1))
	send := outbox.Send{ID: "s1"}
	d.do(send.Do(gm, outbox.EvQueue, outbox.QueuedEffect{Channel: mailbox.ID, Conversation: "bus", Token: "tok"}, outbox.QueuedContent{Text: "Yes ^GM"}))
	for _, e := range []outbox.Event{outbox.EvStart, outbox.EvCommit, outbox.EvLose} {
		send.Version++
		d.do(send.Do(gm, e, nil, nil))
	}
	rule := act.Rule("found-in-sent")
	proved := rule.New(outbox.EvProve.Kind(), outbox.Subject("s1"), outbox.ProvedEffect{By: outbox.ByMessage, Message: "a", At: hour(2).UnixMilli()}, outbox.Reason{Where: "in Sent"})
	answered := accepted("bus", "s1", 2, "b")
	answered.Officer = rule.Officer
	f := intake.Facts{Channel: mailbox.ID, SeenAt: hour(3), Cursor: []byte("7"), Renewed: []string{"Sent"},
		Messages: []inbox.Message{full("a"), letter("bins", "b2", "Ada Example", 2), letter("stranger", "c", "Cy Example", 2)},
		Gone:     []inbox.Location{letter("bus", "b", "Bo Example", 1).Locations[0]},
		Suggest:  map[string]string{"stranger": "bins"}, Acts: []act.Act{proved, answered}}
	d.facts(f)
	rows, messages, acts := d.dump()
	if s, err := d.Outbox().Send(ctx, "s1"); err != nil || s.State != outbox.Sent || s.Proof != "in Sent" {
		t.Fatalf("got %+v %v", s, err)
	}
	if r := d.row("bus"); r.Status != inbox.Answered || r.Sending != "" {
		t.Fatalf("got %+v", r)
	}
	if r := d.row("stranger"); r.Suggest != "bins" {
		t.Fatalf("got %+v", r)
	}
	stop := d.bus.Listen(func(c event.Change) {
		if c.Topic == event.Conversations || c.Topic == event.Sends {
			t.Errorf("the second time announced %+v", c)
		}
	})
	d.now = hour(9)
	for i := range f.Messages {
		f.Messages[i].SeenAt = hour(9)
	}
	d.facts(f)
	stop()
	rows2, messages2, acts2 := d.dump()
	if diff := cmp.Diff(rows, rows2) + cmp.Diff(messages, messages2); diff != "" || acts != acts2 {
		t.Fatalf("%d acts became %d;\n%s", acts, acts2, diff)
	}
	if c, err := d.Cursor(ctx, mailbox.ID); err != nil || string(c) != "7" {
		t.Fatalf("got cursor %q %v", c, err)
	}
}

func TestARulesActThatIsTooLateIsLeftOutWithWhatGoesWithIt(t *testing.T) {
	d := newDesk(t)
	d.store(letter("bus", "b", "Bo Example", 1))
	d.do(outbox.Send{ID: "s1"}.Do(gm, outbox.EvQueue, outbox.QueuedEffect{Channel: mailbox.ID, Conversation: "bus", Token: "tok"}, nil))
	before := d.verified().Acts
	rule := act.Rule("returned")
	d.facts(intake.Facts{Channel: mailbox.ID, Cursor: []byte("8"), Acts: []act.Act{
		rule.New(outbox.EvFile.Kind(), outbox.Subject("s1"), outbox.FiledEffect{Filed: outbox.FiledDone}, nil),
		accepted("bus", "s1", 2, "b"),
		rule.New(inbox.AnswerReturned, on("nowhere"), inbox.RepliedEffect{Send: "s9"}, nil),
	}})
	if after := d.verified().Acts; after != before {
		t.Fatalf("%d acts became %d", before, after)
	}
	if c, err := d.Cursor(ctx, mailbox.ID); err != nil || string(c) != "8" {
		t.Fatalf("the facts were not stored: %q %v", c, err)
	}
}

func TestAHeaderGetsItsBody(t *testing.T) {
	d := newDesk(t)
	whole := letter("bins", "a", "Ada Example", 1)
	header := whole
	header.HeaderOnly, header.Text, header.BodyHash = true, "", ""
	d.store(header)
	if r := d.row("bins"); r.Preview != "" || r.Version != 1 || r.Status != inbox.Open {
		t.Fatalf("got %+v", r)
	}
	late := whole
	late.SeenAt, late.Calendar = hour(5), 4
	d.store(late)
	r, ms, err := d.Conversation(ctx, "bins")
	if err != nil {
		t.Fatal(err)
	}
	if r.Preview != "Words of a" || r.Version != 2 || ms[0].HeaderOnly || !ms[0].SeenAt.Equal(hour(1)) || ms[0].Calendar != 1 || ms[0].BodyHash != "body-a" {
		t.Fatalf("got %+v %+v", r, ms[0])
	}
	d.store(header)
	if r := d.row("bins"); r.Preview != "Words of a" || r.Version != 2 {
		t.Fatalf("a header took the body away: %+v", r)
	}
	d.verified()
}

func TestEditsAndDeletionsAreFacts(t *testing.T) {
	d := newDesk(t)
	first := letter("bins", "a", "Ada Example", 1)
	edited := first
	edited.EditedAt, edited.Text = hour(2), "Words put right"
	mentioned := first
	mentioned.Key, mentioned.Cc = "m", []inbox.Person{resident("Cy Example")}
	d.store(mentioned)
	mentioned.Cc, mentioned.EditedAt = nil, hour(1)
	d.store(mentioned)
	if known, err := d.KnownKeys(ctx, mailbox.ID, []string{"m"}); err != nil || len(known["m"].Cc) != 0 {
		t.Fatalf("an edit took Cy out, but they are still there: %+v %v", known, err)
	}
	d = newDesk(t)
	d.store(edited)
	d.store(first)
	if r := d.row("bins"); r.Preview != "Words put right" || r.Version != 1 {
		t.Fatalf("got %+v", r)
	}
	gone := edited
	gone.DeletedAt = hour(3)
	d.store(gone)
	r, ms, err := d.Conversation(ctx, "bins")
	if err != nil {
		t.Fatal(err)
	}
	if r.Preview != "" || r.Status != inbox.Open || !ms[0].DeletedAt.Equal(hour(3)) || ms[0].Text != "Words put right" || r.Version != 2 {
		t.Fatalf("got %+v %+v", r, ms[0])
	}
	d.verified()
}

func TestAMessageThatProvesOursIsNobodysQuestion(t *testing.T) {
	d := newDesk(t)
	claimed := letter("bins", "a", "Ada Example", 1)
	claimed.From, claimed.Claimed = inbox.Person{ID: mailbox.Identity}, true
	d.store(claimed)
	if hits, err := d.Search(ctx, "ada", 10); err != nil || len(hits) != 2 {
		t.Fatalf("got %+v %v", hits, err)
	}
	own := claimed
	own.Direction, own.Locations = inbox.Own, []inbox.Location{{Folder: "Sent", Validity: 3, UID: 4}}
	d.store(own)
	r, ms, err := d.Conversation(ctx, "bins")
	if err != nil {
		t.Fatal(err)
	}
	if r.Status != inbox.History || len(ms) != 1 || len(ms[0].Locations) != 2 {
		t.Fatalf("got %+v %+v", r, ms)
	}
	if _, err := d.Person(ctx, mailbox.ID, "Ada Example@example.org"); err == nil {
		t.Fatal("somebody who never wrote is known as a resident")
	}
	d.verified()
}

func TestLocationsComeGoAndAreRenumbered(t *testing.T) {
	d := newDesk(t)
	a, b := letter("bins", "a", "Ada Example", 1), letter("bus", "b", "Bo Example", 1)
	d.store(a, b)
	here := func(want map[string]int) {
		t.Helper()
		got, err := d.Here(ctx, mailbox.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
	here(map[string]int{"INBOX": 2})
	var told []string
	stop := d.bus.Listen(func(c event.Change) { told = append(told, c.IDs...) })
	d.facts(intake.Facts{Channel: mailbox.ID, Gone: a.Locations, SeenAt: hour(4)})
	stop()
	if !slices.Equal(told, []string{"bins"}) {
		t.Fatalf("announced %q", told)
	}
	here(map[string]int{"INBOX": 1})
	r, ms, err := d.Conversation(ctx, "bins")
	if err != nil {
		t.Fatal(err)
	}
	if r.Status != inbox.Open || !ms[0].Locations[0].GoneAt.Equal(hour(4)) {
		t.Fatalf("mail filed away closed work: %+v %+v", r, ms[0].Locations)
	}
	moved := a
	moved.Locations = []inbox.Location{{Folder: "Archive", Validity: 1, UID: 1}}
	d.store(moved)
	here(map[string]int{"INBOX": 1, "Archive": 1})
	// The folder is numbered afresh: its only message comes again under a new number.
	again := b
	again.Locations = []inbox.Location{{Folder: "INBOX", Validity: 2, UID: 1}}
	f := intake.Facts{Channel: mailbox.ID, Renewed: []string{"INBOX"}, Messages: []inbox.Message{again}, SeenAt: hour(5)}
	d.facts(f)
	d.facts(f)
	here(map[string]int{"INBOX": 1, "Archive": 1})
	next := letter("bus", "z", "Bo Example", 2)
	next.Locations = []inbox.Location{{Folder: "INBOX", Validity: 2, UID: 2}}
	d.store(next)
	d.facts(f)
	here(map[string]int{"INBOX": 2, "Archive": 1})
	if r := d.row("bus"); r.Messages != 2 || r.Version != 2 {
		t.Fatalf("a new number made another message: %+v", r)
	}
	d.facts(intake.Facts{Channel: mailbox.ID, Renewed: []string{"INBOX"}, SeenAt: hour(6)})
	here(map[string]int{"Archive": 1})
	d.verified()
}

func TestClockDifferencesAreTheNewestFive(t *testing.T) {
	d := newDesk(t)
	for n := range int64(8) {
		if err := d.AddSkew(ctx, mailbox.ID, n, hour(float64(n))); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.AddSkew(ctx, "mailbox-other", 99, hour(0)); err != nil {
		t.Fatal(err)
	}
	got, err := d.Skews(ctx, mailbox.ID)
	if err != nil || !slices.Equal(got, []int64{7, 6, 5, 4, 3}) {
		t.Fatalf("got %v %v", got, err)
	}
}

func TestThePreviewIsTheResidentsNewestWordsOnOneLine(t *testing.T) {
	d := newDesk(t)
	long := letter("bins", "a", "Ada Example", 1)
	long.Text = "  Dear\r\n\r\n\tpress office, " + strings.Repeat("é words ", 300)
	own := letter("bins", "o", "Ada Example", 2)
	own.Direction, own.Text = inbox.Own, "Our answer"
	bounce := letter("bins", "x", "Mail System", 3)
	bounce.Auto, bounce.Text = "bounce", "Could not be delivered"
	d.store(long, own, bounce)
	r := d.row("bins")
	if n := len([]rune(r.Preview)); n != 200 || !strings.HasPrefix(r.Preview, "Dear press office, é words é") || !r.LastAt.Equal(hour(3)) || r.Messages != 3 ||
		r.Person.Name != "Ada Example" {
		t.Fatalf("got %d runes: %+v", n, r)
	}
}

func TestTheQueueIsInTheOrderThingsAreDue(t *testing.T) {
	d := newDesk(t)
	d.store(letter("late", "a", "Ada Example", 1), letter("soon", "b", "Bo Example", 0.5), letter("press", "c", "Cy Example", 2),
		letter("comment", "e", "Di Example", 1.5), letter("older", "f", "Ed Example", 0.2))
	d.do(gm.New(inbox.PressDue, on("press"), inbox.DeadlineEffect{At: hour(3).UnixMilli()}, nil),
		gm.New(inbox.Assigned, on("soon"), inbox.AssignEffect{To: "team:csc"}, nil),
		typed("comment", inbox.Comment, "e"), typed("older", inbox.Comment, "f"))
	ids := func(f inbox.Filter) []string {
		t.Helper()
		rows, err := d.Queue(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range rows {
			out = append(out, r.ID)
		}
		return out
	}
	for _, c := range []struct {
		filter inbox.Filter
		want   []string
	}{
		{inbox.Filter{}, []string{"press", "soon", "late"}},
		{inbox.Filter{Statuses: []inbox.Status{inbox.Open, inbox.NoReply}}, []string{"press", "soon", "late", "comment", "older"}},
		{inbox.Filter{Assignees: []inbox.Assignee{"team:csc"}}, []string{"soon"}},
		{inbox.Filter{Assignees: []inbox.Assignee{"", "team:csc"}, Limit: 2}, []string{"press", "soon"}},
		{inbox.Filter{Since: hour(1)}, []string{"press", "late"}},
		{inbox.Filter{Channel: "mailbox-other"}, nil},
		{inbox.Filter{Channel: mailbox.ID, Limit: 1}, []string{"press"}},
	} {
		if got := ids(c.filter); !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %q, want %q", c.filter, got, c.want)
		}
	}
	counts, err := d.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[inbox.Status]int{inbox.Open: 3, inbox.NoReply: 2}, counts); diff != "" {
		t.Fatal(diff)
	}
}

func TestWhatIsKnownOfAResident(t *testing.T) {
	d := newDesk(t)
	renamed := letter("bus", "b", "Ada Example", 5)
	renamed.From.Name, renamed.AnswerTo.Name = "Dr Ada Example", "Dr Ada Example"
	d.store(renamed, letter("bins", "a", "Ada Example", 1), letter("other", "c", "Cy Example", 2))
	p, err := d.Person(ctx, mailbox.ID, "Ada Example@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if p.Person.Name != "Dr Ada Example" || !p.First.Equal(hour(1)) || len(p.Conversations) != 2 || p.Conversations[0].ID != "bus" {
		t.Fatalf("got %+v", p)
	}
}

// TestOrderDoesNotMatter stores the same facts in two orders, in batches of
// other sizes, some of them twice: the rows are the same.
func TestOrderDoesNotMatter(t *testing.T) {
	var all []inbox.Message
	for n := range 60 {
		m := letter([]string{"bins", "bus", "park"}[n%3], keyOf(n/2), []string{"Ada Example", "Bo Example"}[n/2%2], float64(n/2)/7)
		m.Conversation = []string{"bins", "bus", "park"}[n/2%3]
		m.ThreadRoot = m.Conversation
		switch n % 4 {
		case 1:
			m.EditedAt, m.Text, m.SeenAt = hour(50), "Put right", hour(9)
		case 2:
			m.HeaderOnly, m.Text, m.BodyHash = true, "", ""
		case 3:
			m.Direction, m.Start = inbox.Own, m.Start.Add(-time.Minute)
		}
		all = append(all, m)
	}
	var first []inbox.Row
	for seed := range int64(4) {
		d := newDesk(t)
		random := rand.New(rand.NewSource(seed))
		mixed := append(slices.Clone(all), all[:20]...)
		random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		for len(mixed) > 0 {
			n := min(len(mixed), 1+random.Intn(9))
			d.store(mixed[:n]...)
			mixed = mixed[n:]
		}
		rows, _, _ := d.dump()
		for i := range rows {
			rows[i].Version = 0
		}
		if first == nil {
			first = rows
		}
		if diff := cmp.Diff(first, rows); diff != "" {
			t.Fatalf("order %d gives other rows:\n%s", seed, diff)
		}
	}
}
