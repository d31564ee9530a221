package journey

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/program"
	"commsdesk/platforms"
)

// square is an invented network on which residents and the council write: what it
// can do is said by each test, and what it was asked is kept.
type square struct {
	name, account string
	clock         platforms.Clock

	mu       sync.Mutex
	caps     platforms.Capabilities
	items    []platforms.Item
	news     chan struct{}
	sent     []platforms.Outgoing
	measures []string
	tries    int
	moderate error // what every measure ends in
	// ends is what every attempt ends in after the point of no return, nil: accepted;
	// proof what every look finds.
	ends  *platforms.Outcome
	proof platforms.Proof
	again map[string]platforms.Item
}

var (
	_ platforms.Adapter    = (*square)(nil)
	_ platforms.Identifier = (*square)(nil)
	_ platforms.Puller     = (*square)(nil)
	_ platforms.Watcher    = (*square)(nil)
	_ platforms.Sender     = (*square)(nil)
	_ platforms.Prover     = (*square)(nil)
	_ platforms.Moderator  = (*square)(nil)
	_ platforms.Rechecker  = (*square)(nil)
	_ platforms.Opener     = (*square)(nil)
)

// able is an account that can do all that a queue offers, in 280 letters.
func able(name, account string) *square {
	yes := platforms.Yes()
	return &square{name: name, account: account, news: make(chan struct{}, 100), again: map[string]platforms.Item{},
		caps: platforms.Capabilities{ProbedAt: monday, Watch: yes, Mentions: yes, Comments: yes, Messages: yes, Reply: yes, Private: yes,
			Hide: yes, Delete: yes, Mute: yes, Block: yes, Unblock: yes, ProveSent: yes, Recheck: yes, MaxText: 280, MaxMessage: 1000, Counter: platforms.CountGraphemes}}
}

// wordless is an account that reads and sends nothing by itself.
func wordless(name, account string) *square {
	s := able(name, account)
	no := platforms.No("Nothing is sent there by a program. Answer there, then record it here.", "https://"+name+".example/")
	s.caps.Reply, s.caps.Private, s.caps.Hide, s.caps.Delete, s.caps.Mute, s.caps.Block = no, no, no, no, no, no
	s.caps.MaxText, s.caps.MaxMessage = 0, 0
	return s
}

func (s *square) Network() string { return s.name }
func (s *square) Capabilities() platforms.Capabilities {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.caps
}
func (s *square) Close() error { return nil }
func (s *square) Identity(context.Context) (platforms.Identity, error) {
	return platforms.Identity{ID: "we@" + s.name, Name: s.account, URL: "https://" + s.name + ".example/we"}, nil
}

// Pull brings everything after as many as the cursor says.
func (s *square) Pull(ctx context.Context, cursor []byte, _ platforms.Window, sink platforms.Sink) error {
	from := 0
	if len(cursor) > 0 {
		if err := json.Unmarshal(cursor, &from); err != nil {
			return err
		}
	}
	s.mu.Lock()
	items, next := append([]platforms.Item{}, s.items[from:]...), len(s.items)
	s.mu.Unlock()
	at, err := json.Marshal(next)
	if err != nil {
		return err
	}
	return sink.Deliver(ctx, platforms.Batch{Items: items, Cursor: at})
}

func (s *square) Watch(ctx context.Context) error {
	select {
	case <-ctx.Done():
	case <-s.news:
	}
	return nil
}

func (s *square) Seal(_ context.Context, out platforms.Outgoing, _ time.Time) (platforms.Sealed, error) {
	raw, err := json.Marshal(struct {
		Private      bool
		Text, Parent string
	}{out.Private, out.Text, out.ReplyTo.ID})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, out)
	return platforms.Sealed{Token: fmt.Sprint("t", len(s.sent)), From: s.account, Bytes: raw}, err
}

func (s *square) Send(_ context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	if err := commit(); err != nil {
		return platforms.Outcome{Verdict: platforms.NotSent, Why: "It was broken off."}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries++
	if s.ends != nil {
		return *s.ends
	}
	return platforms.Outcome{Verdict: platforms.Accepted, RemoteID: "ours-" + msg.Token, Permalink: "https://" + s.name + ".example/ours"}
}

func (s *square) Prove(context.Context, platforms.Sealed, time.Time) (platforms.Proof, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.proof, nil
}

// then says how attempts end from now on, nil for well, and what looks find.
func (s *square) then(ends *platforms.Outcome, proof platforms.Proof) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends, s.proof = ends, proof
}

func (s *square) Moderate(_ context.Context, m platforms.Measure, at platforms.Target) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.measures = append(s.measures, string(m)+" "+at.ID)
	return s.moderate
}

