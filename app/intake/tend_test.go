package intake_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/platforms"
)

// again is an account that gives its items again.
type again struct {
	*account
	mu    sync.Mutex
	now   map[string]platforms.Item // what it says of each id
	asked [][]string
	err   error
}

func (a *again) Recheck(_ context.Context, ids []string) ([]platforms.Item, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, ids)
	if a.err != nil {
		return nil, a.err
	}
	var items []platforms.Item
	for _, id := range ids {
		if it, ok := a.now[id]; ok {
			items = append(items, it)
		}
	}
	return items, nil
}

func (a *again) say(err error, items ...platforms.Item) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.err, a.now = err, map[string]platforms.Item{}
	for _, it := range items {
		a.now[it.RemoteID] = it
	}
}

// asks are how many ids each call asked for.
func (a *again) asks() (sizes []int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, ids := range a.asked {
		sizes = append(sizes, len(ids))
	}
	return sizes
}

// rechecked is a desk that has pulled the items from an account that can be asked
// again, and reads no more by itself.
func rechecked(t *testing.T, keep time.Duration, items ...platforms.Item) (*office, channel.Channel, *again) {
	o := newOffice(t)
	o.cfg = intake.Config{Poll: time.Hour, RetryFirst: time.Hour, Tend: time.Millisecond}
	c, w := o.connect(press)
	a := &again{account: o.as(c, w)}
	a.caps.Recheck, a.caps.KeepFor = platforms.Yes(), keep
	s := &scripted{Adapter: a, batches: []platforms.Batch{{Items: items}}}
	o.wrapped = func(platforms.Adapter) platforms.Adapter { return s }
	o.pull(c)
	o.wrapped = func(platforms.Adapter) platforms.Adapter { return a }
	return o, c, a
}

func (o *office) start() {
	o.t.Helper()
	if err := o.reader().Start(context.Background()); err != nil {
		o.t.Fatal(err)
	}
}

// stored is the message with this id, wherever it lies.
func (o *office) stored(c channel.Channel, id string) inbox.Message {
	o.t.Helper()
	known, err := o.KnownKeys(context.Background(), c.ID, []string{id})
	if err != nil {
		o.t.Fatal(err)
	}
	_, ms, err := o.Conversation(context.Background(), known[id].Conversation)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, m := range ms {
		if m.Key == id {
			return m
		}
	}
	o.t.Fatalf("%s is not here", id)
	return inbox.Message{}
}

func (o *office) found(words string) int {
	o.t.Helper()
	hits, err := o.Search(context.Background(), words, 10)
	if err != nil {
		o.t.Fatal(err)
	}
	return len(hits)
}

// TestWordsAreForgottenInTime, whether the network can be reached or not; they come
// back when it gives them again.
func TestWordsAreForgottenInTime(t *testing.T) {
	word := public("pothole", "member-7", "", ago(time.Hour))
	word.From.Name, word.AnswerTo.Name, word.Text = "Ada Lovell", "Ada Lovell", "a deep pothole"
	ours := byUs(public("reply", "us", "", ago(time.Minute), "pothole"), "member-7")
	o, c, a := rechecked(t, 48*time.Hour, word, ours)
	a.say(errors.New("not reached"))
	o.start()
	o.set(monday.Add(47 * time.Hour))
	until(t, "it was asked for again", func() bool { return len(a.asks()) > 1 })
	if m := o.stored(c, "pothole"); m.Expired || m.Text == "" || !m.ExpireAt.Equal(monday.Add(48*time.Hour)) {
		t.Errorf("got %+v", m)
	}
	o.set(monday.Add(48 * time.Hour))
	until(t, "it is forgotten", func() bool { return o.stored(c, "pothole").Expired })
	m := o.stored(c, "pothole")
	if m.Text != "" || m.From != (inbox.Person{ID: "member-7"}) || m.Permalink == "" || !m.Start.Equal(ago(time.Hour)) || m.DeletedAt != (time.Time{}) {
		t.Errorf("left of it: %+v", m)
	}
	if says := m.ForgottenWords("LinkedIn", 48*time.Hour); says != "LinkedIn allows members' words to be kept for 48 hours. Open it on LinkedIn." {
		t.Errorf("says %q", says)
	}
	if r := o.row(m.Conversation); r.Preview != "" || r.Person.Name != "" || r.Status != inbox.Answered || len(r.Settled) != 1 {
		t.Errorf("got %+v", r)
	}
	if o.found("pothole")+o.found("Lovell") != 0 {
		t.Error("forgotten words are found")
	}
	if m := o.stored(c, "reply"); m.Expired || m.Text == "" {
		t.Errorf("our own words went: %+v", m)
	}
	o.verified()
	if err := o.runner.Refetch(context.Background(), c.ID, m.Conversation); err == nil {
		t.Error("fetched from nowhere")
	}
	a.say(nil, word)
	if err := o.runner.Refetch(context.Background(), c.ID, m.Conversation); err != nil {
		t.Fatal(err)
	}
	if m := o.stored(c, "pothole"); m.Expired || m.Text != "a deep pothole" || m.From.Name != "Ada Lovell" || !m.ExpireAt.Equal(monday.Add(96*time.Hour)) || m.Was != nil {
		t.Errorf("fetched again: %+v", m)
	}
	if o.found("pothole") != 1 {
		t.Error("words that are here again are not found")
	}
	o.verified()
}

