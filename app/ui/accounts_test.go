package ui

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"

	"commsdesk/app/channel"
	"commsdesk/app/program"
	"commsdesk/platforms"
)

// account is an invented account of any network: it is who its settings say,
// signs in with the one right key, and can do what most can.
type account struct {
	network, identity string
	secrets           platforms.Secrets
	probed            time.Time
}

func newAccount(c channel.Channel, secrets platforms.Secrets, now time.Time) *account {
	settings := map[string]string{}
	_ = json.Unmarshal(c.Config, &settings) // what can't be read holds nothing
	who := ""
	for _, key := range []string{"identity", "handle", "page", "account", "place", "server"} {
		if who == "" {
			who = settings[key]
		}
	}
	return &account{network: c.Network, identity: who, secrets: secrets, probed: now}
}

func (a *account) Network() string { return a.network }
func (a *account) Close() error    { return nil }

func (a *account) Capabilities() platforms.Capabilities {
	yes := platforms.Yes()
	return platforms.Capabilities{ProbedAt: a.probed, Comments: yes, Mentions: yes, Messages: yes, Reply: yes, Private: yes, Publish: yes,
		AltText: yes, ProveSent: yes, Recheck: yes, Hide: yes, Mute: yes, Block: yes, Unblock: yes, Withdraw: yes, PostMetrics: yes, MaxText: 300, Counter: platforms.CountGraphemes,
		Delete:         platforms.No("Only the author can delete a comment there. Hide it instead.", "https://example.org/help"),
		Schedule:       platforms.No("The network keeps no posts for later, so this PC sends them.", ""),
		Watch:          platforms.No("The network tells nothing by itself; it is asked every few minutes.", ""),
		AccountMetrics: platforms.No("The network gives no figures of an account.", ""),
		Storage:        []string{"Deleted posts are to be forgotten within 24 hours."}, ReplyRule: "Private answers are taken for 7 days after the last message."}
}

// rightKey is what signs an invented account in.
const rightKey = "right-key"

func (a *account) Identity(ctx context.Context) (platforms.Identity, error) {
	for _, item := range []string{"access_token", "app_password", "password", "oauth1_key"} {
		if key, err := a.secrets.Get(ctx, item); err == nil && key != "" && key != rightKey && key != "secret" {
			return platforms.Identity{}, &platforms.Error{Class: platforms.ClassAuth, Sentence: "The network did not take this key. Nothing was changed. Copy it once more and paste it whole."}
		}
	}
	if a.identity == "" {
		a.identity = "north-herts"
	}
	return platforms.Identity{ID: a.identity, Name: "North Herts Council", URL: "https://example.org/" + a.identity}, nil
}

func (a *account) CodePage() (redirect, key string) { return "code", "key" }

func (a *account) Loopback() platforms.Loopback { return platforms.Loopback{} }

func (a *account) Authorize(context.Context, string, string, string) (string, error) {
	return "https://example.org/sign-in", nil
}

func (a *account) Exchange(ctx context.Context, _, _ string, answer url.Values) error {
	return a.secrets.Set(ctx, "access_token", answer.Get("key"))
}

// signInPage stands for the loopback sign-in: it opens the page and waits for
// somebody to allow it.
type signInPage struct {
	mu      sync.Mutex
	opened  []string    // by the sign-in
	browsed []string    // in the browser
	allow   chan string // the key that the browser brings back
}

func (s *signInPage) run(ctx context.Context, in platforms.SignInner, open func(string) error) error {
	page, err := in.Authorize(ctx, "http://127.0.0.1:1/", "state", "verifier")
	if err != nil {
		return err
	}
	if err := open(page); err != nil {
		return err
	}
	s.mu.Lock()
	s.opened = append(s.opened, page)
	s.mu.Unlock()
	select {
	case key := <-s.allow:
		return in.Exchange(ctx, "http://127.0.0.1:1/", "verifier", url.Values{"key": {key}})
	case <-ctx.Done():
		return ctx.Err()
	}
}

// byCode stands for the sign-in with a code that the page shows.
func (s *signInPage) byCode(ctx context.Context, in platforms.CodeSignInner, open func(string) error, ask func(context.Context) (string, error)) error {
	redirect, key := in.CodePage()
	page, err := in.Authorize(ctx, redirect, "state", "verifier")
	if err == nil {
		err = open(page)
	}
	if err != nil {
		return err
	}
	code, err := ask(ctx)
	if err != nil {
		return err
	}
	return in.Exchange(ctx, redirect, "verifier", url.Values{key: {code}})
}

