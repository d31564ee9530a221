package x_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/conformance"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/x/sim"
)

// TestDeepThreads: what stands deeper in our threads is found though it names
// nobody of us, and lies in the branch of whoever began it, also when the branch
// must be asked for and when a post in it is gone.
func TestDeepThreads(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	at := func(minutes int) time.Time { return start.Add(-5*time.Hour + time.Duration(minutes)*time.Minute) }
	post := d.world.Post("Which name for the park?", at(0))
	second := d.world.AnswerOutside(post, "You have until Friday.", at(1))
	first := d.world.Comment(amina, second, "Otter Park", at(2))
	mine := d.world.AnswerOutside(first, "Noted. ^GM", at(3))
	deep := d.world.Comment(bertie, mine, "I like that too", at(4))
	deeper := d.world.Comment(amina, deep, "Thank you!", at(5))
	earlier := d.world.Post("The park opens soon", start.AddDate(0, 0, -4))
	under := d.world.Comment(bertie, d.world.Comment(amina, earlier, "When?", start.AddDate(0, 0, -3)), "In May, I think", start.AddDate(0, 0, -2))
	gone := d.world.Comment(bertie, post, "Rude words", at(6))
	after := d.world.Comment(amina, gone, "Be kind", at(7))
	d.world.Remove(gone, at(8))
	withdrawn := d.world.AnswerOutside(d.world.Comment(amina, post, "And the pond?", at(9)), "A slip", at(10))
	orphan := d.world.Comment(bertie, withdrawn, "You mean the lake", at(11))
	d.world.Remove(withdrawn, at(12))
	d.pull()
	for id, want := range map[string][3]string{
		post: {post, "", platforms.KindPost}, second: {second, "", platforms.KindPost},
		first: {first, second, platforms.KindComment}, mine: {first, second, platforms.KindReply},
		deep: {first, second, platforms.KindComment}, deeper: {first, second, platforms.KindComment},
		after: {gone, post, platforms.KindComment}, orphan: {orphan, post, platforms.KindComment},
	} {
		if it := d.item(id); it.ThreadRoot != want[0] || it.Context != want[1] || it.Kind != want[2] {
			t.Errorf("%q came as %s, root %s, above it %s; want %v", it.Text, it.Kind, it.ThreadRoot, it.Context, want)
		}
	}
	if it := d.item(under); it.Context != earlier {
		t.Errorf("below an earlier post of ours: %+v", it)
	}
	// A fresh adapter sees one post only and asks for what lies between.
	d.renew()
	items, err := d.a.Recheck(t.Context(), []string{deeper})
	if err != nil || len(items) != 1 || items[0].ThreadRoot != first || items[0].Context != second {
		t.Errorf("%+v (%v)", items, err)
	}
	thread, err := d.a.Thread(t.Context(), platforms.Target{ID: deep, Root: first, Context: second})
	var order []string
	for _, it := range thread {
		order = append(order, it.RemoteID)
	}
	if want := fmt.Sprint([]string{second, first, mine, deep, deeper}); err != nil || fmt.Sprint(order) != want {
		t.Errorf("the thread is %v (%v), want %s", order, err, want)
	}
	if _, err := d.a.Thread(t.Context(), platforms.Target{ID: gone, Root: gone, Context: post}); platforms.ClassOf(err) != platforms.ClassGone {
		t.Errorf("a thread that is gone: %v", err)
	}
}

// TestStrangersThread: in a conversation that somebody else began, all is one
// thread of theirs.
func TestStrangersThread(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	theirs := d.world.Comment(amina, "", "The lights in Mill Lane are out", start.Add(-3*time.Hour))
	mine := d.world.AnswerOutside(theirs, "We are on our way. ^GM", start.Add(-2*time.Hour))
	back := d.world.Comment(bertie, mine, "Mine too", start.Add(-time.Hour))
	d.pull()
	for id, kind := range map[string]string{theirs: platforms.KindMention, mine: platforms.KindReply, back: platforms.KindReply} {
		if it := d.item(id); it.ThreadRoot != theirs || it.Context != "" || it.Kind != kind {
			t.Errorf("%q came as %s, root %s, above it %q", it.Text, it.Kind, it.ThreadRoot, it.Context)
		}
	}
	if it := d.item(mine); len(it.To) != 1 || it.To[0].ID != "1001" {
		t.Errorf("our answer goes to %+v", it.To)
	}
}

