package desktop

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// ErrExecPath means that a program's path can't be started at sign-in: it is
// not absolute, or holds control characters.
var ErrExecPath = errors.New("not a path that can be started at sign-in")

// SetAutostart makes the program at execPath start, with args, when the officer
// signs in to this computer, or no longer do so (execPath is then not looked
// at). It concerns this user alone and may be called again.
func SetAutostart(enabled bool, execPath string, args ...string) error {
	if !enabled {
		if err := removeAutostart(); err != nil {
			return fmt.Errorf("stop starting at sign-in: %w", err)
		}
		return nil
	}
	line := append([]string{execPath}, args...)
	for _, word := range line {
		if strings.ContainsFunc(word, unicode.IsControl) || !filepath.IsAbs(execPath) {
			return fmt.Errorf("start at sign-in: %w: %q", ErrExecPath, word)
		}
	}
	if err := writeAutostart(line); err != nil {
		return fmt.Errorf("start at sign-in: %w", err)
	}
	return nil
}

// Autostart says whether SetAutostart has the program started at sign-in.
func Autostart() (bool, error) {
	enabled, err := hasAutostart()
	if err != nil {
		return false, fmt.Errorf("look whether the program starts at sign-in: %w", err)
	}
	return enabled, nil
}

// replaceFile writes text to path in one step, for the owner alone, making its
// folder where it is missing.
func replaceFile(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".commsdesk")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary.Name()) }()
	_, err = temporary.WriteString(text)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
