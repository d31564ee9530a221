package intake_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/platforms"
	"commsdesk/platforms/mailbox/sim"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const (
	ada = "ada@home.example"
	eve = "eve@elsewhere.example"
)

// thread is a talk of Ada's with us, and what else points into it. Subjects
// and senders decide what belongs.
func thread() []platforms.Item {
	claimed := mail("c1", press, "Website form", "form", ago(40*time.Minute))
	claimed.Claimed, claimed.AnswerTo = true, platforms.Person{ID: "cy@home.example"}
	unnamed := mail("f1", press, "Hello", "says it is us", ago(30*time.Minute), "a1")
	unnamed.Claimed = true
	away := mail("w1", ada, "Away", "away", ago(20*time.Minute), "a1", "o1")
	away.Auto = platforms.AutoReply
	return []platforms.Item{
		mail("a1", ada, "Brown bin", "first", ago(3*time.Hour)),
		ours("o1", ada, "Re: Brown bin", "our answer", ago(150*time.Minute), "a1"),
		mail("a2", ada, "Something else", "known sender", ago(2*time.Hour), "a1", "o1"),
		mail("b1", "bo@home.example", "RE: brown  BIN", "same subject", ago(110*time.Minute), "a1", "o1"),
		mail("e1", eve, "Invoice", "forged", ago(100*time.Minute), "a1"),
		mail("e2", eve, "Invoice again", "forged again", ago(90*time.Minute), "a1", "e1"),
		mail("t1", ada, "Bulb", "no references", ago(80*time.Minute), "a2"),
		claimed, unnamed, away,
	}
}

func TestAThreadTakesOnlyItsOwn(t *testing.T) {
	o := newOffice(t)
	c, _ := o.connect(press, thread()...)
	o.pull(c)
	in := o.talks()
	main := in["first"]
	if main != intake.ConversationID(c.ID, "a1") {
		t.Errorf("the thread has the id %s", main)
	}
	for _, words := range []string{"our answer", "known sender", "same subject", "no references", "away"} {
		if in[words] != main {
			t.Errorf("%q is not in its thread", words)
		}
	}
	stranger := in["forged"]
	if stranger == main || stranger != in["forged again"] || in["form"] == main || in["says it is us"] == main || in["says it is us"] == stranger {
		t.Errorf("strangers are not kept apart: %v", in)
	}
	for _, r := range o.rows() {
		if r.ID == stranger && r.Suggest != main || r.ID == main && r.Suggest != "" {
			t.Errorf("%s suggests %q", r.ID, r.Suggest)
		}
	}
	o.verified()
}

// TestTheSameMailMakesTheSameThreads feeds two stores the same mail in
// different batches and orders: conversations and rows must agree.
func TestTheSameMailMakesTheSameThreads(t *testing.T) {
	base := newOffice(t)
	c, _ := base.connect(press, thread()...)
	base.pull(c)
	want, rows := base.talks(), base.rows()
	rapid.Check(t, func(r *rapid.T) {
		o := newOffice(t)
		c, w := o.connect(press)
		items := thread()
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 1))
		random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		for len(items) > 0 {
			n := rapid.IntRange(1, len(items)).Draw(r, "batch")
			for _, it := range items[:n] {
				w.Receive(it)
			}
			w.Break(sim.Faults{Doubled: rapid.Bool().Draw(r, "doubled"), Disordered: rapid.Bool().Draw(r, "disordered")})
			o.pull(c)
			items = items[n:]
		}
		if diff := cmp.Diff(want, o.talks()); diff != "" {
			r.Fatalf("the threads differ:\n%s", diff)
		}
		unlike := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Version" }, cmp.Ignore())
		if diff := cmp.Diff(rows, o.rows(), unlike); diff != "" {
			r.Fatalf("the rows differ:\n%s", diff)
		}
		o.verified()
	})
}

// TestWhatSomebodyWorkedOnStays: a parent that comes late joins the talk that an
// officer has acted on, and takes nothing out of it.
func TestWhatSomebodyWorkedOnStays(t *testing.T) {
	o := newOffice(t)
	c, w := o.connect(press, mail("x3", ada, "Kerb", "third", ago(time.Hour), "x0", "x2"))
	o.pull(c)
	id := o.talks()["third"]
	if _, err := o.Do(context.Background(), gm.New(inbox.Noted, act.Subject{Type: act.Conversation, ID: id}, nil, inbox.NoteContent{Text: "Seen"})); err != nil {
		t.Fatal(err)
	}
	w.Receive(mail("x2", ada, "Kerb", "second", ago(2*time.Hour), "x1"))
	o.pull(c)
	w.Receive(mail("x1", ada, "Kerb", "first", ago(3*time.Hour)))
	o.pull(c)
	for words, talk := range o.talks() {
		if talk != id {
			t.Errorf("%q is in %s, want %s with the rest", words, talk, id)
		}
	}
	o.verified()
}

// TestAnotherBodyUnderAKnownKey: a forged id hides nothing, whichever came
// first.
func TestAnotherBodyUnderAKnownKey(t *testing.T) {
	for _, forgedFirst := range []bool{false, true} {
		o := newOffice(t)
		c, w := o.connect(press)
		real, forged := mail("a1", ada, "Bin", "real", ago(time.Hour)), mail("a1", ada, "Bin", "forged", ago(30*time.Minute))
		real.Key, forged.Key, real.BodyHash, forged.BodyHash = "k", "k", strings.Repeat("a", 64), strings.Repeat("b", 64)
		first, second := real, forged
		if forgedFirst {
			first, second = forged, real
		}
		w.Receive(first)
		o.pull(c)
		w.Receive(second)
		w.Break(sim.Faults{Doubled: true})
		o.pull(c)
		if in := o.talks(); len(in) != 2 {
			t.Fatalf("got %v, want both", in)
		}
		if a, b := o.message(first.Text), o.message(second.Text); a.Altered || !b.Altered || a.Key == b.Key {
			t.Errorf("altered: %t %t", a.Altered, b.Altered)
		}
		if here, err := o.Here(context.Background(), c.ID); err != nil || here[sim.Inbox] != 2 {
			t.Errorf("here %v %v", here, err)
		}
		o.verified()
	}
}

func TestSubjectRoots(t *testing.T) {
	for _, c := range [][2]string{{"Re: AW: [council] Brown  BIN", "brown bin"}, {"Re[2]: x", "x"}, {"Research: x", "research: x"}, {" re:re: ", ""}} {
		if got := intake.SubjectRoot(c[0]); got != c[1] {
			t.Errorf("%q has the root %q, want %q", c[0], got, c[1])
		}
	}
}

// TestALongThreadIsOne: newest first, over many batches, as a first pull
// brings it.
func TestALongThreadIsOne(t *testing.T) {
	var items []platforms.Item
	var chain []string
	for n := range 130 {
		id := fmt.Sprintf("m%03d", n)
		items = append(items, mail(id, ada, "Trees", id, ago(time.Duration(200-n)*time.Minute), chain...))
		if n%3 == 0 { // programs that name only what they answer
			chain = nil
		}
		chain = append(chain, id)
	}
	o := newOffice(t)
	c, _ := o.connect(press, items...)
	o.pull(c)
	rows := o.rows()
	if len(rows) != 1 || rows[0].ID != intake.ConversationID(c.ID, "m000") || rows[0].Messages != 130 {
		t.Fatalf("%d conversations, the first with %d messages", len(rows), rows[0].Messages)
	}
	o.verified()
}
