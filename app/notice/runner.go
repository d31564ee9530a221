package notice

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"commsdesk/app"
	"commsdesk/app/calendar"
)

// Show puts one notification on the desktop.
type Show func(ctx context.Context, key, title, body string) error

// Config sets the runner's pace; zero fields get their defaults.
type Config struct {
	// Every is the pause between looks; 30 s.
	Every time.Duration
	// Slept is from which pause between two looks the PC is taken to have
	// slept, so that one summary is shown instead of many notices; 5 min.
	Slept time.Duration
}

// Ports are what a Runner needs.
type Ports struct {
	Store Store
	// Subjects reads what notices can be about now.
	Subjects func(ctx context.Context) (Subjects, error)
	// Calendar is the calendar in force.
	Calendar func() *calendar.Calendar
	// On tells whether desktop notifications are wanted (a setting).
	On   func() bool
	Show Show
	// Changed is told that the panel may look different; may be nil.
	Changed func()
	Clock   app.Clock
	Log     *slog.Logger
}

// Runner tells each notice once, in open hours.
type Runner struct {
	p    Ports
	cfg  Config
	wake chan struct{}
	mu   sync.Mutex // one look at a time
	last time.Time  // of the previous look

	stop context.CancelFunc
	done chan struct{}
}

// NewRunner returns a Runner that is not started.
func NewRunner(p Ports, cfg Config) *Runner {
	if cfg.Every <= 0 {
		cfg.Every = 30 * time.Second
	}
	if cfg.Slept <= 0 {
		cfg.Slept = 5 * time.Minute
	}
	if p.Changed == nil {
		p.Changed = func() {}
	}
	return &Runner{p: p, cfg: cfg, wake: make(chan struct{}, 1)}
}

// Start looks at once and then again and again until Stop.
func (r *Runner) Start(ctx context.Context) {
	ctx, r.stop = context.WithCancel(ctx)
	r.done = make(chan struct{})
	go func() {
		defer close(r.done)
		for ctx.Err() == nil {
			if _, err := r.Look(ctx); err != nil && ctx.Err() == nil {
				r.p.Log.Warn("could not look for notices", "error", err)
			}
			select {
			case <-ctx.Done():
			case <-r.wake:
			case <-time.After(r.cfg.Every):
			}
		}
	}()
}

// Stop ends the looks and waits for the one under way.
func (r *Runner) Stop() {
	if r.stop != nil {
		r.stop()
		<-r.done
	}
}

// Wake asks for a look now.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Panel returns the notices that wait for somebody, most pressing first,
// without those put away.
func (r *Runner) Panel(ctx context.Context) ([]Notice, error) {
	all, err := r.plan(ctx, r.p.Clock())
	if err != nil {
		return nil, err
	}
	away, err := r.p.Store.Dismissed(ctx, keysOf(all))
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, n := range all {
		if !away[n.Key] {
			out = append(out, n)
		}
	}
	return out, nil
}

// plan is what holds at now. A look plans for the moment at which it began, since
// the PC may sleep in the middle of it: the next one then knows.
func (r *Runner) plan(ctx context.Context, now time.Time) ([]Notice, error) {
	s, err := r.p.Subjects(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what notices are about: %w", err)
	}
	return Plan(now, r.p.Calendar(), s), nil
}

// Look tells what has not been told, and returns it. Out of open hours it tells
// nothing: the same notices are told at the next opening, as one summary when
// there are several. Each is marked before it is shown, so that a crash can
// swallow one but never tell it twice; it still waits in the panel.
func (r *Runner) Look(ctx context.Context) ([]Notice, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.p.Clock()
	if !r.p.Calendar().OpenAt(now) {
		return nil, nil
	}
	slept := r.last.IsZero() || now.Sub(r.last) >= r.cfg.Slept
	r.last = now
	all, err := r.plan(ctx, now)
	if err != nil {
		return nil, err
	}
	shown, err := r.p.Store.Shown(ctx, keysOf(all))
	if err != nil {
		return nil, err
	}
	var fresh []Notice
	for _, n := range all {
		if _, ok := shown[n.Key]; !ok {
			fresh = append(fresh, n)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	var keys []string
	for _, n := range fresh {
		keys = append(append(keys, n.Key), n.Covers...)
	}
	if err := r.p.Store.MarkShown(ctx, now, keys...); err != nil {
		return nil, fmt.Errorf("mark notices told: %w", err)
	}
	if slept {
		fresh = summarise(now, fresh)
	}
	r.p.Changed()
	if !r.p.On() {
		return nil, nil
	}
	for _, n := range fresh {
		if err := r.p.Show(ctx, n.Key, n.Title, n.Body); err != nil {
			r.p.Log.Warn("this desktop shows no notifications; the Notices panel has them", "error", err)
			break
		}
	}
	return fresh, nil
}

// summarise makes one notice of the deadlines among several; the rest are told
// one by one.
func summarise(now time.Time, fresh []Notice) []Notice {
	var rest, clocks []Notice
	late := 0
	for _, n := range fresh {
		switch n.Kind {
		case Late:
			late++
			clocks = append(clocks, n)
		case DueSoon:
			clocks = append(clocks, n)
		case Window:
			if n.At.After(now) {
				clocks = append(clocks, n)
			} else {
				rest = append(rest, n)
			}
		default:
			rest = append(rest, n)
		}
	}
	if len(clocks) < 2 {
		return fresh
	}
	oldest := clocks[0].At
	for _, n := range clocks {
		if n.At.Before(oldest) {
			oldest = n.At
		}
	}
	sum := Notice{Kind: Away, Key: fmt.Sprintf("away:%d", now.UnixMilli()), At: oldest}
	switch {
	case late == 0:
		sum.Title = fmt.Sprintf("%d replies are due soon", len(clocks))
		sum.Body = fmt.Sprintf("The first is due %s.", calendar.FormatWhen(now, oldest))
	case late == len(clocks):
		sum.Title = fmt.Sprintf("%d replies fell due while Commsdesk was not running", late)
		sum.Body = fmt.Sprintf("The oldest was due %s.", calendar.FormatWhen(now, oldest))
	case late == 1:
		sum.Title = fmt.Sprintf("1 reply is late, %d more are due soon", len(clocks)-late)
		sum.Body = fmt.Sprintf("It was due %s.", calendar.FormatWhen(now, oldest))
	default:
		sum.Title = fmt.Sprintf("%d replies are late, %d more are due soon", late, len(clocks)-late)
		sum.Body = fmt.Sprintf("The oldest was due %s.", calendar.FormatWhen(now, oldest))
	}
	return append([]Notice{sum}, rest...)
}

func keysOf(ns []Notice) []string {
	keys := make([]string, len(ns))
	for i, n := range ns {
		keys[i] = n.Key
	}
	return keys
}
