package intake

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestRest: a pause is as long as it was said, four times as long and an hour at most
// while nobody is there, and short again once somebody comes back; a PC's sleep counts.
func TestRest(t *testing.T) {
	for name, c := range map[string]struct {
		pause       time.Duration
		slow, fixed bool
		back, sleep time.Duration // after how long somebody comes back, or the PC sleeps 7 hours
		woken       time.Duration
		want        time.Duration
	}{
		"as usual":                    {pause: 5 * time.Minute, want: 5 * time.Minute},
		"nobody there":                {pause: 5 * time.Minute, slow: true, want: 20 * time.Minute},
		"nobody there, short":         {pause: time.Second, slow: true, want: 4 * time.Second},
		"an hour at most":             {pause: 30 * time.Minute, slow: true, want: time.Hour},
		"rare by itself":              {pause: 2 * time.Hour, slow: true, want: 2 * time.Hour},
		"after a failure":             {pause: 5 * time.Minute, slow: true, fixed: true, want: 5 * time.Minute},
		"somebody comes back":         {pause: 5 * time.Minute, slow: true, back: 8 * time.Minute, want: 8 * time.Minute},
		"somebody comes back at once": {pause: 5 * time.Minute, slow: true, back: time.Minute, want: 5 * time.Minute},
		"the PC sleeps":               {pause: 6 * time.Hour, sleep: 3 * time.Minute, want: 3 * time.Minute},
		"woken":                       {pause: 6 * time.Hour, woken: 3 * time.Minute, want: 3 * time.Minute},
		"only a person can go on":     {pause: never, slow: true, woken: 1000 * time.Hour, want: 1000 * time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			var slow atomic.Bool
			var asleep atomic.Int64
			slow.Store(c.slow)
			r := &Runner{slow: slow.Load, clock: func() time.Time { return time.Now().Add(time.Duration(asleep.Load())) }}
			l := &loop{r: r, wake: make(chan struct{}, 1)}
			after := func(d time.Duration, f func()) {
				if d > 0 {
					time.AfterFunc(d, f)
				}
			}
			after(c.back, func() { slow.Store(false) })
			after(c.sleep, func() { asleep.Store(int64(7 * time.Hour)) })
			after(c.woken, l.kick)
			pace := r.paced
			if c.fixed {
				pace = steady
			}
			began := time.Now()
			if woken, goesOn := l.rest(t.Context(), c.pause, pace); !goesOn || woken != (c.woken > 0) {
				t.Errorf("%s: woken %v, it goes on %v", name, woken, goesOn)
			}
			if took := time.Since(began); took < c.want || took > c.want+lookEvery {
				t.Errorf("%s: it took %v, want %v", name, took, c.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, goesOn := (&loop{r: &Runner{clock: time.Now}}).rest(ctx, never, steady); goesOn {
		t.Error("it goes on after the end")
	}
}

// TestASlowPaceIsNoGap: what is a gap is measured by the longest pause.
func TestASlowPaceIsNoGap(t *testing.T) {
	r := &Runner{cfg: Config{}.withDefaults()}
	if got := r.slowest(10 * time.Minute); got != 10*time.Minute {
		t.Errorf("always at the desk, the longest pause is %v", got)
	}
	r.slow = func() bool { return false }
	for poll, want := range map[time.Duration]time.Duration{0: 4 * time.Minute, 10 * time.Minute: 40 * time.Minute, time.Hour: time.Hour} {
		if got := r.slowest(poll); got != want {
			t.Errorf("the longest pause of %v is %v, want %v", poll, got, want)
		}
	}
}
