package program

import (
	"context"
	"sync"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/platforms"
)

// Build makes the adapter of one connected account. It opens no connection.
type Build func(c channel.Channel, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error)

// Accounts keeps one adapter for each connected channel, made when first
// needed. It meets intake.Accounts and outbox.Accounts.
type Accounts struct {
	channels channel.Store
	secrets  func(id string) platforms.Secrets
	maker    Build
	clock    app.Clock

	mu       sync.Mutex
	adapters map[string]platforms.Adapter
}

// NewAccounts returns Accounts that make adapters with build; secrets gives a
// channel its own.
func NewAccounts(channels channel.Store, secrets func(id string) platforms.Secrets, build Build, clock app.Clock) *Accounts {
	return &Accounts{channels: channels, secrets: secrets, maker: build, clock: clock, adapters: map[string]platforms.Adapter{}}
}

// Adapter returns the channel's adapter; an app.Error of kind NotFound when the
// channel is not connected, of kind Wrong when its settings can't be used.
func (a *Accounts) Adapter(ctx context.Context, id string) (platforms.Adapter, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if ad, ok := a.adapters[id]; ok {
		return ad, nil
	}
	chans, err := a.channels.Channels(ctx, false)
	if err != nil {
		return nil, err
	}
	for _, c := range chans {
		if c.ID != id {
			continue
		}
		ad, err := a.build(c, a.secrets(id))
		if err != nil {
			return nil, err
		}
		a.adapters[id] = ad
		return ad, nil
	}
	return nil, app.NewError(app.NotFound, "This channel is not connected any more. Nothing was changed, and what is written is kept. Connect it again under Channels.")
}

func (a *Accounts) build(c channel.Channel, secrets platforms.Secrets) (platforms.Adapter, error) {
	ad, err := a.maker(c, secrets, platforms.Clock(a.clock))
	if err != nil {
		return nil, app.NewError(app.Wrong, "These settings can't be used: "+err.Error()).Because(err)
	}
	return ad, nil
}

// Forget closes the channel's adapter, so that the next one is made with its
// new settings or sign-in.
func (a *Accounts) Forget(id string) {
	a.mu.Lock()
	ad := a.adapters[id]
	delete(a.adapters, id)
	a.mu.Unlock()
	if ad != nil {
		_ = ad.Close() // an adapter that is thrown away has nothing left to lose
	}
}

// Close closes every adapter.
func (a *Accounts) Close() {
	a.mu.Lock()
	all := a.adapters
	a.adapters = map[string]platforms.Adapter{}
	a.mu.Unlock()
	for _, ad := range all {
		_ = ad.Close()
	}
}

// Secrets is where passwords live: the keyring, or this run's memory.
type Secrets interface {
	// Get returns a secret, Set keeps one (never an empty one over another),
	// Delete forgets one. Their errors say what is wrong with the keyring.
	Get(ctx context.Context, item string) (string, error)
	Set(ctx context.Context, item, value string) error
	Delete(ctx context.Context, item string) error
}
