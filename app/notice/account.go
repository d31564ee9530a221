package notice

import (
	"fmt"
	"time"

	"commsdesk/app/calendar"
	"commsdesk/app/channel"
)

// account is the notice of a channel that a person must do something about.
func account(now time.Time, c channel.Channel, h channel.Health) (Notice, bool) {
	if c.Gone {
		return Notice{}, false
	}
	n := Notice{Kind: SignIn, Channel: c.ID, Action: "Sign in", At: h.Since,
		Key: fmt.Sprintf("channel:%s:%d", c.ID, h.Since.UnixMilli()), Body: catchUp(now, h)}
	switch h.State {
	case channel.NeedsYou:
		n.Title = NetworkTitle(c.Network) + " needs you to sign in"
		if h.PresentedCert != "" {
			n.Title = NetworkTitle(c.Network) + " needs you: its certificate changed"
		}
		return n, true
	case channel.WrongWho:
		n.Title = NetworkTitle(c.Network) + " is signed in to another account"
		n.Key += ":who"
		return n, true
	case channel.NoRight:
		n.Title = NetworkTitle(c.Network) + " does not let us do all we need"
		n.Body, n.Action = "A permission is missing. Open Channels to see which, and what still works.", "Open"
		n.Key += ":right"
		return n, true
	}
	return ending(now, c, h)
}

// catchUp says what will be fetched once somebody has signed in.
func catchUp(now time.Time, h channel.Health) string {
	if h.LastPull.IsZero() {
		return "Nothing was read yet."
	}
	return fmt.Sprintf("Messages since %s will be fetched after that.", calendar.FormatWhen(now, h.LastPull))
}

// endings are when the end of a sign-in is told, in days before it, tightest
// first.
var endings = []int{1, 7, 14}

// ending is the notice of a sign-in that still holds, but not for long.
func ending(now time.Time, c channel.Channel, h channel.Health) (Notice, bool) {
	if h.Expires.IsZero() || !h.State.Reads() {
		return Notice{}, false
	}
	left := h.Expires.Sub(now)
	key := func(days int) string { return fmt.Sprintf("channel:%s:ends:%d:%d", c.ID, days, h.Expires.UnixMilli()) }
	for i, days := range endings {
		if left > time.Duration(days)*24*time.Hour {
			continue
		}
		n := Notice{Kind: SignIn, Key: key(days), Channel: c.ID, Action: "Sign in", At: h.Expires,
			Title: fmt.Sprintf("The sign-in for %s ends %s", NetworkWords(c.Network), calendar.FormatWhen(now, h.Expires)),
			Body:  "Sign in again before then, and nothing is missed."}
		for _, looser := range endings[i+1:] {
			n.Covers = append(n.Covers, key(looser))
		}
		return n, true
	}
	return Notice{}, false
}
