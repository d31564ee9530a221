package youtube

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // YouTube's day is California's, on computers without zone data too

	"commsdesk/platforms"
)

// ledger counts what the day's quota was spent on: YouTube tells it in no
// answer. Its day begins at midnight in California.
type ledger struct {
	clock platforms.Clock
	most  int

	mu      sync.Mutex
	day     string
	used    int
	uploads int
}

// sparing marks calls that leave the reserve for answers.
type sparing struct{}

func spare(ctx context.Context) context.Context { return context.WithValue(ctx, sparing{}, true) }

// california is where YouTube's day begins.
func california() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil { // the zone data is built in
		return time.FixedZone("PST", -8*60*60)
	}
	return zone
}

// nextMidnight is when the quota starts afresh (UTC).
func nextMidnight(now time.Time) time.Time {
	y, m, d := now.In(california()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, california()).UTC()
}

func dayOf(now time.Time) string { return now.In(california()).Format(time.DateOnly) }

// price is what a request costs; upload tells that it comes out of the day's
// uploads instead. The pieces of an upload cost nothing.
func price(r *http.Request) (units int, upload bool) {
	switch {
	case strings.HasSuffix(r.URL.Path, uploadPath):
		return 0, r.Method == http.MethodPost
	case r.Method == http.MethodGet:
		return unitsRead, false
	}
	return unitsWrite, false
}

// spend takes a request's price from what is left, or says until when nothing
// is.
func (l *ledger) spend(r *http.Request) error {
	units, upload := price(r)
	now := l.clock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
	most := l.most
	if r.Context().Value(sparing{}) != nil {
		most -= reserve
	}
	if units > 0 && l.used+units > most || upload && l.uploads >= uploadsDay {
		return &platforms.Error{Class: platforms.ClassQuota, Until: nextMidnight(now),
			Sentence: "Today's quota of Google for the council's project is as good as used up, so YouTube was not asked. It starts afresh at midnight in California, 8 in the morning here.",
			Err:      fmt.Errorf("%d of %d units used", l.used, l.most)}
	}
	l.used += units
	if upload {
		l.uploads++
	}
	return nil
}

// turn starts a new day. The caller holds the lock.
func (l *ledger) turn(now time.Time) {
	if day := dayOf(now); day != l.day {
		l.day, l.used, l.uploads = day, 0, 0
	}
}

// exhausted is told that YouTube itself says so: others use the project too.
func (l *ledger) exhausted(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
	l.used = max(l.used, l.most)
}

// recall takes up what was counted before a restart.
func (l *ledger) recall(day string, used, uploads int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(l.clock())
	if day == l.day {
		l.used, l.uploads = max(l.used, used), max(l.uploads, uploads)
	}
}

// state is what was spent today.
func (l *ledger) state() (day string, used, uploads int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(l.clock())
	return l.day, l.used, l.uploads
}
