package x

import (
	"strings"
	"testing"
	"time"

	"commsdesk/platforms"
)

// fixed is a clock that a test moves by hand.
func fixed(now *time.Time) platforms.Clock { return func() time.Time { return *now } }

// TestLedger counts by the price list, each thing once a day, and forgets the
// month when it ends.
func TestLedger(t *testing.T) {
	now := time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)
	l := newLedger(fixed(&now), 100*prices[readPost])
	l.read(readPost, "1", "2", "1")
	l.read(readOwn, "2")
	l.write(writeAnswer)
	if b := l.snapshot(); b.Micro != 2*5_000+10_000 || b.Calls[readPost] != 2 || b.Month != "2026-11" {
		t.Errorf("%+v", b)
	}
	if n, err := l.room(prices[readPost], 10, 100); err != nil || n != 96 {
		t.Errorf("room for %d (%v)", n, err)
	}
	if _, near, _ := l.spent(); near {
		t.Error("warned too early")
	}
	for i := range 39 {
		l.read(readMessage, strings.Repeat("n", i+1))
	}
	if sentence, near, over := l.spent(); !near || over || !strings.Contains(sentence, "$0.41 of the $0.50") {
		t.Errorf("%q, near %v, over %v", sentence, near, over)
	}
	_, err := l.room(prices[readPost], 20, 100)
	until := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	if e, ok := err.(*platforms.Error); !ok || e.Class != platforms.ClassQuota || !e.Until.Equal(until) || !strings.Contains(e.Sentence, "1 December") {
		t.Errorf("%v", err)
	}
	if l.stopped = false; l.allows(writePost) != nil || l.allows(writeLinked) == nil {
		t.Error("a post is within the limit, one with a link is not")
	}
	now = until
	if b := l.snapshot(); b.Micro != 0 || b.Month != "2026-12" {
		t.Errorf("a new month begins with %+v", b)
	}
	l.read(readPost, "1")
	if l.snapshot().Micro != 5_000 {
		t.Error("another day, and the same post was free")
	}
}

// TestLedgerSeed adds the cursor's bill once, and only this month's.
func TestLedgerSeed(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	l := newLedger(fixed(&now), -1)
	l.write(writePost)
	l.seed(bill{Month: "2026-12", Micro: 100, Calls: map[kind]int64{undo: 1}})
	l.seed(bill{Month: "2026-12", Micro: 100})
	if b := l.snapshot(); b.Micro != 15_100 || b.Calls[undo] != 1 {
		t.Errorf("%+v", b)
	}
	old := newLedger(fixed(&now), -1)
	old.seed(bill{Month: "2026-11", Micro: 100})
	if old.snapshot().Micro != 0 {
		t.Error("last month's bill counts in this one")
	}
	if n, err := old.room(1_000_000, 1, 100); err != nil || n != 100 {
		t.Errorf("without a limit there is room for %d (%v)", n, err)
	}
}
