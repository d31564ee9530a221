package intake_test

import (
	"context"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/inbox"
	"commsdesk/app/intake"
	"commsdesk/platforms"
	"commsdesk/platforms/bluesky"
	blueskysim "commsdesk/platforms/bluesky/sim"
	"commsdesk/platforms/facebook"
	facebooksim "commsdesk/platforms/facebook/sim"
	"commsdesk/platforms/flickr"
	flickrsim "commsdesk/platforms/flickr/sim"
	"commsdesk/platforms/instagram"
	instagramsim "commsdesk/platforms/instagram/sim"
	"commsdesk/platforms/linkedin"
	linkedinsim "commsdesk/platforms/linkedin/sim"
	"commsdesk/platforms/mastodon"
	mastodonsim "commsdesk/platforms/mastodon/sim"
	"commsdesk/platforms/simulator"
	"commsdesk/platforms/x"
	xsim "commsdesk/platforms/x/sim"
	"commsdesk/platforms/youtube"
	youtubesim "commsdesk/platforms/youtube/sim"
)

// simulated is a network with a world to pull from.
type simulated struct {
	network platforms.Network
	world   func(platforms.Clock) (simulator.World, error)
}

// worldOf gives a simulator's maker the type that all have in common.
func worldOf[W simulator.World](make func(platforms.Clock) (W, error)) func(platforms.Clock) (simulator.World, error) {
	return func(clock platforms.Clock) (simulator.World, error) { return make(clock) }
}

var networks = []simulated{
	{bluesky.Describe(), worldOf(blueskysim.New)},
	{mastodon.Describe(), worldOf(mastodonsim.New)},
	{facebook.Describe(), worldOf(facebooksim.New)},
	{instagram.Describe(), worldOf(instagramsim.New)},
	{x.Describe(), worldOf(xsim.New)},
	{youtube.Describe(), worldOf(youtubesim.New)},
	{linkedin.Describe(), worldOf(linkedinsim.New)},
	{flickr.Describe(), worldOf(flickrsim.New)},
}

// held is a keyring of one account.
type held map[string]string

func (h held) Get(_ context.Context, item string) (string, error) { return h[item], nil }
func (h held) Set(_ context.Context, item, value string) error    { h[item] = value; return nil }

// joinNetwork connects a simulated account.
func (o *office) joinNetwork(n simulated) (channel.Channel, simulator.World) {
	o.t.Helper()
	world, err := n.world(o.clock)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(world.Server().Close)
	config, err := json.Marshal(world.Config())
	if err != nil {
		o.t.Fatal(err)
	}
	ad, err := n.network.New(config, held(maps.Clone(world.Secrets())), o.clock)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { ad.Close() })
	who, err := ad.(platforms.Identifier).Identity(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	c := channel.Channel{ID: channel.ChannelID(n.network.Name, who.ID), Network: n.network.Name, Identity: who.ID, Name: who.Name,
		PromiseFrom: o.clock().Add(-24 * time.Hour).UnixMilli()}
	if _, err := o.Do(context.Background(), gm.New(channel.Connected, act.Subject{Type: act.Channel, ID: c.ID}, c, nil)); err != nil {
		o.t.Fatal(err)
	}
	o.networks = map[string]platforms.Adapter{c.ID: ad}
	return c, world
}

func person(name string) platforms.Person {
	return platforms.Person{ID: name, Name: name, Handle: strings.ToLower(name)}
}

// saying finds the conversation and message whose words hold these.
func (o *office) saying(words string) (string, *inbox.Message) {
	o.t.Helper()
	for _, r := range o.rows() {
		_, ms, err := o.Conversation(context.Background(), r.ID)
		if err != nil {
			o.t.Fatal(err)
		}
		for i := range ms {
			if strings.Contains(ms[i].Text, words) {
				return r.ID, &ms[i]
			}
		}
	}
	return "", nil
}

// TestEveryNetworksTalksFallIntoPlace: what residents and we write on each network
// lies in the conversations it must, however often it is read.
func TestEveryNetworksTalksFallIntoPlace(t *testing.T) {
	for _, n := range networks {
		t.Run(n.network.Name, func(t *testing.T) {
			o := newOffice(t)
			c, world := o.joinNetwork(n)
			post := world.Post("Our news of the day", ago(5*time.Hour))
			ada := world.Comment(person("Ada"), post, "Ada asks about bins", ago(4*time.Hour))
			world.Comment(person("Bo"), post, "Bo asks about buses", ago(3*time.Hour))
			answer := world.AnswerOutside(ada, "We answer Ada", ago(2*time.Hour))
			talk := world.Message(person("Dee"), "Dee asks in private", ago(time.Hour))
			o.pull(c)
			about, asked := o.saying("Ada asks")
			buses, _ := o.saying("Bo asks")
			if asked == nil || buses == "" || about == buses {
				t.Fatalf("Ada is in %q, Bo in %q", about, buses)
			}
			if r := o.row(buses); r.Status != inbox.Open || r.Turn == nil {
				t.Errorf("Bo's is %+v", r)
			}
			if in, ours := o.saying("We answer Ada"); answer != "" && (in != about || ours.Direction != inbox.Own) {
				t.Errorf("our answer is in %q (%+v), want it with Ada's", in, ours)
			}
			if r := o.row(about); answer != "" && (r.Status != inbox.Answered || len(r.Settled) != 1 || r.Settled[0].How != inbox.Elsewhere) {
				t.Errorf("Ada's is %s, settled %+v", r.Status, r.Settled)
			}
			if asked.Context != "" {
				above, err := o.Store.Context(context.Background(), about)
				if err != nil || above == nil || !above.Published() {
					t.Errorf("above Ada's stands %+v (%v)", above, err)
				}
			}
			if in, ours := o.saying("Our news"); ours != nil {
				if r := o.row(in); in == about || in == buses || r.Turn != nil {
					t.Errorf("our post is in %q: %+v", in, r)
				}
			}
			if in, dee := o.saying("Dee asks"); talk != "" && o.networks[c.ID].Capabilities().Messages.OK && (dee == nil || !dee.Private || in == about || o.row(in).Turn == nil) {
				t.Errorf("Dee's is in %q: %+v", in, dee)
			}
			before := o.rows()
			o.pull(c)
			if after := o.rows(); len(after) != len(before) {
				t.Errorf("%d conversations became %d", len(before), len(after))
			} else {
				for i := range after {
					if after[i].Version != before[i].Version {
						t.Errorf("reading it again changed %s from %d to %d", after[i].Preview, before[i].Version, after[i].Version)
					}
				}
			}
			o.verified()
		})
	}
}

var _ intake.Accounts = (*office)(nil)
