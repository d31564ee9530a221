package graph

import (
	"encoding/json"
	"time"

	"commsdesk/platforms/web"
)

const (
	// Slow is the share of an allowance, in percent, from which on less should be
	// asked (platforms.md 2).
	Slow = 75
	// Stop is the share at which the Client itself stops asking.
	Stop = 95
	// firstWait is how long to wait when Meta doesn't say; it doubles twice.
	firstWait = 5 * time.Minute
)

// share is one allowance: how much of it is used up, in percent, and in how many
// minutes it is there again.
type share struct {
	Calls  float64 `json:"call_count"`
	CPU    float64 `json:"total_cputime"`
	Time   float64 `json:"total_time"`
	Regain float64 `json:"estimated_time_to_regain_access"`
}

// shares reads every usage header of an answer.
func shares(a *web.Answer) []share {
	var all []share
	for _, name := range []string{"X-App-Usage", "X-Page-Usage"} {
		var one share
		if json.Unmarshal([]byte(a.Header.Get(name)), &one) == nil {
			all = append(all, one)
		}
	}
	var cases map[string][]share
	if json.Unmarshal([]byte(a.Header.Get("X-Business-Use-Case-Usage")), &cases) == nil {
		for _, of := range cases {
			all = append(all, of...)
		}
	}
	return all
}

// note keeps what an answer says beside its content.
func (c *Client) note(a *web.Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if all := shares(a); len(all) > 0 {
		c.usage, _ = worst(all)
	}
	if v := a.Header.Get("Facebook-Api-Version"); v != "" {
		c.version = v
	}
}

// worst is the highest share in percent, and the longest wait that was named.
func worst(all []share) (percent int, wait time.Duration) {
	for _, s := range all {
		percent = max(percent, int(s.Calls), int(s.CPU), int(s.Time))
		wait = max(wait, time.Duration(s.Regain*float64(time.Minute)))
	}
	return percent, wait
}

// limits stops asking at Stop, for as long as Meta says.
func (c *Client) limits(a *web.Answer, now time.Time) time.Time {
	percent, wait := worst(shares(a))
	if wait > 0 {
		return now.Add(wait).UTC()
	}
	if percent >= Stop {
		return now.Add(firstWait).UTC()
	}
	return time.Time{}
}

// wait is until when a throttled account waits: what the header says, else 5, 10,
// then 20 minutes.
func (c *Client) wait(a *web.Answer) time.Time {
	now := c.o.Clock()
	if _, wait := worst(shares(a)); wait > 0 {
		return now.Add(wait).UTC()
	}
	return now.Add(firstWait << c.throttle(true)).UTC()
}

// throttle counts throttled answers in a row and returns how many came before
// this one, at most 2.
func (c *Client) throttle(again bool) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !again {
		c.slowed = 0
		return 0
	}
	before := min(c.slowed, 2)
	c.slowed++
	return before
}
