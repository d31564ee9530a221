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
	// or cites, by message key; one that only claims our address is linked
	// when it is the send itself, word for word. It writes nothing.
	ActsFor(ctx context.Context, channel string, msgs []inbox.Message) (acts []act.Act, linked map[string]string, err error)
}
