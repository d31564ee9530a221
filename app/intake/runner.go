package intake

import (
	"context"
	"log/slog"
	"maps"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/platforms"
)

// Config sets how channels are read; zero fields get their defaults.
type Config struct {
	// Poll is the pause between pulls when nothing wakes them; 60 s.
	Poll time.Duration
	// RetryFirst and RetryMost bound the pause after a pull that did not work:
	// it doubles from 15 s to 5 min.
	RetryFirst, RetryMost time.Duration
	// Tend is the pause between looks at what is stored: what may be kept no longer
	// is forgotten then, and what may have changed is asked for; 1 h.
	Tend time.Duration
	// PollMost bounds what a network asks us to wait between pulls, for desks that
	// are only rehearsed on; 0: as it asks.
	PollMost time.Duration
	// Jitter spreads pulls that would all come at once, so that ten PCs don't ask
	// in the same second: from 0 to 1, drawn each time; nil: at random.
	Jitter func() float64
}

func (c Config) withDefaults() Config {
	if c.Poll <= 0 {
		c.Poll = time.Minute
	}
	if c.RetryFirst <= 0 {
		c.RetryFirst = 15 * time.Second
	}
	if c.RetryMost <= 0 {
		c.RetryMost = 5 * time.Minute
	}
	if c.Tend <= 0 {
		c.Tend = time.Hour
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	return c
}

// Accounts finds the adapter of a channel; see outbox.Accounts.
type Accounts interface {
	// Adapter returns the channel's adapter, or an error with a sentence.
	Adapter(ctx context.Context, channel string) (platforms.Adapter, error)
}

// Ports are what a Runner needs.
type Ports struct {
	Store    Store
	Channels channel.Store
	Accounts Accounts
	// Cites may be nil: then nothing is joined to sends.
	Cites Cites
	// CalendarNumber is the number of the calendar version in force.
	CalendarNumber func() int
	// HistoryMonths is how far back a first pull goes (a setting).
	HistoryMonths func() int
	// Slow tells that nobody is at the desk or the PC runs on its battery, when
	// channels are read less often; nil: never.
	Slow func() bool
	// Changed is told that a channel's health changed; may be nil.
	Changed func(channel string)
	Clock   app.Clock
	Log     *slog.Logger
}

// Runner reads every channel, each on its own goroutine: one that can't be
// read never stops another.
type Runner struct {
	store          Store
	channels       channel.Store
	accounts       Accounts
	cites          Cites
	calendarNumber func() int
	historyMonths  func() int
	slow           func() bool
	changed        func(string)
	clock          app.Clock
	log            *slog.Logger
	cfg            Config

	health sync.Mutex // one change of a channel's health at a time

	mu    sync.Mutex
	loops map[string]*loop
	ways  map[string]*way
	base  context.Context
	stop  context.CancelFunc
	wg    sync.WaitGroup
}

// way is what the readers of one channel share: its loop, commands and the
// Gate. It outlives a loop that is replaced.
type way struct {
	// pull and tail hold one token each, whoever has it may pull: a whole pull
	// and a tail can run side by side, two of a kind never.
	pull, tail chan struct{}
	// store is held while a batch is threaded and stored.
	store sync.Mutex
	// newest is the newest stamp of the server seen so far, guarded by store.
	newest time.Time
	// askedEnd and end are when and what the network said of the sign-in's end,
	// guarded by pull; anew: somebody may have signed in since.
	askedEnd, end time.Time
	anew          atomic.Bool
}

// New returns a Runner that is not started.
func New(p Ports, cfg Config) *Runner {
	changed := p.Changed
	if changed == nil {
		changed = func(string) {}
	}
	return &Runner{store: p.Store, channels: p.Channels, accounts: p.Accounts, cites: p.Cites,
		calendarNumber: p.CalendarNumber, historyMonths: p.HistoryMonths, slow: p.Slow, changed: changed, clock: p.Clock, log: p.Log, cfg: cfg.withDefaults(),
		loops: map[string]*loop{}, ways: map[string]*way{}}
}

// Start begins to read every connected channel until Stop.
func (r *Runner) Start(ctx context.Context) error {
	chans, err := r.channels.Channels(ctx, false)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.base, r.stop = context.WithCancel(ctx)
	r.mu.Unlock()
	for _, c := range chans {
		r.Add(c)
	}
	return nil
}

// Stop ends every loop and waits for it.
func (r *Runner) Stop() {
	r.mu.Lock()
	if r.stop != nil {
		r.stop()
	}
	r.mu.Unlock()
	r.wg.Wait()
}

// Add begins to read one more channel, or reads it anew after its settings or
// sign-in changed. Before Start it does nothing.
func (r *Runner) Add(c channel.Channel) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.base == nil || r.base.Err() != nil {
		return
	}
	if old, ok := r.loops[c.ID]; ok {
		old.cancel()
	}
	if w, ok := r.ways[c.ID]; ok {
		w.anew.Store(true)
	}
	ctx, cancel := context.WithCancel(r.base)
	l := &loop{r: r, ch: c, cancel: cancel, wake: make(chan struct{}, 1), reached: make(chan struct{}, 1)}
	r.loops[c.ID] = l
	r.wg.Add(3)
	go func() { defer r.wg.Done(); l.pullLoop(ctx) }()
	go func() { defer r.wg.Done(); l.watchLoop(ctx) }()
	go func() { defer r.wg.Done(); l.tendLoop(ctx) }()
}

