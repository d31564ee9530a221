// Package all is the explicit list of networks: main alone imports it. A new
// network is one line in Build.
package all

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"commsdesk/platforms"
	"commsdesk/platforms/mailbox"
	"commsdesk/platforms/mailbox/sim"
)

// Mailbox is the name of the mailbox among the networks.
const Mailbox = "mailbox"

// Build makes the adapter of an account on a network from its stored settings.
// It opens no connection; its error says what is wrong with the settings.
func Build(network string, config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	if network != Mailbox {
		return build(network, config, secrets, clock)
	}
	var c mailbox.Config
	if err := json.Unmarshal(config, &c); err != nil {
		return nil, fmt.Errorf("read the mailbox's settings: %w", err)
	}
	return mailbox.New(c, secrets, clock)
}

// Simulated is the mailbox of the sample desk. It lives as long as the process,
// whoever closes it.
type Simulated struct{ *sim.Account }

// Close does nothing: the same world is connected again.
func (Simulated) Close() error { return nil }

// Simulate makes the sample desk's mailbox from its script and, unless empty,
// the state saved before; nothing leaves the machine. What it seals is built by the real adapter's code.
func Simulate(script, saved []byte, clock platforms.Clock) (Simulated, error) {
	var s sim.Script
	if err := json.Unmarshal(script, &s); err != nil {
		return Simulated{}, fmt.Errorf("read the sample script: %w", err)
	}
	const nowhere = "sample-council.example"
	sealer, err := mailbox.New(mailbox.Config{Address: s.Address, DisplayName: s.Name, IMAPHost: nowhere, IMAPPort: 993, IMAPTLS: "implicit",
		SMTPHost: nowhere, SMTPPort: 465, SMTPTLS: "implicit"}, noSecrets{}, clock)
	if err != nil {
		return Simulated{}, fmt.Errorf("make the sample desk's sealer: %w", err)
	}
	account, err := sim.New(s, sealer.Seal, clock)
	if err != nil {
		return Simulated{}, err
	}
	if len(saved) > 0 {
		err = account.Load(saved)
	}
	return Simulated{account}, err
}

// Kept is what the workspace kept of the sample desk.
type Kept interface {
	// Saved gives the mailbox's script and state.
	Saved(ctx context.Context) (script, saved []byte, err error)
	// SavedStreet gives the state of a network, nil for none.
	SavedStreet(ctx context.Context, network string) ([]byte, error)
}

// World is everything around the sample desk: its mailbox and its networks, each
// made once from what the workspace saved.
type World struct {
	Kept  Kept
	Clock platforms.Clock

	mu      sync.Mutex
	made    *Simulated
	streets map[string]*Street
}

// Build makes the adapter of a channel of the sample desk.
func (w *World) Build(ctx context.Context, network string, typed platforms.Secrets) (platforms.Adapter, error) {
	if network == Mailbox {
		return w.Account(ctx)
	}
	if _, simulated := simulators[network]; !simulated {
		return build(network, []byte("{}"), typed, w.Clock)
	}
	s, err := w.Street(ctx, network)
	if err != nil {
		return nil, err
	}
	return s.adapter(ctx, typed)
}

// Account returns the simulated mailbox.
func (w *World) Account(ctx context.Context) (Simulated, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.made != nil {
		return *w.made, nil
	}
	script, saved, err := w.Kept.Saved(ctx)
	if err != nil {
		return Simulated{}, err
	}
	s, err := Simulate(script, saved, w.Clock)
	if err == nil {
		w.made = &s
	}
	return s, err
}

// Street returns a simulated network.
func (w *World) Street(ctx context.Context, network string) (*Street, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s, ok := w.streets[network]; ok {
		return s, nil
	}
	saved, err := w.Kept.SavedStreet(ctx, network)
	if err != nil {
		return nil, err
	}
	s, err := street(network, saved, w.Clock)
	if err != nil {
		return nil, err
	}
	if w.streets == nil {
		w.streets = map[string]*Street{}
	}
	w.streets[network] = s
	return s, nil
}

// Running tells whether a simulated network was started.
func (w *World) Running(network string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.streets[network] != nil
}

// Streets names the simulated networks, in the order of Networks.
func (w *World) Streets() []string {
	var names []string
	for _, n := range Networks() {
		if _, ok := simulators[n.Name]; ok {
			names = append(names, n.Name)
		}
	}
	return names
}

// Close ends every simulated network that was started.
func (w *World) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.streets {
		s.Close()
	}
}

// noSecrets is the keyring of a mailbox that signs in nowhere.
type noSecrets struct{}

func (noSecrets) Get(context.Context, string) (string, error) {
	return "", errors.New("the sample desk has no secrets")
}

func (noSecrets) Set(context.Context, string, string) error { return nil }
