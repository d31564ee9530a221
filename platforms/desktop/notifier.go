// Package desktop is what Commsdesk asks of the operating system around its
// window: notifications, one instance for each workspace, a way for the command
// line to reach the running program, the browser, start at sign-in, and which
// folders are unfit for a workspace (DESIGN 1, 8, 9). It imports nothing of
// ours; the app's ports fit it by shape.
package desktop

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// AppName is the name that the desktop shows beside our notifications.
const AppName = "Commsdesk"

// noticeWait bounds one notification: a desktop that doesn't answer must not
// hold up the program, but a busy one, or one that the bus has to start first,
// takes seconds, and a click on what it then shows must be heard.
const noticeWait = 5 * time.Second

// Longest title and body, in runes; desktops cut long ones anyway.
const (
	maxTitle = 120
	maxBody  = 500
)

// Errors of Notify.
var (
	// ErrNoNotifications means that this desktop session shows none.
	ErrNoNotifications = errors.New("this desktop shows no notifications")
	// ErrNoTitle means that the notification has nothing to show.
	ErrNoTitle = errors.New("a notification needs a title")
	// ErrClosed means that the Notifier was closed.
	ErrClosed = errors.New("the notifier is closed")
)

// Notification is one notice. Its words never hold a resident's (DESIGN 7).
type Notification struct {
	// Key comes back when the officer clicks; it is not shown.
	Key string
	// Title and Body are plain text. Control characters are taken out, and what
	// is over 120 (title) or 500 (body) runes is cut.
	Title, Body string
	// IconPath is a PNG file; IconPNG, used when IconPath is "", its content.
	// Both may be empty.
	IconPath string
	IconPNG  []byte
}

// Notifier shows notifications. It is safe for use by several goroutines.
type Notifier struct {
	desk *desk
	// slot lets one notification at a time through; one that the desktop never
	// answers keeps it, and the following give up in their turn.
	slot    chan struct{}
	closing sync.Once
	closed  chan struct{}
}

// NewNotifier returns a Notifier that calls onClick, on a goroutine of its own,
// with the Key of a clicked notification. Clicks arrive on Linux where the
// desktop offers actions and on Windows while the program runs; on macOS they
// don't. onClick may be nil.
func NewNotifier(onClick func(key string)) *Notifier {
	clicked := func(key string) {
		if onClick != nil {
			go onClick(key)
		}
	}
	return &Notifier{
		desk:   newDesk(clicked),
		slot:   make(chan struct{}, 1),
		closed: make(chan struct{}),
	}
}

// Notify shows n and returns once the desktop has taken it, or within 5 seconds
// with an error: ErrNoTitle, ErrClosed, the context's, or one that wraps
// ErrNoNotifications. A notification that gets an error may still have shown.
func (n *Notifier) Notify(ctx context.Context, note Notification) error {
	note.Title, note.Body = cleanLine(note.Title, maxTitle), cleanText(note.Body, maxBody)
	if note.Title == "" {
		return ErrNoTitle
	}
	wait, cancel := context.WithTimeout(ctx, noticeWait)
	defer cancel()
	select {
	case <-n.closed:
		return ErrClosed
	case n.slot <- struct{}{}:
	case <-wait.Done():
		return noAnswer(ctx)
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-n.slot }()
		done <- n.desk.show(wait, note)
	}()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("show a notification: %w: %w", ErrNoNotifications, err)
		}
		return nil
	case <-wait.Done():
		return noAnswer(ctx)
	}
}

// Close ends the connection to the desktop; clicks no longer arrive. It returns
// nil and may be called twice.
func (n *Notifier) Close() error {
	n.closing.Do(func() {
		close(n.closed)
		n.desk.close()
	})
	return nil
}

// noAnswer is the error when time is up: the caller's own, or the desktop's.
func noAnswer(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("show a notification: %w", err)
	}
	return fmt.Errorf("show a notification: %w: no answer within %v", ErrNoNotifications, noticeWait)
}

// cleanLine makes text fit for one line of at most limit runes.
func cleanLine(text string, limit int) string {
	return cleanText(strings.Join(strings.Fields(text), " "), limit)
}

// cleanText takes out what a desktop could stumble over or be misled by: bytes
// that are not UTF-8, control characters but line ends, and the characters that
// turn the direction of writing.
func cleanText(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > limit {
		text = strings.TrimSpace(string([]rune(text)[:limit-1])) + "…"
	}
	return text
}
