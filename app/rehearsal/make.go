package rehearsal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/calendar"
	"commsdesk/app/channel"
	"commsdesk/app/desk"
	"commsdesk/app/event"
	"commsdesk/app/inbox"
	"commsdesk/app/outbox"
	"commsdesk/app/program"
)

// Stage is what Make plays on.
type Stage struct {
	Program *program.Program
	// BeSample marks the workspace as a sample desk; refused unless it is empty.
	BeSample func(ctx context.Context) error
	// World returns the simulated mailbox made from the saved script; asked for
	// once the script is saved.
	World func(ctx context.Context) (World, error)
	// Streets names the simulated networks; Street starts one.
	Streets []string
	Street  func(ctx context.Context, network string) (Street, error)
	// Running tells whether one was started.
	Running func(network string) bool
	Clock   *Clock
	// OSUser is whose account acts.
	OSUser string
}

// step is something that happens at a moment.
type step struct {
	at time.Time
	do func(ctx context.Context) error
}

// Make turns an empty workspace into the sample desk: it sets the clock three
// weeks back, connects the simulated mailbox, and plays the story through the
// same services that a real desk uses. The clock follows its base again
// afterwards.
func Make(ctx context.Context, s Stage) error {
	now := s.Clock.Now().Truncate(time.Second)
	defer s.Clock.Set(time.Time{})
	text, err := Script(now, s.Program.Calendar())
	if err != nil {
		return fmt.Errorf("write the sample script: %w", err)
	}
	if err := s.BeSample(ctx); err != nil {
		return err
	}
	if err := s.Program.Store.SetLocal(ctx, scriptKey, string(text)); err != nil {
		return err
	}
	begin := s.Program.Calendar().NextOpening(now.AddDate(0, 0, -21))
	s.Clock.Set(begin)
	p := &player{Stage: s, now: now}
	if err := p.open(ctx); err != nil {
		return err
	}
	if err := s.Program.Dispatcher.Start(ctx); err != nil {
		return err
	}
	defer s.Program.Dispatcher.Stop(context.WithoutCancel(ctx))
	for _, st := range p.steps() {
		if st.at.Before(begin) {
			continue
		}
		if err := p.turn(ctx, st.at); err != nil {
			return err
		}
		if err := st.do(ctx); err != nil {
			return err
		}
	}
	if err := p.turn(ctx, now); err != nil {
		return err
	}
	if err := p.leaveStreets(ctx); err != nil {
		return err
	}
	return Keep(ctx, s.Program.Store, p.world)
}

// player plays the story.
type player struct {
	Stage
	now      time.Time
	world    World
	streets  map[string]*street
	nextdoor channel.Channel
	ch       channel.Channel
	officers map[string]desk.Officer
}

// open sets the desk up and connects the mailbox.
func (p *player) open(ctx context.Context) error {
	gm, err := p.Program.SetUp(ctx, p.OSUser, program.Setup{OfficerName: "Gemma Marsh", Initials: "GM", Team: desk.Communications,
		Hours: calendar.DefaultChoices(), Council: "Sample Council"})
	if err != nil {
		return err
	}
	p.officers = map[string]desk.Officer{"GM": gm}
	for _, o := range []desk.Officer{{Name: "Rob Tully", Initials: "RT", Team: desk.Communications}, {Name: "Jo Patel", Initials: "JP", Team: desk.Communications}, {Name: "Chris Shah", Initials: "CS", Team: desk.CustomerService}} {
		if p.officers[o.Initials], err = p.Program.SetOfficer(ctx, p.who("GM"), o); err != nil {
			return err
		}
	}
	if p.world, err = p.World(ctx); err != nil {
		return err
	}
	config, err := json.Marshal(map[string]string{"address": Address, "smtp_host": "smtp.sample-council.example"})
	if err != nil {
		return fmt.Errorf("write the sample settings: %w", err)
	}
	p.ch, err = p.Program.Connect(ctx, p.who("GM"), program.Account{Network: program.MailboxNetwork, Name: "Press office", Config: config, Secrets: map[string]string{program.Password: "sample"},
		Register: channel.Register{Purpose: "Press, policy queries", Joined: "2007-01-08", Owner: "Communications team"}})
	if err != nil {
		return err
	}
	return p.connectStreets(ctx)
}

func (p *player) who(initials string) act.Who {
	return act.Who{Officer: p.officers[initials].ID, OSUser: p.OSUser}
}

// turn moves the clock and reads what has come until then.
func (p *player) turn(ctx context.Context, at time.Time) error {
	p.Clock.Set(at)
	p.world.Advance()
	if err := p.lately(ctx, p.ch.ID); err != nil {
		return err
	}
	_, err := p.Program.Intake.Once(ctx, p.ch, nil)
	return err
}

// lately has a channel read a minute ago: the time that the play leaves out is
// no gap in which nothing could be read.
func (p *player) lately(ctx context.Context, id string) error {
	all, err := p.Program.Channels.Health(ctx)
	if err != nil {
		return err
	}
	h, ok := all[id]
	if !ok || h.LastPull.IsZero() {
		return nil
	}
	h.LastPull = p.Clock.Now().Add(-time.Minute)
	return p.Program.Channels.SetHealth(ctx, id, h)
}

