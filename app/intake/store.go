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
	// Suggest maps a new conversation to one it may belong to.
	Suggest map[string]string
	// Acts are what named rules decide because of the facts (an answer that
	// came back, an unconfirmed send that was found), done in the same
	// transaction after the facts.
	Acts []act.Act
}

// Known is what the store knows of a message by its id or key.
type Known struct {
	Key, BodyHash, RemoteID, ThreadRoot, Conversation, Subject, Send string
	// People are the ids of everybody in that conversation.
	People     []string
	HeaderOnly bool
}

// Store keeps facts and cursors.
type Store interface {
	// Cursor returns the channel's cursor; nil before the first pull.
	Cursor(ctx context.Context, channel string) ([]byte, error)
	// Store commits the facts; storing the same facts twice changes nothing.
	// It refolds every conversation touched and announces them.
	Store(ctx context.Context, f Facts) error
	// KnownIDs finds messages of the channel by their remote ids.
	KnownIDs(ctx context.Context, channel string, ids []string) (map[string][]Known, error)
	// KnownRoots finds messages of the channel by their thread roots.
	KnownRoots(ctx context.Context, channel string, roots []string) (map[string][]Known, error)
	// KnownKeys finds messages of the channel by their keys.
	KnownKeys(ctx context.Context, channel string, keys []string) (map[string]Known, error)
	// Here counts the stored messages of the channel with a live location,
	// per folder.
	Here(ctx context.Context, channel string) (map[string]int, error)
	// Skews returns the newest measured clock differences of the channel
	// (receipt minus the server's stamp, seconds), newest first, at most 5.
	Skews(ctx context.Context, channel string) ([]int64, error)
	// AddSkew notes one measured difference.
	AddSkew(ctx context.Context, channel string, seconds int64, at time.Time) error
}
