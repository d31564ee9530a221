package graph_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// TestContainersAreKept until they are forgotten, each for its own send.
func TestContainersAreKept(t *testing.T) {
	var c graph.Containers
	c.Keep("a", "1")
	c.Keep("b", "2")
	c.Keep("a", "")
	if a, b := c.Kept("a"), c.Kept("b"); a != "" || b != "2" {
		t.Errorf("kept %q and %q", a, b)
	}
}

// TestAwait ends when Meta is ready or says no, when it takes too long, and when
// the wait is broken off.
func TestAwait(t *testing.T) {
	c := desk(t, says(200, `{}`), nil)
	no, stop := platforms.Refuse("No."), errors.New("stopped")
	for name, one := range map[string]struct {
		states []string // the last is said again and again
		failed error    // comes with the last
		wait   error
		want   error
		class  platforms.Class
		waited time.Duration
	}{
		"ready":     {states: []string{"IN_PROGRESS", "IN_PROGRESS", "FINISHED"}, waited: 7 * time.Second},
		"published": {states: []string{"PUBLISHED"}},
		"failed":    {states: []string{"IN_PROGRESS", "ERROR"}, failed: no, want: no, class: platforms.ClassRefused, waited: 2 * time.Second},
		"slow":      {states: []string{"IN_PROGRESS"}, class: platforms.ClassTransient, waited: 292 * time.Second},
		"stopped":   {states: []string{"IN_PROGRESS"}, wait: stop, want: stop, class: platforms.ClassTransient, waited: 2 * time.Second},
	} {
		waited, n := time.Duration(0), 0
		err := c.Await(t.Context(), "this", func(_ context.Context, d time.Duration) error { waited += d; return one.wait }, func() (string, error) {
			last := len(one.states) - 1
			n++
			if n > last {
				return one.states[last], one.failed
			}
			return one.states[n-1], nil
		})
		if platforms.ClassOf(err) != one.class || one.want != nil && !errors.Is(err, one.want) || waited != one.waited {
			t.Errorf("%s: %v after %v", name, err, waited)
		}
	}
}