// steps are all acts of the story in the order of their moments.
func (p *player) steps() []step {
	var out []step
	talks := story(p.now, p.Program.Calendar())
	for _, post := range posts(openTime(p.now, p.Program.Calendar())) {
		if s := p.streets[post.network]; s != nil {
			out = append(out, step{post.at, func(context.Context) error {
				s.state.Posts[post.slug] = s.Post(post.text, post.at)
				return nil
			}})
		}
	}
	for _, t := range talks {
		if t.network != "" && p.streets[t.network] == nil {
			continue
		}
		out = append(out, p.said(t)...)
		out = append(out, p.triage(t)...)
		if t.by != "" {
			out = append(out, step{t.replied, func(ctx context.Context) error { return p.answer(ctx, t) }})
		}
		if t.settle != "" {
			out = append(out, step{t.settled, func(ctx context.Context) error { return p.settleTalk(ctx, t) }})
		}
	}
	// What is said at a moment comes before what is done about it.
	sort.SliceStable(out, func(i, j int) bool { return out[i].at.Before(out[j].at) })
	return out
}

// triage sorts, tags, assigns and notes, a few minutes after a mail came.
func (p *player) triage(t talk) []step {
	at := func(minutes int) time.Time {
		m := t.at.Add(time.Duration(minutes) * time.Minute)
		if m.After(p.now) {
			return p.now
		}
		return m
	}
	var out []step
	on := func(minutes int, do func(ctx context.Context, id string) ([]act.Receipt, error)) {
		out = append(out, step{at(minutes), func(ctx context.Context) error {
			id, err := p.find(ctx, t)
			if err == nil {
				_, err = do(ctx, id)
			}
			return err
		}})
	}
	in := p.Program.Inbox
	if t.typ != "" && t.typ != inbox.Untriaged {
		on(4, func(ctx context.Context, id string) ([]act.Receipt, error) {
			return in.SetType(ctx, p.who("JP"), t.typ, id)
		})
	}
	if tag, ok := p.Program.Snapshot().Tag(t.tag); ok && t.tag != "" {
		on(4, func(ctx context.Context, id string) ([]act.Receipt, error) {
			return in.Tag(ctx, p.who("JP"), tag.ID, id)
		})
	}
	if t.assign != "" {
		on(5, func(ctx context.Context, id string) ([]act.Receipt, error) {
			to, err := inbox.AssigneeFrom(p.Program.Snapshot(), t.assign)
			if err != nil {
				return nil, err
			}
			return in.Assign(ctx, p.who("JP"), to, id)
		})
	}
	if t.note != "" {
		on(9, func(ctx context.Context, id string) ([]act.Receipt, error) {
			return in.Note(ctx, p.who("RT"), id, t.note)
		})
	}
	if t.hidden != "" {
		on(8, func(ctx context.Context, id string) ([]act.Receipt, error) {
			done, err := p.Program.Reply.Moderate(ctx, p.who("JP"), id, p.streets[t.network].state.Items[t.slug], "hide", t.hidden)
			return done.Receipts, err
		})
	}
	if !t.deadline.IsZero() {
		on(6, func(ctx context.Context, id string) ([]act.Receipt, error) {
			return in.SetPressDeadline(ctx, p.who("JP"), id, t.deadline)
		})
	}
	return out
}

// find is the conversation of a talk, by the resident's address.
func (p *player) find(ctx context.Context, t talk) (string, error) {
	if t.network != "" {
		return p.findOnStreet(ctx, t)
	}
	rows, err := p.Program.Store.Queue(ctx, inbox.Filter{Statuses: []inbox.Status{inbox.Open, inbox.Answered, inbox.Waiting, inbox.NoReply, inbox.Done, inbox.History}})
	if err != nil {
		return "", err
	}
	for _, r := range rows {
		if r.Person.ID == t.address() {
			return r.ID, nil
		}
	}
	return "", errors.New("the sample story lost the conversation of " + t.slug)
}

func (p *player) answer(ctx context.Context, t talk) error {
	id, err := p.find(ctx, t)
	if err != nil {
		return err
	}
	officer := p.officers[t.by]
	var d outbox.Draft
	if t.redirect != "" {
		for _, r := range p.Program.Snapshot().Redirects {
			if r.Name == t.redirect {
				d, err = p.Program.Reply.BeginRedirect(ctx, officer.ID, id, "", r.ID)
			}
		}
	} else {
		d, err = p.Program.Reply.Begin(ctx, officer.ID, id)
		d.Text = t.reply
	}
	if err == nil && t.network != "" {
		err = p.trouble(t)
	}
	if err != nil {
		return err
	}
	s, err := p.Program.Reply.SendNow(ctx, p.who(t.by), d)
	if err != nil {
		return err
	}
	return p.await(ctx, s.ID)
}

// await waits until a send stands still.
func (p *player) await(ctx context.Context, id string) error {
	changed := make(chan struct{}, 1)
	stop := p.Program.Bus.Listen(func(c event.Change) {
		if c.Topic == event.Sends {
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	})
	defer stop()
	p.Program.Dispatcher.Wake()
	for {
		s, err := p.Program.Sends.Send(ctx, id)
		if err != nil {
			return err
		}
		switch s.State {
		case outbox.Sent, outbox.Rejected, outbox.Unconfirmed, outbox.Held:
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (p *player) settleTalk(ctx context.Context, t talk) error {
	id, err := p.find(ctx, t)
	if err != nil {
		return err
	}
	who := p.who("GM")
	switch t.settle {
	case "wait":
		_, err = p.Program.Inbox.Wait(ctx, who, id)
	case "done":
		_, err = p.Program.Inbox.Done(ctx, who, id)
	case "no-reply":
		_, err = p.Program.Inbox.NoReply(ctx, who, id)
	}
	return err
}
