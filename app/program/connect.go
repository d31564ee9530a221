package program

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/channel"
	"commsdesk/app/event"
	"commsdesk/platforms"
)

// Password is the name of the secret that signs a mailbox in.
const Password = "password"

// Account is one that is to be connected: its settings as its adapter reads
// them, and its secrets by their names.
type Account struct {
	Network, Name string
	Config        json.RawMessage
	Secrets       map[string]string
	// Page leads through the network's own sign-in page; nil when everything was
	// typed.
	Page *Visit
	// Register is what the council notes of it.
	Register channel.Register
}

// Visit is how a person is led through a network's own sign-in page. Open
// opens it. Code asks for the code that it shows; nil: the browser comes back by
// itself.
type Visit struct {
	Open func(page string) error
	Code func(ctx context.Context) (string, error)
}

// Connect signs in to an account, keeps its secrets, and registers the channel.
// Items from the opening of the working day before now on can be work; older
// ones are history (DESIGN 3). Connecting an account that was removed brings its
// history back.
func (p *Program) Connect(ctx context.Context, who act.Who, a Account) (channel.Channel, error) {
	c := channel.Channel{Network: a.Network, Name: a.Name, Config: a.Config, Register: a.Register}
	held := tryout{}
	maps.Copy(held, a.Secrets)
	whose, caps, err := p.signIn(ctx, c, held, a.Page)
	if err != nil {
		return c, err
	}
	now := p.Clock()
	c.Identity, c.ID = whose.ID, channel.ChannelID(a.Network, whose.ID)
	c.URL = whose.URL
	if c.Name == "" {
		c.Name = whose.Name
	}
	c.ConnectedAt = app.Millis(now)
	c.PromiseFrom = app.Millis(p.Calendar().OpeningOfWorkingDayBefore(now))
	c.Unpromised = a.Register.Broadcast // it speaks and promises no answer, until an officer says so
	if old, ok := p.channelEver(ctx, c.ID); ok {
		c.PromiseFrom, c.Unpromised = old.PromiseFrom, old.Unpromised
		if a.Register == (channel.Register{}) {
			c.Register = old.Register
		}
		if !old.Gone {
			return c, app.NewError(app.Conflict, "This account is connected already.")
		}
	}
	if err := p.keepSecrets(ctx, c.ID, held); err != nil {
		return c, err
	}
	if _, err = p.Door.Do(ctx, who.New(channel.Connected, act.Subject{Type: act.Channel, ID: c.ID}, c, nil)); err != nil {
		return c, errors.Join(err, p.dropSecrets(context.WithoutCancel(ctx), c.ID))
	}
	p.noteAbilities(ctx, c.ID, caps)
	p.Intake.Add(c)
	return c, nil
}

// signIn makes the account's adapter, signs in through the browser when page is
// given, and returns whose account it is and what it can do.
func (p *Program) signIn(ctx context.Context, c channel.Channel, held platforms.Secrets, page *Visit) (whose platforms.Identity, caps platforms.Capabilities, err error) {
	ad, err := p.Accounts.build(c, held)
	if err != nil {
		return whose, caps, err
	}
	defer func() { _ = ad.Close() }()
	if page != nil {
		if err := p.visit(ctx, ad, page); err != nil {
			return whose, caps, Worded(err)
		}
	}
	id, ok := ad.(platforms.Identifier)
	if !ok {
		return whose, caps, app.NewError(app.Wrong, "This network can't say whose account it is.")
	}
	if whose, err = id.Identity(ctx); err != nil {
		return whose, caps, Worded(err)
	}
	return whose, ad.Capabilities(), nil
}

func (p *Program) visit(ctx context.Context, ad platforms.Adapter, page *Visit) error {
	if page.Code != nil {
		if in, ok := ad.(platforms.CodeSignInner); ok && p.Code != nil {
			return p.Code(ctx, in, page.Open, page.Code)
		}
		return app.NewError(app.Wrong, "This network shows no code. Let the browser come back by itself.")
	}
	in, ok := ad.(platforms.SignInner)
	if !ok || p.Browser == nil {
		return app.NewError(app.Wrong, "This account does not sign in through the browser.")
	}
	return p.Browser(ctx, in, page.Open)
}

