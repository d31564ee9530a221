package web_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"commsdesk/platforms"
	"commsdesk/platforms/web"
)

// TestRetryAfter reads every form of it, and lets no slip of the server end the
// channel.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	day := now.Add(24 * time.Hour)
	for value, until := range map[string]time.Time{
		"120": now.Add(2 * time.Minute), " 7 ": now.Add(7 * time.Second), "0": now.Add(5 * time.Minute), "": now.Add(5 * time.Minute), "soon": now.Add(5 * time.Minute), "-5": now.Add(5 * time.Minute),
		"99999999": day, "9223372036854775807": day, now.Add(3 * time.Minute).Format(http.TimeFormat): now.Add(3 * time.Minute),
		now.Add(90 * 24 * time.Hour).Format(http.TimeFormat): day, now.Add(-time.Hour).Format(http.TimeFormat): now.Add(5 * time.Minute),
	} {
		c := open(t, web.Options{}, status(http.StatusTooManyRequests, "Retry-After", value, "Date", now.Format(http.TimeFormat)))
		_, err := c.Do(t.Context(), web.Request{Method: http.MethodGet, Path: "/"})
		var e *platforms.Error
		if !errors.As(err, &e) || e.Class != platforms.ClassRate || !e.Until.Equal(until) {
			t.Errorf("Retry-After %q: %v until %v, want %v", value, err, e.Until, until)
		}
	}
	// A clock on this PC that runs an hour late waits no hour longer.
	c := open(t, web.Options{}, status(http.StatusTooManyRequests, "Retry-After", now.Add(time.Hour+time.Minute).Format(http.TimeFormat), "Date", now.Add(time.Hour).Format(http.TimeFormat)))
	_, err := c.Do(t.Context(), web.Request{Method: http.MethodGet, Path: "/"})
	var e *platforms.Error
	if !errors.As(err, &e) || !e.Until.Equal(now.Add(time.Minute)) {
		t.Errorf("by another clock: until %v", e.Until)
	}
	if c.Skew() != -time.Hour {
		t.Errorf("the clocks are %v apart", c.Skew())
	}
}

// TestPause: while the network wants to be left alone nothing is asked, and
// nothing is committed; afterwards, or when a person signed in anew, it goes on.
func TestPause(t *testing.T) {
	t.Parallel()
	clock, asked, limited := now, 0, true
	c := open(t, web.Options{Clock: func() time.Time { return clock }}, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		if limited {
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	committed := 0
	ask := func() error {
		_, err := c.Do(t.Context(), web.Request{Method: http.MethodPost, Path: "/", Commit: func() error { committed++; return nil }})
		return err
	}
	want(t, "at first", ask(), platforms.ClassRate)
	clock = now.Add(59 * time.Second)
	err := ask()
	want(t, "within the minute", err, platforms.ClassRate)
	if o := web.Outcome(err); o.Verdict != platforms.NotSent || !o.RetryAt.Equal(now.Add(time.Minute)) || asked != 1 || committed != 1 {
		t.Errorf("%+v, asked %d times, committed %d", o, asked, committed)
	}
	limited = false
	c.Resume()
	want(t, "after signing in", ask(), "")
	limited = true
	want(t, "again", ask(), platforms.ClassRate)
	limited, clock = false, clock.Add(time.Minute)
	want(t, "after the minute", ask(), "")
	if asked != 4 || committed != 4 {
		t.Errorf("asked %d times, committed %d", asked, committed)
	}
}

// TestNoneLeft reads the three forms of a reset.
func TestNoneLeft(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		left, reset string
		until       time.Time
	}{
		{"0", "1777885500", time.Unix(1777885500, 0)}, {"0", "90", now.Add(90 * time.Second)}, {"0", "2026-05-04T09:05:00Z", now.Add(5 * time.Minute)},
		{"0", "1777885500000", now.Add(24 * time.Hour)}, {"0", "999999999", now.Add(24 * time.Hour)}, {"0", "2036-05-04T09:05:00Z", now.Add(24 * time.Hour)},
		{"3", "90", time.Time{}}, {"", "90", time.Time{}}, {"0", "later", time.Time{}},
	} {
		h := http.Header{"Left": {one.left}, "Reset": {one.reset}}
		if got := web.NoneLeft(h, "Left", "Reset", now); !got.Equal(one.until) {
			t.Errorf("left %q, reset %q: %v, want %v", one.left, one.reset, got, one.until)
		}
	}
}

// TestLimits: what the headers of a success say is kept to before the network
// has to refuse.
func TestLimits(t *testing.T) {
	t.Parallel()
	asked := 0
	c := open(t, web.Options{Limits: func(a *web.Answer, now time.Time) time.Time { return web.NoneLeft(a.Header, "Left", "Reset", now) }},
		func(w http.ResponseWriter, _ *http.Request) {
			asked++
			w.Header().Set("Left", "0")
			w.Header().Set("Reset", "30")
		})
	_, err := c.Do(t.Context(), web.Request{Method: http.MethodGet, Path: "/"})
	want(t, "the last one", err, "")
	_, err = c.Do(t.Context(), web.Request{Method: http.MethodGet, Path: "/"})
	want(t, "one too many", err, platforms.ClassRate)
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}
