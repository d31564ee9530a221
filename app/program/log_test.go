package program

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/app"
)

// TestLogKeepsNobodysWords logs causes as adapters and servers give them.
func TestLogKeepsNobodysWords(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk")
	log, file := OpenLog(dir)
	refused := app.NewError(app.Wrong, "Nothing was sent: “colin prewett@example.net” has a blank in it.").
		Because(fmt.Errorf("RCPT: %w", errors.New("550 5.1.1 <colin.prewett@example.org>: no such user \"Colin \\\" Prewett\" here")))
	log.Warn("look for a send", "send", "01ABC", "error", fmt.Errorf("look: %w", refused))
	log.Error("an adapter broke off", "send", "01ABD", "panic", `parsing "bins not emptied in Bedford Road": bad`)
	log.Error("save", "error", errors.New("read “words that never end by Prewett"))
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "commsdesk.log")
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"colin", "Colin", "Prewett", "prewett", "example.org", "Bedford"} {
		if strings.Contains(string(got), words) {
			t.Errorf("the log has %q: %s", words, got)
		}
	}
	for _, kept := range []string{"01ABC", "01ABD", "550 5.1.1", "no such user", "look for a send", "parsing"} {
		if !strings.Contains(string(got), kept) {
			t.Errorf("the log lost %q: %s", kept, got)
		}
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the log may be read by others: %v, %v", info.Mode(), err)
	}
}
