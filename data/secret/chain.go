package secret

import (
	"context"
	"sync"
)

// Mode says where a Chain keeps secrets.
type Mode string

// The two modes of a Chain.
const (
	// InKeyring keeps secrets in the operating system's keyring.
	InKeyring Mode = "keyring"
	// ThisRun keeps them in memory until the program ends.
	ThisRun Mode = "this run"
)

// Chain is a workspace's place for secrets: the keyring, or, once the officer
// has agreed because there is none, memory for this run. It never changes over
// by itself. It is safe for use by several goroutines.
type Chain struct {
	keyring *Keyring
	session *Session
	// use is held for reading by every call and for writing by a move, so that
	// nothing is stored in a place that is being left.
	use  sync.RWMutex
	mu   sync.Mutex
	mode Mode
}

// NewChain returns a Chain that uses the keyring.
func NewChain(k *Keyring) *Chain {
	return &Chain{keyring: k, session: NewSession(), mode: InKeyring}
}

// Mode says where secrets are kept now.
func (c *Chain) Mode() Mode {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mode
}

// Probe asks the keyring how it is, whatever the mode.
func (c *Chain) Probe(ctx context.Context) Status { return c.keyring.Probe(ctx) }

// State is Probe for people: "ready", or another State with its sentence. In
// ThisRun mode it is "ready" too, since secrets can be kept for as long as was
// agreed.
func (c *Chain) State(ctx context.Context) (state, sentence string) {
	if c.Mode() == ThisRun {
		return string(Ready), ""
	}
	s := c.Probe(ctx)
	return string(s.State), s.Sentence
}

// KeepForThisRun changes over to memory. Call it only when the officer, told
// what Probe found, has agreed to type passwords again at the next start.
func (c *Chain) KeepForThisRun() { c.change(ThisRun) }

// KeepInKeyring moves what memory holds into the keyring and uses that from
// then on. After an error, which is one of Keyring.Set's, the mode is as before
// and memory still holds everything.
func (c *Chain) KeepInKeyring(ctx context.Context) error {
	c.use.Lock()
	defer c.use.Unlock()
	for item, value := range c.session.all() {
		if err := c.keyring.Set(ctx, item, value); err != nil {
			return err
		}
	}
	c.session = NewSession()
	c.change(InKeyring)
	return nil
}

func (c *Chain) change(mode Mode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mode = mode
}

// Get returns the value kept under item; its errors are those of the store in use.
func (c *Chain) Get(ctx context.Context, item string) (string, error) {
	c.use.RLock()
	defer c.use.RUnlock()
	if c.Mode() == ThisRun {
		return c.session.Get(ctx, item)
	}
	return c.keyring.Get(ctx, item)
}

// Set keeps value under item; its errors are those of the store in use.
func (c *Chain) Set(ctx context.Context, item, value string) error {
	c.use.RLock()
	defer c.use.RUnlock()
	if c.Mode() == ThisRun {
		return c.session.Set(ctx, item, value)
	}
	return c.keyring.Set(ctx, item, value)
}

// Delete removes item; its errors are those of the store in use.
func (c *Chain) Delete(ctx context.Context, item string) error {
	c.use.RLock()
	defer c.use.RUnlock()
	if c.Mode() == ThisRun {
		return c.session.Delete(ctx, item)
	}
	return c.keyring.Delete(ctx, item)
}
