// Package app is the kernel that every subject shares: identifiers, the clock
// and errors that carry a sentence for people. It imports nothing of ours.
package app

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// Clock gives the current time. Only main.go makes one from the machine's
// clock; everything else is handed one.
type Clock func() time.Time

// IDs makes ULIDs: 26 characters, sortable by the clock that made them, never
// used to order anything that matters.
type IDs struct {
	mu      sync.Mutex
	clock   Clock
	entropy *ulid.MonotonicEntropy
}

// NewIDs returns a maker of ids that stamps them with clock. It is safe for
// use by several goroutines.
func NewIDs(clock Clock) *IDs {
	return &IDs{clock: clock, entropy: ulid.Monotonic(rand.Reader, 0)}
}

// New returns a fresh id.
func (g *IDs) New() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return ulid.MustNew(ulid.Timestamp(g.clock()), g.entropy).String()
}

// Millis is a moment as it is stored: UTC milliseconds since 1970, 0 for the
// zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// FromMillis is the reverse of Millis; the result is in UTC.
func FromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
