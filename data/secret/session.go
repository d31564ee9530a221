package secret

import (
	"context"
	"fmt"
	"maps"
	"sync"
)

// Session holds secrets in memory for this run only. It has the Keyring's
// methods and never fails for want of a keyring.
type Session struct {
	mu   sync.Mutex
	held map[string]string
}

// NewSession returns an empty Session.
func NewSession() *Session { return &Session{held: map[string]string{}} }

// Get returns the value held under item, or ErrNotFound.
func (s *Session) Get(_ context.Context, item string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, ok := s.held[item]
	if !ok {
		return "", fmt.Errorf("read %q held for this run: %w", item, ErrNotFound)
	}
	return value, nil
}

// Set holds value under item; ErrEmpty for an empty value, ErrName for a name
// that a keyring would refuse.
func (s *Session) Set(_ context.Context, item, value string) error {
	if err := checkName(item); err != nil {
		return fmt.Errorf("hold %q for this run: %w", item, err)
	}
	if value == "" {
		return fmt.Errorf("hold %q for this run: %w", item, ErrEmpty)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[item] = value
	return nil
}

// Delete forgets item; it returns nil whether or not item was held.
func (s *Session) Delete(_ context.Context, item string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, item)
	return nil
}

// all returns a copy of what is held.
func (s *Session) all() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.held)
}