func (o *office) browsed() []string {
	o.page.mu.Lock()
	defer o.page.mu.Unlock()
	return o.page.browsed
}

// street connects one account on each of nine networks, as picture 06 has them:
// Instagram is to be renewed, Flickr has signed us out.
func (o *office) street() {
	o.t.Helper()
	who, _, _ := o.p.Who("GM", "gemma")
	at := func(day, clock string) time.Time {
		t, err := time.Parse("2006-01-02 15:04", day+" "+clock)
		if err != nil {
			o.t.Fatal(err)
		}
		return t.UTC()
	}
	today := "2026-11-30"
	for _, x := range []struct {
		network, who, joined, purpose string
		broadcast                     bool
		health                        channel.Health
	}{
		{"facebook", "North Herts Council", "2014-02-01", "News, replies", false, channel.Health{State: channel.Valid, LastPull: at(today, "9:47"), There: 402, Here: 402}},
		{"x", "@NorthHertsDC", "2009", "News, replies", false, channel.Health{State: channel.Valid, LastPull: at(today, "9:46"), There: 231, Here: 231}},
		{"instagram", "@northherts", "2018-05-01", "Photos, campaigns", false, channel.Health{State: channel.Expiring, Expires: at("2026-12-12", "9:00"), LastPull: at(today, "9:45"), There: 118, Here: 118}},
		{"bluesky", "@north-herts.gov.uk", "2024-11-20", "News, replies", false, channel.Health{State: channel.Valid, LastPull: at(today, "9:47"), There: 61, Here: 60}},
		{"mastodon", "@northherts@council.example", "2023-01-01", "News, replies", false, channel.Health{State: channel.Waiting, NextTry: at(today, "10:05"), LastPull: at(today, "9:40"), There: 28, Here: 28, Sentence: "The server asked for a pause. It is read again by itself."}},
		{"linkedin", "North Herts Council", "2015-01-01", "Job adverts", true, channel.Health{State: channel.Valid, Expires: at("2027-03-03", "9:00"), LastPull: at(today, "9:30"), There: 49, Here: 49}},
		{"youtube", "North Herts Council", "2010-01-01", "Meeting recordings", true, channel.Health{State: channel.Offline, Since: at(today, "9:02"), LastPull: at(today, "8:52"), There: 43, Here: 43}},
		{"flickr", "northherts", "2010-01-01", "Archive photos", true, channel.Health{State: channel.NeedsYou, Since: at("2026-11-29", "22:14"), LastPull: at("2026-11-29", "22:10"),
			Sentence: "Flickr no longer takes the sign-in."}},
		{"nextdoor", "Nextdoor, Hitchin", "", "Neighbours’ questions", false, channel.Health{}},
	} {
		identity := strings.ToLower(strings.NewReplacer(" ", "-", "@", "", ",", "").Replace(x.who))
		c, err := o.p.Connect(ctx, who, program.Account{Network: x.network, Name: x.who, Config: program.Settings(map[string]string{"identity": identity, "way": "api", "client_id": "council-app"}),
			Secrets:  map[string]string{"access_token": rightKey, "client_secret": "council-secret"},
			Register: channel.Register{Purpose: x.purpose, Broadcast: x.broadcast, Joined: x.joined, Owner: "Communications team"}})
		if err != nil {
			o.t.Fatal(err)
		}
		o.p.Intake.Remove(c.ID)
		if err := o.p.Channels.SetHealth(ctx, c.ID, x.health); err != nil {
			o.t.Fatal(err)
		}
		if x.network == "facebook" {
			if err := errors.Join(o.p.Channels.OpenGap(ctx, c.ID, at("2026-11-19", "22:04"), "This PC was asleep."), o.p.Channels.CloseGap(ctx, c.ID, at("2026-11-20", "7:51"), 14, 14),
				o.p.Channels.OpenGap(ctx, c.ID, at("2026-11-08", "3:10"), ""), o.p.Channels.CloseGap(ctx, c.ID, at("2026-11-08", "3:40"), 0, 0)); err != nil {
				o.t.Fatal(err)
			}
		}
		if x.network == "flickr" {
			if err := o.p.Channels.OpenGap(ctx, c.ID, at("2026-11-29", "22:10"), ""); err != nil {
				o.t.Fatal(err)
			}
		}
	}
}

// channelOf is the id of the one channel of a network.
func (o *office) channelOf(network string) channel.Channel {
	o.t.Helper()
	all, err := o.p.Channels.Channels(ctx, false)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, c := range all {
		if c.Network == network {
			return c
		}
	}
	o.t.Fatalf("no channel of %s is connected", network)
	return channel.Channel{}
}
