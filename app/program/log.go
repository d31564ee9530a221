package program

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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
	return slog.New(slog.NewJSONHandler(f, &slog.HandlerOptions{ReplaceAttr: withoutWords})), f
}

// withoutWords takes out of a logged cause what may be somebody's: addresses,
// and whatever stands in quotation marks, as servers and sentences quote it.
func withoutWords(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case error:
		return slog.String(a.Key, anonymous(v.Error()))
	case string:
		return slog.String(a.Key, anonymous(v))
	}
	return a
}

var (
	quotedWords = regexp.MustCompile("(?s)\u201C[^\u201D]*(\u201D|$)|\"(\\\\.|[^\"\\\\])*(\"|$)")
	mailAddress = regexp.MustCompile(`[^\s<>()\[\],;:"]*@[^\s<>()\[\],;:"]+`)
)

// causeMaximum is the longest cause that is logged, in bytes.
const causeMaximum = 2000

// anonymous is a cause without mail addresses and without what stands in
// quotation marks, cut off after 2,000 bytes.
func anonymous(cause string) string {
	cause = mailAddress.ReplaceAllString(quotedWords.ReplaceAllString(cause, "(words)"), "(address)")
	if len(cause) > causeMaximum {
		cause = strings.ToValidUTF8(cause[:causeMaximum], "") + "..."
	}
	return cause
}

func openLog(dir, file string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make the workspace: %w", err)
	}
	return os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}
