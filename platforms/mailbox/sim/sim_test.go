package sim_test

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox"
	"commsdesk/platforms/mailbox/sim"
)

const press = "press@borough.example"

// desk stores what a pull brings, as the real store would: by key.
type desk struct {
	items   map[string]platforms.Item
	order   []string
	cursor  []byte
	batches int
}

func newDesk() *desk { return &desk{items: map[string]platforms.Item{}} }

func (d *desk) Deliver(_ context.Context, b platforms.Batch) error {
	for _, item := range b.Items {
		if _, known := d.items[item.Key]; !known {
			d.order = append(d.order, item.Text)
		}
		d.items[item.Key] = item
	}
	d.cursor = b.Cursor
	d.batches++
	return nil
}

// world is a simulated mailbox under a clock that the test moves.
type world struct {
	*sim.Account
	mu  sync.Mutex
	now time.Time
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

type noSecrets struct{}

func (noSecrets) Get(context.Context, string) (string, error) { return "", nil }
func (noSecrets) Set(context.Context, string, string) error   { return nil }

func newWorld(t *testing.T, script sim.Script) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 11, 27, 11, 40, 0, 0, time.UTC)}
	script.Address, script.Name = press, "Borough Press Office"
	real, err := mailbox.New(mailbox.Config{
		Address: press, DisplayName: script.Name, IMAPHost: "sample.example", IMAPPort: 993, IMAPTLS: mailbox.Implicit,
		SMTPHost: "sample.example", SMTPPort: 465, SMTPTLS: mailbox.Implicit,
	}, noSecrets{}, w.clock)
	if err != nil {
		t.Fatal(err)
	}
	if w.Account, err = sim.New(script, real.Seal, w.clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func (w *world) later(d time.Duration) {
	w.mu.Lock()
	w.now = w.now.Add(d)
	w.mu.Unlock()
	w.Advance()
}

func (w *world) window() platforms.Window {
	return platforms.Window{PromiseFrom: w.now.Add(-24 * time.Hour), OldestFrom: w.now.AddDate(-1, 0, 0)}
}

func (w *world) pull(t *testing.T, d *desk) {
	t.Helper()
	if err := w.Pull(t.Context(), d.cursor, w.window(), d); err != nil {
		t.Fatal(err)
	}
}

func (w *world) reply(t *testing.T, to, text string) platforms.Sealed {
	t.Helper()
	msg, err := w.Seal(t.Context(), platforms.Outgoing{
		To: []platforms.Person{{ID: to, Name: "Nia Probert"}}, Text: text,
		ReplyTo: &platforms.Parent{ID: "q1@x.example", Root: "q1@x.example", Subject: "Bins"},
		Quote:   &platforms.Quote{Who: "Nia Probert", When: "Fri", Text: "When do you come?"},
	}, w.now)
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

func letters(now time.Time, n int) (items []platforms.Item) {
	for i := range n {
		items = append(items, platforms.Item{
			From: platforms.Person{ID: "nia@x.example", Name: "Nia Probert"}, Subject: "Bins", Text: "question " + strings.Repeat("i", i+1),
			ReceivedAt: now.Add(-time.Duration(n-i) * time.Minute),
		})
	}
	return items
}

var start = time.Date(2026, 11, 27, 11, 40, 0, 0, time.UTC)

func TestPullNewestFirstAndOnce(t *testing.T) {
	items := letters(start, 65)
	items = append(items, platforms.Item{Direction: platforms.FromUs, From: platforms.Person{ID: press}, Text: "our answer", ReceivedAt: start.Add(-70 * time.Minute)},
		platforms.Item{Text: "ancient", ReceivedAt: start.AddDate(-2, 0, 0)},
		platforms.Item{Text: "to come", ReceivedAt: start.Add(time.Hour)})
	w, d := newWorld(t, sim.Script{Items: items}), newDesk()
	w.pull(t, d)
	if len(d.items) != 66 || d.order[0] != "our answer" || d.order[1] != "question "+strings.Repeat("i", 65) {
		t.Fatalf("%d items, order %v", len(d.items), d.order[:2])
	}
	before := d.batches
	w.pull(t, d)
	if d.batches != before {
		t.Error("nothing new, but a batch came")
	}
	w.later(time.Hour)
	w.pull(t, d)
	if len(d.items) != 67 || d.order[66] != "to come" {
		t.Errorf("%d items", len(d.items))
	}
}

func TestPullFaults(t *testing.T) {
	for name, faults := range map[string]sim.Faults{
		"cut": {CutAfter: 30}, "doubled": {Doubled: true}, "disordered": {Disordered: true}, "slow": {Slow: time.Millisecond},
		"all": {CutAfter: 25, Doubled: true, Disordered: true},
	} {
		w, d := newWorld(t, sim.Script{Items: letters(start, 95)}), newDesk()
		w.Break(faults)
		cuts := 0
		for len(d.items) < 95 && cuts < 20 {
			err := w.Pull(t.Context(), d.cursor, w.window(), d)
			if err != nil && platforms.ClassOf(err) != platforms.ClassOffline {
				t.Fatalf("%s: %v", name, err)
			}
			if err != nil {
				cuts++
			}
		}
		if len(d.items) != 95 || (faults.CutAfter > 0) != (cuts > 0) {
			t.Errorf("%s: %d items after %d cuts", name, len(d.items), cuts)
		}
	}
	for class, faults := range map[platforms.Class]sim.Faults{
		platforms.ClassOffline: {Offline: true}, platforms.ClassAuth: {AuthEnded: true},
		platforms.ClassCertificate: {Certificate: &platforms.Certificate{Host: "sample.example", Presented: "AA:BB"}},
	} {
		w, d := newWorld(t, sim.Script{Items: letters(start, 3)}), newDesk()
		w.Break(faults)
		if err := w.Pull(t.Context(), nil, w.window(), d); platforms.ClassOf(err) != class || d.batches != 0 {
			t.Errorf("%s: %v", class, err)
		}
		report, err := w.Test(t.Context(), true, nil)
		if platforms.ClassOf(err) != class || report.Steps[len(report.Steps)-1].OK {
			t.Errorf("%s: test %v %+v", class, err, report.Steps)
		}
		w.Break(sim.Faults{})
		w.pull(t, d)
		if len(d.items) != 3 {
			t.Errorf("%s: %d items once it works again", class, len(d.items))
		}
	}
}

func TestSendVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		rule    sim.Rule
		faults  sim.Faults
		want    platforms.Verdict
		commits int
		kept    int
	}{
		"accepted":      {want: platforms.Accepted, commits: 1, kept: 1},
		"refused":       {rule: sim.Rule{Verdict: platforms.Refused}, want: platforms.Refused, commits: 1},
		"not sent":      {rule: sim.Rule{Verdict: platforms.NotSent}, want: platforms.NotSent},
		"needs person":  {rule: sim.Rule{Verdict: platforms.NeedsPerson}, want: platforms.NeedsPerson},
		"unconfirmed":   {rule: sim.Rule{Verdict: platforms.Unconfirmed}, want: platforms.Unconfirmed, commits: 1},
		"kept":          {rule: sim.Rule{Verdict: platforms.Unconfirmed, Kept: true}, want: platforms.Unconfirmed, commits: 1, kept: 1},
		"words":         {rule: sim.Rule{Words: "tuesday", Verdict: platforms.Refused}, want: platforms.Refused, commits: 1},
		"other words":   {rule: sim.Rule{Words: "roads", Verdict: platforms.Refused}, want: platforms.Accepted, commits: 1, kept: 1},
		"other person":  {rule: sim.Rule{To: "owen@x.example", Verdict: platforms.Refused}, want: platforms.Accepted, commits: 1, kept: 1},
		"offline":       {faults: sim.Faults{Offline: true}, want: platforms.NotSent},
		"auth":          {faults: sim.Faults{AuthEnded: true}, want: platforms.NeedsPerson},
		"recipient":     {faults: sim.Faults{RefuseRecipient: "nia@x.example"}, want: platforms.Refused},
		"silent":        {faults: sim.Faults{Silent: true}, want: platforms.Unconfirmed, commits: 1},
		"silent kept":   {faults: sim.Faults{Silent: true, Kept: true}, want: platforms.Unconfirmed, commits: 1, kept: 1},
		"commit failed": {want: platforms.NotSent, commits: 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, sim.Script{Rules: []sim.Rule{c.rule}, FilesInSent: true})
			msg := w.reply(t, "nia@x.example", "On Tuesday. ^GM")
			w.Break(c.faults)
			commits := 0
			o := w.Send(t.Context(), msg, func() error {
				commits++
				if name == "commit failed" {
					return errors.New("disk full")
				}
				return nil
			})
			if o.Verdict != c.want || commits != c.commits || w.Accepted()[msg.Token] != c.kept || (o.Why == "") != (o.Verdict == platforms.Accepted) {
				t.Fatalf("%+v, %d commits, accepted %v", o, commits, w.Accepted())
			}
			w.Break(sim.Faults{})
			proof, err := w.Prove(t.Context(), msg, w.now)
			if err != nil || proof.Live != (c.kept == 1) || proof.Absent {
				t.Errorf("proof %+v, %v", proof, err)
			}
		})
	}
}

