package x

import (
	"context"
	"time"
)

// Hurry makes the adapter not wait while X works on a film, and counts how long
// it would have waited.
func (a *Adapter) Hurry(waited *time.Duration) {
	a.pause = func(ctx context.Context, d time.Duration) error {
		*waited += d
		return ctx.Err()
	}
}

// Specs is the folder of published descriptions; without it the test is skipped.
var Specs = specs
