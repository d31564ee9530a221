package inbox

import (
	"context"
	"time"

	"commsdesk/app/act"
)

// Filter narrows a queue.
type Filter struct {
	// Statuses shown; empty: open ones only.
	Statuses []Status
	// Assignees shown; empty: all. "" in it means unassigned.
	Assignees []Assignee
	Channel   string
	// Since leaves out rows whose last message is older (UTC); zero: none.
	Since time.Time
	// Limit bounds the rows; 0: no bound.
	Limit int
}

// Entry is one line of a conversation's record: an act, with its words while
// they are kept. Undone is true when it was taken back.
type Entry struct {
	Act    act.Act
	Undone bool
}

// Hit is one result of a search, best first. Snippet marks the words found
// with « and ».
type Hit struct {
	Conversation string
	Message      string // key; "" when a person, tag or note was found
	Where        string // "message", "person", "tag", "note"
	Snippet      string
	At           time.Time
	Row          Row
}

// PersonSeen is what is known of one resident over all conversations.
type PersonSeen struct {
	Person        Person
	First         time.Time // first contact, UTC
	Conversations []Row     // newest first
}

// Store reads conversations.
type Store interface {
	// Queue returns rows ordered by Clock (earliest first) as of now, rows without
	// a clock after them by Turn start or LastAt, newest first.
	Queue(ctx context.Context, f Filter) ([]Row, error)
	// Counts returns how many conversations there are by status.
	Counts(ctx context.Context) (map[Status]int, error)
	// Conversation returns one row and its messages, oldest first; an
	// app.Error of kind NotFound when there is none.
	Conversation(ctx context.Context, id string) (Row, []Message, error)
	// Context returns our own post that the conversation stands under, nil when
	// there is none or it is not here.
	Context(ctx context.Context, id string) (*Message, error)
	// Record returns the conversation's acts, newest first.
	Record(ctx context.Context, id string) ([]Entry, error)
	// Search finds words (prefixes, accents folded) in messages, people, tags
	// and notes, best first.
	Search(ctx context.Context, words string, limit int) ([]Hit, error)
	// Person returns what is known of the resident with this id in a channel.
	Person(ctx context.Context, channel, id string) (PersonSeen, error)
}
