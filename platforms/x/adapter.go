package x

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// Adapter is one account on X. Its methods may be called from several
// goroutines.
type Adapter struct {
	c       Config
	secrets platforms.Secrets
	clock   platforms.Clock
	keeper  *signin.Keeper
	costs   *ledger
	tree    *tree
	// X limits each kind of call by itself, so a wait for one must not hold up
	// the others: reading, private messages, what changes something. The sign-in is
	// renewed beside them all: nothing goes without it.
	reads, messages, writes, grants *web.Client
	// pause waits between two looks at a film that X works on.
	pause func(ctx context.Context, d time.Duration) error

	mu       sync.Mutex
	me       account
	probedAt time.Time // UTC; zero: never
	rights   rights
	dialect  string
	skewUsed time.Duration // the correction that was signed with last
}

// account is who is signed in. Name is the account's own title.
type account struct{ id, handle, name string }

var (
	_ platforms.Adapter      = (*Adapter)(nil)
	_ platforms.Identifier   = (*Adapter)(nil)
	_ platforms.Puller       = (*Adapter)(nil)
	_ platforms.Sender       = (*Adapter)(nil)
	_ platforms.Prover       = (*Adapter)(nil)
	_ platforms.Tester       = (*Adapter)(nil)
	_ platforms.Moderator    = (*Adapter)(nil)
	_ platforms.BlockLister  = (*Adapter)(nil)
	_ platforms.Withdrawer   = (*Adapter)(nil)
	_ platforms.PostMeter    = (*Adapter)(nil)
	_ platforms.AccountMeter = (*Adapter)(nil)
	_ platforms.ThreadPuller = (*Adapter)(nil)
	_ platforms.Rechecker    = (*Adapter)(nil)
	_ platforms.SignInner    = (*Adapter)(nil)
	_ platforms.Expirer      = (*Adapter)(nil)
	_ platforms.Lengther     = (*Adapter)(nil)
	_ platforms.Opener       = (*Adapter)(nil)
)

// New makes the adapter of an account from its settings, a flat JSON object of
// strings as Config names them. It opens no connection; its error says in a
// sentence what is wrong with the settings.
func New(config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	c, err := parse(config)
	if err != nil {
		return nil, err
	}
	most, err := c.cap()
	if err != nil {
		return nil, err
	}
	a := &Adapter{c: c, secrets: secrets, clock: clock, costs: newLedger(clock, most), tree: newTree(), dialect: c.Dialect, pause: wait}
	a.keeper = &signin.Keeper{Secrets: secrets, Clock: clock, Network: title, Renew: a.renew}
	for _, client := range []**web.Client{&a.reads, &a.messages, &a.writes, &a.grants} {
		if *client, err = a.client(); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// client makes one client; each signs by its own measure of the clocks.
func (a *Adapter) client() (*web.Client, error) {
	var c *web.Client
	c, err := web.New(web.Options{Network: title, Base: a.c.Server, Clock: a.clock, Classify: a.classify, PerSecond: 20, Burst: 40,
		Sign: func(ctx context.Context, r *http.Request, _ []byte) error { return a.sign(ctx, r, c.Skew()) },
		Renew: func(ctx context.Context) error {
			return a.again(ctx, c.Skew())
		}})
	return c, err
}

// sign adds the authorisation of the account.
func (a *Adapter) sign(ctx context.Context, r *http.Request, skew time.Duration) error {
	if a.c.SignIn == SignInKeys {
		k, err := readKeys(ctx, a.secrets)
		if err != nil {
			return err
		}
		a.mu.Lock()
		a.skewUsed = skew
		a.mu.Unlock()
		k.authorise(r, a.clock().Add(-skew), random(16))
		return nil
	}
	access, err := a.keeper.Sign(ctx)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+access)
	return nil
}

// skewMost is how far the clocks may be apart before a signature of keys is
// refused for it.
const skewMost = time.Minute

// again is asked after a refused sign-in: nil when it is worth asking anew. Keys
// can't be renewed, but what they signed may have borne a wrong time.
func (a *Adapter) again(ctx context.Context, skew time.Duration) error {
	if a.c.SignIn == SignInKeys {
		a.mu.Lock()
		by := a.skewUsed
		a.mu.Unlock()
		if (skew - by).Abs() > skewMost {
			return nil
		}
		return &platforms.Error{Class: platforms.ClassAuth, Sentence: "X no longer accepts the access keys. Paste new ones; what is here stays."}
	}
	return a.keeper.Again(ctx)
}

// Network is "x".
func (a *Adapter) Network() string { return Name }

// Close ends every idle connection.
func (a *Adapter) Close() error {
	return errors.Join(a.reads.Close(), a.messages.Close(), a.writes.Close(), a.grants.Close())
}

// byHand is the error of whatever needs the API when the account works without.
func (a *Adapter) byHand() error {
	if a.c.Way == ByAPI {
		return nil
	}
	return &platforms.Error{Class: platforms.ClassPermission, Sentence: byHandReason}
}

// account returns who is signed in, asking when it is not known yet.
func (a *Adapter) account(ctx context.Context) (account, error) {
	if err := a.byHand(); err != nil {
		return account{}, err
	}
	a.mu.Lock()
	me := a.me
	a.mu.Unlock()
	if me.id != "" {
		return me, nil
	}
	if _, err := a.Identity(ctx); err != nil {
		return account{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.me, nil
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
