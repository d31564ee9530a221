package secret

import (
	"errors"

	"github.com/zalando/go-keyring"
)

// systemKeyring is the operating system's own: Secret Service, Windows
// Credential Manager, macOS Keychain.
type systemKeyring struct{}

// Get returns the value of name, or ErrNotFound.
func (systemKeyring) Get(name string) (string, error) {
	if err := reachable(); err != nil {
		return "", err
	}
	value, err := keyring.Get(Service, name)
	return value, clarify(absentAs(err))
}

// Set replaces the value of name.
func (systemKeyring) Set(name, value string) error {
	if err := reachable(); err != nil {
		return err
	}
	return clarify(keyring.Set(Service, name, value))
}

// Delete removes name, or returns ErrNotFound.
func (systemKeyring) Delete(name string) error {
	if err := reachable(); err != nil {
		return err
	}
	return clarify(absentAs(keyring.Delete(Service, name)))
}

func absentAs(err error) error {
	if errors.Is(err, keyring.ErrNotFound) {
		return ErrNotFound
	}
	return err
}
