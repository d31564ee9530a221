package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/event"
	"commsdesk/app/outbox"
	"commsdesk/data"
	"commsdesk/platforms"
)

var gm = act.Who{Officer: "officer-gm", OSUser: "gail"}

// place is one workspace on a real store, with a scripted network. It must be
// used within a synctest bubble.
type place struct {
	t     *testing.T
	dir   string
	net   *network
	gate  gate
	about outbox.About
	// closed says whether the desk closed between two moments.
	closed func(from, to time.Time) bool

	bus    *event.Bus
	store  *data.Store
	sends  outbox.Store
	drafts *outbox.Drafts
	desk   *outbox.Service
	runner *outbox.Dispatcher
	ids    *app.IDs
	beside *witness
}

func newPlace(t *testing.T) *place {
	p := &place{t: t, dir: t.TempDir(), net: &network{accepted: map[string]int{}, filed: map[string]int{}},
		gate:   gate{answer: outbox.GateAnswer{Go: true}},
		closed: func(_, _ time.Time) bool { return false }}
	p.open()
	return p
}

func (p *place) open() {
	p.t.Helper()
	p.bus = &event.Bus{}
	hours := calendar.DefaultChoices()
	hours.Division = calendar.None
	store, err := data.Open(context.Background(), data.Options{Dir: p.dir, Clock: time.Now, Bus: p.bus, Choices: &hours})
	if err != nil {
		p.t.Fatal(err)
	}
	p.store, p.sends, p.ids = store, store.Outbox(), app.NewIDs(time.Now)
	p.beside = &witness{}
	p.drafts = outbox.NewDrafts(p.sends, store, nil, time.Now, slog.New(slog.DiscardHandler))
	p.desk = outbox.NewService(p.sends, store, p.net, p.beside, p.drafts, p.ids, time.Now)
	p.runner, err = outbox.NewDispatcher(p.sends, store, &p.gate, p.beside, p.net, p.bus, p.config())
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) config() outbox.Config {
	return outbox.Config{Clock: time.Now, Grace: 10 * time.Second,
		About: func(string) outbox.About { return p.about },
		Hours: outbox.Hours{
			Due:    func(from time.Time) time.Time { return from.Add(8 * time.Hour) },
			Closed: func(from, to time.Time) bool { return p.closed(from, to) },
			When:   func(_, t time.Time) string { return t.UTC().Format("15:04") },
		}}
}

func (p *place) start() {
	p.t.Helper()
	if err := p.runner.Start(context.Background()); err != nil {
		p.t.Fatal(err)
	}
}

// stop ends the program in good order.
func (p *place) stop() {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	p.runner.Stop(ended)
	p.store.Close()
}

// crash takes the disk away first, so that nothing of what was under way can
// be written down any more, and opens the workspace again. start is left to
// the test.
func (p *place) crash() {
	p.store.Close()
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	p.runner.Stop(ended)
	p.open()
}

// submit writes a draft and sends it.
func (p *place) submit(channel string) outbox.Send {
	p.t.Helper()
	d := outbox.Draft{ID: p.ids.New(), Channel: channel, Officer: gm.Officer, Purpose: outbox.New,
		To: []outbox.Person{{ID: "colin@home.example"}}, Subject: "Bins", Text: "It is Tuesday."}
	s, err := p.desk.Submit(context.Background(), gm, outbox.Letter{ID: p.ids.New(), Draft: d, Network: "mailbox",
		Initials: "GM", Text: outbox.Sign(d.Text, "GM")}, 10*time.Second)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (p *place) send(id string) outbox.Send {
	p.t.Helper()
	s, err := p.sends.Send(context.Background(), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

// is asserts the state of a send and returns it.
func (p *place) is(id string, want outbox.State) outbox.Send {
	p.t.Helper()
	s := p.send(id)
	if s.State != want {
		p.t.Fatalf("send is %s (%s), want %s", s.State, s.Why, want)
	}
	return s
}

// gate is a Gate with a fixed answer.
type gate struct {
	mu     sync.Mutex
	answer outbox.GateAnswer
	err    error
	asked  int
}

func (g *gate) set(answer outbox.GateAnswer, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answer, g.err = answer, err
}

func (g *gate) MayGo(context.Context, outbox.Send) (outbox.GateAnswer, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked++
	return g.answer, g.err
}

// witness notes for which acts companions were asked.
type witness struct {
	mu   sync.Mutex
	seen []act.Kind
}

func (w *witness) Beside(_ context.Context, _ outbox.Send, a act.Act) ([]act.Act, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, a.Kind)
	return nil, nil
}

// attempt is how the scripted server treats one attempt.
type attempt struct {
	// before ends the attempt before the point of no return.
	before *platforms.Outcome
	// takes: the server accepts after the point, whatever it then says.
	takes bool
	// after is what the adapter reports; zero: accepted if takes.
	after platforms.Outcome
	// stand blocks at a phase until ctx ends or the channel is closed.
	standBefore, standAfter chan struct{}
	panicBefore, panicAfter bool
	// mute: the adapter never calls commit.
	mute bool
}

// network is a scripted adapter and its server; one for all channels.
type network struct {
	mu       sync.Mutex
	plan     map[string][]attempt // by channel
	always   func(channel string) attempt
	accepted map[string]int // by token: what the recipient got
	filed    map[string]int
	seals    int
	tries    int
	proof    func(token string) (platforms.Proof, error)
	fileErr  error
	files    bool // the server keeps its own copy
	signedIn error
	commits  int
}

func (n *network) next(channel string) attempt {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.tries++
	if n.always != nil {
		return n.always(channel)
	}
	if len(n.plan[channel]) == 0 {
		return attempt{takes: true}
	}
	a := n.plan[channel][0]
	n.plan[channel] = n.plan[channel][1:]
	return a
}

func (n *network) script(channel string, as ...attempt) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.plan == nil {
		n.plan = map[string][]attempt{}
	}
	n.plan[channel] = append(n.plan[channel], as...)
}

func (n *network) got(token string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.accepted[token]
}

func (n *network) tried() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.tries
}