// Remove stops reading a channel.
func (r *Runner) Remove(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l, ok := r.loops[id]; ok {
		l.cancel()
		delete(r.loops, id)
	}
}

// Now asks every channel to be read at once ("Check now"), those that need a
// person too.
func (r *Runner) Now() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.loops {
		l.kick()
	}
}

// Summary tells what one pull brought.
type Summary struct {
	Channel string `json:"channel"`
	// Fetched counts items, known ones too.
	Fetched int `json:"fetched"`
	There   int `json:"there"`
	Here    int `json:"here"`
	// Seconds this PC's clock runs ahead of the server's; 0 under 5 minutes.
	SkewSeconds int64 `json:"skew_seconds,omitempty"`

	folders map[string]int
	// lost says what was written meanwhile and can't be had again.
	lost []string
	// told: the network said how much it holds. fresh counts the items that were not
	// here before.
	told  bool
	fresh int
	poll  time.Duration
	// pollMessages is Capabilities.PollMessages.
	pollMessages time.Duration
	expires      time.Time
}

// Tail reads what is new in a channel now; the Gate asks for it before a send.
// It waits for no whole pull: beside a first one of 50,000 mails it reads what
// came last and is done.
func (r *Runner) Tail(ctx context.Context, id string) error {
	c, err := r.connected(ctx, id)
	if err != nil {
		return err
	}
	w := r.way(id)
	release, err := take(ctx, w.tail)
	if err != nil {
		return err
	}
	defer release()
	free := false
	select {
	case <-w.pull:
		free = true
		defer func() { w.pull <- struct{}{} }()
	default:
	}
	s, err := r.pull(ctx, c, w, reading{tail: true, beside: !free})
	if err != nil && ctx.Err() == nil {
		r.noteFailure(context.WithoutCancel(ctx), c, err, time.Time{}, s.lost)
	}
	return err
}

func (r *Runner) connected(ctx context.Context, id string) (channel.Channel, error) {
	chans, err := r.channels.Channels(ctx, false)
	if err != nil {
		return channel.Channel{}, err
	}
	for _, c := range chans {
		if c.ID == id {
			return c, nil
		}
	}
	return channel.Channel{}, app.NewError(app.NotFound, "That channel is no longer connected.")
}

// reading is how one pull is made.
type reading struct {
	// live: mail arrives as it is written.
	live bool
	// tail wants only what came last; beside another pull, which keeps the
	// cursor.
	tail, beside bool
	// messages wants private messages alone.
	messages bool
	progress func(done, total int)
	// retry says when a pull that ended with err is tried again; nil: never by
	// itself.
	retry func(err error) time.Time
}

// Once pulls a channel to the end and notes its health. Whole pulls of one
// channel never overlap. progress may be nil.
func (r *Runner) Once(ctx context.Context, c channel.Channel, progress func(done, total int)) (Summary, error) {
	return r.once(ctx, c, reading{progress: progress})
}

