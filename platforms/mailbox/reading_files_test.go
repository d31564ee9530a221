package mailbox

import (
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/platforms/mailbox/dovecottest"
)

// remove deletes a mail file as another program's expunge does. Opening the
// folder has moved nothing, but a server may have renamed it for flags.
func remove(t *testing.T, s *dovecottest.Server, path string) {
	t.Helper()
	name, _, _ := strings.Cut(filepath.Base(path), ":")
	for _, file := range s.Files("press", dovecottest.Inbox) {
		if strings.HasPrefix(filepath.Base(file), name) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no file %s", name)
}

func base64Lines(w io.Writer, file []byte) {
	text := base64.StdEncoding.EncodeToString(file)
	for len(text) > 76 {
		io.WriteString(w, text[:76]+"\r\n")
		text = text[76:]
	}
	io.WriteString(w, text)
}

var errFull = errors.New("disk full")

// fullDisk takes some bytes and then no more.
type fullDisk struct{ left int }

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}
