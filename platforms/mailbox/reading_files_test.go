package mailbox

import (
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
