package channel

import (
	"encoding/json"

	"commsdesk/app"
	"commsdesk/app/act"
)

// FoldVersion counts the meanings of the fold. A store whose rows were folded
// by another version folds them again.
const FoldVersion = 1

// Apply lets one act happen to the channel; c without an ID is one that was
// never connected. It is total and depends on nothing but c and a: an act that
// can't be read, or that changes what was never connected, has no effect, and
// ok is false.
func (c *Channel) Apply(a act.Act) (ok bool) {
	switch a.Kind {
	case Connected, Configured:
		var e Channel
		if json.Unmarshal(a.Effect, &e) != nil || e.ID == "" || e.ID != a.Subject.ID {
			return false
		}
		if a.Kind == Configured && c.ID == "" {
			return false
		}
		e.Gone = a.Kind == Configured && c.Gone
		*c = e
		return true
	case Removed:
		if c.ID == "" {
			return false
		}
		c.Gone = true
		return true
	}
	return false
}

// Check refuses an act that this channel's rules forbid now, with an app.Error
// of kind Wrong and a sentence for people. c is the fold before the act.
func Check(c Channel, a act.Act) error {
	if (a.Kind == Configured || a.Kind == Removed) && c.ID == "" {
		return app.NewError(app.Wrong, "That account isn't connected to this desk.")
	}
	after := c
	if !after.Apply(a) {
		return app.NewError(app.Wrong, "That change to an account isn't one this desk knows.")
	}
	if after.ID != ChannelID(after.Network, after.Identity) {
		return app.NewError(app.Wrong, "An account keeps its identity. Connect the other account as a channel of its own.")
	}
	return nil
}
