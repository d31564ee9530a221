package intake

import (
	"context"

	"commsdesk/app/act"
	"commsdesk/app/inbox"
)

// Cites joins messages from outside to our own sends: copies of them, bounces,
// automatic replies and answers that name their ids. app/reply implements it.
type Cites interface {
	// ActsFor returns the acts that named rules decide because of the messages
	// (a send was proved, an answer came back), and the send each message is
	// or cites, by message key. Of our own only the send itself is linked: our
	// next mail in its thread is another answer. One that only claims our
	// address is linked when it is the send, word for word. It writes nothing.
	ActsFor(ctx context.Context, channel string, msgs []inbox.Message) (acts []act.Act, linked map[string]Link, err error)
}

// Link is the send that a message is or cites, and its conversation, "" for a
// send that belongs to none.
type Link struct{ Send, Conversation string }
