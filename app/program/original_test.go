package program_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"commsdesk/app"
	"commsdesk/app/inbox"
	"commsdesk/app/program"
)

// TestTheOriginalIsSavedAsItCame, beside what lies there already, and nothing of
// what could be read.
func TestTheOriginalIsSavedAsItCame(t *testing.T) {
	broken, fine := letter("broken", monday.Add(-time.Hour)), letter("fine", monday.Add(-30*time.Minute))
	raw := " broken first line\r\nFrom: ann@example.org\r\nSubject: Help\r\n\r\nThe \x00words.\r\n"
	broken.Unparsed, broken.Raw = true, []byte(raw)
	o := newOffice(t, broken, fine)
	c := o.connect()
	if _, err := o.Intake.Once(ctx, c, nil); err != nil {
		t.Fatal(err)
	}
	rows, err := o.store.Queue(ctx, inbox.Filter{})
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d wait (%v)", len(rows), err)
	}
	path := filepath.Join(t.TempDir(), "help.eml")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	saved, refused := "", 0
	for _, r := range rows {
		_, msgs, err := o.store.Conversation(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		place, err := o.SaveOriginal(ctx, r.ID, msgs[0].Key, path)
		if !msgs[0].Unparsed {
			if refused++; app.KindOf(err) != app.NotFound {
				t.Errorf("saved what could be read at %q: %v", place, err)
			}
			continue
		}
		if saved = place; err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(saved)
	if err != nil || string(got) != raw || filepath.Base(saved) != "help (2).eml" || refused != 1 {
		t.Errorf("saved at %q: %q %v", saved, got, err)
	}
	if mine, _ := os.ReadFile(path); string(mine) != "mine" {
		t.Errorf("what lay there is now %q", mine)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := o.SaveOriginal(ctx, rows[0].ID, "nowhere", path); app.KindOf(err) != app.NotFound {
		t.Errorf("saved what is not there: %v", err)
	}
}

func TestOriginalNames(t *testing.T) {
	for want, m := range map[string]inbox.Message{
		"message.eml":                     {},
		"bins-now.eml":                    {Subject: "../bins/now"},
		"message.json":                    {Kind: "comment"},
		strings.Repeat("x", 196) + ".eml": {Subject: strings.Repeat("x", 300)},
	} {
		if got := program.OriginalName(m); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
