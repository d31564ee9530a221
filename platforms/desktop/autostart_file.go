//go:build !windows

package desktop

import (
	"errors"
	"io/fs"
	"os"
)

// Where the system starts programs from files, the file's presence is the
// setting.

func writeAutostart(line []string) error {
	path, err := autostartPath()
	if err != nil {
		return err
	}
	return replaceFile(path, autostartText(line))
}

func removeAutostart() error {
	path, err := autostartPath()
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func hasAutostart() (bool, error) {
	path, err := autostartPath()
	if err != nil {
		return false, err
	}
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
