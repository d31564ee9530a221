// Package feed is about reading what lies in time from the newest down: what is
// still to be brought, in which order, and in which batches it is stored.
package feed

import (
	"cmp"
	"slices"
	"time"

	"commsdesk/platforms"
)

// Gap is a stretch of time of which something is still to be brought: after From,
// up to To.
type Gap struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Gaps are stretches of time, newest first.
type Gaps []Gap

// Hold tells whether a moment lies in a gap.
func (gaps Gaps) Hold(at time.Time) bool {
	return slices.ContainsFunc(gaps, func(g Gap) bool { return at.After(g.From) && !at.After(g.To) })
}

// Until is what is left of the gaps when everything from at on has been brought.
func (gaps Gaps) Until(at time.Time) Gaps {
	var left Gaps
	for _, g := range gaps {
		if at.Before(g.To) {
			g.To = at
		}
		if g.To.After(g.From) {
			left = append(left, g)
		}
	}
	return left
}

// Deepest is how far back the gaps reach; zero: there are none.
func (gaps Gaps) Deepest() time.Time {
	var at time.Time
	for _, g := range gaps {
		if at.IsZero() || g.From.Before(at) {
			at = g.From
		}
	}
	return at
}

// NewestFirst sorts items by time, then id, so that a pull goes on where it was
// broken off whatever order the pages had.
func NewestFirst(items []platforms.Item) {
	slices.SortFunc(items, func(x, y platforms.Item) int {
		return cmp.Or(y.ReceivedAt.Compare(x.ReceivedAt), cmp.Compare(y.Key, x.Key))
	})
}