// TestMessagesUntilKnown: private messages are read back to the last known one,
// page by page, and no further.
func TestMessagesUntilKnown(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	for i := range 150 {
		d.world.Message(amina, fmt.Sprint("Early ", i), start.Add(-20*time.Hour+time.Duration(i)*time.Minute))
	}
	d.world.Message(bertie, "Too old", start.AddDate(0, 0, -31))
	d.pull()
	if n, calls := len(d.sink.Items), d.world.Server().Counts()["dms"]; n != 150 || calls != 2 {
		t.Fatalf("%d messages by %d calls", n, calls)
	}
	var fresh []string
	d.clock.forward(time.Hour)
	for i := range 45 {
		fresh = append(fresh, d.world.Message(bertie, fmt.Sprint("Late ", i), d.clock.time().Add(-45*time.Minute+time.Duration(i)*time.Minute)))
	}
	before := d.world.Server().Counts()["dms"]
	d.pull()
	if calls := d.world.Server().Counts()["dms"] - before; calls != 2 {
		t.Errorf("45 new messages took %d calls", calls)
	}
	for _, id := range fresh {
		d.item(id)
	}
	c := d.a.Capabilities()
	if !c.Messages.OK || !strings.Contains(c.Messages.Reason, "Encrypted") || c.Messages.Link != "https://x.com/messages" {
		t.Errorf("%+v", c.Messages)
	}
}

// TestWhatXNoLongerGives is said once, after a break that was too long for it.
func TestWhatXNoLongerGives(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	d.world.Comment(amina, d.world.Post("The pool is open", start.Add(-2*time.Hour)), "At last", start.Add(-time.Hour))
	d.pull()
	for _, c := range []struct {
		away time.Duration
		says []string
	}{{6 * 24 * time.Hour, nil}, {8 * 24 * time.Hour, []string{"searches the last 7 days"}}, {31 * 24 * time.Hour, []string{"Private messages from before"}}, {time.Hour, nil}} {
		d.clock.forward(c.away)
		d.sink.Lost = nil
		d.pull()
		if len(d.sink.Lost) != len(c.says) {
			t.Errorf("after %v it says %q", c.away, d.sink.Lost)
			continue
		}
		for i, says := range c.says {
			if !strings.Contains(d.sink.Lost[i], says) {
				t.Errorf("after %v it says %q", c.away, d.sink.Lost)
			}
		}
	}
}

// TestTailLeavesHistory: a look at the tail on a first pull reads the promise
// window and leaves the year owed; the next pull brings it.
func TestTailLeavesHistory(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	old := d.world.Comment(amina, "", "Last month", start.AddDate(0, 0, -25))
	for i := range 120 {
		d.world.Comment(bertie, "", fmt.Sprint("Busy ", i), start.Add(-20*time.Hour+time.Duration(i)*time.Minute))
	}
	for i := range 120 {
		d.world.Comment(bertie, "", fmt.Sprint("Quiet ", i), start.AddDate(0, 0, -10).Add(time.Duration(i)*time.Minute))
	}
	w := d.window()
	w.Tail = true
	if err := d.a.Pull(t.Context(), nil, w, d.sink); err != nil {
		t.Fatal(err)
	}
	if _, there := d.sink.Items[old]; there || len(d.sink.Items) < 120 {
		t.Errorf("the tail has %d items, last month's: %v", len(d.sink.Items), there)
	}
	d.pull()
	d.item(old)
	if len(d.sink.Items) != 241 {
		t.Errorf("%d items", len(d.sink.Items))
	}
}

// TestWaitForMessagesAlone: X limits each kind of call by itself; private
// messages that must wait do not hold up answers.
func TestWaitForMessagesAlone(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	id := d.world.Comment(amina, "", "Is the pool open?", start.Add(-time.Hour))
	d.world.Server().Inject(simulator.RateLimited, "dms", 1)
	var e *platforms.Error
	if err := d.tryPull(); !errors.As(err, &e) || e.Class != platforms.ClassRate || !e.Until.Equal(start.Add(15*time.Minute)) {
		t.Fatalf("%v", err)
	}
	if _, o := d.send(d.answer(id, "Yes. ^GM")); o.Verdict != platforms.Accepted {
		t.Errorf("%+v", o)
	}
}

