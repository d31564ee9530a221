package desktop

import (
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"strings"
	"time"
	"unicode"
)

// ErrUnsafeLink means that a link is not one we open: only http, https and
// mailto are (DESIGN 9).
var ErrUnsafeLink = errors.New("only web and email links are opened")

// openerWait is how long a failure of the system's opener is waited for; some
// openers stay for as long as the browser runs.
const openerWait = 2 * time.Second

// OpenBrowser opens a web page in the officer's browser or a mailto link in
// their mail program. No shell sees the link. It returns ErrUnsafeLink for any
// other link, and an error when the system has nothing that opens it or says
// within two seconds that it could not; nil when it did or is still at it.
func OpenBrowser(link string) error {
	if err := checkLink(link); err != nil {
		return err
	}
	name, args := opener(link)
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the browser: %w", err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("open the link by %s: %w", name, err)
		}
		return nil
	case <-time.After(openerWait):
		return nil
	}
}

func checkLink(link string) error {
	if strings.ContainsFunc(link, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return fmt.Errorf("%w: it holds blanks or control characters", ErrUnsafeLink)
	}
	parsed, err := url.Parse(link)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnsafeLink, err)
	}
	switch parsed.Scheme {
	case "http", "https":
		if parsed.Hostname() == "" {
			return fmt.Errorf("%w: it names no website", ErrUnsafeLink)
		}
	case "mailto":
		if parsed.Opaque == "" {
			return fmt.Errorf("%w: it names no address", ErrUnsafeLink)
		}
	default:
		return ErrUnsafeLink
	}
	return nil
}
