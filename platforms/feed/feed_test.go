package feed_test

import (
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/feed"
)

func day(n int) time.Time { return time.Date(2026, 11, n, 9, 0, 0, 0, time.UTC) }

// TestGaps shows that a gap begins after From and ends with To, and goes as it is
// brought from its top down.
func TestGaps(t *testing.T) {
	gaps := feed.Gaps{{From: day(20), To: day(24)}, {From: day(2), To: day(6)}}
	for n, want := range map[int]bool{1: false, 2: false, 3: true, 6: true, 7: false, 20: false, 21: true, 24: true, 25: false} {
		if got := gaps.Hold(day(n)); got != want {
			t.Errorf("day %d: %v", n, got)
		}
	}
	if got := gaps.Deepest(); !got.Equal(day(2)) {
		t.Errorf("they reach back to %v", got)
	}
	if left := gaps.Until(day(22)); len(left) != 2 || left.Hold(day(23)) || !left.Hold(day(22)) || !left.Hold(day(5)) {
		t.Errorf("after day 22: %v", left)
	}
	if left := gaps.Until(day(10)); len(left) != 1 || !left.Hold(day(6)) {
		t.Errorf("after day 10: %v", left)
	}
	if left := gaps.Until(day(2)); len(left) != 0 || !left.Deepest().IsZero() {
		t.Errorf("at the end: %v", left)
	}
}

// TestNewestFirst sorts by time and, within one moment, by id.
func TestNewestFirst(t *testing.T) {
	items := []platforms.Item{{Key: "a", ReceivedAt: day(3)}, {Key: "b", ReceivedAt: day(5)}, {Key: "c", ReceivedAt: day(3)}}
	feed.NewestFirst(items)
	if got := items[0].Key + items[1].Key + items[2].Key; got != "bca" {
		t.Errorf("sorted to %s", got)
	}
}
