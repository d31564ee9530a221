package facebook_test

import (
	"errors"
	"strings"
	"testing"

	"commsdesk/platforms"
)

// says wants an error of a class whose sentence holds some words.
func says(t *testing.T, err error, class platforms.Class, words string) {
	t.Helper()
	var e *platforms.Error
	if !errors.As(err, &e) || e.Class != class || !strings.Contains(e.Sentence, words) {
		t.Errorf("got %v (class %q), want class %q and %q", err, platforms.ClassOf(err), class, words)
	}
}