func TestResidentsAnswer(t *testing.T) {
	w := newWorld(t, sim.Script{FilesInSent: false, Rules: []sim.Rule{
		{To: "nia@x.example", Times: 1, Answers: []sim.Answer{{After: 20 * time.Minute, Text: "Thank you!"}}},
		{To: "gone@x.example", Answers: []sim.Answer{{After: time.Minute, Text: "No such person.", Auto: platforms.AutoBounce}}},
	}})
	d := newDesk()
	w.pull(t, d)
	ok := func() error { return nil }
	first, second, gone := w.reply(t, "nia@x.example", "On Tuesday. ^GM"), w.reply(t, "nia@x.example", "Really. ^GM"), w.reply(t, "gone@x.example", "Hello. ^GM")
	for _, msg := range []platforms.Sealed{first, second, gone} {
		if o := w.Send(t.Context(), msg, ok); o.Verdict != platforms.Accepted {
			t.Fatalf("%+v", o)
		}
	}
	w.later(19 * time.Minute)
	w.pull(t, d)
	if len(d.items) != 1 || !slices.Contains(d.order, "No such person.") {
		t.Fatalf("after 19 minutes: %v", d.order)
	}
	watched := make(chan error, 1)
	go func() { watched <- w.Watch(t.Context()) }()
	w.later(time.Minute)
	if err := <-watched; err != nil {
		t.Fatal(err)
	}
	w.pull(t, d)
	if len(d.items) != 2 {
		t.Fatalf("after 20 minutes: %v", d.order)
	}
	for _, item := range d.items {
		switch {
		case item.Bounce != nil:
			if item.Bounce.OriginalID != gone.Token || item.Bounce.Recipient != "gone@x.example" || item.Auto != platforms.AutoBounce {
				t.Errorf("bounce %+v", item.Bounce)
			}
		case item.Parents[0] != first.Token || item.ThreadRoot != "q1@x.example" || item.Subject != "Re: Bins" || item.From.Name != "Nia Probert":
			t.Errorf("answer %+v", item)
		}
	}
	if proof, _ := w.Prove(t.Context(), gone, w.now); !proof.Live || proof.Where != "the server returned it" {
		t.Errorf("proof %+v", proof)
	}
	for round := range 2 {
		if found, err := w.File(t.Context(), first); err != nil || found != (round == 1) {
			t.Errorf("file, round %d: %t %v", round, found, err)
		}
	}
	w.pull(t, d)
	if !slices.Contains(d.order, "On Tuesday. ^GM\n\nOn Fri, Nia Probert wrote:") {
		t.Errorf("our own words: %q", d.order)
	}
}