// TestWhatComesAgainIsKept for as long again.
func TestWhatComesAgainIsKept(t *testing.T) {
	word := public("pothole", "member-7", "", ago(time.Hour))
	o, c, a := rechecked(t, 48*time.Hour, word)
	a.say(nil, word)
	o.set(monday.Add(50 * time.Hour))
	o.start()
	until(t, "it came again", func() bool { return o.stored(c, "pothole").ExpireAt.Equal(monday.Add(98 * time.Hour)) })
	if m := o.stored(c, "pothole"); m.Expired || m.Text != "pothole" {
		t.Errorf("got %+v", m)
	}
	if r := o.row(o.stored(c, "pothole").Conversation); r.Version != 1 {
		t.Errorf("that it came again is news: version %d", r.Version)
	}
	o.verified()
}

// TestStoredMessagesAreAskedForAgain: the young ones every six hours, the older ones
// weekly, over restarts; edits and deletions are facts.
func TestStoredMessagesAreAskedForAgain(t *testing.T) {
	var items []platforms.Item
	for n := range 150 {
		items = append(items, public(fmt.Sprint("young ", n), "ada", "", ago(time.Duration(n+1)*time.Hour)))
	}
	for n := range 20 {
		items = append(items, public(fmt.Sprint("older ", n), "bo", "", ago(time.Duration(n+40)*24*time.Hour)))
	}
	o, c, a := rechecked(t, 0, items...)
	edited, gone := items[0], platforms.Item{Key: "young 1", RemoteID: "young 1", Kind: platforms.KindComment, DeletedAt: monday}
	edited.Text, edited.EditedAt = "put right", monday
	a.say(nil, edited, gone)
	o.start()
	until(t, "all were asked for", func() bool { return len(a.asks()) >= 3 })
	until(t, "the news is here", func() bool { return !o.stored(c, "young 1").DeletedAt.IsZero() })
	if m := o.stored(c, "young 0"); m.Text != "put right" || len(m.Was) != 1 {
		t.Errorf("got %+v", m)
	}
	if m := o.stored(c, "young 1"); m.Text != "young 1" {
		t.Errorf("got %+v", m)
	}
	until(t, "it was noted", func() bool {
		kept, err := o.Store.Local(context.Background(), "recheck/"+c.ID)
		return err == nil && kept == fmt.Sprintf(`{"young":%d,"older":%d}`, monday.UnixMilli(), monday.UnixMilli())
	})
	o.runner.Stop()
	if got := fmt.Sprint(a.asks()); got != "[100 50 20]" {
		t.Errorf("asked for %s", got)
	}
	o.runner = nil
	o.set(monday.Add(5 * time.Hour))
	o.start()
	o.mu.Lock()
	tended := o.asked
	o.mu.Unlock()
	until(t, "it was looked after again", func() bool { o.mu.Lock(); defer o.mu.Unlock(); return o.asked > tended+10 })
	o.set(monday.Add(6 * time.Hour))
	until(t, "the young ones were asked for", func() bool { return len(a.asks()) >= 5 })
	o.runner.Stop()
	if got := fmt.Sprint(a.asks()); got != "[100 50 20 100 49]" {
		t.Errorf("asked for %s, want the young ones that are not gone", got)
	}
	o.verified()
}

// TestANetworkThatCannotBeAskedAgain forgets all the same.
func TestANetworkThatCannotBeAskedAgain(t *testing.T) {
	word := public("pothole", "member-7", "", ago(time.Hour))
	word.ExpireAt = monday.Add(time.Hour)
	o, c, a := rechecked(t, 0, word)
	a.caps.Recheck = platforms.No("Not here.", "")
	o.set(monday.Add(2 * time.Hour))
	o.start()
	until(t, "it is forgotten", func() bool { return o.stored(c, "pothole").Expired })
	if err := o.runner.Refetch(context.Background(), c.ID, o.stored(c, "pothole").Conversation); app.KindOf(err) != app.Wrong {
		t.Errorf("got %v", err)
	}
	if len(a.asks()) != 0 {
		t.Errorf("asked %v", a.asks())
	}
	o.verified()
}