func (r *Runner) once(ctx context.Context, c channel.Channel, how reading) (Summary, error) {
	w := r.way(c.ID)
	release, err := take(ctx, w.pull)
	if err != nil {
		return Summary{Channel: c.ID}, err
	}
	defer release()
	s, err := r.pull(ctx, c, w, how)
	if ctx.Err() != nil && err != nil {
		return s, err
	}
	whole := context.WithoutCancel(ctx)
	if err == nil {
		r.noteSuccess(whole, c, s)
		return s, nil
	}
	var again time.Time
	if how.retry != nil {
		again = how.retry(err)
	}
	r.noteFailure(whole, c, err, again, s.lost)
	return s, err
}

// messages reads a channel's private messages alone. That it worked says nothing of
// the rest, so the channel's health stays; what is lost of them is noted.
func (r *Runner) messages(ctx context.Context, c channel.Channel) error {
	w := r.way(c.ID)
	release, err := take(ctx, w.pull)
	if err != nil {
		return err
	}
	defer release()
	s, err := r.pull(ctx, c, w, reading{live: true, messages: true})
	if err != nil || len(s.lost) == 0 {
		return err
	}
	all, err := r.channels.Health(ctx)
	if err != nil {
		return err
	}
	return r.closeGap(ctx, c.ID, all[c.ID].LastPull, r.clock(), s)
}

func (r *Runner) way(id string) *way {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ways[id] == nil {
		w := &way{pull: make(chan struct{}, 1), tail: make(chan struct{}, 1)}
		w.pull <- struct{}{}
		w.tail <- struct{}{}
		r.ways[id] = w
	}
	return r.ways[id]
}

// take waits for a token, or for ctx's end.
func take(ctx context.Context, token chan struct{}) (release func(), err error) {
	select {
	case <-token:
		return func() { token <- struct{}{} }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *Runner) pull(ctx context.Context, c channel.Channel, w *way, how reading) (Summary, error) {
	out := Summary{Channel: c.ID}
	ad, err := r.accounts.Adapter(ctx, c.ID)
	if err != nil {
		return out, err
	}
	puller, ok := ad.(platforms.Puller)
	if !ok {
		return out, app.NewError(app.Wrong, "This channel can't be read.")
	}
	if err := whose(ctx, c, ad); err != nil {
		return out, err
	}
	can := ad.Capabilities()
	out.poll, out.pollMessages = can.Poll, can.PollMessages
	cursor, err := r.store.Cursor(ctx, c.ID)
	if err != nil {
		return out, err
	}
	skew := r.skew(ctx, c.ID)
	out.SkewSeconds = int64(skew / time.Second)
	s := &sink{r: r, ch: c, way: w, live: how.live && cursor != nil, keepsCursor: !how.beside, skew: skew, keepFor: can.KeepFor, progress: how.progress}
	window := platforms.Window{PromiseFrom: app.FromMillis(c.PromiseFrom), OldestFrom: r.clock().AddDate(0, -r.historyMonths(), 0), Tail: how.tail || how.messages, Messages: how.messages}
	err = puller.Pull(ctx, cursor, window, s)
	out.Fetched, out.fresh, out.told, out.lost = s.fetched, s.fresh, s.there != nil, s.lost
	if err != nil || how.tail || how.messages {
		return out, err
	}
	out.expires = r.endOf(ctx, c, w, ad)
	here, err := r.store.Here(ctx, c.ID)
	if err != nil {
		return out, err
	}
	if out.folders, err = r.folders(ctx, c.ID, s.there, here); err != nil {
		return out, err
	}
	for folder, n := range out.folders {
		out.There += n
		out.Here += min(here[folder], n)
	}
	return out, nil
}

// folders is how many items each folder holds at the network: as a pull just
// told, and for those it found unchanged as one before it did. Where a crash
// kept that from being noted, all that was promised is here.
func (r *Runner) folders(ctx context.Context, id string, told, here map[string]int) (map[string]int, error) {
	all, err := r.channels.Health(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]int{}
	maps.Copy(known, here)
	maps.Copy(known, all[id].Folders)
	maps.Copy(known, told)
	return known, nil
}