func TestSaveAndLoad(t *testing.T) {
	script := sim.Script{Items: letters(start, 30), Rules: []sim.Rule{{Times: 1, Answers: []sim.Answer{{After: time.Hour, Text: "Thanks"}}}}, FilesInSent: true}
	w, d := newWorld(t, script), newDesk()
	w.pull(t, d)
	msg := w.reply(t, "nia@x.example", "On Tuesday. ^GM")
	if o := w.Send(t.Context(), msg, func() error { return nil }); o.Verdict != platforms.Accepted {
		t.Fatalf("%+v", o)
	}
	saved, err := w.Save()
	if err != nil {
		t.Fatal(err)
	}
	again := newWorld(t, script)
	if err := again.Load(saved); err != nil {
		t.Fatal(err)
	}
	again.pull(t, d)
	if len(d.items) != 31 || again.Accepted()[msg.Token] != 1 {
		t.Fatalf("%d items after the restart, accepted %v", len(d.items), again.Accepted())
	}
	again.later(time.Hour)
	again.pull(t, d)
	if len(d.items) != 32 || !slices.Contains(d.order, "Thanks") {
		t.Errorf("the answer planned before the restart did not come: %v", d.order[30:])
	}
	for _, broken := range []string{"", "{}", "[]"} {
		if err := again.Load([]byte(broken)); err == nil {
			t.Errorf("%q was loaded", broken)
		}
	}
}