// Try tests settings and secrets without keeping anything. Each step is told as
// it ends.
func (p *Program) Try(ctx context.Context, network string, config json.RawMessage, secrets map[string]string, selfMail bool, step func(Step)) (TestReport, error) {
	ad, err := p.Accounts.build(channel.Channel{Network: network, Config: config}, tryout(secrets))
	if err != nil {
		return TestReport{}, err
	}
	defer func() { _ = ad.Close() }()
	return test(ctx, ad, selfMail, step)
}

// Test tests a connected channel and keeps what it learned about the server.
func (p *Program) Test(ctx context.Context, who act.Who, id string, selfMail bool, step func(Step)) (TestReport, error) {
	ad, err := p.Accounts.Adapter(ctx, id)
	if err != nil {
		return TestReport{}, err
	}
	report, err := test(ctx, ad, selfMail, step)
	p.noteAbilities(ctx, id, ad.Capabilities())
	if err == nil && report.FilesInSent != nil {
		err = p.reconfigure(ctx, who, id, func(m map[string]any) { m["files_in_sent"] = *report.FilesInSent })
	}
	return report, err
}

func test(ctx context.Context, ad platforms.Adapter, selfMail bool, step func(Step)) (TestReport, error) {
	t, ok := ad.(platforms.Tester)
	if !ok {
		return TestReport{}, testIdentity(ctx, ad, step)
	}
	report, err := t.Test(ctx, selfMail, func(s platforms.Step) { step(Step(s)) })
	return TestReport{FilesInSent: report.FilesInSent, Delivery: report.Delivery, SentFolder: report.SentFolder}, Worded(err)
}

// Step is one line of a connection test: name, port, proxy, tls, sign-in,
// folder, sending or self-mail. Why is a sentence for people.
type Step struct {
	Name string
	OK   bool
	Why  string
}

// TestReport is what a connection test learned. FilesInSent is nil and Delivery
// 0 when that is not known.
type TestReport struct {
	FilesInSent *bool
	Delivery    time.Duration
	SentFolder  string
}

// SignIn keeps a new secret for a connected mailbox and reads it at once.
func (p *Program) SignIn(ctx context.Context, who act.Who, id, secret string) error {
	c, err := p.connected(ctx, id)
	if err != nil {
		return err
	}
	if err := p.keepSecrets(ctx, id, map[string]string{Password: secret}); err != nil {
		return err
	}
	return p.goOn(ctx, who, c)
}

// Reconnect signs a connected account in anew, with what was typed or through
// the browser, and reads it at once: history stays, and the gap is read. What
// was kept before is only replaced once the network said that it is the same
// account.
func (p *Program) Reconnect(ctx context.Context, who act.Who, id string, secrets map[string]string, page *Visit) error {
	c, err := p.connected(ctx, id)
	if err != nil {
		return err
	}
	held := tryout{}
	maps.Copy(held, secrets)
	whose, caps, err := p.signIn(ctx, c, layered{held, channelSecrets{p, id}}, page)
	if err != nil {
		return err
	}
	if whose.ID != c.Identity {
		return app.NewError(app.Wrong, "This signs in to "+whose.Name+", and the channel is "+c.Name+". Nothing was changed. Sign in as "+c.Name+", or connect the other account as a channel of its own.")
	}
	if err := p.keepSecrets(ctx, id, held); err != nil {
		return err
	}
	p.noteAbilities(ctx, id, caps)
	return p.goOn(ctx, who, c)
}

func (p *Program) goOn(ctx context.Context, who act.Who, c channel.Channel) error {
	p.readAnew(c)
	p.Bus.Announce(event.Change{Topic: event.Channels, IDs: []string{c.ID}})
	_, err := p.Outbox.Resume(ctx, who, c.ID)
	return err
}

