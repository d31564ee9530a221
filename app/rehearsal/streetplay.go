package rehearsal

import (
	"context"
	"fmt"
	"time"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/intake"
	"commsdesk/app/program"
)

// accounts are what the sample council notes of its accounts.
var accounts = map[string]channel.Register{
	"x":         {Purpose: "News, replies", Joined: "2009-04-01", Owner: "Communications team"},
	"facebook":  {Purpose: "News, replies", Joined: "2014-05-12", Owner: "Communications team"},
	"instagram": {Purpose: "Photos, campaigns", Joined: "2018-02-20", Owner: "Communications team"},
	"youtube":   {Purpose: "Meeting recordings", Joined: "2010-09-06", Owner: "Committee services", Broadcast: true},
	"linkedin":  {Purpose: "Job adverts", Joined: "2015-01-15", Owner: "Human resources", Broadcast: true},
	"flickr":    {Purpose: "Archive photos", Joined: "2010-03-30", Owner: "Museum", Service: "Museum", Broadcast: true},
	"bluesky":   {Purpose: "News, replies", Joined: "2024-11-18", Owner: "Communications team"},
	"mastodon":  {Purpose: "News, replies", Joined: "2023-01-09", Owner: "Communications team"},
	"threads":   {Purpose: "Campaigns", Joined: "2025-06-02", Owner: "Communications team"},
	"nextdoor":  {Purpose: "Answers by hand", Joined: "2021-03-08", Owner: "Communications team"},
}

// accountNames are what people call the accounts.
var accountNames = map[string]string{
	"x": "@SampleCouncil", "facebook": "Sample Council", "instagram": "@samplecouncil", "youtube": "Sample Council", "linkedin": "Sample Council",
	"flickr": "samplecouncil", "bluesky": "@sample-council.example", "mastodon": "@sample@council.example", "threads": "@samplecouncil",
}

// connectStreets signs in to every network, and to the one channel by hand.
func (p *player) connectStreets(ctx context.Context) error {
	var err error
	if p.streets, err = openStreets(ctx, p.Stage); err != nil {
		return err
	}
	for _, name := range p.Streets {
		s := p.streets[name]
		s.channel, err = p.Program.Connect(ctx, p.who("GM"), program.Account{Network: name, Name: accountNames[name], Config: program.Settings(s.Settings()), Register: accounts[name]})
		if err != nil {
			return fmt.Errorf("connect the sample's %s: %w", s.Title(), err)
		}
	}
	if len(p.Streets) == 0 {
		return nil
	}
	p.nextdoor, err = p.Program.Connect(ctx, p.who("GM"), program.Account{Network: "nextdoor", Name: "Sample Council, town centre", Config: program.Settings(map[string]string{"place": "Town centre", "account": "Sample Council"}), Register: accounts["nextdoor"]})
	if err != nil {
		return fmt.Errorf("connect the sample's Nextdoor: %w", err)
	}
	return nil
}

// speak lets a resident of a talk write, and returns the item's id.
func (p *player) speak(t talk, text string, at time.Time) error {
	s := p.streets[t.network]
	id := handleID(t.slug)
	var item string
	if t.private {
		item = s.Message(id, t.name, t.slug, text, at)
	} else {
		parent := s.state.Items[t.slug]
		if parent == "" {
			parent = s.state.Posts[t.under]
		}
		if item = s.Comment(id, t.name, t.slug, parent, text, at); item == "" && parent != "" {
			item = s.Comment(id, t.name, t.slug, s.state.Posts[t.under], text, at) // a network without threads
		}
	}
	if item == "" {
		return app.NewError(app.Internal, "The sample story needs something that "+s.Title()+" doesn't have.")
	}
	if s.state.Items[t.slug] == "" {
		s.state.Items[t.slug] = item
	}
	return nil
}

// handleID makes an account's id of a name in the story, the same at each start.
func handleID(slug string) string {
	n := uint64(14695981039346656037)
	for _, b := range []byte(slug) {
		n = (n ^ uint64(b)) * 1099511628211
	}
	return fmt.Sprint(n % 900_000_000_000)
}