func TestWatchEnds(t *testing.T) {
	w := newWorld(t, sim.Script{})
	w.pull(t, newDesk())
	ctx, cancel := context.WithCancel(t.Context())
	watched := make(chan error, 1)
	go func() { watched <- w.Watch(ctx) }()
	cancel()
	if err := <-watched; err != nil {
		t.Errorf("ctx's end is no error: %v", err)
	}
	go func() { watched <- w.Watch(t.Context()) }()
	w.Break(sim.Faults{Offline: true})
	if err := <-watched; platforms.ClassOf(err) != platforms.ClassOffline {
		t.Errorf("%v", err)
	}
	w.Break(sim.Faults{})
	go func() { watched <- w.Watch(t.Context()) }()
	w.Close()
	if err := <-watched; platforms.ClassOf(err) != platforms.ClassTransient {
		t.Errorf("%v", err)
	}
}

func TestFetch(t *testing.T) {
	item := letters(start, 1)[0]
	item.Attachments = []platforms.Attachment{{Part: "2", Name: "plan.pdf", Type: "application/pdf", Size: 1000}}
	w, d := newWorld(t, sim.Script{Items: []platforms.Item{item}}), newDesk()
	w.pull(t, d)
	for _, got := range d.items {
		var b bytes.Buffer
		if err := w.Fetch(t.Context(), got.Location, "2", &b); err != nil || b.Len() != 1000 {
			t.Errorf("%d bytes, %v", b.Len(), err)
		}
		if err := w.Fetch(t.Context(), got.Location, "9", &b); platforms.ClassOf(err) != platforms.ClassGone {
			t.Errorf("%v", err)
		}
	}
}

// TestNothingCanLeave: the package imports nothing that opens a connection,
// directly, and nothing that speaks a network's language, at any depth.
func TestNothingCanLeave(t *testing.T) {
	list := func(format string) []string {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-tags", "sqlite_fts5", "-f", format, ".").Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Fields(string(out))
	}
	direct, all := list(`{{join .Imports "\n"}}`), list(`{{join .Deps "\n"}}`)
	if !slices.Contains(direct, "commsdesk/platforms") || !slices.Contains(all, "strings") {
		t.Fatalf("the list is not of this package: %v", direct)
	}
	for _, p := range direct {
		if p == "net" || p == "syscall" || strings.HasPrefix(p, "os") || strings.HasPrefix(p, "golang.org/x/net") {
			t.Errorf("imports %s", p)
		}
	}
	for _, p := range all {
		if p == "net/http" || p == "net/smtp" || p == "crypto/tls" || p == "os/exec" || strings.Contains(p, "go-imap") || strings.Contains(p, "go-smtp") || p == "commsdesk/platforms/mailbox" {
			t.Errorf("reaches %s", p)
		}
	}
}

func TestTheTailAlone(t *testing.T) {
	w, d := newWorld(t, sim.Script{Items: letters(start, 95)}), newDesk()
	w.Break(sim.Faults{CutAfter: 30})
	if err := w.Pull(t.Context(), nil, w.window(), d); err == nil || len(d.items) != 20 {
		t.Fatalf("%d items, %v", len(d.items), err)
	}
	w.Break(sim.Faults{})
	w.Receive(platforms.Item{From: platforms.Person{ID: "owen@x.example"}, Text: "just now"})
	tail, last := w.window(), newDesk()
	tail.Tail = true
	if err := w.Pull(t.Context(), d.cursor, tail, last); err != nil || len(last.items) != 1 || last.order[0] != "just now" || !bytes.Equal(last.cursor, d.cursor) {
		t.Fatalf("the tail brought %v (%v)", last.order, err)
	}
	w.pull(t, d)
	if len(d.items) != 96 {
		t.Errorf("%d items after all", len(d.items))
	}
}