func (p *Program) connected(ctx context.Context, id string) (channel.Channel, error) {
	c, ok := p.channelEver(ctx, id)
	if !ok || c.Gone {
		return c, app.NewError(app.NotFound, "This channel is not connected.")
	}
	return c, nil
}

// readAnew reads a channel with its new settings or sign-in. The old loop ends
// first, so that it does not take the closing of its connection for a fault.
func (p *Program) readAnew(c channel.Channel) {
	p.Intake.Remove(c.ID)
	p.Accounts.Forget(c.ID)
	p.Intake.Add(c)
}

// AcceptCertificate trusts the certificate with this fingerprint at the
// endpoint ("host:port"), which the officer has seen, and lets go what was held
// for it.
func (p *Program) AcceptCertificate(ctx context.Context, who act.Who, id, endpoint, fingerprint string) error {
	err := p.reconfigure(ctx, who, id, func(m map[string]any) {
		known, _ := m["fingerprints"].(map[string]any)
		if known == nil {
			known = map[string]any{}
		}
		known[endpoint] = fingerprint
		m["fingerprints"] = known
	})
	if err != nil {
		return err
	}
	_, err = p.Outbox.Resume(ctx, who, id)
	return err
}

// Configure replaces a channel's settings; NotFound when it is not connected.
func (p *Program) Configure(ctx context.Context, who act.Who, c channel.Channel) error {
	if _, err := p.connected(ctx, c.ID); err != nil {
		return err
	}
	_, err := p.Door.Do(ctx, who.New(channel.Configured, act.Subject{Type: act.Channel, ID: c.ID}, c, nil))
	if err != nil {
		return err
	}
	p.readAnew(c)
	p.Dispatcher.Wake()
	return nil
}

// Remove disconnects a channel and forgets its secret; its history stays.
func (p *Program) Remove(ctx context.Context, who act.Who, id string) error {
	c, err := p.connected(ctx, id)
	if err != nil {
		return err
	}
	c.Gone = true
	if _, err := p.Door.Do(ctx, who.New(channel.Removed, act.Subject{Type: act.Channel, ID: id}, c, nil)); err != nil {
		return err
	}
	p.Intake.Remove(id)
	p.Accounts.Forget(id)
	return p.dropSecrets(ctx, id)
}

func (p *Program) reconfigure(ctx context.Context, who act.Who, id string, edit func(map[string]any)) error {
	c, ok := p.channelEver(ctx, id)
	if !ok {
		return app.NewError(app.NotFound, "This channel is not connected.")
	}
	m := map[string]any{}
	if len(c.Config) > 0 {
		if err := json.Unmarshal(c.Config, &m); err != nil {
			return fmt.Errorf("read the settings of %s: %w", id, err)
		}
	}
	before, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write the settings of %s: %w", id, err)
	}
	edit(m)
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write the settings of %s: %w", id, err)
	}
	if bytes.Equal(before, raw) {
		return nil // nothing new was learned
	}
	c.Config = raw
	return p.Configure(ctx, who, c)
}

func (p *Program) channelEver(ctx context.Context, id string) (channel.Channel, bool) {
	chans, err := p.Channels.Channels(ctx, true)
	if err != nil {
		return channel.Channel{}, false
	}
	for _, c := range chans {
		if c.ID == id {
			return c, true
		}
	}
	return channel.Channel{}, false
}

// Worded gives an adapter's or the keyring's error an app.Error with its
// sentence.
func Worded(err error) error {
	var pe *platforms.Error
	if errors.As(err, &pe) {
		kind := app.Unreachable
		switch pe.Class {
		case platforms.ClassAuth, platforms.ClassIdentity, platforms.ClassCertificate:
			kind = app.SignIn
		case platforms.ClassRefused:
			kind = app.Wrong
		}
		return app.NewError(kind, pe.Sentence).Because(err)
	}
	var said interface{ Sentence() string }
	if errors.As(err, &said) {
		return app.NewError(app.Unreachable, said.Sentence()).Because(err)
	}
	return err
}
