package instagram

import (
	"context"
	"time"
)

// Hurry makes waiting for a container a matter of counting, and returns how long
// it would have waited.
func Hurry(a *Adapter) *time.Duration {
	var waited time.Duration
	a.wait = func(ctx context.Context, d time.Duration) error {
		waited += d
		return ctx.Err()
	}
	return &waited
}

// Pieces makes a film go up in pieces of n bytes.
func Pieces(a *Adapter, n int64) { a.piece = n }
