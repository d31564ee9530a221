package sim

import (
	"encoding/json"
	"errors"
	"fmt"

	"commsdesk/platforms"
)

// state is everything that changes, as it is saved.
type state struct {
	// Here is what lies in the mailbox in the order of arrival; an item's UID
	// is its place, from 1. Coming is what arrives later, by time.
	Here, Coming []platforms.Item
	// Planned counts every item ever planned, Used how often each rule was.
	Planned int
	Used    map[int]int
	// Accepted counts what the server took, by token.
	Accepted map[string]int
}

// Save gives the mailbox as JSON, so that the sample desk finds it again after
// a restart. Script and faults are not in it.
func (a *Account) Save() ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	saved, err := json.Marshal(a.state)
	if err != nil {
		return nil, fmt.Errorf("save sample mailbox: %w", err)
	}
	return saved, nil
}

// Load puts the mailbox where Save left it. An error leaves it as it is.
func (a *Account) Load(saved []byte) error {
	var s state
	if err := json.Unmarshal(saved, &s); err != nil {
		return fmt.Errorf("load sample mailbox: %w", err)
	}
	if s.Used == nil || s.Accepted == nil {
		return errors.New("load sample mailbox: not a saved mailbox")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.state = s
	a.arrive()
	a.stir()
	return nil
}
