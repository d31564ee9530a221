// Package intake pulls what is new from every channel, makes messages of it,
// threads them, and stores facts and cursor in one transaction (DESIGN 5).
package intake

import (
	"context"
	"time"

	"commsdesk/app/act"
	"commsdesk/app/inbox"
)

// Facts are the messages of one batch, threaded, with the cursor that holds
// after them. They are stored whole or not at all.
type Facts struct {
	Channel  string
	Messages []inbox.Message
	// Gone are locations that left the network; Renewed are folders whose
	// numbering started afresh: their locations no longer hold.
	Gone    []inbox.Location
	Renewed []string
	Cursor  []byte
	SeenAt  time.Time // UTC
	// Moved maps the keys of stored messages to the conversations they turn out
	// to belong to, now that more of their threads is known. No officer has
	// acted on the conversations they leave; else the facts are refused with an
	// app.Error of kind Conflict and must be threaded again.
	Moved map[string]string
	// Suggest maps a new conversation to one it may belong to.
	Suggest map[string]string
	// Acts are what named rules decide because of the facts (an answer that
	// came back, an unconfirmed send that was found), done in the same
	// transaction after the facts.
	Acts []act.Act
}

// Known is what the store knows of a message: all but its words, files and
// locations.
type Known struct {
	inbox.Message
	// Pinned: somebody has acted on its conversation, so the message stays there.
	Pinned bool
}

// Store keeps facts and cursors.
type Store interface {
	// Cursor returns the channel's cursor; nil before the first pull.
	Cursor(ctx context.Context, channel string) ([]byte, error)
	// Store commits the facts; storing the same facts twice changes nothing.
	// It refolds every conversation touched and announces them.
	Store(ctx context.Context, f Facts) error
	// Related finds the messages of the channel whose remote id or thread root
	// is among the ids, or that answer one of them, oldest first.
	Related(ctx context.Context, channel string, ids []string) ([]Known, error)
	// KnownKeys finds messages of the channel by their keys.
	KnownKeys(ctx context.Context, channel string, keys []string) (map[string]Known, error)
	// Here counts the stored messages of the channel with a live location,
	// per folder.
	Here(ctx context.Context, channel string) (map[string]int, error)
	// Skews returns the newest measured clock differences of the channel
	// (receipt minus the server's stamp, seconds), newest first, at most 5.
	Skews(ctx context.Context, channel string) ([]int64, error)
	// Recheckable returns the network's ids of the channel's messages that began
	// from from on and before to, without those known to be gone or forgotten.
	Recheckable(ctx context.Context, channel string, from, to time.Time) ([]string, error)
	// Perishing returns the network's ids of messages whose words may be kept until
	// by at most; Forgotten those of a conversation whose words were forgotten.
	Perishing(ctx context.Context, channel string, by time.Time) ([]string, error)
	Forgotten(ctx context.Context, channel, conversation string) ([]string, error)
	// Forget takes away the words and names of messages that may be kept until by at
	// most, out of the search too, and returns how many those were.
	Forget(ctx context.Context, channel string, by time.Time) (int, error)
	// Local and SetLocal keep small things of this PC; "" for what was never set.
	Local(ctx context.Context, key string) (string, error)
	SetLocal(ctx context.Context, key, value string) error
	// AddSkew notes one measured difference.
	AddSkew(ctx context.Context, channel string, seconds int64, at time.Time) error
}
