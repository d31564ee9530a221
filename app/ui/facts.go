package ui

import (
	"context"
	"fmt"
	"slices"

	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/program"
)

// facts are what the window's frame shows: counts and how the channels are.
// They are read in the background and handed over whole.
type facts struct {
	read     bool // false until they were read once
	open     int  // conversations that need a reply
	sends    map[outbox.State]int
	notices  []notice.Notice
	channels []channel.Channel
	health   map[string]channel.Health
	byHand   map[string]bool // channels that are answered outside
}

// shownSends are the states that the frame counts.
var shownSends = []outbox.State{outbox.Queued, outbox.Sending, outbox.Committed, outbox.WaitingTry,
	outbox.Unconfirmed, outbox.Rejected, outbox.Held}

// waiting counts the messages on their way: they need nobody.
func (f facts) waiting() int {
	return f.sends[outbox.Queued] + f.sends[outbox.Sending] + f.sends[outbox.Committed] + f.sends[outbox.WaitingTry]
}

// faults counts the messages that a person must look at.
func (f facts) faults() int {
	return f.sends[outbox.Unconfirmed] + f.sends[outbox.Rejected] + f.sends[outbox.Held]
}

// needsPerson tells whether a channel waits for somebody to sign in or decide.
func (f facts) needsPerson(id string) bool {
	switch f.health[id].State {
	case channel.NeedsYou, channel.WrongWho, channel.NoRight:
		return true
	}
	return false
}

// works tells whether a channel does what it should, as far as is known.
func (f facts) works(id string) bool {
	return !f.needsPerson(id) && f.health[id].State != channel.Offline
}

// broken counts the channels that need a person.
func (f facts) broken() int {
	n := 0
	for _, c := range f.channels {
		if f.needsPerson(c.ID) {
			n++
		}
	}
	return n
}

// inOrder puts mailboxes first, then the networks in their own order.
func inOrder(channels []channel.Channel, networks []program.Network) {
	rank := func(c channel.Channel) int {
		return slices.IndexFunc(networks, func(n program.Network) bool { return n.Name == c.Network })
	}
	slices.SortStableFunc(channels, func(a, b channel.Channel) int { return rank(a) - rank(b) })
}

// collect reads the facts.
func collect(ctx context.Context, p *program.Program) (facts, error) {
	f := facts{read: true, sends: map[outbox.State]int{}}
	counts, err := p.Store.Counts(ctx)
	if err != nil {
		return f, fmt.Errorf("count conversations: %w", err)
	}
	f.open = counts[inbox.Open]
	sends, err := p.Sends.Sends(ctx, shownSends, 0)
	if err != nil {
		return f, fmt.Errorf("count sends: %w", err)
	}
	for _, s := range sends {
		f.sends[s.State]++
	}
	if f.notices, err = p.Notices.Panel(ctx); err != nil {
		return f, fmt.Errorf("read notices: %w", err)
	}
	if f.channels, err = p.Channels.Channels(ctx, false); err != nil {
		return f, fmt.Errorf("read channels: %w", err)
	}
	inOrder(f.channels, p.Networks())
	f.byHand = map[string]bool{}
	for _, c := range f.channels {
		f.byHand[c.ID] = p.ByHand(c)
	}
	if f.health, err = p.Channels.Health(ctx); err != nil {
		return f, fmt.Errorf("read the channels' health: %w", err)
	}
	return f, nil
}

// readFacts reads the facts again and shows them. Calls that come while one is
// under way make one more, not many.
func (u *UI) readFacts() {
	if u.reading {
		u.readAgain = true
		return
	}
	u.reading = true
	var f facts
	u.env.Work(func(ctx context.Context) error {
		var err error
		f, err = collect(ctx, u.p)
		return err
	}, func(err error) {
		u.reading = false
		if err != nil {
			u.opts.Log.Warn("could not read what the window's frame shows", "error", err)
			return
		}
		u.facts = f
		u.showFacts()
		if u.readAgain {
			u.readAgain = false
			u.readFacts()
		}
	})
}

// showFacts puts the facts into rail, status bar, title and tray.
func (u *UI) showFacts() {
	if u.shell == nil {
		return
	}
	u.shell.rail.set(u.railView())
	u.showStatus()
	u.shell.setBanners(u.banners())
	u.retitle()
	u.retray()
	if u.drawer != nil {
		u.drawer.Set(u.facts.notices)
	}
}