func (n *network) Adapter(_ context.Context, channel string) (platforms.Adapter, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.signedIn != nil {
		return nil, n.signedIn
	}
	return &account{n: n, channel: channel}, nil
}

// account is the network as one channel sees it.
type account struct {
	n       *network
	channel string
}

var (
	_ platforms.Sender = (*account)(nil)
	_ platforms.Prover = (*account)(nil)
	_ platforms.Filer  = (*account)(nil)
)

func (a *account) Network() string { return "mailbox" }
func (a *account) Close() error    { return nil }
func (a *account) Capabilities() platforms.Capabilities {
	c := platforms.Capabilities{}
	if a.n.files {
		c.FilesInSent = platforms.Yes()
	}
	return c
}

func (a *account) Seal(_ context.Context, out platforms.Outgoing, at time.Time) (platforms.Sealed, error) {
	if out.Text == "refuse" {
		return platforms.Sealed{}, &platforms.Error{Class: platforms.ClassRefused, Sentence: "The text says refuse. Write something else."}
	}
	a.n.mu.Lock()
	defer a.n.mu.Unlock()
	a.n.seals++
	token := fmt.Sprintf("%d.%d@desk.example", a.n.seals, at.UnixNano())
	return platforms.Sealed{Token: token, From: "desk@desk.example", Recipients: []string{out.To[0].ID},
		Bytes: []byte("Message-ID: <" + token + ">\r\n\r\n" + out.Text + "\r\n")}, nil
}

var errStopped = errors.New("stopped")

func stand(ctx context.Context, at chan struct{}) error {
	if at == nil {
		return nil
	}
	select {
	case <-at:
		return nil
	case <-ctx.Done():
		return errStopped
	}
}

func (a *account) Send(ctx context.Context, msg platforms.Sealed, commit func() error) platforms.Outcome {
	do := a.n.next(a.channel)
	if do.panicBefore {
		panic("before")
	}
	if do.before != nil {
		return *do.before
	}
	if stand(ctx, do.standBefore) != nil {
		return platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient}
	}
	if !do.mute {
		if err := commit(); err != nil {
			return platforms.Outcome{Verdict: platforms.NotSent, Class: platforms.ClassTransient, Detail: err.Error()}
		}
	}
	a.n.mu.Lock()
	a.n.commits++
	if do.takes {
		a.n.accepted[msg.Token]++
	}
	a.n.mu.Unlock()
	if do.panicAfter {
		panic("after")
	}
	if stand(ctx, do.standAfter) != nil {
		return platforms.Outcome{Verdict: platforms.Unconfirmed, Class: platforms.ClassUnconfirmed}
	}
	if do.after.Verdict == "" && do.takes {
		return platforms.Outcome{Verdict: platforms.Accepted, Detail: "250 2.0.0 queued"}
	}
	return do.after
}

func (a *account) Prove(_ context.Context, msg platforms.Sealed, _ time.Time) (platforms.Proof, error) {
	a.n.mu.Lock()
	defer a.n.mu.Unlock()
	if a.n.proof == nil {
		return platforms.Proof{}, nil
	}
	return a.n.proof(msg.Token)
}

func (a *account) File(_ context.Context, msg platforms.Sealed) (bool, error) {
	a.n.mu.Lock()
	defer a.n.mu.Unlock()
	if a.n.fileErr != nil {
		return false, a.n.fileErr
	}
	a.n.filed[msg.Token]++
	return false, nil
}