func (s *square) Recheck(_ context.Context, ids []string) ([]platforms.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []platforms.Item
	for _, id := range ids {
		if it, ok := s.again[id]; ok {
			out = append(out, it)
		}
	}
	return out, nil
}

func (s *square) OpenReply(p platforms.Parent, _ string) string {
	return "https://" + s.name + ".example/answer/" + p.ID
}

func (s *square) OpenItem(t platforms.Target) string { return "https://" + s.name + ".example/" + t.ID }

// says is something a resident writes there, so long before the tests begin.
func (s *square) says(id, name, kind, text string, ago time.Duration) platforms.Item {
	by := platforms.Person{ID: "id-" + strings.ToLower(name), Name: name, Handle: strings.ToLower(strings.ReplaceAll(name, " ", "_"))}
	return platforms.Item{Key: id, RemoteID: id, ThreadRoot: id, Direction: platforms.FromResident, Kind: kind, Private: kind == platforms.KindMessage,
		From: by, AnswerTo: by, Text: text, ReceivedAt: monday.Add(-ago), Permalink: "https://" + s.name + ".example/" + id}
}

// posts is a post of our own.
func (s *square) posts(id, text string, ago time.Duration) platforms.Item {
	it := s.says(id, s.account, platforms.KindPost, text, ago)
	it.Direction = platforms.FromUs
	return it
}

// tell brings items, or what became of them.
func (s *square) tell(items ...platforms.Item) {
	s.mu.Lock()
	s.items = append(s.items, items...)
	s.mu.Unlock()
	s.news <- struct{}{}
}

func (s *square) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.measures...)
}

// joins connects an account on a square to the desk and lets it say what it has.
func (o *office) joins(s *square, items ...platforms.Item) channel.Channel {
	o.t.Helper()
	s.clock, s.items = o.clock, items
	o.squares[s.name] = s
	c, err := o.program.Connect(ctx, o.who(), program.Account{Network: s.name, Name: s.account, Config: json.RawMessage(`{}`)})
	if err != nil {
		o.t.Fatal(err)
	}
	people := map[string]bool{}
	for _, it := range items {
		if it.Direction == platforms.FromResident && it.Kind != platforms.KindPost {
			people[it.From.Name] = true
		}
	}
	o.until("all of "+s.name+" is here", func() bool {
		here := map[string]bool{}
		for _, r := range o.all() {
			if r.Channel == c.ID {
				here[r.Person.Name] = true
			}
		}
		for p := range people {
			if !here[p] {
				return false
			}
		}
		return true
	})
	return c
}

// chosen shows the conversation of somebody.
func (o *office) chosen(name string) inbox.Row {
	o.t.Helper()
	r := o.row(name)
	o.show("queue", r.ID)
	o.sees(r.Person.Name)
	o.settled()
	return r
}

// do runs an action by its id, as the menu and the command list do.
func (o *office) do(id string) {
	o.t.Helper()
	for _, a := range o.screens[o.at].Actions() {
		if a.ID != id {
			continue
		}
		if !a.Run() {
			o.t.Fatalf("%s can't be done now; on screen:\n%s", id, strings.Join(o.words(), "\n"))
		}
		o.settled()
		return
	}
	o.t.Fatalf("there is no action %s", id)
}

// tapOver presses what has these words in what lies over the window.
func (o *office) tapOver(words string) {
	o.t.Helper()
	layer := o.window.Canvas().Overlays().Top()
	if layer == nil {
		o.t.Fatalf("nothing lies over the window to press %q in", words)
	}
	o.pressIn(layer, words)
}

// clipboard is what was copied last.
func (o *office) clipboard() string { return fyne.CurrentApp().Clipboard().Content() }

func TestSquareKeepsItsPlace(t *testing.T) {
	s := able("facebook", "Borough")
	s.items = []platforms.Item{s.says("a", "Tom Ashdown", platforms.KindComment, "Bins?", time.Hour)}
	var got []platforms.Item
	sink := deliver(func(b platforms.Batch) { got = append(got, b.Items...) })
	if err := s.Pull(ctx, []byte("0"), platforms.Window{}, sink); err != nil || len(got) != 1 {
		t.Fatalf("%v, %d items", err, len(got))
	}
	if err := s.Pull(ctx, []byte("1"), platforms.Window{}, sink); err != nil || len(got) != 1 {
		t.Errorf("%v, %d items: the same came again", err, len(got))
	}
}

type deliver func(platforms.Batch)

func (f deliver) Deliver(_ context.Context, b platforms.Batch) error { f(b); return nil }