// TestRealLimits reads as often as advised for an hour from an X that counts.
func TestRealLimits(t *testing.T) {
	d := open(t, sim.Options{Limits: true}, nil)
	post := d.world.Post("The library is open", start.Add(-3*time.Hour))
	for i := range 20 {
		d.world.Comment(amina, post, fmt.Sprint("Question ", i), d.clock.time().Add(-time.Minute))
		d.pull()
		d.clock.forward(3 * time.Minute)
	}
	if len(d.sink.Items) != 21 {
		t.Errorf("%d items", len(d.sink.Items))
	}
}

// TestRecheck: what is deleted at X is to be forgotten here, what was edited
// comes in its newest words under its first id, private messages are left out.
func TestRecheck(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	gone := d.world.Comment(amina, "", "Words to be forgotten", start.Add(-2*time.Hour))
	edited := d.world.Comment(bertie, "", "Frist words", start.Add(-time.Hour))
	message := d.world.Message(amina, "Private", start.Add(-time.Hour))
	d.pull()
	d.clock.forward(time.Hour)
	d.world.Remove(gone, d.clock.time())
	d.world.Edit(edited, "@RiversideDC First words", d.clock.time().Add(-time.Minute))
	items, err := d.a.Recheck(t.Context(), []string{gone, edited, message, "not an id"})
	if err != nil || len(items) != 2 {
		t.Fatalf("%+v (%v)", items, err)
	}
	for _, it := range items {
		switch it.Key {
		case gone:
			if !it.DeletedAt.Equal(d.clock.time()) || !it.ExpireAt.Equal(it.DeletedAt) || it.Text != "" {
				t.Errorf("%+v", it)
			}
		case edited:
			if it.Text != "@RiversideDC First words" || it.EditedAt.IsZero() || !it.ReceivedAt.Equal(start.Add(-time.Hour)) || !it.ExpireAt.IsZero() {
				t.Errorf("%+v", it)
			}
		default:
			t.Errorf("%+v", it)
		}
	}
	// A later pull meets the new version under a new id: the same item.
	before := len(d.sink.Items)
	d.pull()
	if it := d.item(edited); len(d.sink.Items) != before || it.EditedAt.IsZero() || it.RemoteID != edited || strings.HasSuffix(it.Permalink, edited) {
		t.Errorf("%d items, was %d; %+v", len(d.sink.Items), before, it)
	}
	if _, o := d.send(d.answer(edited, "Thank you. ^GM")); o.Verdict != platforms.Accepted || d.world.Ours()[0].Parent == edited {
		t.Errorf("the newest version was not the one that was answered: %+v", o)
	}
}

// TestWorldIsKept: the simulated X comes back as it was.
func TestWorldIsKept(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	id := d.world.Comment(amina, "", "Is the pool open?", start.Add(-time.Hour))
	d.world.Edit(id, "@RiversideDC Is the pool shut?", start.Add(-time.Minute))
	message := d.world.Message(bertie, "Hello", start.Add(-time.Hour))
	d.pull()
	d.send(d.answer(id, "Neither. ^GM"))
	saved, err := d.world.Save()
	if err != nil {
		t.Fatal(err)
	}
	again := open(t, sim.Options{}, nil)
	if err := again.world.Load(saved); err != nil {
		t.Fatal(err)
	}
	again.secrets = &conformance.Keyring{Held: again.world.Secrets()}
	again.renew()
	again.pull()
	if it := again.item(id); it.Text != "@RiversideDC Is the pool shut?" {
		t.Errorf("%+v", it)
	}
	again.item(message)
	if len(again.world.Ours()) != 1 || !again.world.Remove(id, start) || !again.world.State(id).Deleted {
		t.Errorf("%+v", again.world.Ours())
	}
	if again.world.Load([]byte(`{}`)) == nil || again.world.Load([]byte(`[`)) == nil {
		t.Error("a world of nothing was loaded")
	}
}

// TestStopped: a pull that is called off ends with an error of its own class.
func TestStopped(t *testing.T) {
	d := open(t, sim.Options{}, nil)
	if _, err := d.a.Identity(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.a.Pull(ctx, nil, d.window(), d.sink); platforms.ClassOf(err) != platforms.ClassTransient {
		t.Errorf("%v", err)
	}
}
