// Package program assembles the services of one workspace and starts and stops
// them in order. Windows and commands are handed the same Program, so that both
// do the same. It names no network and no database: main.go brings those.
package program

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/reply"
	"commsdesk/platforms"
)

// Store is the workspace's store by its ports.
type Store interface {
	act.Door
	desk.Store
	channel.Store
	inbox.Store
	intake.Store
	notice.Store
	reply.EvidenceStore
	Keeper
	// DidYouMean returns the words as they may have been meant, and how many
	// messages hold them; "" when there is nothing better.
	DidYouMean(ctx context.Context, words string) (suggestion string, found int, err error)
	// Local and SetLocal keep small things of this PC (window, officer).
	Local(ctx context.Context, key string) (string, error)
	SetLocal(ctx context.Context, key, value string) error
}

// Ports are what a Program is made of.
type Ports struct {
	Store   Store
	Sends   outbox.Store
	Secrets Secrets
	// Build makes a channel's adapter.
	Build Build
	// Networks are what can be connected beside the mailbox.
	Networks []platforms.Network
	// Browser signs an account in through the system's browser; open is told the
	// page. Code does so with a code that the page shows and ask returns. Nil where
	// no browser is to be had.
	Browser func(ctx context.Context, who platforms.SignInner, open func(page string) error) error
	Code    func(ctx context.Context, who platforms.CodeSignInner, open func(page string) error, ask func(ctx context.Context) (string, error)) error
	// OnBattery tells that the PC runs on its battery; nil where that is not known.
	OnBattery func() bool
	// Show puts a notification on the desktop.
	Show     notice.Show
	Holidays calendar.Holidays
	Bus      *event.Bus
	IDs      *app.IDs
	Clock    app.Clock
	Log      *slog.Logger
	// Intake and Notices set the pace; zero: defaults.
	Intake  intake.Config
	Notices notice.Config
}

// Program is one open workspace with its services.
type Program struct {
	Ports
	Door       act.Door
	Desk       desk.Store
	Channels   channel.Store
	Accounts   *Accounts
	Inbox      *inbox.Service
	Outbox     *outbox.Service
	Drafts     *outbox.Drafts
	Reply      *reply.Service
	Intake     *intake.Runner
	Dispatcher *outbox.Dispatcher
	Notices    *notice.Runner

	secretsMu sync.Mutex   // one change of the noted names at a time
	left      atomic.Int64 // since when nobody looks at the window (UTC ms); 0: somebody does

	mu      sync.Mutex
	cal     *calendar.Calendar
	snap    desk.Snapshot
	reached map[string]bool // channels that could be read when last heard of
	unwatch func()
}

// New assembles a Program; nothing runs yet.
func New(ctx context.Context, p Ports) (*Program, error) {
	pr := &Program{Ports: p, Door: p.Store, Desk: p.Store, Channels: p.Store, reached: map[string]bool{}}
	if err := pr.refresh(ctx); err != nil {
		return nil, err
	}
	pr.Accounts = NewAccounts(p.Store, func(id string) platforms.Secrets { return channelSecrets{pr, id} }, p.Build, p.Clock)
	pr.Inbox = &inbox.Service{Store: p.Store, Door: p.Store, Desk: p.Store, Clock: p.Clock, IDs: p.IDs}
	pr.Drafts = outbox.NewDrafts(p.Sends, p.Store, reply.Begun, p.Clock, p.Log)
	companion := &reply.Companion{Desk: p.Store}
	pr.Outbox = outbox.NewService(p.Sends, p.Store, pr.Accounts, companion, pr.Drafts, p.IDs, p.Clock)
	pr.Reply = reply.NewService(reply.Ports{Inbox: p.Store, Sends: p.Sends, Outbox: pr.Outbox, Door: p.Store, Evidence: p.Store, Facts: p.Store, Desk: p.Store,
		Account: pr.account, When: calendar.FormatMoment, IDs: p.IDs, Clock: p.Clock})
	pr.Intake = intake.New(intake.Ports{Store: p.Store, Channels: p.Store, Accounts: pr.Accounts,
		Cites:          &reply.Citations{Sends: p.Sends, Beside: companion},
		CalendarNumber: func() int { return pr.Calendar().Version().Number },
		HistoryMonths:  func() int { return pr.Snapshot().Settings.HistoryMonths },
		Slow:           pr.slow,
		Changed:        pr.channelChanged, Clock: p.Clock, Log: p.Log}, p.Intake)
	if err := pr.assembleDispatcher(companion); err != nil {
		return nil, err
	}
	pr.Notices = notice.NewRunner(notice.Ports{Store: p.Store, Subjects: pr.noticeSubjects, Calendar: pr.Calendar,
		On: func() bool { return pr.Snapshot().Settings.NoticesOn }, Show: p.Show,
		Changed: func() { p.Bus.Announce(event.Change{Topic: event.Notices}) }, Clock: p.Clock, Log: p.Log}, p.Notices)
	pr.unwatch = p.Bus.Listen(pr.heard)
	return pr, nil
}

