//go:build !windows && !darwin

package desktop

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// putOpener puts a program of the given shell text in the place of xdg-open.
func putOpener(t *testing.T, text string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	t.Setenv("OPENED", filepath.Join(dir, "opened"))
}

func TestLinksAreOpenedAsTheyAre(t *testing.T) {
	putOpener(t, `printf '%s|' "$#" "$@" > "$OPENED"`)
	for _, link := range []string{
		"https://www.example.org/a?b=c&d=$(touch%20x);`e`#'f'",
		"http://example.org",
		"mailto:press@example.org?subject=Bins%20%26%20roads",
		"HTTPS://EXAMPLE.ORG/",
	} {
		if err := OpenBrowser(link); err != nil {
			t.Errorf("%s: %v", link, err)
			continue
		}
		if got, err := os.ReadFile(os.Getenv("OPENED")); string(got) != "1|"+link+"|" {
			t.Errorf("the opener got %q, %v", got, err)
		}
	}
}

func TestOtherLinksAreRefused(t *testing.T) {
	putOpener(t, `touch "$OPENED"`)
	for _, link := range []string{
		"", "example.org", "/etc/passwd", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x",
		"smb://server/share", "ms-word:ofe|u|https://example.org/x.docx", "https:", "https:///path", "mailto:",
		"--help", "https://example.org/\nx", "https://example.org/ --help", "https://example.org/\x00", "http://[::1",
	} {
		if err := OpenBrowser(link); !errors.Is(err, ErrUnsafeLink) {
			t.Errorf("%q: %v, want ErrUnsafeLink", link, err)
		}
	}
	if _, err := os.Stat(os.Getenv("OPENED")); err == nil {
		t.Error("a refused link reached the opener")
	}
}

func TestOpenerThatFailsOrIsMissingIsSaid(t *testing.T) {
	putOpener(t, `exit 3`)
	if err := OpenBrowser("https://example.org"); err == nil || errors.Is(err, ErrUnsafeLink) {
		t.Errorf("an opener that fails: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := OpenBrowser("https://example.org"); err == nil || errors.Is(err, ErrUnsafeLink) {
		t.Errorf("no opener: %v", err)
	}
}

func TestOpenerThatStaysIsNotWaitedFor(t *testing.T) {
	// It stays until the test's end; then its pipe breaks off.
	putOpener(t, `exec cat "$HOLD"`)
	hold := filepath.Join(t.TempDir(), "hold")
	makePipe(t, hold)
	t.Setenv("HOLD", hold)
	if err := OpenBrowser("https://example.org"); err != nil {
		t.Error(err)
	}
}
