package ui_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"commsdesk/app/ui/uitest"
	"commsdesk/platforms/mastodon/sim"
)

// TestWindowSignInWithACode signs an account in again, by keyboard, where the browser
// can't come back: the page shows a code, which is typed into the real window.
func TestWindowSignInWithACode(t *testing.T) {
	clock := uitest.NewClock(t, monday)
	d := desk{uitest.NewPC(t, uitest.Place{Clock: clock}), t}
	opened := browserOf(d)
	world, err := sim.New(clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(world.Server().Close)
	d.Run("officer", "add", "--initials", "GM", "--name", "Gemma Mills")
	if _, said, code := d.Try(world.Secrets()["access_token"]+"\n", "channel", "add", "mastodon", "--server", world.Server().URL(), "--secret-stdin"); code != 0 {
		t.Fatalf("it ended with %d: %s", code, said)
	}

	w := d.Open()
	w.Press("ctrl+5", "s", "Return")
	d.Until("the browser has a page", func() bool { return len(opened()) == 1 })
	w.Drawn()
	w.Press("Tab", "Return") // from Stop waiting to Use a code instead
	d.Until("the browser has the page with a code", func() bool { return len(opened()) == 2 })
	w.Drawn()
	w.Type(codeAt(t, opened()[1]))
	w.Drawn()
	if dir := os.Getenv("COMMSDESK_GALLERY"); dir != "" {
		w.Save(filepath.Join(dir, "window-code.png"))
	}
	w.Keys("Return")
	d.Until("the code was traded", func() bool { return world.Server().Counts()["token"] == 1 })
	d.Until("the channel is read with what it brought", func() bool { return d.channels()[0].Health == "valid" })
	w.Quit()
	d.verify()
}

// browserOf gives the PC a browser that notes each page that it is to open.
func browserOf(d desk) (opened func() []string) {
	d.t.Helper()
	dir := d.t.TempDir()
	pages := filepath.Join(dir, "pages")
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\necho \"$1\" >> '"+pages+"'\n"), 0o700); err != nil {
		d.t.Fatal(err)
	}
	d.Set("PATH", dir+":"+os.Getenv("PATH"))
	return func() []string {
		all, err := os.ReadFile(pages)
		if err != nil && !os.IsNotExist(err) {
			d.t.Fatal(err)
		}
		return strings.Fields(string(all))
	}
}

// codeAt is the code that a page shows once the officer has said yes there.
func codeAt(t *testing.T, page string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	words, err := io.ReadAll(answer.Body)
	m := regexp.MustCompile(`<code>(.+)</code>`).FindSubmatch(words)
	if err != nil || m == nil {
		t.Fatalf("the page shows no code: %s (%v)", words, err)
	}
	return string(m[1])
}