func (p *Program) assembleDispatcher(companion outbox.Companion) error {
	hours := outbox.Hours{
		Due:    func(from time.Time) time.Time { return p.Calendar().Due(from) },
		Closed: func(from, to time.Time) bool { return p.closedBetween(from, to) },
		When:   calendar.FormatWhen,
	}
	gate := &reply.Gate{Inbox: p.Store, Sends: p.Sends, Tail: p.Intake.Tail}
	var err error
	p.Dispatcher, err = outbox.NewDispatcher(p.Sends, p.Door, gate, companion, p.Accounts, p.Bus, outbox.Config{
		Clock: p.Clock, Hours: hours, Log: p.Log, About: p.about,
		Grace: time.Duration(p.Snapshot().Settings.UndoSeconds) * time.Second,
	})
	return err
}

// Start recovers what a crash left, then starts sending, reading and telling.
func (p *Program) Start(ctx context.Context) error {
	if err := p.Dispatcher.Start(ctx); err != nil {
		return err
	}
	if err := p.Intake.Start(ctx); err != nil {
		return err
	}
	p.Notices.Start(ctx)
	return nil
}

// Close saves drafts, stops every loop and closes every connection. The store
// stays open: who opened it closes it.
func (p *Program) Close(ctx context.Context) error {
	err := p.Drafts.FlushAll(ctx)
	p.Notices.Stop()
	p.Dispatcher.Stop(ctx)
	p.Intake.Stop()
	p.Accounts.Close()
	p.unwatch()
	return err
}

// Calendar is the compiled calendar in force.
func (p *Program) Calendar() *calendar.Calendar {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cal
}

// Snapshot is the desk as last read; it follows every change.
func (p *Program) Snapshot() desk.Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.snap
}

func (p *Program) refresh(ctx context.Context) error {
	snap, err := p.Store.Desk(ctx)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cal == nil || p.snap.Calendar.Number != snap.Calendar.Number {
		cal, err := calendar.Compile(snap.Calendar)
		if err != nil {
			return err
		}
		p.cal = cal
	}
	p.snap = snap
	return nil
}

// heard follows the store's changes: a changed desk is read again, and what
// could become a notice is looked at.
func (p *Program) heard(c event.Change) {
	if c.Topic == event.Desk {
		if err := p.refresh(context.Background()); err != nil {
			p.Log.Warn("could not read the desk again", "error", err)
		}
	}
	if c.Topic != event.Drafts && c.Topic != event.Notices {
		p.Notices.Wake()
	}
}

// channelChanged passes a channel's health on; when it can be reached again,
// what waits for it is tried at once. While it just stays so, what waits keeps
// to its own times: that mail can be read says nothing about sending.
func (p *Program) channelChanged(id string) {
	p.Bus.Announce(event.Change{Topic: event.Channels, IDs: []string{id}})
	all, err := p.Channels.Health(context.Background())
	if err != nil {
		return
	}
	valid := all[id].State.Reads()
	p.mu.Lock()
	again := valid && !p.reached[id]
	p.reached[id] = valid
	p.mu.Unlock()
	if !again {
		return
	}
	if err := p.Dispatcher.Online(context.Background(), id); err != nil {
		p.Log.Warn("could not hurry what waits for a channel", "channel", id, "error", err)
	}
}

// closedBetween tells whether the desk closed after from and not after to. What
// was sent while it was closed crosses the next closing, not the last.
func (p *Program) closedBetween(from, to time.Time) bool {
	cal := p.Calendar()
	closing, open := cal.OpenUntil(from)
	if !open {
		closing, _ = cal.OpenUntil(cal.NextOpening(from))
	}
	return !closing.After(to)
}
