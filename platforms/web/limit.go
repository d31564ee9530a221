package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"commsdesk/platforms"
)

// waitMost is how long a wait is kept to before the network is asked again,
// whatever it named: a slip of its own must not end a channel.
const waitMost = 24 * time.Hour

// retryAfter reads Retry-After (RFC 9110 10.2.3), in seconds or as a date by the
// server's own clock; zero when there is none.
func retryAfter(h http.Header, now time.Time) time.Time {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(v, 10, 64); err == nil && seconds >= 0 {
		return now.Add(time.Duration(min(seconds, int64(waitMost/time.Second))) * time.Second).UTC()
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return time.Time{}
	}
	if theirs, err := http.ParseTime(h.Get("Date")); err == nil {
		at = now.Add(at.Sub(theirs))
	}
	if most := now.Add(waitMost); at.After(most) {
		at = most
	}
	return at.UTC()
}

// NoneLeft returns the moment of reset when the header "remaining" is 0, else
// zero. reset is read as seconds since 1970, as seconds from now when small, or
// as RFC 3339. It lies at most a day ahead.
func NoneLeft(h http.Header, remaining, reset string, now time.Time) time.Time {
	if n, err := strconv.Atoi(h.Get(remaining)); err != nil || n > 0 {
		return time.Time{}
	}
	v := h.Get(reset)
	at, err := time.Parse(time.RFC3339, v)
	if err != nil {
		seconds, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return time.Time{}
		}
		at = time.Unix(seconds, 0)
		if seconds < 1e9 {
			at = now.Add(time.Duration(seconds) * time.Second)
		}
	}
	if most := now.Add(waitMost); at.After(most) {
		at = most
	}
	return at.UTC()
}

// pause keeps every request back until a moment.
func (c *Client) pause(until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until.After(c.paused) {
		c.paused = until
	}
}

// Resume forgets a pause, after a person signed in anew.
func (c *Client) Resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = time.Time{}
}

func (c *Client) pausedUntil() time.Time {
	now := c.o.Clock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.paused.After(now) {
		return c.paused
	}
	return time.Time{}
}

func (c *Client) rateError(until time.Time) error {
	return &platforms.Error{Class: platforms.ClassRate, Until: until, Sentence: c.o.Network + " asks us to wait before we ask again."}
}

// noteSkew remembers how far this PC's clock runs ahead of the server's.
func (c *Client) noteSkew(date time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skew = c.o.Clock().Sub(date)
}

// Skew is how far this PC's clock ran ahead of the server's at the last answer
// with a date; 0 before.
func (c *Client) Skew() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skew
}
