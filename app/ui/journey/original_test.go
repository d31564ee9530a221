package journey

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheOriginalIsSavedFromItsMenu: of what could not be read alone.
func TestTheOriginalIsSavedFromItsMenu(t *testing.T) {
	item := from("Tom Ashdown", "Help", "The words.", time.Hour)
	item.Unparsed, item.Raw = true, []byte("broken\r\nFrom: Tom\r\n\r\nThe words.\r\n")
	o := newOffice(t, usual, nil, item)
	o.sees("save the original from its menu")
	o.check("original")
	o.pick = filepath.Join(t.TempDir(), "help.eml")
	o.tap("About this message from Tom Ashdown")
	o.tapOver("Save the original …")
	o.until("it is saved", func() bool { return strings.HasPrefix(o.did, "Saved help.eml") })
	if saved, err := os.ReadFile(o.pick); err != nil || string(saved) != string(item.Raw) {
		t.Errorf("saved %q, %v", saved, err)
	}
}
