package linkedin

import (
	"sync"
	"time"

	"commsdesk/platforms"
)

// quota counts our own calls of the day: LinkedIn tells nobody how many are left.
// Some are kept for answers, so that reading never uses up what answering needs;
// history and rechecks get what is left over.
type quota struct {
	limit int // 0: none

	mu   sync.Mutex
	day  string
	used int
}

// dayOf names the day of LinkedIn's allowance, which is UTC's.
func dayOf(now time.Time) string { return now.UTC().Format(time.DateOnly) }

// midnight is when the next allowance begins (UTC).
func midnight(now time.Time) time.Time {
	return now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
}

// take counts one call. An error of class Quota says that none is left.
func (q *quota) take(now time.Time, write bool) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.turn(now)
	most := q.limit
	if !write {
		most -= q.limit / 5
	}
	if q.limit > 0 && q.used >= most {
		return q.spent(now)
	}
	q.used++
	return nil
}

func (q *quota) spent(now time.Time) error {
	return &platforms.Error{Class: platforms.ClassQuota, Until: midnight(now),
		Sentence: "LinkedIn's daily allowance for this application is used up until midnight UTC. Nothing is lost; reading goes on then. LinkedIn raises the allowance when it approves the application for the standard tier."}
}

// spare tells whether calls that can wait may be made: half of the day's allowance
// stays for what is new.
func (q *quota) spare(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.turn(now)
	return q.limit == 0 || q.used < q.limit/2
}

// turn begins a new day.
func (q *quota) turn(now time.Time) {
	if d := dayOf(now); d != q.day {
		q.day, q.used = d, 0
	}
}

// remember takes over what was counted before a restart.
func (q *quota) remember(day string, used int, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.turn(now)
	if day == q.day {
		q.used = max(q.used, used)
	}
}

// state is what is to be remembered.
func (q *quota) state() (day string, used int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.day, q.used
}