// said are the steps in which the residents of a talk on a network write.
func (p *player) said(t talk) []step {
	if t.network == "" {
		return nil
	}
	say := func(text string, at time.Time) step {
		return step{at, func(ctx context.Context) error {
			if err := p.speak(t, text, at); err != nil {
				return err
			}
			return p.read(ctx, t.network)
		}}
	}
	out := []step{say(t.text, t.at)}
	if t.more != "" {
		out = append(out, say(t.more, t.moreAt))
	}
	return out
}

// read reads one network now.
func (p *player) read(ctx context.Context, network string) error {
	err := p.lately(ctx, p.streets[network].channel.ID)
	if err == nil {
		_, err = p.Program.Intake.Once(ctx, p.streets[network].channel, nil)
	}
	if err != nil {
		return fmt.Errorf("read the sample's %s: %w", network, err)
	}
	return nil
}

// trouble lets the network or the resident come in the way of a reply.
func (p *player) trouble(t talk) error {
	s := p.streets[t.network]
	if t.lost {
		s.Lose("reply")
	}
	if t.withdrawn && !s.Remove(s.state.Items[t.slug], p.Clock.Now()) {
		return fmt.Errorf("the sample story lost what %s wrote on %s", t.slug, t.network)
	}
	return nil
}

// findOnStreet finds the conversation of a talk by its first item.
func (p *player) findOnStreet(ctx context.Context, t talk) (string, error) {
	s := p.streets[t.network]
	item := s.state.Items[t.slug]
	known, err := p.Program.Store.KnownKeys(ctx, s.channel.ID, []string{item})
	if err != nil {
		return "", err
	}
	if k, ok := known[item]; ok {
		return k.Conversation, nil
	}
	return "", fmt.Errorf("the sample story lost the conversation of %s on %s", t.slug, t.network)
}

// signedOut is the network that needs somebody to sign in again.
const signedOut = "flickr"

// leaveStreets reads every network a last time, lets one sign us out, and keeps
// them all.
func (p *player) leaveStreets(ctx context.Context) error {
	if err := p.gaps(ctx); err != nil {
		return err
	}
	if err := p.byHand(ctx); err != nil {
		return err
	}
	for _, name := range p.Streets {
		if err := p.read(ctx, name); err != nil {
			return err
		}
		s := p.streets[name]
		ids, _, _ := s.Ours()
		s.state.Heard = len(ids)
		if name == signedOut {
			s.SignOut()
			p.Program.Accounts.Forget(s.channel.ID)
			// That it can't be read is what is to be seen.
			_, _ = p.Program.Intake.Once(ctx, s.channel, nil)
		}
		if err := s.keep(ctx, p.Program.Store); err != nil {
			return err
		}
	}
	return nil
}

// gaps are two stretches in which the mailbox was not read, filled since.
func (p *player) gaps(ctx context.Context) error {
	for _, g := range []struct {
		ago, long time.Duration
		fetched   int
		note      string
	}{
		{22*24*time.Hour - 40*time.Minute, 30 * time.Minute, 0, "The mail server was closed."},
		{10 * 24 * time.Hour, 10 * time.Hour, 4, "This PC was asleep."},
	} {
		from := p.now.Add(-g.ago)
		if err := p.Program.Channels.OpenGap(ctx, p.ch.ID, from, g.note); err != nil {
			return err
		}
		if err := p.Program.Channels.CloseGap(ctx, p.ch.ID, from.Add(g.long), g.fetched, g.fetched); err != nil {
			return err
		}
	}
	return nil
}

// byHand is what somebody noted from a network that the program can't read.
func (p *player) byHand(ctx context.Context) error {
	if p.nextdoor.ID == "" {
		return nil
	}
	_, err := p.Program.Intake.Capture(ctx, p.who("GM"), p.nextdoor.ID, intake.CaptureNote{Link: "https://nextdoor.example/p/mill-lane",
		Words: "Does anybody know why Mill Lane car park was shut last night?", Person: "Bryony Pell", At: p.now.Add(-20 * time.Minute)})
	return err
}
