package program

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// logLimit is the size in bytes from which a log starts afresh; one old log is
// kept.
const logLimit = 5 << 20

// OpenLog opens the workspace's log, for this user alone. It holds ids and
// causes, never anybody's words. Where it can't be written, nothing is logged:
// the log is for IT, and no reason not to work.
func OpenLog(dir string) (*slog.Logger, io.Closer) {
	file := filepath.Join(dir, "commsdesk.log")
	if i, err := os.Stat(file); err == nil && i.Size() > logLimit {
		_ = os.Rename(file, file+".1") // if it can't be renamed it grows on
	}
	f, err := openLog(dir, file)
	if err != nil {
		return slog.New(slog.DiscardHandler), io.NopCloser(nil)
	}
	return slog.New(slog.NewJSONHandler(f, nil)), f
}

func openLog(dir, file string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make the workspace: %w", err)
	}
	return os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}
