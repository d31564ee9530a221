package platforms

import "context"

// Target is an item that is acted on, in the words of its Item.
type Target struct {
	ID, Root, Ref, Context, Kind string
	Private                      bool
	From                         Person
}

// Measure is what is done about an item or its author.
type Measure string

// The measures. Hide to Delete are about the item; the others about the person.
// They may be repeated: asking for what is so already is no error.
const (
	Hide    Measure = "hide"
	Unhide  Measure = "unhide"
	Delete  Measure = "delete"
	Mute    Measure = "mute"
	Unmute  Measure = "unmute"
	Block   Measure = "block"
	Unblock Measure = "unblock"
	// Report tells the network's own moderators of the item; it can't be taken
	// back.
	Report Measure = "report"
)

// Moderator acts against abuse. What it can do is in Capabilities; the rest is
// refused with class Permission and the reason.
type Moderator interface {
	// Moderate takes one measure. nil means that the network said so; class Gone
	// that there is nothing left to act on; class Unconfirmed that no answer
	// came, and the measure may simply be taken again.
	Moderate(ctx context.Context, m Measure, at Target) error
}

// BlockLister tells who is blocked.
type BlockLister interface {
	// Blocks returns everybody the account blocks.
	Blocks(ctx context.Context) ([]Person, error)
}
