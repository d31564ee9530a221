package smtptest

import (
	"bytes"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
)

// keep writes an accepted message into dir, so that it outlives both sides:
// written aside, flushed to disk, then renamed, as a Maildir does.
func keep(dir string, m Message) error {
	f, err := os.CreateTemp(dir, "message-*")
	if err != nil {
		return fmt.Errorf("keep message: %w", err)
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(m.Bytes); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), f.Name()+".eml")
	}
	if err != nil {
		return fmt.Errorf("keep message: %w", err)
	}
	return nil
}

// CountDir counts the messages kept in dir by Message-ID (without angle
// brackets): what the recipients really got.
func CountDir(dir string) (map[string]int, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil {
		return nil, fmt.Errorf("count messages: %w", err)
	}
	counts := map[string]int{}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("count messages: %w", err)
		}
		counts[messageID(raw)]++
	}
	return counts, nil
}

// messageID reads the id out of a message, "" when it has none.
func messageID(raw []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	return strings.Trim(strings.TrimSpace(m.Header.Get("Message-Id")), "<>")
}
